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
	list := []string{"testdata/cases.jsonl", "testdata/batches.jsonl"}
	if shared := "../../shared/guard/cases.jsonl"; exists(shared) {
		list = append(list, shared)
	}
	return list
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

// The floors are those of cases that the rules have seen; eval/guard prints the
// sums of a batch that they have not.
func TestVerdictsReachTheTargets(t *testing.T) {
	for _, file := range files(t) {
		t.Run(file, func(t *testing.T) {
			list, err := cases.Load(file)
			require.NoError(t, err)
			var tally cases.Tally
			var judge cases.Judge
			for _, c := range list {
				if c.Disputed {
					continue
				}
				verdict, err := judge.Verdict(c, guard.Open)
				require.NoError(t, err, c.ID)
				tally.Add(c, verdict.Outcome)
				if cases.Miss(c, verdict.Outcome) {
					t.Logf("%s %s %s: %s %v", c.ID, c.Label, c.Kind, verdict.Outcome, c.Edit.New)
				}
			}
			t.Log(tally)
			assert.GreaterOrEqual(t, tally.StoppedShare(), 0.98, "fabrications stopped")
			assert.GreaterOrEqual(t, tally.RefusedShare(), 0.85, "fabrications rejected")
			assert.LessOrEqual(t, tally.FalseRejectShare(), 0.015, "honest edits rejected")
			assert.LessOrEqual(t, tally.ReviewShare(), 0.15, "honest edits sent to review")
		})
	}
}

// The check of the finished document finds what the checks of its edits found.
func TestCheckDocumentAgreesWithCheck(t *testing.T) {
	for _, file := range files(t) {
		list, err := cases.Load(file)
		require.NoError(t, err)
		agreed, total := 0, 0
		var judge cases.Judge
		for _, c := range list {
			document, g, err := judge.Open(c)
			require.NoError(t, err)
			tailored, err := document.Apply(c.Edits(document))
			if err != nil {
				t.Logf("%s cannot be applied: %v", c.ID, err)
				continue
			}
			report := g.CheckDocument(tailored)
			verdict, err := judge.Verdict(c, guard.Open)
			require.NoError(t, err)
			total++
			if report.Verdict.Outcome == verdict.Outcome {
				agreed++
			} else {
				t.Logf("%s %s: edit %s, document %s %v", c.ID, c.Kind, verdict.Outcome, report.Verdict.Outcome, report.Verdict.Findings)
			}
		}
		assert.GreaterOrEqual(t, agreed, total*97/100)
		assert.GreaterOrEqual(t, total, len(list)*97/100)
	}
}
