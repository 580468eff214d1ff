package guard_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/schema"
)

// places are edits that put a new text where a CV may say anything.
func places(text string) map[string]schema.Edit {
	return map[string]schema.Edit{
		"summary":   {Op: schema.Insert, Path: "/cv/sections/summary", After: []any{text}},
		"section":   {Op: schema.Insert, Path: "/cv/sections/qualifications", After: []any{text}},
		"highlight": {Op: schema.Insert, Path: "/cv/sections/experience/0/highlights/-", After: text},
		"headline":  {Op: schema.Replace, Path: "/cv/headline", After: text},
		"skill":     {Op: schema.Insert, Path: "/cv/sections/skills/-", After: map[string]any{"label": "Degrees", "details": text}},
		"details":   {Op: schema.Replace, Path: "/cv/sections/skills/0/details", After: "Go, Python, basic Java, " + text},
	}
}

func TestADegreeOrLicenceTheCVLacksIsRefusedEverywhere(t *testing.T) {
	g := newGuard(t)
	for _, text := range []string{
		"I hold a doctorate in physics.", "I hold a PhD in physics.", "PhD in Computer Science", "Ph.D. in mathematics",
		"Holds a master's degree in computer science", "Earned a bachelor's degree in mathematics.", "M.Sc. Computer Science",
		"Backend developer with a doctorate in physics.", "Doctor of Philosophy in Queueing Theory", "Professor of Computer Science", "MBA from INSEAD",
		"Licensed electrician", "Licensed Professional Engineer.", "Licensed to practise law in Bavaria.", "Holder of an HGV licence",
		"Chartered engineer with a Go background.", "AWS Certified Solutions Architect", "Backend developer and licensed pilot",
		"Registered nurse", "Qualified accountant",
		"Promovierter Physiker.", "Diplom-Informatiker mit Masterabschluss.", "Titulaire d'un doctorat en physique.",
	} {
		for place, edit := range places(text) {
			verdict := g.Check(edit, guard.Open)
			assert.Equal(t, schema.Reject, verdict.Outcome, "%s in %s: %v", text, place, verdict.Findings)
		}
	}
}

func TestAStudyTheCVLacksNeverPasses(t *testing.T) {
	g := newGuard(t)
	for _, text := range []string{"University graduate in mathematics", "Backend developer with a degree in computer science", "Graduated from MIT."} {
		for place, edit := range places(text) {
			assert.NotEqual(t, schema.Pass, g.Check(edit, guard.Open).Outcome, "%s in %s", text, place)
		}
	}
}

func TestADegreeOfTheCVMayBeNamedInItsSummary(t *testing.T) {
	graduate := strings.Replace(base, "    publications:", "    education:\n      - institution: University of Fjordby\n        area: Informatics\n        degree: BSc\n        end_date: 2018-06\n    publications:", 1)
	g := guard.New(guard.Evidence{Base: parse(t, graduate), AsOf: asOf})
	check := func(text string) schema.Verdict {
		return g.Check(schema.Edit{Op: schema.Insert, Path: "/cv/sections/summary", After: []any{text}}, guard.Open)
	}
	for _, text := range []string{"Backend developer with a BSc in Informatics.", "Backend developer with a bachelor's degree in Informatics.", "BSc-qualified backend developer."} {
		assert.NotEqual(t, schema.Reject, check(text).Outcome, "%s: %v", text, check(text).Findings)
	}
	for _, text := range []string{"Backend developer with a PhD in physics.", "I hold a doctorate in physics."} {
		assert.Equal(t, schema.Reject, check(text).Outcome, text)
	}
}

// What was done with a team was not done alone.
func TestLeavingOutTheTeamIsRefused(t *testing.T) {
	shared := strings.Replace(base, "Contributed to the migration of 14 services to K8s", "Moved 14 services to K8s with the platform team", 1)
	g := guard.New(guard.Evidence{Base: parse(t, shared), AsOf: asOf})
	check := func(text string) schema.Verdict {
		return g.Check(schema.Edit{Op: schema.Replace, Path: "/cv/sections/experience/0/highlights/1", After: text}, guard.Open)
	}
	verdict := check("Moved 14 services to Kubernetes")
	assert.Equal(t, schema.Reject, verdict.Outcome)
	assert.Equal(t, []string{"limit_dropped"}, kinds(verdict))
	assert.Equal(t, schema.Pass, check("With the platform team, moved 14 services to Kubernetes").Outcome)
}
