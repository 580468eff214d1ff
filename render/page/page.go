// Package page holds laid-out pages: glyphs, rectangles, paths, images and
// links at their final places, and the structure tree that says what they are.
// It is what the layout gives to the writers; the pdf and png packages read it
// and decide nothing about places.
//
// All lengths are points (1/72 inch). The origin of a page is its top left
// corner, x grows to the right and y downwards.
//
// Reading order is the order of the structure tree, not the order of the items
// on the pages: a date that is painted beside a title, after the bullets, still
// belongs behind the title. Each item names the leaf of the tree it belongs to;
// an item without one is an artifact (a line, an underline, the footer).
package page

import (
	"github.com/bespoke-cv/bespoke/render/font"
)

// Document is a laid-out document.
type Document struct {
	Title, Author, Subject string
	Keywords               []string
	Language               string // BCP 47, such as "en" or "pt"
	RightToLeft            bool   // the reading direction of the document as a whole
	Pages                  []Page
	Structure              *Node // role Document; never nil
	Outline                []Bookmark
}

// Bookmark is an entry of the outline.
type Bookmark struct {
	Title    string
	Page     int     // index into Document.Pages
	Y        float64 // top of the target
	Children []Bookmark
}

// Page is one page and what is painted on it, in painting order.
type Page struct {
	Width, Height float64
	Items         []Item
}

// Item is a Text, Rect, Icon, Image or Link.
type Item interface{ item() }

// Color is red, green and blue between 0 and 1, sRGB.
type Color struct{ R, G, B float64 }

// Text is a run of glyphs of one face, size and colour on one baseline.
type Text struct {
	X, Baseline float64
	Face        *font.Face
	Size        float64
	Color       Color
	Glyphs      []Glyph // from left to right, whatever the script's direction
	RightToLeft bool    // the glyphs' texts read from the last to the first
	Node        *Node   // nil for an artifact
}

// Glyph is one glyph of a Text. The pen stands at X plus the advances of the
// glyphs before it; the glyph is painted at the pen moved by XOffset to the
// right and YOffset upwards.
type Glyph struct {
	ID                        font.GlyphID
	Advance, XOffset, YOffset float64
	// Text is what the glyph stands for. A cluster of several glyphs has its
	// text on the first, the others are empty. The hyphen that a line break
	// puts in is U+00AD.
	Text string
}

// Width is the sum of the advances.
func (t *Text) Width() float64 {
	width := 0.0
	for i := range t.Glyphs {
		width += t.Glyphs[i].Advance
	}
	return width
}

// Rect is a filled rectangle; always an artifact.
type Rect struct {
	X, Y, Width, Height float64
	Color               Color
}

// Icon is a pictogram on a baseline, like a glyph of its own font.
type Icon struct {
	X, Baseline float64
	Size        float64 // of an em
	Outline     *Outline
	Color       Color
	Node        *Node // a Span with ActualText, or nil for an artifact
}

// Outline is the shape of an icon, to be filled with the non-zero rule. Its
// lengths are em, its origin is on the baseline, y grows downwards.
type Outline struct {
	Name     string // of the icon; equal names are equal shapes
	Char     rune   // the character that icon fonts have it at
	Width    float64
	Segments []Segment // not to be changed
}

// Verb is the kind of a Segment.
type Verb byte

// The verbs. Close takes no points, MoveTo and LineTo one, QuadTo a control
// point and an end, CurveTo two control points and an end.
const (
	MoveTo Verb = iota
	LineTo
	QuadTo
	CurveTo
	Close
)

// Point is a place.
type Point struct{ X, Y float64 }

// Segment is one step of an Outline.
type Segment struct {
	Verb   Verb
	Points [3]Point
}

// Image is a picture stretched over a rectangle.
type Image struct {
	X, Y, Width, Height float64
	Data                []byte // the file as it is: JPEG or PNG
	Format              string // "jpeg" or "png"
	Node                *Node  // a Figure with Alt
}

// Link is an area that leads to a URL.
type Link struct {
	X, Y, Width, Height float64
	URL                 string
	Node                *Node // the Link element it belongs to
}

func (*Text) item()  {}
func (*Rect) item()  {}
func (*Icon) item()  {}
func (*Image) item() {}
func (*Link) item()  {}
