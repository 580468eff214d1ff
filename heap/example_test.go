package heap_test

import (
	"fmt"
	"math"
	"runtime/debug"

	"github.com/bespoke-cv/bespoke/heap"
)

// A process that serves one person for long is bounded by memory; one that
// serves many may take more of it, since time counts as well.
func ExampleSettle() {
	heap.Settle()
	desktop := debug.SetMemoryLimit(-1) // reads it
	heap.Host()
	host := debug.SetMemoryLimit(-1)
	fmt.Println(desktop < math.MaxInt64, host > desktop)
	// Output:
	// true true
}
