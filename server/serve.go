package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/identity"
)

const (
	// stdioWorkers is the number of calls that run at once on stdio; mcp-go's
	// own five make a client that fans out wait.
	stdioWorkers = 32
	// drainTime is how long running calls may go on once the server is told
	// to stop.
	drainTime = 20 * time.Second
)

// ServeStdio speaks the protocol on in and out until in ends or ctx is done.
func (s *Server) ServeStdio(ctx context.Context, in io.Reader, out io.Writer) error {
	stdio := mcpserver.NewStdioServer(s.mcp)
	mcpserver.WithWorkerPoolSize(stdioWorkers)(stdio)
	stdio.SetErrorLogger(slog.NewLogLogger(s.config.Log.Handler(), slog.LevelError))
	stdio.SetContextFunc(func(ctx context.Context) context.Context {
		return identity.With(ctx, identity.Local())
	})
	err := stdio.Listen(ctx, in, out)
	if errors.Is(err, io.EOF) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// ListenAndServe serves an HTTP transport on addr until ctx is done, then
// drains: new calls are refused, running ones finish, sessions are closed.
// ready, when not nil, is told the address in use.
func (s *Server) ListenAndServe(ctx context.Context, addr string, transport Transport, ready func(net.Addr)) error {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listening on %s: %w: choose a free port with --addr", addr, err)
	}
	mounted := s.mount(transport)
	httpServer := &http.Server{
		Handler: mounted.handler,
		// Only headers are timed: a read or write timeout would cut streams.
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	failed := make(chan error, 1)
	go func() { failed <- httpServer.Serve(listener) }()
	if ready != nil {
		ready(listener.Addr())
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serving on %s: %w", addr, err)
	case <-ctx.Done():
	}
	return s.drain(context.WithoutCancel(ctx), httpServer, mounted)
}

func (s *Server) drain(ctx context.Context, httpServer *http.Server, mounted mounted) error {
	ctx, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	s.gate.Lock()
	s.draining.Store(true)
	s.gate.Unlock()

	finished := make(chan struct{})
	go func() {
		s.calls.Wait()
		close(finished)
	}()
	select {
	case <-finished:
		time.Sleep(settle) // the last results are still on their way to the sockets
	case <-ctx.Done():
	}
	mounted.end(ctx)
	if err := httpServer.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("shutting down: %w", err), httpServer.Close())
	}
	return nil
}
