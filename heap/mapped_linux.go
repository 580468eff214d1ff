package heap

import (
	"bytes"
	"os"
	"strconv"
	"sync"
	"syscall"
)

// unmap gives back the pages of the program's own file that have been read so
// far. Starting reads code and tables of every package, most of them for the
// one time; what is needed again is mapped again from the page cache. Only
// what nobody can write is given back.
func unmap() {
	for _, m := range mappings() {
		// Advice alone: whether it is taken makes no difference to what is read.
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, m.from, m.to-m.from, syscall.MADV_DONTNEED)
	}
}

// mapping is a part of the program's file in memory.
type mapping struct{ from, to uintptr }

// mappings are those that cannot be written. They stay as they were when the
// program was started.
var mappings = sync.OnceValue(func() []mapping {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return nil
	}
	text, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return nil
	}
	var found []mapping
	for line := range bytes.Lines(text) {
		// "00400000-01491000 r-xp 00000000 08:01 123456    /usr/bin/bespoke"
		place, rest, _ := bytes.Cut(line, []byte(" "))
		rights, rest, _ := bytes.Cut(rest, []byte(" "))
		if bytes.Contains(rights, []byte("w")) || !bytes.HasSuffix(rest, []byte(" "+program+"\n")) {
			continue
		}
		low, high, _ := bytes.Cut(place, []byte("-"))
		from, err := strconv.ParseUint(string(low), 16, 64)
		to, err2 := strconv.ParseUint(string(high), 16, 64)
		if err == nil && err2 == nil && from < to {
			found = append(found, mapping{uintptr(from), uintptr(to)})
		}
	}
	return found
})
