// Package layout sets a document on pages, the way RenderCV's Typst package
// does: header, section titles, entries, lists, footer and top note.
//
// Data flows like this. Lay makes the structure tree and, beside it, the
// content of every block in reading order (header.go, section.go, entry.go,
// list.go), or takes what it remembers of it (memory.go); the flow package
// distributes that over pages; the tree's leaves get their text and are divided
// where a line break divides a word (settle.go); Finish (finish.go) walks the
// pages, gives every glyph its place, and notes what the report needs.
package layout

import (
	"math"

	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/flow"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/paragraph"
	"github.com/bespoke-cv/bespoke/render/theme"
)

// Result is a document on pages and what is to be said about it.
type Result struct {
	Document *page.Document
	Lines    []Line  // in the order of the pages
	Fill     float64 // the share of the last page's text height that is filled
	Missing  []Glyph // characters that no font has
	// Substituted names the chosen families that are not there, each with the
	// family that stands in for it.
	Substituted map[string]string
	// Fallbacks names the characters that came from another family than the
	// chosen one.
	Fallbacks []Glyph
	// NoIcons are the connections whose icon does not exist.
	NoIcons []NoIcon
	// LongEntries are the paths of entries and sections that had to be divided
	// between pages although the design says not to: they do not fit on one.
	LongEntries []string
}

// NoIcon is a connection that asks for an icon that is not there.
type NoIcon struct{ Path, Name string }

// Line is a line on a page that the report may speak of.
type Line struct {
	Page     int // from 1
	Text     string
	Path     string
	Overfull float64 // how far it reaches beyond its width, in points
	Last     bool    // the last line of a paragraph of several
	Hyphened string  // the word that is divided at its end

	X, Y, Width, Height float64 // where it stands on its page, in points from the top left
}

// Glyph is a character on a page that its font lacks.
type Glyph struct {
	Page   int
	Text   string
	Path   string
	Family string // the family that has it; empty: none
}

// Run lays a document out and finishes it.
func Run(doc *document.Document, next func() *paragraph.Setter, library *font.Library, photo *Photo) *Result {
	return Lay(doc, next, library, photo, nil).Finish(next)
}

// Laid is a document whose pages are divided, but not painted yet: whoever only
// has to know how many there are need not wait for that.
type Laid struct {
	layouter *layouter
	frames   []*frame.Frame // of the pages
}

// Lay lays a document out with a setter that next gives, and a long one with one
// for each processor. The setters keep what they learn for the next document;
// they, the library and the memory, which may be nil, belong together.
func Lay(doc *document.Document, next func() *paragraph.Setter, library *font.Library, photo *Photo, memory *Memory) *Laid {
	l := &layouter{
		doc: doc, design: &doc.Design, library: library, photo: photo, memory: memory,
		found: &findings{substituted: map[string]string{}},
		root:  &page.Node{Role: page.RoleDocument},
	}
	l.lend(next)
	l.measureDesign()
	content := l.content()
	regions := flow.Regions{First: l.height, Others: l.height}
	return &Laid{l, flow.Distribute(content, l.width, true, regions)}
}

// lend gives the layouter setters to work with.
func (l *layouter) lend(next func() *paragraph.Setter) {
	l.setters = &setters{next: func() *paragraph.Setter {
		setter := next()
		setter.SetLanguage(l.doc.Language, l.doc.RTL)
		return setter
	}}
	l.setter = l.setters.first(1)[0]
}

// Pages is how many pages there are.
func (d *Laid) Pages() int { return len(d.frames) }

// Fill is the share of the last page's text height that is filled.
func (d *Laid) Fill() float64 {
	return min(1, math.Max(0, d.frames[len(d.frames)-1].Height/d.layouter.height))
}

// Finish paints the pages, once, with a setter that next gives.
func (d *Laid) Finish(next func() *paragraph.Setter) *Result {
	d.layouter.lend(next)
	return d.layouter.finish(d.frames, d.Fill())
}

// layouter holds what all parts of a layout share.
type layouter struct {
	doc     *document.Document
	design  *theme.Design
	setter  *paragraph.Setter
	setters *setters
	library *font.Library
	photo   *Photo
	memory  *Memory

	paperWidth, paperHeight  float64
	left, right, top, bottom float64 // margins
	width, height            float64 // of the text area
	size                     float64 // of the body text
	lineSpacing              float64
	body                     paragraph.Style
	start                    float64 // alignment: 0 where text runs from left to right, else 1

	root  *page.Node
	found *findings
}

// findings are what the result tells besides the pages.
type findings struct {
	titles      []title
	noIcons     []NoIcon
	long        []string
	substituted map[string]string
}

// papers are the page sizes that RenderCV knows, in points.
var papers = map[string][2]float64{
	"a4":           {595.2755905511812, 841.8897637795276},
	"a5":           {419.5275590551181, 595.2755905511812},
	"us-letter":    {612, 792},
	"us-executive": {522, 756},
}

// defaultSize is the text size, in points, that an em in the body size means.
const defaultSize = 11

// measureDesign turns the design's lengths into points.
func (l *layouter) measureDesign() {
	d := l.design
	paper, known := papers[d.Page.Size]
	if !known {
		paper = papers["us-letter"]
	}
	l.paperWidth, l.paperHeight = paper[0], paper[1]
	l.size = d.Typography.FontSize.Body.Points(defaultSize)
	l.left, l.right = l.points(d.Page.LeftMargin), l.points(d.Page.RightMargin)
	l.top, l.bottom = l.points(d.Page.TopMargin), l.points(d.Page.BottomMargin)
	// Whatever the margins, there is room for a line: text is never lost.
	l.width = max(l.paperWidth-l.left-l.right, l.size)
	l.height = max(l.paperHeight-l.top-l.bottom, l.size)
	l.lineSpacing = l.points(d.Typography.LineSpacing)
	l.body = paragraph.Style{
		Family: l.family(d.Typography.FontFamily.Body), Size: l.size, Color: color(d.Colors.Body),
	}
	if l.doc.RTL {
		l.start = 1
	}
}

// points is a length of the design in the body text.
func (l *layouter) points(length theme.Length) float64 { return length.Points(l.size) }

// family finds a font family and notes when another has to stand in.
func (l *layouter) family(name string) *font.Family {
	family, substituted := l.library.Find(name)
	if substituted {
		l.found.substituted[name] = family.Name
	}
	return family
}

// color drops transparency by laying the colour over white paper.
func color(c theme.Color) page.Color {
	over := func(value uint8) float64 { return float64(value)/255*c.Alpha + 1 - c.Alpha }
	return page.Color{R: over(c.R), G: over(c.G), B: over(c.B)}
}

// align is the place of an alignment's name between 0 (left) and 1 (right).
func align(name string) float64 {
	switch name {
	case "center":
		return 0.5
	case "right":
		return 1
	}
	return 0
}

// content is the whole document.
func (l *layouter) content() []flow.Child {
	return append(l.header(), l.sections()...)
}
