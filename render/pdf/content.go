package pdf

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/bespoke-cv/bespoke/render/page"
)

// content writes the content stream of one page. It keeps the graphics state it has set, and sets only what changes.
type content struct {
	out    []byte
	page   int
	height float64
	fonts  *fontSet
	icons  *iconSet
	images *imageSet
	tags   *tags

	inText       bool
	color        [3]int64
	font         string // the resource
	size, rise   int64
	lineX, lineY int64 // where the current text line begins

	marked   bool // inside a marked-content sequence
	element  *element
	node     *page.Node // of an open sequence with replacement text, else nil
	baseline float64    // of the latest text in the open sequence
	replaced map[*page.Node]bool
}

// piece is an item with its rank in reading order.
type piece struct {
	item page.Item
	node *page.Node
	slot slot // of the node; where that is nil, only its rank, which is the piece's own
}

// readingOrder sorts what is on a page as it is read, which is the order in which many programs extract text:
// backgrounds and lines first, then the content by its place in the structure tree. Text that is no content, such
// as a footer, comes last, but keeps its place when it stands on the line of the text before it, as separators do.
func readingOrder(p *page.Page, t *tags) ([]piece, error) {
	const first, last = -1, math.MaxInt
	pieces := make([]piece, 0, len(p.Items))
	before, beforeRank := math.Inf(-1), last // the latest text's baseline and rank
	for _, item := range p.Items {
		var node *page.Node
		rank := first
		switch item := item.(type) {
		case *page.Text:
			node, rank = item.Node, last
			if node == nil && math.Abs(before-item.Baseline) < item.Size {
				rank = beforeRank
			}
		case *page.Icon:
			node, rank = item.Node, last
			if node == nil && math.Abs(before-item.Baseline) < 2*item.Size {
				rank = beforeRank // an icon may be small and raised
			}
		case *page.Image:
			node = item.Node
		case *page.Link:
			continue // an annotation, not content
		}
		in := slot{rank: rank}
		if node != nil {
			var err error
			if in, err = t.slot(node); err != nil {
				return nil, err
			}
		}
		if text, ok := item.(*page.Text); ok {
			before, beforeRank = text.Baseline, in.rank
		}
		pieces = append(pieces, piece{item, node, in})
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.slot.rank, b.slot.rank) })
	return pieces, nil
}

// write writes all that is painted on the page.
func (c *content) write(p *page.Page) error {
	pieces, err := readingOrder(p, c.tags)
	if err != nil {
		return err
	}
	for i := range pieces {
		c.mark(&pieces[i])
		switch item := pieces[i].item.(type) {
		case *page.Text:
			err = c.text(item)
		case *page.Rect:
			c.rect(item)
		case *page.Icon:
			c.icon(item)
		case *page.Image:
			err = c.image(item)
		}
		if err != nil {
			return err
		}
	}
	c.endMark()
	c.enter(false)
	return nil
}

// mark begins a marked-content sequence unless the open one goes on. A sequence with replacement text goes on only
// on its own line: the first line of a word that a line break divides carries the whole word, the others carry
// nothing, so that the word is found where it begins and is found once.
func (c *content) mark(p *piece) {
	baseline, isText := c.baseline, true
	switch item := p.item.(type) {
	case *page.Text:
		baseline = item.Baseline
	case *page.Icon:
		baseline = item.Baseline
	default:
		isText = false
	}
	defer func() { c.baseline = baseline }()
	c.enter(isText)
	if p.node == nil {
		if c.marked && c.element == nil {
			return
		}
		c.endMark()
		c.out = append(c.out, "/Artifact BMC\n"...)
		c.marked, c.element, c.node = true, nil, nil
		return
	}
	s := p.slot
	var replaced *page.Node
	if p.node.ActualText != "" {
		replaced = p.node
	}
	if c.marked && c.element == s.element && c.node == replaced && (replaced == nil || baseline == c.baseline) {
		return
	}
	c.endMark()
	c.out = append(append(append(c.out, '/'), s.element.role()...), "<</MCID "...)
	c.out = strconv.AppendInt(c.out, int64(c.tags.begin(c.page, s)), 10)
	if replaced != nil {
		actual := p.node.ActualText
		if c.replaced[replaced] {
			actual = ""
		}
		c.replaced[replaced] = true
		c.out = append(c.out, "/ActualText"+textString(actual)...)
	}
	c.out = append(c.out, ">>BDC\n"...)
	c.marked, c.element, c.node = true, s.element, replaced
}

// endMark ends the open marked-content sequence.
func (c *content) endMark() {
	if c.marked {
		c.out = append(c.out, "EMC\n"...)
		c.marked = false
	}
}

// enter begins or ends a text object for what comes next. Sequences and text objects must nest: a text object may
// hold several sequences, and what is no text is marked outside of text objects.
func (c *content) enter(text bool) {
	if text == c.inText {
		return
	}
	c.endMark()
	c.inText = text
	if text {
		c.out = append(c.out, "BT\n"...)
		c.lineX, c.lineY = 0, 0
	} else {
		c.out = append(c.out, "ET\n"...)
	}
}

// fill sets the colour of text and areas.
func (c *content) fill(color page.Color) {
	rgb := [3]int64{thousandths(color.R), thousandths(color.G), thousandths(color.B)}
	if rgb == c.color {
		return
	}
	c.color = rgb
	c.out = appendThousandths(c.out, rgb[0])
	if rgb[0] == rgb[1] && rgb[1] == rgb[2] {
		c.out = append(c.out, " g\n"...)
		return
	}
	c.out = appendThousandths(append(c.out, ' '), rgb[1])
	c.out = appendThousandths(append(c.out, ' '), rgb[2])
	c.out = append(c.out, " rg\n"...)
}

// operator writes numbers and an operator.
func (c *content) operator(operator string, numbers ...float64) {
	for _, n := range numbers {
		c.out = append(appendNumber(c.out, n), ' ')
	}
	c.out = append(append(c.out, operator...), '\n')
}

// rect fills a rectangle.
func (c *content) rect(r *page.Rect) {
	c.fill(r.Color)
	c.operator("re", r.X, c.height-r.Y-r.Height, r.Width, r.Height)
	c.operator("f")
}

// image paints a picture.
func (c *content) image(i *page.Image) error {
	used, err := c.images.use(i)
	if err != nil {
		return err
	}
	c.operator("q")
	m := used.place(i.X, c.height-i.Y-i.Height, i.Width, i.Height)
	c.operator("cm", m[:]...)
	c.operator(used.resource + " Do")
	c.operator("Q")
	return nil
}

// text shows a run of glyphs.
func (c *content) text(t *page.Text) error {
	if len(t.Glyphs) == 0 || !(t.Size > 0) {
		return nil
	}
	font, err := c.fonts.use(t.Face)
	if err != nil {
		return err
	}
	c.fill(t.Color)
	c.choose(font.resource, t.Size)
	c.begin(t.X, t.Baseline)
	return c.glyphs(t, font)
}

// choose sets the font of what is shown next.
func (c *content) choose(font string, points float64) {
	if size := thousandths(points); font != c.font || size != c.size {
		c.font, c.size = font, size
		c.out = append(append(c.out, font...), ' ')
		c.out = append(appendThousandths(c.out, size), " Tf\n"...)
	}
}

// begin begins a text line.
func (c *content) begin(x, baseline float64) {
	left, up := thousandths(x), thousandths(c.height-baseline)
	c.out = append(appendThousandths(c.out, left-c.lineX), ' ')
	c.out = append(appendThousandths(c.out, up-c.lineY), " Td\n"...)
	c.lineX, c.lineY = left, up
}

// icon shows an icon. One that is no content reads as nothing.
func (c *content) icon(i *page.Icon) {
	if !(i.Size > 0) {
		return
	}
	font, code := c.icons.use(i.Outline)
	c.fill(i.Color)
	c.choose(font.resource, i.Size)
	c.begin(i.X, i.Baseline)
	if i.Node == nil {
		c.out = append(c.out, "/Span<</ActualText()>>BDC\n"...)
	}
	c.out = append(appendEscaped(append(c.out, "[("...), code), ")]TJ\n"...)
	if i.Node == nil {
		c.out = append(c.out, "EMC\n"...)
	}
}

// glyphs shows the glyphs of a run from the beginning of the text line. The viewer moves its pen by the widths in
// the font; where the layout wants another place (kerning, justified spaces), the difference is written. It is
// always the difference to the true place, so that rounding never adds up. Inside of words, where what is left from
// rounding would cut strings into pieces, it may come to two thousandths of an em before it is made good.
func (c *content) glyphs(t *page.Text, font *usedFont) error {
	unit := 1000 / t.Size
	show := showText{out: c.out}
	pen, want := 0.0, 0.0
	wordStart, cluster := true, false
	for i := range t.Glyphs {
		g := &t.Glyphs[i]
		if cluster && g.Text != "" {
			show.end()
			show.out = append(show.out, "EMC\n"...)
			cluster = false
		}
		if g.YOffset != 0 || c.rise != 0 {
			if rise := thousandths(g.YOffset); rise != c.rise {
				show.end()
				show.out = append(appendThousandths(show.out, rise), " Ts\n"...)
				c.rise = rise
			}
		}
		// A cluster of several glyphs reads as its text as a whole; sequences do not nest in one that
		// replaces text already.
		if !cluster && g.Text != "" && c.node == nil && i+1 < len(t.Glyphs) && t.Glyphs[i+1].Text == "" {
			show.end()
			show.out = append(show.out, "/Span<</ActualText"+textString(g.Text)+">>BDC\n"...)
			cluster = true
		}
		const tolerated = 2
		least := tolerated + .5 // which rounds to more
		if wordStart {
			least = .5
		}
		if off := pen - (want+g.XOffset)*unit; math.Abs(off) >= least {
			move := math.Round(off)
			show.move(int64(move))
			pen -= move
		}
		wordStart = g.Text == " "
		number, err := font.number(g)
		if err != nil {
			return err
		}
		show.show(number)
		pen += float64(font.widths[number])
		want += g.Advance
	}
	show.end()
	c.out = show.out
	if cluster {
		c.out = append(c.out, "EMC\n"...)
	}
	if c.rise != 0 {
		c.rise = 0
		c.out = append(c.out, "0 Ts\n"...)
	}
	return nil
}

// showText writes one TJ operator: strings of characters, and moves between them.
type showText struct {
	out    []byte
	open   bool // in the array
	string bool // in a string of the array
}

func (s *showText) begin() {
	if !s.open {
		s.out = append(s.out, '[')
		s.open = true
	}
}

// show adds a character.
func (s *showText) show(number uint16) {
	s.begin()
	if !s.string {
		s.out = append(s.out, '(')
		s.string = true
	}
	s.out = appendEscaped(appendEscaped(s.out, byte(number>>8)), byte(number))
}

// move moves the pen to the left by thousandths of an em.
func (s *showText) move(by int64) {
	s.begin()
	if s.string {
		s.out = append(s.out, ')')
		s.string = false
	}
	s.out = strconv.AppendInt(s.out, by, 10)
}

// end closes the array.
func (s *showText) end() {
	if s.string {
		s.out = append(s.out, ')')
	}
	if s.open {
		s.out = append(s.out, "]TJ\n"...)
	}
	s.open, s.string = false, false
}
