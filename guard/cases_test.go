package guard_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/guard/cases"
)

// files are our own cases and, where they lie beside the project, the shared
// ones.
func files(t *testing.T) []string {
	list := []string{"testdata/cases.jsonl"}
	if shared := "../../shared/guard/cases.jsonl"; exists(shared) {
		list = append(list, shared)
	}
	return list
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

func TestVerdictsReachTheTargets(t *testing.T) {
	for _, file := range files(t) {
		t.Run(file, func(t *testing.T) {
			list, err := cases.Load(file)
			require.NoError(t, err)
			var tally cases.Tally
			for _, c := range list {
				if c.Disputed {
					continue
				}
				verdict, err := c.Verdict(guard.Open)
				require.NoError(t, err, c.ID)
				tally.Add(c, verdict.Outcome)
				if cases.Miss(c, verdict.Outcome) {
					t.Logf("%s %s %s: %s %v", c.ID, c.Label, c.Kind, verdict.Outcome, c.Edit.New)
				}
			}
			t.Log(tally)
			assert.GreaterOrEqual(t, tally.StoppedShare(), 0.97, "fabrications stopped")
			assert.GreaterOrEqual(t, tally.RefusedShare(), 0.85, "fabrications rejected")
			assert.LessOrEqual(t, tally.FalseRejectShare(), 0.05, "honest edits rejected")
			assert.LessOrEqual(t, tally.ReviewShare(), 0.20, "honest edits sent to review")
		})
	}
}
