package heap

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// unmap gives back the pages of the program's own file that have been read so
// far. Starting reads code and tables of every package, most of them for the
// one time; what is needed again is mapped again from the page cache. Only
// what nobody can write is given back.
func unmap() {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	mappings, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer mappings.Close()
	for lines := bufio.NewScanner(mappings); lines.Scan(); {
		var from, to uintptr
		var rights string
		_, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &rights)
		if err != nil || strings.Contains(rights, "w") || !strings.HasSuffix(lines.Text(), " "+program) {
			continue
		}
		// Advice alone: whether it is taken makes no difference to what is read.
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, from, to-from, syscall.MADV_DONTNEED)
	}
}
