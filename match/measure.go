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
	after := m.reader.read(tailored, false)
	pairs := align(m.doc, tailored)
	report := schema.MatchReport{Scored: true}
	report.Before = m.measure(m.base)
	report.After = m.measure(after)
	report.Before.Preservation = 1
	report.Before.Stuffing = m.stuffed(m.base, nil)
	report.After.Stuffing = m.stuffed(after, m.base)
	report.After.Gain = gain(report.Before.Coverage, report.After.Coverage, report.After.Ceiling)
	m.compare(&report.After, tailored, pairs)
	m.sortTerms(&report, after)
	return report
}

// measure fills what can be told of one CV alone.
func (m *Matcher) measure(s *shown) schema.Measures {
	var whole, supported, covered, literal, prominence float64
	var weights []float64
	for _, term := range m.terms {
		w := term.Importance.Weight()
		whole += w
		if !term.Supported() {
			continue
		}
		supported += w
		weights = append(weights, w)
		if at := m.firstLine(s, term); at > 0 {
			covered += w
			prominence += w / math.Log2(1+float64(at))
		}
		if m.literal(s, term) {
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

// firstLine is the number, from 1, of the first line that shows a term, 0 for
// none.
func (m *Matcher) firstLine(s *shown, term Term) int {
	n := 0
	for _, line := range s.lines {
		if line.pooled {
			continue
		}
		n++
		for _, mention := range line.claims {
			if m.reader.supports(mention.Entry, term.Entry) {
				return n
			}
		}
	}
	return 0
}

// SpeltBy reports whether a mention has the term in the offer's own spelling,
// alone or in a longer name: "Microsoft Excel" holds "Excel".
func (t Term) SpeltBy(mention lexicon.Mention) bool {
	return mention.Entry.Name == t.Entry.Name && strings.Contains(lexicon.Fold(mention.Form), lexicon.Fold(t.Spelling))
}

// literal reports whether s has the term in the offer's own spelling.
func (m *Matcher) literal(s *shown, term Term) bool {
	for _, line := range s.lines {
		if !line.pooled && slices.ContainsFunc(line.claims, term.SpeltBy) {
			return true
		}
	}
	return false
}

// order is the mean nDCG of the highlights within entries, each entry weighing
// as many highlights as it has. Entries of fewer than two say nothing; a CV
// without any is in order.
func (m *Matcher) order(s *shown) float64 {
	groups := map[string][]string{}
	for _, line := range s.lines {
		if line.key == "highlights" && !line.pooled {
			groups[line.entry] = append(groups[line.entry], line.text)
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

// stuffed counts the offer's terms that stand too often in s. With a base,
// only terms that stand more often than there: an author may repeat himself.
func (m *Matcher) stuffed(s, base *shown) int {
	counts, words := m.counts(s)
	was := map[string]int{}
	if base != nil {
		was, _ = m.counts(base)
	}
	n := 0
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		c := counts[name]
		tooOften := c > maxMentions || c == maxMentions && float64(c) > maxDensity*float64(words)
		if tooOften && (base == nil || c > was[name]) {
			n++
		}
	}
	return n
}

// counts tells how often each of the offer's terms is named in s, and how many
// words s has.
func (m *Matcher) counts(s *shown) (counts map[string]int, words int) {
	counts = map[string]int{}
	for _, line := range s.lines {
		if line.pooled {
			continue
		}
		words += len(strings.Fields(line.text))
		for _, mention := range line.claims {
			for _, term := range m.terms {
				if mention.Entry.Name == term.Entry.Name {
					counts[term.Name]++
				}
			}
		}
	}
	return counts, words
}

// compare fills what can be told only of two CVs: churn, preservation and lost
// terms.
func (m *Matcher) compare(after *schema.Measures, tailored *cv.Document, pairs alignment) {
	facts, kept := 0, 0
	groups := map[string][]int{}
	order := map[string]int{}
	for i, leaf := range tailored.Leaves() {
		order[leaf.Path] = i
	}
	for _, line := range m.base.lines {
		if line.pooled || line.entry == "" {
			continue
		}
		facts++
		to, ok := pairs.to[line.path]
		if ok {
			kept++
			if line.key == "highlights" {
				groups[line.entry] = append(groups[line.entry], order[to])
			}
		} else if line.key == "highlights" && len(m.supportedBy(line.claims)) > 0 {
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
func (m *Matcher) sortTerms(report *schema.MatchReport, after *shown) {
	for _, term := range m.terms {
		entry := schema.Term{Name: term.Name, Importance: term.Importance, Spelling: term.Spelling, Paths: term.Paths}
		if len(term.Quotes) > 0 {
			entry.OfferQuote = m.lineAround(term.Quotes[0])
		}
		before, now := m.firstLine(m.base, term) > 0, m.firstLine(after, term) > 0
		switch {
		case !now:
			report.Gaps = append(report.Gaps, entry)
		case !before || m.literal(after, term) && !m.literal(m.base, term):
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
