// Package paragraph breaks text into justified lines.
//
// Data flows through it in these steps, each in a file of its own:
//
//	content  what a paragraph is made of: texts, spaces, boxes, fillers
//	memory   lines that were set before, in this document or another
//	prepare  spaces are collapsed, scripts and directions found, text is shaped
//	breaks   where lines may end: Unicode line breaking, links, hyphenation
//	choose   which of those breaks to take: first fit or least total cost
//	line     one line's glyphs, its justification and its frame
//
// The rules and costs are those of Typst 0.14, so that lines come out as
// RenderCV's do.
package paragraph

import (
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
)

// Style is how a piece of text looks. Texts that stand side by side with equal
// styles are shaped as one.
type Style struct {
	Family    *font.Family
	Face      font.Style
	Size      float64
	Color     page.Color
	SmallCaps bool
	Underline bool
	Link      *frame.Link
	// Raise lifts the text above the baseline without changing its line.
	Raise float64
	// NoOverhang keeps punctuation at the line's end inside the line.
	NoOverhang bool
}

// Item is a Text, Space, Break, Filler or Box.
type Item interface{ item() }

// Text is text of one style.
type Text struct {
	Text   string
	Style  Style
	Source *frame.Source
}

// Space is horizontal space. Weak space vanishes at either end of a line, and
// of two weak spaces the larger one stays.
type Space struct {
	Width float64
	Weak  bool
}

// Break ends the line.
type Break struct{ Style Style }

// Filler takes what is left of the line, as a rule of the given height.
type Filler struct {
	Height float64
	Color  page.Color
}

// Box is a frame in the line. Its baseline stands on the line's.
type Box struct{ Frame *frame.Frame }

func (Text) item()   {}
func (Space) item()  {}
func (Break) item()  {}
func (Filler) item() {}
func (Box) item()    {}

// Options is how lines are set.
type Options struct {
	Width   float64 // may be infinite
	Expand  bool    // lines take the whole width even when they are shorter
	Justify bool
	Hyphens bool    // words may be divided
	Align   float64 // 0 left, 0.5 centre, 1 right
	Leading float64 // between lines; Options only carries it to the flow
	Size    float64 // of the surrounding text, which measures looseness
}

// collapse trims spaces as Typst does: runs of them become one, and those
// beside breaks, fillers, weak spaces and the paragraph's ends vanish.
func collapse(items []Item) []Item {
	out := make([]Item, 0, len(items)+4)
	pending := -1    // index in out of a space that the next item may remove
	blank := true    // a space here would vanish
	drop := func() { // removes the pending space
		if pending >= 0 {
			out = append(out[:pending], out[pending+1:]...)
			pending = -1
		}
		blank = true
	}
	space := func(text Text) {
		if blank {
			return
		}
		blank, pending = true, len(out)
		text.Text = " "
		out = append(out, text)
	}
	solid := func(item Item) {
		blank, pending = false, -1
		out = append(out, item)
	}
	for _, item := range items {
		switch item := item.(type) {
		case Text:
			core, leading, trailing := trimSpaces(item.Text)
			if leading {
				space(item)
			}
			if core == "" {
				continue
			}
			text := item
			text.Text = core
			solid(text)
			if trailing {
				space(item)
			}
		case Break:
			drop()
			out = append(out, item)
		case Space:
			if item.Weak {
				drop()
			}
			out = append(out, item)
		case Filler:
			if item.Height == 0 {
				drop()
				out = append(out, item)
				continue
			}
			solid(item)
		default:
			solid(item)
		}
	}
	drop()
	return out
}

// trimSpaces splits the spaces off both ends. Text that is all spaces counts
// as leading.
func trimSpaces(text string) (core string, leading, trailing bool) {
	start, end := 0, len(text)
	for start < end && text[start] == ' ' {
		start++
	}
	for end > start && text[end-1] == ' ' {
		end--
	}
	return text[start:end], start > 0, end < len(text)
}
