package offer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// document is an offer while it is read: its text, words and lines, and the
// result so far.
type document struct {
	source
	tokens    []token
	lines     []line
	spare     []hit  // room for the phrases of further lines
	looked    around // room for the words around a name
	lang      string
	book      *book
	lexicon   *lexicon.Lexicon
	marked    *bool // the lines are graded as essential and desirable, once it is known
	forClient bool  // the offer says that it is for a client of who posts it
	wrapped   bool  // the text keeps to a width, so lines may continue

	offer     schema.JobOffer
	anomalies []schema.Anomaly
	quoted    map[string]bool // fields that have a source
}

// line is a line of the offer, or the part of one that stands for a line: an
// item of a list that lost its line breaks, the text behind "Requirements:".
type line struct {
	start, end  int // content without list marker, markup and outer white space
	first, last int // its words
	bullet      bool
	gap         bool // an empty line stands before it
	strong      bool // markup or a colon says that it is a heading
	heading     bool
	dropped     bool // the page's own text, not the offer's
	section     section
	guessed     bool // the section was told by single words of its heading
	hits        []hit
}

func newDocument(src source, in Input) *document {
	d := &document{source: src, quoted: map[string]bool{}, lexicon: in.Lexicon}
	body := d.text[:d.visible]
	d.lang = detectLanguage(body[d.body:])
	d.book = bookFor(d.lang)
	d.wrapped = keepsWidth(body[d.body:])
	d.splitLines(body)
	d.dropFurniture()
	d.readSections()
	return d
}

// splitLines cuts the text into lines and finds the phrases of each.
func (d *document) splitLines(body string) {
	d.tokens = make([]token, 0, len(body)/6+1)
	d.lines = make([]line, 0, strings.Count(body, "\n")+1)
	quoted := quotesMail(body)
	tight := 0 // lines that start with a dash and no space behind it
	for l := range strings.SplitSeq(body, "\n") {
		if tightDash(l) {
			tight++
		}
	}
	gap := false
	var stretches, pieces, parts []line // room for those of each line
	add := func(l line) {
		l.gap, gap = gap, false
		l.first = len(d.tokens)
		d.addWords(l)
		l.last = len(d.tokens)
		d.lines = append(d.lines, l)
	}
	for start := 0; start <= len(body); {
		end := strings.IndexByte(body[start:], '\n')
		if end < 0 {
			end = len(body)
		} else {
			end += start
		}
		from := start
		if tight > 2 && tightDash(body[start:end]) {
			from += strings.IndexByte(body[start:end], '-') + 1
		}
		if quoted {
			from += len(mailQuote().FindString(body[start:end]))
		}
		l := trimLine(body, from, end)
		l.bullet = l.bullet || tight > 2 && from > start && body[from-1] == '-'
		l.strong = l.strong || d.headings[start]
		switch {
		case l.start == l.end:
			gap = true
		case d.joins(l, gap):
			d.extend(l)
		default:
			stretches = appendBounded(stretches[:0], body, l)
			for _, stretch := range stretches {
				pieces = d.appendPieces(pieces[:0], stretch)
				for _, piece := range pieces {
					parts = appendLeadIn(parts[:0], body, piece, end)
					for _, part := range parts {
						add(part)
					}
				}
			}
		}
		start = end + 1
	}
	for i := range d.lines {
		d.findPhrases(&d.lines[i])
	}
}

// maxLine bounds what is read as one line, in bytes. Paragraphs of offers have
// up to 800; rules look from each name of a line to its ends, which would take
// minutes on a line of 200 KB.
const maxLine = 1000

// appendBounded cuts a line that is longer than any paragraph, behind a sentence
// where there is one, else at a blank.
func appendBounded(stretches []line, text string, l line) []line {
	for l.end-l.start > maxLine {
		s := text[l.start : l.start+maxLine]
		cut := max(strings.LastIndex(s, ". "), strings.LastIndex(s, "! "), strings.LastIndex(s, "? ")) + 1
		if cut < maxLine/2 {
			cut = strings.LastIndexByte(s, ' ') + 1
		}
		if cut < maxLine/2 {
			for cut = maxLine; !utf8.RuneStart(text[l.start+cut]); cut-- {
			}
		}
		head, rest := l, l
		head.end, rest.start = l.start+cut, l.start+cut
		head.trim(text)
		rest.trim(text)
		stretches, l = append(stretches, head), rest
	}
	if l.start == l.end {
		return stretches
	}
	return append(stretches, l)
}

// tightDash reports whether a line is an item with no space behind its dash.
func tightDash(line string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "-")
	first, _ := utf8.DecodeRuneInString(rest)
	return ok && letter(first)
}

// appendLeadIn cuts off the last sentence of a paragraph that leads to the list
// below: "We are a studio of six. The owners expect:".
func appendLeadIn(parts []line, body string, l line, end int) []line {
	s := body[l.start:l.end]
	if l.bullet || len(s) < 60 || !strings.HasSuffix(s, ":") || l.end < end-4 {
		return append(parts, l)
	}
	below := strings.TrimLeft(body[end:], spaces+"\n")
	if markerSize(below) == 0 {
		return append(parts, l)
	}
	at := strings.LastIndex(s, ". ")
	if at < 20 || len(s)-at > 100 {
		return append(parts, l)
	}
	head := trimLine(body, l.start+at+1, l.end)
	l.end = l.start + at + 1
	head.strong = true
	return append(parts, l, head)
}

// quotesMail reports whether most lines start with the sign of a quoted mail.
func quotesMail(text string) bool {
	quoted, lines := 0, 0
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			lines++
			if strings.HasPrefix(l, ">") {
				quoted++
			}
		}
	}
	return lines > 5 && quoted*10 > lines*8
}

var mailQuote = pattern(`^\s*(?:>\s?)+`)

// addWords appends the words of a line. Lines are cut first, so that words
// that were glued together are two.
func (d *document) addWords(l line) {
	d.tokens = appendWords(d.tokens, d.text, l.start, l.end)
}

func (d *document) findPhrases(l *line) {
	l.hits = d.book.findInto(d.room(), d.tokens[l.first:l.last])
	if d.lang == "de" || d.lang == "nl" {
		l.hits = append(l.hits, compounds(d.tokens[l.first:l.last], l.hits)...)
	}
	for i := range l.hits {
		l.hits[i].first += l.first
		l.hits[i].last += l.first
	}
	if cap(l.hits) == cap(d.spare) { // it had room enough
		d.spare = d.spare[len(l.hits):]
		l.hits = l.hits[:len(l.hits):len(l.hits)]
	}
}

// room is for the phrases of a line, of which most have few.
func (d *document) room() []hit {
	if cap(d.spare) < 8 {
		d.spare = make([]hit, 128)
	}
	return d.spare[:0]
}

// compounds finds words that ask by how they end, which no list of words can
// hold: "Dlubal-Vorkenntnisse", "Kundendiensterfahrung", "werkervaring".
func compounds(tokens []token, known []hit) []hit {
	var hits []hit
	for i, t := range tokens {
		for _, pay := range []string{"gehalts", "lohn", "entgelt", "vergutungs", "salaris", "loon"} {
			if strings.HasPrefix(t.fold, pay) && len(t.fold) > len(pay) && len(t.fold) < 20 {
				hits = append(hits, hit{"pay.label", i, i + 1})
				if i == 0 {
					hits = append(hits, hit{"label.salary", i, i + 1})
				}
			}
		}
		if len(t.fold) < 10 || slices.ContainsFunc(known, func(h hit) bool { return h.kind == "ask" && h.holds(i) }) {
			continue
		}
		for _, ending := range []string{"kenntnisse", "kenntnissen", "erfahrung", "erfahrungen", "ausbildung", "studium", "abschluss", "fahigkeit", "bereitschaft", "kompetenz", "verstandnis", "diploma", "ervaring", "kennis", "opleiding", "vaardigheden", "vaardig", "schein", "rijbewijs", "certificaat", "zertifikat"} {
			if strings.HasSuffix(t.fold, ending) {
				hits = append(hits, hit{"ask", i, i + 1})
				break
			}
		}
	}
	return hits
}

// trimLine finds the content of the line text[start:end].
func trimLine(text string, start, end int) line {
	l := line{start: start, end: end}
	l.trim(text)
	rest := text[l.start:l.end]
	if hashes := len(rest) - len(strings.TrimLeft(rest, "#")); hashes > 0 && hashes <= 6 && strings.HasPrefix(rest[hashes:], " ") {
		l.strong = true
		l.start += hashes
		l.trim(text)
	}
	if rest = text[l.start:l.end]; strings.HasPrefix(rest, "A") || strings.HasPrefix(rest, "§") {
		if m := articleNumber().FindString(rest); m != "" {
			l.strong = true
			l.start += len(m)
			l.trim(text)
		}
	}
	if size := markerSize(text[l.start:l.end]); size > 0 {
		l.bullet = true
		l.start += size
		l.trim(text)
	}
	for _, mark := range []string{"**", "__", "*"} {
		rest = text[l.start:l.end]
		inner, ok := strings.CutPrefix(rest, mark)
		if !ok {
			continue
		}
		if core, ok := strings.CutSuffix(strings.TrimSuffix(inner, ":"), mark); ok && !strings.Contains(core, mark) {
			l.strong = !l.bullet
			l.start += len(mark)
			l.end -= len(rest) - len(mark) - len(core)
			l.trim(text)
			break
		}
	}
	return l
}

// articleNumber numbers the headings of public notices.
var articleNumber = pattern(`^(?:Art(?:\.|icolo|icle|igo|ículo|ikel)?|ART\.?|§)\s?\d{1,2}\s?(?:[-–—.:)]\s*)+`)

const spaces = " \t\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"

// trim drops white space at both ends.
func (l *line) trim(text string) {
	rest := text[l.start:l.end]
	l.start += len(rest) - len(strings.TrimLeft(rest, spaces))
	l.end = l.start + len(strings.TrimRight(text[l.start:l.end], spaces))
}

// words returns the line's words.
func (d *document) words(l line) []token { return d.tokens[l.first:l.last] }

// has reports whether the line holds a phrase of the kind, or of the family
// when kind ends in a dot.
func (l *line) has(kind string) bool {
	_, ok := l.find(kind)
	return ok
}

func (l *line) find(kind string) (hit, bool) {
	for _, h := range l.hits {
		if h.is(kind) {
			return h, true
		}
	}
	return hit{}, false
}

func (h hit) is(kind string) bool {
	return h.kind == kind || strings.HasSuffix(kind, ".") && strings.HasPrefix(h.kind, kind)
}

// span returns the place in the text that a hit covers.
func (d *document) span(h hit) (start, end int) {
	return d.tokens[h.first].start, d.tokens[h.last-1].end
}

// set notes the first quote of a field; it reports whether it was the first.
func (d *document) set(field string, start, end int) bool {
	if d.quoted[field] {
		return false
	}
	d.quoted[field] = true
	d.addSource(field, start, end)
	return true
}
