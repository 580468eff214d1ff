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
	number   int // of the page, from 1

	leaves map[*page.Node]*leaf
	order  []*page.Node // of leaves, by first use
	tops   map[*page.Node]place
}

// leaf collects what belongs to a leaf of the structure tree.
type leaf struct {
	parts []*page.Text
	words []*frame.Word // the divided word each part belongs to; nil: none
}

// place is a height on a page.
type place struct {
	page int // index
	y    float64
}

// finish makes the pages, the last of which is filled so far.
func (l *layouter) finish(frames []*frame.Frame, fill float64) *Result {
	doc := &page.Document{
		Title: l.doc.Title, Author: l.doc.Author, Language: l.doc.Language, RightToLeft: l.doc.RTL,
		Structure: l.root, Pages: make([]page.Page, len(frames)),
	}
	f := &finisher{
		layouter: l, result: &Result{Document: doc, Fill: fill, Substituted: l.found.substituted, NoIcons: l.found.noIcons, LongEntries: l.found.long},
		leaves: map[*page.Node]*leaf{}, tops: map[*page.Node]place{},
	}
	for i, content := range frames {
		doc.Pages[i] = page.Page{Width: l.paperWidth, Height: l.paperHeight}
		f.page, f.number = &doc.Pages[i], i+1
		if i == 0 {
			f.topNote(len(frames))
		}
		f.frame(content, l.left, l.top)
		f.footer(len(frames))
	}
	f.divideLeaves()
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
	links := map[*frame.Link]*page.Link{}
	for _, placed := range content.Items {
		left, top := x+placed.X, y+placed.Y
		switch item := placed.Item.(type) {
		case *frame.Frame:
			f.frame(item, left, top)
		case *frame.Run:
			f.run(item, left, top, links)
		case *frame.Rule:
			f.add(&page.Rect{X: left, Y: top, Width: item.Width, Height: item.Height, Color: item.Color})
		case *frame.Icon:
			f.icon(item, left, top, links)
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
func (f *finisher) run(run *frame.Run, x, baseline float64, links map[*frame.Link]*page.Link) {
	f.inspect(run)
	if run.Underline {
		f.underline(run, x, baseline)
	}
	f.link(run.Link, links, page.Link{
		X: x, Y: baseline - linkAbove*run.Size, Width: run.Width, Height: (linkAbove + linkBelow) * run.Size,
	})
	if len(run.Words) == 0 {
		f.add(f.text(run, 0, len(run.Glyphs), x, baseline, nil))
		return
	}
	cuts := run.Cuts()
	places := make([]float64, len(cuts))
	for i, cut := range cuts {
		places[i] = x
		for _, glyph := range run.Glyphs[cut.Start:cut.End] {
			x += glyph.Advance
		}
	}
	for i := range cuts {
		if run.RTL { // as it is read, from right to left
			i = len(cuts) - 1 - i
		}
		f.add(f.text(run, cuts[i].Start, cuts[i].End, places[i], baseline, cuts[i].Word))
	}
}

// text makes an item of a run's glyphs from one to another.
func (f *finisher) text(run *frame.Run, from, to int, x, baseline float64, word *frame.Word) *page.Text {
	text := &page.Text{
		X: x, Baseline: baseline, Face: run.Face, Size: run.Size, Color: run.Color,
		Glyphs: run.Glyphs[from:to:to], RightToLeft: run.RTL,
	}
	if run.Source != nil && run.Source.Node != nil {
		text.Node = run.Source.Node
		f.collect(text, word)
	}
	return text
}

// collect enters text in its leaf.
func (f *finisher) collect(text *page.Text, word *frame.Word) {
	entry := f.leaves[text.Node]
	if entry == nil {
		entry = &leaf{}
		f.leaves[text.Node] = entry
		f.order = append(f.order, text.Node)
		f.tops[text.Node] = place{f.number - 1, text.Baseline - text.Face.Ascent*text.Size}
	}
	entry.parts = append(entry.parts, text)
	entry.words = append(entry.words, word)
}

// link grows the area of a link on its line, or begins it.
func (f *finisher) link(link *frame.Link, links map[*frame.Link]*page.Link, area page.Link) {
	if link == nil || link.URL == "" || area.Width <= 0 {
		return
	}
	before := links[link]
	if before == nil {
		area.URL, area.Node = link.URL, link.Node
		links[link] = &area
		f.add(&area)
		return
	}
	right := math.Max(before.X+before.Width, area.X+area.Width)
	bottom := math.Max(before.Y+before.Height, area.Y+area.Height)
	before.X, before.Y = math.Min(before.X, area.X), math.Min(before.Y, area.Y)
	before.Width, before.Height = right-before.X, bottom-before.Y
}

// icon paints a pictogram.
func (f *finisher) icon(item *frame.Icon, x, baseline float64, links map[*frame.Link]*page.Link) {
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
	path := ""
	if run.Source != nil {
		path = run.Source.Path
	}
	for i := range run.Glyphs {
		glyph := &run.Glyphs[i]
		if glyph.ID == 0 && strings.TrimSpace(glyph.Text) != "" && printable(glyph.Text) {
			f.result.Missing = append(f.result.Missing, Glyph{Page: f.number, Text: glyph.Text, Path: path})
		}
	}
	if run.Face.Family == run.Wanted || run.Wanted == "" {
		return
	}
	var text strings.Builder
	for i := range run.Glyphs {
		text.WriteString(run.Glyphs[i].Text)
	}
	f.result.Fallbacks = append(f.result.Fallbacks, Glyph{
		Page: f.number, Text: strings.TrimSpace(text.String()), Path: path, Family: run.Face.Family,
	})
}

// printable reports whether text has anything to paint.
func printable(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r > ' ' && !(r >= 0x7f && r < 0xa0) && r != 0x2028 && r != 0x2029
	})
}

// divideLeaves gives each leaf its text, and each word that a line break
// divides a leaf of its own that reads as the whole word.
func (f *finisher) divideLeaves() {
	for _, node := range f.order {
		entry := f.leaves[node]
		divided := false
		for _, word := range entry.words {
			divided = divided || word != nil
		}
		if !divided {
			node.Text = read(entry.parts)
			continue
		}
		for i := 0; i < len(entry.parts); {
			word := entry.words[i]
			j := i
			for j < len(entry.parts) && same(entry.words[j], word) {
				j++
			}
			child := node.Add(page.RoleSpan)
			if word == nil {
				child.Text = read(entry.parts[i:j])
			} else {
				child.ActualText = word.Text
			}
			for _, text := range entry.parts[i:j] {
				text.Node = child
			}
			i = j
		}
	}
}

func same(a, b *frame.Word) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Place == b.Place && a.Text == b.Text
}

// read returns the text of parts in reading order.
func read(parts []*page.Text) string {
	var text strings.Builder
	for _, part := range parts {
		for i := range part.Glyphs {
			at := i
			if part.RightToLeft {
				at = len(part.Glyphs) - 1 - i
			}
			text.WriteString(part.Glyphs[at].Text)
		}
	}
	return text.String()
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
	if top, found := f.tops[node]; found {
		return top, true
	}
	for _, child := range node.Children {
		if top, found := f.top(child); found {
			return top, true
		}
	}
	return place{}, false
}
