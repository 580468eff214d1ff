package offer

import "strings"

// Where a name without a sentence around it stands: beside or between the
// title, the place and the other fields of the offer's head, above an address,
// below a closing formula.

// signs reports whether a name fills a line right below a closing formula, or
// one of the offer's last two and is a kind of organisation.
func (d *document) signs(l *line, i int, n name) bool {
	if n.start != l.start || n.end != l.end || n.last-n.first < 2 || !n.formed && !d.commonKind(n.first) && !d.commonKind(n.last-1) && !familyFirm().MatchString(d.text[n.start:n.end]) {
		return false
	}
	if i >= len(d.lines)-2 && !n.formed && d.ofKind(n.start, n.end) && n.last-n.first > 2 {
		return true
	}
	for j := i - 1; j >= max(0, i-4); j-- {
		if signOff().MatchString(d.text[d.lines[j].start:d.lines[j].end]) {
			return true
		}
	}
	return false
}

var signOff = pattern(`(?i)^(?:cheers|(?:many )?thanks|thank you|.{0,12}regards|sincerely|best wishes|.{0,20} grüßen?|cordialement|bien à vous|(?:un )?saludos?.{0,12}|atentamente|.{0,12}saluti|atenciosamente|.{0,10}cumprimentos|.{0,20}groet(?:en)?)[,!.]?$`)

// besideTitle reports whether a name fills a part of the title's line, with
// the place behind it or nothing: "Sous Chef - The Copper Kettle, Bath".
func (d *document) besideTitle(l *line, i int, n name) bool {
	if d.inTitle(l) {
		before := strings.TrimRight(d.text[l.start:n.start], " ")
		if before == "" || !strings.ContainsAny(before[len(before)-1:], "-|@·,") && !strings.HasSuffix(before, "–") && !strings.HasSuffix(before, "—") {
			return false
		}
		return placeOnly().MatchString(d.text[n.end:l.end])
	}
	title := i > 0 && d.inTitle(&d.lines[i-1]) || i+1 < len(d.lines) && d.inTitle(&d.lines[i+1])
	return title && !l.bullet && n.start == l.start && n.last-n.first > 1 && (n.end == l.end || placeBehind().MatchString(d.text[n.end:l.end]))
}

// betweenTitleAndPlace reports whether a name fills the line between the title
// and a line that is a place or a rating, as boards put it.
func (d *document) betweenTitleAndPlace(l *line, i int, n name) bool {
	if i == 0 || i+1 >= len(d.lines) || !d.inTitle(&d.lines[i-1]) || !d.fills(l, n) || l.bullet || n.last-n.first > 6 {
		return false
	}
	if department().MatchString(d.text[n.start:n.end]) {
		return false
	}
	return boardLine().MatchString(d.text[d.lines[i+1].start:d.lines[i+1].end]) || n.last-n.first > 1 && (d.headField(&d.lines[i+1]) || d.ofKind(n.start, n.end) && headTown().MatchString(d.text[d.lines[i+1].start:d.lines[i+1].end]))
}

// betweenTitleAndTown reports whether a name is alone on its line with the title
// above it and a town below, or above the title and the town below that: the
// head that boards print.
func (d *document) betweenTitleAndTown(l *line, i int, n name) bool {
	if !d.fills(l, n) || l.bullet || n.last-n.first > 6 || department().MatchString(d.text[n.start:n.end]) {
		return false
	}
	switch {
	case i > 0 && i+1 < len(d.lines) && d.inTitle(&d.lines[i-1]):
		return d.startsWithTown(&d.lines[i+1])
	case i+2 < len(d.lines) && d.inTitle(&d.lines[i+1]) && !d.inTitle(l):
		return d.startsWithTown(&d.lines[i+2])
	}
	return false
}

// startsWithTown reports whether the first part of a line is a town, as its
// form or a list tells.
func (d *document) startsWithTown(l *line) bool {
	s := d.text[l.start:l.end]
	if len(s) > 120 || strings.HasSuffix(s, ".") {
		return false
	}
	if boardLine().MatchString(s) || d.placeSize(s, false) == len(s) {
		return true
	}
	first := titleParts(strings.ReplaceAll(s, ", ", ",\x00"))[0].text
	first = strings.ReplaceAll(first, ",\x00", ", ")
	return d.placeSize(first, false) == len(first) || d.offer.Location != "" && first == d.offer.Location
}

// fills reports whether a name is all that a line says, stars of a hotel, the
// number of a department and ratings aside.
func (d *document) fills(l *line, n name) bool {
	return n.start == l.start && (n.end == l.end || decoration().MatchString(d.text[n.end:l.end]))
}

var decoration = pattern(`^[ *★☆⭐®™()]*(?:\(\d{2,5}\)|S)?$`)

// hiresBelow reports whether a name is alone on its line and the sentence goes
// on below: "Pflegedienst Herzblut", "sucht …".
func (d *document) hiresBelow(l *line, i int, n name) bool {
	if !d.fills(l, n) || l.bullet || n.last-n.first < 2 {
		return false
	}
	for j := i + 1; j < min(len(d.lines), i+3); j++ {
		if h := d.lines[j].hitOf("firm.hires"); h.last > 0 && h.first == d.lines[j].first && !d.lines[j].bullet {
			return true
		}
	}
	return false
}

// hitOf returns the first hit of a kind.
func (l *line) hitOf(kind string) hit {
	h, _ := l.find(kind)
	return h
}

// aboveTitle reports whether a name fills the line above the title, which a
// place or another field of the offer's head follows: boards that put the
// employer first.
func (d *document) aboveTitle(l *line, i int, n name) bool {
	if i == 0 && d.fills(l, n) && n.last-n.first > 1 && d.ofKind(n.start, n.end) && !agencyName().MatchString(d.text[n.start:n.end]) && !d.inTitle(l) {
		for j := 1; j < min(4, len(d.lines)); j++ {
			if d.inTitle(&d.lines[j]) {
				return true
			}
		}
	}
	if i+2 >= len(d.lines) || !d.inTitle(&d.lines[i+1]) || d.inTitle(l) || !d.fills(l, n) || l.bullet || l.heading || n.last-n.first < 2 || n.last-n.first > 6 {
		return false
	}
	s := d.text[n.start:n.end]
	if d.commonKind(n.last-1) && !department().MatchString(s) && !agencyName().MatchString(s) {
		return true
	}
	return !department().MatchString(s) && !agencyName().MatchString(s) && d.headField(&d.lines[i+2])
}

// workplace reports whether a name is the organisation in a labelled place:
// "Location: Radiology, Slievebawn University Hospital, Roscommon".
func (d *document) workplace(l *line, n name) bool {
	return l.hitAt(l.first).kind == "label.location" && n.last-n.first > 1 && d.commonKind(n.last-1) && !department().MatchString(d.text[n.start:n.end])
}

// headField reports whether a short line is a place, a date, the contract or
// the pay, of which boards make the head of an offer.
func (d *document) headField(l *line) bool {
	s := d.text[l.start:l.end]
	if len(s) > 100 || strings.HasSuffix(s, ".") {
		return false
	}
	if h := l.hitAt(l.first); h.is("label.") && strings.ContainsAny(s, ":0123456789") || h.is("hire.") || h.is("work.") || h.is("ago.") {
		return true
	}
	for _, h := range l.hits {
		if (h.is("hire.") || h.is("work.")) && (h.last-h.first)*2 >= l.last-l.first {
			return true
		}
	}
	if namesMoney(s) && holdsDigit(s) {
		return true
	}
	for _, part := range titleParts(s) {
		if d.placeSize(part.text, false) > 0 {
			return true
		}
	}
	return d.placeSize(s, false) > 0
}

var (
	department = pattern(`(?i)\b(?:team|department|division|operations|engineering|marketing|sales|finance|product|design|experience|success|support|hr|people|logistics|abteilung|bereich|fachbereich|service|direction|área|ufficio|afdeling)$`)
	boardLine  = pattern(`^(?:\p{Lu}[\p{L} .'’\-]{2,30}, (?:[A-Z]{2,3}(?: \d{4,5})?|\p{Lu}[\p{L} .\-]{2,30})(?: \((?:Hybrid|Remote|On-?site|Híbrido|Remoto|Presencial)\))?$|\d(?:\.\d)?(?: out of|/| ?★| \(\d)|(?:[ADF]-|CH-)?\d{4,5} \p{Lu})`)
)

var (
	placeOnly   = pattern(`^(?:,? \(?\p{Lu}[\p{L}\-'’ ]+(?: ?\(?\d{2,5}\)?)?\)?)?$`)
	placeBehind = pattern(`^(?: ?\(|,| in| à| a| en| em| te| di| ·| \|| [-–—])\s?\(?\p{Lu}[\p{L}\-'’ ]+(?:, [\p{L} ]+)?(?: ?\(\d{2,5}\))?\)?$`)
)

// aboveAddress reports whether a line holds the name alone and the next one is
// a street or a postcode with its place.
func (d *document) aboveAddress(l *line, i int, n name) bool {
	if n.start-l.start > 4 || i+1 >= len(d.lines) {
		return false
	}
	if strings.TrimSpace(d.text[n.end:l.end]) != "" {
		return addressLine(strings.TrimLeft(d.text[n.end:l.end], " ,·•|–-"))
	}
	below := i + 1
	if s := d.text[d.lines[below].start:d.lines[below].end]; below+1 < len(d.lines) && forWhom().MatchString(s) {
		below++
	}
	next := &d.lines[below]
	return addressLine(d.text[next.start:next.end])
}

// addressLine reports whether a line is a street or a postcode with its place,
// which have a number.
func addressLine(s string) bool {
	if !holdsDigit(s) {
		return false
	}
	return streetLine().MatchString(s) || len(s) < 90 && holdsDigit(s[max(0, len(s)-4):]) && endsInPostcode().MatchString(s)
}

// endsInPostcode is the town of an address in Britain, North America, Australia
// or India.
var endsInPostcode = pattern(`^[\p{L}\d .,'’\-/]{2,60}(?:\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|, [A-Z]{2} \d{5}|\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) \d{4}|\b[A-Z]\d[A-Z] \d[A-Z]\d|\p{Lu}\p{L}+[ -]+\d{6})$`)

// applied reports whether line i is where applications go to, or among the
// offer's last lines.
func (d *document) applied(i int) bool {
	if i >= len(d.lines)-6 {
		return true
	}
	for j := max(0, i-3); j <= i; j++ {
		if l := &d.lines[j]; l.section == applySection || l.has("flow.apply") {
			return true
		}
	}
	return false
}

// forWhom stands between the name of a firm and its address: a department, a
// person.
var forWhom = pattern(`(?i)^(?:(?:the |die |das )?(?:hr|human resources|personnel|personal|people|recruit\w*)(?: ?-?(?:department|team|office|abteilung|wesen|service))?|personalabteilung|personalwesen|service (?:du personnel|rh|des ressources humaines)|ressources humaines|recursos humanos|rrhh|risorse umane|ufficio (?:del )?personale|afdeling (?:hr|personeel\w*)|(?:z\. ?h(?:d|\.)?|c/o|attn:?|à l'attention de|t\.?a\.?v\.?|att\.) .{3,50}|(?:frau|herrn?|mrs?|ms|mme|m\.|sig\.(?:ra)?|sra?\.|dhr\.?|mevr\.?) .{3,50})$`)

var streetLine = pattern(`^(?:(?:Am|Im|An der|In der|Zum|Zur|Auf dem|Auf der|Hinter der|Unter den) \p{Lu}[\p{L}\-]+ \d|\p{Lu}[\p{L}.\-' ]{3,40}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|straat|laan|plein|kade|gracht|singel)\s?\d|\d{1,4}(?:bis)?,? (?:rue|avenue|boulevard|bd|place|chemin|route|quai)\b|(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Rr]ua|[Aa]venida|[Aa]v\.|[Cc]alle|[Cc]/|[Pp]raça|[Pp]laza|[Pp]aseo|[Pp]olígono) .{3,50}\d|\d{1,4} \p{Lu}[\p{L}' ]+ (?:Street|Road|Lane|Avenue|Way|Drive|Square|Place)\b|(?:[ADFBI]-|CH-)?\d{4,5}(?: [A-Z]{2})? \p{Lu}\p{L}+)`)
