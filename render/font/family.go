package font

import (
	"sync"
)

// Style is one of the four faces of a family.
type Style int

// The styles, in the order that file names list them.
const (
	Regular Style = iota
	Italic
	Bold
	BoldItalic
)

var styleSuffixes = [4]string{Regular: "Regular", Italic: "Italic", Bold: "Bold", BoldItalic: "BoldItalic"}

// StyleOf names the style for two switches.
func StyleOf(bold, italic bool) Style {
	style := Regular
	if italic {
		style |= Italic
	}
	if bold {
		style |= Bold
	}
	return style
}

// Family is up to four faces of one design, loaded at their first use. It is
// safe for concurrent use.
type Family struct {
	Name string

	load  [4]func() ([]byte, error) // nil: no such style
	once  [4]sync.Once
	faces [4]*Face
}

// nearest lists, for each style, the styles that may stand in for it: slant
// gives way before weight.
var nearest = [4][4]Style{
	Regular:    {Regular, Italic, Bold, BoldItalic},
	Italic:     {Italic, Regular, BoldItalic, Bold},
	Bold:       {Bold, BoldItalic, Regular, Italic},
	BoldItalic: {BoldItalic, Italic, Bold, Regular},
}

// Face returns the face of a style, or the nearest that the family has. It is
// nil when no file of the family can be read.
func (f *Family) Face(style Style) *Face {
	for _, candidate := range nearest[style] {
		if face := f.exact(candidate); face != nil {
			return face
		}
	}
	return nil
}

// FaceWith returns the face nearest to a style that has a character, or nil:
// slanted faces often have fewer than upright ones.
func (f *Family) FaceWith(style Style, char rune) *Face {
	for _, candidate := range nearest[style] {
		face := f.exact(candidate)
		if face == nil {
			continue
		}
		if _, has := face.Parsed.NominalGlyph(char); has {
			return face
		}
	}
	return nil
}

// exact returns the face of a style, or nil.
func (f *Family) exact(style Style) *Face {
	f.once[style].Do(func() {
		if f.load[style] == nil {
			return
		}
		data, err := f.load[style]()
		if err != nil {
			return // not every family has all four
		}
		face, err := Parse(data)
		if err != nil {
			return
		}
		face.Family = f.Name
		face.Bold, face.Italic = style&Bold != 0, style&Italic != 0
		f.faces[style] = face
	})
	return f.faces[style]
}
