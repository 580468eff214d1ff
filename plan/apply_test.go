package plan_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

func TestApplyTakesWhatPasses(t *testing.T) {
	in := input(t, backend, platformOffer)
	out := makePlan(t, in)
	doc, changes, err := plan.Apply(context.Background(), plan.ApplyInput{Base: in.Base, Plan: out, AsOf: today})
	require.NoError(t, err)
	assert.Len(t, changes.Applied, len(out.Edits))
	assert.Contains(t, changes.Diff, "+          - Tuned PostgreSQL queries for the ledger\n")
	assert.Equal(t, doc.SHA256(), changes.SHA256)
	assert.Equal(t, backend, string(in.Base.Bytes()), "the base stays")
}

func TestApplyFollowsTheUsersDecisions(t *testing.T) {
	in := input(t, backend, platformOffer)
	out := makePlan(t, in)
	insert := find(out.Edits, schema.Insert, "line:16").ID

	_, changes, err := plan.Apply(context.Background(), plan.ApplyInput{Base: in.Base, Plan: out, Accept: []string{insert}, AsOf: today})
	require.NoError(t, err)
	assert.Equal(t, []string{insert}, changes.Applied)
	assert.Len(t, changes.Left, len(out.Edits)-1)

	_, changes, err = plan.Apply(context.Background(), plan.ApplyInput{Base: in.Base, Plan: out, Reject: []string{insert}, AsOf: today})
	require.NoError(t, err)
	assert.Equal(t, []string{insert}, changes.Left)
	assert.NotContains(t, changes.Applied, insert)
}

func TestApplyNamesWhatItCannotDo(t *testing.T) {
	in := input(t, backend, platformOffer)
	out := makePlan(t, in)
	ctx := context.Background()

	_, _, err := plan.Apply(ctx, plan.ApplyInput{Base: parse(t, backend+"\n"), Plan: out})
	require.ErrorIs(t, err, plan.ErrStaleBase)

	_, _, err = plan.Apply(ctx, plan.ApplyInput{Base: in.Base, Plan: out, Accept: []string{"e99"}})
	require.ErrorIs(t, err, plan.ErrUnknownEdit)
	assert.ErrorContains(t, err, out.Edits[0].ID)

	id := out.Edits[0].ID
	_, _, err = plan.Apply(ctx, plan.ApplyInput{Base: in.Base, Plan: out, Accept: []string{id}, Reject: []string{id}})
	require.ErrorIs(t, err, plan.ErrUnknownEdit)
}

func TestARejectedEditIsNeverApplied(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.Edits = []schema.Edit{{ID: "lie", Op: schema.Replace, Path: job + "3", After: "Led 40 engineers and built REST APIs in Go and Terraform"}}
	out := makePlan(t, in)
	require.Len(t, out.Refused, 1)
	ctx := context.Background()

	doc, changes, err := plan.Apply(ctx, plan.ApplyInput{Base: in.Base, Plan: out, Accept: []string{"lie"}, AsOf: today})
	require.NoError(t, err)
	assert.Empty(t, changes.Applied)
	require.Len(t, changes.Refused, 1)
	assert.Equal(t, backend, string(doc.Bytes()))

	// Nor when a client writes it into the plan as one that passed.
	forged := out
	forged.Edits = append([]schema.Edit{{
		ID: "forged", Op: schema.Replace, Path: job + "0", After: "Invented Terraform for 900 clients",
		PlannedBy: "rules", Verdict: &schema.Verdict{Outcome: schema.Pass},
	}}, out.Edits...)
	doc, changes, err = plan.Apply(ctx, plan.ApplyInput{Base: in.Base, Plan: forged, AsOf: today})
	require.NoError(t, err)
	assert.NotContains(t, changes.Applied, "forged")
	require.Len(t, changes.Refused, 1)
	assert.NotContains(t, string(doc.Bytes()), "900")
}

func TestEditsForReviewWaitForTheUser(t *testing.T) {
	in := input(t, backend, platformOffer)
	in.Edits = []schema.Edit{{ID: "reword", Op: schema.Replace, Path: job + "0", After: "Den monatlichen Rundbrief der Gruppe geschrieben und versandt"}}
	out := makePlan(t, in)
	edit := find(out.Edits, schema.Replace, job+"0")
	if edit == nil || edit.Verdict.Outcome != schema.NeedsReview {
		t.Skip("the guard has another opinion of a translation")
	}
	ctx := context.Background()
	_, changes, err := plan.Apply(ctx, plan.ApplyInput{Base: in.Base, Plan: out, AsOf: today})
	require.NoError(t, err)
	assert.Contains(t, changes.Left, "reword")
	_, changes, err = plan.Apply(ctx, plan.ApplyInput{Base: in.Base, Plan: out, Accept: []string{"reword"}, AsOf: today})
	require.NoError(t, err)
	assert.Equal(t, []string{"reword"}, changes.Applied)
}
