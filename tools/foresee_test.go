package tools

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/render"
)

func TestWhatWasForeseenIsWhatIsAskedFor(t *testing.T) {
	yaml, err := os.ReadFile("../examples/cvs/software-engineer.yaml")
	require.NoError(t, err)
	text, err := os.ReadFile("../examples/offers/platform-engineer.txt")
	require.NoError(t, err)
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	b := &Toolbox{Engine: render.New(), Now: func() time.Time { return now }}
	b.Foresee(context.Background(), agents.Request{CVYAML: string(yaml), JobOfferText: string(text)}, "")
	assert.Equal(t, 1, b.recent.offers.Len())
	require.Positive(t, b.recent.guards.Bytes())
	assert.Positive(t, b.recent.results.Bytes())
	kept := b.recent.guards.Bytes()

	input := b.offerInput(offerSource{text: string(text)})
	want, err := offer.Parse(input)
	require.NoError(t, err)
	for range 2 { // the first is foreseen, the second read anew
		read, err := b.recent.offer(input)
		require.NoError(t, err)
		assert.Equal(t, want, read)
		assert.Zero(t, b.recent.offers.Len(), "an offer is handed out once")
	}
	base, err := b.recent.parse(yaml)
	require.NoError(t, err)
	b.recent.guard(guard.Evidence{Base: base, AsOf: now, Offer: want.Text})
	assert.Equal(t, kept, b.recent.guards.Bytes(), "planning finds the guard")
	day, _ := b.day("")
	assert.NotNil(t, b.recent.pages(base, "", asItIs(day)), "planning finds the pages")
}

func TestWhatCannotBeForeseenIsLeftToTheTools(t *testing.T) {
	b := &Toolbox{Engine: render.New(), Now: time.Now}
	for name, request := range map[string]agents.Request{
		"a CV that is no YAML":  {CVYAML: "cv: [", JobOfferText: "We seek a welder."},
		"an offer elsewhere":    {CVYAML: "cv:\n  name: Jo Field\n", JobOfferURL: "https://jobs.example.org/1"},
		"an offer without text": {CVYAML: "cv:\n  name: Jo Field\n", JobOfferHTML: "<p></p>"},
	} {
		t.Run(name, func(t *testing.T) {
			b.Foresee(context.Background(), request, "")
			b.recent.open()
			assert.Zero(t, b.recent.offers.Len())
			assert.Zero(t, b.recent.guards.Bytes())
		})
	}
}
