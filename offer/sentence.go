package offer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// units cuts a line into sentences, but keeps an item of a list whole unless
// its sentences differ in importance.
func (d *document) units(l *line) []unit {
	sentences := d.sentences(l)
	for _, s := range sentences[:max(0, len(sentences)-1)] {
		if (l.section == mustSection || l.section == niceSection) && l.end-l.start < 160 && strings.HasSuffix(d.text[s.start:s.end], "?") {
			return []unit{d.unit(*l)} // a question and its answer
		}
	}
	if l.bullet && len(sentences) > 1 {
		differ := false
		for _, s := range sentences[1:] {
			differ = differ || d.isNice(&s) != d.isNice(&sentences[0])
		}
		if !differ {
			return []unit{d.unit(*l)}
		}
	}
	return sentences
}

func (d *document) unit(l line) unit {
	u := unit{line: l}
	u.nice = d.niceRanges(&u)
	return u
}

// sentences cuts a line behind full stops, except those of abbreviations.
func (d *document) sentences(l *line) []unit {
	s := d.text[l.start:l.end]
	var all []unit
	from := 0
	add := func(to int) {
		piece := line{start: l.start + from, end: l.start + to, bullet: l.bullet, section: l.section, first: l.first}
		piece.trim(d.text)
		if size := markerSize(d.text[piece.start:piece.end]); size > 0 {
			piece.start += size
			piece.trim(d.text)
		}
		from = to
		for piece.first < l.last && d.tokens[piece.first].start < piece.start {
			piece.first++
		}
		piece.last = piece.first
		for piece.last < l.last && d.tokens[piece.last].end <= piece.end {
			piece.last++
		}
		if piece.first == piece.last {
			return
		}
		if piece.first == l.first && piece.last == l.last {
			piece.hits = l.hits // the whole line, as nearly all items of lists are
		} else {
			for _, h := range l.hits {
				if h.first >= piece.first && h.last <= piece.last {
					piece.hits = append(piece.hits, h)
				}
			}
		}
		all = append(all, d.unit(piece))
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != '.' && c != '!' && c != '?' && c != ';' {
			continue
		}
		if d.endsSentence(s, i) {
			add(i + 1)
		}
	}
	if from < len(s) {
		add(len(s))
	}
	return all
}

// endsSentence reports whether the sign at s[i] ends a sentence.
func (d *document) endsSentence(s string, i int) bool {
	rest := s[i+1:]
	trimmed := strings.TrimLeft(rest, spaces+")\"'”’“*\n")
	if trimmed == "" {
		return true
	}
	next, _ := utf8.DecodeRuneInString(trimmed)
	if s[i] == ';' {
		return len(s) > 120 && rest != trimmed
	}
	if !unicode.IsUpper(next) && !unicode.IsDigit(next) && !strings.ContainsRune("¿¡•-–£€$", next) {
		return false
	}
	word := lastWord(s[:i])
	if strings.EqualFold(word, "no") && codeBehind().MatchString(trimmed) {
		return false // "Licence no. EDN/0077"
	}
	if rest == trimmed { // no space behind: glued sentences only
		return s[i] == '.' && utf8.RuneCountInString(word) > 3 && gluedSentence(s, i+1, 'a')
	}
	if s[i] != '.' {
		return true
	}
	if unicode.IsDigit(next) && utf8.RuneCountInString(word) < 4 {
		return false
	}
	if len(word) == 1 && licenceClass().MatchString(s[:i]) {
		return true
	}
	if word == "" {
		return i > 0 && (isDigit(s[i-1]) || strings.ContainsRune(")%+#\"”*", rune(s[i-1]))) && !ordinal(s, i)
	}
	return utf8.RuneCountInString(word) > 1 && !abbreviations[strings.ToLower(word)]
}

// licenceClass is a driving licence with its class, at the end of a sentence.
var licenceClass = pattern(`(?i)(?:rijbewijs|führerschein(?:klasse)?|klasse|permis|permiso|carn[eé]t?|conducir|condução|patente|carta|class|cat\.?|catégorie|categoría|categorie|category|categoria) ?[a-e]$`)

var codeBehind = pattern(`^[A-Z]{0,5}[\-/]?\d`)

// ordinal reports whether the point at s[i] belongs to a German ordinal.
func ordinal(s string, i int) bool {
	j := i
	for j > 0 && isDigit(s[j-1]) {
		j--
	}
	return i-j <= 2 && i > j
}

var abbreviations = map[string]bool{
	"bzw": true, "ca": true, "inkl": true, "zzgl": true, "ggf": true, "evtl": true, "min": true, "max": true, "mind": true, "usw": true,
	"etc": true, "vs": true, "approx": true, "incl": true, "resp": true, "dr": true, "prof": true, "nr": true, "str": true, "abs": true,
	"std": true, "tel": true, "ex": true, "env": true, "ref": true, "sr": true, "sra": true, "dott": true, "ing": true, "mr": true, "mrs": true,
	"ms": true, "bijv": true, "evt": true, "incluido": true, "pag": true, "art": true, "abgeschl": true, "gem": true, "sog": true, "vgl": true, "jr": true, "no": false,
}
