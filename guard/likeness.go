package guard

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// likeness is the share of common words above which two texts may be one text
// reworded.
const likeness = 0.3

// alike is the share of words that two values have in common; who and where
// count most for entries.
func alike(a, b any) float64 { return alikeBy(a, b, bag(a), bag(b)) }

// alikeBy is alike for two values whose words are known.
func alikeBy(a, b any, left, right map[string]bool) float64 {
	if len(left) == 0 || len(right) == 0 {
		return 0
	}
	common := 0
	for word := range left {
		if right[word] {
			common++
		}
	}
	score := float64(common) / float64(min(len(left), len(right)))
	first, ok := a.(map[string]any)
	second, both := b.(map[string]any)
	if ok != both {
		return 0
	}
	if ok {
		if !shareKey(first, second) {
			return 0 // a line of skills is no job
		}
		for _, key := range []string{"company", "institution", "name", "title", "label", "position", "degree"} {
			if first[key] != nil && fmt.Sprint(first[key]) == fmt.Sprint(second[key]) {
				score += 0.5
			}
		}
	}
	return score
}

// shareKey reports whether two entries have a key in common.
func shareKey(a, b map[string]any) bool {
	for key := range a {
		if _, ok := b[key]; ok {
			return true
		}
	}
	return false
}

func bag(v any) map[string]bool {
	set := map[string]bool{}
	walk(v, func(s string) {
		for word := range strings.FieldsFuncSeq(lexicon.Fold(s), betweenWords) {
			if len(word) > 2 || len(s) < 12 {
				set[word] = true
			}
		}
	})
	return set
}

func betweenWords(r rune) bool {
	switch r {
	case ' ', ',', ';', '.', ':', '(', ')', '/', '|', '-':
		return true
	}
	return false
}

func walk(v any, visit func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			walk(v[key], visit)
		}
	case []any:
		for _, item := range v {
			walk(item, visit)
		}
	default:
		if s, ok := scalar(v); ok {
			visit(s)
		}
	}
}
