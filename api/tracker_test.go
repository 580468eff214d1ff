package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMessagesLettersAndWhatIsToBeDone(t *testing.T) {
	w := newWorld(t)
	made := w.send(mara, http.MethodPost, "/applications?wait=45", sample(t))
	require.Equal(t, http.StatusCreated, made.StatusCode, string(made.body))
	address := made.Header.Get("Location")

	message := map[string]any{"text": "We invite you to an interview on 5 March at 14:30 (CET).", "at": "2026-03-02"}
	var proposal struct {
		Confirm string `json:"confirm"`
		Written bool   `json:"written"`
	}
	w.send(mara, http.MethodPost, address+"/messages", message).into(t, &proposal)
	assert.False(t, proposal.Written)
	assert.JSONEq(t, "[]", string(w.send(mara, http.MethodGet, address+"/messages", nil).body))
	message["confirm"] = proposal.Confirm
	w.send(mara, http.MethodPost, address+"/messages", message).into(t, &proposal)
	assert.True(t, proposal.Written)
	assert.Contains(t, string(w.send(mara, http.MethodGet, address+"/messages", nil).body), "We invite you")
	assert.Contains(t, string(w.send(mara, http.MethodGet, address, nil).body), `"status":"interview"`)

	var list struct {
		ActionPoints []struct {
			ID   string `json:"id"`
			Done bool   `json:"done"`
		} `json:"action_points"`
	}
	id := strings.TrimPrefix(address, "/applications/")
	w.send(mara, http.MethodGet, "/action-points?state=open&application_id="+id, nil).into(t, &list)
	require.Len(t, list.ActionPoints, 1)
	calendar := w.send(mara, http.MethodGet, "/calendar.ics", nil)
	assert.Equal(t, "text/calendar", calendar.Header.Get("Content-Type"))
	assert.Contains(t, string(calendar.body), "DTSTART:20260305T133000Z")
	assert.NotContains(t, string(w.send(noor, http.MethodGet, "/calendar.ics", nil).body), "VEVENT")

	created := w.send(mara, http.MethodPost, "/action-points", map[string]any{"application_id": id, "text": "Buy a tie", "due_on": "2026-03-04"})
	assert.Equal(t, http.StatusOK, created.StatusCode, string(created.body))
	done := w.send(mara, http.MethodPatch, "/action-points/"+list.ActionPoints[0].ID, map[string]any{"done": true})
	assert.Contains(t, string(done.body), `"done":true`)
	for _, refused := range []struct {
		who          uuid.UUID
		method, path string
		body         map[string]any
		status       int
	}{
		{noor, http.MethodPatch, "/action-points/" + list.ActionPoints[0].ID, map[string]any{"done": true}, http.StatusNotFound},
		{noor, http.MethodPost, address + "/messages", message, http.StatusNotFound},
		{noor, http.MethodPost, "/action-points", map[string]any{"application_id": id, "text": "a"}, http.StatusUnprocessableEntity},
		{mara, http.MethodPost, "/action-points", map[string]any{"application_id": id, "text": "a", "due_on": "soon"}, http.StatusUnprocessableEntity},
		{mara, http.MethodGet, "/action-points?state=lost", nil, http.StatusBadRequest},
	} {
		answer := w.send(refused.who, refused.method, refused.path, refused.body)
		assert.Equal(t, refused.status, answer.StatusCode, refused.path+string(answer.body))
	}
	var draft struct {
		Text string `json:"text"`
	}
	w.send(mara, http.MethodPost, address+"/drafts", map[string]any{"kind": "thank_you"}).into(t, &draft)
	assert.Contains(t, draft.Text, "Thank you for the conversation")
}
