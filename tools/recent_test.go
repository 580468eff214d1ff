package tools

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
)

const smallCV = "cv:\n  name: Ada Holm\n  sections:\n    skills:\n      - Runs a mill with 3 wheels\n"

func TestRecentReadsATextOnce(t *testing.T) {
	var r recent
	first, err := r.parse([]byte(smallCV))
	require.NoError(t, err)
	again, err := r.parse([]byte(smallCV))
	require.NoError(t, err)
	assert.Same(t, first, again)
	assert.NotNil(t, r.matching())
	other, err := r.parse([]byte(smallCV + "\n"))
	require.NoError(t, err)
	assert.NotSame(t, first, other)

	r.forget()
	fresh, err := r.parse([]byte(smallCV))
	require.NoError(t, err)
	assert.NotSame(t, first, fresh, "what is erased does not stay")

	large := []byte(smallCV + strings.Repeat("# filler\n", recentBytes/8))
	one, err := r.parse(large)
	require.NoError(t, err)
	two, err := r.parse(large)
	require.NoError(t, err)
	assert.NotSame(t, one, two, "large ones would take much memory")
	_, err = r.parse([]byte("cv: ["))
	assert.Error(t, err)
}

func TestAGuardServesItsOwnEvidenceOnly(t *testing.T) {
	var r recent
	document, err := r.parse([]byte(smallCV))
	require.NoError(t, err)
	day := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	evidence := func() guard.Evidence { return guard.Evidence{Base: document, AsOf: day, Offer: "We grind."} }
	known := r.guard(evidence())
	later := evidence()
	later.AsOf = day.AddDate(0, 0, 20)
	assert.Same(t, known, r.guard(later), "a guard counts in months")
	for name, change := range map[string]func(*guard.Evidence){
		"a fact":        func(e *guard.Evidence) { e.Facts = []schema.Fact{{ID: "f1", Text: "Has 9 mills"}} },
		"another offer": func(e *guard.Evidence) { e.Offer = "We bake." },
		"another month": func(e *guard.Evidence) { e.AsOf = day.AddDate(0, 1, 0) },
		"another CV":    func(e *guard.Evidence) { e.Base, _ = cv.Parse([]byte(smallCV + "\n")) },
	} {
		other := evidence()
		change(&other)
		assert.NotSame(t, known, r.guard(other), name)
	}
}

func TestKeptPagesAreThoseThatWouldBeDrawn(t *testing.T) {
	var r recent
	document, err := r.parse([]byte(smallCV))
	require.NoError(t, err)
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	made := schema.RenderOptions{Theme: "ink", Date: day.Format(time.DateOnly)}
	options := render.Options{Theme: made.Theme, Now: day, Keywords: []string{"mill"}, MaxPages: 1}
	result, err := render.New().RenderDocument(t.Context(), document, options)
	require.NoError(t, err)
	r.keepPages(document, made, result)
	kept := r.pages(document, "", made)
	require.Same(t, result, kept)
	again, err := render.New().RenderDocument(t.Context(), document, render.Options{Theme: made.Theme, Now: day})
	require.NoError(t, err)
	a, err := kept.PNG(1, pictureDPI)
	require.NoError(t, err)
	b, err := again.PNG(1, pictureDPI)
	require.NoError(t, err)
	assert.Equal(t, b, a)

	assert.Nil(t, r.pages(document, "", schema.RenderOptions{Theme: "classic", Date: made.Date}))
	pictured, err := r.parse([]byte(strings.Replace(smallCV, "  sections", "  photo: me.png\n  sections", 1)))
	require.NoError(t, err)
	r.keepPages(pictured, made, result)
	assert.Nil(t, r.pages(pictured, "", made), "the picture may change on disk")
}

func TestTheLastFilesThatWereWrittenAreKnown(t *testing.T) {
	var written outputs
	sum := func(i int) [sha256.Size]byte { return [sha256.Size]byte{byte(i), byte(i >> 8)} }
	assert.False(t, written.has(sum(1)))
	for i := range keptOutputs + 1 {
		written.add(sum(i))
	}
	assert.False(t, written.has(sum(0)), "the first is forgotten")
	assert.True(t, written.has(sum(1)))
	assert.True(t, written.has(sum(keptOutputs)))
}
