package server

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestACallWaitsUntilItsProgressIsOnItsWay: under load one notification in
// twelve was lost while the chain only waited for 5 ms.
func TestACallWaitsUntilItsProgressIsOnItsWay(t *testing.T) {
	tellDelivery(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d := deliveryOf(r.Context())
		mine := d.watch(7)
		done := make(chan struct{})
		go func() {
			d.wait(r.Context(), mine, 2)
			close(done)
		}()
		waiting := func(when string) {
			select {
			case <-done:
				assert.Fail(t, "the call went on", when)
			case <-time.After(10 * time.Millisecond):
			}
		}
		flush := http.NewResponseController(w).Flush
		notification := []byte(`data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7}}` + "\n\n")
		_, _ = w.Write(notification)
		assert.NoError(t, flush())
		_, _ = w.Write(bytes.Replace(notification, []byte("7"), []byte("71"), 1))
		assert.NoError(t, flush())
		waiting("after the first notification and another call's")
		_, _ = w.Write(notification)
		waiting("before the second was flushed")
		assert.NoError(t, flush())
		<-done
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/mcp", nil))
}

func TestACallDoesNotWaitForAClientThatIsGone(t *testing.T) {
	tellDelivery(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		cancel()
		d := deliveryOf(ctx)
		d.wait(ctx, d.watch("token"), 1)
		assert.Empty(t, d.watches)
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/mcp", nil))
}
