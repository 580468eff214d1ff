package main

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/bespoke-cv/bespoke/server"
)

// serve offers the tools on a transport until the input ends or a signal comes.
func serve(ctx context.Context, args []string, stdio stdio) (err error) {
	flags, config := newFlags("serve", "[--transport stdio|sse|http] [--addr HOST:PORT]", stdio)
	transport := flags.String("transport", "", "stdio, sse or http (BESPOKE_TRANSPORT; default stdio); http mounts /mcp, /sse and /health")
	addr := flags.String("addr", "", "address to listen on (BESPOKE_ADDR; default 127.0.0.1:8080)")
	flags.Var(&config.hosts, "host", "Host header allowed besides this machine's; may be repeated (BESPOKE_HOSTS)")
	flags.Var(&config.origins, "origin", "Origin allowed besides this machine's; may be repeated (BESPOKE_ORIGINS)")
	if err := config.parse(flags, args); err != nil {
		return err
	}
	fallback(transport, "BESPOKE_TRANSPORT")
	fallback(addr, "BESPOKE_ADDR")
	if *transport == "" {
		*transport = string(server.Stdio)
	}
	if *addr == "" {
		*addr = "127.0.0.1:8080"
	}
	if err := loopbackOnly(server.Transport(*transport), *addr); err != nil {
		return err
	}
	app, err := open(ctx, config, config.logger(stdio))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.close(ctx)) }()
	switch server.Transport(*transport) {
	case server.Stdio:
		return app.server.ServeStdio(ctx, stdio.in, stdio.out)
	case server.SSE, server.HTTP:
		return app.server.ListenAndServe(ctx, *addr, server.Transport(*transport), func(address net.Addr) {
			fmt.Fprintf(stdio.err, "bespoke serves %s on http://%s without auth, for this machine only\n", *transport, address)
		})
	}
	return usageError{fmt.Errorf("there is no transport %q: take stdio, sse or http", *transport)}
}

// loopbackOnly refuses to offer one person's data to a network: there is no
// auth that would tell callers apart.
func loopbackOnly(transport server.Transport, addr string) error {
	if transport == server.Stdio {
		return nil
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usageError{fmt.Errorf("--addr %s: %w: write it as 127.0.0.1:8080", addr, err)}
	}
	if ip := net.ParseIP(host); host == "localhost" || (ip != nil && ip.IsLoopback()) {
		return nil
	}
	return usageError{fmt.Errorf("--addr %s would serve without auth beyond this machine: listen on 127.0.0.1", addr)}
}
