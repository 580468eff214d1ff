package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

const (
	// settle is waited between the last notification and the result: on stdio
	// and in process nothing tells when a notification is on its way, and the
	// TypeScript SDK drops one that it reads together with its call's result.
	settle = 5 * time.Millisecond
	// patience bounds the wait for a notification to be on its way. A client
	// that reads nothing for so long gets its result all the same.
	patience = time.Second
)

// progressMethod is in every progress notification.
const progressMethod = "notifications/progress"

// delivery is an answer that carries notifications: to one request of
// Streamable HTTP, or the stream of a session of HTTP+SSE. It tells which are on
// their way to the client. mcp-go moves notifications and results to an answer
// by different goroutines: a result may overtake a notification, which is then
// dropped, or comes when its client no longer listens.
type delivery struct {
	http.ResponseWriter
	mu      sync.Mutex
	watches map[*watch]struct{}
}

// watch counts the progress notifications of one call.
type watch struct {
	mark    []byte // the call's progress token as it stands in a notification
	written int    // and not yet flushed
	sent    int
	more    chan struct{}
}

type deliveryKey struct{}

// tellDelivery lets calls wait for the notifications that the answer carries:
// the calls of the request, or of the session that it opens.
func tellDelivery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d := &delivery{ResponseWriter: w, watches: map[*watch]struct{}{}}
		switch of, _ := r.Context().Value(ownerKey{}).(*owner); {
		case r.Method == http.MethodPost:
			next.ServeHTTP(d, r.WithContext(context.WithValue(r.Context(), deliveryKey{}, d)))
		case of != nil && r.URL.Path == ssePath:
			of.stream = d
			next.ServeHTTP(d, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// deliveryOf finds the answer that carries a call's notifications; nil on stdio
// and in process.
func deliveryOf(ctx context.Context) *delivery {
	if d, ok := ctx.Value(deliveryKey{}).(*delivery); ok {
		return d
	}
	if of, ok := ctx.Value(ownerKey{}).(*owner); ok {
		return of.stream
	}
	return nil
}

// Unwrap lets http.ResponseController reach the connection.
func (d *delivery) Unwrap() http.ResponseWriter { return d.ResponseWriter }

// Write is called once for each message.
func (d *delivery) Write(data []byte) (int, error) {
	if bytes.Contains(data, []byte(progressMethod)) {
		d.mu.Lock()
		for w := range d.watches {
			if w.isIn(data) {
				w.written++
			}
		}
		d.mu.Unlock()
	}
	return d.ResponseWriter.Write(data)
}

// Flush is how mcp-go ends each message.
func (d *delivery) Flush() {
	_ = http.NewResponseController(d.ResponseWriter).Flush()
	d.mu.Lock()
	defer d.mu.Unlock()
	for w := range d.watches {
		w.sent += w.written
		w.written = 0
		select {
		case w.more <- struct{}{}:
		default:
		}
	}
}

// watch counts the notifications with a token from now on. A nil delivery
// cannot.
func (d *delivery) watch(token any) *watch {
	name, err := json.Marshal(token)
	if d == nil || err != nil {
		return nil
	}
	w := &watch{mark: append([]byte(`"progressToken":`), name...), more: make(chan struct{}, 1)}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watches[w] = struct{}{}
	return w
}

func (w *watch) isIn(message []byte) bool {
	at := bytes.Index(message, w.mark)
	if at < 0 || at+len(w.mark) == len(message) {
		return false
	}
	end := message[at+len(w.mark)]
	return end == ',' || end == '}'
}

// wait returns when n of the notifications are on their way, or when waiting
// makes no sense any more. The watch ends with it.
func (d *delivery) wait(ctx context.Context, w *watch, n int) {
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	sent := func() int {
		d.mu.Lock()
		defer d.mu.Unlock()
		return w.sent
	}
	for waiting := true; waiting && sent() < n; {
		select {
		case <-w.more:
		case <-timeout.C:
			waiting = false
		case <-ctx.Done():
			waiting = false
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.watches, w)
}
