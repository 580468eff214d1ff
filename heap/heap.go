// Package heap decides how often the garbage collector runs. GOGC and
// GOMEMLIMIT override it.
//
// Package tables and a command's first piece of work allocate some ten
// megabytes, nearly all of which stay. Go would collect at 4, 8 and 16 MB and
// so double the processor time of a command that takes milliseconds. Importing
// this package puts that off. Packages that wait for no other are initialised in
// the order of their import paths, and so this one before most of those with
// large tables.
//
// Longer work gets a limit for all memory instead: below it garbage may lie,
// near it Go collects more often. Desktops keep the server running all day, and
// a tailoring keeps some 14 MB and makes 70 MB of garbage. When more than that is
// in use, the limit moves up with it, so that large work is not slowed down.
//
// A host of many users has a machine to itself and runs under way all the time:
// what would be small for one desktop has it collect more than half of its time.
// It gets a limit that Go seldom comes near.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

const (
	starting = 800 // percent as of GOGC: Go's first collection comes at 4 MB times it
	staying  = 100

	// Bytes of all that Go has from the system, as of GOMEMLIMIT.
	desktop = 34 << 20
	hosting = 128 << 20

	overhead = 8 << 20 // of them that are not the heap's objects: stacks, spans, free pieces
)

// least is the limit while little is in use.
var least atomic.Int64

func init() { set(starting) }

// Settle is for work that takes long or may grow: from here on memory counts,
// and what only starting needed of the program's file need not stay in it.
func Settle() {
	unmap()
	hold(desktop, staying)
}

// Host is for a process that serves many: from here on time counts as well.
func Host() { hold(hosting, starting) }

func hold(bytes int64, percent int) {
	set(percent)
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetMemoryLimit(bytes)
	if least.Swap(bytes) == 0 {
		afterCollecting(raise)
	}
}

func set(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// raise leaves a third of what is in use for garbage, at least.
func raise() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	used := int64(live[0].Value.Uint64())
	debug.SetMemoryLimit(max(least.Load(), used+used/3+overhead))
}

// afterCollecting calls do after each collection.
func afterCollecting(do func()) {
	marker := &struct{ self *byte }{new(byte)} // with a pointer, or it might share its memory with others
	runtime.AddCleanup(marker, func(struct{}) {
		do()
		afterCollecting(do)
	}, struct{}{})
}
