package plan_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

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

func TestCutsPastASectionWithoutEntries(t *testing.T) {
	in := input(t, "cv:\n  name: Ada Sample\n  sections:\n    projects: []\n    skills:\n      - Go, Kubernetes\n      - Sailing\n", platformOffer)
	in.MaxPages, in.Pages = 1, pager(1)
	out := makePlan(t, in)
	assert.Equal(t, 2, out.Pages.Before)
}
