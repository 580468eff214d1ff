package match

import (
	"cmp"
	"math"
	"slices"

	"github.com/bespoke-cv/bespoke/schema"
)

// The usual constants of BM25 (Robertson and Zaragoza, 2009).
const (
	k1 = 1.2
	b  = 0.75
)

// answerShare is the share of a requirement's own weight that a CV line has to
// reach to count as an answer to it.
const answerShare = 0.35

// ranker scores lines of a CV against the lines of an offer with BM25 on
// stems. The lines of the CV are the collection: a stem that stands in all of
// them tells nothing.
type ranker struct {
	lines   []askedLine
	stemmer *stemmer
	idf     map[string]float64
	unseen  float64 // inverse frequency of a stem that no line of the CV has
	mean    float64 // mean length of the collection's lines in stems
	query   map[string]float64
	order   []string // the stems of query in fixed order: sums must not vary
}

// askedLine is a requirement or a duty of the offer.
type askedLine struct {
	id     string // of the requirement; "" for a duty
	quote  string
	weight float64
	stems  []string
	skills []string
}

// dutyWeight is what a duty counts beside a must (1) and a nice-to-have (0.5).
const dutyWeight = 0.75

func newRanker(offer schema.JobOffer, lang string, collection []string) *ranker {
	r := &ranker{stemmer: newStemmer(lang), idf: map[string]float64{}, query: map[string]float64{}}
	r.weigh(collection)
	offerStemmer := r.stemmer
	if offer.Language != "" && offer.Language != lang {
		offerStemmer = newStemmer(offer.Language)
	}
	for _, q := range offer.Requirements {
		r.ask(askedLine{id: q.ID, quote: q.Quote.Text, weight: q.Importance.Weight(), skills: q.Skills}, offerStemmer)
	}
	for _, duty := range offer.Responsibilities {
		r.ask(askedLine{quote: duty.Text, weight: dutyWeight}, offerStemmer)
	}
	for stem := range r.query {
		r.order = append(r.order, stem)
	}
	slices.Sort(r.order)
	return r
}

// weigh learns how rare each stem is.
func (r *ranker) weigh(collection []string) {
	total := 0
	frequency := map[string]int{}
	for _, line := range collection {
		stems := r.stemmer.stems(line)
		total += len(stems)
		for i, stem := range stems {
			if !slices.Contains(stems[:i], stem) {
				frequency[stem]++
			}
		}
	}
	n := float64(len(collection))
	rarity := func(f float64) float64 { return math.Log(1 + (n-f+0.5)/(f+0.5)) }
	for stem, f := range frequency {
		r.idf[stem] = rarity(float64(f))
	}
	r.unseen = rarity(0)
	r.mean = max(1, float64(total)/max(1, n))
}

func (r *ranker) ask(line askedLine, stemmer *stemmer) {
	line.stems = distinct(stemmer.stems(line.quote))
	for _, stem := range line.stems {
		r.query[stem] = max(r.query[stem], line.weight)
	}
	r.lines = append(r.lines, line)
}

// score is the BM25 score of one line of the CV against the whole offer.
func (r *ranker) score(text string) float64 {
	stems := r.stemmer.stems(text)
	counts := count(stems)
	sum := 0.0
	for _, stem := range r.order {
		if n := counts[stem]; n > 0 {
			sum += r.query[stem] * r.idf[stem] * saturation(float64(n), float64(len(stems)), r.mean)
		}
	}
	return sum
}

func saturation(n, length, mean float64) float64 {
	return n * (k1 + 1) / (n + k1*(1-b+b*length/mean))
}

// answers lists the lines of the offer that text answers, best first: those
// whose rare stems it shares.
func (r *ranker) answers(text string) []askedLine {
	counts := count(r.stemmer.stems(text))
	type hit struct {
		line  askedLine
		share float64
	}
	var hits []hit
	for _, line := range r.lines {
		shared, whole, words := 0.0, 0.0, 0
		for _, stem := range line.stems {
			idf, known := r.idf[stem]
			if !known {
				idf = r.unseen
			}
			whole += idf
			if counts[stem] > 0 {
				shared += idf
				words++
			}
		}
		if words >= 2 && shared >= answerShare*whole {
			hits = append(hits, hit{line, shared / whole})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.share, a.share) })
	lines := make([]askedLine, len(hits))
	for i, h := range hits {
		lines[i] = h.line
	}
	return lines
}

func count(stems []string) map[string]int {
	counts := make(map[string]int, len(stems))
	for _, stem := range stems {
		counts[stem]++
	}
	return counts
}

func distinct(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
