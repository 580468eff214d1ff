package tools_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
)

func TestEarlierApplicationsAreToldWhenOneIsSaved(t *testing.T) {
	h := newHost(t, at(monday))
	save := func(offer, yaml, status string) (saved struct {
		ApplicationID string             `json:"application_id"`
		Precedents    []schema.Precedent `json:"precedents"`
	}, text string,
	) {
		t.Helper()
		var parsed struct {
			JobOfferID string `json:"job_offer_id"`
		}
		h.call("parse_job_offer", map[string]any{"text": offer}, &parsed)
		row, err := h.toolbox.KeepCV(h.ctx, []byte(yaml), "me.yaml")
		require.NoError(t, err)
		arguments := map[string]any{"job_offer_id": parsed.JobOfferID, "cv_id": row.ID, "status": status, "idempotency_key": fmt.Sprintf("%x", sha256.Sum256([]byte(offer+status)))}
		h.call("save_application", arguments, &saved)
		return saved, said(h.try("save_application", arguments))
	}
	offer, yaml := example(t, prose), example(t, "cvs/software-engineer.yaml")
	first, _ := save(offer, yaml, "applied")
	assert.Empty(t, first.Precedents)

	again, text := save(offer, yaml, "saved")
	require.Len(t, again.Precedents, 1)
	assert.Equal(t, "same_offer", again.Precedents[0].Kind)
	assert.Equal(t, first.ApplicationID, again.Precedents[0].ApplicationID)
	assert.Equal(t, schema.Applied, again.Precedents[0].Status)
	assert.Contains(t, text, first.ApplicationID)

	reposted, _ := save(offer+"\n\nApply by "+time.Now().Format("2 January 2006")+".", yaml, "applied")
	var kinds []string
	for _, precedent := range reposted.Precedents {
		kinds = append(kinds, precedent.Kind)
	}
	assert.Equal(t, []string{"reposted", "reposted"}, kinds)

	// Another employer gets another start date: told with the place and both CVs.
	start := yaml[strings.Index(yaml, "start_date: "):]
	start = start[:strings.Index(start, "\n")]
	require.Contains(t, start, "20")
	changed := strings.Replace(yaml, start, "start_date: 1999-01", 1)
	other, text := save("Gardener wanted\n\nParks of Eastmoor look for a gardener.\n\nRequirements\n- Roses", changed, "applied")
	require.Len(t, other.Precedents, 1)
	assert.Equal(t, "date_differs", other.Precedents[0].Kind)
	assert.Contains(t, other.Precedents[0].Path, "/start_date")
	assert.Contains(t, text, "1999-01")
}
