package guard_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/schema"
)

// TestRememberedTextsGiveTheSameVerdicts judges edits by guards that have read
// nothing and by several at once that share what they have read.
func TestRememberedTextsGiveTheSameVerdicts(t *testing.T) {
	const yaml = `cv:
  name: Ada Holm
  sections:
    summary:
      - Mechanical engineer who runs a mill with 3 wheels
    experience:
      - company: Holm Mills
        position: Engineer
        start_date: 2019-03
        highlights:
          - Reduced the time of a stop from 40 to 25 minutes
          - Betreute das Lager mit zwei Kolleginnen
`
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	document := func(name string) *cv.Document {
		parsed, err := cv.Parse([]byte(strings.Replace(yaml, "Ada Holm", name, 1)))
		require.NoError(t, err)
		return parsed
	}
	edits := []schema.Edit{
		{Op: schema.Replace, Path: "/cv/sections/experience/0/highlights/0", After: "Reduced the time of a stop from 40 to 20 minutes"},
		{Op: schema.Replace, Path: "/cv/sections/experience/0/highlights/0", After: "Cut the time of a stop from 40 to 25 minutes"},
		{Op: schema.Replace, Path: "/cv/sections/experience/0/highlights/1", After: "Leitete das Lager mit zwei Kolleginnen"},
		{Op: schema.Insert, Path: "/cv/sections/experience/0/highlights/-", After: "Reduced the time of a stop from 40 to 25 minutes"},
	}
	texts := guard.NewTexts(1 << 20)
	var judging sync.WaitGroup
	for _, name := range []string{"Ada Holm", "Bo Lund", "Ada Holm", "Cy Dahl"} {
		base := document(name)
		judging.Go(func() {
			anew, knowing := guard.New(guard.Evidence{Base: base, AsOf: day}), guard.New(guard.Evidence{Base: base, AsOf: day, Texts: texts})
			for _, edit := range edits {
				assert.Equal(t, anew.Check(edit, guard.Open), knowing.Check(edit, guard.Open), edit.After)
			}
		})
	}
	judging.Wait()
	texts.Forget()
	assert.Equal(t, schema.Reject, guard.New(guard.Evidence{Base: document("Ada Holm"), AsOf: day, Texts: texts}).Check(edits[0], guard.Open).Outcome)
}

// A process keeps one memory for all its guards.
func ExampleNewTexts() {
	texts := guard.NewTexts(1 << 20)
	defer texts.Forget()
	document, err := cv.Parse([]byte(base))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	edit := schema.Edit{
		Op: schema.Replace, Path: "/cv/sections/experience/0/highlights/1",
		After: "Led the migration of 14 services to Kubernetes",
	}
	for range 2 {
		g := guard.New(guard.Evidence{Base: document, AsOf: asOf, Texts: texts})
		fmt.Println(g.Check(edit, guard.Open).Outcome)
	}
	// Output:
	// reject
	// reject
}
