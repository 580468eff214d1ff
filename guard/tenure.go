package guard

import (
	"regexp"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
)

// job is one stretch of employment of the base CV, in months since year 0;
// end is exclusive.
type job struct {
	entry      string
	start, end int
	startYear  int
	stems      map[string]bool
	concepts   map[int]bool
	trainee    bool
}

// readJobs lists the entries that have an employer or a position and dates.
func readJobs(base *cv.Document, e *evidence) []job {
	var jobs []job
	for _, section := range base.Sections() {
		for _, entry := range section.Entries {
			if entry.Kind != cv.ExperienceEntry {
				continue
			}
			start, ok := parseDate(entry.Get("start_date"), e.lang)
			if !ok || start.present {
				continue
			}
			end, ok := parseDate(entry.Get("end_date"), e.lang)
			switch {
			case !ok && entry.Get("end_date") != "":
				continue
			case !ok || end.present:
				end = monthOf(e.asOf)
			}
			j := job{entry: entry.Path, start: start.index(1), end: end.index(12) + 1, startYear: start.year, stems: map[string]bool{}, concepts: map[int]bool{}}
			for _, s := range e.entries[entry.Path] {
				for stem := range s.stems {
					j.stems[stem] = true
				}
				for id := range s.concepts {
					j.concepts[id] = true
				}
				if s.leaf.Key == "position" {
					j.trainee = trainee.MatchString(s.folded)
				}
			}
			if j.end > j.start {
				jobs = append(jobs, j)
			}
		}
	}
	return jobs
}

// trainee tells learning from working: such months are no professional ones.
var trainee = regexp.MustCompile(`trainee|\bintern\b|internship|praktik|azubi|auszubild|werkstudent|stagiair|\bstage\b|apprent|alternan|becari|practicas|aprendiz|stagist|tirocin|apprendist|estagi|leerling|student`)

// monthsOf is the length of the union of the jobs that keep.
func monthsOf(jobs []job, keep func(job) bool) int {
	var spans []job
	for _, j := range jobs {
		if keep(j) {
			spans = append(spans, j)
		}
	}
	slices.SortFunc(spans, func(a, b job) int { return a.start - b.start })
	total, until := 0, 0
	for _, j := range spans {
		total += max(0, j.end-max(j.start, until))
		until = max(until, j.end)
	}
	return total
}

// tenure judges a claim of years: ok when the jobs that the claim is about
// last that long, doubtful when only all jobs together do.
func (c *claim) tenure(q quantity) (ok, doubtful bool) {
	need := q.value
	switch q.unit {
	case "year":
		need *= 12
	case "month":
	default:
		return false, false
	}
	switch q.bound {
	case "about", "almost":
		need -= 3
	case "more":
		need++
	}
	lasted := func(subject []int, share float64) bool {
		return float64(monthsOf(c.ev.jobs(), func(j job) bool { return !j.trainee && c.jobIs(j, subject, share) })) >= need
	}
	before, near, all := c.about(q)
	if len(near) > 0 && lasted(near, 0.5) || len(before) > 1 && lasted(before, 0.6) || lasted(all, 0.5) {
		return true, true
	}
	return false, float64(monthsOf(c.ev.jobs(), func(j job) bool { return !j.trainee })) >= need
}

// jobIs reports whether a job is what a claim of years is about: it has such a
// share of the claim's words for it, as they are or as ideas.
func (c *claim) jobIs(j job, subject []int, share float64) bool {
	if c.entry != "" && c.field == claimText && !c.whole() {
		return j.entry == c.entry
	}
	compounding := c.new.lang == "de" || c.new.lang == "nl"
	had := 0
	for _, i := range subject {
		stem := c.new.tokens[i].stem
		if j.stems[stem] || compounding && j.within(stem) || c.conceptIn(i, func(h hit) bool { return j.concepts[h.id] }) {
			had++
		}
	}
	return float64(had) >= share*float64(len(subject))
}

// within reports whether a compound of the job has the stem: Magazijn in
// Magazijnmedewerker.
func (j job) within(stem string) bool {
	for other := range j.stems {
		if len(stem) >= 5 && strings.Contains(other, stem) {
			return true
		}
	}
	return false
}

// about lists the tokens that say what the years were spent on: those right
// behind the number (six years of UX experience), those before it (cabin crew
// with four years), and all of the clause.
func (c *claim) about(q quantity) (before, near, all []int) {
	for i, tok := range c.new.tokens {
		if tok.clause != q.clause || i >= q.first && i < q.last || tok.stop || tok.number || generic(c.new, i) {
			continue
		}
		all = append(all, i)
		if i < q.first {
			before = append(before, i)
		}
		if i >= q.last && i <= q.last+3 && tok.item == c.new.tokens[q.last-1].item {
			near = append(near, i)
		}
	}
	return before, near, all
}

// startedIn reports whether a job, or a text in scope, began in the year.
func (c *claim) startedIn(d date) bool {
	for _, j := range c.ev.jobs() {
		if j.startYear == d.year && (d.month == 0 || j.start == d.index(1)) {
			return true
		}
	}
	for _, s := range c.scope {
		for _, other := range s.dates {
			if other.since && other.year == d.year && (d.month == 0 || other.month == d.month) {
				return true
			}
		}
	}
	return false
}
