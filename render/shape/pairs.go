package shape

import (
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"

	"github.com/bespoke-cv/bespoke/render/font"
)

// pairs are what is known of a style's characters of ASCII, two by two. Words
// of simple ones need no HarfBuzz: it shapes each pair once, and a word is put
// together from its pairs.
type pairs struct {
	simple *simple
	rows   [ascii]*[ascii]pair // by the first character and the one behind it; see end
}

// end stands for the end of the text, behind its last character.
const end = 0

// pair is a character's glyph before another one.
type pair struct {
	advance float64
	glyph   font.GlyphID
	kind    pairKind
	unsafe  bool // of the second: its shape depends on the first
	joins   bool // of the second: another text before it might change its shape
}

type pairKind byte

const (
	unknownPair pairKind = iota
	simplePair
	compoundPair // a ligature, or more than advances changes
)

// pairsOf returns what is known of a style; nil: none of its characters is
// simple.
func (s *Shaper) pairsOf(style Style, face *font.Face) *pairs {
	known, found := s.pairs[style]
	if !found {
		western := style.Script == language.Latin || style.Script == language.Common
		if !style.RTL && !style.SmallCaps && western && face != nil {
			known = &pairs{simple: s.simpleOf(face)}
		}
		s.pairs[style] = known
	}
	return known
}

// simpleOf reads a face's tables once, whatever the script and language.
func (s *Shaper) simpleOf(face *font.Face) *simple {
	known := &s.faces[s.number(face)].simple
	if *known == nil {
		*known = simpleCharacters(face)
	}
	return *known
}

// compose returns the glyphs of a text that is simple throughout.
func (s *Shaper) compose(text string, style Style, face *font.Face) (glyphs []Glyph, found bool) {
	known := s.pairsOf(style, face)
	if known == nil || !known.all(text) {
		return nil, false
	}
	number, unsafe := s.number(face), false
	glyphs = make([]Glyph, len(text))
	for i := range len(text) {
		next := byte(end)
		if i+1 < len(text) {
			next = text[i+1]
		}
		p := s.pair(known, text[i], next, style, face)
		if p.kind != simplePair {
			return nil, false
		}
		glyphs[i] = Glyph{
			Advance: p.advance, Start: i, End: i + 1, Char: rune(text[i]), ID: p.glyph, Face: number, Unsafe: unsafe,
		}
		unsafe = p.unsafe
	}
	return glyphs, true
}

// all reports whether all characters of a text are simple.
func (p *pairs) all(text string) bool {
	for i := range len(text) {
		if text[i] >= ascii || !p.simple.chars[text[i]] {
			return false
		}
	}
	return true
}

// pair returns what is known of a pair, and shapes it the first time.
func (s *Shaper) pair(known *pairs, char, next byte, style Style, face *font.Face) *pair {
	row := known.rows[char]
	if row == nil {
		row = new([ascii]pair)
		known.rows[char] = row
	}
	p := &row[next]
	if p.kind == unknownPair {
		*p = s.shapePair(known, char, next, style, face)
	}
	return p
}

func (s *Shaper) shapePair(known *pairs, char, next byte, style Style, face *font.Face) pair {
	if known.simple.joins[[2]byte{char, next}] {
		return pair{kind: compoundPair}
	}
	text := []byte{char, next}
	if next == end {
		text = text[:1]
	}
	glyphs := s.run(string(text), style, face, harfbuzz.ProduceUnsafeToConcat)
	if len(glyphs) != len(text) || glyphs[0].ID == 0 || glyphs[0].XOffset != 0 || glyphs[0].YOffset != 0 {
		return pair{kind: compoundPair}
	}
	shaped := pair{advance: glyphs[0].Advance, glyph: glyphs[0].ID, kind: simplePair}
	if len(glyphs) > 1 {
		if glyphs[1].XOffset != 0 || glyphs[1].YOffset != 0 {
			return pair{kind: compoundPair}
		}
		shaped.unsafe, shaped.joins = glyphs[1].Unsafe, glyphs[1].joins
	}
	return shaped
}
