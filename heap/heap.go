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
// a tailoring keeps some 14 MB and makes 60 MB of garbage. When more than that is
// in use, the limit moves up with it, so that large work is not slowed down.
//
// What has been read of the program's own file takes as much memory as the heap.
// While a process is young each collection gives that back as well, which leaves
// room for garbage between them.
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
	percent = 800 // as of GOGC: Go's first collection comes at 4 MB times it

	// Bytes of all that Go has from the system, as of GOMEMLIMIT.
	desktop = 34 << 20
	hosting = 384 << 20

	young = 16 // collections after which a process's file is given back
)

var (
	least atomic.Int64 // the limit while little is in use
	age   atomic.Int64 // collections since Settle
)

func init() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
	runtime.MemProfileRate = 0 // nobody reads the profile; go test and GODEBUG set their own rate
}

// Settle is for work that takes long or may grow: from here on memory counts,
// and what only starting needed of the program's file need not stay in it.
func Settle() {
	age.Store(0)
	unmap()
	hold(desktop)
}

// Host is for a process that serves many: from here on time counts as well.
func Host() {
	age.Store(young)
	hold(hosting)
}

func hold(bytes int64) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetMemoryLimit(bytes)
	if least.Swap(bytes) == 0 {
		afterCollecting(func() {
			raise()
			if age.Add(1) <= young {
				unmap()
			}
		})
	}
}

// raise leaves a quarter of what is in use for garbage, at least, beside what Go
// needs for other things than objects: stacks, free pieces of spans, bitmaps.
func raise() {
	m := []metrics.Sample{
		{Name: "/gc/heap/live:bytes"},
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"},
	}
	metrics.Read(m)
	at := func(i int) int64 { return int64(m[i].Value.Uint64()) }
	live, overhead := at(0), at(1)-at(2)-at(3)-at(4)
	debug.SetMemoryLimit(max(least.Load(), live+live/4+overhead))
}

// afterCollecting calls do after each collection.
func afterCollecting(do func()) {
	marker := &struct{ self *byte }{new(byte)} // with a pointer, or it might share its memory with others
	runtime.AddCleanup(marker, func(struct{}) {
		do()
		afterCollecting(do)
	}, struct{}{})
}
