package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/png"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/bespoke-cv/bespoke/schema"
)

// viewer turns nouns into what the page shows.
type viewer struct {
	places places
}

// view is the page's content, as the template names it.
type view struct {
	Policy string

	Title, Role, Facts string
	Date, Day          string
	Figures            []figure
	OfferLang, CVLang  string

	Anomalies []anomaly
	Scored    bool
	Chart     chart
	Measures  []measure
	Questions []schema.Question
	Groups    []group
	Edits     int
	Terms     []terms
	Guard     *guardNote
	Pages     []picture
	Layout    string
	Remarks   []remark
	Missing   []Place
	Notes     []string
	Problems  []schema.SchemaProblem
	Diff      string
	Files     []File
	IDs       []ID
}

type figure struct {
	Value, Name string
}

type anomaly struct {
	Kind, Text string
}

// guardNote is the verdict on the finished document.
type guardNote struct {
	Class, Text string
	Findings    []Finding
}

type picture struct {
	Number, Width, Height int
	Source                string
}

type remark struct {
	Kind, Words, Message string
	Page                 int
	Place                *Place
}

func newView(r Report) (view, error) {
	v := viewer{places: newPlaces(r.Base)}
	job := r.Offer.JobOffer
	page := view{
		Policy: policy(),
		Role:   orElse(job.Title, "a role without a title"), Facts: facts(job),
		OfferLang: tag(job.Language), CVLang: tag(r.Plan.Language),
		Scored: r.Plan.Match.Scored, Groups: v.groups(r.Plan, r.Applied),
		Questions: r.Plan.Questions, Files: r.Files, IDs: r.IDs,
	}
	page.Title = "Tailored CV: " + page.Role
	if job.Company != "" {
		page.Title += " at " + job.Company
	}
	if !r.MadeOn.IsZero() {
		page.Date, page.Day = r.MadeOn.Format(time.DateOnly), r.MadeOn.Format("2 January 2006")
	}
	if page.Scored {
		page.Chart, page.Measures, page.Terms = newChart(r.Plan.Match), measures(r.Plan.Match), v.terms(r.Plan.Match)
	}
	for _, group := range page.Groups {
		page.Edits += len(group.Cards)
	}
	for _, a := range r.Offer.Anomalies {
		page.Anomalies = append(page.Anomalies, anomaly{Kind: AnomalyWords(a.Kind), Text: a.Quote.Text})
	}
	if r.Applied != nil {
		page.Guard = newGuardNote(r.Applied.Guard)
		page.Problems, page.Diff = r.Applied.ErrorsAfter, r.Applied.Diff
	}
	page.Notes = append(append(page.Notes, r.Offer.Warnings...), r.Plan.Warnings...)
	page.Figures = figures(r, page.Groups)
	page.layout(v, r.Render)
	return page, page.show(r.Pages)
}

func (page view) hasPages() bool { return len(page.Pages) > 0 || page.Layout != "" }

func (page view) hasFiles() bool { return len(page.Files) > 0 || len(page.IDs) > 0 }

func orElse(text, other string) string {
	if strings.TrimSpace(text) == "" {
		return other
	}
	return text
}

// facts is what stands below the role: who, where, when it closes.
func facts(job schema.JobOffer) string {
	var parts []string
	for _, part := range []string{
		job.Company, prefixed("through ", job.Agency), job.Location, spaced(string(job.Arrangement)),
		prefixed("reference ", job.Reference), prefixed("closes on ", job.ClosesOn),
	} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// tag is a language that a lang attribute can hold, or "".
func tag(code string) string {
	parsed, err := language.Parse(code)
	if err != nil || code == "" {
		return ""
	}
	return parsed.String()
}

// AnomalyWords says what sort of thing stands in an offer that should not.
func AnomalyWords(kind string) string {
	switch kind {
	case "instruction":
		return "An order to the program that reads it"
	case "hidden_text":
		return "Text that a reader does not see"
	case "masked_digits":
		return "Digits that are masked"
	case "mojibake":
		return "Garbled characters"
	}
	return spaced(kind)
}

// figures are the few numbers that sum the page up.
func figures(r Report, groups []group) []figure {
	var all []figure
	if match := r.Plan.Match; match.Scored {
		all = append(all, figure{percent(match.Before.Coverage) + " → " + percent(match.After.Coverage), "of what the offer asks for is shown"})
	}
	names := map[State]string{applied: "applied", proposed: "proposed", left: "left for you", refused: "refused"}
	for _, group := range groups {
		name := "edits " + names[group.State]
		if len(group.Cards) == 1 {
			name = "edit " + names[group.State]
		}
		all = append(all, figure{strconv.Itoa(len(group.Cards)), name})
	}
	if n := len(r.Plan.Questions); n > 0 {
		all = append(all, figure{strconv.Itoa(n), plural(n, "question", "questions") + " for you"})
	}
	if n := r.Render.Pages; n > 0 {
		all = append(all, figure{strconv.Itoa(n), plural(n, "page", "pages")})
	}
	return all
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func newGuardNote(report schema.GuardReport) *guardNote {
	note := &guardNote{Findings: findings(report.Verdict.Findings)}
	changed := fmt.Sprintf("%d changed %s", report.Checked, plural(report.Checked, "value", "values"))
	switch report.Verdict.Outcome {
	case schema.Pass:
		note.Class, note.Text = "good", "The finished CV was checked against your own once more: "+changed+", nothing in them that yours does not prove."
	case schema.NeedsReview:
		note.Class, note.Text = "warn", "The finished CV was checked against your own once more: "+changed+". Look at this before you send it:"
	case schema.Reject:
		note.Class, note.Text = "bad", "The finished CV was checked against your own once more: "+changed+". It says what yours does not prove:"
	default:
		return nil
	}
	return note
}

// layout says how the pages came out.
func (page *view) layout(v viewer, report schema.RenderReport) {
	if report.Pages > 0 {
		page.Layout = fmt.Sprintf("%d %s, the last one %s full.", report.Pages, plural(report.Pages, "page", "pages"), percent(report.LastPageFill))
		if !report.Fits && report.MaxPages > 0 {
			page.Layout += fmt.Sprintf(" That is more than the %d asked for.", report.MaxPages)
		}
		if report.TextFields > 0 {
			page.Layout += fmt.Sprintf(" %d of %d texts were found again in the PDF’s text layer, which is what recruiting software reads.",
				report.TextFields-len(report.Missing), report.TextFields)
		}
	}
	for _, lint := range report.Lints {
		r := remark{Kind: headline(lint.Kind), Words: lint.Words, Message: lint.Message, Page: lint.Page}
		if lint.Path != "" {
			at := v.places.name(lint.Path)
			r.Place = &at
		}
		page.Remarks = append(page.Remarks, r)
	}
	for _, path := range report.Missing {
		page.Missing = append(page.Missing, v.places.name(path))
	}
}

// show puts the pictures into the page. The address is made of base64 alone.
func (page *view) show(pictures [][]byte) error {
	for i, data := range pictures {
		config, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return fmt.Errorf("the picture of page %d is no PNG: %w", i+1, err)
		}
		page.Pages = append(page.Pages, picture{
			Number: i + 1, Width: config.Width, Height: config.Height,
			Source: "data:image/png;base64," + base64.StdEncoding.EncodeToString(data),
		})
	}
	return nil
}
