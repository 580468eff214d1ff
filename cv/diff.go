package cv

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// around is how many lines a diff shows on either side of a change.
const around = 3

// Diff is the unified diff from one file to another, "" when they are equal.
func Diff(before, after []byte) string {
	a, b := diffLines(before), diffLines(after)
	changes := lcs.DiffLines(a, b)
	if len(changes) == 0 {
		return ""
	}
	var out strings.Builder
	out.WriteString("--- base.yaml\n+++ tailored.yaml\n")
	for len(changes) > 0 {
		n := 1
		for n < len(changes) && changes[n].Start <= changes[n-1].End+2*around {
			n++
		}
		writeHunk(&out, a, b, changes[:n])
		changes = changes[n:]
	}
	return out.String()
}

// diffLines are the lines of a text with their breaks.
func diffLines(text []byte) []string {
	lines := strings.SplitAfter(string(text), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		return lines[:last]
	}
	return lines
}

// writeHunk writes changes with the lines around and between them.
func writeHunk(out *strings.Builder, a, b []string, changes []lcs.Diff) {
	first, last := changes[0], changes[len(changes)-1]
	start, end := max(first.Start-around, 0), min(last.End+around, len(a))
	newStart, newEnd := first.ReplStart-(first.Start-start), last.ReplEnd+(end-last.End)
	fmt.Fprintf(out, "@@ -%s +%s @@\n", hunkRange(start, end), hunkRange(newStart, newEnd))
	for _, change := range changes {
		writeLines(out, ' ', a[start:change.Start])
		writeLines(out, '-', a[change.Start:change.End])
		writeLines(out, '+', b[change.ReplStart:change.ReplEnd])
		start = change.End
	}
	writeLines(out, ' ', a[start:end])
}

// hunkRange names lines as diff -u does: the first, from 1, and how many.
func hunkRange(start, end int) string {
	switch {
	case end == 0:
		return "0,0"
	case end-start > 1:
		return fmt.Sprintf("%d,%d", start+1, end-start)
	}
	return fmt.Sprint(start + 1)
}

func writeLines(out *strings.Builder, sign byte, lines []string) {
	for _, line := range lines {
		out.WriteByte(sign)
		out.WriteString(line)
		if !strings.HasSuffix(line, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
