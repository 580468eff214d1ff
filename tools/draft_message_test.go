package tools_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
	"github.com/bespoke-cv/bespoke/schema"
)

type drafted struct {
	Subject   string `json:"subject"`
	Text      string `json:"text"`
	Language  string `json:"language"`
	WrittenBy string `json:"written_by"`
	Claims    []struct {
		Text     string            `json:"text"`
		Evidence []schema.Evidence `json:"evidence"`
		Review   string            `json:"review"`
	} `json:"claims"`
	Refused []struct {
		Text   string `json:"text"`
		Reason string `json:"reason"`
	} `json:"refused"`
	Warnings []string          `json:"warnings"`
	Model    *schema.ModelBill `json:"model"`
}

func TestALetterIsDraftedFromTheSentCV(t *testing.T) {
	h := newHost(t, at(monday))
	application := h.tracked(nil)
	for kind, claims := range map[string]int{"cover_letter": 3, "follow_up": 0, "thank_you": 1} {
		var draft drafted
		h.call("draft_message", map[string]any{"application_id": application.ID, "kind": kind}, &draft)
		assert.Equal(t, []string{"rules", "en"}, []string{draft.WrittenBy, draft.Language})
		assert.Len(t, draft.Claims, claims)
		for _, claim := range draft.Claims {
			assert.NotEmpty(t, claim.Evidence)
			assert.Empty(t, claim.Review)
		}
		assert.Empty(t, draft.Refused)
		assert.Contains(t, draft.Text, application.Title)
		assert.Nil(t, draft.Model)
	}
	saved := h.tracked(map[string]any{"status": "saved"})
	result := h.try("draft_message", map[string]any{"application_id": saved.ID, "kind": "follow_up"})
	assert.Contains(t, said(result), "set its status to applied")
	result = h.try("draft_message", map[string]any{"application_id": schema.NewHandle(schema.KindApplication), "kind": "follow_up"})
	assert.Contains(t, said(result), "application_id")
}

func TestACallersLetterLosesWhatTheCVDoesNotProve(t *testing.T) {
	h := newHost(t, at(monday))
	application := h.tracked(nil)
	lie := "I hold a doctorate in physics."
	var draft drafted
	h.call("draft_message", map[string]any{
		"application_id": application.ID, "kind": "cover_letter",
		"text": "Dear hiring team,\n\nI moved 34 services from virtual machines to Kubernetes on AWS. " + lie + "\n\nKind regards",
	}, &draft)
	assert.Equal(t, "caller", draft.WrittenBy)
	assert.Equal(t, "Dear hiring team,\n\nI moved 34 services from virtual machines to Kubernetes on AWS.\n\nKind regards", draft.Text)
	require.Len(t, draft.Refused, 1)
	assert.Equal(t, lie, draft.Refused[0].Text)
	assert.NotEmpty(t, draft.Refused[0].Reason)
	require.Len(t, draft.Claims, 1)
	assert.Contains(t, draft.Claims[0].Evidence[0].Quote, "34 services")
}

func TestAModelWritesALetterUnderTheGuard(t *testing.T) {
	paragraphs := func(sentences ...string) func(llmtest.Request) llmtest.Reply {
		raw, err := json.Marshal(map[string]any{"paragraphs": sentences})
		require.NoError(t, err)
		return func(llmtest.Request) llmtest.Reply { return llmtest.Reply{Text: string(raw)} }
	}
	const truth, lie = "I moved 34 services from virtual machines to Kubernetes on AWS.", "I hold a doctorate in physics."
	for name, test := range map[string]struct {
		answer  func(llmtest.Request) llmtest.Reply
		by      string
		refused int
		warning string
	}{
		"true":             {paragraphs(truth), "model:scripted", 0, ""},
		"true and untrue":  {paragraphs(truth + " " + lie), "model:scripted", 1, ""},
		"untrue":           {paragraphs(lie), "rules", 1, "nothing that model:scripted wrote is proved"},
		"the model is out": {func(llmtest.Request) llmtest.Reply { return llmtest.Reply{Status: http.StatusBadRequest} }, "rules", 0, "the rules did"},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t)
			server.Answer = test.answer
			h := newHost(t, withModel(t, server, llm.Limits{}))
			reader := h.toolbox.OfferReader
			h.toolbox.OfferReader = nil // rules read the offer: this is about the letter
			application := h.tracked(nil)
			h.toolbox.OfferReader = reader
			var draft drafted
			h.call("draft_message", map[string]any{"application_id": application.ID, "kind": "cover_letter"}, &draft)
			assert.Equal(t, test.by, draft.WrittenBy)
			assert.Len(t, draft.Refused, test.refused)
			assert.NotContains(t, draft.Text, lie)
			assert.Equal(t, test.by != "rules", strings.Contains(draft.Text, truth))
			if test.warning != "" {
				require.NotEmpty(t, draft.Warnings)
				assert.Contains(t, draft.Warnings[len(draft.Warnings)-1], test.warning)
			}
			require.NotNil(t, draft.Model)
			assert.Equal(t, "writing a letter", draft.Model.Calls[0].Purpose)
			assert.NotEmpty(t, server.Requests())
		})
	}
}
