package offer

import (
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// readArrangement weighs what the offer says about where the work is done. A
// plain "no remote" settles it; then hybrid beats remote beats on site,
// because offers say "remote" loosely and "two days at home" exactly. What
// labels and the head of the offer say counts more than a line on benefits.
func (d *document) readArrangement() {
	if q, ok := d.given["arrangement"]; ok {
		d.offer.Arrangement = schema.Remote
		d.set("arrangement", q.Start, q.End)
		return
	}
	if d.labelledAll("label.arrangement", d.arrangementIn) || d.labelledAll("label.location", d.arrangementIn) {
		return
	}
	var found [4]hit // by strength: denial, hybrid, remote, on site
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.heading && l.section != "" && !l.has("work.hybrid") {
			continue
		}
		for _, h := range l.hits {
			if rank := d.arrangementRank(l, h); rank >= 0 && found[rank].kind == "" {
				found[rank] = h
			}
		}
		if h, ok := d.splitWeek(l); ok && found[1].kind == "" {
			found[1] = h
		}
	}
	for rank, h := range found {
		if h.kind != "" {
			start, end := d.span(h)
			d.offer.Arrangement = [4]schema.Arrangement{schema.OnSite, schema.Hybrid, schema.Remote, schema.OnSite}[rank]
			d.set("arrangement", start, end)
			return
		}
	}
}

// arrangementRank is the index of h among denial, hybrid, remote and on site,
// or -1 when it says nothing about the arrangement.
func (d *document) arrangementRank(l *line, h hit) int {
	if !h.is("work.") {
		return -1
	}
	if h.kind != "work.no" && d.denied(l, h) {
		if h.kind == "work.remote" || h.kind == "work.hybrid" {
			return 0
		}
		return -1
	}
	switch h.kind {
	case "work.no":
		return 0
	case "work.hybrid":
		return 1
	case "work.remote":
		return 2
	case "work.on_site":
		if l.section == aboutSection || l.section == benefitsSection && h.last-h.first < 2 && !l.has("label.arrangement") && l.last-l.first > 6 {
			return -1
		}
		return 3
	}
	return -1
}

// splitWeek finds a week that is split between home and office in other words
// than the usual ones: days that are counted or named, and a place for them.
// "Three days with the team in Leeds, the rest wherever you like".
func (d *document) splitWeek(l *line) (hit, bool) {
	if l.section == aboutSection || l.section == similarSection || !l.has("split.") {
		return hit{}, false
	}
	for _, u := range d.sentences(l) {
		days, counted := d.daysIn(&u.line)
		home, atHome := u.find("split.home")
		office, atOffice := u.find("split.office")
		switch {
		case atHome && d.denied(&u.line, home):
		case atHome && (days > 0 && days < 5 || counted > 1 && atOffice):
			return hit{"work.hybrid", home.first, home.last}, true
		case atOffice && days > 0 && days < 5 && weekly(d.text[u.start:u.end]):
			return hit{"work.hybrid", office.first, office.last}, true
		}
	}
	return hit{}, false
}

// weekly tells days of each week from days of leave or of a trial.
func weekly(s string) bool {
	return holdsAny(s, "week", "woche", "Woche", "semaine", "seman", "settiman", "rest", "Bürotage", "Präsenztage")
}

// daysIn returns the number in front of "days" in a sentence, 0 when there is
// none, and how many days of the week it names.
func (d *document) daysIn(l *line) (days, named int) {
	for i := l.first; i < l.last; i++ {
		word := d.tokens[i].fold
		if weekdays[word] {
			named++
		}
		if i == l.first || days > 0 || !dayWords[word] {
			continue
		}
		for j := i - 1; j >= max(l.first, i-2); j-- {
			if n := smallNumber(d.tokens[j].fold); n > 0 {
				days = n
				break
			}
		}
	}
	return days, named
}

func smallNumber(word string) int {
	if len(word) == 1 && word[0] >= '1' && word[0] <= '9' {
		return int(word[0] - '0')
	}
	return numberWords[word]
}

var (
	dayWords = wordSet("day days tag tage tagen tags burotag burotage prasenztag prasenztage homeofficetag homeofficetage jour jours dia dias giorno giorni dag dagen thuiswerkdag thuiswerkdagen kantoordagen")
	weekdays = wordSet(`monday tuesday wednesday thursday friday mondays tuesdays wednesdays thursdays fridays montag dienstag mittwoch donnerstag freitag montags dienstags mittwochs donnerstags freitags
		lundi mardi mercredi jeudi vendredi lunes martes miercoles jueves viernes lunedi martedi mercoledi giovedi venerdi segunda terca quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag`)
	numberWords = map[string]int{
		"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ein": 1, "einen": 1, "einem": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5,
		"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
		"due": 2, "tre": 3, "quattro": 4, "cinque": 5, "um": 1, "dois": 2, "duas": 2, "quatro": 4, "een": 1, "twee": 2, "drie": 3, "vijf": 5,
	}
)

// denied reports whether a word of denial stands right before or behind h.
func (d *document) denied(l *line, h hit) bool {
	for i := h.first - 1; i >= max(l.first, h.first-6); i-- {
		if strings.ContainsAny(d.text[d.tokens[i].end:d.tokens[i+1].start], ".!?;,:") || h.first-i > 3 && d.lang != "en" {
			break
		}
		switch d.tokens[i].fold {
		case "no", "not", "non", "kein", "keine", "keinen", "nicht", "pas", "sin", "senza", "sem", "geen", "niet", "aucun", "without", "isn", "don":
			return true
		}
	}
	for i := h.last; i < min(l.last, h.last+9); i++ {
		if i > h.last && strings.ContainsAny(d.text[d.tokens[i-1].end:d.tokens[i].start], ".!?;") {
			break
		}
		switch d.tokens[i].fold {
		case "nicht", "niet", "impossible", "no", "not":
			return i < h.last+5 || i+2 >= l.last || strings.ContainsAny(d.text[d.tokens[i+1].end:d.tokens[i+2].start], ".!?;,")
		}
	}
	return false
}

// arrangementIn reads a labelled value.
func (d *document) arrangementIn(l *line, start, end int) bool {
	best := -1
	var from, to int
	for _, h := range l.hits {
		s, e := d.span(h)
		if s < start || e > end {
			continue
		}
		if rank := d.arrangementRank(l, h); rank >= 0 && (best < 0 || rank < best) {
			best, from, to = rank, s, e
		}
	}
	if best < 0 && start > l.end { // the value stands on the next line
		words := d.wordsIn(start, end)
		for _, h := range d.book.find(words) {
			if rank := map[string]int{"work.no": 1, "work.hybrid": 2, "work.remote": 3, "work.on_site": 4}[h.kind]; rank > 0 && (best < 0 || rank-1 < best) {
				best, from, to = rank-1, words[h.first].start, words[h.last-1].end
			}
		}
	}
	if best < 0 {
		return false
	}
	d.offer.Arrangement = [4]schema.Arrangement{schema.OnSite, schema.Hybrid, schema.Remote, schema.OnSite}[best]
	d.set("arrangement", from, to)
	return true
}
