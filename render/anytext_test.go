package render_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/render"
)

var themes = []string{"classic", "ember", "engineeringclassic", "engineeringresumes", "harvard", "ink", "moderncv", "opal", "sb2nov"}

// fields gives each text of a CV a mark that it begins with.
type fields struct {
	text  string
	marks []string
}

// next is the text with another mark.
func (f *fields) next() string {
	mark := fmt.Sprintf("Q%dz", len(f.marks))
	f.marks = append(f.marks, mark)
	return mark + f.text
}

// title is the text as a key of YAML, which is short and of one line.
func (f *fields) title() string {
	title := []rune(strings.Map(func(char rune) rune {
		if !unicode.IsPrint(char) {
			return -1
		}
		return char
	}, f.next()))
	return string(title[:min(len(title), 30)])
}

// everywhere is a CV that has a text in every field that may hold any: contacts
// are printed as they stand, too, where they are none.
func (f *fields) everywhere(design map[string]any) ([]byte, error) {
	dated := func(more map[string]any) map[string]any {
		entry := map[string]any{
			"date": f.next(), "location": f.next(), "summary": f.next(),
			"highlights": []string{f.next(), f.next() + " - " + f.next()},
		}
		maps.Copy(entry, more)
		return entry
	}
	sections := map[string]any{
		f.title(): []any{f.next(), f.next()},
		f.title(): []any{dated(map[string]any{"company": f.next(), "position": f.next()})},
		f.title(): []any{dated(map[string]any{"institution": f.next(), "area": f.next(), "degree": f.next()})},
		f.title(): []any{dated(map[string]any{"name": f.next()})},
		f.title(): []any{map[string]any{
			"title": f.next(), "authors": []string{f.next(), f.next()}, "journal": f.next(), "summary": f.next(), "date": f.next(),
		}},
		f.title(): []any{map[string]any{"label": f.next(), "details": f.next()}},
		f.title(): []any{map[string]any{"bullet": f.next()}, map[string]any{"bullet": f.next()}},
		f.title(): []any{map[string]any{"number": f.next()}},
		f.title(): []any{map[string]any{"reversed_number": f.next()}},
	}
	return yaml.Marshal(map[string]any{
		"cv": map[string]any{
			"name": f.next(), "headline": f.next(), "location": f.next(), "email": []string{f.next(), f.next()},
			"phone": f.next(), "website": f.next(),
			"social_networks":    []any{map[string]any{"network": "LinkedIn", "username": f.next()}},
			"custom_connections": []any{map[string]any{"fontawesome_icon": "star", "placeholder": f.next(), "url": nil}},
			"sections":           sections,
		},
		"design":   design,
		"settings": map[string]any{"bold_keywords": []string{f.text}, "pdf_title": f.text},
	})
}

// checkAnyText prints a text everywhere and looks for all of it.
func checkAnyText(t *testing.T, engine *render.Engine, text, theme string, design map[string]any) {
	all := &fields{text: text}
	source, err := all.everywhere(design)
	if err != nil {
		return
	}
	result, err := engine.Render(context.Background(), source, render.Options{Theme: theme})
	if err != nil {
		assert.ErrorContains(t, err, "control character", "%q", text)
		return
	}
	assert.Empty(t, result.Report.Missing, "%q", text)
	printed := result.Text()
	if strings.Contains(text, "](") { // may make a link's address of the field behind, as in RenderCV
		all.marks = nil
	}
	for i, mark := range all.marks {
		assert.Contains(t, printed, mark, "field %d of %q", i, text)
	}
	assert.False(t, strings.ContainsFunc(string(result.PDF[:8]), unicode.IsControl))
}

// FuzzRender prints any text in any place: it never fails or hangs, and every
// character arrives, in order.
func FuzzRender(f *testing.F) {
	f.Add("plain **bold** [link](https://example.org) `code`", byte(8), true)
	f.Add("\u202eabc\u2066 العربية 👩‍👩‍👧 ﷽", byte(0), false)
	f.Add("ש\u05b8לום 12 (a) a\tb\u2028c\u0085d\u00a0e", byte(7), true)
	f.Add("يةwod語-", byte(0), true)                                         // a word that a hyphen divides, and then an ideograph
	f.Add("\u200d👩\u200d👧 \ufdf1", byte(1), false)                          // clusters of which no font has all
	f.Add("بية\u200dالعربيةwodﬁ(\\שלום''ﬁ1.िनदीﬁ\U0010ffff", byte(4), true) // a divided word to the left of others
	f.Add(strings.Repeat("w", 400), byte(6), false)
	engine := render.New()
	f.Fuzz(func(t *testing.T, text string, theme byte, justify bool) {
		if !utf8.ValidString(text) || len(text) > 500 {
			return
		}
		alignment := "left"
		if justify {
			alignment = "justified"
		}
		checkAnyText(t, engine, text, themes[int(theme)%len(themes)], map[string]any{"theme": "classic", "typography": map[string]any{"alignment": alignment}})
	})
}

// TestAnyTextArrives is what FuzzRender does, with text made of what is known
// to be difficult.
func TestAnyTextArrives(t *testing.T) {
	pieces := []string{
		"a", "word", "Ünïcödé", " ", "  ", "-", "--", "—", ".", ",", "/", "://", "www.", "(", ")", "[x](", "**", "*", "`", "'", `"`,
		"\u00a0", "\u00ad", "\u200b", "\u200d", "\u2028", "\u0301", "שלום", "العربية", "日本語", "हिन्दी", "ไทย", "👩‍👩‍👧", "ﬁ", "\U0010ffff",
		"#x", "$", "\\", "~", "@", "_", "1.", "+", "=", "<b>", "&amp;", "12", "%",
	}
	engine := render.New()
	seed := uint64(1)
	next := func(n int) int {
		seed = seed*6364136223846793005 + 1442695040888963407
		return int(seed>>33) % n
	}
	for i := range 45 {
		var text strings.Builder
		for range 1 + next(40) {
			text.WriteString(pieces[next(len(pieces))])
		}
		checkAnyText(t, engine, text.String(), themes[i%len(themes)], map[string]any{"theme": "classic"})
		if t.Failed() {
			require.FailNow(t, "", "%q", text.String())
		}
	}
}
