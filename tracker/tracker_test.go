package tracker_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/tracker"
)

const duties = "You look after the engines of our four ferries, plan their overhauls with the yard, keep the stores and train two apprentices. "

func posting(id string, change func(*tracker.Posting)) tracker.Posting {
	p := tracker.Posting{
		Application: schema.Application{
			ID: id, JobOfferID: "job_" + id, Title: "Deck Engineer (m/w/d)", Company: "Northwind Ferries Ltd", Status: schema.Applied,
			CreatedAt: time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC), UpdatedAt: time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC),
		},
		Fingerprint: tracker.FingerprintOf("Offer " + id + ". " + strings.Repeat("Words of offer "+id+" alone. ", 20)),
	}
	change(&p)
	return p
}

func TestTheSameJobIsToldWithTheEarlierApplication(t *testing.T) {
	for name, test := range map[string]struct {
		old, new func(*tracker.Posting)
		want     string
	}{
		"same offer": {func(p *tracker.Posting) { p.Application.JobOfferID = "job_new" }, nil, "same_offer"},
		"same address, other tracking": {
			func(p *tracker.Posting) {
				p.URL, p.Application.Company = "https://www.example.com/jobs/17/?utm_source=mail", ""
			},
			func(p *tracker.Posting) { p.URL = "http://example.com/jobs/17#apply" }, "same_url",
		},
		"another job on the same page": {
			func(p *tracker.Posting) {
				p.URL, p.Application.Title = "https://example.com/jobs?id=17", "Cook"
			},
			func(p *tracker.Posting) { p.URL = "https://example.com/jobs?id=18" }, "",
		},
		"same text on another board": {
			func(p *tracker.Posting) { p.Fingerprint, p.Application.Company = tracker.FingerprintOf(duties), "" },
			func(p *tracker.Posting) { p.Fingerprint = tracker.FingerprintOf(strings.ToUpper(duties)) }, "same_text",
		},
		"same employer and title": {func(p *tracker.Posting) {
			p.Application.Company, p.Application.Title = "NORTHWIND FERRIES", "Deck engineer"
		}, nil, "same_position"},
		"German forms": {func(p *tracker.Posting) { p.Application.Title = "Ingenieur/in" }, func(p *tracker.Posting) { p.Application.Title = "Ingenieur:in (80 %)" }, "same_position"},
		"same reference": {
			func(p *tracker.Posting) { p.Reference, p.Application.Title = "NW-17", "Engineer" },
			func(p *tracker.Posting) { p.Reference = "nw-17" }, "same_position",
		},
		"posted again after a rejection": {func(p *tracker.Posting) { p.Application.Status = schema.Rejected }, nil, "reposted"},
		"posted again later":             {nil, func(p *tracker.Posting) { p.PublishedOn = "2026-02-20" }, "reposted"},
		"posted again with another date": {
			func(p *tracker.Posting) {
				p.Fingerprint, p.Application.Title = tracker.FingerprintOf(duties+"Apply by 3 May."), "Engineer"
			},
			func(p *tracker.Posting) { p.Fingerprint = tracker.FingerprintOf(duties + "Apply by 9 June.") }, "reposted",
		},
		"another employer":     {func(p *tracker.Posting) { p.Application.Company = "Southwind Ferries" }, nil, ""},
		"another position":     {func(p *tracker.Posting) { p.Application.Title = "Cook" }, nil, ""},
		"nothing known of one": {func(p *tracker.Posting) { p.Application.Company, p.Application.Title = "", "" }, nil, ""},
		"itself":               {func(p *tracker.Posting) { p.Application.ID = "new" }, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			nothing := func(*tracker.Posting) {}
			if test.old == nil {
				test.old = nothing
			}
			if test.new == nil {
				test.new = nothing
			}
			found := tracker.Duplicates(posting("new", test.new), []tracker.Posting{posting("old", test.old)})
			if test.want == "" {
				assert.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			assert.Equal(t, test.want, found[0].Kind)
			assert.Equal(t, "old", found[0].ApplicationID)
			assert.Contains(t, found[0].Message, "old")
			assert.Contains(t, found[0].Message, string(found[0].Status)+" since 2026-01-20")
		})
	}
}

const sample = `cv:
  name: Tomi Okafor
  sections:
    experience:
      - company: Harbour Lines
        position: Second Engineer
        start_date: 2019-04
        end_date: 2023-09
        highlights:
          - Cut fuel use of three vessels by 12 % within 18 months by retuning their engines
          - Trained 6 apprentices
          - Ran the stores of a fleet
      - company: Harbour Lines
        position: Third Engineer
        start_date: 2016-01
        end_date: 2019-03
    education:
      - institution: Maritime College
        area: Marine Engineering
        degree: BEng
        start_date: 2012
        end_date: 2016
    certificates:
      - name: STCW III/2
        date: 2018-05
`

func sent(t *testing.T, id, from, to string) tracker.Sent {
	t.Helper()
	require.Contains(t, sample, from)
	document, err := cv.Parse([]byte(strings.Replace(sample, from, to, 1)))
	require.NoError(t, err)
	return tracker.Sent{Application: schema.Application{ID: id, Status: schema.Applied, Title: "Deck Engineer", Company: "Northwind"}, CV: document}
}

func TestTheSameFactToldDifferentlyIsFound(t *testing.T) {
	for name, test := range map[string]struct{ from, to, want string }{
		"a start":                     {"start_date: 2019-04", "start_date: 2019-01", "date_differs /cv/sections/experience/0/start_date"},
		"an end":                      {"end_date: 2019-03", "end_date: 2018-12", "date_differs /cv/sections/experience/1/end_date"},
		"a title":                     {"position: Second Engineer", "position: Chief Engineer", "title_differs /cv/sections/experience/0/position"},
		"a degree":                    {"degree: BEng", "degree: MEng", "title_differs /cv/sections/education/0/degree"},
		"a certificate's date":        {"date: 2018-05", "date: 2017-05", "date_differs /cv/sections/certificates/0/date"},
		"a number":                    {"by 12 %", "by 21 %", "number_differs /cv/sections/experience/0/highlights/0"},
		"a number in a reworded line": {"Trained 6 apprentices", "Trained 9 young apprentices", "number_differs /cv/sections/experience/0/highlights/1"},
		"a number in a line cut short": {
			"Cut fuel use of three vessels by 12 % within 18 months by retuning their engines", "Cut fuel use of three vessels by 15 %", "number_differs /cv/sections/experience/0/highlights/0",
		},
		"the same":                   {"Trained", "Trained", ""},
		"less is told":               {"          - Trained 6 apprentices\n", "", ""},
		"part of a line":             {" within 18 months by retuning their engines", "", ""},
		"a coarser date":             {"start_date: 2019-04", "start_date: 2019", ""},
		"present then, over now":     {"end_date: 2023-09", "end_date: present", ""},
		"another case":               {"company: Harbour Lines", "company: HARBOUR LINES Ltd", ""},
		"one post of two":            {"      - company: Harbour Lines\n        position: Third Engineer\n        start_date: 2016-01\n        end_date: 2019-03\n", "", ""},
		"another number of the same": {"Cut fuel use of three vessels by 12 %", "Cut fuel use of 3 vessels by 12 %", ""},
	} {
		t.Run(name, func(t *testing.T) {
			this, that := sent(t, "app_this", "Trained", "Trained"), sent(t, "app_that", test.from, test.to)
			found := tracker.Contradictions(this, []tracker.Sent{that})
			var lines []string
			for _, f := range found {
				lines = append(lines, f.Kind+" "+f.Path)
				assert.Equal(t, "app_that", f.ApplicationID)
				assert.Contains(t, f.Message, "app_that")
			}
			assert.Equal(t, test.want, strings.Join(lines, ", "))
		})
	}
}

func TestACVDoesNotContradictItself(t *testing.T) {
	this := sent(t, "app_this", "Trained", "Trained")
	changed := sent(t, "app_this", "by 12 %", "by 21 %")
	assert.Empty(t, tracker.Contradictions(this, []tracker.Sent{changed}), "the same application")
	twice := sent(t, "app_a", "by 12 %", "by 21 %")
	again := sent(t, "app_b", "by 12 %", "by 21 %")
	assert.Len(t, tracker.Contradictions(this, []tracker.Sent{twice, again}), 1, "each place is told once")
}
