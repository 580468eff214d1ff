package layout

import (
	"math"
	"strings"

	"github.com/bespoke-cv/bespoke/render/flow"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/icon"
	"github.com/bespoke-cv/bespoke/render/page"
)

// finisher walks over frames and puts what is in them on pages.
type finisher struct {
	layouter *layouter
	result   *Result
	page     *page.Page
	number   int         // of the page, from 1
	texts    []page.Text // room for those to come

	tops map[*page.Node]*place // of the leaves of titles; nil until they are met
}

// place is a height on a page.
type place struct {
	page int // index
	y    float64
}

// What a page of a CV has, more or less.
const (
	itemsOfPage = 160
	linesOfPage = 64
)

// finish makes the pages, the last of which is filled so far.
func (l *layouter) finish(frames []*frame.Frame, fill float64) *Result {
	doc := &page.Document{
		Title: l.doc.Title, Author: l.doc.Author, Language: l.doc.Language, RightToLeft: l.doc.RTL,
		Structure: l.root, Pages: make([]page.Page, len(frames)),
	}
	f := &finisher{
		layouter: l,
		result: &Result{
			Document: doc, Lines: make([]Line, 0, linesOfPage*len(frames)), Fill: fill,
			Substituted: l.found.substituted, NoIcons: l.found.noIcons, LongEntries: l.found.long,
		},
		tops: map[*page.Node]*place{},
	}
	settle(frames)
	for i := range l.found.titles {
		f.expect(l.found.titles[i].node)
	}
	for i, content := range frames {
		doc.Pages[i] = page.Page{Width: l.paperWidth, Height: l.paperHeight, Items: make([]page.Item, 0, itemsOfPage)}
		f.page, f.number = &doc.Pages[i], i+1
		if i == 0 {
			f.topNote(len(frames))
		}
		f.frame(content, l.left, l.top)
		f.footer(len(frames))
	}
	doc.Outline = f.outline()
	return f.result
}

// footerShift is how much higher than the middle of the margin a footer
// stands, in em.
const footerShift = 0.6

// footer paints the footer of the current page.
func (f *finisher) footer(total int) {
	l := f.layouter
	y := l.paperHeight - l.bottom/2 - footerShift*l.size
	f.lines(l.footer(f.number, total), l.left, y)
}

// topNote paints the note above the first page.
func (f *finisher) topNote(total int) {
	l := f.layouter
	note := l.topNote(total)
	side := l.points(l.design.Entries.SideSpace)
	x := l.left + l.width - widest(note) - side
	if l.doc.RTL {
		x = l.left + side
	}
	f.lines(note, x, l.top-l.top/2)
}

// lines paints lines below one another.
func (f *finisher) lines(lines []*frame.Frame, x, y float64) {
	if len(lines) == 0 {
		return
	}
	stack := flow.Lines(lines, defaultLeading*noteSize*f.layouter.size, 0, 0)
	f.frame(flow.Distribute(stack, widest(lines), true, flow.Endless)[0], x, y)
}

// frame paints a frame.
func (f *finisher) frame(content *frame.Frame, x, y float64) {
	if content.Line != nil {
		f.describe(content, x, y)
	}
	var links map[*frame.Link]*page.Link // of this line, so far
	for _, placed := range content.Items {
		left, top := x+placed.X, y+placed.Y
		switch item := placed.Item.(type) {
		case *frame.Frame:
			f.frame(item, left, top)
		case *frame.Run:
			f.run(item, left, top, &links)
		case *frame.Rule:
			f.add(&page.Rect{X: left, Y: top, Width: item.Width, Height: item.Height, Color: item.Color})
		case *frame.Icon:
			f.icon(item, left, top, &links)
		case *frame.Picture:
			f.add(&page.Image{
				X: left, Y: top, Width: item.Width, Height: item.Height,
				Data: item.Data, Format: item.Format, Node: item.Node,
			})
		}
	}
}

func (f *finisher) add(item page.Item) { f.page.Items = append(f.page.Items, item) }

// describe notes how a line came out.
func (f *finisher) describe(content *frame.Frame, x, y float64) {
	line := content.Line
	f.result.Lines = append(f.result.Lines, Line{
		Page: f.number, Text: line.Text, Path: line.Path, Overfull: line.Overfull, Last: line.Last, Hyphened: line.Hyphened,
		X: x, Y: y, Width: content.Width, Height: content.Height,
	})
}

// Share of a font's size that a link's area reaches above and below the
// baseline.
const (
	linkAbove = 0.75
	linkBelow = 0.25
)

// run paints text, in one piece or cut where a divided word begins and ends.
func (f *finisher) run(run *frame.Run, x, baseline float64, links *map[*frame.Link]*page.Link) {
	f.inspect(run)
	if run.Underline {
		f.underline(run, x, baseline)
	}
	f.link(run.Link, links, page.Link{
		X: x, Y: baseline - linkAbove*run.Size, Width: run.Width, Height: (linkAbove + linkBelow) * run.Size,
	})
	f.meet(run, baseline)
	if len(run.Words) == 0 {
		f.text(run, 0, len(run.Glyphs), x, baseline, run.Leaf(0))
		return
	}
	cuts := run.Cuts()
	places := make([]float64, len(cuts))
	for i, cut := range cuts {
		places[i] = x
		for j := cut.Start; j < cut.End; j++ {
			x += run.Glyphs[j].Advance
		}
	}
	for i := range cuts {
		if run.RTL { // as it is read, from right to left
			i = len(cuts) - 1 - i
		}
		f.text(run, cuts[i].Start, cuts[i].End, places[i], baseline, run.Leaf(i))
	}
}

// text paints a run's glyphs from one to another, which belong to a leaf.
func (f *finisher) text(run *frame.Run, from, to int, x, baseline float64, leaf *page.Node) {
	if len(f.texts) == cap(f.texts) {
		const atOnce = 64
		f.texts = make([]page.Text, 0, atOnce)
	}
	f.texts = append(f.texts, page.Text{
		X: x, Baseline: baseline, Face: run.Face, Size: run.Size, Color: run.Color,
		Glyphs: run.Glyphs[from:to:to], RightToLeft: run.RTL, Node: leaf,
	})
	f.add(&f.texts[len(f.texts)-1])
}

// expect looks out for the leaves of a title.
func (f *finisher) expect(node *page.Node) {
	f.tops[node] = nil
	for _, child := range node.Children {
		f.expect(child)
	}
}

// meet notes where the first text of a title's leaf stands.
func (f *finisher) meet(run *frame.Run, baseline float64) {
	if run.Source == nil {
		return
	}
	if top, expected := f.tops[run.Source.Node]; expected && top == nil {
		f.tops[run.Source.Node] = &place{f.number - 1, baseline - run.Face.Ascent*run.Size}
	}
}

// link grows the area of a link on its line, or begins it.
func (f *finisher) link(link *frame.Link, links *map[*frame.Link]*page.Link, area page.Link) {
	if link == nil || link.URL == "" || area.Width <= 0 {
		return
	}
	before := (*links)[link]
	if before == nil {
		fresh := area
		fresh.URL, fresh.Node = link.URL, link.Node
		if *links == nil {
			*links = map[*frame.Link]*page.Link{}
		}
		(*links)[link] = &fresh
		f.add(&fresh)
		return
	}
	right := math.Max(before.X+before.Width, area.X+area.Width)
	bottom := math.Max(before.Y+before.Height, area.Y+area.Height)
	before.X, before.Y = math.Min(before.X, area.X), math.Min(before.Y, area.Y)
	before.Width, before.Height = right-before.X, bottom-before.Y
}

// icon paints a pictogram.
func (f *finisher) icon(item *frame.Icon, x, baseline float64, links *map[*frame.Link]*page.Link) {
	placed := &page.Icon{X: x, Baseline: baseline, Size: item.Size, Outline: item.Outline, Color: item.Color}
	if item.Source != nil {
		placed.Node = item.Source.Node
	}
	height := icon.CapHeight * item.Size
	f.link(item.Link, links, page.Link{X: x, Y: baseline - height, Width: item.Outline.Width * item.Size, Height: height})
	f.add(placed)
}

// inspect notes characters that the chosen font lacks.
func (f *finisher) inspect(run *frame.Run) {
	other := run.Face.Family != run.Wanted && run.Wanted != ""
	if !run.Lacks && !other {
		return
	}
	path := ""
	if run.Source != nil {
		path = run.Source.Path
	}
	var text strings.Builder
	for i := range run.Glyphs {
		glyph := &run.Glyphs[i]
		text.WriteString(glyph.Text)
		if glyph.ID == 0 && strings.TrimSpace(glyph.Text) != "" && printable(glyph.Text) {
			f.result.Missing = append(f.result.Missing, Glyph{Page: f.number, Text: glyph.Text, Path: path})
		}
	}
	if other {
		f.result.Fallbacks = append(f.result.Fallbacks, Glyph{
			Page: f.number, Text: strings.TrimSpace(text.String()), Path: path, Family: run.Face.Family,
		})
	}
}

// printable reports whether text has anything to paint.
func printable(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r > ' ' && !(r >= 0x7f && r < 0xa0) && r != 0x2028 && r != 0x2029
	})
}

// outline lists the sections.
func (f *finisher) outline() []page.Bookmark {
	var marks []page.Bookmark
	for _, title := range f.layouter.found.titles {
		if top, found := f.top(title.node); found {
			marks = append(marks, page.Bookmark{Title: title.text, Page: top.page, Y: top.y})
		}
	}
	return marks
}

// top finds where the first text below a node stands.
func (f *finisher) top(node *page.Node) (place, bool) {
	if top := f.tops[node]; top != nil {
		return *top, true
	}
	for _, child := range node.Children {
		if top, found := f.top(child); found {
			return top, true
		}
	}
	return place{}, false
}
