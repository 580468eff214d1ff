package paragraph_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// someItems makes a paragraph of all there is; the same numbers give the same,
// with sources, links and boxes of its own.
func someItems(library *font.Library, random *rand.Rand) []paragraph.Item {
	words := strings.Fields("Led a team of engineers, who introduced infrastructure evaluation – שלום Привет العربية 漢字かな。 ◦ ffi AVATAR")
	var families []*font.Family
	for _, name := range []string{"Source Sans 3", "Raleway"} {
		family, _ := library.Find(name)
		families = append(families, family)
	}
	sources := []*frame.Source{nil, {Node: &page.Node{}, Path: "/cv/name"}, {Node: &page.Node{}, Path: "/cv/email"}, {}}
	links := []*frame.Link{nil, nil, {URL: "https://example.com"}, {URL: "https://example.com"}}
	style := func() paragraph.Style {
		return paragraph.Style{
			Family: families[random.IntN(2)], Face: font.Style(random.IntN(4)), Size: float64(9 + random.IntN(2)), SmallCaps: random.IntN(9) == 0,
			Color: page.Color{R: float64(random.IntN(2))}, Underline: random.IntN(9) == 0, Link: links[random.IntN(4)], NoOverhang: random.IntN(9) == 0,
		}
	}
	var items []paragraph.Item
	for range 1 + random.IntN(7) {
		switch random.IntN(8) {
		case 0:
			items = append(items, paragraph.Space{Width: float64(random.IntN(5)), Weak: random.IntN(2) == 0})
		case 1:
			items = append(items, paragraph.Box{Frame: &frame.Frame{Width: float64(random.IntN(40)), Height: 9, Baseline: 7}})
		case 2:
			items = append(items, []paragraph.Item{paragraph.Filler{Height: .5}, paragraph.Break{Style: style()}, paragraph.Filler{}}[random.IntN(3)])
		default:
			var text strings.Builder
			for range 1 + random.IntN(9) {
				text.WriteString(words[random.IntN(len(words))] + strings.Repeat(" ", random.IntN(3)))
			}
			items = append(items, paragraph.Text{Text: text.String(), Style: style(), Source: sources[random.IntN(4)]})
		}
	}
	return items
}

// TestRememberedLinesAreThoseSetAnew sets paragraphs with a memory that several
// setters share, while they are the first to ask and when they are not, and
// without one.
func TestRememberedLinesAreThoseSetAnew(t *testing.T) {
	library, _ := font.NewLibrary("")
	memory := paragraph.NewMemory(1 << 20)
	var working sync.WaitGroup
	for range 3 {
		working.Go(func() {
			remembering, anew := paragraph.NewSetter(library, memory), paragraph.NewSetter(library, nil)
			for seed := range uint64(150) {
				language := []string{"en", "de", "ar"}[seed%3]
				remembering.SetLanguage(language, seed%3 == 2)
				anew.SetLanguage(language, seed%3 == 2)
				items := someItems(library, rand.New(rand.NewPCG(seed, 1)))
				got, want := remembering.Prepare(items), anew.Prepare(items)
				for _, options := range []paragraph.Options{
					{Width: 130, Expand: true, Justify: true, Hyphens: true, Size: 10, Leading: 6},
					{Width: 130, Expand: true, Justify: true, Hyphens: true, Size: 10, Leading: 7},
					{Width: 200, Align: .5, Size: 10},
					{Width: math.Inf(1), Align: 1, Size: 11},
					{Width: math.NaN(), Size: 10},
				} {
					assertSame(t, want.Set(options), got.Set(options))
					assert.True(t, want.Natural(options) == got.Natural(options) || math.IsNaN(options.Width))
				}
			}
		})
	}
	working.Wait()
	memory.Forget()
}

// assertSame compares lines, and that they lead to the very same things.
func assertSame(t *testing.T, want, got []*frame.Frame) {
	t.Helper()
	if !assert.Len(t, got, len(want)) {
		return
	}
	for i := range want {
		assert.Equal(t, want[i].Line, got[i].Line)
		if math.IsNaN(want[i].Width) || !assert.Len(t, got[i].Items, len(want[i].Items)) {
			continue
		}
		if len(want[i].Items) > 0 { // none may be nil or empty
			assert.Equal(t, want[i], got[i])
		}
		for j, placed := range want[i].Items {
			switch of := placed.Item.(type) {
			case *frame.Run:
				assert.Same(t, of.Source, got[i].Items[j].Item.(*frame.Run).Source)
				assert.Same(t, of.Link, got[i].Items[j].Item.(*frame.Run).Link)
			case *frame.Frame:
				assert.Same(t, of, got[i].Items[j].Item)
			}
		}
	}
}

func TestAForgottenParagraphIsSetAgain(t *testing.T) {
	library, _ := font.NewLibrary("")
	memory := paragraph.NewMemory(1 << 20)
	setter := paragraph.NewSetter(library, memory)
	options := paragraph.Options{Width: 200, Size: 10}
	glyphs := func() *page.Glyph {
		lines := setter.Prepare([]paragraph.Item{paragraph.Text{Text: "once", Style: style(t)}}).Set(options)
		run, is := lines[0].Items[0].Item.(*frame.Run)
		require.True(t, is)
		return &run.Glyphs[0]
	}
	first := glyphs()
	assert.Same(t, first, glyphs())
	memory.Forget()
	assert.NotSame(t, first, glyphs())
}
