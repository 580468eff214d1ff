package tools

import (
	"context"
	"errors"
	"strings"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/telemetry"
)

// countVerdicts counts what the guard said of edits at a stage, "plan" or
// "apply".
func countVerdicts(ctx context.Context, stage string, edits ...[]schema.Edit) {
	for _, list := range edits {
		for _, edit := range list {
			if edit.Verdict == nil {
				continue
			}
			kinds := make([]string, len(edit.Verdict.Findings))
			for i, finding := range edit.Verdict.Findings {
				kinds[i] = finding.Kind
			}
			by, _, _ := strings.Cut(edit.PlannedBy, ":") // model:NAME
			telemetry.Verdict(ctx, stage, by, string(edit.Verdict.Outcome), kinds...)
		}
	}
}

// measureRender measures one rendering by an engine.
func measureRender(ctx context.Context, engine string, draft bool, work func(context.Context) (*render.Result, error)) (*render.Result, error) {
	ctx, ended := telemetry.Render(ctx, engine, draft)
	result, err := work(ctx)
	switch {
	case err == nil:
		ended(result.Pages, telemetry.Outcome{Name: telemetry.OK})
	case errors.Is(err, context.Canceled):
		ended(0, telemetry.Outcome{Name: "cancelled"})
	default:
		ended(0, telemetry.Outcome{Name: "error", Kind: string(Kind(err))})
	}
	return result, err
}
