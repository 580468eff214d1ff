package offer

import (
	"strings"
	"unicode"
)

// isNice reports whether a unit as a whole is nice to have: it stands below
// such a heading, or a cue covers its beginning. "Erfahrung mit X, idealerweise
// Y" stays a must.
func (d *document) isNice(u *unit) bool {
	if u.section == niceSection && !d.insists(u) {
		return true
	}
	if last := d.text[u.end-1]; (last == ')' || last == ']' || last == '.') && desirableMark().MatchString(d.text[u.start:u.end]) && d.graded() {
		return true
	}
	if u.section == mustSection && conditionalStart(d.lang, d.tokens[u.first].fold) && !d.endsInsisting(u) {
		return true // "If you know Rust, even better"
	}
	if d.praised(u) {
		return true
	}
	for _, h := range u.nice {
		if question := strings.IndexByte(d.text[u.start:u.end], '?'); question > 0 && d.tokens[h.first].start > u.start+question {
			return true // "CNC? Nice, but not needed"
		}
		if h.first == u.first || h.first == u.first+1 && (len(commonWords[d.tokens[u.first].fold]) > 0 || !strings.Contains(d.text[d.tokens[u.first].end:d.tokens[h.first].start], "(")) {
			return true
		}
	}
	return false
}

// praised reports whether a question is followed by a word or two that welcome
// a yes: "A forklift licence too? Great!".
func (d *document) praised(u *unit) bool {
	s := d.text[u.start:u.end]
	question := strings.IndexByte(s, '?')
	if question < 0 || u.has("must.") || !strings.HasSuffix(s, "!") {
		return false
	}
	n := strings.Count(strings.TrimSpace(s[question+1:]), " ") + 1
	return len(s)-question > 3 && n <= 3
}

// conditionalStart reports whether a word of a language starts a condition.
func conditionalStart(lang, word string) bool {
	switch word {
	case "if":
		return true
	case "wenn", "falls":
		return lang == "de"
	case "si":
		return lang == "fr" || lang == "es"
	case "se":
		return lang == "it" || lang == "pt"
	case "als", "indien":
		return lang == "nl"
	}
	return false
}

// insists reports whether a line below a nice heading asks all the same.
func (d *document) insists(u *unit) bool {
	for _, h := range u.hits {
		if h.kind != "must.cue" {
			continue
		}
		if strict[d.tokens[h.last-1].fold] {
			if h.first > u.first && d.tokens[h.first-1].fold != "not" && d.tokens[h.first-1].fold != "nicht" && d.tokens[h.first-1].fold != "non" && d.tokens[h.first-1].fold != "no" && d.tokens[h.first-1].fold != "niet" {
				return len(u.nice) == 0
			}
		}
	}
	return false
}

// conditional verbs say what would be nice: "would be", "wäre", "serait".
var conditional = wordSet("would ware waren serait seraient sarebbe sarebbero seria seriam serian")

// graded reports whether the offer marks its lines (E) for essential and (D)
// for desirable.
func (d *document) graded() bool {
	if d.marked == nil {
		marked := len(gradeMarks().FindAllStringIndex(d.text[d.body:d.visible], 4)) >= 3
		d.marked = &marked
	}
	return *d.marked
}

// explainsGrades reports whether s says what the marks stand for: "E = essential".
func explainsGrades(s string) bool {
	return strings.Contains(s, "ssential") && gradeLegend().MatchString(s)
}

var (
	gradeMarks    = pattern(`(?m)[(\[](?:E|D|Essential|Desirable)[)\]]\.?$|\bD(?:es)? ?[=:] ?[Dd]esirable`)
	gradeLegend   = pattern(`\bE(?:ss)? ?[=:] ?[Ee]ssential`)
	desirableMark = pattern(`[(\[](?:D|[Dd]esirable)[)\]]\.?$`)
)

// strict are the words that leave no choice.
var strict = wordSet(`required mandatory essential vital crucial imperative necessary erforderlich zwingend vorausgesetzt notwendig pflicht unabdingbar obligatoire obligatoires exige exigee exigees requis requise
	indispensable indispensables imperatif imperative imprescindible imprescindibles obligatorio obligatoria necesario necesaria obbligatorio obbligatoria indispensabile indispensabili necessario necessaria
	obrigatorio obrigatoria indispensavel vereist verplicht noodzakelijk`)

// niceRanges finds the words that are only nice to have. A cue such as
// "ideally" covers what follows up to the end of its sentence; a cue such as
// "is a plus" covers its clause before it; a cue in brackets covers the
// bracket, or what stands before it when the bracket holds nothing else.
func (d *document) niceRanges(u *unit) []hit {
	var ranges []hit
	for _, h := range u.hits {
		if !h.is("nice.") || d.negatedNice(u, h) {
			continue
		}
		ranges = append(ranges, d.niceRange(u, h))
	}
	return ranges
}

// negatedNice reports whether a cue is no cue where it stands: "preferred" in
// "preferred supplier", "plus" in "plus benefits", "welcome" in "we welcome".
func (d *document) negatedNice(u *unit, h hit) bool {
	if h.kind == "nice.tail" && h.first > u.first && conditional[d.tokens[h.first].fold] && h.last-h.first <= 2 {
		switch d.tokens[h.first-1].fold {
		case "you", "role", "position", "job", "this", "who", "we", "that", "there", "work", "poste", "mission", "ce", "puesto", "trabajo", "lavoro", "vaga", "stelle", "functie":
			return true
		}
	}
	if h.last-h.first > 1 { // "n'a plus de secrets" is no plus
		return d.lang == "fr" && h.first > u.first && d.tokens[h.first-1].fold == "n"
	}
	word := d.tokens[h.first].fold
	switch word {
	case "helpful", "useful", "beneficial", "advantageous", "preferred", "desired", "welcome", "optional", "bonus", "plus", "ideal", "willkommen", "pre", "handy", "helps", "wonderful", "fijn", "mooi", "handig", "leuk", "welkom", "gewenst", "hilfreich", "nutzlich", "erwunscht", "utile", "suma", "puntua", "ajuda", "vantagem", "bevorzugt", "fundamental", "bienvenue", "souhaite", "valorizado", "meegenomen", "pluspunt":
	default:
		return false
	}
	atEnd := h.last == u.last || strings.ContainsAny(d.text[d.tokens[h.last-1].end:d.tokens[h.last].start], ").,;:–-—")
	return !atEnd && !(h.first == u.first && word != "welcome" && word != "bonus" && word != "plus" && word != "ideal")
}

func (d *document) niceRange(u *unit, h hit) hit {
	if open, end, ok := d.bracketAround(u, h); ok {
		if d.onlyCue(h, open, end) {
			return hit{h.kind, d.clauseStart(u, open), end}
		}
		return hit{h.kind, open, end}
	}
	if h.first <= u.first+1 || h.kind == "nice.lead" {
		return hit{h.kind, h.first, d.clauseEnd(u, h.last)}
	}
	if d.colonBehind(u, h) {
		return hit{h.kind, h.first, u.last}
	}
	start := d.clauseStart(u, h.first)
	if start > u.first && d.onlyCue(h, start, h.last) && h.last == u.last {
		start = d.clauseStart(u, start-1) // "Auditor's certificate - nice, not necessary"
	}
	if h.first-start > 12 && h.last < u.last {
		start = h.first - 3 // items that lost their breaks: the cue is about the last of them
	}
	return hit{h.kind, start, h.last}
}

// onlyCue reports whether the words first to last are a cue and at most small
// words around it: "(would be a plus)", not "(Redis is a plus)".
func (d *document) onlyCue(h hit, first, last int) bool {
	for i := first; i < last; i++ {
		if i >= h.first && i < h.last {
			continue
		}
		switch word := d.tokens[i].fold; word {
		case "super", "top", "great", "genial", "toll", "ideal", "ce", "it", "das", "would", "but", "highly", "strongly", "very", "only", "sehr", "aber", "mais", "muy", "molto", "zeer", "ware", "serait", "seria", "sarebbe":
		default:
			if len(commonWords[word]) == 0 {
				return false
			}
		}
	}
	return true
}

func (d *document) colonBehind(u *unit, h hit) bool {
	return h.last < u.last && strings.HasPrefix(d.text[d.tokens[h.last-1].end:], ":")
}

// bracketAround returns the words inside the brackets around a hit.
func (d *document) bracketAround(u *unit, h hit) (first, last int, ok bool) {
	start, end := d.span(h)
	open := strings.LastIndexByte(d.text[u.start:start], '(')
	shut := strings.IndexByte(d.text[end:u.end], ')')
	if open < 0 || shut < 0 || strings.Contains(d.text[u.start+open:start], ")") || strings.Contains(d.text[end:end+shut], "(") {
		return 0, 0, false
	}
	open, shut = u.start+open, end+shut
	first = h.first
	for first > u.first && d.tokens[first-1].start > open {
		first--
	}
	last = h.last
	for last < u.last && d.tokens[last].end <= shut {
		last++
	}
	return first, last, true
}

// clauseStart goes back from a cue to where its clause starts. A comma ends
// the clause only when what follows it can stand for itself: it names
// something new to know, not the next item of a list.
func (d *document) clauseStart(u *unit, cue int) int {
	for i := cue - 1; i > u.first; i-- {
		gap := d.text[d.tokens[i-1].end:d.tokens[i].start]
		switch {
		case strings.ContainsAny(gap, ";!?") || strings.Contains(gap, ".") && d.tokens[i-1].end-d.tokens[i-1].start > 2 || strings.Contains(gap, " – ") || strings.Contains(gap, " - "):
			return i
		case strings.Contains(gap, ",") && d.newClause(u, i, cue):
			return i
		}
		if d.contrasts(i) && cue-i > 2 {
			return i
		}
	}
	return u.first
}

// newClause reports whether the words from i to the cue, behind a comma, name
// something of their own.
func (d *document) newClause(u *unit, i, cue int) bool {
	if d.contrasts(i) {
		return cue-i > 2
	}
	for _, h := range u.hits {
		if (h.is("ask") || h.is("degree") || h.is("licence")) && h.first >= i && h.first <= i+3 && h.last <= cue {
			return true
		}
	}
	switch d.tokens[i].fold {
	case "weitere", "andere", "zusatzliche", "other", "additional", "further", "autre", "autres", "une", "un", "la", "le", "otros", "otras", "otro", "altre", "altra", "ulteriori", "outras", "outros", "ma", "with", "mit", "eine", "ein", "el", "se", "a", "o", "il", "l":
		return true
	}
	return cue-i <= 3 && d.namesLanguage(i, cue)
}

// namesLanguage reports whether the words i to j are a language and little
// else: "…, Englisch von Vorteil".
func (d *document) namesLanguage(i, j int) bool {
	for ; i < j; i++ {
		if _, ok := languageNames[d.tokens[i].fold]; ok {
			return true
		}
	}
	return false
}

func (d *document) contrasts(i int) bool {
	switch d.tokens[i].fold {
	case "but", "aber", "pero", "maar", "jedoch", "mais", "mas":
		return true
	}
	return false
}

// clauseEnd goes forward from a cue to the end of its sentence.
func (d *document) clauseEnd(u *unit, from int) int {
	for i := from; i < u.last; i++ {
		if i > from && strings.ContainsAny(d.text[d.tokens[i-1].end:d.tokens[i].start], ".;!?") {
			next := d.text[d.tokens[i].start]
			if next < 0x80 && unicode.IsUpper(rune(next)) || strings.Contains(d.text[d.tokens[i-1].end:d.tokens[i].start], ";") {
				return i
			}
		}
	}
	return u.last
}
