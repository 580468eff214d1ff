package markup

// Inline is a run of text with its markup. Typographic punctuation is already
// in place: ’ – — … − and no-break spaces.
type Inline []Span

// Span is a piece of an Inline with one style. Exactly one of Text, LineBreak,
// PageNumber and TotalPages is set. Runs of spaces are already collapsed.
type Span struct {
	Text       string
	Bold       bool // bold is on top of the surrounding weight
	Italic     bool
	Code       bool
	LineBreak  bool // forced end of line
	PageNumber bool
	TotalPages bool
	// Link is where the span leads; spans of one link share a LinkID > 0.
	Link   string
	LinkID int
	// Path is the JSON Pointer of the YAML leaf the text came from; empty for
	// text of the design's templates and of the locale.
	Path string
}

// Text returns the text of the inline without markup, line breaks as "\n".
func (in Inline) Text() string {
	n := 0
	for i := range in {
		n += len(in[i].Text) + 1
	}
	b := make([]byte, 0, n)
	for i := range in {
		if in[i].LineBreak {
			b = append(b, '\n')
			continue
		}
		b = append(b, in[i].Text...)
	}
	return string(b)
}

// sameStyle reports whether text of b may be added to a.
func sameStyle(a, b *Span) bool {
	return a.Bold == b.Bold && a.Italic == b.Italic && a.Code == b.Code && a.LinkID == b.LinkID &&
		a.Path == b.Path && !a.LineBreak && !a.PageNumber && !a.TotalPages
}
