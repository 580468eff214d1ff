package offer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parts of a title that say something else than the job: the place, the
// contract, the hours, the pay, the company.

// titlePart narrows a line such as "Acme – Nurse (m/w/d) | Leeds" to its
// title; most lines are left alone.
func (d *document) titlePart(l *line) (start, end int) {
	start, end = l.start, l.end
	if m := columnGap().FindStringIndex(d.text[start:end]); m != nil && m[0] > 0 {
		end = start + m[0]
	}
	if i := strings.LastIndex(d.text[start:end], " > "); i > 0 && strings.Count(d.text[start:end], " > ") > 1 { // a path of pages
		start += i + 3
	}
	s := d.text[start:end]
	if m := hiresInTitle().FindStringIndex(s); m != nil && m[0] < 60 {
		rest := s[m[1]:]
		trimmed := articles().ReplaceAllString(rest, "")
		return end - len(trimmed), end
	}
	return start, end
}

// dropAsides cuts parts around the title that say something else: the place,
// the contract, the pay, the company.
func (d *document) dropAsides(title string) string {
	title = tidy(workload().ReplaceAllString(title, ""))
	parts := titleParts(title)
	for len(parts) > 1 && d.aside(parts[len(parts)-1].text) {
		title = tidy(title[:parts[len(parts)-1].at])
		parts = titleParts(title)
	}
	for len(parts) > 1 && d.aside(parts[0].text) && occupied(tokenize(title[parts[1].at:])) {
		title = tidy(title[parts[1].at:])
		parts = titleParts(title)
	}
	if open := strings.LastIndexByte(title, '('); open > 3 && strings.HasSuffix(title, ")") && (d.aside(title[open+1:len(title)-1]) || d.whenWorked(title[open+1:len(title)-1])) {
		title = tidy(title[:open])
	}
	if m := soughtTail().FindStringIndex(title); m != nil && m[0] > 3 {
		title = tidy(title[:m[0]])
	}
	if m := seasonTail().FindStringIndex(title); m != nil && m[0] > 3 && occupied(tokenize(title[:m[0]])) {
		title = tidy(title[:m[0]])
	}
	if m := soughtMiddle().FindStringIndex(title); m != nil && m[0] > 3 && occupied(tokenize(title[:m[0]])) {
		title = tidy(title[:m[0]])
	}
	return d.dropLead(d.dropTail(title))
}

// whenWorked reports whether words in brackets say when or how long the work
// is: "(Saturdays)", "(casual, as required)".
func (d *document) whenWorked(s string) bool {
	words := tokenize(s)
	for _, t := range words {
		if weekdays[t.fold] || weekdays[strings.TrimSuffix(t.fold, "s")] || t.fold == "saturdays" || t.fold == "sundays" || t.fold == "weekends" {
			return true
		}
	}
	for _, h := range d.book.find(words) {
		if h.is("hire.") && h.kind != "hire.internship" && h.kind != "hire.apprenticeship" || h.is("starts.") || h.is("month.") {
			return true
		}
	}
	return false
}

// dropLead drops the contract in front of the job's name: "part time groomer".
func (d *document) dropLead(title string) string {
	words := tokenize(title)
	for _, h := range d.book.find(words) {
		switch h.kind {
		case "hire.full_time", "hire.part_time", "hire.temporary", "hire.none":
			if h.first == 0 && h.last < len(words) && occupied(words[h.last:]) {
				return title[words[h.last].start:]
			}
		}
	}
	return title
}

// workload ends a title with the share of a full week: "Pflegefachperson 80–100 %".
var workload = pattern(`,?\s+\(?\d{2,3}(?:\s?[-–]\s?\d{2,3})?\s?%\)?$`)

// seasonTail says behind the job's name for which season somebody is wanted.
var seasonTail = pattern(`(?i)[ ,(\-–]+(?:(?:per|für|for|pour|para|voor) (?:la |die |the |o |a |het |de )?(?:(?:summer|winter|spring|autumn|christmas|coming|next|próxima|prossima|kommende|komende) )*(?:stagione|saison|season|temporada|época|seizoen|hochsaison)\b.*|saison (?:été|hiver|d['’]été|d['’]hiver)\b.*|(?:summer|winter) season\b.*)$`)

// soughtMiddle ends the job's name in "Cleaner needed Hove, 3 mornings".
var soughtMiddle = pattern(`(?i)\s(?:wanted|needed|required|gesucht|gezocht|recherché(?:e|\(e\))?)\b`)

// soughtTail is what a line says behind the job's name: that it is wanted.
var soughtTail = pattern(`(?i)\s+(?:gesucht|wanted|required|needed|recherché(?:e|s|\(e\))?|h/f recherché|se busca|cercasi|procura-se|gezocht|vacancy|job|20[2-3]\d)$`)

// dropTail drops words about the contract or the arrangement that end a title
// without a sign before them: "Koch in Vollzeit".
func (d *document) dropTail(title string) string {
	for {
		words := tokenize(title)
		var tail hit
		for _, h := range d.book.find(words) {
			if (h.is("hire.") || h.is("work.")) && h.last == len(words) && h.first > 0 && !occupied(words[h.first:]) {
				tail = h
			}
		}
		if tail.kind == "" || !occupied(words[:tail.first]) {
			return title
		}
		cut := words[tail.first].start
		title = trailingLink().ReplaceAllString(tidy(title[:cut]), "")
	}
}

var trailingLink = pattern(`(?i)\s+(?:in|en|à|a|em|de|of|or|oder|und|for|für|auf|op)$`)

type titlePart struct {
	text string
	at   int
}

// titleParts splits at " - ", " – ", " | " and their like.
func titleParts(title string) []titlePart {
	parts := []titlePart{}
	from, depth := 0, 0
	for i, r := range title {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth > 0 {
			continue
		}
		size, separates := utf8.RuneLen(r), false
		switch r {
		case '|', '•', '·', '—', '–':
			separates = true
		case '-':
			separates = strings.HasSuffix(title[:i], " ") && strings.HasPrefix(title[i+size:], " ")
		case ',':
			separates = strings.HasPrefix(title[i+size:], " ")
		}
		if separates {
			parts = append(parts, titlePart{strings.TrimSpace(title[from:i]), from})
			from = i + size
		}
	}
	return append(parts, titlePart{strings.TrimSpace(title[from:]), from})
}

// aside reports whether a part of a title is not the job's name.
func (d *document) aside(part string) bool {
	words := tokenize(part)
	if len(words) == 0 {
		return true
	}
	if occupied(words) {
		return false
	}
	covered := 0
	for _, t := range words {
		if isDigit(t.fold[len(t.fold)-1]) {
			covered++
		}
	}
	for _, h := range d.book.find(words) {
		for _, kind := range []string{"hire.", "work.", "starts.", "pay.label", "period."} {
			if h.is(kind) {
				covered += h.last - h.first
				break
			}
		}
	}
	if covered*2 >= len(words) || urgent().MatchString(part) || namesMoney(part) && strings.ContainsFunc(part, unicode.IsDigit) || hasForm(part) {
		return true
	}
	return d.placeNamed(part)
}

var urgent = pattern(`(?i)^(?:urgent|urgente|dringend|new|neu|top[- ]?job|hot|immediate start|ab sofort|asap|\d+\s?(?:h|std|stunden|hours|heures|uur)(?:/\w+|\s\w+)?|cdi|cdd|\d{4,5}|indefinido|m/w/d|w/m/d)$`)
