package paragraph

import (
	"math"
	"strings"

	"github.com/go-text/typesetting/language"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/hyphen"
	"github.com/bespoke-cv/bespoke/render/shape"
)

// Setter sets paragraphs. It remembers shaped text and break opportunities
// from one document to the next and is for one goroutine at a time.
type Setter struct {
	memory   *Memory
	shaper   *shape.Shaper
	patterns map[string]*hyphen.Patterns
	breaks   map[breakKey][]opportunity
	table    []entry // of leastCost, to be used again
	key      []byte  // of a paragraph, to be used again

	language string
	rtl      bool
}

// NewSetter returns a setter for English, from left to right. It shares what
// memory remembers with the other setters of the library; nil: nothing.
func NewSetter(library *font.Library, memory *Memory) *Setter {
	return &Setter{
		memory:   memory,
		shaper:   shape.New(library),
		patterns: map[string]*hyphen.Patterns{},
		breaks:   map[breakKey][]opportunity{},
		language: "en",
	}
}

// SetLanguage chooses the language (ISO 639-1) and direction of the
// paragraphs to come.
func (s *Setter) SetLanguage(language string, rtl bool) {
	s.language, s.rtl = language, rtl
	if _, known := s.patterns[language]; !known {
		s.patterns[language] = hyphen.For(language)
	}
}

// Characters that stand in a paragraph's text for what is no text.
const (
	spaceMark = " "
	boxMark   = "\uFFFC"
	breakMark = "\n"
)

type kind byte

const (
	textPiece kind = iota
	spacePiece
	weakPiece
	fillerPiece
	boxPiece
)

// piece is a part of a paragraph that is the same throughout: text of one
// style, script and direction, or something that is no text.
type piece struct {
	kind       kind
	start, end int // bytes of the paragraph's text
	style      Style
	script     language.Script
	rtl        bool
	glyphs     []shape.Glyph // from left to right, offsets from the piece's start
	width      float64       // of what is no text
	filler     Filler
	box        *frame.Frame
}

// prepared is a paragraph's text, shaped, which can be set at any width.
type prepared struct {
	setter  *Setter
	text    string
	pieces  []piece
	sources []source
	bidi    []level // nil when all runs from left to right
	rtl     bool

	totals  []total // by byte of text; see measure.go
	plain   bool    // has text only, of western characters
	eastern bool    // has Chinese or Japanese characters or punctuation

	broken    []*line // the lines of the last time
	brokenFor Options
}

// source says where the text from start on comes from.
type source struct {
	start  int
	source *frame.Source
}

// prepare collapses spaces and shapes all text.
func (s *Setter) prepare(items []Item) *prepared {
	p := &prepared{setter: s, rtl: s.rtl, plain: true}
	var text strings.Builder
	items = collapse(items)
	var runs []piece // text of one style, not yet split further
	for _, item := range items {
		start := text.Len()
		switch item := item.(type) {
		case Text:
			text.WriteString(item.Text)
			p.sources = append(p.sources, source{start, item.Source})
			if n := len(runs); n > 0 && runs[n-1].kind == textPiece && runs[n-1].style == item.Style {
				runs[n-1].end = text.Len()
				continue
			}
			runs = append(runs, piece{kind: textPiece, start: start, end: text.Len(), style: item.Style})
		case Break:
			text.WriteString(breakMark)
			runs = append(runs, piece{kind: textPiece, start: start, end: text.Len(), style: item.Style})
		case Space:
			kind := spacePiece
			if item.Weak {
				kind = weakPiece
				if n := len(runs); n > 0 && runs[n-1].kind == weakPiece {
					runs[n-1].width = math.Max(runs[n-1].width, item.Width)
					continue
				}
			}
			text.WriteString(spaceMark)
			runs = append(runs, piece{kind: kind, start: start, end: text.Len(), width: item.Width})
			p.plain = false
		case Filler:
			text.WriteString(spaceMark)
			runs = append(runs, piece{kind: fillerPiece, start: start, end: text.Len(), filler: item})
			p.plain = false
		case Box:
			text.WriteString(boxMark)
			runs = append(runs, piece{kind: boxPiece, start: start, end: text.Len(), box: item.Frame, width: item.Frame.Width})
			p.plain = false
		}
	}
	p.text = text.String()
	p.bidi = levels(p.text, p.rtl)
	p.pieces = s.split(p, runs)
	if p.eastern = strings.ContainsFunc(p.text, eastern); p.eastern {
		p.plain = false
		p.loosen()
	}
	p.total()
	return p
}

// split cuts the runs where direction or script change and shapes them.
func (s *Setter) split(p *prepared, runs []piece) []piece {
	pieces := make([]piece, 0, len(runs))
	for _, run := range runs {
		if run.kind != textPiece {
			pieces = append(pieces, run)
			continue
		}
		for start := run.start; start < run.end; {
			end, script, rtl := p.stretch(start, run.end)
			part := run
			part.start, part.end, part.script, part.rtl = start, end, script, rtl
			part.glyphs = s.shaper.Shape(p.text[start:end], s.style(&part))
			pieces = append(pieces, part)
			start = end
		}
	}
	return pieces
}

// style returns what the shaper needs to know of a piece.
func (s *Setter) style(p *piece) shape.Style {
	return shape.Style{
		Family: p.style.Family, Face: p.style.Face, SmallCaps: p.style.SmallCaps,
		RTL: p.rtl, Script: p.script, Language: s.language,
	}
}

// stretch returns how far the text from start on keeps its direction and
// script. Characters that belong to every script, such as digits and
// punctuation, go with what they stand beside; with nothing but such ones it is
// language.Common, for which fonts may have other rules and, as Noto Sans KR
// does, other spaces.
func (p *prepared) stretch(start, limit int) (end int, script language.Script, rtl bool) {
	rtl = p.rtl
	if p.bidi != nil {
		rtl = p.bidi[start].rtl()
	}
	script = language.Common
	for i, char := range p.text[start:limit] {
		if p.bidi != nil && p.bidi[start+i].rtl() != rtl {
			return start + i, script, rtl
		}
		own := scriptOf(char)
		switch {
		case own == language.Common || own == language.Inherited:
		case script == language.Common:
			script = own
		case own != script:
			return start + i, script, rtl
		}
	}
	return limit, script, rtl
}

// scriptOf looks a script up, with a short way for the most common letters.
func scriptOf(char rune) language.Script {
	if char < 0x80 {
		if char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' {
			return language.Latin
		}
		return language.Common
	}
	return language.LookupScript(char)
}
