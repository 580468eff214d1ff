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
	mean    float64        // mean length of the collection's lines in stems
	numbers map[string]int // of the offer's stems
	query   []queried      // by number
	order   []int          // the stems of query in fixed order: sums must not vary
	counts  []int          // how often a text has each stem of query, to be used again
}

// queried is a stem of the offer.
type queried struct {
	stem   string
	weight float64
	rarity float64 // inverse frequency in the lines of the CV
	idf    float64 // the same, but 0 where no line has it
}

// askedLine is a requirement or a duty of the offer.
type askedLine struct {
	id     string // of the requirement; "" for a duty
	quote  string
	weight float64
	stems  []int // by their numbers
	whole  float64
	skills []string
}

func (l *askedLine) answer() Answer { return Answer{RequirementID: l.id, Quote: l.quote} }

// dutyWeight is what a duty counts beside a must (1) and a nice-to-have (0.5).
const dutyWeight = 0.75

// usualStems is room for the stems of most offers.
const usualStems = 128

// newRanker takes the stems of each line of a CV in language lang, and a stemmer
// of that language.
func newRanker(offer schema.JobOffer, stemmer *stemmer, collection [][]string) *ranker {
	r := &ranker{numbers: make(map[string]int, usualStems), query: make([]queried, 0, usualStems)}
	if offer.Language != "" && offer.Language != stemmer.lang {
		stemmer = newStemmer(offer.Language)
	}
	for _, q := range offer.Requirements {
		r.ask(askedLine{id: q.ID, quote: q.Quote.Text, weight: q.Importance.Weight(), skills: q.Skills}, stemmer)
	}
	for _, duty := range offer.Responsibilities {
		r.ask(askedLine{quote: duty.Text, weight: dutyWeight}, stemmer)
	}
	r.weigh(collection)
	r.order = make([]int, len(r.query))
	for number := range r.order {
		r.order[number] = number
	}
	slices.SortFunc(r.order, func(a, b int) int { return cmp.Compare(r.query[a].stem, r.query[b].stem) })
	r.counts = make([]int, len(r.query))
	return r
}

// ask adds a line of the offer.
func (r *ranker) ask(line askedLine, stemmer *stemmer) {
	for _, stem := range distinct(stemmer.stems(line.quote)) {
		number := r.number(stem)
		asked := &r.query[number]
		asked.weight = max(asked.weight, line.weight)
		line.stems = append(line.stems, number)
	}
	r.lines = append(r.lines, line)
}

// number is the number of a stem of the offer.
func (r *ranker) number(stem string) int {
	number, known := r.numbers[stem]
	if !known {
		number = len(r.query)
		r.numbers[stem] = number
		r.query = append(r.query, queried{stem: stem})
	}
	return number
}

// weigh learns how rare each stem of the offer is in the CV.
func (r *ranker) weigh(collection [][]string) {
	total := 0
	frequency, last := make([]int, len(r.query)), make([]int, len(r.query))
	for line, stems := range collection {
		total += len(stems)
		for _, stem := range stems {
			if number, asked := r.numbers[stem]; asked && last[number] <= line {
				frequency[number]++
				last[number] = line + 1
			}
		}
	}
	n := float64(len(collection))
	for number, lines := range frequency {
		f, asked := float64(lines), &r.query[number]
		asked.rarity = math.Log(1 + (n-f+0.5)/(f+0.5))
		if lines > 0 {
			asked.idf = asked.rarity
		}
	}
	for i := range r.lines {
		for _, number := range r.lines[i].stems {
			r.lines[i].whole += r.query[number].rarity
		}
	}
	r.mean = max(1, float64(total)/max(1, n))
}

// count counts the stems of the offer among those of a text, which hold until
// the next call, and tells how many of them it has.
func (r *ranker) count(stems []string) (distinct int) {
	clear(r.counts)
	for _, stem := range stems {
		if number, asked := r.numbers[stem]; asked {
			if r.counts[number]++; r.counts[number] == 1 {
				distinct++
			}
		}
	}
	return distinct
}

// score is the BM25 score of one line of the CV, by its stems, against the whole
// offer.
func (r *ranker) score(stems []string) float64 {
	if r.count(stems) == 0 {
		return 0
	}
	length := float64(len(stems))
	sum := 0.0
	for _, number := range r.order {
		if n := r.counts[number]; n > 0 {
			asked := &r.query[number]
			sum += asked.weight * asked.idf * saturation(float64(n), length, r.mean)
		}
	}
	return sum
}

func saturation(n, length, mean float64) float64 {
	return n * (k1 + 1) / (n + k1*(1-b+b*length/mean))
}

// answers lists the lines of the offer that a text answers, best first: those
// whose rare stems it shares, two of them or more.
func (r *ranker) answers(stems []string) []*askedLine {
	if r.count(stems) < 2 {
		return nil
	}
	type hit struct {
		line  *askedLine
		share float64
	}
	var hits []hit
	for i := range r.lines {
		line := &r.lines[i]
		shared, words := 0.0, 0
		for _, number := range line.stems {
			if r.counts[number] > 0 {
				shared += r.query[number].rarity
				words++
			}
		}
		if words >= 2 && shared >= answerShare*line.whole {
			hits = append(hits, hit{line, shared / line.whole})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.share, a.share) })
	lines := make([]*askedLine, len(hits))
	for i, h := range hits {
		lines[i] = h.line
	}
	return lines
}

func distinct(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
