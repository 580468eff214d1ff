package source

import (
	"strings"
	"unicode/utf8"
)

// MaxLine is the longest line in bytes. It holds about 1,200 words, more than
// two pages without a paragraph. What reads a line may look at all of it for
// each of its words: the bound keeps that from growing with the file.
const MaxLine = 8000

// maxCells is how many cells a line may have. The rows of tables in CVs have
// few.
const maxCells = 60

// Break divides a text into parts of at most MaxLine bytes, behind the end of a
// sentence where there is one, else behind a word. Joined they are the text.
func Break(text string) []string {
	var parts []string
	for len(text) > MaxLine {
		at := breakAt(text)
		parts = append(parts, text[:at])
		text = text[at:]
	}
	return append(parts, text)
}

// breakAt is where the first part of a long text ends.
func breakAt(text string) int {
	head := text[:MaxLine]
	for _, end := range []string{". ", "; ", ", ", " ", "\t"} {
		// One that leaves a stump is no better than the next kind.
		if i := strings.LastIndex(head, end); i > MaxLine/2 {
			return i + len(end)
		}
	}
	at := MaxLine
	for at > MaxLine-utf8.UTFMax && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// broken is a line as those that it is read as: itself, unless it is too long.
func (l Line) broken(text string) []Line {
	if len(text) <= MaxLine && len(l.Cells) <= maxCells {
		return []Line{l}
	}
	var lines []Line
	add := func(cells []Span, start, end int) {
		part := l
		part.Cells = nil
		if len(cells) > 1 {
			part.Span, part.Cells = Span{start, end}, cells
			lines = append(lines, part)
			return
		}
		for _, piece := range Break(text[start-l.Start : end-l.Start]) {
			part.Span = Span{start, start + len(piece)}
			lines = append(lines, part)
			start += len(piece)
		}
	}
	start, first := l.Start, 0
	for i, cell := range l.Cells {
		if i > first && (i-first == maxCells || cell.End-start > MaxLine) {
			add(l.Cells[first:i], start, cell.Start)
			start, first = cell.Start, i
		}
	}
	add(l.Cells[first:], start, l.End)
	return lines
}
