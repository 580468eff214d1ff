// Package shape turns text of one style into glyphs: HarfBuzz shaping with
// kerning, ligatures and small capitals, fallback to other fonts for
// characters that a font lacks, and a memory of what was shaped before.
//
// Data flows like this: the paragraph splits its text where style, script or
// direction change and asks the Shaper for each piece. A piece that a line
// break cuts is asked for again, unless HarfBuzz says that its glyphs are the
// same either way (Glyph.Unsafe). A text is put together from pairs of letters
// where the font lets nothing else matter (pairs.go, simple.go), else from words
// that were shaped before, where HarfBuzz says that they may be (words.go).
package shape

import (
	"slices"
	"strings"

	gotext "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"

	"github.com/bespoke-cv/bespoke/render/font"
)

// Glyph is a shaped glyph. Its lengths are in em. It holds no pointers, so that
// the garbage collector passes over the many that a document has.
type Glyph struct {
	Advance, XOffset, YOffset float64
	// What justification may take off on either side, beside spaces. Shaping
	// leaves it to the paragraph to say.
	ShrinkLeft, ShrinkRight float32

	Start, End int  // the bytes of the text that its cluster stands for
	Char       rune // the first of them
	ID         font.GlyphID
	Face       FaceNumber // of another face than the one asked for, if that lacks the character
	Unsafe     bool       // its shape depends on the glyphs before it
	Missing    bool       // no font has the character
	joins      bool       // another text before it might change its shape, or it theirs
}

// FaceNumber is what a Shaper calls a face; see Shaper.Face.
type FaceNumber uint16

// Style is what shaping depends on besides the text.
type Style struct {
	Family    *font.Family
	Face      font.Style
	SmallCaps bool
	RTL       bool
	Script    language.Script
	Language  string // ISO 639-1
}

// memory is the most glyphs of texts, and of words, that a Shaper remembers: 5 MB
// of each. A CV of two pages has some six thousand.
const memory = 1 << 16

// Shaper shapes text. It keeps HarfBuzz's caches and is for one goroutine at a
// time.
type Shaper struct {
	library   *font.Library
	fallbacks []*font.Family
	numbers   map[*font.Face]FaceNumber
	faces     []shapingFace // by number
	buffer    *harfbuzz.Buffer
	languages map[string]language.Language
	known     remembered
	runes     []rune // of the text that is being shaped
	offsets   []int  // where they begin in it

	pairs  map[Style]*pairs
	word   remembered     // words with the space behind them; see words.go
	joined map[Style]bool // words depend on the spaces beside them
	ends   []int          // of the words of the text that is being shaped
	parts  [][]Glyph      // their glyphs
}

// shapingFace is a face with what HarfBuzz keeps of it.
type shapingFace struct {
	*font.Face
	harfbuzz *harfbuzz.Font
	simple   *simple // nil: not asked for yet
}

type key struct {
	style Style
	text  string
}

// remembered are the glyphs of texts. When there are too many it starts anew.
type remembered struct {
	known map[key][]Glyph
	count int // of the glyphs
}

func (r *remembered) add(of key, glyphs []Glyph) {
	if r.count += len(glyphs); r.known == nil || r.count > memory {
		r.known, r.count = map[key][]Glyph{}, len(glyphs)
	}
	r.known[of] = glyphs
}

// New returns a shaper that looks for missing characters in library.
func New(library *font.Library) *Shaper {
	return &Shaper{
		library:   library,
		numbers:   map[*font.Face]FaceNumber{},
		buffer:    harfbuzz.NewBuffer(),
		languages: map[string]language.Language{},
		pairs:     map[Style]*pairs{},
		joined:    map[Style]bool{},
	}
}

// Face returns the face of a glyph that this shaper made.
func (s *Shaper) Face(number FaceNumber) *font.Face { return s.faces[number].Face }

// number returns the number of a face.
func (s *Shaper) number(face *font.Face) FaceNumber {
	number, known := s.numbers[face]
	if !known {
		number = FaceNumber(len(s.faces))
		s.numbers[face] = number
		s.faces = append(s.faces, shapingFace{Face: face, harfbuzz: harfbuzz.NewFont(gotext.NewFace(face.Parsed))})
	}
	return number
}

// Shape returns the glyphs of text from left to right. The offsets of the
// glyphs count from the beginning of text. The result is shared: do not
// change it.
func (s *Shaper) Shape(text string, style Style) []Glyph {
	wanted := key{style, text}
	if glyphs, known := s.known.known[wanted]; known {
		return glyphs
	}
	wanted.text = strings.Clone(text)
	face := style.Family.Face(style.Face)
	glyphs, found := s.compose(wanted.text, style, face)
	if !found {
		glyphs, found = s.words(wanted.text, style, face)
	}
	if !found {
		glyphs = s.shapeWith(wanted.text, style, face, nil)
	}
	s.known.add(wanted, glyphs)
	return glyphs
}

// shapeWith shapes text with face and what the face lacks with another one.
// Tried are the faces that were asked before.
func (s *Shaper) shapeWith(text string, style Style, face *font.Face, tried []*font.Face) []Glyph {
	glyphs := s.run(text, style, face, 0)
	whole := true
	for i := range glyphs {
		whole = whole && glyphs[i].ID != 0
	}
	if whole {
		return glyphs
	}
	tried = append(tried, face)
	filled := make([]Glyph, 0, len(glyphs))
	for i := 0; i < len(glyphs); {
		if glyphs[i].ID != 0 {
			filled = append(filled, glyphs[i])
			i++
			continue
		}
		// Clusters are shaped again as a whole, and each text once.
		first, next, start, end := gap(glyphs, i)
		filled = filled[:len(filled)-(i-first)]
		filled = append(filled, s.fill(text, style, glyphs[first:next], start, end, tried)...)
		i = next
	}
	return filled
}

// gap returns the run of missing glyphs that begins at i, with all else that
// belongs to its clusters, and the bytes of text that it stands for.
func gap(glyphs []Glyph, i int) (first, next, start, end int) {
	first, start, end = i, glyphs[i].Start, glyphs[i].End
	for next = i; next < len(glyphs) && glyphs[next].ID == 0; next++ {
		start, end = min(start, glyphs[next].Start), max(end, glyphs[next].End)
	}
	within := func(i int) bool { return glyphs[i].Start >= start && glyphs[i].Start < end }
	for first > 0 && within(first-1) {
		first--
	}
	for next < len(glyphs) && within(next) {
		next++
	}
	return first, next, start, end
}

// fill shapes text[start:end] again, of which a face lacks some characters; the
// glyphs are those that it has.
func (s *Shaper) fill(text string, style Style, glyphs []Glyph, start, end int, tried []*font.Face) []Glyph {
	missing := glyphs[slices.IndexFunc(glyphs, func(g Glyph) bool { return g.ID == 0 })]
	face := s.fallback(missing.Char, style.Face, tried)
	if face == nil {
		for i := range glyphs {
			glyphs[i].Missing = glyphs[i].ID == 0 && !invisible(glyphs[i].Char)
		}
		return glyphs
	}
	found := s.shapeWith(text[start:end], style, face, tried)
	moved := make([]Glyph, len(found)) // the run may be remembered elsewhere
	for i, glyph := range found {
		glyph.Start += start
		glyph.End += start
		moved[i] = glyph
	}
	return moved
}

// fallback returns the first face that has char and was not tried, or nil.
func (s *Shaper) fallback(char rune, style font.Style, tried []*font.Face) *font.Face {
	if invisible(char) {
		return nil
	}
	if s.fallbacks == nil {
		s.fallbacks = s.library.Fallbacks()
	}
	for _, family := range s.fallbacks {
		if face := family.FaceWith(style, char); face != nil && !slices.Contains(tried, face) {
			return face
		}
	}
	return nil
}

// invisible reports whether a character prints nothing, so that no font need
// have it: controls and line breaks.
func invisible(char rune) bool {
	return char < ' ' || char >= 0x7f && char < 0xa0 || char == '\u2028' || char == '\u2029'
}

var smallCaps = []harfbuzz.Feature{{
	Tag: opentype.MustNewTag("smcp"), Value: 1, Start: 0, End: harfbuzz.FeatureGlobalEnd,
}}

// run shapes text with one face and nothing else.
func (s *Shaper) run(text string, style Style, face *font.Face, flags harfbuzz.ShappingOptions) []Glyph {
	number := s.number(face)
	s.runes, s.offsets = s.runes[:0], s.offsets[:0]
	for i, char := range text {
		s.runes, s.offsets = append(s.runes, char), append(s.offsets, i)
	}
	runes, offsets := s.runes, s.offsets
	buffer := s.buffer
	buffer.Clear()
	buffer.Flags = flags
	buffer.AddRunes(runes, 0, len(runes))
	buffer.Props = harfbuzz.SegmentProperties{
		Direction: harfbuzz.LeftToRight,
		Script:    style.Script,
		Language:  s.language(style.Language),
	}
	if style.RTL {
		buffer.Props.Direction = harfbuzz.RightToLeft
	}
	var features []harfbuzz.Feature
	if style.SmallCaps {
		features = smallCaps
	}
	buffer.Shape(s.faces[number].harfbuzz, features)
	glyphs := make([]Glyph, len(buffer.Info))
	for i, info := range buffer.Info {
		position := buffer.Pos[i]
		glyphs[i] = Glyph{
			ID:      info.Glyph,
			Face:    number,
			Advance: float64(position.XAdvance) / face.UnitsPerEm,
			XOffset: float64(position.XOffset) / face.UnitsPerEm,
			YOffset: float64(position.YOffset) / face.UnitsPerEm,
			Start:   offsets[info.Cluster],
			Char:    runes[info.Cluster],
			Unsafe:  info.Mask&harfbuzz.GlyphUnsafeToBreak != 0,
			joins:   info.Mask&harfbuzz.GlyphUnsafeToConcat != 0,
		}
	}
	setEnds(glyphs, len(text), style.RTL)
	return glyphs
}

// language returns HarfBuzz's form of a language.
func (s *Shaper) language(code string) language.Language {
	known, found := s.languages[code]
	if !found {
		known = language.NewLanguage(code)
		s.languages[code] = known
	}
	return known
}

// setEnds lets each cluster reach to the next one in the text.
func setEnds(glyphs []Glyph, length int, rtl bool) {
	end, next := length, -1
	set := func(i int) {
		if next >= 0 && glyphs[i].Start != next {
			end = next
		}
		next = glyphs[i].Start
		glyphs[i].End = end
	}
	if rtl {
		for i := range glyphs {
			set(i)
		}
		return
	}
	for i := len(glyphs) - 1; i >= 0; i-- {
		set(i)
	}
}
