package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// health asks a running server how it is, as its neighbours in an image without
// a shell or curl do. It fails unless every part of the server works.
func health(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("health", "[URL]", stdio)
	flags.Usage = func() {
		fmt.Fprint(stdio.out, "Usage: bespoke health [URL]\n\nURL is a server's address; by default the one of BESPOKE_ADDR on this machine.\n")
	}
	address, err := config.parseNaming(flags, args)
	if err != nil {
		return err
	}
	if address == "" {
		own, err := ownAddress(cmp.Or(os.Getenv("BESPOKE_ADDR"), "127.0.0.1:8080"))
		if err != nil {
			return usageError{err}
		}
		address = own
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second) // the server gives its parts two
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(strings.TrimSuffix(address, "/"), "/health")+"/health", nil)
	if err != nil {
		return usageError{fmt.Errorf("%w: write the address as http://127.0.0.1:8080", err)}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("asking the server: %w", err)
	}
	defer response.Body.Close()
	report, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return fmt.Errorf("reading the server's answer: %w", err)
	}
	said := strings.TrimSpace(string(report))
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s: %s", response.Status, said)
	}
	_, err = fmt.Fprintln(stdio.out, said)
	return err
}

// ownAddress is where this machine reaches a server that listens on addr:
// one that listens everywhere is asked on the loopback interface, whose name
// every server allows as Host.
func ownAddress(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("BESPOKE_ADDR %s: %w: write it as 127.0.0.1:8080", addr, err)
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port), nil
}
