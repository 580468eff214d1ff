// Command sort brings the lexicon's files into order: comments first, then
// the entries by folded name. Run it after editing a file:
//
//	go run ./lexicon/gen/sort lexicon/data/*.psv
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
)

func main() {
	for _, file := range os.Args[1:] {
		if err := sortFile(file); err != nil {
			fmt.Fprintln(os.Stderr, "sort:", err)
			os.Exit(1)
		}
	}
}

func sortFile(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var comments, entries []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, " \n")
		switch {
		case line == "":
		case strings.HasPrefix(line, "#"):
			comments = append(comments, line)
		default:
			entries = append(entries, strings.TrimRight(line, "|"))
		}
	}
	slices.SortStableFunc(entries, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	entries = slices.Compact(entries)
	return os.WriteFile(file, []byte(strings.Join(append(comments, entries...), "\n")+"\n"), 0o644)
}

// key is the folded name of an entry's line without its marks.
func key(line string) string {
	name, _, _ := strings.Cut(line, "|")
	return lexicon.Fold(strings.TrimLeft(strings.TrimSpace(name), "=?"))
}
