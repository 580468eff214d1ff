package paragraph

import (
	"slices"
	"strconv"
	"unsafe"

	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
)

// pattern is a paragraph's lines with stand-ins for what is a document's own.
// Documents share its glyphs, which never change.
type pattern struct {
	lines []lineOf
	items []itemOf // of all lines
	runs  int      // of items
	bytes int      // that it keeps in use
}

type lineOf struct {
	frame.Frame            // without items
	described   frame.Line // without a path
	path        int        // the source whose path it has, from 1; 0: none
	items       int        // how many
}

// itemOf is a frame.Placed; of sources, links and boxes it has the place, from
// 1, among the paragraph's. 0 is none.
type itemOf struct {
	x, y              float64
	run               *frame.Run
	other             frame.Item // a rule; nil for a run or box
	source, link, box int
}

// What a part of a pattern takes, in bytes.
const (
	widthBytes = 160 // a width with its key
	lineBytes  = int(unsafe.Sizeof(lineOf{}))
	itemBytes  = int(unsafe.Sizeof(itemOf{}) + unsafe.Sizeof(frame.Run{}))
	glyphBytes = int(unsafe.Sizeof(page.Glyph{}))
	moreBytes  = 400 // the pattern itself and its place in the memory
)

// newPattern takes lines of stand-ins.
func newPattern(frames []*frame.Frame, others *own) *pattern {
	p := &pattern{lines: make([]lineOf, len(frames)), bytes: moreBytes + len(frames)*lineBytes}
	for i, one := range frames {
		line := &p.lines[i]
		line.Frame, line.described, line.items = *one, *one.Line, len(one.Items)
		line.path, _ = strconv.Atoi(one.Line.Path) // of no source, it has none
		line.Frame.Items, line.Frame.Line, line.described.Path = nil, nil, ""
		for _, placed := range one.Items {
			item := itemOf{x: placed.X, y: placed.Y}
			switch of := placed.Item.(type) {
			case *frame.Run:
				item.source, item.link = 1+slices.Index(others.sources, of.Source), 1+slices.Index(others.links, of.Link)
				item.run, p.runs = of, p.runs+1
				of.Source, of.Link = nil, nil
				p.bytes += len(of.Glyphs) * (glyphBytes + 1) // with its text
			case *frame.Frame:
				item.box = 1 + slices.Index(others.boxes, of)
			default:
				item.other = of
			}
			p.items = append(p.items, item)
		}
	}
	p.bytes += len(p.items) * itemBytes
	return p
}

// frames are the lines in a document, whose own is put in its places.
func (p *pattern) frames(own *own) []*frame.Frame {
	if len(p.lines) == 0 {
		return nil
	}
	type line struct {
		frame.Frame
		described frame.Line
	}
	lines, result := make([]line, len(p.lines)), make([]*frame.Frame, len(p.lines))
	items, runs := make([]frame.Placed, len(p.items)), make([]frame.Run, 0, p.runs)
	for i := range p.items {
		of := &p.items[i]
		items[i] = frame.Placed{X: of.x, Y: of.y}
		switch {
		case of.run != nil:
			runs = append(runs, *of.run)
			run := &runs[len(runs)-1]
			run.Source, run.Link = at(own.sources, of.source), at(own.links, of.link)
			items[i].Item = run
		case of.box > 0:
			items[i].Item = own.boxes[of.box-1]
		default:
			items[i].Item = of.other
		}
	}
	for i := range p.lines {
		of, line := &p.lines[i], &lines[i]
		line.Frame, line.described = of.Frame, of.described
		line.Frame.Line = &line.described
		line.Frame.Items, items = items[:of.items:of.items], items[of.items:]
		if source := at(own.sources, of.path); source != nil {
			line.described.Path = source.Path
		}
		result[i] = &line.Frame
	}
	return result
}

// at is what stands at a place, from 1; 0 is nil.
func at[T any](list []*T, place int) *T {
	if place == 0 {
		return nil
	}
	return list[place-1]
}
