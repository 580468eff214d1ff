package paragraph

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/frame"
)

// Memory remembers lines that were set, for all setters of one library: a CV is
// set several times with few differences, and its owner's next application
// differs little again. It is safe for concurrent use.
//
// Lines depend on what a paragraph says and looks like, not on where in which
// document it stands. Remembered are therefore lines of stand-ins: for each
// source, link and box of the paragraph one by its number, in whose place each
// document's own are put.
type Memory struct {
	lines    *cache.Cache[wanted, *pattern]
	widths   *cache.Cache[wanted, float64]
	families sync.Map // *font.Family ─► its number; a library keeps its families
	count    func() int
}

// wanted is what lines, or their natural width, depend on.
type wanted struct {
	paragraph string
	options   Options
}

// widthShare is how much of a memory is for natural widths, which grids ask for
// before they have anything set.
const widthShare = 8

// NewMemory returns a memory of some bytes.
func NewMemory(bytes int) *Memory {
	m := &Memory{
		lines:  cache.New[wanted, *pattern](bytes - bytes/widthShare),
		widths: cache.New[wanted, float64](bytes / widthShare),
	}
	var mu sync.Mutex
	families := 0
	m.count = func() int {
		mu.Lock()
		defer mu.Unlock()
		families++
		return families
	}
	return m
}

// Forget empties the memory.
func (m *Memory) Forget() {
	m.lines.Purge()
	m.widths.Purge()
}

// number is the same for the same family, whichever setter asks.
func (m *Memory) number(family *font.Family) int {
	if number, known := m.families.Load(family); known {
		return number.(int)
	}
	number, _ := m.families.LoadOrStore(family, m.count())
	return number.(int)
}

// Paragraph is text that can be set at any width. It is for one goroutine at a
// time, the one of its Setter.
type Paragraph struct {
	setter *Setter
	items  []Item
	key    string    // what its lines depend on; empty without a memory
	own    own       // what stands in this document alone
	text   *prepared // nil until something has to be set
	others own       // the stand-ins in text

	set    []*frame.Frame // the lines of the last time
	setFor Options
}

// own are the things of one document that a paragraph's lines lead to.
type own struct {
	sources []*frame.Source
	links   []*frame.Link
	boxes   []*frame.Frame
}

// Prepare returns the paragraph that items make.
func (s *Setter) Prepare(items []Item) *Paragraph {
	p := &Paragraph{setter: s, items: items}
	if s.memory != nil {
		p.key = s.keyOf(items, &p.own)
	}
	return p
}

// Set breaks the paragraph and returns a frame for each line. Setting it again
// with the same options returns the same frames.
func (p *Paragraph) Set(options Options) []*frame.Frame {
	if p.set != nil && p.setFor == options {
		return p.set
	}
	p.set, p.setFor = p.lines(options), options
	return p.set
}

func (p *Paragraph) lines(options Options) []*frame.Frame {
	if !p.remembered(&options) {
		return p.prepared().set(&options)
	}
	options.Leading = 0 // is between lines
	key := wanted{p.key, options}
	known, found := p.setter.memory.lines.Get(key)
	if !found {
		known = newPattern(p.prepared().set(&options), &p.others)
		p.setter.memory.lines.Add(key, known, known.bytes+len(p.key))
	}
	return known.frames(&p.own)
}

// Natural is the width that Set would give the lines if they did not have to
// expand.
func (p *Paragraph) Natural(options Options) float64 {
	if !p.remembered(&options) {
		return p.prepared().natural(&options)
	}
	options.Leading, options.Expand, options.Align = 0, false, 0
	key := wanted{p.key, options}
	width, found := p.setter.memory.widths.Get(key)
	if !found {
		width = p.prepared().natural(&options)
		p.setter.memory.widths.Add(key, width, len(p.key)+widthBytes)
	}
	return width
}

// remembered reports whether there is a memory that can hold lines with these
// options. A length that is no number is equal to none, so that a paragraph with
// one is set without memory from then on.
func (p *Paragraph) remembered(options *Options) bool {
	if p.key != "" && math.IsNaN(options.Width+options.Size+options.Align) {
		p.key, p.text = "", nil
	}
	return p.key != ""
}

// prepared is the shaped text, with stand-ins where there is a memory.
func (p *Paragraph) prepared() *prepared {
	if p.text == nil {
		items := p.items
		if p.key != "" {
			p.others, items = p.own.standIns(items)
		}
		p.text = p.setter.prepare(items)
	}
	return p.text
}

// keyOf writes down all that lines depend on, and gathers what they lead to.
// Every part has a length of its own or begins with it, so that no two
// paragraphs have the same key.
func (s *Setter) keyOf(items []Item, own *own) string {
	key := append(s.key[:0], s.language...)
	key = append(key, 0, flags(s.rtl))
	var style *Style
	restyle := func(next *Style) {
		if style != nil && *style == *next {
			key = append(key, '=')
			return
		}
		style = next
		key = append(key, '!', byte(next.Face), flags(next.SmallCaps, next.Underline, next.NoOverhang))
		key = numbers(key, s.memory.number(next.Family), placeIn(&own.links, next.Link))
		key = lengths(key, next.Size, next.Raise, next.Color.R, next.Color.G, next.Color.B)
	}
	for i := range items {
		switch item := items[i].(type) {
		case Text:
			key = append(key, 't')
			restyle(&item.Style)
			key = numbers(key, placeIn(&own.sources, item.Source), len(item.Text))
			key = append(key, item.Text...)
		case Break:
			key = append(key, 'b')
			restyle(&item.Style)
		case Space:
			key = lengths(append(key, 's', flags(item.Weak)), item.Width)
		case Filler:
			key = lengths(append(key, 'f'), item.Height, item.Color.R, item.Color.G, item.Color.B)
		case Box:
			own.boxes = append(own.boxes, item.Frame)
			key = lengths(append(key, 'x'), item.Frame.Width, item.Frame.Height, item.Frame.Baseline)
		}
	}
	s.key = key
	return string(key)
}

// placeIn is the place of a thing in a list, from 1; it is appended where it is
// new. 0 is nil.
func placeIn[T any](list *[]*T, thing *T) int {
	if thing == nil {
		return 0
	}
	for i, known := range *list {
		if known == thing {
			return i + 1
		}
	}
	*list = append(*list, thing)
	return len(*list)
}

func flags(set ...bool) (bits byte) {
	for i, one := range set {
		if one {
			bits |= 1 << i
		}
	}
	return bits
}

func numbers(key []byte, values ...int) []byte {
	for _, value := range values {
		key = binary.AppendUvarint(key, uint64(value))
	}
	return key
}

func lengths(key []byte, values ...float64) []byte {
	for _, value := range values {
		key = binary.LittleEndian.AppendUint64(key, math.Float64bits(value))
	}
	return key
}

// standIns puts something else in the place of what is a document's own.
func (o *own) standIns(items []Item) (others own, replaced []Item) {
	for i := range o.sources {
		others.sources = append(others.sources, &frame.Source{Path: strconv.Itoa(i + 1)})
	}
	for range o.links {
		others.links = append(others.links, &frame.Link{})
	}
	style := func(style Style) Style {
		style.Link = exchange(style.Link, o.links, others.links)
		return style
	}
	replaced = make([]Item, len(items))
	for i := range items {
		switch item := items[i].(type) {
		case Text:
			item.Style, item.Source = style(item.Style), exchange(item.Source, o.sources, others.sources)
			replaced[i] = item
		case Break:
			item.Style = style(item.Style)
			replaced[i] = item
		case Box:
			item.Frame = &frame.Frame{Width: item.Frame.Width, Height: item.Frame.Height, Baseline: item.Frame.Baseline}
			others.boxes = append(others.boxes, item.Frame)
			replaced[i] = item
		default:
			replaced[i] = item
		}
	}
	return others, replaced
}

// exchange gives what stands in the other list where a thing stands in one.
func exchange[T any](thing *T, list, others []*T) *T {
	if at := slices.Index(list, thing); at >= 0 {
		return others[at]
	}
	return nil
}
