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
