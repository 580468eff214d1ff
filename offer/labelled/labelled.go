// Package labelled scores package offer against offers whose reading is known.
//
// A set is a folder with one file per offer and a labels.json beside them that
// says, for each file, what a careful reader finds: every scalar field (absent
// means that the offer does not say it) and every line that asks for something,
// as must or nice. All offers of the set are invented.
package labelled

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

// Today is the day on which the set is read.
var Today = time.Date(2025, 10, 20, 0, 0, 0, 0, time.UTC)

// Label is what a careful reader finds in an offer.
type Label struct {
	Set            string         `json:"set"` // first, or held_out… and blind_…: written when the rules stood
	Title          string         `json:"title"`
	Company        string         `json:"company"`
	Agency         string         `json:"agency"`
	Location       string         `json:"location"`
	Arrangement    string         `json:"arrangement"`
	EmploymentType string         `json:"employment_type"`
	Seniority      string         `json:"seniority"`
	Salary         *schema.Salary `json:"salary"`
	Language       string         `json:"language"`
	PublishedOn    string         `json:"published_on"`
	ClosesOn       string         `json:"closes_on"`
	StartsOn       string         `json:"starts_on"`
	Reference      string         `json:"reference"`
	MinYears       int            `json:"min_years"`
	Must           []string       `json:"must"`
	Nice           []string       `json:"nice"`
	Either         []string       `json:"either"` // lines on which readers differ; not counted
	Anomalies      []string       `json:"anomalies"`
	Several        bool           `json:"several"` // several roles in one posting
}

// Case is an offer with its label.
type Case struct {
	Name  string
	Input offer.Input
	Label Label
}

// Load reads a set.
func Load(dir string) ([]Case, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "labels.json"))
	if err != nil {
		return nil, fmt.Errorf("reading the labels: %w", err)
	}
	labels := map[string]Label{}
	if err := json.Unmarshal(raw, &labels); err != nil {
		return nil, fmt.Errorf("reading %s/labels.json: %w", dir, err)
	}
	var cases []Case
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, fmt.Errorf("reading a labelled offer: %w", err)
		}
		c := Case{Name: name, Label: labels[name], Input: offer.Input{Today: Today, Text: string(text)}}
		if filepath.Ext(name) == ".html" {
			c.Input = offer.Input{Today: Today, HTML: string(text)}
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// Tally counts right answers.
type Tally struct{ Right, Total int }

// Share is the part of answers that are right, 1 when there are none.
func (t Tally) Share() float64 {
	if t.Total == 0 {
		return 1
	}
	return float64(t.Right) / float64(t.Total)
}

func (t *Tally) add(right bool) {
	t.Total++
	if right {
		t.Right++
	}
}

// Scores are tallies by field and group (a language, "all").
type Scores struct {
	Fields []string
	Tally  map[string]map[string]*Tally // field ─► group ─► tally
	Misses []string
}

// fields in the order of the table.
var fields = []string{
	"salary", "arrangement", "seniority", "must/nice", "company", "named", "agency", "title", "location", "employment", "language",
	"dates", "reference", "years", "anomalies", "roles",
}

// Score parses every case and compares.
func Score(cases []Case) (*Scores, error) {
	s := &Scores{Fields: fields, Tally: map[string]map[string]*Tally{}}
	for _, c := range cases {
		parsed, err := offer.Parse(c.Input)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		s.score(c, parsed)
	}
	return s, nil
}

// Get returns the tally of a field in a group.
func (s *Scores) Get(field, group string) *Tally {
	if s.Tally[field] == nil {
		s.Tally[field] = map[string]*Tally{}
	}
	if s.Tally[field][group] == nil {
		s.Tally[field][group] = &Tally{}
	}
	return s.Tally[field][group]
}

func (s *Scores) note(c Case, field string, right bool, got, want any) {
	for _, group := range []string{"all", c.Label.Language} {
		s.Get(field, group).add(right)
	}
	if !right {
		s.Misses = append(s.Misses, fmt.Sprintf("%s: %s: got %v, want %v", c.Name, field, got, want))
	}
}

func (s *Scores) score(c Case, parsed schema.ParsedOffer) {
	o, l := parsed.JobOffer, c.Label
	same := func(field, got, want string) { s.note(c, field, got == want, got, want) }
	s.note(c, "salary", equalSalary(o.Salary, l.Salary), show(o.Salary), show(l.Salary))
	same("arrangement", string(o.Arrangement), l.Arrangement)
	same("seniority", string(o.Seniority), l.Seniority)
	same("company", plain(o.Company), plain(l.Company))
	if o.Company == "" && l.Company != "" { // right or empty is what counts; "named" tells how often it is not empty
		s.Get("company", "all").Right++
		s.Get("company", l.Language).Right++
	}
	if l.Company != "" {
		for _, group := range []string{"all", l.Language} {
			s.Get("named", group).add(plain(o.Company) == plain(l.Company))
		}
	}
	same("agency", plain(o.Agency), plain(l.Agency))
	if l.Title != "" {
		same("title", plain(o.Title), plain(l.Title))
	}
	same("location", plain(o.Location), plain(l.Location))
	same("employment", string(o.EmploymentType), l.EmploymentType)
	same("language", o.Language, l.Language)
	for _, d := range []struct{ got, want string }{{o.PublishedOn, l.PublishedOn}, {o.ClosesOn, l.ClosesOn}, {o.StartsOn, l.StartsOn}} {
		if d.want != "" {
			same("dates", d.got, d.want)
		}
	}
	if l.Reference != "" {
		same("reference", o.Reference, l.Reference)
	}
	if o.MinYears != 0 || l.MinYears != 0 {
		s.note(c, "years", o.MinYears == l.MinYears, o.MinYears, l.MinYears)
	}
	s.note(c, "anomalies", slices.Equal(kinds(parsed.Anomalies, l.Anomalies), l.Anomalies), parsed.Anomalies, l.Anomalies)
	several := slices.ContainsFunc(parsed.Warnings, func(w string) bool { return strings.Contains(w, "several roles") })
	s.note(c, "roles", several == l.Several, several, l.Several)
	s.lines(c, parsed)
}

// lines scores must and nice: a labelled line is right when a requirement of
// the same importance covers at least half of it; a requirement that covers no
// labelled line is one wrong line.
func (s *Scores) lines(c Case, parsed schema.ParsedOffer) {
	used := map[string]bool{}
	find := func(want string) (schema.Requirement, bool) {
		want = plain(want)
		for _, r := range parsed.JobOffer.Requirements {
			got := plain(r.Quote.Text)
			if strings.Contains(got, want) && len(want)*5 > len(got) || strings.Contains(want, got) && len(got)*2 >= len(want) {
				used[r.ID] = true
				return r, true
			}
		}
		return schema.Requirement{}, false
	}
	for _, group := range []struct {
		lines      []string
		importance schema.Importance
	}{{c.Label.Must, schema.Must}, {c.Label.Nice, schema.Nice}} {
		for _, line := range group.lines {
			r, ok := find(line)
			s.note(c, "must/nice", ok && r.Importance == group.importance, fmt.Sprintf("%q %s", line, r.Importance), group.importance)
		}
	}
	for _, line := range c.Label.Either {
		find(line)
	}
	for _, r := range parsed.JobOffer.Requirements {
		if !used[r.ID] {
			s.note(c, "must/nice", false, fmt.Sprintf("%q %s", r.Quote.Text, r.Importance), "no requirement")
		}
	}
}

// kinds lists the kinds of anomalies found, each once; those that a label does
// not ask for count too, except masked digits and repairs it does not mention.
func kinds(found []schema.Anomaly, want []string) []string {
	var list []string
	for _, a := range found {
		if !slices.Contains(list, a.Kind) && (slices.Contains(want, a.Kind) || a.Kind == "instruction") {
			list = append(list, a.Kind)
		}
	}
	return list
}

func equalSalary(a, b *schema.Salary) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func show(s *schema.Salary) string {
	if s == nil {
		return "none"
	}
	return fmt.Sprintf("%g-%g %s/%s", s.Min, s.Max, s.Currency, s.Period)
}

func plain(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.Trim(s, " .,;:")), " "))
}
