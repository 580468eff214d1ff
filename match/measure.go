package match

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// A term that stands more often than maxMentions times, or makes up more than
// maxDensity of all words, is stuffing.
const (
	maxMentions = 3
	maxDensity  = 0.05
)

// Report measures the base CV and its tailored form against the offer.
func (m *Matcher) Report(tailored *cv.Document) schema.MatchReport {
	if m.offer.Completeness == schema.TitleOnly {
		return schema.MatchReport{}
	}
	after := m.read(tailored, false)
	became := align(m.doc.Leaves(), tailored.Leaves())
	report := schema.MatchReport{Scored: true}
	had, has := m.standings(m.base), m.standings(after)
	report.Before = m.measure(m.base, had)
	report.After = m.measure(after, has)
	report.Before.Preservation = 1
	report.Before.Stuffing, report.After.Stuffing = stuffed(m.base, had, nil), stuffed(after, has, had)
	report.After.Gain = gain(report.Before.Coverage, report.After.Coverage, report.After.Ceiling)
	m.compare(&report.After, became)
	m.sortTerms(&report, had, has)
	return report
}

// standing is how a CV shows one of the offer's terms.
type standing struct {
	line    int  // the first that supports it, counted from 1; 0 for none
	literal bool // it stands somewhere in the offer's own spelling
	count   int  // how often it is named
}

// standings are those of all terms, in their order.
func (m *Matcher) standings(s *shown) []standing {
	all := make([]standing, len(m.terms))
	number := 0
	for _, line := range s.lines {
		if line.pooled {
			continue
		}
		number++
		if len(line.claims) == 0 {
			continue
		}
		for i := range m.terms {
			term, at := &m.terms[i], &all[i]
			if at.line == 0 && line.shows(term.Entry) {
				at.line = number
			}
			for _, mention := range line.claims {
				if mention.Entry.Name == term.Entry.Name {
					at.count++
					at.literal = at.literal || term.SpeltBy(mention)
				}
			}
		}
	}
	return all
}

// measure fills what can be told of one CV alone.
func (m *Matcher) measure(s *shown, standings []standing) schema.Measures {
	var whole, supported, covered, literal, prominence float64
	var weights []float64
	for i, term := range m.terms {
		w := term.Importance.Weight()
		whole += w
		if !term.Supported() {
			continue
		}
		supported += w
		weights = append(weights, w)
		if at := standings[i].line; at > 0 {
			covered += w
			prominence += w / math.Log2(1+float64(at))
		}
		if standings[i].literal {
			literal++
		}
	}
	slices.SortFunc(weights, func(a, b float64) int { return cmp.Compare(b, a) })
	ideal := 0.0
	for i, w := range weights {
		ideal += w / math.Log2(float64(i)+2)
	}
	return schema.Measures{
		Coverage:   share(covered, whole),
		Ceiling:    share(supported, whole),
		Literal:    share(literal, float64(len(weights))),
		Prominence: min(1, share(prominence, ideal)),
		Order:      m.order(s),
	}
}

// share is part of whole, 0 when there is no whole.
func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// gain is the share of the way from the base's coverage to the ceiling that
// was gone. A base that stands at the ceiling leaves nothing to gain: 1 when
// it was kept.
func gain(before, after, ceiling float64) float64 {
	const tiny = 1e-9
	if ceiling-before > tiny {
		return (after - before) / (ceiling - before)
	}
	if after >= ceiling-tiny {
		return 1
	}
	return 0
}

// SpeltBy reports whether a mention has the term in the offer's own spelling,
// alone or in a longer name: "Microsoft Excel" holds "Excel".
func (t Term) SpeltBy(mention lexicon.Mention) bool {
	return mention.Entry.Name == t.Entry.Name &&
		(strings.Contains(mention.Form, t.Spelling) || strings.Contains(lexicon.Fold(mention.Form), lexicon.Fold(t.Spelling)))
}

// order is the mean nDCG of the highlights within entries, each entry weighing
// as many highlights as it has. Entries of fewer than two say nothing; a CV
// without any is in order.
func (m *Matcher) order(s *shown) float64 {
	groups := map[string][]string{}
	for _, line := range s.lines {
		if line.key == "highlights" && !line.pooled {
			groups[line.entry] = append(groups[line.entry], line.raw)
		}
	}
	sum, n := 0.0, 0.0
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		lines := groups[key]
		if len(lines) < 2 {
			continue
		}
		sum += float64(len(lines)) * m.Order(lines)
		n += float64(len(lines))
	}
	if n == 0 {
		return 1
	}
	return sum / n
}

// ndcg is the normalised discounted cumulative gain of scores in their order
// (Järvelin and Kekäläinen, 2002); 1 when all are 0.
func ndcg(scores []float64) float64 {
	best := slices.Clone(scores)
	slices.SortFunc(best, func(a, b float64) int { return cmp.Compare(b, a) })
	got, ideal := 0.0, 0.0
	for i := range scores {
		discount := math.Log2(float64(i) + 2)
		got += scores[i] / discount
		ideal += best[i] / discount
	}
	if ideal == 0 {
		return 1
	}
	return got / ideal
}

// stuffed counts the offer's terms that stand too often among the words of a CV.
// With what a base had, only terms that stand more often than there: an author
// may repeat himself.
func stuffed(s *shown, has, had []standing) int {
	n := 0
	for i, at := range has {
		tooOften := at.count > maxMentions || at.count == maxMentions && s.brief()
		if tooOften && (had == nil || at.count > had[i].count) {
			n++
		}
	}
	return n
}

// brief reports whether a CV shows so few words that maxMentions of them are more
// than maxDensity.
func (s *shown) brief() bool {
	n := 0
	for _, line := range s.lines {
		if line.pooled {
			continue
		}
		for range strings.FieldsSeq(line.raw) {
			if n++; maxMentions <= maxDensity*float64(n) {
				return false
			}
		}
	}
	return true
}

// compare fills what can be told only of two CVs: churn, preservation and lost
// terms. became is what align found.
func (m *Matcher) compare(after *schema.Measures, became []int) {
	facts, kept := 0, 0
	groups := map[string][]int{}
	for _, line := range m.base.lines {
		if line.pooled || line.entry == "" {
			continue
		}
		facts++
		if to := became[line.leaf]; to != gone {
			kept++
			if line.key == "highlights" {
				groups[line.entry] = append(groups[line.entry], to)
			}
		} else if line.key == "highlights" && len(m.supportedBy(line.text)) > 0 {
			after.LostTerms++
		}
	}
	after.Preservation = 1
	if facts > 0 {
		after.Preservation = float64(kept) / float64(facts)
	}
	after.Churn = churn(groups)
}

// churn is the share of pairs that changed sides: Kendall's distance within
// the groups, over all pairs.
func churn(groups map[string][]int) float64 {
	swapped, all := 0, 0
	for _, places := range groups {
		for i := range places {
			for j := i + 1; j < len(places); j++ {
				all++
				if places[i] > places[j] {
					swapped++
				}
			}
		}
	}
	return share(float64(swapped), float64(all))
}

// sortTerms files every term of the offer under covered, surfaced or gaps. A
// term that the base supports and the tailored CV does not show (it stands in
// a commented-out bullet, or was cut) is a gap with paths.
func (m *Matcher) sortTerms(report *schema.MatchReport, had, has []standing) {
	for i, term := range m.terms {
		entry := schema.Term{Name: term.Name, Importance: term.Importance, Spelling: term.Spelling, Paths: term.Paths}
		if len(term.Quotes) > 0 {
			entry.OfferQuote = m.lineAround(term.Quotes[0])
		}
		switch {
		case has[i].line == 0:
			report.Gaps = append(report.Gaps, entry)
		case had[i].line == 0 || has[i].literal && !had[i].literal:
			report.Surfaced = append(report.Surfaced, entry)
		default:
			report.Covered = append(report.Covered, entry)
		}
	}
}

// lineAround is the requirement that holds a quote, or the quote itself.
func (m *Matcher) lineAround(quote schema.Quote) string {
	for _, requirement := range m.offer.JobOffer.Requirements {
		if requirement.Quote.Start <= quote.Start && quote.End <= requirement.Quote.End {
			return requirement.Quote.Text
		}
	}
	return quote.Text
}
