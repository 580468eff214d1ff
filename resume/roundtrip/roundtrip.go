// Package roundtrip compares a CV with what an import made of one of its
// renderings. It is what tests and `make eval-import` measure with.
package roundtrip

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/cv"
)

// Score counts what came back.
type Score struct {
	Found, All           int // facts
	WordsFound, WordsAll int
	Missing              []string // facts that did not come back
}

// Facts is the share of facts that came back under their key.
func (s Score) Facts() float64 { return share(s.Found, s.All) }

// WordShare is the share of words that stand anywhere in the imported file.
func (s Score) WordShare() float64 { return share(s.WordsFound, s.WordsAll) }

func share(part, all int) float64 {
	if all == 0 {
		return 1
	}
	return float64(part) / float64(all)
}

// Add adds another score.
func (s *Score) Add(other Score) {
	s.Found, s.All = s.Found+other.Found, s.All+other.All
	s.WordsFound, s.WordsAll = s.WordsFound+other.WordsFound, s.WordsAll+other.WordsAll
}

// Compare scores an imported file against the CV it came from. A fact is a
// single value with its key; its words are compared without markup, case and
// punctuation.
func Compare(original *cv.Document, imported []byte) (Score, error) {
	back, err := cv.Parse(imported)
	if err != nil {
		return Score{}, fmt.Errorf("reading the imported CV: %w", err)
	}
	have := map[string]int{}
	words := map[string]int{}
	for _, leaf := range back.Leaves() {
		have[fact(leaf)]++
		for _, word := range Words(leaf.Text) {
			words[word]++
		}
	}
	for _, s := range back.Sections() {
		have["title "+normal(title(s.Title))]++
		for _, word := range Words(title(s.Title)) {
			words[word]++
		}
	}
	var score Score
	take := func(key string) {
		score.All++
		if have[key] == 0 {
			score.Missing = append(score.Missing, key)
			return
		}
		have[key]--
		score.Found++
	}
	for _, s := range original.Sections() {
		take("title " + normal(title(s.Title)))
	}
	for _, leaf := range original.Leaves() {
		if leaf.Key == "photo" || leaf.Key == "fontawesome_icon" {
			continue
		}
		take(fact(leaf))
		for _, word := range Words(leaf.Text) {
			score.WordsAll++
			if words[word] > 0 {
				words[word]--
				score.WordsFound++
			}
		}
	}
	slices.Sort(score.Missing)
	return score, nil
}

// title is how RenderCV prints a section's key.
func title(key string) string { return strings.ReplaceAll(key, "_", " ") }

var tail = regexp.MustCompile(`/\d+$`)

func fact(leaf cv.Leaf) string {
	key := leaf.Key
	switch {
	case leaf.Section == "":
		key = tail.ReplaceAllString(strings.TrimPrefix(leaf.Path, "/cv/"), "")
	case key == "":
		key = "text"
	}
	if key == "phone" { // grouped in many ways
		return key + " " + strings.ReplaceAll(normal(leaf.Text), " ", "")
	}
	return key + " " + normal(leaf.Text)
}

func normal(text string) string { return strings.Join(Words(text), " ") }

var link = regexp.MustCompile(`\[([^\]]*)\]\(([^)\s]*)\)`)

// Words are the words of a text in lower case, without markup.
func Words(text string) []string {
	text = link.ReplaceAllString(text, "$1")
	text = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "\u00ad", "", "…", "...", "*", "", "`", "").Replace(text)
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+' && r != '#' && r != '\''
	})
}
