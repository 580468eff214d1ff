package render_test

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
)

func TestManyPages(t *testing.T) {
	var source strings.Builder
	source.WriteString("cv:\n  name: Vera Invented\n  sections:\n    experience:\n")
	for i := range 700 {
		fmt.Fprintf(&source, "      - company: Firm %d\n        position: Engineer\n        date: 2020\n        highlights: [%s, Second]\n",
			i, strings.Repeat("word ", 40))
	}
	result, err := render.New().Render(context.Background(), []byte(source.String()), render.Options{})
	require.NoError(t, err)
	assert.Greater(t, result.Pages, 60)
	assert.Empty(t, result.Report.Missing)
}

// TestProcessorsDoNotMatter prints a document that is set by several at a time
// where there are several, and by one.
func TestProcessorsDoNotMatter(t *testing.T) {
	source := longCV(9, false)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	alone, err := render.New().Render(context.Background(), source, render.Options{})
	require.NoError(t, err)
	for _, processors := range []int{2, 5} {
		runtime.GOMAXPROCS(processors)
		together, err := render.New().Render(context.Background(), source, render.Options{})
		require.NoError(t, err)
		assert.Equal(t, alone.PDF, together.PDF, "%d processors", processors)
		assert.Equal(t, alone.Report, together.Report)
	}
}

func BenchmarkRender(b *testing.B) {
	engine := render.New()
	for _, name := range []string{"engineer", "nurse"} {
		source := load(b, name)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := engine.Render(context.Background(), source, render.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkFirstRender is a process's first rendering: fonts are parsed and
// nothing is remembered.
func BenchmarkFirstRender(b *testing.B) {
	source := load(b, "engineer")
	for b.Loop() {
		if _, err := render.New().Render(context.Background(), source, render.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// longCV has entries enough for a number of pages, and no sentence twice. Its
// words are as rare as they are in prose, where the n-th most frequent is n
// times as rare as the first (Zipf), or almost each is a new one.
func longCV(pages int, newWords bool) []byte {
	seed := uint64(7)
	next := func(n int) int {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int(seed>>33) % n
	}
	sounds := strings.Fields("ba der con fi gu hal int ka lo men nor pe qui ra ser ti un ver wo zen")
	word := func() string {
		var text strings.Builder
		for range 1 + next(4) {
			text.WriteString(sounds[next(len(sounds))])
		}
		return text.String()
	}
	const vocabulary = 8000
	var words []string
	for range vocabulary {
		words = append(words, word())
	}
	sentence := func(length int) string {
		var text strings.Builder
		for i := range length {
			if i > 0 {
				text.WriteByte(' ')
			}
			if newWords {
				text.WriteString(word())
			} else {
				rank := math.Pow(vocabulary, float64(next(1<<20))/(1<<20)) // the logarithm is uniform
				text.WriteString(words[int(rank)-1])
			}
		}
		return text.String()
	}
	var source strings.Builder
	source.WriteString("cv:\n  name: Vera Invented\n  sections:\n    experience:\n")
	for i := range 7 * pages {
		fmt.Fprintf(&source, "      - {company: Firm %d, position: %s, start_date: 2020-01, end_date: 2021-02, location: %s, highlights: [%s, %s, %s]}\n",
			i, sentence(2), sentence(1), sentence(24), sentence(18), sentence(12))
	}
	return []byte(source.String())
}

// BenchmarkManyPages prints sentences that were not met before; the time for a
// page does not grow with the number of pages.
func BenchmarkManyPages(b *testing.B) {
	for _, words := range []string{"", "NewWords"} {
		for _, pages := range []int{9, 35, 70} {
			source := longCV(pages, words != "")
			b.Run(fmt.Sprint(pages, words), func(b *testing.B) {
				b.ReportAllocs()
				var result *render.Result
				for b.Loop() {
					var err error
					if result, err = render.New().Render(context.Background(), source, render.Options{}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(result.Pages), "pages")
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*result.Pages), "µs/page")
			})
		}
	}
}
