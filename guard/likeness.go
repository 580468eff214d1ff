package guard

import (
	"fmt"
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
func alikeBy(a, b any, left, right []string) float64 {
	if len(left) == 0 || len(right) == 0 {
		return 0
	}
	score := float64(common(left, right)) / float64(min(len(left), len(right)))
	first, ok := a.(map[string]any)
	second, both := b.(map[string]any)
	if ok != both {
		return 0
	}
	if ok {
		if !shareKey(first, second) {
			return 0 // a line of skills is no job
		}
		for range sameNames(first, second) {
			score += 0.5
		}
	}
	return score
}

// naming are the keys for who and where.
var naming = []string{"company", "institution", "name", "title", "label", "position", "degree"}

// sameNames counts what two entries have in common of who and where.
func sameNames(a, b map[string]any) (n int) {
	for _, key := range naming {
		if a[key] != nil && written(a[key]) == written(b[key]) {
			n++
		}
	}
	return n
}

func written(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return fmt.Sprint(v)
}

// likest finds the value that is most like item, -1 for none, and how much. Texts
// that others came from count too: one may be divided. bags are the words of those
// that were compared before.
func likest(old []any, used []bool, item any, bags [][]string) (best int, score float64) {
	best, score = -1, likeness
	words := bag(item)
	for k := range old {
		if used[k] && !textual(old[k]) {
			continue
		}
		if bags[k] == nil {
			bags[k] = bag(old[k])
		}
		if s := alikeBy(old[k], item, bags[k], words); s > score {
			best, score = k, s
		}
	}
	return best, score
}

// identified finds the entry that likest would, by who and where alone: all words
// of another weigh no more than two of these. It is -1 where words have to tell.
func identified(old []any, used []bool, item any) int {
	entry, ok := item.(map[string]any)
	if !ok {
		return -1
	}
	best, most, next := -1, -1, -1
	for k := range old {
		if other, ok := old[k].(map[string]any); ok && !used[k] {
			if n := sameNames(other, entry); n > most {
				best, most, next = k, n, most
			} else {
				next = max(next, n)
			}
		}
	}
	if most < next+2 || !slices.ContainsFunc(naming, func(key string) bool {
		name, ok := entry[key].(string)
		return ok && old[best].(map[string]any)[key] == name && len(bag(name)) > 0
	}) {
		return -1
	}
	return best
}

// common counts the words that two bags share.
func common(left, right []string) (n int) {
	for i, k := 0, 0; i < len(left) && k < len(right); {
		switch order := strings.Compare(left[i], right[k]); {
		case order < 0:
			i++
		case order > 0:
			k++
		default:
			n, i, k = n+1, i+1, k+1
		}
	}
	return n
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

// bag lists the words of a value, each once and in order.
func bag(v any) []string {
	list := make([]string, 0, usualWords)
	walk(v, func(s string) {
		for word := range strings.FieldsFuncSeq(lexicon.Fold(s), betweenWords) {
			if len(word) > 2 || len(s) < 12 {
				list = append(list, word)
			}
		}
	})
	slices.Sort(list)
	return slices.Compact(list)
}

// usualWords is room for the words of most lines.
const usualWords = 32

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
		for _, item := range v {
			walk(item, visit)
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
