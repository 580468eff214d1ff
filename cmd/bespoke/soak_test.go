package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSoak serves at half load for as long as BESPOKE_SOAK says (make soak):
// whole jobs over the HTTP API one after another with as long a pause behind
// each, and between them clients that come and go. Those of HTTP+SSE just hang
// up; those of Streamable HTTP end their session, which else is kept for half
// an hour, so that a client may come back.
// Memory, goroutines and open files of the last third must be those of the
// second: the first fills caches.
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("BESPOKE_SOAK"))
	if err != nil {
		t.Skip("make soak runs it")
	}
	t.Setenv("BESPOKE_DATA", t.TempDir())
	ctx, stop := context.WithCancel(t.Context())
	address, ended := serveHere(ctx, t)
	yaml, offer := samples(t)

	var samples []reading
	jobs := 0
	began := time.Now()
	for next := length / 60; time.Since(began) < length; {
		started := time.Now()
		wholeJob(t, address, fmt.Sprintf("%s\nReference %d\n", offer, jobs), yaml)
		visit(t, address)
		jobs++
		time.Sleep(time.Since(started))
		if time.Since(began) >= next {
			samples = append(samples, take(t))
			next += length / 60
		}
	}
	second, last := samples[len(samples)/3:2*len(samples)/3], samples[2*len(samples)/3:]
	was, is := middle(second), middle(last)
	fmt.Printf("%d jobs in %s\nheap %.1f MB, then %.1f MB\ngoroutines %.0f, then %.0f\nopen files %.0f, then %.0f\n",
		jobs, length, was.heap/(1<<20), is.heap/(1<<20), was.goroutines, is.goroutines, was.files, is.files)
	assert.LessOrEqual(t, is.heap, was.heap*1.1+1<<20)
	assert.LessOrEqual(t, is.goroutines, was.goroutines+3)
	assert.LessOrEqual(t, is.files, was.files+3)
	stop()
	require.NoError(t, <-ended)
}

// serveHere runs bespoke serve in this process and gives its address.
func serveHere(ctx context.Context, t *testing.T) (address string, ended <-chan error) {
	t.Helper()
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		code := run(ctx, []string{"serve", "--transport", "http", "--addr", "127.0.0.1:0"}, stdio{bytes.NewReader(nil), io.Discard, writer})
		if code != 0 {
			done <- fmt.Errorf("exit code %d", code)
		}
		close(done)
	}()
	return listening(t, reader), done
}

func wholeJob(t *testing.T, address, offer, yaml string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"job_offer_text": offer, "cv_yaml": yaml})
	require.NoError(t, err)
	response, err := http.Post("http://"+address+"/applications?wait=45", "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusCreated, response.StatusCode, "%s", answer)
}

// visit opens a session of each transport and goes away.
func visit(t *testing.T, address string) {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	defer leave()
	client := &http.Client{Transport: transport}
	require.NoError(t, connectSSE(ctx, client, "http://"+address))
	session, err := openSession(ctx, client, "http://"+address)
	require.NoError(t, err)
	response, err := ofSession(ctx, client, http.MethodDelete, "http://"+address, session, "")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Less(t, response.StatusCode, 300)
}

type reading struct{ heap, goroutines, files float64 }

func take(t *testing.T) reading {
	t.Helper()
	time.Sleep(200 * time.Millisecond) // for connections that are closing
	runtime.GC()
	runtime.GC() // the second frees what finalizers of the first let go
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	files, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	return reading{float64(memory.HeapAlloc), float64(runtime.NumGoroutine()), float64(len(files))}
}

func middle(samples []reading) (sum reading) {
	for _, s := range samples {
		n := float64(len(samples))
		sum = reading{sum.heap + s.heap/n, sum.goroutines + s.goroutines/n, sum.files + s.files/n}
	}
	return sum
}
