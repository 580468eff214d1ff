package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv/rules"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/icon"
	"github.com/bespoke-cv/bespoke/render/layout"
	"github.com/bespoke-cv/bespoke/schema"
)

// measures is the part of a report that tells how long a layout is.
func measures(pages int, fill float64, options *Options) schema.RenderReport {
	return schema.RenderReport{
		Pages: pages, LastPageFill: fill, MaxPages: options.MaxPages, Fits: options.MaxPages == 0 || pages <= options.MaxPages,
	}
}

// report says what a layout looks like without looking at it.
func report(doc *document.Document, set *layout.Result, lints []schema.Lint, options *Options) schema.RenderReport {
	missing, fields := prove(doc, set.Document.Structure)
	lints = append(lints, lineLints(set.Lines, options.Keywords)...)
	lints = append(lints, pageLints(set)...)
	lints = append(lints, fontLints(set)...)
	whole := measures(len(set.Document.Pages), set.Fill, options)
	whole.Lints, whole.Missing, whole.TextFields = lints, missing, fields
	return whole
}

// lineLints speaks of lines that came out badly.
func lineLints(lines []layout.Line, keywords []string) []schema.Lint {
	var lints []schema.Lint
	for i := range lines {
		line := &lines[i]
		if line.Overfull > 0 {
			lints = append(lints, schema.Lint{
				Kind: "overfull_line", Path: line.Path, Page: line.Page, Words: line.Text,
				Message: fmt.Sprintf("The line is %.1f pt wider than its column: nothing in it can be divided. Shorten it or put spaces in.", line.Overfull),
			})
		}
		if line.Last && line.Path != "" {
			if words := strings.Fields(line.Text); len(words) == 1 {
				lints = append(lints, schema.Lint{
					Kind: "one_word_line", Path: line.Path, Page: line.Page, Words: words[0],
					Message: "The last line holds a single word: cutting a word or two saves the line.",
				})
			}
		}
		if keyword := divides(line.Hyphened, keywords); keyword != "" {
			lints = append(lints, schema.Lint{
				Kind: "hyphenated_keyword", Path: line.Path, Page: line.Page, Words: keyword,
				Message: fmt.Sprintf("A line break divides %q. Copied text and search still find the whole word; readers see it in two parts.", line.Hyphened),
			})
		}
	}
	return lints
}

// divides returns the keyword that a divided word belongs to; empty: none.
func divides(word string, keywords []string) string {
	if word == "" {
		return ""
	}
	for _, keyword := range keywords {
		if slices.ContainsFunc(strings.Fields(keyword), func(part string) bool { return strings.EqualFold(part, word) }) {
			return keyword
		}
	}
	return ""
}

// pageLints speaks of entries that pages could not hold and of icons that are
// not there.
func pageLints(set *layout.Result) []schema.Lint {
	var lints []schema.Lint
	for _, path := range set.LongEntries {
		lints = append(lints, schema.Lint{
			Kind: "long_entry", Path: path,
			Message: "This is longer than a page and goes on on the next one, although the design allows no page break in it; RenderCV would print the rest over the page's foot. Shorten or divide it, or set allow_page_break under design.entries or design.sections.",
		})
	}
	for _, icon := range set.NoIcons {
		lints = append(lints, noIcon(icon))
	}
	return lints
}

// noIcon speaks of a connection without its icon.
func noIcon(missing layout.NoIcon) schema.Lint {
	message := fmt.Sprintf("Font Awesome Free has no icon %q, so the connection prints without one; ", missing.Name)
	if near := rules.Nearest(missing.Name, icon.Names()); near != "" {
		message += fmt.Sprintf("did you mean %s?", near)
	} else {
		message += "fontawesome.com/icons lists the names."
	}
	path := strings.TrimSuffix(missing.Path, "/placeholder") + "/fontawesome_icon"
	return schema.Lint{Kind: "missing_glyph", Path: path, Words: missing.Name, Message: message}
}

// fontLints speaks of families and characters that fonts lack.
func fontLints(set *layout.Result) []schema.Lint {
	var lints []schema.Lint
	families := make([]string, 0, len(set.Substituted))
	for family := range set.Substituted {
		families = append(families, family)
	}
	slices.Sort(families)
	for _, family := range families {
		lints = append(lints, schema.Lint{
			Kind: "font_fallback", Path: "/design/typography/font_family", Words: family,
			Message: fmt.Sprintf("The font %s is not there; %s stands in for it, so lines may break elsewhere. Put its files into a folder named fonts beside the YAML file, or take a font that is built in: %s.",
				family, set.Substituted[family], strings.Join(font.Builtin(), ", ")),
		})
	}
	for _, glyph := range joined(set.Missing) {
		lints = append(lints, schema.Lint{
			Kind: "missing_glyph", Path: glyph.Path, Page: glyph.Page, Words: glyph.Text,
			Message: "No font has these characters, so they print as boxes. Put a font that has them into a folder named fonts beside the YAML file.",
		})
	}
	for _, glyph := range joined(set.Fallbacks) {
		lints = append(lints, schema.Lint{
			Kind: "font_fallback", Path: glyph.Path, Page: glyph.Page, Words: glyph.Text,
			Message: fmt.Sprintf("The chosen font lacks these characters; they come from %s, as in RenderCV.", glyph.Family),
		})
	}
	return lints
}

// joined gives each field and page one entry with all its characters.
func joined(glyphs []layout.Glyph) []layout.Glyph {
	var result []layout.Glyph
	index := map[layout.Glyph]int{}
	for _, glyph := range glyphs {
		key := glyph
		key.Text = ""
		if glyph.Path == "" {
			key.Page = 0 // a bullet of the design: once is enough
		}
		at, known := index[key]
		if !known {
			index[key] = len(result)
			result = append(result, glyph)
			continue
		}
		for _, r := range glyph.Text {
			if !strings.ContainsRune(result[at].Text, r) {
				result[at].Text += string(r)
			}
		}
	}
	return result
}
