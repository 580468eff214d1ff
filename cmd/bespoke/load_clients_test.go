package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// loadClients keeps many clients connected to a real process and looks at its
// memory.
func loadClients(t *testing.T, table *tabwriter.Writer) {
	const each = 500
	cmd, address := startServing(t, t.TempDir(), "http")
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	alone := resident(t, cmd.Process.Pid)
	transport := &http.Transport{MaxIdleConnsPerHost: 2 * each}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var group sync.WaitGroup
	gate := make(chan struct{}, 32)
	for range each {
		for _, connect := range []func(context.Context, *http.Client, string) error{connectSSE, connectHTTP} {
			group.Go(func() {
				gate <- struct{}{}
				defer func() { <-gate }()
				assert.NoError(t, connect(ctx, client, "http://"+address))
			})
		}
	}
	group.Wait()
	time.Sleep(time.Second)
	fmt.Fprintf(table, "%d idle SSE and %d HTTP clients\tsqlite\t%d MB (%d MB without)\t≤ 200 MB\n", each, each, resident(t, cmd.Process.Pid)>>20, alone>>20)
}

// connectSSE opens a stream and leaves it open.
func connectSSE(ctx context.Context, client *http.Client, base string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/sse", nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "data: /message") {
			go func() {
				for lines.Scan() {
				}
			}()
			return nil
		}
	}
	return fmt.Errorf("no endpoint: HTTP %d", response.StatusCode)
}

// connectHTTP opens a session of Streamable HTTP with a listening stream.
func connectHTTP(ctx context.Context, client *http.Client, base string) error {
	_, err := openSession(ctx, client, base)
	return err
}

// openSession is connectHTTP and gives the session's name.
func openSession(ctx context.Context, client *http.Client, base string) (session string, err error) {
	const initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{},"clientInfo":{"name":"load","version":"1"}}}`
	response, err := ofSession(ctx, client, http.MethodPost, base, "", initialize)
	if err != nil {
		return "", err
	}
	session = response.Header.Get("Mcp-Session-Id")
	if err := response.Body.Close(); err != nil {
		return "", err
	}
	if session == "" {
		return "", fmt.Errorf("no session: HTTP %d", response.StatusCode)
	}
	go func() {
		stream, err := ofSession(ctx, client, http.MethodGet, base, session, "")
		if err != nil {
			return // the test is over
		}
		defer stream.Body.Close()
		lines := bufio.NewScanner(stream.Body)
		for lines.Scan() {
		}
	}()
	return session, nil
}

// ofSession sends a request of Streamable HTTP.
func ofSession(ctx context.Context, client *http.Client, method, base, session, body string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, base+"/mcp", strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	if session != "" {
		request.Header.Set("Mcp-Session-Id", session)
	}
	return client.Do(request)
}

// resident is a process's resident memory in bytes.
func resident(t *testing.T, pid int) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(t, err)
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			require.NoError(t, err)
			return kilobytes << 10
		}
	}
	t.Fatal("no VmRSS")
	return 0
}
