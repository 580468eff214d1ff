package rules

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// section reads one section and adds it to the others.
func (r *reader) section(all *draft.Node, s section) {
	if len(s.lines) == 0 {
		if s.title != nil {
			all.Quotes = append(all.Quotes, s.title.Span)
			r.doc.Ignored = append(r.doc.Ignored, source.Remark{Text: r.doc.Slice(s.title.Span), Place: s.title.Place, Reason: "the title of what stands in the header now, or of nothing"})
		}
		return
	}
	title := "profile"
	var quotes []source.Span
	if s.title != nil {
		title, quotes = r.tidyTitle(r.doc.Slice(s.title.Span)), []source.Span{s.title.Span}
	}
	list := draft.Seq("")
	list.Quotes = quotes
	if r.hasEntries(s) {
		list.Items = r.entries(s)
	} else {
		list.Items = r.plain(s)
	}
	if len(list.Items) > 0 {
		list.Key = r.ownTitle(title)
		all.Add(list)
	}
}

// ownTitle gives a title that another section has a number.
func (r *reader) ownTitle(title string) string {
	own, base := title, strings.TrimSuffix(title, " (1)")
	for r.titles[own] > 0 {
		r.titles[title]++
		own = fmt.Sprintf("%s (%d)", base, r.titles[title])
	}
	r.titles[own] = 1
	return own
}

// tidyTitle is a title as a key: one in capitals is written as words are in its
// language.
func (r *reader) tidyTitle(text string) string {
	text = strings.TrimRight(strings.Join(strings.Fields(text), " "), ": ")
	text = strings.Trim(text, "*_# ")
	if !capitals(text) || len(text) < 5 {
		return text
	}
	words := strings.Fields(strings.ToLower(text))
	for i, word := range words {
		if len(word) < 4 && !smallWords[word] && !strings.ContainsAny(word, "&/") {
			words[i] = strings.ToUpper(word) // "IT"
			continue
		}
		if i == 0 || len(word) > 3 && r.titleCase {
			runes := []rune(word)
			words[i] = strings.ToUpper(string(runes[0])) + string(runes[1:])
		}
	}
	return strings.Join(words, " ")
}

// smallWords are short words that are no abbreviations.
var smallWords = map[string]bool{
	"and": true, "of": true, "in": true, "the": true, "for": true, "to": true, "my": true, "me": true, "on": true, "und": true, "zur": true, "der": true, "die": true, "des": true,
	"et": true, "de": true, "du": true, "la": true, "le": true, "les": true, "à": true, "en": true, "y": true, "el": true, "di": true, "e": true, "do": true, "da": true, "dos": true, "os": true, "van": true, "het": true, "key": true, "job": true, "art": true,
}

// hasEntries tells sections of dated entries from lists and texts.
func (r *reader) hasEntries(s section) bool {
	dated, deeper, plain := 0, 0, 0
	for _, l := range s.lines {
		if r.level > 0 && l.Heading > r.level {
			deeper++
		}
		if len(r.periods(l.Span)) > 0 && (l.Item == 0 || s.kind == education || s.kind == other) && l.End-l.Start < 160 {
			dated++
		}
		if l.Item == 0 && !l.Side {
			plain++
		}
	}
	if plain == 0 && s.kind != experience && s.kind != education { // nothing but a list
		return false
	}
	switch s.kind {
	case profile, contact:
		return false
	case skills, languages:
		return deeper > 0
	case experience, education, publications:
		return dated > 0 || deeper > 0
	case projects:
		return dated > 0 || deeper > 0 || plain > 0 && plain < len(s.lines)
	}
	if deeper > 0 {
		return true
	}
	return dated > 0 && dated*3 >= plain
}

var labelled = sync.OnceValue(func() (f struct{ colon, language *regexp.Regexp }) {
	f.colon = regexp.MustCompile(`^(\**[^:.!?]{2,44}?\**):\**\s+(\S.*)$`)
	f.language = regexp.MustCompile(`^(\p{Lu}[\p{L} ]{2,24}?)\s*(?:\s[–—-]|:|,|\(|\t)\s*(\S.*)$`)
	return f
})

// plain reads a section of lines without dates: pairs of label and details,
// bullets or paragraphs.
func (r *reader) plain(s section) []*draft.Node {
	if pairs := r.pairs(s); pairs != nil {
		return pairs
	}
	var list []*draft.Node
	bullets := false
	for _, l := range s.lines {
		bullets = bullets || l.Item > 0
	}
	bullets = bullets && s.kind != profile
	key := numbering(s.lines)
	for _, l := range s.lines {
		text := r.doc.Markdown(l.Span)
		if len(l.Cells) > 1 {
			parts := make([]string, len(l.Cells))
			for i, cell := range l.Cells {
				parts[i] = r.doc.Markdown(cell)
			}
			text = strings.Join(parts, ", ")
		}
		if text == "" {
			continue
		}
		if bullets {
			list = append(list, draft.Map("", draft.Leaf(key, noDash(text), l.Span)))
			continue
		}
		list = append(list, draft.Leaf("", text, l.Span))
	}
	return list
}

// numbering is the key for the items of a list: bullets, or numbers that count
// up or down.
func numbering(lines []source.Line) string {
	for _, l := range lines {
		if l.Number == 0 {
			return "bullet"
		}
	}
	if len(lines) > 1 && lines[0].Number > lines[1].Number {
		return "reversed_number"
	}
	return "number"
}

// pairs reads lines that are all a label and its details.
func (r *reader) pairs(s section) []*draft.Node {
	if s.kind == profile {
		return nil
	}
	var list []*draft.Node
	for _, l := range s.lines {
		if several := r.levels(l); s.kind == languages && several != nil {
			list = append(list, several...)
			continue
		}
		label, details, ok := r.pair(l, s.kind)
		if !ok {
			return nil
		}
		list = append(list, draft.Map("",
			draft.Leaf("label", strings.Trim(r.doc.Markdown(label), "*: "), l.Span),
			draft.Leaf("details", r.doc.Markdown(details), l.Span)))
	}
	return list
}

var level = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(\p{Lu}\p{L}+) ?\(([^()]+)\)[,;.]?\s*`) })

// levels reads a line such as "Deutsch (Muttersprache), Englisch (C1)".
func (r *reader) levels(l source.Line) []*draft.Node {
	text := r.doc.Slice(l.Span)
	var list []*draft.Node
	at := 0
	for _, m := range level().FindAllStringSubmatchIndex(text, -1) {
		if m[0] != at {
			return nil
		}
		at = m[1]
		whole := source.Span{Start: l.Start + m[0], End: l.Start + m[1]}
		list = append(list, draft.Map("", draft.Leaf("label", text[m[2]:m[3]], whole), draft.Leaf("details", text[m[4]:m[5]], whole)))
	}
	if at != len(text) || len(list) < 2 {
		return nil
	}
	return list
}

func (r *reader) pair(l source.Line, k kind) (label, details source.Span, ok bool) {
	if l.Item > 1 {
		return
	}
	if len(l.Cells) == 2 && l.Cells[0].End-l.Cells[0].Start < 60 {
		return l.Cells[0], l.Cells[1], true
	}
	text := r.doc.Slice(l.Span)
	m := labelled().colon.FindStringSubmatchIndex(text)
	if m == nil && k == languages && len(text) < 70 {
		m = labelled().language.FindStringSubmatchIndex(text)
	}
	if m == nil {
		return
	}
	label = source.Span{Start: l.Start + m[2], End: l.Start + m[3]}
	details = source.Span{Start: l.Start + m[4], End: l.Start + m[5]}
	if strings.HasSuffix(text, ")") && !strings.Contains(r.doc.Slice(details), "(") {
		details.End--
	}
	return label, details, true
}

// noDash writes a dash between spaces as one that RenderCV does not take for a
// bullet below the bullet.
func noDash(text string) string { return strings.ReplaceAll(text, " - ", " – ") }
