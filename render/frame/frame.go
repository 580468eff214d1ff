// Package frame holds laid-out pieces before they have a place on a page: a
// frame is a box with things in it, placed from its top left corner. Frames
// are shared and never change once made, so a piece that is measured first
// and placed later is laid out once.
//
// All lengths are points.
package frame

import (
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/page"
)

// Frame is a laid-out box.
type Frame struct {
	Width, Height float64
	Baseline      float64 // from the top; where the frame stands in a line
	Items         []Placed
	Line          *Line // what a line of a paragraph is like; nil for other frames
	Settled       bool  // the leaves of the structure tree have the text of its runs
}

// Placed is an item of a frame. For a Run or Icon, Y is the baseline.
type Placed struct {
	X, Y float64
	Item Item
}

// Item is a *Frame, *Run, *Rule, *Icon or *Picture.
type Item interface{ item() }

// Run is text of one style on one line.
type Run struct {
	Face      *font.Face
	Wanted    string // the family that was chosen, which may lack the characters
	Size      float64
	Color     page.Color
	Glyphs    []page.Glyph
	Width     float64
	RTL       bool
	Lacks     bool // a glyph: that of missing characters stands for it
	Underline bool
	Link      *Link
	Source    *Source
	Words     []Word // the words that a line break divides, by rising Start
	// Leaves are the leaves of the structure tree that the Cuts belong to, where
	// the one of the Source has been divided; nil where it has not.
	Leaves []*page.Node
	Place  int // where in its paragraph the text begins, in bytes
}

// Word is a part of a Run's glyphs, from Start to End, that belongs to a word
// which a line break divides.
type Word struct {
	Start, End int
	Text       string // the whole word; the same on all its parts
	Place      int    // where in its paragraph the word begins
}

// Cut is a part of a Run's glyphs, from Start to End, that belongs to a divided
// word, or to none.
type Cut struct {
	Start, End int
	Word       *Word // nil: none
}

// Leaf is the leaf of the structure tree that a cut belongs to; nil for an
// artifact.
func (r *Run) Leaf(cut int) *page.Node {
	if r.Leaves != nil {
		return r.Leaves[cut]
	}
	if r.Source == nil {
		return nil
	}
	return r.Source.Node
}

// Cuts cuts the run where divided words begin and end, from left to right.
func (r *Run) Cuts() []Cut {
	cuts := make([]Cut, 0, 2*len(r.Words)+1)
	add := func(start, end int, word *Word) {
		if start < end {
			cuts = append(cuts, Cut{start, end, word})
		}
	}
	from := 0
	for i := range r.Words {
		word := &r.Words[i]
		add(from, word.Start, nil)
		add(word.Start, word.End, word)
		from = word.End
	}
	add(from, len(r.Glyphs), nil)
	return cuts
}

// Source is where text comes from.
type Source struct {
	Node *page.Node // the leaf of the structure tree; nil for an artifact
	Path string     // JSON Pointer of the YAML leaf; empty for text of the design
}

// Link is where text leads. Runs of one link share one Link.
type Link struct {
	URL  string
	Node *page.Node
}

// Rule is a filled rectangle.
type Rule struct {
	Width, Height float64
	Color         page.Color
}

// Icon is a pictogram.
type Icon struct {
	Outline *page.Outline
	Size    float64 // of an em
	Color   page.Color
	Link    *Link
	Source  *Source
}

// Picture is an image.
type Picture struct {
	Width, Height float64
	Data          []byte
	Format        string
	Node          *page.Node
}

// Line says how a line of a paragraph came out.
type Line struct {
	Text     string  // its words
	Overfull float64 // how far it reaches beyond its width; 0 when it fits
	Last     bool    // the last of a paragraph of several lines
	Hyphened string  // the word that is divided at its end; empty: none
	Path     string  // JSON Pointer of the leaf its first text comes from
}

func (*Frame) item()   {}
func (*Run) item()     {}
func (*Rule) item()    {}
func (*Icon) item()    {}
func (*Picture) item() {}

// Empty reports whether nothing would be painted.
func (f *Frame) Empty() bool {
	for _, placed := range f.Items {
		sub, isFrame := placed.Item.(*Frame)
		if !isFrame || !sub.Empty() {
			return false
		}
	}
	return true
}
