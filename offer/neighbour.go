package offer

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/sieve"
)

// The cue that stands right before or behind a name says what is said of it.

// cueBefore returns the phrase that stands right before a name, articles
// aside.
func (d *document) cueBefore(l *line, n name) hit {
	var best hit
	first := n.first
	for range 3 {
		for _, h := range l.hits {
			if h.last == first && (h.is("firm.") || h.is("agency.")) && d.adjoins(h.last-1, first) && (best.kind == "" || h.last-h.first > best.last-best.first) {
				best = h
			}
		}
		if best.kind != "" || first <= l.first || !articleWords[d.tokens[first-1].fold] || !d.adjoins(first-1, first) {
			break
		}
		first--
	}
	return best
}

// cueBehind returns the kind of the phrase right behind a name, behind a place
// or an apposition: "Acme, Leeds, is looking for", "Acme in Ulm sucht".
func (d *document) cueBehind(l *line, n name) string {
	at := func(word int) string {
		for _, h := range l.hits {
			if h.first == word && h.kind == "firm.self" {
				return "firm.we"
			}
			if h.first == word && h.is("firm.") {
				return h.kind
			}
		}
		if d.firstPersonPlural(d.tokens[word].fold) {
			return "firm.we"
		}
		return ""
	}
	if n.first > l.first && d.capital(n.first-1) && d.text[d.tokens[n.first-1].end:n.start] == ", " {
		return "" // the place in "Acme, Leeds, is looking for"
	}
	next := n.last
	for next < l.last && d.tokens[next].start < n.end {
		next++
	}
	if next >= l.last {
		return ""
	}
	gap := d.text[n.end:d.tokens[next].start]
	if strings.Trim(gap, " ,\"“”»’'®™*") == "" {
		if kind := at(next); kind != "" && kind != "firm.other" && kind != "firm.at" && kind != "firm.join" {
			return kind
		}
	}
	if !d.maySpeak(l, next) {
		return ""
	}
	for _, asides := range [][]func() *sieve.Regexp{appositions, {insertion}} {
		to := n.end
		for range 2 { // "Acme (three shops) in Ulm sucht"
			size := asideSize(d.text[to:l.end], asides)
			if size == 0 {
				break
			}
			to += size
			for next < l.last && d.tokens[next].start < to {
				next++
			}
			if kind := at(next); kind == "firm.hires" || (kind == "firm.is" || kind == "firm.we") && strings.HasPrefix(gap, ",") {
				return kind
			}
			to = max(n.end, to-1) // the blank before the next one
		}
		if to == n.end {
			break // nor an insertion, which is an apposition as well
		}
	}
	return ""
}

// maySpeak reports whether a word from some on may be the verb of a firm.
func (d *document) maySpeak(l *line, from int) bool {
	return d.lang == "es" || d.lang == "pt" || d.lang == "it" || slices.ContainsFunc(l.hits, func(h hit) bool {
		return h.first >= from && strings.HasPrefix(h.kind, "firm.")
	})
}

// firstPersonPlural tells the verbs of "we" by their ending, in the languages
// that leave the pronoun out: "En Acme conectamos …".
func (d *document) firstPersonPlural(verb string) bool {
	switch d.lang {
	case "es", "pt":
		return len(verb) > 5 && strings.HasSuffix(verb, "mos")
	case "it":
		return len(verb) > 5 && strings.HasSuffix(verb, "iamo")
	}
	return false
}

// appositions may stand between a name and its verb.
var appositions = []func() *sieve.Regexp{situated, insertion, setApart}

// asideSize is the size of the first of some asides that s begins with, 0 when it
// begins with none.
func asideSize(s string, asides []func() *sieve.Regexp) int {
	for _, aside := range asides {
		if m := aside().FindStringIndex(s); m != nil {
			return m[1]
		}
	}
	return 0
}

var (
	// situated is where somebody is, insertion anything between two commas,
	// setApart what brackets or dashes set apart.
	situated  = pattern(`^,? \(?(?:in|aus|à|a|en|em|te|di|de|near|based in|basée? à|mit Sitz in|con sede en|con sede a|uit) \p{Lu}[\p{L}\-'’]+(?:[ \-](?:am |an der |\(|/)?\p{Lu}\p{L}+){0,2}\)?,? `)
	insertion = pattern(`^, [^.!?\n]{3,110}?, `)
	setApart  = pattern(`^(?: \([^)\n]{2,40}\) | [–—-] [^.!?\n]{3,110}? [–—-] |, \p{Lu}[\p{L}\-'’ ]{2,30} [–—-] )`)
)

// adjoins reports whether only spaces, quotation marks or a comma stand
// between two neighbouring words.
func (d *document) adjoins(a, b int) bool {
	if a < 0 || b >= len(d.tokens) {
		return false
	}
	return strings.Trim(d.text[d.tokens[a].end:d.tokens[b].start], " ,\"„“”«»'’*") == ""
}

// determiners make of what follows a common noun.
var determiners = wordSet(`our my your unser unsere unserem unseren unserer ein eine einem einen einer notre votre nos une nuestro nuestra nuestros nuestras nostro nostra nosso nossa onze ons een uma an`)

func determiner(s string) bool { return determined().MatchString(s) }

var determined = pattern(`^,? (?:ab |zum |per |eine?[nr]?\b|une?\b|una?\b|een\b|voor |zur |für |pour |para |per direct|zo |actuellement |actualmente )`)

var articleWords = wordSet("the die der das dem den des la le les l el los las il lo gli i o os as a de het our our unsere unser firma societe empresa azienda ditta company")
