package plan_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

var today = time.Date(2025, 6, 15, 0, 0, 0, 0, time.UTC)

// newOffer makes an offer of lines: "must: …", "nice: …" or a duty.
func newOffer(lang string, lines ...string) schema.ParsedOffer {
	parsed := schema.ParsedOffer{Text: strings.Join(lines, "\n"), Completeness: schema.CompleteOffer}
	parsed.JobOffer.Language = lang
	start := 0
	for _, line := range lines {
		kind, text, asks := strings.Cut(line, ": ")
		at := start + len(kind) + 2
		if !asks {
			parsed.JobOffer.Responsibilities = append(parsed.JobOffer.Responsibilities, schema.Quote{Text: line, Start: start, End: start + len(line)})
			start += len(line) + 1
			continue
		}
		start += len(line) + 1
		requirement := schema.Requirement{
			ID: fmt.Sprintf("r%d", len(parsed.JobOffer.Requirements)+1), Importance: schema.Importance(kind),
			Quote: schema.Quote{Text: text, Start: at, End: at + len(text)},
		}
		for _, m := range lexicon.Default().Find(text, lang) {
			requirement.Skills = append(requirement.Skills, m.Entry.Name)
			parsed.JobOffer.Skills = append(parsed.JobOffer.Skills, schema.OfferSkill{
				Name: m.Entry.Name, Kind: string(m.Entry.Kind), Importance: requirement.Importance, Spelling: m.Form,
				Quotes: []schema.Quote{{Text: m.Form, Start: at + m.Start, End: at + m.End}},
			})
		}
		parsed.JobOffer.Requirements = append(parsed.JobOffer.Requirements, requirement)
	}
	return parsed
}

func parse(t testing.TB, text string) *cv.Document {
	t.Helper()
	doc, err := cv.Parse([]byte(text))
	require.NoError(t, err)
	return doc
}

const backend = `cv:
  name: Ilse Varga
  headline: Backend developer
  location: Malmö, Sweden
  sections:
    experience:
      - company: Nordhamn Pay AB
        position: Software engineer
        start_date: 2021-03
        end_date: present
        highlights:
          - Wrote the monthly newsletter of the team
          - Organised the summer party for two offices
          - Moved 14 services to K8s with the platform team
          - Built REST APIs in Go for card settlement
          # - Tuned PostgreSQL queries for the ledger
          # - Painted the office kitchen
      - company: Fraktlink
        position: Junior developer
        start_date: 2018-08
        end_date: 2021-02
        highlights:
          - Maintained a Django application for haulage companies
          - Wrote ETL scripts in Python to import EDI files
          - Currently learning Rust in a study group
    education:
      - institution: University of Lund
        area: Computer Science
        degree: BSc
    skills:
      - label: Hobbies
        details: sailing, baking, chess
      - label: Languages
        details: Python, SQL, basic Java, Go
`

var platformOffer = newOffer(
	"en",
	"must: Kubernetes and Go",
	"must: Several years with PostgreSQL",
	"must: Rust",
	"nice: Terraform",
	"Design REST APIs for card settlement",
)

func input(t testing.TB, text string, offer schema.ParsedOffer) plan.Input {
	return plan.Input{Offer: offer, Base: parse(t, text), AsOf: today}
}

func makePlan(t testing.TB, in plan.Input) schema.PlannedChanges {
	t.Helper()
	out, err := plan.Make(context.Background(), in)
	require.NoError(t, err)
	return out
}

// apply applies all edits of a plan that pass.
func apply(t testing.TB, in plan.Input, out schema.PlannedChanges) string {
	t.Helper()
	doc, _, err := plan.Apply(context.Background(), plan.ApplyInput{Base: in.Base, Plan: out, Facts: in.Facts, AsOf: today})
	require.NoError(t, err)
	return string(doc.Bytes())
}

func find(edits []schema.Edit, op schema.Op, path string) *schema.Edit {
	for i, edit := range edits {
		if edit.Op == op && (edit.Path == path || edit.From == path) {
			return &edits[i]
		}
	}
	return nil
}

const job = "/cv/sections/experience/0/highlights/"

func TestMakeSelectsOrdersAndRephrases(t *testing.T) {
	in := input(t, backend, platformOffer)
	out := makePlan(t, in)
	require.Empty(t, out.Refused)
	assert.Equal(t, []string{"rules"}, out.PlannedBy)

	pooled := find(out.Edits, schema.Insert, "line:16")
	require.NotNil(t, pooled, "a commented-out bullet that shows PostgreSQL comes back")
	assert.Equal(t, "Tuned PostgreSQL queries for the ledger", pooled.After)
	assert.Equal(t, []string{"r2"}, pooled.RequirementIDs)
	assert.Equal(t, []string{"Several years with PostgreSQL"}, pooled.OfferQuotes)
	assert.Equal(t, "Tuned PostgreSQL queries for the ledger", pooled.Evidence[0].Quote)
	assert.Nil(t, find(out.Edits, schema.Insert, "line:17"), "one that says nothing to the offer stays")

	spelled := find(out.Edits, schema.Replace, job+"2")
	require.NotNil(t, spelled)
	assert.Equal(t, "Moved 14 services to Kubernetes (K8s) with the platform team", spelled.After)
	assert.Equal(t, "Moved 14 services to K8s with the platform team", spelled.Before)

	skills := find(out.Edits, schema.Replace, "/cv/sections/skills/1/details")
	require.NotNil(t, skills)
	assert.Equal(t, "Go, Python, SQL, basic Java", skills.After)

	want := `          - Moved 14 services to Kubernetes (K8s) with the platform team
          - Built REST APIs in Go for card settlement
          - Tuned PostgreSQL queries for the ledger
          - Wrote the monthly newsletter of the team
          - Organised the summer party for two offices
`
	tailored := apply(t, in, out)
	assert.Contains(t, tailored, want)
	assert.Contains(t, tailored, "skills:\n      - label: Languages\n        details: Go, Python, SQL, basic Java\n      - label: Hobbies\n")
	assert.InDelta(t, 1, out.Match.After.Gain, 1e-9)
	assert.InDelta(t, 1, out.Match.After.Literal, 1e-9)
	assert.Zero(t, out.Match.After.LostTerms)
	assert.Zero(t, out.Match.After.Stuffing)
}

func TestEveryRuleEditExplainsItself(t *testing.T) {
	out := makePlan(t, input(t, backend, platformOffer))
	seen := map[string]bool{}
	for _, edit := range out.Edits {
		assert.NotEmpty(t, edit.Reason, edit.ID)
		assert.NotEmpty(t, edit.OfferQuotes, edit.ID)
		assert.NotEmpty(t, edit.Evidence, edit.ID)
		assert.Equal(t, "rules", edit.PlannedBy)
		require.NotNil(t, edit.Verdict)
		assert.Equal(t, schema.Pass, edit.Verdict.Outcome, "%+v", edit)
		assert.False(t, seen[edit.ID], "ids are unique")
		seen[edit.ID] = true
		for _, evidence := range edit.Evidence {
			if text, ok := in(t).Scalar(evidence.Path); ok {
				assert.Equal(t, text, evidence.Quote)
			}
		}
	}
}

func in(t *testing.T) *cv.Document { return parse(t, backend) }

func TestWhatTheRulesLeaveAlone(t *testing.T) {
	tests := []struct {
		name, cv string
		offer    schema.ParsedOffer
	}{
		{"jobs keep their order in time", `cv:
  sections:
    experience:
      - company: Kranwerk
        position: Clerk
        start_date: 2022-01
      - company: Docker Yard
        position: Kubernetes engineer
        start_date: 2018-01
        end_date: 2021-12
`, newOffer("en", "must: Kubernetes")},
		{"authors", `cv:
  sections:
    publications:
      - title: Kubernetes at sea
        authors:
          - Ada Moor
          - Go Kubernetes
        date: 2020
      - title: Older
        authors: [Bo Lind, Docker Docker]
        date: 2019
`, newOffer("en", "must: Kubernetes", "must: Docker")},
		{"titles", `cv:
  headline: K8s developer
  sections:
    experience:
      - company: Nordhamn
        position: K8s developer
        start_date: 2022-01
`, newOffer("en", "must: Kubernetes")},
		{"a sentence is no list", `cv:
  sections:
    skills:
      - label: Tools
        details: Mostly Python, SQL and Kubernetes
`, newOffer("en", "must: Kubernetes")},
		{"names inside brackets", `cv:
  sections:
    skills:
      - label: Tools
        details: "Cloud (Python, SQL, Kubernetes)"
`, newOffer("en", "must: Kubernetes")},
		{"running text", `cv:
  sections:
    summary:
      - I like the sea.
      - I run Kubernetes.
`, newOffer("en", "must: Kubernetes")},
		{"numbered lists", `cv:
  sections:
    talks:
      - number: On boats
      - number: On Kubernetes
`, newOffer("en", "must: Kubernetes")},
		{"languages by level", `cv:
  sections:
    languages:
      - label: Languages
        details: Swedish (native), English (C1), German (A2)
`, newOffer("en", "must: German")},
		{"a looser alias is no synonym", `cv:
  sections:
    experience:
      - company: Nordhamn
        position: Developer
        start_date: 2022-01
        highlights:
          - Tested with JUnit
`, newOffer("en", "must: JUnit 5")},
		{"bullets below bullets", `cv:
  sections:
    experience:
      - company: Nordhamn
        position: Developer
        start_date: 2022-01
        highlights:
          - Swept the yard
          - - Ran Kubernetes
            - Sang
`, newOffer("en", "must: Kubernetes")},
		{"an offer that is only a title", backend, schema.ParsedOffer{Text: "Captain", Completeness: schema.TitleOnly, JobOffer: schema.JobOffer{Title: "Captain", Language: "en"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out := makePlan(t, input(t, test.cv, test.offer))
			assert.Empty(t, out.Edits)
			assert.Empty(t, out.Refused)
		})
	}
}

func TestRephrasingInOtherLanguages(t *testing.T) {
	tests := []struct {
		name, lang, text, asks, want string
	}{
		{"short form to long", "de", "Betrieb von K8s für zwölf Teams im Rechenzentrum der Firma", "Kubernetes", "Betrieb von Kubernetes (K8s) für zwölf Teams im Rechenzentrum der Firma"},
		{"long form keeps its words", "en", "Ran Amazon Web Services accounts for six teams of the company", "AWS", "Ran Amazon Web Services (AWS) accounts for six teams of the company"},
		{"compounds take no brackets", "en", "Wrote K8s-based pipelines for the teams of the company", "Kubernetes", "Wrote Kubernetes-based pipelines for the teams of the company"},
		{"nor do brackets", "en", "Moved the services of the company (K8s, Helm charts)", "Kubernetes", "Moved the services of the company (Kubernetes, Helm charts)"},
		{"the maker's name", "en", "Kept the budgets of the company in Excel for years", "Microsoft Excel", "Kept the budgets of the company in Microsoft Excel for years"},
		{"the lexicon's capitals", "en", "Tuned Postgres for the teams of the company", "postgresql", "Tuned PostgreSQL for the teams of the company"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			base := "cv:\n  sections:\n    work:\n      - company: Kranwerk\n        position: Fachkraft\n        start_date: 2020-01\n        highlights:\n          - " + test.text + "\n"
			out := makePlan(t, input(t, base, newOffer(test.lang, "must: "+test.asks)))
			require.Len(t, out.Edits, 1)
			assert.Equal(t, test.want, out.Edits[0].After)
			assert.Equal(t, schema.Pass, out.Edits[0].Verdict.Outcome, "%+v", out.Edits[0].Verdict)
		})
	}
}

func TestCallersEditsAreMergedAndJudged(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.Edits = []schema.Edit{
		{Op: schema.Replace, Path: job + "2", After: "Moved 14 services to Kubernetes with the platform team"},
		{Op: schema.Replace, Path: job + "3", After: "Built REST APIs in Go and Terraform for card settlement"},
		{Op: schema.Replace, Path: job + "2", After: "With the platform team, moved 14 services to Kubernetes"},
		{Op: schema.Replace, Path: "/cv/sections/nowhere/0", After: "x"},
		{Op: schema.Replace, Path: job + "0", Before: "Something else", After: "Wrote the newsletter of the team monthly"},
		{ID: "mine", Op: schema.Remove, Path: job + "1", PlannedBy: "model:tiny"},
	}
	out := makePlan(t, in)

	kept := find(out.Edits, schema.Replace, job+"2")
	require.NotNil(t, kept)
	assert.Equal(t, "Moved 14 services to Kubernetes with the platform team", kept.After)
	assert.Equal(t, "Moved 14 services to K8s with the platform team", kept.Before)
	assert.Equal(t, "caller", kept.PlannedBy)
	assert.Equal(t, "c1", kept.ID)

	require.Len(t, out.Refused, 4)
	assert.Equal(t, schema.Reject, out.Refused[0].Verdict.Outcome, "Terraform stands nowhere in the CV")
	assert.Equal(t, "not_applicable", out.Refused[1].Verdict.Findings[0].Kind, "two edits for one value")
	assert.Equal(t, schema.Reject, out.Refused[2].Verdict.Outcome)
	assert.Contains(t, out.Refused[3].Verdict.Findings[0].Message, "now says")

	removed := find(out.Edits, schema.Remove, job+"1")
	require.NotNil(t, removed)
	assert.Equal(t, "mine", removed.ID)
	assert.Equal(t, "model:tiny", removed.PlannedBy)
	assert.Equal(t, []string{"caller", "model:tiny", "rules"}, out.PlannedBy)
	_, err := in.Base.Apply(out.Edits)
	require.NoError(t, err, "all edits of a plan go together")
}

func TestTheCallerWinsAndTheConflictIsNamed(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.Edits = []schema.Edit{{ID: "a1", Op: schema.Move, From: job + "3", Path: job + "1"}}
	out := makePlan(t, in)
	moves := 0
	for _, edit := range out.Edits {
		if edit.From == job+"3" {
			moves++
		}
	}
	assert.Equal(t, 1, moves)
	require.NotEmpty(t, out.Warnings)
	assert.Contains(t, out.Warnings[0], "a1")
	_, err := in.Base.Apply(out.Edits)
	require.NoError(t, err)
}

func TestACallerCannotPassAsTheRules(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.Edits = []schema.Edit{{Op: schema.Remove, Path: job + "0", PlannedBy: "rules", Verdict: &schema.Verdict{Outcome: schema.Pass}}}
	out := makePlan(t, in)
	assert.Equal(t, "caller", find(out.Edits, schema.Remove, job+"0").PlannedBy)
}

func TestRefusedClaimsAreNeverProposedAgain(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.Refused = []string{"  tuned postgresql QUERIES for the ledger"}
	in.Edits = []schema.Edit{{Op: schema.Insert, Path: job + "-", After: "Tuned PostgreSQL queries for the ledger"}}
	out := makePlan(t, in)
	assert.Nil(t, find(out.Edits, schema.Insert, "line:16"))
	require.Len(t, out.Refused, 1, "the caller's, not the rules'")
	assert.Equal(t, "refused_before", out.Refused[0].Verdict.Findings[0].Kind)
}

func TestQuestionsAskForFacts(t *testing.T) {
	offer := platformOffer
	offer.JobOffer.Title = "Platform engineer"
	offer.JobOffer.MinYears = 12
	offer.JobOffer.Degrees = []string{"MSc in Naval Architecture"}
	in := input(t, backend, offer)
	out := makePlan(t, in)
	var texts []string
	for _, question := range out.Questions {
		texts = append(texts, question.Text)
	}
	all := strings.Join(texts, "\n")
	assert.Contains(t, texts[0], "Rust")
	assert.Equal(t, []string{"r3"}, out.Questions[0].RequirementIDs)
	assert.Equal(t, "Rust", out.Questions[0].OfferQuote)
	assert.Contains(t, all, "Terraform")
	assert.Contains(t, all, "12 years")
	assert.Contains(t, all, "about 6 years")
	assert.Contains(t, all, "Naval Architecture")
	assert.Contains(t, all, `"Platform engineer"`)
	assert.NotContains(t, all, "PostgreSQL")

	in.Facts = []schema.Fact{{ID: "f1", Text: "I ran Terraform at Nordhamn Pay AB in 2023"}}
	for _, question := range makePlan(t, in).Questions {
		assert.NotContains(t, question.Text, "Terraform", "a fact answers it")
	}
}

// pager renders by counting: so many lines a page.
func pager(perPage int) func(context.Context, *cv.Document) (schema.RenderReport, error) {
	return func(_ context.Context, doc *cv.Document) (schema.RenderReport, error) {
		lines := 0
		for _, leaf := range doc.Leaves() {
			if leaf.Section != "" {
				lines++
			}
		}
		pages := (lines + perPage - 1) / perPage
		return schema.RenderReport{Pages: pages, LastPageFill: float64(lines-(pages-1)*perPage) / float64(perPage)}, nil
	}
}

func TestCutsTheLeastRelevantUntilItFits(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.MaxPages, in.Pages = 1, pager(21)
	out := makePlan(t, in)
	assert.Equal(t, schema.PageCount{Before: 2, After: 1, Limit: 1}, out.Pages)
	const older = "/cv/sections/experience/1/highlights/"
	assert.NotNil(t, find(out.Edits, schema.Remove, older+"0"), "of what the offer does not ask for the oldest goes first")
	assert.NotNil(t, find(out.Edits, schema.Remove, older+"1"))
	assert.Nil(t, find(out.Edits, schema.Remove, older+"2"), "one line of each job stays")
	assert.Nil(t, find(out.Edits, schema.Remove, job+"2"))
	assert.Nil(t, find(out.Edits, schema.Remove, job+"3"))
	assert.Zero(t, out.Match.After.LostTerms)
	tailored := parse(t, apply(t, in, out))
	report, err := in.Pages(context.Background(), tailored)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Pages)
	for _, edit := range out.Edits {
		if edit.Op == schema.Remove {
			assert.Contains(t, edit.Reason, "one page")
			assert.NotEmpty(t, edit.Before)
		}
	}
}

func TestCutsNothingWhenItFits(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.MaxPages, in.Pages = 2, pager(21)
	out := makePlan(t, in)
	for _, edit := range out.Edits {
		assert.NotEqual(t, schema.Remove, edit.Op)
	}
}

func TestSaysWhyItDoesNotFit(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.MaxPages, in.Pages = 1, pager(4)
	out := makePlan(t, in)
	require.NotEmpty(t, out.Warnings)
	assert.Contains(t, out.Warnings[0], "max_pages")
	assert.Zero(t, out.Match.After.LostTerms)
	assert.Greater(t, out.Pages.After, 1)
}

func TestRenderErrorsAreReturned(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.MaxPages = 1
	in.Pages = func(context.Context, *cv.Document) (schema.RenderReport, error) {
		return schema.RenderReport{}, context.Canceled
	}
	_, err := plan.Make(context.Background(), in)
	require.ErrorIs(t, err, context.Canceled)
}

func TestMakeIsDeterministic(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.MaxPages, in.Pages = 1, pager(21)
	first, err := json.Marshal(makePlan(t, in))
	require.NoError(t, err)
	for range 20 {
		again, err := json.Marshal(makePlan(t, in))
		require.NoError(t, err)
		require.JSONEq(t, string(first), string(again))
	}
}

// Whatever part of a plan is taken, it applies, stays within the truth and
// changes no byte outside of its edits' values.
func TestAnyPartOfAPlanApplies(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.MaxPages, in.Pages = 1, pager(21)
	in.Edits = []schema.Edit{{Op: schema.Remove, Path: job + "1"}}
	out := makePlan(t, in)
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var accept []string
		for _, edit := range out.Edits {
			if random.IntN(2) == 0 {
				accept = append(accept, edit.ID)
			}
		}
		if len(accept) == 0 {
			continue
		}
		doc, changes, err := plan.Apply(context.Background(), plan.ApplyInput{Base: in.Base, Plan: out, Accept: accept, AsOf: today})
		require.NoError(t, err, "%v", accept)
		assert.ElementsMatch(t, accept, changes.Applied)
		assert.Len(t, changes.Left, len(out.Edits)-len(accept))
		assert.Equal(t, schema.Pass, changes.Guard.Verdict.Outcome, "%+v", changes.Guard.Verdict)
		assert.Equal(t, doc.SHA256(), changes.SHA256)
	}
}

func FuzzMake(f *testing.F) {
	f.Add("Go, Python, SQL", "K8s in Go", "Kubernetes, Go", "en")
	f.Add("a (b, c), d, e", "**K8s** [x](y)", "AWS", "de")
	f.Fuzz(func(t *testing.T, details, highlight, asks, lang string) {
		base, err := cv.Parse([]byte("cv:\n  sections:\n    work:\n      - company: A\n        position: B\n        highlights:\n          - one\n          # - pooled Kubernetes\n    skills:\n      - label: L\n        details: x\n"))
		require.NoError(t, err)
		base, err = base.Apply([]schema.Edit{
			{Op: schema.Replace, Path: "/cv/sections/work/0/highlights/0", After: highlight},
			{Op: schema.Replace, Path: "/cv/sections/skills/0/details", After: details},
		})
		if err != nil {
			return
		}
		in := plan.Input{Offer: newOffer(lang, "must: "+asks), Base: base, AsOf: today}
		out, err := plan.Make(context.Background(), in)
		require.NoError(t, err)
		_, err = base.Apply(out.Edits)
		require.NoError(t, err)
	})
}
