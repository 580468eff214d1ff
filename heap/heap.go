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
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	starting = 800 // percent as of GOGC: Go's first collection comes at 4 MB times it
	staying  = 100

	limit    = 34 << 20 // bytes of all that Go has from the system, as of GOMEMLIMIT
	overhead = 8 << 20  // of them that are not the heap's objects: stacks, spans, free pieces
)

func init() { set(starting) }

// Settle is for work that takes long or may grow: from here on memory counts.
func Settle() {
	set(staying)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
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
	debug.SetMemoryLimit(max(limit, used+used/3+overhead))
}

// afterCollecting calls do after each collection.
func afterCollecting(do func()) {
	marker := &struct{ self *byte }{new(byte)} // with a pointer, or it might share its memory with others
	runtime.AddCleanup(marker, func(struct{}) {
		do()
		afterCollecting(do)
	}, struct{}{})
}
