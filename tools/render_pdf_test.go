package tools_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

func TestALineBreakInsideASkillOfTheOfferIsTold(t *testing.T) {
	h := newHost(t, nil)
	prompt := h.begin()
	var changes planned
	h.call("plan_cv_changes", map[string]any{"job_offer_id": handle(prompt, "job"), "cv_id": handle(prompt, "cv")}, &changes)
	var tailored applied
	h.call("apply_cv_edits", map[string]any{"plan_id": changes.PlanID}, &tailored)
	var rendered struct {
		Report schema.RenderReport `json:"report"`
	}
	h.call("render_pdf", map[string]any{"cv_id": tailored.CVID}, &rendered)
	assert.Contains(t, kinds(rendered.Report.Lints), "hyphenated_keyword")
	h.call("render_pdf", map[string]any{"cv_id": handle(prompt, "cv")}, &rendered)
	assert.NotContains(t, kinds(rendered.Report.Lints), "hyphenated_keyword", "the base CV answers no offer")
}

func kinds(lints []schema.Lint) []string {
	var kinds []string
	for _, lint := range lints {
		kinds = append(kinds, lint.Kind)
	}
	return kinds
}
