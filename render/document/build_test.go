package document_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/theme"
	"github.com/bespoke-cv/bespoke/schema"
)

var day = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func build(t testing.TB, src string, options document.Options) (*document.Document, []schema.Lint) {
	t.Helper()
	parsed, err := cv.Parse([]byte(src))
	require.NoError(t, err)
	options.Now = day
	d, lints, err := document.Build(parsed, options)
	require.NoError(t, err)
	return d, lints
}

func TestHeaderComesInTheOrderOfTheFile(t *testing.T) {
	d, lints := build(t, `
cv:
  phone: "+49 30 901820"
  name: Jo **Doe**
  email: null
  social_networks:
    - {network: GitHub, username: jo}
  location: Köln
`, document.Options{})
	assert.Empty(t, lints)
	assert.Equal(t, document.Inline{{Text: "Jo ", Path: "/cv/name"}, {Text: "Doe", Bold: true, Path: "/cv/name"}}, d.Name)
	assert.Equal(t, "Jo **Doe**", d.Author)
	var got []string
	for _, c := range d.Connections {
		got = append(got, fmt.Sprint(c.Icon, "|", c.Label, "|", c.Inline.Text(), "|", c.URL, "|", c.Path))
	}
	assert.Equal(t, []string{
		"phone|Phone|030 901820|tel:+49-30-901820|/cv/phone",
		"github|GitHub|jo|https://github.com/jo|/cv/social_networks/0/username",
		"location-dot|Location|Köln||/cv/location",
	}, got)
	assert.Equal(t, "Jo **Doe** - CV", d.Title)
}

func TestEntriesKnowWhereEachWordComesFrom(t *testing.T) {
	d, _ := build(t, `
cv:
  sections:
    experience:
      - company: Acme
        position: Cook
        start_date: 2020-01
        end_date: 2021-06
        highlights: ["one *two*"]
`, document.Options{})
	e := d.Sections[0].Entries[0]
	at := "/cv/sections/experience/0/"
	assert.Equal(t, document.Regular, e.Kind)
	assert.Equal(t, []document.Block{
		document.Paragraph{Inline: document.Inline{
			{Text: "Acme", Bold: true, Path: at + "company"}, {Text: ", "}, {Text: "Cook", Path: at + "position"},
		}},
		document.List{Items: []document.Item{{Blocks: []document.Block{document.Paragraph{Inline: document.Inline{
			{Text: "one ", Path: at + "highlights/0"}, {Text: "two", Italic: true, Path: at + "highlights/0"},
		}}}}}},
	}, e.Main)
	assert.Equal(t, []document.Block{
		document.Paragraph{Inline: document.Inline{{Text: "Jan 2020", Path: at + "start_date"}, {Text: " – "}, {Text: "June 2021", Path: at + "end_date"}}},
		document.Paragraph{Inline: document.Inline{{Text: "1 year 6 months"}}},
	}, e.Date)
	assert.False(t, e.HasSecondRow)
}

func TestSecondRowTakesWhatIsBelowTheDates(t *testing.T) {
	src := `
cv:
  sections:
    school:
      - {institution: Uni, area: Art, degree: BA, date: 2010, highlights: [a, b]}
`
	d, _ := build(t, src, document.Options{Theme: "ember"})
	e := d.Sections[0].Entries[0]
	assert.Equal(t, document.Education, e.Kind)
	assert.True(t, e.HasSecondRow)
	assert.False(t, e.HasDegree)
	assert.Len(t, e.Main, 1)
	assert.Len(t, e.SecondRow, 2) // the degree, and the bullets
	d, _ = build(t, src, document.Options{Theme: "classic"})
	assert.True(t, d.Sections[0].Entries[0].HasDegree)
	assert.NotEmpty(t, d.Sections[0].Entries[0].Degree)
}

func TestDashesBeginBulletsBelow(t *testing.T) {
	d, lints := build(t, `
cv:
  sections:
    work:
      - company: A
        position: B
        highlights: [Led - a **small** team - with care, Plain]
`, document.Options{})
	blocks := d.Sections[0].Entries[0].Main[1:]
	require.Len(t, blocks, 1)
	list := blocks[0].(document.List)
	require.Len(t, list.Items, 2)
	require.Len(t, list.Items[0].Blocks, 2)
	inner := list.Items[0].Blocks[1].(document.List)
	require.Len(t, inner.Items, 2)
	var texts []string
	for _, blocks := range [][]document.Block{list.Items[0].Blocks[:1], inner.Items[0].Blocks, inner.Items[1].Blocks} {
		inline := blocks[0].(document.Paragraph).Inline
		texts = append(texts, inline.Text())
		for _, span := range inline {
			assert.Equal(t, "/cv/sections/work/0/highlights/0", span.Path, "%q", span.Text)
		}
	}
	assert.Equal(t, []string{"Led", "a small team", "with care"}, texts)
	require.Len(t, lints, 1)
	assert.Equal(t, "dash_in_bullet", lints[0].Kind)
}

func TestContentJoinsListEntries(t *testing.T) {
	d, _ := build(t, `
cv:
  sections:
    a: [{bullet: x}, {bullet: y}]
    b: [{reversed_number: x}, {reversed_number: y}]
    c: ["text\n- item\n+ one\n7. seven\n\nmore"]
`, document.Options{})
	assert.Len(t, d.Sections[0].Content(), 1)
	list := d.Sections[1].Content()[0].(document.List)
	assert.True(t, list.Ordered && list.Reversed)
	assert.Len(t, list.Items, 2)
	c := d.Sections[2].Content()
	require.Len(t, c, 4)
	assert.Equal(t, 7, c[2].(document.List).Items[1].Number)
}

func TestWrongValuesArePrintedAndReported(t *testing.T) {
	d, lints := build(t, `
cv:
  name: Jo
  headline: "#let it be"
  phone: "12"
  email: nobody
  website: example.org
  fax: 1
  social_networks:
    - {network: MySpace, username: jo}
    - {network: ORCID, username: jo}
  sections:
    experience:
      - {company: A, position: B, start_date: 2020-13, end_date: soon}
      - {company: A, position: B, start_date: 2021-01, end_date: 2020-01}
      - {company: A, position: B, start_date: "2019", highlights: [a - b, {key: value}]}
      - {nonsense: "x #let y"}
    empty:
    words: just text
design:
  theme: classic
  page: {size: a3}
locale: {language: klingon}
settings: {current_date: tomorrow}
`, document.Options{Design: map[string]any{"links": map[string]any{"underline": "maybe"}}})
	seen := map[string]string{}
	for _, l := range lints {
		seen[l.Path] = l.Kind
		assert.NotEmpty(t, l.Message)
	}
	for path, kind := range map[string]string{
		"/cv/phone": "invalid_value", "/cv/email": "invalid_value", "/cv/website": "invalid_value", "/cv/fax": "invalid_value",
		"/cv/social_networks/0/network": "invalid_value", "/cv/social_networks/1/username": "invalid_value",
		"/cv/sections/experience/0/start_date": "invalid_value", "/cv/sections/experience/1/start_date": "invalid_value",
		"/cv/sections/experience/2/start_date": "quoted_year", "/cv/sections/experience/2/highlights/0": "dash_in_bullet",
		"/cv/sections/experience/2/highlights/1": "invalid_value", "/cv/headline": "raw_typst",
		"/cv/sections/empty": "invalid_value", "/cv/sections/words": "invalid_value", "/design/page/size": "invalid_value",
		"/design/links/underline": "invalid_value", "/locale/language": "invalid_value", "/settings/current_date": "invalid_value",
	} {
		assert.Equal(t, kind, seen[path], path)
	}
	text := textOf(d)
	for _, want := range []string{"12", "nobody", "example.org", "2020-13 – soon", "key: value", "nonsense: x #let y", "just text", "#let it be"} {
		assert.Contains(t, text, want)
	}
	assert.Equal(t, "us-letter", d.Design.Page.Size)
}

func TestUnknownThemeIsAnError(t *testing.T) {
	parsed, err := cv.Parse([]byte("cv: {name: Jo}\ndesign: {theme: mine}\n"))
	require.NoError(t, err)
	_, _, err = document.Build(parsed, document.Options{})
	require.ErrorIs(t, err, content.ErrTheme)
	assert.Contains(t, err.Error(), "engine rendercv")
	d, _, err := document.Build(parsed, document.Options{Theme: "opal"})
	require.NoError(t, err)
	assert.Equal(t, "Lato", d.Design.Typography.FontFamily.Body)
	assert.False(t, errors.Is(err, content.ErrTheme))
}

// textOf is everything that a document prints.
func textOf(d *document.Document) string {
	var b strings.Builder
	add := func(in document.Inline) {
		b.WriteString(in.Text())
		links := map[int]bool{}
		for _, span := range in {
			if span.LinkID > 0 && !links[span.LinkID] {
				links[span.LinkID] = true
				b.WriteString(" " + span.Link)
			}
		}
		b.WriteByte('\n')
	}
	var blocks func([]document.Block)
	blocks = func(list []document.Block) {
		for _, block := range list {
			switch block := block.(type) {
			case document.Paragraph:
				add(block.Inline)
			case document.Summary:
				add(block.Inline)
			case document.List:
				for _, item := range block.Items {
					if item.Number > 0 {
						fmt.Fprint(&b, item.Number)
					}
					blocks(item.Blocks)
				}
			}
		}
	}
	add(d.Name)
	add(d.Headline)
	for _, c := range d.Connections {
		add(c.Inline)
	}
	for _, s := range d.Sections {
		add(s.Title)
		for _, e := range s.Entries {
			for _, column := range [][]document.Block{e.Main, e.Date, e.SecondRow, e.Degree} {
				blocks(column)
			}
		}
	}
	return b.String()
}

// FuzzBuild puts a text in every field. Nothing may panic, and each letter must
// be printed as often as there are fields that show it.
func FuzzBuild(f *testing.F) {
	for _, seed := range []string{"plain", "**b** _i_ `c`", "[a](b)", "DATE SUMMARY", "!!! summary\n    x", "- a - b", "2020", "present", "\\*", "a\n\nb", "    code", "<b>x</b> &amp;", "#let x", "C++ & Go"} {
		f.Add(seed, "classic")
		f.Add(seed, "harvard")
	}
	f.Fuzz(func(t *testing.T, text, themeName string) {
		if _, ok := theme.BuiltIn(themeName); !ok || !utf8.ValidString(text) {
			t.Skip()
		}
		src, err := yaml.Marshal(everywhere(text))
		if err != nil {
			t.Skip()
		}
		parsed, err := cv.Parse(src)
		if err != nil {
			t.Skip()
		}
		d, _, err := document.Build(parsed, document.Options{Theme: themeName, Now: day})
		require.NoError(t, err)
		if strings.Contains(text, "](") || strings.Contains(text, "!!!") {
			return // link titles are not printed, and a mark of RenderCV's own is eaten
		}
		printed := count(textOf(d))
		for r, n := range count(text) {
			if printed[r] < 8*n {
				t.Fatalf("%q in %q: %q stands %d times, wanted %d", text, themeName, r, printed[r], 8*n)
			}
		}
	})
}

func everywhere(text string) map[string]any {
	return map[string]any{
		"cv": map[string]any{
			"name": text, "headline": text, "location": text,
			"sections": map[string]any{
				"texts":    []any{text},
				"bullets":  []any{map[string]any{"bullet": text}},
				"jobs":     []any{map[string]any{"company": text, "position": text, "summary": text, "highlights": []any{text}, "date": text, "location": text}},
				"schools":  []any{map[string]any{"institution": text, "area": text, "degree": text, "start_date": text, "end_date": text}},
				"papers":   []any{map[string]any{"title": text, "authors": []any{text}, "journal": text, "url": text, "doi": text}},
				"one_line": []any{map[string]any{"label": text, "details": text}},
			},
		},
		"settings": map[string]any{"bold_keywords": []any{text, "a"}, "pdf_title": text, "current_date": text},
		"locale":   map[string]any{"present": text},
	}
}

// count counts small letters, which no markup of RenderCV's is made of.
func count(text string) map[rune]int {
	n := map[rune]int{}
	for _, r := range text {
		if r >= 'a' && r <= 'z' || r > 0x3000 && r < 0xa000 {
			n[r]++
		}
	}
	return n
}

func BenchmarkBuild(b *testing.B) {
	src, err := os.ReadFile("../export/testdata/cvs/engineer.yaml")
	require.NoError(b, err)
	parsed, err := cv.Parse(src)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := document.Build(parsed, document.Options{Now: day}); err != nil {
			b.Fatal(err)
		}
	}
}
