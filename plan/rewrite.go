package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/schema"
)

// drafted are the texts that a draft keeps and the rules may rewrite, in the
// order of the file, behind them the commented-out bullets that come back. A
// text is rewritten once, whatever the reasons.
type drafted []*rewrite

type rewrite struct {
	path          string // "line:N" for a commented-out bullet
	before, after string
	reasons       []string
	prose         bool // a sentence rather than a list of names
	answers       []match.Answer
	evidence      []schema.Evidence // besides the text itself
}

// apply is the new text at a place, or the old one.
func (d drafted) apply(path, text string) string {
	for _, rewrite := range d {
		if rewrite.path == path {
			return rewrite.after
		}
	}
	return text
}

// edits are the replacements. Commented-out bullets are not among them: their
// insert carries the new text.
func (d drafted) edits() []schema.Edit {
	var edits []schema.Edit
	for _, rewrite := range d {
		if rewrite.after == rewrite.before || strings.HasPrefix(rewrite.path, fromLine) {
			continue
		}
		edit := schema.Edit{
			Op: schema.Replace, Path: rewrite.path, Before: rewrite.before, After: rewrite.after,
			Reason:   strings.Join(rewrite.reasons, " "),
			Evidence: append([]schema.Evidence{{Path: rewrite.path, Quote: rewrite.before}}, rewrite.evidence...),
		}
		for _, answer := range rewrite.answers[:min(len(rewrite.answers), maxQuotes)] {
			if answer.RequirementID != "" && !slices.Contains(edit.RequirementIDs, answer.RequirementID) {
				edit.RequirementIDs = append(edit.RequirementIDs, answer.RequirementID)
			}
			edit.OfferQuotes = append(edit.OfferQuotes, answer.Quote)
		}
		edits = append(edits, edit)
	}
	return edits
}

// rewritable are the keys whose text the rules may write anew; "" is a plain
// text entry. Titles, names and dates are the user's.
var rewritable = map[string]bool{"highlights": true, "details": true, "bullet": true, "summary": true, "": true}

// rewrites orders the lists of names and spells skills as the offer does, in
// everything that the draft keeps.
func (p *planner) rewrites(d draft) drafted {
	texts := p.texts(d)
	p.addFacts(texts)
	for _, text := range texts {
		if !text.prose {
			p.orderNames(text)
		}
	}
	p.spell(texts)
	p.formatNumbers(texts)
	return texts
}

func (p *planner) texts(d draft) drafted {
	var texts drafted
	add := func(path, text string, prose bool) {
		texts = append(texts, &rewrite{path: path, before: text, after: text, prose: prose})
	}
	for _, leaf := range p.Base.Content() {
		if !rewritable[leaf.Key] || d.removed[leaf.Path] || d.removed[leaf.Entry] {
			continue
		}
		if _, taken := p.conflict(schema.Edit{Op: schema.Replace, Path: leaf.Path}); !taken {
			add(leaf.Path, leaf.Text, leaf.Key != "details")
		}
	}
	for _, comment := range p.pool {
		if d.pool[comment.Line] {
			add(pooledPath(comment.Line), comment.Text, true)
		}
	}
	return texts
}

// spell writes supported skills as the offer does, unless that spelling stands
// somewhere already. An addition such as the maker's name (Kafka, Apache Kafka)
// is made once in sentences and once in lists; another spelling (K8s,
// Kubernetes) in several places, or one CV would speak in two voices.
func (p *planner) spell(texts drafted) {
	named := p.named(texts)
	for _, term := range p.matcher.Terms() {
		if !named[term.Entry.Name] || !term.Supported() || p.spelled(texts, term) || !speaks(term.Entry, term.Spelling, p.matcher.Language()) {
			continue
		}
		respelled := false
		for _, prose := range []bool{true, false} {
			for range maxRespelled {
				text := p.bestPlace(texts, term, prose)
				if text == nil {
					break
				}
				respelled = true
				if added := p.respell(texts, text, term); added {
					break
				}
			}
		}
		if respelled {
			named = p.named(texts)
		}
	}
}

// named are the skills that stand in the texts.
func (p *planner) named(texts drafted) map[string]bool {
	names := make(map[string]bool, len(texts))
	for _, text := range texts {
		for _, mention := range p.matcher.Mentions(text.after) {
			names[mention.Entry.Name] = true
		}
	}
	return names
}

// maxRespelled is how many sentences, and how many lists, write one skill anew.
const maxRespelled = 3

// speaks reports whether a spelling belongs to a CV in lang: a name, or a form
// of that language.
func speaks(entry *lexicon.Entry, spelling, lang string) bool {
	return slices.ContainsFunc(entry.Spellings(lang), func(s string) bool { return lexicon.Fold(s) == lexicon.Fold(spelling) }) ||
		slices.ContainsFunc(entry.Aliases, func(s string) bool { return lexicon.Fold(s) == lexicon.Fold(spelling) })
}

// spelled reports whether the offer's spelling stands somewhere already.
func (p *planner) spelled(texts drafted, term match.Term) bool {
	speltBy := term.SpeltBy
	return slices.ContainsFunc(texts, func(text *rewrite) bool {
		return slices.ContainsFunc(p.matcher.Mentions(text.after), speltBy)
	})
}

// bestPlace is the sentence, or the list, that speaks to the offer most among
// those that name the term in an interchangeable spelling; nil for none.
func (p *planner) bestPlace(texts drafted, term match.Term, prose bool) (best *rewrite) {
	most := -1.0
	for _, text := range texts {
		if text.prose != prose {
			continue
		}
		if _, found := p.replaceable(text.after, term); found {
			if score := p.matcher.Score(text.after); score > most {
				best, most = text, score
			}
		}
	}
	return best
}

// replaceable finds a mention to write anew; none when the offer's spelling
// stands beside it.
func (p *planner) replaceable(text string, term match.Term) (found lexicon.Mention, ok bool) {
	for _, mention := range p.matcher.Mentions(text) {
		switch {
		case mention.Entry.Name != term.Entry.Name:
		case term.SpeltBy(mention):
			return found, false
		case !ok && term.Entry.Interchangeable(mention.Form, term.Spelling):
			found, ok = mention, true
		}
	}
	return found, ok
}

// respell writes a skill in one text as the offer does, and reports whether
// that only added to the name.
func (p *planner) respell(texts drafted, text *rewrite, term match.Term) (added bool) {
	mention, _ := p.replaceable(text.after, term)
	spelling := written(term)
	if mention.Start == 0 {
		spelling = capital(spelling)
	}
	added = strings.Contains(lexicon.Fold(spelling), lexicon.Fold(mention.Form))
	brackets := !p.spelled(texts, term) && p.count(texts, term) < 3 && free(text.after, mention)
	switch {
	case brackets && lexicon.Abbreviates(mention.Form, spelling):
		spelling = spelling + " (" + mention.Form + ")"
	case brackets && lexicon.Abbreviates(spelling, mention.Form):
		spelling = mention.Form + " (" + spelling + ")"
	}
	text.after = text.after[:mention.Start] + spelling + text.after[mention.End:]
	text.reasons = append(text.reasons, fmt.Sprintf("Writes %s as the offer does: %s.", mention.Form, written(term)))
	text.answers = merge(text.answers, p.matcher.Answers(mention.Form))
	return added
}

// written is the offer's spelling, with the capitals of the lexicon where the
// offer has none.
func written(term match.Term) string {
	if term.Spelling != strings.ToLower(term.Spelling) {
		return term.Spelling
	}
	for _, spelling := range term.Entry.Spellings("") {
		if strings.EqualFold(spelling, term.Spelling) {
			return spelling
		}
	}
	return term.Spelling
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// count tells how often a term is named in all texts.
func (p *planner) count(texts drafted, term match.Term) int {
	n := 0
	for _, text := range texts {
		for _, mention := range p.matcher.Mentions(text.after) {
			if mention.Entry.Name == term.Entry.Name {
				n++
			}
		}
	}
	return n
}

// free reports whether brackets may follow a mention: it is no part of a
// compound and stands in no brackets itself.
func free(text string, m lexicon.Mention) bool {
	if m.End < len(text) && (text[m.End] == '-' || strings.HasPrefix(text[m.End:], " (")) {
		return false
	}
	before := text[:m.Start]
	return strings.Count(before, "(") == strings.Count(before, ")") && !strings.HasSuffix(before, "-")
}

func merge(answers, more []match.Answer) []match.Answer {
	for _, answer := range more {
		if !slices.Contains(answers, answer) {
			answers = append(answers, answer)
		}
	}
	return answers
}

// orderNames puts the names that the offer asks for to the front of a list
// such as "Go, Python, SQL".
func (p *planner) orderNames(text *rewrite) {
	names, separator := splitNames(text.after)
	if len(names) < 3 || p.spokenOnly(names) {
		return
	}
	weights := make(map[string]float64, len(names))
	for _, name := range names {
		weights[name] = p.matcher.Strongest(name)
	}
	sorted := slices.Clone(names)
	slices.SortStableFunc(sorted, func(a, b string) int { return cmp.Compare(weights[b], weights[a]) })
	if slices.Equal(sorted, names) {
		return
	}
	var first []string
	for _, name := range sorted {
		if weights[name] > 0 {
			first = append(first, name)
		}
	}
	text.after = strings.Join(sorted, separator)
	text.reasons = append(text.reasons, fmt.Sprintf("Puts what the offer asks for first: %s.", enumerate(first)))
	for _, name := range first {
		text.answers = merge(text.answers, p.matcher.Answers(name))
	}
}

// spokenOnly reports whether the names are languages that people speak; their
// order tells which is spoken best.
func (p *planner) spokenOnly(names []string) bool {
	for _, name := range names {
		for _, mention := range p.matcher.Mentions(name) {
			if mention.Entry.Kind == lexicon.Spoken {
				return true
			}
		}
	}
	return false
}

// A name in a list is short; what is longer is prose.
const (
	maxNameRunes = 40
	maxNameWords = 5
)

// joiners are words for "and" before the last name: a list that has one is a
// sentence, and its names do not change places.
var joiners = []string{" and ", " or ", " und ", " oder ", " et ", " ou ", " y ", " o ", " e ", " en ", " of "}

// splitNames splits a list of names at its separator, outside of brackets; nil
// when the text is no such list.
func splitNames(text string) (names []string, separator string) {
	for _, separator := range []string{", ", "; ", " · ", " • ", " | ", " / "} {
		if strings.Count(text, separator) < 2 {
			continue
		}
		names := splitOutside(text, separator)
		if len(names) < 3 {
			continue
		}
		for _, name := range names {
			if !isName(name) {
				return nil, ""
			}
		}
		return names, separator
	}
	return nil, ""
}

func isName(name string) bool {
	if name == "" || utf8.RuneCountInString(name) > maxNameRunes || len(strings.Fields(name)) > maxNameWords {
		return false
	}
	if strings.HasSuffix(name, ".") || strings.ContainsAny(name, ":;\n") {
		return false
	}
	words := " " + strings.ToLower(name)
	return !slices.ContainsFunc(joiners, func(joiner string) bool { return strings.Contains(words, joiner) })
}

func splitOutside(text, separator string) []string {
	var parts []string
	depth, start := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		}
		if depth == 0 && strings.HasPrefix(text[i:], separator) {
			parts = append(parts, text[start:i])
			i += len(separator) - 1
			start = i + 1
		}
	}
	return append(parts, text[start:])
}
