package layout_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/layout"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

func run(t *testing.T, source string) *layout.Result {
	file, err := cv.Parse([]byte(source))
	require.NoError(t, err)
	doc, _, err := document.Build(file, document.Options{Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	library, _ := font.NewLibrary("")
	return layout.Run(doc, func() *paragraph.Setter { return paragraph.NewSetter(library, nil) }, library, nil)
}

const sample = `cv:
  name: Vera Invented
  email: vera@example.org
  sections:
    experience:
      - company: Firm
        position: Engineer
        location: Town
        start_date: 2020-01
        end_date: 2021-02
        summary: A summary.
        highlights:
          - Did [this](https://example.org/this) and that
          - An internationalization of infrastructure, characteristically distributed infrastructure internationalization everywhere
design:
  theme: %s
  entries: {date_and_location_width: 8cm}
`

// reading writes the tree's leaves in order, a line for each block.
func reading(node *page.Node, text *strings.Builder) {
	text.WriteString(node.ActualText)
	text.WriteString(node.Text)
	for _, child := range node.Children {
		reading(child, text)
	}
	switch node.Role {
	case page.RoleH1, page.RoleH2, page.RoleP:
		text.WriteString("\n")
	}
}

func TestReadingOrder(t *testing.T) {
	for _, theme := range []string{"classic", "moderncv", "sb2nov", "harvard"} {
		t.Run(theme, func(t *testing.T) {
			result := run(t, strings.Replace(sample, "%s", theme, 1))
			var text strings.Builder
			reading(result.Document.Structure, &text)
			at := -1
			for _, wanted := range []string{"Vera Invented", "vera@example.org", "Experience", "Engineer", "2020", "A summary.", "Did this and that", "internationalization everywhere"} {
				next := strings.Index(text.String(), wanted)
				assert.Greater(t, next, at, "%q in %q", wanted, text.String())
				at = next
			}
		})
	}
}

// each calls a function for every text on the pages.
func each(doc *page.Document, do func(*page.Text)) {
	for i := range doc.Pages {
		for _, item := range doc.Pages[i].Items {
			if text, is := item.(*page.Text); is {
				do(text)
			}
		}
	}
}

func TestEveryTextHasALeafOrIsAnArtifact(t *testing.T) {
	doc := run(t, strings.Replace(sample, "%s", "classic", 1)).Document
	leaves := map[*page.Node]bool{}
	var walk func(*page.Node)
	walk = func(node *page.Node) {
		if node.Leaf() {
			leaves[node] = true
		}
		for _, child := range node.Children {
			walk(child)
		}
	}
	walk(doc.Structure)
	var artifacts strings.Builder
	each(doc, func(text *page.Text) {
		if text.Node != nil {
			assert.True(t, leaves[text.Node], "the node of a text is a leaf of the tree")
			return
		}
		for _, glyph := range text.Glyphs {
			artifacts.WriteString(glyph.Text)
		}
	})
	assert.Equal(t, "Last updated in Mar 2026 Vera Invented – 1/1", strings.Join(strings.Fields(artifacts.String()), " "))
}

func TestDividedWordsReadWhole(t *testing.T) {
	doc := run(t, strings.Replace(sample, "%s", "classic", 1)).Document
	parts := map[string]string{}
	each(doc, func(text *page.Text) {
		if text.Node == nil || text.Node.ActualText == "" {
			return
		}
		for _, glyph := range text.Glyphs {
			parts[text.Node.ActualText] += glyph.Text
		}
	})
	require.NotEmpty(t, parts, "the sample has a hyphen")
	for word, glyphs := range parts {
		assert.Equal(t, word, strings.ReplaceAll(glyphs, "\u00ad", ""))
		assert.Contains(t, glyphs, "\u00ad")
	}
}

func TestLinks(t *testing.T) {
	doc := run(t, strings.Replace(sample, "%s", "classic", 1)).Document
	areas := map[string]float64{}
	for _, item := range doc.Pages[0].Items {
		if link, is := item.(*page.Link); is {
			assert.Equal(t, page.RoleLink, link.Node.Role)
			areas[link.URL] += link.Width * link.Height
		}
	}
	assert.Len(t, areas, 2)
	assert.Greater(t, areas["https://example.org/this"], 100.0)
	assert.Greater(t, areas["mailto:vera@example.org"], 500.0)
}

func TestIconsReadAsWhatTheyStandFor(t *testing.T) {
	doc := run(t, strings.Replace(sample, "%s", "classic", 1)).Document
	var labels []string
	for _, item := range doc.Pages[0].Items {
		if icon, is := item.(*page.Icon); is {
			require.NotNil(t, icon.Node)
			labels = append(labels, icon.Node.ActualText)
			assert.Equal(t, rune(0xf0e0), icon.Outline.Char)
		}
	}
	assert.Equal(t, []string{"Email"}, labels)
}

func TestOutlineListsTheSections(t *testing.T) {
	doc := run(t, strings.Replace(sample, "%s", "classic", 1)).Document
	require.Len(t, doc.Outline, 1)
	assert.Equal(t, "Experience", doc.Outline[0].Title)
	assert.Zero(t, doc.Outline[0].Page)
	assert.Greater(t, doc.Outline[0].Y, 50.0)
}

func TestUnderlinesEvadeDescenders(t *testing.T) {
	rects := func(text string) int {
		result := run(t, "cv: {name: V, sections: {a: ['["+text+"](https://example.org)']}}\ndesign: {theme: classic, links: {underline: true}, section_titles: {type: without_line}}\n")
		count := 0
		for _, item := range result.Document.Pages[0].Items {
			if _, is := item.(*page.Rect); is {
				count++
			}
		}
		return count
	}
	assert.Equal(t, 1, rects("notes"))
	assert.Equal(t, 2, rects("nopes"))
}

func TestNamesOfStandInFonts(t *testing.T) {
	library, _ := font.NewLibrary("")
	if _, substituted := library.Find("Fontin"); !substituted {
		t.Skip("Fontin is installed here")
	}
	result := run(t, strings.Replace(sample, "%s", "moderncv", 1))
	assert.Equal(t, map[string]string{"Fontin": "XCharter"}, result.Substituted)
}

// Each of the eight colours colours its own kind of text and nothing else.
func TestColors(t *testing.T) {
	const source = `cv:
  name: Vera Invented
  headline: Headline
  email: vera@example.org
  sections:
    Work:
      - Body with a [link](https://example.org)
design:
  theme: classic
  colors: {body: "#010000", name: "#020000", headline: "#030000", connections: "#040000", section_titles: "#050000", links: "#060000", footer: "#070000", top_note: "#080000"}
`
	texts := map[int]string{}
	for _, item := range run(t, source).Document.Pages[0].Items {
		switch item := item.(type) {
		case *page.Text:
			for _, glyph := range item.Glyphs {
				texts[int(item.Color.R*255+0.5)] += glyph.Text
			}
		case *page.Rect:
			texts[int(item.Color.R*255+0.5)] += "▬"
		case *page.Icon:
			texts[int(item.Color.R*255+0.5)] += "@"
		}
	}
	assert.Equal(t, map[int]string{
		1: "Body with a ", 2: "Vera Invented", 3: "Headline", 4: "@ vera@example.org", 5: "Work ▬",
		6: "link", 7: "Vera Invented – 1/1", 8: "Last updated in Mar 2026",
	}, texts)
}

// PDF/UA-1, 7.4.2: the first heading is of the first level.
func TestHeadingsBeginAtTheFirstLevel(t *testing.T) {
	first := func(source string) page.Role {
		var walk func(node *page.Node) page.Role
		walk = func(node *page.Node) page.Role {
			if node.Role == page.RoleH1 || node.Role == page.RoleH2 {
				return node.Role
			}
			for _, child := range node.Children {
				if role := walk(child); role != "" {
					return role
				}
			}
			return ""
		}
		return walk(run(t, source).Document.Structure)
	}
	const sections = "  sections:\n    Work:\n      - Text\n"
	assert.Equal(t, page.RoleH1, first("cv:\n  name: Vera\n"+sections))
	assert.Equal(t, page.RoleH1, first("cv:\n"+sections))
}
