package paragraph

import "unicode/utf8"

// place is an opportunity with all that measuring a line to or from it needs,
// worked out once: the least-cost search measures each line between two places
// that are not too far apart.
type place struct {
	opportunity
	dash bool // a line to here ends in a dash

	// Of a line that ends here:
	trimmed int     // where its text ends, without white space
	shaped  int     // how far it is shaped
	safeEnd int     // the last place up to which its glyphs are those of the whole text
	tail    sums    // what is shaped anew from there on
	hyphen  float64 // the width of the hyphen that is put in
	closes  bool    // its last character is an ideograph, behind which there is no gap

	// Of a line that begins here:
	safeStart int     // from where on its glyphs are those of the whole text
	head      sums    // what is shaped anew up to there
	again     float64 // the width of a hyphen that is repeated
}

// begins works out what a line from here needs.
func (l *place) begins(p *prepared) {
	l.safeStart, _ = p.safeRange(l.at, len(p.text))
	if l.safeStart > l.at {
		l.head = p.reshaped(l.at, l.safeStart, l.safeStart)
	}
	if l.at < len(p.text) && p.repeatsHyphen(l.at, len(p.text)) {
		l.again = p.hyphenWidth(l.at)
	}
}

// ends works out what a line to here needs.
func (l *place) ends(p *prepared) {
	l.dash = l.kind == hyphened || endsInDash(p.text[:l.at])
	l.trimmed = p.trim(0, l.opportunity)
	l.shaped = p.shaped(l.trimmed, l.opportunity)
	_, l.safeEnd = p.safeRange(0, l.shaped)
	if l.safeEnd < l.shaped {
		l.tail = p.reshaped(l.safeEnd, l.shaped, l.trimmed)
	}
	if l.kind == hyphened || p.softHyphen(0, l.at) {
		l.hyphen = p.hyphenWidth(l.at - 1)
	}
	last, _ := utf8.DecodeLastRuneInString(p.text[:l.trimmed])
	l.closes = ideographic(last)
}

// measurePlaces is measure for two places.
func (p *prepared) measurePlaces(start, end *place) sums {
	from, to := start.safeStart, end.safeEnd
	if !p.plain || from > to || from >= end.trimmed {
		return p.measure(start.at, end.opportunity) // so short that its ends meet
	}
	var result sums
	result.add(start.head)
	result.add(end.tail)
	if to = min(to, end.trimmed); from < to {
		a, b := &p.totals[from], &p.totals[to]
		result.add(sums{width: b.width - a.width, space: b.space - a.space, gaps: int(b.gaps - a.gaps)})
	}
	if end.closes {
		result.gaps--
	}
	result.width += end.hyphen
	result.width += start.again
	return result
}
