package heap

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// current is the limit as it is now.
func current() int64 { return debug.SetMemoryLimit(-1) }

func TestTheLimitMovesUpWithWhatIsInUse(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "")
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(100)
	t.Cleanup(func() {
		debug.SetGCPercent(before)
		debug.SetMemoryLimit(math.MaxInt64)
	})
	Settle()
	assert.EqualValues(t, desktop, current())
	kept := make([]byte, 60<<20)
	runtime.GC()
	assert.Eventually(t, func() bool { return current() > 60<<20+15<<20 }, 5*time.Second, time.Millisecond)
	runtime.KeepAlive(kept)
	kept = nil
	assert.Eventually(t, func() bool { runtime.GC(); return current() == desktop }, 5*time.Second, 10*time.Millisecond)
	Host()
	assert.Never(t, func() bool { runtime.GC(); return current() != hosting }, 50*time.Millisecond, 10*time.Millisecond)
}

func TestTheEnvironmentGoesFirst(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "1GiB")
	before := current()
	Settle()
	assert.Equal(t, before, current())
}
