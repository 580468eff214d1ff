package offer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// unit is what becomes one requirement or responsibility: an item of a list,
// or a sentence of a paragraph.
type unit struct {
	line
	nice []hit // word ranges that are only nice to have
}

// limits of schema.JobOffer.
const (
	maxRequirements = 300
	maxSkills       = 500
)

// readRequirements splits the offer's lines into what it asks (must or nice),
// what the job is, and the rest; then finds skills in them.
func (d *document) readRequirements(lex *lexicon.Lexicon) {
	d.settleUnknown(lex)
	d.settleLists(lex)
	var asked []unit
	below := 0       // what was asked below the last heading
	strayed := false // prose below a heading that asks has gone on to something else
	left := false    // prose has followed the list
	for i := range d.lines {
		l := &d.lines[i]
		if l.heading {
			strayed, left, below = false, false, 0
		}
		if l.dropped || l.heading || l.start < d.body || d.isTitle(l) || l.has("instruct") {
			continue
		}
		for _, u := range d.units(l) {
			if d.inTitle(&u.line) {
				continue
			}
			if !u.bullet && (u.section == mustSection || u.section == niceSection || u.section == dutiesSection) {
				if left = left || d.leftTheList(&u, i); left {
					u.section = ""
				}
			}
			role := d.roleOf(&u, i)
			if !u.bullet && (u.section == mustSection || u.section == niceSection) {
				strayed = strayed || role == "" && below > 0 && d.strays(&u)
				if strayed && !u.has("ask") && !u.has("must.") && len(u.nice) == 0 {
					continue
				}
			}
			switch role {
			case mustSection, niceSection:
				below++
				if len(asked) < maxRequirements {
					asked = append(asked, u)
				}
			case dutiesSection:
				if len(d.offer.Responsibilities) < maxRequirements {
					d.offer.Responsibilities = append(d.offer.Responsibilities, d.quote(u.start, u.end))
				}
			}
		}
	}
	for i, u := range asked {
		importance := schema.Must
		if d.isNice(&u) {
			importance = schema.Nice
		}
		d.offer.Requirements = append(d.offer.Requirements, schema.Requirement{
			ID: fmt.Sprintf("r%d", i+1), Importance: importance, Quote: d.quote(u.start, u.end),
		})
	}
	d.readSkills(lex, asked)
}

// roleOf says what a unit is by its section, or by its own words where the
// section leaves it open.
func (d *document) roleOf(u *unit, i int) section {
	if u.last-u.first == 1 && u.end-u.start < 3 || d.questionnaire(u) || !u.bullet && strings.Count(d.text[u.start:u.end], " | ") > 1 || d.isFact(u) || d.onlyYears(u) || explainsGrades(d.text[u.start:u.end]) {
		return ""
	}
	switch u.section {
	case mustSection, niceSection:
		if !u.bullet && d.stance(&u.line) == doing && !u.has("ask") && len(u.nice) == 0 && !d.listed(u, i) {
			return dutiesSection
		}
		if d.strays(u) {
			return ""
		}
		return u.section
	case dutiesSection:
		if len(u.nice) > 0 && u.has("ask") {
			return d.roleByWords(u, i)
		}
		if u.has("flow.") && !u.bullet {
			return ""
		}
		return dutiesSection
	case factsSection:
		if u.last-u.first <= 6 {
			return ""
		}
	case benefitsSection, aboutSection, applySection, legalSection, similarSection:
		if (u.has("visa") || u.has("licence")) && u.has("must.") && u.section != aboutSection && u.section != benefitsSection {
			return mustSection
		}
		return ""
	}
	return d.roleByWords(u, i)
}

// listed reports whether a line is an item of a list without signs: short,
// without a full stop, and so is a neighbour below the same heading.
func (d *document) listed(u *unit, i int) bool {
	item := func(j int) bool {
		if j < 0 || j >= len(d.lines) || d.lines[j].heading || d.lines[j].dropped {
			return false
		}
		l := &d.lines[j]
		return l.last-l.first <= 14 && !strings.ContainsAny(d.text[l.end-1:l.end], ".!?:")
	}
	return item(i) && d.lines[i].start == u.start && (item(i-1) || item(i+1) && !d.lines[i+1].gap)
}

// questionnaire reports whether a unit asks the reader for an answer: "Which of
// the following …?", "How many years …?". A question that "yes" answers may
// ask for something.
func (d *document) questionnaire(u *unit) bool {
	return strings.HasSuffix(d.text[u.start:u.end], "?") && openQuestions[d.tokens[u.first].fold]
}

var openQuestions = wordSet("which what how when why where who welche welcher welches wie was wann warum wo wer quel quelle quels quelles combien comment pourquoi cual cuanto cuantos cuantas como cuando donde porque quale quali quanto quanti quante quando perche dove qual quantos quantas onde welk welke hoe wat wanneer waarom waar wie")

// isFact reports whether a unit is a labelled fact ("Location: Leeds"), not
// part of what is asked.
func (d *document) isFact(u *unit) bool {
	h, ok := u.find("label.")
	if !ok || h.first != u.first {
		return false
	}
	if h.kind == "label.level" && (u.last-u.first > 5 || u.has("licence") || u.has("degree")) && u.last > h.last {
		return false // "Experience: five years on site at least"
	}
	switch h.kind {
	case "label.level", "label.title", "label.type", "label.contact", "label.starts":
		if u.section == mustSection || u.section == niceSection {
			return false
		}
	}
	_, end := d.span(h)
	rest := strings.TrimLeft(d.text[end:u.end], spaces+"*_")
	return strings.HasPrefix(rest, ":") && u.end-u.start < 120 || strings.HasPrefix(rest, "\t") || u.last == h.last
}

// onlyYears reports whether a unit is a number of years and nothing to know
// them of: "Minimum 4 ans", the value of a form's field.
func (d *document) onlyYears(u *unit) bool {
	if u.bullet || u.last-u.first > 6 || !u.has("years") {
		return false
	}
	for i := u.first; i < u.last; i++ {
		word := d.tokens[i].fold
		if !isDigit(word[0]) && len(commonWords[word]) == 0 && !slices.ContainsFunc(u.hits, func(h hit) bool {
			return h.holds(i) && (h.is("must.") || h.is("years") || h.is("number.") || h.is("pay."))
		}) && word != "minima" && word != "minimum" {
			return false
		}
	}
	return true
}

// leftTheList reports whether a paragraph stands behind a list under the same
// heading: the list was the section, the paragraph is something else.
func (d *document) leftTheList(u *unit, i int) bool {
	if u.bullet {
		return false
	}
	for j := i - 1; j >= 0 && !d.lines[j].heading; j-- {
		if d.lines[j].bullet {
			return true
		}
	}
	// items without signs end at an empty line with prose behind it
	if !d.lines[i].gap || !strings.HasSuffix(d.text[d.lines[i].start:d.lines[i].end], ".") {
		return false
	}
	items := 0
	for j := i - 1; j >= 0 && !d.lines[j].heading; j-- {
		if strings.HasSuffix(d.text[d.lines[j].start:d.lines[j].end], ".") {
			return false
		}
		items++
		if d.lines[j].gap {
			break
		}
	}
	return items > 1 || items == 1 && len(d.sentences(&d.lines[i])) >= 3
}

// strays reports whether a line below a heading that asks speaks of something
// else: how to apply, what is offered, equal treatment.
func (d *document) strays(u *unit) bool {
	if q, ok := d.sourceOf("salary"); ok && u.start <= q.Start && q.End <= u.end && !u.has("must.") {
		return true
	}
	if u.bullet && !u.has("flow.legal") {
		return false
	}
	s := d.text[u.start:u.end]
	if !u.has("ask") && (addressed(s) || len(u.nice) == 0 && (u.has("work.") || u.has("hire.") || u.has("pay.label") && holdsDigit(s))) {
		return true
	}
	first := u.hitAt(u.first)
	for _, h := range u.hits {
		if h.first == u.first && h.kind == "give" && u.count("give") > 1 && !u.has("ask") {
			return true
		}
	}
	if first.is("flow.") && !u.has("ask") || u.has("flow.apply") && !u.has("must.") && !u.has("ask") {
		return true
	}
	if u.has("flow.legal") && !u.has("ask") {
		return true
	}
	return first.kind == "give" && !u.has("ask") && !u.bullet
}

// addressed reports whether words give an address or a number to reach.
func addressed(s string) bool {
	return strings.Contains(s, "@") && emailPattern().MatchString(s) || holdsDigit(s) && phonePattern().MatchString(s)
}

// hitAt returns the longest phrase that starts at a word.
func (l *line) hitAt(word int) hit {
	var best hit
	for _, h := range l.hits {
		if h.first == word && h.last-h.first > best.last-best.first {
			best = h
		}
	}
	return best
}

// roleByWords reads a unit outside any telling section.
func (d *document) roleByWords(u *unit, i int) section {
	if d.isFact(u) || u.has("flow.apply") || u.has("flow.legal") && !u.bullet || u.has("agency.client") && !u.has("must.") {
		return ""
	}
	asks, does, gives := u.count("ask"), u.count("do"), u.count("give")
	if addressed(d.text[u.start:u.end]) && !u.has("must.") {
		return ""
	}
	if amount := d.amount(&u.line); amount && !u.has("must.") && len(u.nice) == 0 {
		return ""
	}
	if d.wouldBe(u) && gives == 0 {
		return mustSection
	}
	switch d.stance(&u.line) {
	case asking:
		if (gives == 0 || asks >= gives) && (asks > 0 || !strings.HasSuffix(d.text[u.start:u.end], "?")) {
			return mustSection
		}
	case doing:
		if len(u.nice) == 0 && !u.has("degree") && !u.has("licence") && !u.hasYears() && !u.has("must.cue") {
			return dutiesSection
		}
	}
	if d.namesLanguage(u.first, u.last) {
		asks++
	}
	starts := map[string]bool{}
	for _, h := range u.hits {
		if h.first <= u.first+1 {
			starts[strings.SplitN(h.kind, ".", 2)[0]] = true
		}
	}
	if d.endsInsisting(u) {
		return mustSection
	}
	if strings.HasSuffix(d.text[u.start:u.end], "?") && asks == 0 && len(u.nice) == 0 {
		return ""
	}
	item := u.bullet || i > 4 && u.last-u.first <= 14 && !strings.HasSuffix(d.text[u.start:u.end], ".")
	switch {
	case gives > 0 && asks == 0 && !d.phrased(u, "do"):
		return ""
	case starts["ask"] && !d.phrased(u, "do"), len(u.nice) > 0 && (asks > 0 || item), starts["must"] && (asks > 0 || item), u.has("must.") && asks > 0 && !d.phrased(u, "do"), u.hasYears() && asks > 0:
		if gives > asks {
			return ""
		}
		return mustSection
	case d.phrased(u, "do"), u.bullet && starts["do"], u.bullet && does > 0 && asks == 0:
		return dutiesSection
	case item && asks > 0, asks >= 2 && u.has("must."):
		return mustSection
	}
	return ""
}

// wouldBe reports whether a short sentence says of something that it would be
// nice, in words that leave no doubt: "Own car would be ideal".
func (d *document) wouldBe(u *unit) bool {
	if len(u.nice) == 0 || u.last-u.first > 25 || d.amount(&u.line) {
		return false
	}
	for _, h := range u.hits {
		if h.is("nice.") && h.first == u.first && h.last-h.first > 1 {
			return true
		}
		if h.kind == "nice.tail" && !d.negatedNice(u, h) && (h.last == u.last && (h.last-h.first > 1 || u.has("ask") || u.bullet) || h.last-h.first > 1 || conditional[d.tokens[h.first].fold]) && h.first > u.first {
			return true
		}
	}
	return false
}

// endsInsisting reports whether a sentence ends in "… is vital", which asks
// whatever stands before it.
func (d *document) endsInsisting(u *unit) bool {
	for _, h := range u.hits {
		if h.kind == "must.cue" && h.last == u.last && h.first > u.first && !hedges[d.tokens[h.first-1].fold] && strict[d.tokens[h.last-1].fold] {
			return true
		}
	}
	return false
}

// hedges turn "necessary" into something else: "where necessary".
var hedges = wordSet("than if where when as strictly wenn falls sofern soweit si quando waar indien wo not nicht non no niet pas donde cuando dove onde")

func (l *line) count(kind string) int {
	n := 0
	for _, h := range l.hits {
		if h.is(kind) {
			n++
		}
	}
	return n
}

// phrased reports whether a phrase of several words, such as "you will", of
// the kind stands in the unit; single verbs are too common to tell.
func (d *document) phrased(u *unit, kind string) bool {
	for _, h := range u.hits {
		if h.kind == kind && h.last-h.first > 1 {
			return true
		}
	}
	return false
}

func (l *line) hasYears() bool { return l.has("years") && l.has("exp") }
