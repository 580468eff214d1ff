package paragraph_test

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

const long = "Designed and implemented a distributed machine learning infrastructure that reduced the training time of " +
	"recommendation models by sixty percent, and introduced automatic evaluation of every experiment before release."

func style(t testing.TB) paragraph.Style {
	library, _ := font.NewLibrary("")
	family, substituted := library.Find("Source Sans 3")
	require.False(t, substituted)
	return paragraph.Style{Family: family, Size: 10}
}

func newSetter(language string, rtl bool) *paragraph.Setter {
	library, _ := font.NewLibrary("")
	setter := paragraph.NewSetter(library, nil)
	setter.SetLanguage(language, rtl)
	return setter
}

// texts reads the lines' runs; hidden spaces are read, hyphens are not.
func texts(lines []*frame.Frame) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		var text strings.Builder
		for _, placed := range line.Items {
			if run, isRun := placed.Item.(*frame.Run); isRun {
				for j := range run.Glyphs {
					at := j
					if run.RTL {
						at = len(run.Glyphs) - 1 - j
					}
					text.WriteString(run.Glyphs[at].Text)
				}
			}
		}
		out[i] = text.String()
	}
	return out
}

// width is where a line's last visible glyph ends.
func width(line *frame.Frame) float64 {
	end := 0.0
	for _, placed := range line.Items {
		if run, isRun := placed.Item.(*frame.Run); isRun {
			end = math.Max(end, placed.X+run.Width)
		}
	}
	return end
}

func TestJustifiedLinesFillTheWidth(t *testing.T) {
	paragraphs := newSetter("en", false)
	p := paragraphs.Prepare([]paragraph.Item{paragraph.Text{Text: long, Style: style(t)}})
	options := paragraph.Options{Width: 200, Expand: true, Justify: true, Hyphens: true, Size: 10}
	lines := p.Set(options)
	require.Greater(t, len(lines), 3)
	for i, line := range lines[:len(lines)-1] {
		// A hyphen or comma at the end hangs into the margin.
		assert.InDelta(t, 200, width(line), 3.2, "line %d", i)
		assert.GreaterOrEqual(t, width(line), 200-1e-6, "line %d", i)
	}
	assert.Less(t, width(lines[len(lines)-1]), 200.0, "the last line keeps its width")
	assert.Same(t, lines[0], p.Set(options)[0], "setting it again returns the same frames")
}

func TestNothingIsLostAtLineBreaks(t *testing.T) {
	p := newSetter("en", false).Prepare([]paragraph.Item{paragraph.Text{Text: long, Style: style(t)}})
	for width := 5.0; width < 600; width += 7 {
		for _, justify := range []bool{true, false} {
			lines := p.Set(paragraph.Options{Width: width, Expand: true, Justify: justify, Hyphens: true, Size: 10})
			joined := strings.ReplaceAll(strings.Join(texts(lines), ""), "\u00ad", "")
			require.Equal(t, long, joined, "width %v", width)
		}
	}
}

func TestHyphenedWordsAreMarkedOnBothLines(t *testing.T) {
	p := newSetter("en", false).Prepare([]paragraph.Item{paragraph.Text{Text: "an infrastructure", Style: style(t)}})
	lines := p.Set(paragraph.Options{Width: 45, Expand: true, Justify: true, Hyphens: true, Size: 10})
	require.Len(t, lines, 2)
	for i, line := range lines {
		marked := 0
		for _, placed := range line.Items {
			for _, word := range placed.Item.(*frame.Run).Words {
				assert.Equal(t, "infrastructure", word.Text)
				assert.Equal(t, 3, word.Place)
				marked += word.End - word.Start
			}
		}
		assert.Greater(t, marked, 4, "line %d", i)
	}
	assert.Equal(t, "infrastructure", lines[0].Line.Hyphened)
	assert.Contains(t, texts(lines)[0], "\u00ad")
}

func TestBreaks(t *testing.T) {
	tests := []struct {
		name, text string
		width      float64
		want       []string
	}{
		{"spaces", "one two three", 40, []string{"one two ", "three"}},
		{"no-break space", "one two\u00a0three", 45, []string{"one ", "two\u00a0three"}},
		{"address", "https://example.org/a-long-name2026", 80, []string{"https://", "example.org/a-", "long-name2026"}},
		{"one word too wide", "incomprehensibilities", 20, []string{"incomprehensibilities"}},
		{"ideographs", "編集者と開発者", 35, []string{"編集者", "と開発", "者"}},
		{"empty", "", 35, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newSetter("en", false).Prepare([]paragraph.Item{paragraph.Text{Text: test.text, Style: style(t)}})
			lines := p.Set(paragraph.Options{Width: test.width, Expand: true, Size: 10})
			if test.want == nil {
				assert.Empty(t, lines)
				return
			}
			if test.name == "address" || test.name == "ideographs" {
				assert.Equal(t, test.text, strings.Join(texts(lines), ""))
				assert.Greater(t, len(lines), 1)
				return
			}
			assert.Equal(t, test.want, texts(lines))
		})
	}
}

func TestAlignment(t *testing.T) {
	p := newSetter("en", false).Prepare([]paragraph.Item{paragraph.Text{Text: "word", Style: style(t)}})
	left := p.Set(paragraph.Options{Width: 100, Expand: true, Size: 10})[0].Items[0].X
	centre := p.Set(paragraph.Options{Width: 100, Expand: true, Align: 0.5, Size: 10})[0].Items[0].X
	right := p.Set(paragraph.Options{Width: 100, Expand: true, Align: 1, Size: 10})[0].Items[0].X
	assert.Zero(t, left)
	assert.InDelta(t, right/2, centre, 1e-9)
	natural := p.Set(paragraph.Options{Width: 100, Size: 10})[0].Width
	assert.InDelta(t, 100-natural, right, 1e-9)
}

func TestFillerTakesTheRestOfTheLine(t *testing.T) {
	p := newSetter("en", false).Prepare([]paragraph.Item{
		paragraph.Text{Text: "title ", Style: style(t)}, paragraph.Filler{Height: 0.5},
	})
	line := p.Set(paragraph.Options{Width: 100, Size: 10})[0]
	rule := line.Items[len(line.Items)-1]
	assert.InDelta(t, 100, rule.X+rule.Item.(*frame.Rule).Width, 1e-9)
}

func TestSpacesCollapse(t *testing.T) {
	s := style(t)
	p := newSetter("en", false).Prepare([]paragraph.Item{
		paragraph.Text{Text: "  a ", Style: s},
		paragraph.Text{Text: " b", Style: s},
		paragraph.Text{Text: " ", Style: s},
		paragraph.Break{Style: s},
		paragraph.Text{Text: " c ", Style: s},
	})
	lines := p.Set(paragraph.Options{Width: math.Inf(1), Size: 10})
	assert.Equal(t, []string{"a b", "c"}, texts(lines))
}

func TestRightToLeft(t *testing.T) {
	p := newSetter("he", true).Prepare([]paragraph.Item{paragraph.Text{Text: "אבג Go 2026 דהו", Style: style(t)}})
	line := p.Set(paragraph.Options{Width: 200, Expand: true, Align: 1, Size: 10})[0]
	reading := texts([]*frame.Frame{line})[0]
	assert.Equal(t, "אבג Go 2026 דהו", reading)
	slices.SortFunc(line.Items, func(a, b frame.Placed) int { return cmp.Compare(a.X, b.X) })
	var order []string
	for _, placed := range line.Items {
		run := placed.Item.(*frame.Run)
		text := strings.TrimSpace(texts([]*frame.Frame{{Items: []frame.Placed{placed}}})[0])
		order = append(order, text)
		assert.True(t, text == "" || run.RTL == strings.ContainsAny(text, "אבגדהו"), text)
	}
	order = remove(order, "")
	assert.Equal(t, []string{"דהו", "Go 2026", "אבג"}, order, "from left to right")
	assert.InDelta(t, 200, width(line), 0.01)
}

// painted is a line's text from left to right.
func painted(line *frame.Frame) string {
	items := slices.Clone(line.Items)
	slices.SortFunc(items, func(a, b frame.Placed) int { return cmp.Compare(a.X, b.X) })
	var text strings.Builder
	for _, placed := range items {
		for _, glyph := range placed.Item.(*frame.Run).Glyphs {
			text.WriteString(glyph.Text)
		}
	}
	return text.String()
}

// The paragraph's direction is that of the language, whatever letter is first.
func TestDirectionsMix(t *testing.T) {
	for _, test := range []struct {
		language string
		rtl      bool
		text     string
		want     string // from left to right
	}{
		{"en", false, "אבג, then (דהו).", "גבא, then (והד)."},
		{"en", false, "דהו 12-13, 5 x", "5 ,12-13 והד x"},
		{"en", false, "a אבג $5% b", "a $5% גבא b"},
		{"en", false, "אב 5) c", "5 בא) c"},
		{"he", true, "abc, אבג (def)!", "!)def( גבא ,abc"}, // brackets are painted mirrored
	} {
		t.Run(test.text, func(t *testing.T) {
			p := newSetter(test.language, test.rtl).Prepare([]paragraph.Item{paragraph.Text{Text: test.text, Style: style(t)}})
			line := p.Set(paragraph.Options{Width: 400, Size: 10})[0]
			assert.Equal(t, test.want, painted(line))
		})
	}
}

func remove(list []string, what string) []string {
	var out []string
	for _, item := range list {
		if item != what {
			out = append(out, item)
		}
	}
	return out
}

func TestMissingCharactersComeFromAnotherFont(t *testing.T) {
	p := newSetter("en", false).Prepare([]paragraph.Item{paragraph.Text{Text: "a ◦ \U0001F600", Style: style(t)}})
	line := p.Set(paragraph.Options{Width: 200, Size: 10})[0]
	families := map[string]bool{}
	for _, placed := range line.Items {
		families[placed.Item.(*frame.Run).Face.Family] = true
	}
	assert.True(t, families["Source Sans 3"])
	assert.Equal(t, "a ◦ \U0001F600", strings.Join(texts([]*frame.Frame{line}), ""), "a character no font has keeps its text")
}

// FuzzSet sets any text at any width: it ends, and no character is lost.
func FuzzSet(f *testing.F) {
	f.Add(long, 100.0, true, false)
	f.Add("אבג (Go) 12-34, https://example.org/אב", 40.0, true, true)
	f.Add("a\u00adb\u200bc\r\n\u2028d\x00\xff", 10.0, false, false)
	f.Add("www.a.b/(c)", 1.0, true, false)
	s := style(f)
	f.Fuzz(func(t *testing.T, text string, width float64, justify, rtl bool) {
		if math.IsNaN(width) || len(text) > 2000 {
			return
		}
		p := newSetter("de", rtl).Prepare([]paragraph.Item{paragraph.Text{Text: text, Style: s}})
		lines := p.Set(paragraph.Options{Width: width, Expand: true, Justify: justify, Hyphens: true, Size: 10})
		want, got := map[rune]int{}, map[rune]int{}
		for _, r := range text {
			want[r]++
		}
		for _, r := range strings.Join(texts(lines), "") {
			got[r]++
		}
		for r, count := range want {
			if unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u00ad' || r == unicode.ReplacementChar {
				continue
			}
			if got[r] != count {
				t.Fatalf("%q: %d of %d in %q", r, got[r], count, texts(lines))
			}
		}
	})
}

func BenchmarkSet(b *testing.B) {
	s := style(b)
	setter := newSetter("en", false)
	for b.Loop() {
		p := setter.Prepare([]paragraph.Item{paragraph.Text{Text: long, Style: s}})
		p.Set(paragraph.Options{Width: 300, Expand: true, Justify: true, Hyphens: true, Size: 10})
	}
}
