package layout

import (
	"math"
	"strconv"

	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/flow"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// codeSize is the size of code against the text around it.
const codeSize = 0.8

// inliner turns a document's spans into the items of a paragraph and grows the
// structure tree below a parent as it goes.
type inliner struct {
	layouter *layouter
	style    paragraph.Style
	parent   *page.Node // nil: an artifact
	plain    bool       // links look like the text around them
	number   int        // of the page, from 1
	total    int        // number of pages

	items  []paragraph.Item
	link   *frame.Link
	linkID int
	leaf   *page.Node
	source *frame.Source
}

// inline returns the items of an inline below a node of the structure tree.
func (l *layouter) inline(spans document.Inline, style paragraph.Style, parent *page.Node) []paragraph.Item {
	in := &inliner{layouter: l, style: style, parent: parent}
	return in.run(spans)
}

func (in *inliner) run(spans document.Inline) []paragraph.Item {
	for i := 0; i < len(spans); i++ {
		span := &spans[i]
		in.enter(span)
		if in.iconic() && span.LinkID != 0 {
			i = in.boxed(spans, i)
			continue
		}
		in.span(span)
	}
	return in.items
}

// iconic reports whether links carry an icon.
func (in *inliner) iconic() bool {
	return in.layouter.design.Links.ShowExternalLinkIcon && !in.plain && in.parent != nil
}

// enter opens the link that a span belongs to.
func (in *inliner) enter(span *document.Span) {
	if span.LinkID == in.linkID {
		return
	}
	in.linkID, in.link, in.leaf = span.LinkID, nil, nil
	if span.LinkID == 0 {
		return
	}
	in.link = &frame.Link{URL: span.Link}
	if in.parent != nil {
		in.link.Node = in.parent.Add(page.RoleLink)
	}
}

// span adds one span.
func (in *inliner) span(span *document.Span) {
	style := in.spanStyle(span)
	if span.LineBreak {
		in.items = append(in.items, paragraph.Break{Style: style})
		return
	}
	text := span.Text
	switch {
	case span.PageNumber:
		text = strconv.Itoa(in.number)
	case span.TotalPages:
		text = strconv.Itoa(in.total)
	}
	in.items = append(in.items, paragraph.Text{Text: text, Style: style, Source: in.origin(span.Path)})
}

// spanStyle is the surrounding style with the span's own on top.
func (in *inliner) spanStyle(span *document.Span) paragraph.Style {
	style, design := in.style, in.layouter.design
	if span.Bold {
		style.Face |= font.Bold
	}
	if span.Italic {
		style.Face ^= font.Italic
	}
	if span.Code {
		style.Family, _ = in.layouter.library.Find(font.Mono)
		style.Size *= codeSize
	}
	if in.link != nil {
		style.Link = in.link
		if !in.plain {
			style.Color = color(design.Colors.Links)
			style.Underline = design.Links.Underline
		}
	}
	return style
}

// origin returns the source for text from a YAML leaf: the same as before
// while neither the leaf nor the link changes.
func (in *inliner) origin(path string) *frame.Source {
	if in.leaf == nil && in.parent != nil {
		parent := in.parent
		if in.link != nil {
			parent = in.link.Node
		}
		in.leaf = parent.Add(page.RoleSpan)
		in.source = nil
	}
	if in.source == nil || in.source.Path != path {
		in.source = &frame.Source{Node: in.leaf, Path: path}
	}
	return in.source
}

// externalIcon is the icon behind links, in Font Awesome's names; its size is
// against the text, and so is how far its top stands above the baseline.
const (
	externalIcon      = "external-link"
	externalIconSize  = 0.65
	externalIconShift = 0.75
)

// boxed sets the link that begins at a span in a box of its own with an icon
// behind it, and returns its last span.
func (in *inliner) boxed(spans document.Inline, first int) int {
	outer := in.items
	in.items = nil
	last := first
	for ; last < len(spans) && spans[last].LinkID == spans[first].LinkID; last++ {
		in.span(&spans[last])
	}
	in.items = append(outer,
		paragraph.Box{Frame: in.layouter.box(in.items)},
		paragraph.Space{Width: in.layouter.size / 4})
	style := in.spanStyle(&spans[first])
	if icon := in.layouter.icon(externalIcon, style.Size*externalIconSize, style, nil); icon != nil {
		raised := &frame.Frame{Width: icon.Width, Items: []frame.Placed{{
			Y: -externalIconShift * style.Size, Item: icon,
		}}}
		in.items = append(in.items, paragraph.Box{Frame: raised})
	}
	return last - 1
}

// box sets items on one line of their own width.
func (l *layouter) box(items []paragraph.Item) *frame.Frame {
	lines := l.setter.Prepare(items).Set(paragraph.Options{Width: math.Inf(1), Size: l.size})
	if len(lines) == 0 {
		return &frame.Frame{}
	}
	boxed := *lines[0]
	boxed.Baseline = boxed.Height
	return &boxed
}

// within sets items in a box that is no wider than there is room; it stands on
// the line with its foot.
func (l *layouter) within(width float64, items []paragraph.Item, m manner) *frame.Frame {
	m.options.Width = width
	lines := l.setter.Prepare(items).Set(m.options)
	if len(lines) < 2 {
		return l.box(items)
	}
	stack := flow.Lines(lines, m.options.Leading, m.between, m.options.Align)
	whole := *flow.Distribute(stack, widest(lines), false, flow.Endless)[0]
	whole.Baseline = whole.Height
	return &whole
}

// manner is how paragraphs are set: the options that do not depend on the
// width, and the space between paragraphs.
type manner struct {
	options paragraph.Options
	between float64
}

// paragraph returns the content of a paragraph.
func (l *layouter) paragraph(items []paragraph.Item, m manner) flow.Content {
	return l.cell(items, m).Content
}

// cell returns a paragraph as a cell, which knows how wide it would like to be.
func (l *layouter) cell(items []paragraph.Item, m manner) *flow.Cell {
	prepared := l.setter.Prepare(items)
	return &flow.Cell{
		Content: func(width float64, expand bool) []flow.Child {
			options := m.options
			options.Width, options.Expand = width, expand
			return flow.Lines(prepared.Set(options), m.options.Leading, m.between, options.Align)
		},
		Natural: func(available float64) float64 {
			options := m.options
			options.Width = available
			return prepared.Natural(options)
		},
	}
}

// running is how running text is set: in the alignment of the design.
func (l *layouter) running(between, alignment float64) manner {
	how := l.design.Typography.Alignment
	return manner{
		options: paragraph.Options{
			Justify: how != "left", Hyphens: how == "justified",
			Align: alignment, Leading: l.lineSpacing, Size: l.size,
		},
		between: between,
	}
}

// defaultLeading is Typst's own space between lines, in em.
const defaultLeading = 0.65

// ragged is how titles are set: with Typst's leading, not justified, but divided
// like running text where they are too long.
func (l *layouter) ragged(size, alignment float64) manner {
	return manner{options: paragraph.Options{
		Hyphens: l.design.Typography.Alignment == "justified",
		Align:   alignment, Leading: defaultLeading * size, Size: size,
	}}
}

// sequence puts contents one after another.
func sequence(contents []flow.Content) flow.Content {
	return func(width float64, expand bool) []flow.Child {
		var children []flow.Child
		for _, content := range contents {
			children = append(children, content(width, expand)...)
		}
		return children
	}
}

// block returns content that is a block of its own.
func block(b *flow.Block) flow.Content {
	return func(float64, bool) []flow.Child { return b.Children() }
}
