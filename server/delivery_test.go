package server

import (
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
		done := make(chan struct{})
		go func() {
			awaitDelivery(r.Context(), 2)
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
		notification := []byte(`data: {"jsonrpc":"2.0","method":"notifications/progress"}` + "\n\n")
		_, _ = w.Write(notification)
		assert.NoError(t, flush())
		_, _ = w.Write([]byte("event: message\n"))
		assert.NoError(t, flush())
		waiting("after the first notification and something else")
		_, _ = w.Write(notification)
		waiting("before the second was flushed")
		assert.NoError(t, flush())
		<-done
	})).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/mcp", nil))
}

func TestACallDoesNotWaitForAClientThatIsGone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d := &delivery{ResponseWriter: httptest.NewRecorder(), more: make(chan struct{}, 1)}
	awaitDelivery(context.WithValue(ctx, deliveryKey{}, d), 1)
}
