package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/bespoke-cv/bespoke/telemetry"
)

// openTelemetry starts measuring where something takes the figures; nil else.
func (c *config) openTelemetry(ctx context.Context, log *slog.Logger) (*telemetry.Telemetry, error) {
	if c.export != nil {
		telemetry.Complain(log)
	}
	return telemetry.Open(ctx, telemetry.Config{Version: version, Export: c.export, Scrape: c.metricsAddr != ""})
}

// serveMetrics answers GET /metrics at --metrics-addr, where one is given, until
// stop is called. It is a listener of its own, so that what the operator sees
// does not stand at the address that the users call.
func (a *app) serveMetrics(ctx context.Context, stdio stdio) (stop func(), err error) {
	if a.config.metricsAddr == "" {
		return func() {}, nil
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", a.config.metricsAddr)
	if err != nil {
		return nil, fmt.Errorf("--metrics-addr: %w: choose a free port of an address of this machine, such as 127.0.0.1:9464", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.telemetry.Handler())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
	go func() { _ = server.Serve(listener) }() // ends with stop
	fmt.Fprintf(stdio.err, "bespoke tells Prometheus its metrics at %s/metrics\n", listener.Addr())
	return func() { _ = server.Close() }, nil
}
