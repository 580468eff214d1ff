package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAHomeInFilesHasPlacesForThreadsThatWait(t *testing.T) {
	places, limit := runtime.GOMAXPROCS(0), debug.SetMemoryLimit(-1)
	t.Cleanup(func() {
		runtime.GOMAXPROCS(places)
		debug.SetMemoryLimit(limit)
	})
	t.Setenv("GOMAXPROCS", "3")
	host(true)
	assert.Equal(t, places, runtime.GOMAXPROCS(0), "the environment goes first")
	assert.NoError(t, os.Unsetenv("GOMAXPROCS"))
	host(false)
	assert.Equal(t, places, runtime.GOMAXPROCS(0), "PostgreSQL is waited for without a place")
	host(true)
	assert.Equal(t, 2*places, runtime.GOMAXPROCS(0))
}
