package tools_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

func TestEarlierApplicationsAreToldWhenOneIsSaved(t *testing.T) {
	h := newHost(t, at(monday))
	save := func(posting, yaml, status string) (saved struct {
		ApplicationID string             `json:"application_id"`
		Precedents    []schema.Precedent `json:"precedents"`
	}, text string,
	) {
		t.Helper()
		var parsed struct {
			JobOfferID string `json:"job_offer_id"`
		}
		h.call("parse_job_offer", map[string]any{"text": posting}, &parsed)
		row, err := h.toolbox.KeepCV(h.ctx, []byte(yaml), "me.yaml")
		require.NoError(t, err)
		arguments := map[string]any{"job_offer_id": parsed.JobOfferID, "cv_id": row.ID, "status": status, "idempotency_key": fmt.Sprintf("%x", sha256.Sum256([]byte(posting+status)))}
		h.call("save_application", arguments, &saved)
		return saved, said(h.try("save_application", arguments))
	}
	wanted, yaml := example(t, prose), example(t, "cvs/software-engineer.yaml")
	first, _ := save(wanted, yaml, "applied")
	assert.Empty(t, first.Precedents)

	again, text := save(wanted, yaml, "saved")
	require.Len(t, again.Precedents, 1)
	assert.Equal(t, "same_offer", again.Precedents[0].Kind)
	assert.Equal(t, first.ApplicationID, again.Precedents[0].ApplicationID)
	assert.Equal(t, schema.Applied, again.Precedents[0].Status)
	assert.Contains(t, text, first.ApplicationID)

	reposted, _ := save(wanted+"\n\nApply by "+time.Now().Format("2 January 2006")+".", yaml, "applied")
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

// Versions before fingerprints kept offers without one.
func TestAnOfferOfAnEarlierVersionIsComparedByItsText(t *testing.T) {
	h := newHost(t, at(monday))
	text := example(t, prose)
	read, err := offer.Parse(offer.Input{Text: text, Lexicon: h.toolbox.Lexicon, Today: monday})
	require.NoError(t, err)
	user := identity.LocalUser
	old, err := h.toolbox.Store.SaveJobOffer(h.ctx, user, storage.JobOffer{ParsedOffer: read})
	require.NoError(t, err)
	sent, err := h.toolbox.KeepCV(h.ctx, []byte(example(t, "cvs/software-engineer.yaml")), "me.yaml")
	require.NoError(t, err)
	_, _, err = h.toolbox.Store.SaveApplication(h.ctx, user, schema.Application{JobOfferID: old.ID, CVID: sent.ID, Company: read.JobOffer.Company, Title: read.JobOffer.Title})
	require.NoError(t, err)

	var parsed struct {
		JobOfferID string `json:"job_offer_id"`
	}
	h.call("parse_job_offer", map[string]any{"text": text + "\n\nApply soon."}, &parsed)
	var saved struct {
		Precedents []schema.Precedent `json:"precedents"`
	}
	h.call("save_application", map[string]any{"job_offer_id": parsed.JobOfferID, "cv_id": sent.ID}, &saved)
	require.Len(t, saved.Precedents, 1)
	assert.Equal(t, "reposted", saved.Precedents[0].Kind)
}
