package server

import (
	"bytes"
	"context"
	"net/http"
	"sync/atomic"
	"time"

	mcpserver "github.com/mark3labs/mcp-go/server"
)

const (
	// settle is waited between the last notification and the result where
	// nothing tells when a notification is on its way.
	settle = 5 * time.Millisecond
	// patience bounds the wait for a notification to be on its way. A client
	// that reads nothing for so long gets its result all the same.
	patience = time.Second
)

// progressMethod is in every progress notification.
const progressMethod = "notifications/progress"

// delivery is the answer to a request of Streamable HTTP. It tells how many
// progress notifications are on their way to the client: mcp-go drops one that
// it has taken from the queue but not yet written when the tool returns.
type delivery struct {
	http.ResponseWriter
	written int          // and not yet flushed; mcp-go writes one message at a time
	sent    atomic.Int64 // notifications that were flushed
	more    chan struct{}
}

type deliveryKey struct{}

// tellDelivery lets the calls of a request wait for their notifications.
func tellDelivery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		d := &delivery{ResponseWriter: w, more: make(chan struct{}, 1)}
		next.ServeHTTP(d, r.WithContext(context.WithValue(r.Context(), deliveryKey{}, d)))
	})
}

// Unwrap lets http.ResponseController reach the connection.
func (d *delivery) Unwrap() http.ResponseWriter { return d.ResponseWriter }

func (d *delivery) Write(data []byte) (int, error) {
	if bytes.Contains(data, []byte(progressMethod)) {
		d.written++
	}
	return d.ResponseWriter.Write(data)
}

// Flush is how mcp-go ends each message.
func (d *delivery) Flush() {
	_ = http.NewResponseController(d.ResponseWriter).Flush()
	d.sent.Add(int64(d.written))
	d.written = 0
	select {
	case d.more <- struct{}{}:
	default:
	}
}

// wait returns when n notifications are on their way, or when that makes no
// sense any more.
func (d *delivery) wait(ctx context.Context, n int) {
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for d.sent.Load() < int64(n) {
		select {
		case <-d.more:
		case <-timeout.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// awaitDelivery returns when the n notifications of a call are on their way to
// its client, so that the result cannot overtake them.
func awaitDelivery(ctx context.Context, n int) {
	if d, ok := ctx.Value(deliveryKey{}).(*delivery); ok {
		d.wait(ctx, n)
		return
	}
	// On the other transports the result only has to come behind the
	// notifications, in the queue that they are moved to.
	if session := mcpserver.ClientSessionFromContext(ctx); session != nil {
		queue := session.NotificationChannel()
		for since := time.Now(); len(queue) > 0 && ctx.Err() == nil && time.Since(since) < patience; {
			time.Sleep(settle / 5)
		}
	}
	time.Sleep(settle)
}
