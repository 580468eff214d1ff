package match_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

// TestRememberedTextsMatchTheSame matches every example CV with every example
// offer, and each in languages that it is not written in, by matchers that have
// read nothing and by several at once that share what they have read.
func TestRememberedTextsMatchTheSame(t *testing.T) {
	var bases []*cv.Document
	for _, file := range files(t, "../examples/cvs/*.yaml") {
		yaml := bullets.ReplaceAllString(file, "highlights:\n${1}- Currently learning Rust and Terraform. Ran Quillstack for us.\n${1}- ")
		base, err := cv.Parse([]byte(yaml))
		require.NoError(t, err)
		bases = append(bases, base)
	}
	var offers []schema.ParsedOffer
	for _, file := range files(t, "../examples/offers/*") {
		parsed, err := offer.Parse(offer.Input{Text: file, Today: time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)})
		require.NoError(t, err)
		offers = append(offers, parsed)
		parsed.JobOffer.Skills = append(parsed.JobOffer.Skills, schema.OfferSkill{Name: "Quillstack", Spelling: "Quillstack", Kind: "tool", Importance: schema.Must})
		offers = append(offers, parsed)
	}
	require.Len(t, bases, 4)
	texts := match.NewTexts(1 << 20)
	var matching sync.WaitGroup
	for _, base := range bases {
		matching.Go(func() {
			for _, parsed := range offers {
				for _, lang := range []string{"", "de", "fr", ""} {
					anew, knowing := match.New(parsed, base, nil, lang), texts.New(parsed, base, nil, lang)
					assert.Equal(t, anew.Terms(), knowing.Terms())
					for _, leaf := range base.Content() {
						assert.Equal(t, anew.Mentions(leaf.Text), knowing.Mentions(leaf.Text), leaf.Text)
						assert.Equal(t, anew.Answers(leaf.Text), knowing.Answers(leaf.Text), leaf.Text)
						assert.Equal(t, anew.Score(leaf.Text), knowing.Score(leaf.Text), leaf.Text)
					}
					assert.Equal(t, anew.Report(base), knowing.Report(base))
				}
			}
		})
	}
	matching.Wait()
	texts.Forget()
	assert.NotEmpty(t, texts.New(offers[0], bases[0], nil, "").Terms())
}

var bullets = regexp.MustCompile(`highlights:\n( +)- `)

// files are the contents of files.
func files(t *testing.T, pattern string) (contents []string) {
	t.Helper()
	names, err := filepath.Glob(pattern)
	require.NoError(t, err)
	for _, name := range names {
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		contents = append(contents, string(content))
	}
	return contents
}

// A process keeps one memory for all its matchers.
func ExampleNewTexts() {
	texts := match.NewTexts(1 << 20)
	defer texts.Forget()
	base, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    skills:\n      - Go, K8s, Postgres\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, posting := range []string{posting, strings.ReplaceAll(posting, "Terraform", "Ansible")} {
		parsed, err := offer.Parse(offer.Input{Text: posting})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(len(texts.New(parsed, base, nil, "").Report(base).Covered))
	}
	// Output:
	// 3
	// 3
}
