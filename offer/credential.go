package offer

import (
	"slices"
	"strconv"
	"strings"
)

// readCredentials fills what requirements ask by name: years, degrees,
// languages, licences, and what the offer says about work permits.
func (d *document) readCredentials() {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.heading && l.section != "" || l.start < d.body {
			continue
		}
		d.readVisa(l)
		if !l.has("licence") && !l.has("years") && !(d.askedAt(l.start, l.end) && (l.has("degree") || d.namesLanguage(l.first, l.last))) {
			continue
		}
		for _, u := range d.sentences(l) {
			asked := d.askedAt(u.start, u.end)
			if asked {
				d.readDegrees(&u)
				d.readLanguages(&u)
			}
			if asked || u.section != benefitsSection && u.section != aboutSection && u.section != dutiesSection {
				d.readLicences(&u)
				d.readYears(&u)
			}
		}
	}
}

// askedAt reports whether a requirement covers text[start:end] or lies in it.
func (d *document) askedAt(start, end int) bool {
	for _, r := range d.offer.Requirements {
		if r.Quote.Start < end && start < r.Quote.End {
			return true
		}
	}
	return false
}

// readYears takes the first number of years of experience that must be met.
func (d *document) readYears(u *unit) {
	if d.offer.MinYears > 0 || u.has("exp.none") || d.isNice(u) {
		return
	}
	for _, h := range u.hits {
		if h.kind != "years" || !u.has("exp") && !u.has("must.") && !d.orMoreYears(u, h) && (h.first > u.first+4 || !d.askedAt(u.start, u.end)) {
			continue
		}
		years, first := d.yearsBefore(u, h)
		if years == 0 && h.first > u.first && oneYear[d.tokens[h.first-1].fold] && orMore().MatchString(d.text[d.tokens[h.last-1].end:u.end]) {
			years, first = 1, h.first-1 // "a year or more"
		}
		if years < 1 || years > 40 || d.niceAt(u, d.tokens[first].start) || d.ageOf(u, h) {
			continue
		}
		d.offer.MinYears = years
		d.set("min_years", d.tokens[first].start, d.tokens[h.last-1].end)
		return
	}
}

// orMoreYears reports whether a number of years is a least one: "four or more
// years", "two years or more".
func (d *document) orMoreYears(u *unit, h hit) bool {
	_, end := d.span(h)
	return orMore().MatchString(d.text[end:u.end]) || orMore().MatchString(" "+d.text[max(u.start, d.tokens[max(u.first, h.first-3)].start):end])
}

var (
	orMore  = pattern(`(?i)\s(?:or more|and more|plus|oder mehr|ou plus|o más|o mas|o più|ou mais|of meer)\b`)
	oneYear = wordSet("a one ein einem einen un une año uno um een")
)

// yearsBefore reads the number before "years": the lower one of a range.
func (d *document) yearsBefore(u *unit, h hit) (years, first int) {
	for i := h.first - 1; i >= max(u.first, h.first-4); i-- {
		n := d.numberAt(i)
		if n == 0 {
			if i < h.first-1 && years > 0 {
				break
			}
			continue
		}
		if years > 0 {
			gap := d.text[d.tokens[i].end:d.tokens[first].start]
			if n < years && len(gap) <= 6 {
				years, first = n, i
			}
			break
		}
		years, first = n, i
		if i < h.first-1 && !strings.ContainsAny(d.text[d.tokens[i].end:d.tokens[h.first].start], "+()") && h.first-1-i > 1 {
			return 0, 0
		}
	}
	return years, first
}

func (d *document) numberAt(i int) int {
	word := d.tokens[i].fold
	if n, err := strconv.Atoi(word); err == nil {
		return n
	}
	for _, h := range d.book.find(d.tokens[i : i+1]) {
		if n, err := strconv.Atoi(strings.TrimPrefix(h.kind, "number.")); err == nil && h.is("number.") {
			return n
		}
	}
	return 0
}

// ageOf reports whether years are those of a person, a company or a contract.
func (d *document) ageOf(u *unit, h hit) bool {
	for i := h.last; i < min(u.last, h.last+2); i++ {
		switch d.tokens[i].fold {
		case "old", "age", "alt", "edad", "eta", "idade", "oud", "vertrag", "contract", "escolaridade":
			return true
		}
	}
	return false
}

func (d *document) readDegrees(u *unit) {
	taken := -1
	for _, h := range u.hits {
		if h.kind != "degree" || h.first < taken || len(d.offer.Degrees) >= 20 {
			continue
		}
		start, end := d.span(h)
		if h.last-h.first == 1 && len(d.tokens[h.first].fold) <= 4 && strings.ToLower(d.text[start:end]) == d.text[start:end] && !d.shortDegree(h) {
			continue
		}
		taken = h.last
		d.addTo(&d.offer.Degrees, "degrees", d.text[start:end], start, end)
	}
}

// shortDegree lists short lower-case words that are degrees all the same.
func (d *document) shortDegree(h hit) bool {
	switch d.tokens[h.first].fold {
	case "mbo", "hbo", "wo", "bac", "cap", "bts", "eso", "its":
		return len(d.tokens[h.first].fold) == 3
	}
	return false
}

// addTo appends a value to a list field with its source.
func (d *document) addTo(list *[]string, field, value string, start, end int) {
	if slices.ContainsFunc(*list, func(have string) bool { return strings.EqualFold(have, value) }) {
		return
	}
	*list = append(*list, value)
	d.addSource(field, start, end)
}

// readLanguages lists spoken languages with the level that stands beside
// them, as "German (C1)" or "English (fluent)".
func (d *document) readLanguages(u *unit) {
	for i := u.first; i < u.last; i++ {
		name, ok := languageNames[d.tokens[i].fold]
		if !ok || len(d.offer.Languages) >= 20 || d.nationality(i, u) {
			continue
		}
		level, start, end := d.levelBeside(u, i)
		value := name
		if level != "" {
			value += " (" + level + ")"
		}
		if slices.ContainsFunc(d.offer.Languages, func(have string) bool { return have == name || strings.HasPrefix(have, name+" (") }) {
			continue
		}
		d.addTo(&d.offer.Languages, "languages", value, start, end)
	}
}

// nationality reports whether a language's name is an adjective of something
// else: "German market", "Italian restaurant", "droit français".
func (d *document) nationality(i int, u *unit) bool {
	near := func(j int) string {
		if j < u.first || j >= u.last {
			return ""
		}
		return d.tokens[j].fold
	}
	switch near(i + 1) {
	case "market", "markets", "law", "cuisine", "restaurant", "customers", "clients", "company", "companies", "tax", "gaap", "hgb", "driving", "citizen", "citizenship", "university", "regulations", "school", "labour", "labor", "team", "passport", "nationality", "speaking", "recht", "markt", "steuerrecht":
		return near(i+1) != "speaking"
	}
	switch near(i - 1) {
	case "droit", "marche", "mercado", "mercato", "derecho", "permis", "cuisine", "nationalite", "fiscalite", "cucina", "gastronomie":
		return true
	}
	return false
}

func (d *document) levelBeside(u *unit, i int) (level string, start, end int) {
	start, end = d.tokens[i].start, d.tokens[i].end
	best := hit{}
	for _, h := range u.hits {
		if !h.is("grade.") || h.first < i-6 || h.last > i+8 || d.otherLanguage(i, h) {
			continue
		}
		near, held := distance(i, h), distance(i, best)
		if best.kind == "" || precise(h) && !precise(best) && near <= held+1 || (precise(h) || !precise(best)) && near < held {
			best = h
		}
	}
	if best.kind == "" {
		return "", start, end
	}
	from, to := d.span(best)
	return strings.TrimPrefix(best.kind, "grade."), min(start, from), max(end, to)
}

func precise(h hit) bool { return len(h.kind) == len("grade.C1") }

func distance(i int, h hit) int {
	if h.first > i {
		return h.first - i
	}
	return i - h.last + 1
}

// otherLanguage reports whether another language stands between a language
// and a level, so that the level is the other's.
func (d *document) otherLanguage(i int, h hit) bool {
	if h.last <= i && strings.ContainsAny(d.text[d.tokens[h.last-1].end:d.tokens[i].start], ",;).") {
		return true
	}
	for j := min(i, h.last); j < max(i, h.first); j++ {
		if j == i {
			continue
		}
		if _, ok := languageNames[d.tokens[j].fold]; ok && h.first > i {
			between := d.text[d.tokens[i].end:d.tokens[j].start]
			return strings.ContainsAny(between, ",;/(") || !precise(h)
		}
		if _, ok := languageNames[d.tokens[j].fold]; ok && strings.ContainsAny(d.text[d.tokens[j].end:d.tokens[i].start], ",;)") {
			return true
		}
	}
	return false
}

func (d *document) readLicences(u *unit) {
	for _, h := range u.hits {
		if h.kind != "licence" || len(d.offer.Licences) >= 20 {
			continue
		}
		start, end := d.span(h)
		d.addTo(&d.offer.Licences, "licences", d.text[start:end], start, end)
	}
}

// readVisa takes the first sentence about work permits or sponsorship.
func (d *document) readVisa(l *line) {
	if d.offer.Visa != "" || !l.has("visa") {
		return
	}
	for _, u := range d.sentences(l) {
		for _, h := range u.hits {
			if h.kind != "visa" {
				continue
			}
			d.offer.Visa = cut(d.text[u.start:u.end], 500)
			d.set("visa", u.start, u.end)
			return
		}
	}
}
