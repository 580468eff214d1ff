package offer

import "strings"

// Where a sentence, a line or the offer's own text begins, a name is its subject.

// opensLine reports whether a name, or the article before it, starts a line.
func (d *document) opensLine(l *line, n name) bool {
	return n.first == l.first || n.first == l.first+1 && articleWords[d.tokens[l.first].fold]
}

// thirdPerson is an English verb behind its subject.
var thirdPerson = pattern(`^ \p{Ll}+[^s]s `)

// opensText reports whether a name is the subject of the first sentence of a
// paragraph that tells about the job or the company: "Acme gives newcomers …".
func (d *document) opensText(l *line, n name) bool {
	if !d.opensSentence(l, n.first) || l.bullet || l.last-l.first < 8 || l.section != "" && l.section != aboutSection && l.section != roleSection && l.section != unknownSection {
		return false
	}
	next := n.last
	for next < l.last && d.tokens[next].start < n.end {
		next++
	}
	if size := asideSize(d.text[n.end:l.end], appositions); size > 0 {
		for next < l.last && d.tokens[next].start < n.end+size {
			next++
		}
	} else if next < l.last && d.text[n.end:d.tokens[next].start] != " " {
		return false
	}
	if next >= l.last || d.capital(next) || isDigit(d.tokens[next].fold[0]) {
		return false
	}
	word := d.tokens[next].fold
	return len(commonWords[word]) == 0 && !genericWords[word] && !nameLinks[word] && len(word) > 2
}

// opensOffer reports whether a place is where the prose of the offer begins, an
// article aside.
func (d *document) opensOffer(at int) bool {
	for i := range d.lines {
		l := &d.lines[i]
		if !l.dropped && l.start >= d.body && l.last-l.first >= 8 && !d.inTitle(l) {
			return at >= l.start && at <= l.start+4
		}
	}
	return false
}

// opensSentence reports whether a word, or the article before it, is the first
// of its sentence.
func (d *document) opensSentence(l *line, word int) bool {
	if word > l.first+1 && organisationKinds[d.tokens[word-1].fold] && !d.capital(word-1) && articleWords[d.tokens[word-2].fold] {
		word-- // "L'association Atelier Nomade"
	}
	if word > l.first && articleWords[d.tokens[word-1].fold] {
		word--
	}
	return word <= l.first || strings.ContainsAny(d.text[d.tokens[word-1].end:d.tokens[word].start], ".!?:–—|")
}
