package plan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
)

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
