package shape

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/harfbuzz"

	"github.com/bespoke-cv/bespoke/render/font"
)

// words shapes text word by word, each with the space behind it, from what was
// learnt before. It reports false where that is not the same as shaping the
// text as a whole.
//
// What may be put together HarfBuzz itself says (GlyphUnsafeToConcat): where a
// cluster has no such mark, another text on one side of its beginning would
// not change the glyphs on the other. A word that stood between two such places
// therefore looks the same wherever it stands. Most fonts leave spaces alone;
// one that kerns what follows them is shaped as a whole from the first time on
// that this shows.
func (s *Shaper) words(text string, style Style, face *font.Face) ([]Glyph, bool) {
	if style.RTL || s.joined[style] {
		return nil, false
	}
	s.ends = wordEnds(s.ends[:0], text)
	if len(s.ends) < 2 {
		return nil, false
	}
	parts := s.parts[:0]
	start, count := 0, 0
	for _, end := range s.ends {
		part := s.word.known[key{style, text[start:end]}]
		if part == nil {
			part = s.simpleWord(text[start:end], style, face)
		}
		parts = append(parts, part)
		start = end
	}
	s.parts = parts
	for i := 0; i < len(parts); i++ {
		if parts[i] != nil {
			continue
		}
		next := i + 1
		for next < len(parts) && parts[next] == nil {
			next++
		}
		if !s.learn(text, style, face, i, next) {
			return nil, false
		}
		i = next
	}
	for _, glyphs := range parts {
		count += len(glyphs)
	}
	joined := make([]Glyph, 0, count)
	start = 0
	for i, glyphs := range parts {
		for _, glyph := range glyphs {
			glyph.Start += start
			glyph.End += start
			joined = append(joined, glyph)
		}
		start = s.ends[i]
	}
	return joined, true
}

// learn shapes the words from first up to next, which are not known, and keeps
// those that may stand anywhere. The space before them and the character behind
// them show whether they can be put together with what else is there.
func (s *Shaper) learn(text string, style Style, face *font.Face, first, next int) bool {
	base, end := s.wordStart(first), s.ends[next-1]
	from, to := max(base-1, 0), end
	if to < len(text) {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	glyphs := s.run(text[from:to], style, face, harfbuzz.ProduceUnsafeToConcat)
	if slices.ContainsFunc(glyphs, func(g Glyph) bool { return g.ID == 0 }) {
		return false
	}
	at := base - from // the glyphs of the space
	for i := first; i < next; i++ {
		start := at
		if !s.begins(glyphs, at, s.wordStart(i)-from, style) {
			return false
		}
		for at < len(glyphs) && glyphs[at].Start < s.ends[i]-from {
			glyphs[at].Start -= s.wordStart(i) - from
			glyphs[at].End -= s.wordStart(i) - from
			at++
		}
		s.parts[i] = glyphs[start:at:at]
	}
	if to > end && !s.begins(glyphs, at, end-from, style) {
		return false
	}
	// The first and the last word of a text had nothing beside them that could
	// have shown how they go together with others.
	for i := max(first, 1); i < min(next, len(s.ends)-1); i++ {
		s.word.add(key{style, text[s.wordStart(i):s.ends[i]]}, s.parts[i])
	}
	return true
}

// simpleWord puts a word together that HarfBuzz need not see; nil: it must. A
// word behind a space that goes together with its first letter is none.
func (s *Shaper) simpleWord(text string, style Style, face *font.Face) []Glyph {
	known := s.pairsOf(style, face)
	if known == nil || text[0] >= ascii || !known.simple.chars[text[0]] || !known.simple.chars[' '] {
		return nil
	}
	if p := s.pair(known, ' ', text[0], style, face); p.kind != simplePair || p.joins {
		return nil
	}
	glyphs, found := s.compose(text, style, face)
	if !found {
		return nil
	}
	s.word.add(key{style, text}, glyphs)
	return glyphs
}

// begins reports whether a glyph is the first of a word that begins at an
// offset and may follow another text.
func (s *Shaper) begins(glyphs []Glyph, i, offset int, style Style) bool {
	if i >= len(glyphs) || glyphs[i].Start != offset {
		return false
	}
	if i > 0 && glyphs[i].joins {
		s.joined[style] = true
		return false
	}
	return true
}

// wordStart is where a word begins: where the one before it ends.
func (s *Shaper) wordStart(i int) int {
	if i == 0 {
		return 0
	}
	return s.ends[i-1]
}

// wordEnds appends where the words of a text end, behind the spaces that follow
// them.
func wordEnds(ends []int, text string) []int {
	for at := 0; at < len(text); {
		space := strings.IndexByte(text[at:], ' ')
		if space < 0 {
			return append(ends, len(text))
		}
		at += space + 1
		for at < len(text) && text[at] == ' ' {
			at++
		}
		ends = append(ends, at)
	}
	return ends
}
