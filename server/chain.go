package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/progress"
	"github.com/bespoke-cv/bespoke/telemetry"
)

// ErrProtocol is wrapped by a handler's error about a request that no model can
// mend, such as a request state that was tampered with. It is answered as a
// JSON-RPC error; every other error is a tool error, which the model can read.
var ErrProtocol = errors.New("the request breaks the protocol")

// progressInterval keeps notifications apart: mcp-go queues 100 for a session
// and drops what does not fit.
const progressInterval = 250 * time.Millisecond

// chain is what a call goes through on its way to the tool, in this order.
func (s *Server) chain() []mcpserver.ToolHandlerMiddleware {
	return []mcpserver.ToolHandlerMiddleware{recovered, s.guardDrain, s.cancelOnDisconnect, s.reportProgress, s.observe}
}

// recovered turns a panic into an error.
func recovered(next mcpserver.ToolHandlerFunc) mcpserver.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (result *mcp.CallToolResult, err error) {
		defer func() {
			if r := recover(); r != nil {
				result, err = nil, fmt.Errorf("panic recovered in %s tool handler: %v", request.Params.Name, r)
			}
		}()
		return next(ctx, request)
	}
}

// guardDrain refuses new calls once the server drains and counts the others.
func (s *Server) guardDrain(next mcpserver.ToolHandlerFunc) mcpserver.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		s.gate.RLock()
		if s.draining.Load() {
			s.gate.RUnlock()
			return unavailable(), nil
		}
		s.calls.Add(1)
		s.gate.RUnlock()
		defer s.calls.Done()
		return next(ctx, request)
	}
}

// cancelOnDisconnect ends a call when its client goes away. mcp-go detaches a
// call over SSE from the connection, so nothing else would.
func (s *Server) cancelOnDisconnect(next mcpserver.ToolHandlerFunc) mcpserver.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		session := mcpserver.ClientSessionFromContext(ctx)
		if session == nil {
			return next(ctx, request)
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		release := s.sessions.add(session.SessionID(), cancel)
		defer release()
		return next(ctx, request)
	}
}

// reportProgress turns progress reports into notifications for a client that
// asked for them.
func (s *Server) reportProgress(next mcpserver.ToolHandlerFunc) mcpserver.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if request.Params.Meta == nil || request.Params.Meta.ProgressToken == nil {
			return next(ctx, request)
		}
		notifier := &notifier{server: s.mcp, ctx: ctx, token: request.Params.Meta.ProgressToken, delivery: deliveryOf(ctx)}
		notifier.watch = notifier.delivery.watch(notifier.token)
		defer notifier.finish()
		return next(progress.With(ctx, notifier.update), request)
	}
}

// notifier sends one call's progress, throttled; the last update is always sent.
type notifier struct {
	server *mcpserver.MCPServer
	ctx    context.Context //nolint:containedctx // the call's own context, which carries its session
	token  mcp.ProgressToken
	// delivery and watch tell when notifications are on their way; nil on stdio
	// and in process, where a pause does.
	delivery *delivery
	watch    *watch

	mu      sync.Mutex
	sent    time.Time
	count   int
	highest float64
	pending *progress.Update
}

func (n *notifier) update(update progress.Update) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if time.Since(n.sent) < progressInterval {
		n.pending = &update
		return
	}
	n.send(update)
}

func (n *notifier) finish() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.pending != nil {
		n.send(*n.pending)
	}
	if n.watch != nil {
		n.delivery.wait(n.ctx, n.watch, n.count)
	}
	if n.count > 0 {
		time.Sleep(settle)
	}
}

// send needs n.mu. The specification wants progress to grow, so an update that
// falls behind is not sent.
func (n *notifier) send(update progress.Update) {
	n.pending = nil
	if n.count > 0 && update.Done <= n.highest {
		return
	}
	n.highest, n.sent = update.Done, time.Now()
	params := map[string]any{"progressToken": n.token, "progress": update.Done, "message": update.Message}
	if update.Total > 0 {
		params["total"] = update.Total
	}
	// A client that cannot be reached any more is no reason to stop working.
	if n.server.SendNotificationToClient(n.ctx, progressMethod, params) == nil {
		n.count++
	}
}

// observe measures each call and writes one line about it: never arguments or
// results, which are personal. A Go error becomes a tool error, which the model
// can read, unless it is about the protocol.
func (s *Server) observe(next mcpserver.ToolHandlerFunc) mcpserver.ToolHandlerFunc {
	return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		start := time.Now()
		ctx = telemetry.With(ctx, s.config.Telemetry)
		if request.Params.Meta != nil {
			ctx = telemetry.FromMeta(ctx, request.Params.Meta.AdditionalFields)
		}
		ctx, _ = telemetry.WithRequest(ctx)
		ctx, end := telemetry.Tool(ctx, request.Params.Name)
		outcome := telemetry.Outcome{Name: "error", Kind: "panic"} // unless next returns
		defer func() {
			s.config.Log.LogAttrs(ctx, slog.LevelInfo, "tool call",
				slog.String("tool", request.Params.Name), slog.String("outcome", outcome.Name),
				slog.Duration("duration", time.Since(start)))
			end(outcome)
		}()
		result, err := next(ctx, request)
		outcome = outcomeOf(result, err)
		if err != nil && !errors.Is(err, ErrProtocol) {
			return mcp.NewToolResultError(err.Error()), nil
		}
		return result, err
	}
}

// outcomeOf tells how a call ended, and of what kind a refusal is.
func outcomeOf(result *mcp.CallToolResult, err error) telemetry.Outcome {
	switch {
	case errors.Is(err, context.Canceled):
		return telemetry.Outcome{Name: "cancelled"}
	case err != nil:
		return telemetry.Outcome{Name: "error"}
	case result == nil || !result.IsError:
		return telemetry.Outcome{Name: telemetry.OK}
	}
	refused := telemetry.Outcome{Name: "refused"}
	if result.Meta != nil {
		refused.Kind, _ = result.Meta.AdditionalFields[problem.KindMeta].(string)
	}
	return refused
}

// sessions remembers how to cancel the calls of each session.
type sessions struct {
	mu    sync.Mutex
	calls map[string]map[int]context.CancelFunc
	next  int
}

func (s *sessions) add(session string, cancel context.CancelFunc) (release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls == nil {
		s.calls = make(map[string]map[int]context.CancelFunc)
	}
	if s.calls[session] == nil {
		s.calls[session] = make(map[int]context.CancelFunc)
	}
	id := s.next
	s.next++
	s.calls[session][id] = cancel
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.calls[session], id)
		if len(s.calls[session]) == 0 {
			delete(s.calls, session)
		}
	}
}

func (s *sessions) end(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cancel := range s.calls[session] {
		cancel()
	}
}
