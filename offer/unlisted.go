package offer

import (
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// Writers of offers are inventive with headings. A list below one that the
// phrase book does not know is told by what its items say and by its place:
// offers tell the work first, then what they ask, then what they give.

// settleUnknown gives every list below an unknown heading its section.
func (d *document) settleUnknown(lex *lexicon.Lexicon) {
	seen := map[section]bool{}
	last := section("")
	for i := 0; i < len(d.lines); i++ {
		l := &d.lines[i]
		if !l.heading {
			continue
		}
		end := i + 1
		for end < len(d.lines) && !d.lines[end].heading {
			end++
		}
		whole := end
		if i+1 < end && d.lines[i+1].bullet { // what follows the list is no part of it
			for end = i + 2; end < whole && d.lines[end].bullet; {
				end++
			}
		}
		listed := i+1 < len(d.lines) && d.lines[i+1].bullet && (l.section == applySection || l.section == aboutSection)
		if (l.guessed || listed) && (end-i > 2 || end-i == 2 && d.lines[i+1].bullet) {
			kind := d.sectionOfList(lex, i+1, end, seen, l.section, !d.listsBehind(end))
			if kind == "" && l.section == unknownSection && last == mustSection && d.plainItems(i+1, end) {
				kind = niceSection
			}
			if kind != "" && kind != l.section {
				if kind == mustSection && last == mustSection && !l.has("must.") && !d.goesOn(l) {
					kind = niceSection // who asks twice asks for less the second time
				}
				for j := i; j < whole; j++ {
					d.lines[j].section = kind
				}
			}
		}
		if l.section == niceSection && d.pays(i+1, end) {
			for j := i; j < whole; j++ {
				d.lines[j].section = benefitsSection
			}
		}
		seen[l.section] = true
		last = l.section
	}
}

// wishesNext reports whether the list that ends at a line is followed by the
// list of what is nice to have, before which offers say what they ask.
func (d *document) wishesNext(last int) bool {
	return last < len(d.lines) && d.lines[last].heading && d.lines[last].section == niceSection
}

// pays reports whether every item of a list gives or names an amount, as no
// list of wishes does: "The Acme pluses".
func (d *document) pays(first, last int) bool {
	for i := first; i < last; i++ {
		if l := &d.lines[i]; !d.amount(l) && (l.count("give") == 0 || l.has("ask")) {
			return false
		}
	}
	return last > first+1
}

// settleLists gives a list that stands below no heading its section, when most
// of its items ask: below the name of a job, or below nothing at all.
func (d *document) settleLists(lex *lexicon.Lexicon) {
	for i := 0; i < len(d.lines); i++ {
		end := i
		for end < len(d.lines) && d.lines[end].bullet && !d.lines[end].heading && (d.lines[end].section == "" || d.lines[end].section == roleSection) {
			end++
		}
		if end-i < 2 {
			continue
		}
		asks, plainly := 0, !d.toldToAsk(end)
		for j := i; j < end; j++ {
			if u := d.unit(d.lines[j]); d.asks(&u, lex) && (plainly || d.lines[j].section == "" || u.has("ask") || u.has("must.") || u.has("degree")) && !d.amount(&d.lines[j]) && u.count("give") == 0 {
				asks++
			}
		}
		switch role := d.lines[i].section == roleSection; {
		case asks*2 >= end-i:
			for j := i; j < end; j++ {
				d.lines[j].section = mustSection
			}
		case role && !plainly: // offers tell the work before they ask
			for j := i; j < end; j++ {
				d.lines[j].section = dutiesSection
			}
		}
		i = end
	}
}

// toldToAsk reports whether a list behind line i stands below a heading that
// asks.
func (d *document) toldToAsk(i int) bool {
	for ; i+2 < len(d.lines); i++ {
		if l := &d.lines[i]; l.heading && l.section == mustSection && !d.lines[i+1].heading && !d.lines[i+2].heading {
			return true
		}
	}
	return false
}

// listsBehind reports whether another list that may ask stands behind line i.
func (d *document) listsBehind(i int) bool {
	for ; i < len(d.lines); i++ {
		if l := &d.lines[i]; l.heading && (l.section == mustSection || l.section == unknownSection) && i+2 < len(d.lines) && !d.lines[i+2].heading {
			return true
		}
	}
	return false
}

// plainItems reports whether a list names things and neither gives nor pays.
func (d *document) plainItems(first, last int) bool {
	for i := first; i < last; i++ {
		l := &d.lines[i]
		if !l.bullet && !d.lines[first].bullet && l.gap && i > first || l.last-l.first > 14 || l.has("give") || l.has("firm.we") || l.has("flow.") || l.has("work.") || d.amount(l) || addressed(d.text[l.start:l.end]) {
			return false
		}
	}
	return true
}

// goesOn reports whether a heading names a part of what is asked, such as
// "Languages" or "Soft skills", rather than a second list of its own.
func (d *document) goesOn(l *line) bool {
	return l.has("heading.must") || l.has("ask") || d.hinted(l) == mustSection
}

// sectionOfList weighs the items first to last of a list.
func (d *document) sectionOfList(lex *lexicon.Lexicon, first, last int, seen map[section]bool, guess section, alone bool) section {
	score := map[section]float64{}
	items := 0.0
	for i := first; i < last; i++ {
		l := &d.lines[i]
		if l.dropped || l.last-l.first > 30 {
			continue
		}
		items++
		u := d.unit(*l)
		stance := d.stance(l)
		switch {
		case stance == asking && u.count("give") <= u.count("ask"):
			score[mustSection]++
		case stance == doing && !d.amount(l):
			score[dutiesSection]++
		case u.count("give") > u.count("ask") || d.amount(l):
			score[benefitsSection]++
		case d.asks(&u, lex):
			score[mustSection]++
			if !u.has("ask") && !u.has("must.") {
				score[mustSection] -= .7
			}
		case d.acts(l):
			score[dutiesSection]++
		}
	}
	if items < 1 {
		return ""
	}
	switch {
	case guess == niceSection: // what is nice to have is worded like what is asked
		score[niceSection] += items*.6 + score[mustSection]
	case guess != unknownSection && guess != "":
		prior := .6
		if seen[guess] {
			prior = .35
		}
		score[guess] += items * prior
	case seen[mustSection]:
		score[benefitsSection] += items * .2
	case seen[dutiesSection]:
		score[mustSection] += items * .4
	case d.wishesNext(last):
		score[mustSection] += items * .5
	case alone:
		score[mustSection] += items * .3
	default:
		score[dutiesSection] += items * .3
	}
	best := section("")
	for _, kind := range []section{niceSection, mustSection, dutiesSection, benefitsSection, aboutSection, applySection} {
		if score[kind] > score[best] {
			best = kind
		}
	}
	if score[best] < items*.4 {
		return ""
	}
	return best
}

// amount reports whether an item names money or a share, as benefits do.
func (d *document) amount(l *line) bool {
	s := d.text[l.start:l.end]
	return holdsDigit(s) && namesMoney(s) || strings.Contains(s, "%") && !l.has("ask")
}

// asks reports whether an item names something to know or to have.
func (d *document) asks(u *unit, lex *lexicon.Lexicon) bool {
	if u.has("ask") || u.has("must.") || u.has("degree") || u.has("licence") || len(u.nice) > 0 || u.has("years") || d.namesLanguage(u.first, u.last) {
		return !d.acts(&u.line) || u.has("degree") || u.has("licence") || u.has("years")
	}
	return !d.acts(&u.line) && len(lex.Find(d.text[u.start:u.end], d.lang)) > 0
}

// acts reports whether an item starts with what is done: a verb of duties, or
// a word with the ending of an infinitive or an action noun.
func (d *document) acts(l *line) bool {
	if h := l.hitAt(l.first); h.kind == "do" {
		return true
	}
	if l.first >= l.last {
		return false
	}
	word := d.tokens[l.first].fold
	for _, ending := range actionEndings[d.lang] {
		if len(word) > len(ending)+1 && strings.HasSuffix(word, ending) {
			return true
		}
	}
	if d.lang == "nl" || d.lang == "de" { // the verb may end the item
		word = d.tokens[l.last-1].fold
		return len(word) > 4 && strings.HasSuffix(word, "en") && d.text[d.tokens[l.last-1].start] >= 'a'
	}
	return false
}

var actionEndings = map[string][]string{
	"en": {"ing"},
	"de": {"ung", "ieren"},
	"fr": {"er", "ir", "dre", "tre", "uire"},
	"es": {"ar", "er", "ir"},
	"it": {"are", "ere", "ire", "zione"},
	"pt": {"ar", "er", "ir"},
}
