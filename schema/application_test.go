package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

func TestStatusMovesForwardUntilItEnds(t *testing.T) {
	ends := map[schema.Status]bool{schema.Accepted: true, schema.Rejected: true, schema.Withdrawn: true, schema.Closed: true}
	for _, from := range schema.Statuses() {
		for _, to := range schema.Statuses() {
			err := from.Move(to, "because")
			if !ends[from] && to.Rank() > from.Rank() {
				assert.NoError(t, err, "%s to %s", from, to)
			} else {
				assert.ErrorIs(t, err, schema.ErrStatus, "%s to %s", from, to)
			}
		}
	}
}

func TestStatusMoveAsksForAReason(t *testing.T) {
	for status, needed := range map[schema.Status]bool{
		schema.Applied: false, schema.Accepted: false,
		schema.Rejected: true, schema.Withdrawn: true, schema.Closed: true,
	} {
		err := schema.Saved.Move(status, "")
		if needed {
			assert.ErrorContains(t, err, "needs a reason", status)
		} else {
			assert.NoError(t, err, status)
		}
	}
	assert.ErrorContains(t, schema.Saved.Move("ghosted", ""), `"ghosted" is no status`)
}
