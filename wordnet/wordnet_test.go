package wordnet

import (
	"fmt"
	"strings"
	"testing"
)

func TestWordsAreFoundWhereTheyLie(t *testing.T) {
	first, last := "", ""
	for entry := range strings.Lines(words) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(entry, "\n"), " ")
		if word <= last {
			t.Fatalf("%q stands behind %q: searching needs them in order", word, last)
		}
		if got, ok := find(word); !ok || got != rest {
			t.Fatalf("%q: found %q, want %q", word, got, rest)
		}
		if first == "" {
			first = word
		}
		last = word
	}
	for _, word := range []string{"", "a", first + "!", last + "z", "zzzz", "Grow"} {
		if got, ok := find(word); ok {
			t.Errorf("%q is not in the list, found %q", word, got)
		}
	}
}

func TestCommonWordsAndTheirForms(t *testing.T) {
	for word, want := range map[string]bool{"grow": true, "companies": true, "hotels": true, "looking": true, "pumped": true, "quenlo": false, "orlock": false, "": false} {
		if Common(word) != want {
			t.Errorf("Common(%q) is %v, want %v", word, !want, want)
		}
	}
}

func ExampleMeanings() {
	own, _ := Meanings("grow")
	fmt.Println(len(own) > 0)
	// Output: true
}

func ExampleCommon() {
	fmt.Println(Common("kitchens"), Common("quenlo"))
	// Output: true false
}
