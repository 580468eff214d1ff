package main

import (
	"os"
	"runtime"

	"github.com/bespoke-cv/bespoke/heap"
)

// host readies the process to serve many at once, from a home in files or in
// PostgreSQL.
//
// A thread that waits for the disk holds its place among the GOMAXPROCS that
// compute: Go gives it to another only when it looks, after up to ten
// milliseconds, and network connections alone do not need that. With as many
// places as processors, a home in files leaves them idle for a tenth of the time.
func host(files bool) {
	heap.Host()
	if files && os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(2 * runtime.GOMAXPROCS(0))
	}
}
