// Package heap decides how often the garbage collector runs. GOGC overrides it.
//
// Package tables and a command's first piece of work allocate some ten
// megabytes, nearly all of which stay. Go would collect at 4, 8 and 16 MB and
// so double the processor time of a command that takes milliseconds. Importing
// this package puts that off. Packages that wait for no other are initialised in
// the order of their import paths, and so this one before most of those with
// large tables.
package heap

import (
	"os"
	"runtime/debug"
)

// Percentages as of GOGC. Go's first collection comes at 4 MB times it.
const (
	starting = 800
	staying  = 50 // trades a little collecting for memory: desktops keep the server running all day
)

func init() { set(starting) }

// Settle is for work that takes long or may grow: from here on memory counts.
func Settle() { set(staying) }

func set(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
