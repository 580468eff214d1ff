// Package match compares a CV with a job offer: which of the skills that the
// offer asks for the CV supports, where, in whose spelling and how early, and
// which lines of the CV speak to the offer most.
//
// There is no single score. Report gives the parts, each with its meaning at
// schema.Measures, for the base CV and for its tailored form. A skill counts
// only when the base CV supports it, so a fabricated one raises no figure.
//
//	ParsedOffer ─► terms (skills asked for)     ─┐
//	            ─► lines (requirements, duties) ─┼─► Matcher ─► Score, Terms, Answers, Cover ─► plan
//	base CV ────► lines with skills, pool       ─┘      └─────► Report
package match

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// Matcher holds one offer and one base CV. It is not safe for concurrent use.
type Matcher struct {
	offer  schema.ParsedOffer
	terms  []Term
	lang   string // of the CV
	reader *reader
	ranker *ranker
	doc    *cv.Document // the base CV
	base   *shown       // what it says
	known  map[string]*said
}

// said is a text and what it says to the offer, found out when it is asked for:
// a plan asks about the same texts again and again.
type said struct {
	*text
	terms                     []int // indices of those that it supports
	score                     float64
	answers                   []Answer
	matched, scored, answered bool // what is found out already
}

func (m *Matcher) said(raw string) *said {
	known := m.known[raw]
	if known == nil {
		known = &said{text: m.reader.text(raw)}
		m.known[raw] = known
	}
	return known
}

// Term is a skill that the offer asks for, and where the base CV stands on it.
type Term struct {
	schema.OfferSkill
	Entry *lexicon.Entry

	// Paths are the places that support it: JSON Pointers into the base CV,
	// "line:N" for a commented-out bullet, and "fact:ID" for what the user
	// confirmed.
	Paths []string
}

// Supported reports whether the base CV, its commented-out bullets included, or
// a fact says that its owner has the skill.
func (t Term) Supported() bool { return len(t.Paths) > 0 }

// New reads an offer and a base CV. An empty lang means that the language of
// the CV is told from its text; a nil lexicon means lexicon.Default().
func New(offer schema.ParsedOffer, base *cv.Document, lex *lexicon.Lexicon, lang string) *Matcher {
	return newMatcher(offer, base, lex, lang, nil)
}

// usualTexts is room for the texts that a plan asks about.
const usualTexts = 128

func newMatcher(offer schema.ParsedOffer, base *cv.Document, lex *lexicon.Lexicon, lang string, texts *Texts) *Matcher {
	if lex == nil {
		lex = lexicon.Default()
	}
	if lang == "" {
		lang, _ = OwnLanguage(base)
	}
	m := &Matcher{offer: offer, doc: base, lang: lang, reader: newReader(lex, offer.JobOffer.Skills, lang, texts), known: make(map[string]*said, usualTexts)}
	m.base = m.read(base, true)
	m.terms = make([]Term, 0, len(offer.JobOffer.Skills))
	for _, skill := range offer.JobOffer.Skills {
		if !asked(offer, skill) {
			continue
		}
		term := Term{OfferSkill: skill, Entry: m.reader.entry(skill)}
		term.Paths = m.base.support(term.Entry)
		m.terms = append(m.terms, term)
	}
	collection := make([][]string, len(m.base.lines))
	for i, line := range m.base.lines {
		collection[i] = line.stems
		if line.affirmed != line.raw {
			collection[i] = m.reader.stemmer.stems(line.raw)
		}
	}
	m.ranker = newRanker(offer.JobOffer, m.reader.stemmer, collection)
	return m
}

// Confirm adds what the user has confirmed: a fact supports the skills that it
// names, at the place "fact:ID". It is to be called before anything is asked.
func (m *Matcher) Confirm(facts []schema.Fact) {
	for _, fact := range facts {
		said := m.said(fact.Text)
		for i := range m.terms {
			term := &m.terms[i]
			if said.shows(term.Entry) {
				term.Paths = append(term.Paths, FactPath+fact.ID)
			}
		}
	}
}

// FactPath begins the place of a fact, before its id.
const FactPath = "fact:"

// Language is the language of the base CV as an ISO 639-1 code.
func (m *Matcher) Language() string { return m.lang }

// Terms lists the skills that the offer asks for, in the offer's order.
func (m *Matcher) Terms() []Term { return m.terms }

// In lists the indices into Terms of the skills that text supports: named
// there, or implied by a narrower one (PostgreSQL implies SQL). Skills that
// the base CV does not support are left out.
func (m *Matcher) In(text string) []int { return m.in(m.said(text)) }

func (m *Matcher) in(s *said) []int {
	if !s.matched {
		s.terms, s.matched = m.supportedBy(s.text), true
	}
	return s.terms
}

// Mentions lists the skills that text says its owner has, with their places.
func (m *Matcher) Mentions(text string) []lexicon.Mention { return m.said(text).claims }

// named is in for the skills that stand in a text under a spelling of their own.
func (m *Matcher) named(s *said) []int {
	var list []int
	for _, mention := range s.claims {
		for i := range m.terms {
			if term := &m.terms[i]; term.Supported() && mention.Entry.Name == term.Entry.Name && !slices.Contains(list, i) {
				list = append(list, i)
			}
		}
	}
	slices.Sort(list)
	return list
}

// supportedBy lists the terms that a text and the base CV support.
func (m *Matcher) supportedBy(t *text) []int {
	if len(t.shown) == 0 {
		return nil
	}
	var list []int
	for i := range m.terms {
		if term := &m.terms[i]; term.Supported() && t.shows(term.Entry) {
			list = append(list, i)
		}
	}
	return list
}

// A line's points: a must-have skill that it names is worth termPoints, and all
// of its other words together never more than wordPoints, of which a line with
// a BM25 score of wordHalf gets half. So shared words break ties, and order
// lines without skills, but never outweigh a requirement.
const (
	termPoints = 4
	wordPoints = 3
	wordHalf   = 6
)

// impliedShare is what a skill counts that a text only implies (PostgreSQL
// where SQL is asked for), softShare what a soft skill does: saying that one
// works in a team shows little.
const (
	impliedShare = 0.4
	softShare    = 0.5
)

// Strongest is the weight of the one skill in text that weighs most.
func (m *Matcher) Strongest(text string) float64 {
	if weights := m.weights(m.said(text)); len(weights) > 0 {
		return slices.Max(weights)
	}
	return 0
}

// weights are how much a text says of each skill of it that the offer asks for:
// a must that it names counts 1, a nice-to-have 0.5, less when it is only implied
// or soft.
func (m *Matcher) weights(s *said) []float64 {
	named := m.named(s)
	var list []float64
	for _, i := range m.in(s) {
		weight := m.terms[i].Importance.Weight()
		if !slices.Contains(named, i) {
			weight *= impliedShare
		}
		if m.terms[i].Entry.Kind == lexicon.Soft {
			weight *= softShare
		}
		list = append(list, weight)
	}
	return list
}

// Score tells how much text speaks to the offer in points: 4 for a must-have
// skill, 2 for a nice-to-have, up to 3 for all shared words. 0 is not at all.
func (m *Matcher) Score(text string) float64 {
	s := m.said(text)
	if !s.scored {
		sum := 0.0
		for _, weight := range m.weights(s) {
			sum += weight
		}
		words := m.ranker.score(s.stems)
		s.score, s.scored = termPoints*sum+wordPoints*words/(words+wordHalf), true
	}
	return s.score
}

// Order is how well texts in this order put first what speaks to the offer, as
// nDCG between 0 and 1.
func (m *Matcher) Order(texts []string) float64 {
	scores := make([]float64, len(texts))
	for i, text := range texts {
		scores[i] = m.Score(text)
	}
	return ndcg(scores)
}

// Answer is a line of the offer that a line of the CV speaks to.
type Answer struct {
	RequirementID string // "" for a duty
	Quote         string
}

// Answers lists what in the offer text speaks to: first the requirements that
// name a skill it supports, then lines that share its rarer words.
func (m *Matcher) Answers(text string) []Answer {
	s := m.said(text)
	if !s.answered {
		s.answers, s.answered = m.findAnswers(s), true
	}
	return s.answers
}

func (m *Matcher) findAnswers(s *said) []Answer {
	var answers []Answer
	add := func(answer Answer) {
		if !slices.Contains(answers, answer) {
			answers = append(answers, answer)
		}
	}
	for _, i := range m.in(s) {
		found := false
		term := &m.terms[i]
		for k := range m.ranker.lines {
			if line := &m.ranker.lines[k]; slices.Contains(line.skills, term.Name) {
				add(line.answer())
				found = true
			}
		}
		if !found && len(term.Quotes) > 0 {
			add(Answer{Quote: term.Quotes[0].Text})
		}
	}
	for _, line := range m.ranker.answers(s.stems) {
		add(line.answer())
	}
	return answers
}

// sureLength is the length in bytes from which the language of a text is told
// with certainty.
const sureLength = 200

// OwnLanguage is the language that a CV is written in, and whether there is
// enough running text to be sure of it.
func OwnLanguage(doc *cv.Document) (code string, sure bool) {
	own := cv.Derive(doc, tongue{}, func() tongue {
		text := prose(doc)
		return tongue{language(sample(text)), len(text) >= sureLength}
	})
	return own.code, own.sure
}

// tongue is a language, and whether there is enough text to be sure of it.
type tongue struct {
	code string
	sure bool
}

// sampleLength is how many bytes are enough to tell a language by: more tells
// the same in more time.
const sampleLength = 800

// sample takes every second, third and so on of the lines of a long text, so
// that each of its parts has its say.
func sample(text string) string {
	step := len(text) / sampleLength
	if step < 2 {
		return text
	}
	var taken strings.Builder
	i := 0
	for line := range strings.Lines(text) {
		if i%step == 0 {
			taken.WriteString(line)
		}
		i++
	}
	if taken.Len() < sampleLength/2 {
		return text // few long lines
	}
	return taken.String()
}

// prose is the running text of a CV, from which its language is told: names,
// dates and addresses would mislead.
func prose(doc *cv.Document) string {
	var text strings.Builder
	text.Grow(len(doc.Bytes()) / 2)
	for _, leaf := range doc.Leaves() {
		if leaf.Section != "" && speaks(leaf) && strings.Count(leaf.Text, " ") >= 3 {
			text.WriteString(leaf.Text)
			text.WriteByte('\n')
		}
	}
	return text.String()
}
