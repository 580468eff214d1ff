package cv_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

const twoNames = "cv:\n  name: Ada\n  headline: Miller\n"

func TestTheSameEditsGiveOneDocument(t *testing.T) {
	doc, err := cv.Parse([]byte(twoNames))
	require.NoError(t, err)
	apply := func(id string, after any) *cv.Document {
		edited, err := doc.Apply([]schema.Edit{{ID: id, Op: schema.Replace, Path: "/cv/name", After: after}})
		require.NoError(t, err)
		return edited
	}
	first := apply("draft", "Bea")
	assert.Same(t, first, apply("e1", "Bea"), "an edit's name changes nothing")
	for _, other := range []any{"Cleo", "12", 12, 12.5, true} {
		edited := apply("e1", other)
		assert.NotSame(t, first, edited)
		assert.NotEqual(t, first.SHA256(), edited.SHA256(), "%v", other)
	}
	again := apply("e2", "Bea")
	assert.NotSame(t, first, again, "only the last ones are kept")
	assert.Equal(t, first.Bytes(), again.Bytes())
	_, err = doc.Apply([]schema.Edit{{Op: schema.Replace, Path: "/cv/name", Before: "Dora", After: "Bea"}})
	assert.ErrorIs(t, err, cv.ErrStale, "what the edit was planned on is looked at all the same")
}

func TestWhatIsDerivedIsComputedOnceAndSharedSafely(t *testing.T) {
	doc, err := cv.Parse([]byte(twoNames))
	require.NoError(t, err)
	type key struct{}
	count := 0
	length := func() int {
		return cv.Derive(doc, key{}, func() int { count++; return len(doc.Bytes()) })
	}
	assert.Equal(t, len(twoNames), length())
	assert.Equal(t, len(twoNames), length())
	assert.Equal(t, 1, count)

	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { assert.Equal(t, "Ada", doc.Leaves()[0].Text) })
	}
	group.Wait()
}
