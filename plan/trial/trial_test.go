package trial

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestThePlannerKeepsItsPromises(t *testing.T) {
	cases, err := Load(Known)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(cases), 14)
	for _, page := range Pages {
		t.Run(string(page), func(t *testing.T) { keepsItsPromises(t, cases, page) })
	}
}

func keepsItsPromises(t *testing.T, cases []Case, page Page) {
	outcomes, err := Run(context.Background(), cases, page)
	require.NoError(t, err)
	s := Sum(outcomes)
	assert.GreaterOrEqual(t, s.Gain, 0.8)
	assert.GreaterOrEqual(t, float64(s.Chosen)/float64(s.Cases), 0.76)
	assert.Equal(t, s.Cases, s.Fits, "pages")
	assert.Zero(t, s.Lost, "highlights with supported terms")
	assert.Zero(t, s.Stuffing)
	assert.Zero(t, s.Outside, "lines outside of edits")
	assert.Zero(t, s.Problems, "schema problems")
	assert.Zero(t, s.Fabricated)
	assert.Greater(t, s.Order, s.OrderWas)
	assert.Greater(t, s.Literal, s.LiteralWas)
	for _, o := range outcomes {
		assert.True(t, o.Plan.Match.Scored, "%s/%s", o.Domain, o.Role)
		assert.NotEmpty(t, o.Plan.Edits, "%s/%s", o.Domain, o.Role)
	}
}
