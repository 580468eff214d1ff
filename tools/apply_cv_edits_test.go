package tools

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

func TestRefusalsRememberClaimsOnly(t *testing.T) {
	edits := []schema.Edit{
		{ID: "e1", Op: schema.Replace, Path: "/cv/headline", After: "Platform engineer"},
		{ID: "e2", Op: schema.Replace, Path: "/design/page/top_margin", After: "1.4cm"},
		{ID: "e3", Op: schema.Move, From: "/cv/sections/skills/1", Path: "/cv/sections/skills/0"},
		{ID: "e4", Op: schema.Insert, Path: "/cv/sections/projects/0", After: map[string]any{
			"name": "hil-lite", "highlights": []any{"Runs in Docker, used by two universities"},
		}},
		{ID: "e5", Op: schema.Replace, Path: "/cv/location", After: "Malmö"},
	}
	assert.Equal(t, []string{"Platform engineer", "Runs in Docker, used by two universities"}, claims(edits, []string{"e1", "e2", "e3", "e4"}))
}
