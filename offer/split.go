package offer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markerSize returns the size of the list marker at the start of s, 0 when
// there is none. A dash needs a space behind it, an emoji or bullet sign does
// not.
func markerSize(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	rest := s[size:]
	switch {
	case r >= 'A' && r <= 'Z': // as most lines begin
	case r >= utf8.RuneSelf && strings.ContainsRune("•▪●◦‣⁃■□▫➢➤►▶✓✔☑✅▸◆❖→»·○∙⇒☞", r):
		return size
	case r >= 0x2600 && r <= 0x27BF || r >= 0x1F300 && r <= 0x1FAFF:
		for {
			next, n := utf8.DecodeRuneInString(s[size:])
			if next != 0xFE0F && next != 0x200D && !(next >= 0x1F300 && next <= 0x1FAFF) || n == 0 {
				return size
			}
			size += n
		}
	case strings.ContainsRune("-–—*+>~", r):
		if next, _ := utf8.DecodeRuneInString(rest); next == '*' && r == '*' || next == r {
			return 0
		}
		if strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, "\t") || strings.HasPrefix(rest, "\u00a0") {
			return size
		}
		if next, _ := utf8.DecodeRuneInString(rest); r == '-' && unicode.IsUpper(next) {
			return size
		}
	case r == 'o' && len(rest) > 2 && (rest[0] == ' ' || rest[0] == '\t'):
		if next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " \t")); unicode.IsUpper(next) {
			return size
		}
	case unicode.IsDigit(r) || unicode.IsLower(r):
		digits := 0
		for digits < len(s) && digits < 2 && s[digits] >= '0' && s[digits] <= '9' {
			digits++
		}
		if digits == 0 {
			digits = size
		}
		if digits+2 < len(s) && unicode.IsLower(r) && strings.ContainsAny(s[digits+2:min(len(s), digits+4)], "£€$0123456789") {
			return 0 // "c. £130,000"
		}
		if dayOfMonth().MatchString(s) {
			return 0
		}
		if digits+1 < len(s) && (s[digits] == '.' || s[digits] == ')') && s[digits+1] == ' ' {
			return digits + 2
		}
	}
	return 0
}

// dayOfMonth is a date at the start of a line, no number of an item.
var dayOfMonth = pattern(`(?i)^\d{1,2}\. (?:jan|feb|mär|mar|apr|mai|maj|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|déc)`)

// joins reports whether l continues the line before: the text was wrapped at
// a fixed width.
func (d *document) joins(l line, gap bool) bool {
	if gap || l.bullet || l.strong || len(d.lines) == 0 {
		return false
	}
	before := d.lines[len(d.lines)-1]
	if l.end-before.start > maxLine {
		return false
	}
	size := before.end - strings.LastIndexByte(d.text[:before.end], '\n') - 1
	if before.strong || before.end < d.body || size < 45 || size > 110 || l.start-before.end > 12 || strings.ContainsRune(d.text[before.end:l.start], '\t') {
		return false
	}
	if fieldLine().MatchString(d.text[l.start:l.end]) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(d.text[:before.end])
	next, _ := utf8.DecodeRuneInString(d.text[l.start:])
	switch {
	case strings.ContainsRune(".!?:;", last):
		return false
	case unicode.IsLower(next):
		return true
	case last == ',' || last == '-' || last == '/' || last == '&' || next == '(':
		return true
	}
	return size >= 62 && d.wrapped
}

// keepsWidth reports whether the whole text keeps to a width, as mails do.
func keepsWidth(text string) bool {
	long := 0
	for l := range strings.SplitSeq(text, "\n") {
		switch size := utf8.RuneCountInString(l); {
		case size > 100:
			return false
		case size > 60:
			long++
		}
	}
	return long >= 3
}

// extend appends a wrapped line to the last one.
func (d *document) extend(l line) {
	last := &d.lines[len(d.lines)-1]
	last.end = l.end
	d.addWords(l)
	last.last = len(d.tokens)
}

// appendPieces cuts a line where line breaks were certainly lost: before bullet
// signs in its middle, behind a heading that runs into the next word, behind
// "Heading:".
func (d *document) appendPieces(pieces []line, l line) []line {
	cuts := bulletCuts(d.text[l.start:l.end])
	cuts = append(cuts, d.gluedCuts(l)...)
	cuts = append(cuts, d.inlineHeadings(d.text[l.start:l.end])...)
	if len(cuts) == 0 {
		return d.appendHeadingCut(pieces, l)
	}
	start := l.start
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for _, cut := range append(cuts, l.end-l.start) {
		piece := trimLine(d.text, start, l.start+cut)
		if start == l.start {
			piece.bullet, piece.strong = l.bullet || piece.bullet, l.strong || piece.strong
		}
		if piece.start < piece.end {
			pieces = d.appendHeadingCut(pieces, piece)
		}
		start = l.start + cut
	}
	return pieces
}

// inlineHeadings finds headings inside a long line whose line breaks became
// blanks: "… Deine Aufgaben Wartung der Anlagen Dein Profil Ausbildung zum …".
// One alone may be part of a sentence; two of different sections are not.
func (d *document) inlineHeadings(s string) []int {
	if len(s) < 200 {
		return nil
	}
	tokens := tokenize(s)
	var cuts []int
	kinds := map[string]bool{}
	for _, h := range d.book.find(tokens) {
		if !h.is("heading.") || h.last >= len(tokens) || h.kind == "heading.facts" || h.kind == "heading.similar" {
			continue
		}
		start, end := tokens[h.first].start, tokens[h.last-1].end
		first, _ := utf8.DecodeRuneInString(s[start:])
		next, _ := utf8.DecodeRuneInString(s[tokens[h.last].start:])
		alone := h.last-h.first > 1 || h.kind == "heading.benefits" || h.kind == "heading.duties"
		if !alone || !unicode.IsUpper(first) || !unicode.IsUpper(next) && !unicode.IsDigit(next) || s[end:tokens[h.last].start] != " " {
			continue
		}
		if before := strings.TrimRight(s[:start], " "); before != "" && strings.ContainsRune(",(-/&", rune(before[len(before)-1])) {
			continue
		}
		if h.last-h.first > 1 {
			kinds[h.kind] = true
		}
		cuts = append(cuts, start, tokens[h.last].start)
	}
	if len(kinds) < 2 {
		return nil
	}
	return slices.DeleteFunc(cuts, func(at int) bool { return at == 0 })
}

// bulletCuts finds bullet signs inside a line, and dashes when there are so
// many that they can only be a list.
func bulletCuts(s string) []int {
	var cuts, dashes []int
	for i, r := range s {
		if r < utf8.RuneSelf && r != '-' && r != '*' {
			continue
		}
		switch {
		case i == 0:
		case strings.ContainsRune("•▪●◦‣■➢➤►✓✔✅▸❖", r):
			cuts = append(cuts, i)
		case (r == '-' || r == '*' || r == '–') && strings.HasSuffix(s[:i], " ") && strings.HasPrefix(s[i+utf8.RuneLen(r):], " "):
			dashes = append(dashes, i)
		}
	}
	if len(cuts) == 0 && len(dashes) >= 3 && len(s) > 100 && len(s)/len(dashes) < 160 {
		return dashes
	}
	return cuts
}

// gluedCuts finds places where two lines were glued together:
// "RequirementsBachelor" and "years.You" are, "JavaScript" is not. Once a line
// has lost breaks for certain, "invoicesAnswering" counts too.
func (d *document) gluedCuts(l line) []int {
	s := d.text[l.start:l.end]
	var cuts, likely []int
	certain := 0
	for i := 2; i < len(s)-1; i++ {
		if s[i] == ' ' || s[i] >= 'a' && s[i] <= 'z' {
			continue
		}
		if isDigit(s[i]) && !isDigit(s[i-1]) && s[i-1] != ' ' {
			if at, ok := d.gluedHeading(s, i); ok && certain > 0 { // "What we pay13,90 €"
				cuts = append(cuts, i)
				if at > 0 && !slices.Contains(cuts, at) {
					cuts = append(cuts, at)
				}
			}
			continue
		}
		if s[i] < 'A' || s[i] > 'Z' && s[i] < 0xC3 {
			continue
		}
		if (s[i-1] == 'K' || s[i-1] == 'k') && isDigit(s[i-2]) && s[i] <= 'Z' && i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z' {
			cuts = append(cuts, i) // "£ 76KJob location"
			continue
		}
		r, _ := utf8.DecodeRuneInString(s[i:])
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		if !unicode.IsUpper(r) || before == ' ' {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch {
		case strings.ContainsRune(".!?:)", before) && gluedSentence(s, i, next):
			cuts = append(cuts, i)
			certain++
		case unicode.IsLower(before) || unicode.IsDigit(before) || before == ')' || before == '.':
			if at, ok := d.gluedHeading(s, i); ok {
				cuts = append(cuts, i)
				if at > 0 && !slices.Contains(cuts, at) {
					cuts = append(cuts, at)
				}
				certain += 2
			} else if d.gluedWords(s, i, next) {
				likely = append(likely, i)
			}
		case unicode.IsUpper(before) && len(s)-i > 5 && acronymBefore(s, i) && strings.ToLower(s[i+1:i+5]) == s[i+1:i+5] && lastWord(s[i+1:i+5]) == s[i+1:i+5]:
			if d.gluedWords(s, i, next) {
				likely = append(likely, i)
			}
		}
	}
	if certain >= 2 {
		cuts = append(cuts, likely...)
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// acronymBefore reports whether s[:i] ends in a word of capitals: "SAPNivel".
func acronymBefore(s string, i int) bool {
	word := lastWord(s[max(i-64, 0):i]) // of a longer one, the end
	return len(word) >= 2 && strings.ToUpper(word) == word
}

// gluedWords reports whether a capital in the middle of a word starts a new
// line, given that the text has lost breaks: the word is no name of a product.
func (d *document) gluedWords(s string, i int, next rune) bool {
	if !unicode.IsLower(next) && next != ' ' {
		return false
	}
	start := i
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(s[:start])
		if !wordRune(r) {
			break
		}
		start -= size
	}
	end := i
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		if !wordRune(r) {
			break
		}
		end += size
	}
	if i-start < 2 && !isDigit(s[start]) || start > 0 && strings.ContainsRune("@/.", rune(s[start-1])) {
		return false
	}
	_, product := d.lexicon.Lookup(s[start:end])
	return !product
}

// gluedSentence reports whether a sentence ends right before s[i:]. Names such
// as Node.Js, ASP.NET and web addresses do not count.
func gluedSentence(s string, i int, next rune) bool {
	word := lastWord(s[:i-1])
	if s[i-1] == ')' {
		word = "xxxx"
	}
	if utf8.RuneCountInString(word) < 4 || strings.ToLower(word[1:]) != word[1:] || !unicode.IsLower(next) && next != ' ' {
		return false
	}
	end := strings.IndexAny(s[i:], " \n")
	return end < 0 || !strings.ContainsAny(s[i:i+end], "@/_") && !strings.Contains(strings.TrimRight(s[i:i+end], ".,:;!?"), ".")
}

// gluedHeading reports whether a heading ends right before s[i:] and where it
// starts: at the start of a line or sentence, or itself glued to a word, as
// in "teamworkRequisitosExperiencia".
func (d *document) gluedHeading(s string, i int) (at int, ok bool) {
	from := max(0, i-40)
	for !utf8.RuneStart(s[from]) {
		from++
	}
	for j := i - 3; j >= from; j-- {
		r, _ := utf8.DecodeRuneInString(s[j:])
		if r != '¿' && !unicode.IsUpper(r) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:j])
		starts := j == 0 || unicode.IsLower(before) || unicode.IsDigit(before) || strings.ContainsRune(".!?;:)", before)
		if trimmed := strings.TrimRight(s[:j], " "); !starts && before == ' ' && trimmed != "" {
			starts = strings.ContainsRune(".!?;:)", rune(trimmed[len(trimmed)-1]))
		}
		if !starts {
			continue
		}
		tokens := tokenize(s[j:i])
		if coversAll(d.book.find(tokens), len(tokens), "heading.") {
			return j, true
		}
	}
	return 0, false
}

// coversAll reports whether one phrase of the family covers all n words.
func coversAll(hits []hit, n int, family string) bool {
	for _, h := range hits {
		if strings.HasPrefix(h.kind, family) && h.first == 0 && h.last == n {
			return true
		}
	}
	return false
}

// appendHeadingCut cuts "Requirements: three years of …" behind the colon.
func (d *document) appendHeadingCut(pieces []line, l line) []line {
	s := d.text[l.start:l.end]
	colon := strings.IndexAny(s[:min(len(s), 61)], ":?")
	if colon < 3 || colon+1 >= len(s) || len(s)-colon < 25 {
		return append(pieces, l)
	}
	tokens := tokenize(s[:colon])
	hits := d.book.find(tokens)
	if !coversAll(hits, len(tokens), "heading.") || coversAll(hits, len(tokens), "label.") && len(s) < 90 {
		return append(pieces, l)
	}
	if coversAll(hits, len(tokens), "heading.facts") || l.bullet && coversAll(hits, len(tokens), "heading.nice") {
		return append(pieces, l)
	}
	head, rest := trimLine(d.text, l.start, l.start+colon+1), trimLine(d.text, l.start+colon+1, l.end)
	if rest.start == rest.end {
		return append(pieces, l)
	}
	head.bullet, head.strong = false, true
	return append(pieces, head, rest)
}
