package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/bespoke-cv/bespoke/server"
	"github.com/bespoke-cv/bespoke/workflow"
)

// serve offers the tools on a transport until the input ends or a signal comes.
func serve(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("serve", "[--transport stdio|sse|http] [--addr HOST:PORT] [--role all|serve|worker] [--toolsets NAMES] [--read-only]", stdio)
	transport := flags.String("transport", "", "stdio, sse or http (BESPOKE_TRANSPORT; default stdio); http mounts /mcp, /sse, /health, /review and the HTTP API")
	addr := flags.String("addr", "", "address to listen on (BESPOKE_ADDR; default 127.0.0.1:8080; a worker answers /health there, by default nowhere)")
	role := flags.String("role", "", "with DATABASE_URL: all, serve (leaves runs to workers) or worker (carries runs out, offers no tools) (BESPOKE_ROLE; default all)")
	flags.Var(&config.hosts, "host", "Host header allowed besides this machine's; may be repeated (BESPOKE_HOSTS)")
	flags.Var(&config.origins, "origin", "Origin allowed besides this machine's; may be repeated (BESPOKE_ORIGINS)")
	sets := list{}
	flags.Var(&sets, "toolsets", "offer only these tools: some of tailor, import, runs, tracker, privacy (BESPOKE_TOOLSETS; default all)")
	flags.BoolVar(&config.scope.ReadOnly, "read-only", false, "offer only tools that change nothing (BESPOKE_READ_ONLY=on)")
	flags.StringVar(&config.metricsAddr, "metrics-addr", "", "address at which Prometheus reads /metrics, such as 127.0.0.1:9464; never the public one (BESPOKE_METRICS_ADDR; default nowhere)")
	if err := config.parse(flags, args); err != nil {
		return err
	}
	if err := config.narrow(sets); err != nil {
		return err
	}
	fallback(transport, "BESPOKE_TRANSPORT")
	fallback(addr, "BESPOKE_ADDR")
	fallback(role, "BESPOKE_ROLE")
	fallback(&config.metricsAddr, "BESPOKE_METRICS_ADDR")
	if err := config.play(*role); err != nil {
		return err
	}
	log := config.logger(stdio)
	if config.role == workflow.Worker {
		host(false)
		return work(ctx, config, *addr, log, stdio)
	}
	if *transport == "" {
		*transport = string(server.Stdio)
	}
	if *addr == "" {
		*addr = "127.0.0.1:8080"
	}
	if err := config.guard(ctx, server.Transport(*transport), *addr, log); err != nil {
		return err
	}
	if *transport != string(server.Stdio) {
		host(config.databaseURL == "")
	}
	return withMetrics(ctx, config, log, stdio, func(app *app) error {
		switch server.Transport(*transport) {
		case server.Stdio:
			// A client may close our error output first, while runs are in hand.
			signal.Ignore(syscall.SIGPIPE)
			app.reviewHere(log, nil)
			return app.server.ServeStdio(ctx, stdio.in, stdio.out)
		case server.SSE, server.HTTP:
			app.mountAPI(log)
			app.mountReview(log, nil)
			return app.server.ListenAndServe(ctx, *addr, server.Transport(*transport), func(address net.Addr) {
				app.door.at(config.baseURL, address)
				config.announce(stdio, *transport, address)
			})
		}
		return usageError{fmt.Errorf("there is no transport %q: take stdio, sse or http", *transport)}
	})
}

// withMetrics is withApp, with its metrics served where they are asked for.
func withMetrics(ctx context.Context, config *config, log *slog.Logger, stdio stdio, do func(*app) error) error {
	return withApp(ctx, config, log, func(app *app) error {
		stop, err := app.serveMetrics(ctx, stdio)
		if err != nil {
			return err
		}
		defer stop()
		return do(app)
	})
}

// work carries out runs until a signal comes. It offers nothing but /health, and
// that only where an address is given.
func work(ctx context.Context, config *config, addr string, log *slog.Logger, stdio stdio) error {
	return withMetrics(ctx, config, log, stdio, func(app *app) error {
		if addr == "" {
			fmt.Fprintln(stdio.err, "bespoke carries out runs")
			<-ctx.Done()
			return nil
		}
		return app.server.ListenAndServe(ctx, addr, server.Health, func(address net.Addr) {
			fmt.Fprintf(stdio.err, "bespoke carries out runs and tells how it is on http://%s/health\n", address)
		})
	})
}

// narrow takes how much of the tools is offered.
func (c *config) narrow(sets list) error {
	if len(sets) == 0 {
		_ = sets.Set(os.Getenv("BESPOKE_TOOLSETS")) // Set of a list cannot fail
	}
	c.scope.Sets = sets
	if !c.scope.ReadOnly { // the flag wins
		if _, err := readSwitch(&c.scope.ReadOnly, "BESPOKE_READ_ONLY"); err != nil {
			return err
		}
	}
	if err := c.scope.Check(); err != nil {
		return usageError{fmt.Errorf("--toolsets: %w", err)}
	}
	return nil
}

// play takes the role that this process is given.
func (c *config) play(role string) error {
	c.role = workflow.Role(cmp.Or(role, string(workflow.All)))
	switch {
	case !slices.Contains([]workflow.Role{workflow.All, workflow.Serve, workflow.Worker}, c.role):
		return usageError{fmt.Errorf("there is no role %q: take all, serve or worker", role)}
	case c.role != workflow.All && c.databaseURL == "":
		return usageError{fmt.Errorf("role %s needs DATABASE_URL: a store on this machine does all by itself", role)}
	}
	return nil
}
