package offer

import "strings"

// stance is what a sentence does with the reader: it says what they have to be
// or to have, or what they will do. Offers that use no list and no heading are
// told apart by this alone: "you have", "you speak" asks; "you plan", "you
// visit" describes.
type stance int

const (
	unclear stance = iota
	asking
	doing
)

// stance reads the first words of each clause. The phrase book lists what asks
// ([stance.asks]: "du hast", "vous maîtrisez", "someone who"); any other verb
// behind a pronoun of the second person describes work, in the languages whose
// verb forms tell.
func (d *document) stance(l *line) stance {
	for _, h := range l.hits {
		if !h.is("stance.") || !d.opensClause(l, h.first) {
			continue
		}
		if h.kind == "stance.asks" && !d.bringsAlong(l, h) {
			return asking
		}
		return doing
	}
	for i := l.first; i+1 < l.last && i < l.first+3; i++ {
		if d.opensClause(l, i) && d.secondPerson(i) {
			return doing
		}
	}
	return unclear
}

// bringsAlong reports whether "du bringst" has no "mit" behind it, and so
// speaks of work.
func (d *document) bringsAlong(l *line, h hit) bool {
	if verb := d.tokens[h.last-1].fold; verb != "bringst" && verb != "bringen" {
		return false
	}
	for i := h.last; i < l.last; i++ {
		if word := d.tokens[i].fold; word == "mit" || strings.HasPrefix(word, "mitb") {
			return false
		}
	}
	return d.lang == "de"
}

// opensClause reports whether a word is near the start of its clause.
func (d *document) opensClause(l *line, word int) bool {
	if word <= l.first+2 {
		return true
	}
	gap := d.text[d.tokens[word-1].end:d.tokens[word].start]
	if strings.ContainsAny(gap, ".!?:;,–—(") {
		return true
	}
	switch d.tokens[word-1].fold {
	case "if", "wenn", "si", "se", "als", "and", "und", "et", "y", "e", "en", "ideally", "idealerweise", "therefore", "also", "dass", "for", "after", "want", "seek", "suchen", "cherchons", "recherchons", "buscamos", "cerchiamo", "procuramos", "zoeken":
		return true
	}
	return false
}

// secondPerson reports whether word i is "you" and the next one a verb that
// goes with it.
func (d *document) secondPerson(i int) bool {
	if d.lang == "de" && d.tokens[i+1].fold == "du" { // "planst du"
		return len(d.tokens[i].fold) > 3 && strings.HasSuffix(d.tokens[i].fold, "st")
	}
	verb := d.tokens[i+1].fold
	s := d.text[d.tokens[i+1].start:d.tokens[i+1].end]
	if len(verb) < 4 || s[0] >= 'A' && s[0] <= 'Z' {
		return false
	}
	switch d.tokens[i].fold {
	case "du":
		return d.lang == "de" && strings.HasSuffix(verb, "st")
	case "sie":
		return d.lang == "de" && strings.HasSuffix(verb, "n") && d.text[d.tokens[i].start] == 'S'
	case "vous":
		return d.lang == "fr" && strings.HasSuffix(verb, "ez")
	case "je", "jij", "u":
		return d.lang == "nl" && (strings.HasSuffix(verb, "t") || strings.HasSuffix(verb, "d"))
	}
	return false
}
