package tools_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
)

// memory is what plan_cv_changes says of what the user confirmed.
type memory struct {
	planned
	Facts []schema.Fact `json:"facts"`
}

func TestAFactIsEvidenceUntilItIsRevoked(t *testing.T) {
	h := newHost(t, nil)
	prompt := h.begin()
	path, before := place(t, prompt, "Moved 34 services")
	arguments := map[string]any{
		"job_offer_id": handle(prompt, "job"), "cv_id": handle(prompt, "cv"),
		"edits": []map[string]any{{
			"id": "pulumi", "op": "replace", "path": path, "before": before, "after": before + ", with Pulumi", "reason": "The user said so.",
		}},
	}
	verdict := func(changes ...any) (schema.Outcome, []schema.Fact) {
		t.Helper()
		for i := 0; i < len(changes); i += 2 {
			arguments[changes[i].(string)] = changes[i+1]
		}
		var result memory
		h.call("plan_cv_changes", arguments, &result)
		edit, found := verdictOf(result.planned, "pulumi")
		require.True(t, found)
		for i := 0; i < len(changes); i += 2 {
			delete(arguments, changes[i].(string))
		}
		return edit.Verdict.Outcome, result.Facts
	}

	outcome, facts := verdict()
	assert.Equal(t, schema.Reject, outcome)
	assert.Empty(t, facts)

	outcome, facts = verdict("facts", []string{"The 34 services were moved with Pulumi."})
	assert.NotEqual(t, schema.Reject, outcome)
	require.Len(t, facts, 1)
	assert.Equal(t, "2026-09-01", facts[0].ConfirmedOn)

	revoked := []string{facts[0].ID}
	for range 2 { // a call that is sent again finds the same
		outcome, facts = verdict("revoke_facts", revoked)
		assert.Equal(t, schema.Reject, outcome)
		assert.Empty(t, facts)
	}

	arguments["revoke_facts"] = []string{schema.NewHandle(schema.KindFact)}
	assert.Contains(t, said(h.try("plan_cv_changes", arguments)), "revoke_facts")
}

func TestARefusedClaimComesBackOnlyWhenTheRefusalIsLifted(t *testing.T) {
	h := newHost(t, nil)
	prompt := h.begin()
	path, before := place(t, prompt, "quote API")
	after := "Replaced row-by-row pricing with batched queries in PostgreSQL, which cut the p95 latency of the quote API from 820 ms to 190 ms"
	arguments := map[string]any{
		"job_offer_id": handle(prompt, "job"), "cv_id": handle(prompt, "cv"),
		"edits": []map[string]any{{"id": "mine", "op": "replace", "path": path, "before": before, "after": after, "reason": "Shorter."}},
	}
	plan := func() (planned, schema.Edit) {
		t.Helper()
		var result planned
		h.call("plan_cv_changes", arguments, &result)
		edit, found := verdictOf(result, "mine")
		require.True(t, found)
		return result, edit
	}
	first, edit := plan()
	require.Equal(t, schema.Pass, edit.Verdict.Outcome)
	var tailored applied
	h.call("apply_cv_edits", map[string]any{"plan_id": first.PlanID, "reject": []string{"mine"}}, &tailored)

	_, edit = plan()
	require.Equal(t, schema.Reject, edit.Verdict.Outcome)
	require.Equal(t, "refused_before", edit.Verdict.Findings[0].Kind)

	arguments["lift_refusals"] = edit.Verdict.Findings[0].Words
	lifted, edit := plan()
	assert.Equal(t, schema.Pass, edit.Verdict.Outcome)
	assert.NotContains(t, strings.Join(lifted.Warnings, "\n"), "lift_refusals")

	lifted, edit = plan()
	assert.Equal(t, schema.Pass, edit.Verdict.Outcome)
	assert.Contains(t, strings.Join(lifted.Warnings, "\n"), "nothing to lift")
}
