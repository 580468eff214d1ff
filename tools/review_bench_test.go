package tools_test

import "testing"

// BenchmarkPreview is what a user waits for after each decision on the review
// page, less the way to the browser.
func BenchmarkPreview(b *testing.B) {
	h := newHost(b, nil)
	made := h.plan(h.begin())
	h.review(made.PlanID, map[string]any{"page": 1})
	for b.Loop() {
		h.try("review_plan", map[string]any{"plan_id": made.PlanID, "accept": []string{"e1", "e2"}, "page": 1})
	}
}
