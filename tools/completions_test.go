package tools_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// complete asks for what could stand for an argument of a prompt or, where ref
// is a URI, of a resource template.
func (h *host) complete(ref, name, value string, given map[string]string) []string {
	h.t.Helper()
	request := mcp.CompleteRequest{}
	request.Params.Ref = mcp.PromptReference{Type: "ref/prompt", Name: ref}
	if strings.Contains(ref, "://") {
		request.Params.Ref = mcp.ResourceReference{Type: "ref/resource", URI: ref}
	}
	request.Params.Argument = mcp.CompleteArgument{Name: name, Value: value}
	request.Params.Context.Arguments = given
	result, err := h.client.Complete(h.ctx, request)
	require.NoError(h.t, err)
	return result.Completion.Values
}

func TestArgumentsAreCompletedByWhatPeopleCallThings(t *testing.T) {
	h := newHost(t, nil)
	prompt := h.begin()
	plan := h.plan(prompt)
	var tailored applied
	h.call("apply_cv_edits", map[string]any{"plan_id": plan.PlanID}, &tailored)
	var pdf struct {
		PDFID string `json:"pdf_id"`
	}
	h.call("render_pdf", map[string]any{"cv_id": tailored.CVID, "preview": false}, &pdf)
	var saved struct {
		ApplicationID string `json:"application_id"`
	}
	h.call("save_application", map[string]any{"job_offer_id": plan.JobOfferID, "cv_id": tailored.CVID, "pdf_id": pdf.PDFID}, &saved)

	offers := h.complete("tailor_cv", "job_offer", "harborline platform", nil)
	require.Equal(t, []string{"Senior Platform Engineer (Kubernetes, Go) at Harborline Logistics Technology Ltd (" + plan.JobOfferID + ")"}, offers)
	assert.Empty(t, h.complete("tailor_cv", "job_offer", "gardener", nil))
	cvs := h.complete("tailor_cv", "cv", "", nil)
	assert.Len(t, cvs, 2, "the base and the tailored CV")
	assert.Contains(t, h.complete("tailor_cv", "cv", "harborline", nil)[0], tailored.CVID, "a tailored CV is found by its offer")
	assert.Equal(t, []string{"de"}, h.complete("tailor_cv", "language", "D", nil))
	plans := h.complete("review_plan", "plan_id", "platform engineer", nil)
	require.Len(t, plans, 1)
	assert.Empty(t, h.complete("review_plan", "colour", "", nil))
	assert.Empty(t, h.complete("no_such_prompt", "cv", "zebra", nil))

	// What was completed is taken as it is.
	assert.Contains(t, h.prompt("review_plan", map[string]string{"plan_id": plans[0]}), plan.PlanID)
	assert.Contains(t, h.prompt("tailor_cv", map[string]string{"job_offer": offers[0], "cv": cvs[1]}), plan.JobOfferID)

	for template, want := range map[string]string{
		"offer://{id}": plan.JobOfferID, "plan://{id}": plan.PlanID, "pdf://{id}": pdf.PDFID, "pdf://{id}/{page}.png": pdf.PDFID,
		"application://{id}": saved.ApplicationID, "bundle://{id}": saved.ApplicationID,
	} {
		assert.Equal(t, []string{want}, h.complete(template, "id", "", nil), template)
	}
	assert.Equal(t, []string{"all", saved.ApplicationID}, h.complete("calendar://{id}", "id", "", nil))
	assert.Equal(t, []string{saved.ApplicationID}, h.complete("calendar://{id}", "id", "harborline", nil))
	assert.Equal(t, []string{tailored.CVID}, h.complete("cv://{id}", "id", tailored.CVID[:20], nil))
	assert.Equal(t, []string{"1", "2"}, h.complete("pdf://{id}/{page}.png", "page", "", map[string]string{"id": pdf.PDFID}))
	assert.Empty(t, h.complete("pdf://{id}/{page}.png", "page", "", map[string]string{"id": "pdf_unknown"}))

	// Each template can be read, in the type that it states.
	for uri, mimeType := range map[string]string{
		"offer://" + plan.JobOfferID: "application/json", "cv://" + tailored.CVID: "application/yaml", "plan://" + plan.PlanID: "application/json",
		"pdf://" + pdf.PDFID: "application/pdf", "pdf://" + pdf.PDFID + "/2.png": "image/png", "pdf://" + pdf.PDFID + "/report.json": "application/json",
		"application://" + saved.ApplicationID: "application/json", "bundle://" + saved.ApplicationID: "application/json",
	} {
		request := mcp.ReadResourceRequest{}
		request.Params.URI = uri
		result, err := h.client.ReadResource(h.ctx, request)
		require.NoError(t, err, uri)
		require.Len(t, result.Contents, 1, uri)
		switch content := result.Contents[0].(type) {
		case mcp.TextResourceContents:
			assert.Equal(t, mimeType, content.MIMEType, uri)
			assert.NotEmpty(t, content.Text, uri)
		case mcp.BlobResourceContents:
			assert.Equal(t, mimeType, content.MIMEType, uri)
			data, err := base64.StdEncoding.DecodeString(content.Blob)
			require.NoError(t, err)
			assert.Equal(t, map[string]string{"application/pdf": "%PDF", "image/png": "\x89PNG"}[mimeType], string(data[:4]), uri)
		}
	}
}

func TestEveryResourceTemplateStatesItsType(t *testing.T) {
	h := newHost(t, nil)
	list, err := h.client.ListResourceTemplates(h.ctx, mcp.ListResourceTemplatesRequest{})
	require.NoError(t, err)
	assert.Len(t, list.ResourceTemplates, len(h.toolbox.Resources()))
	for _, template := range list.ResourceTemplates {
		assert.NotEmpty(t, template.MIMEType, template.Name)
		assert.NotEmpty(t, template.Description, template.Name)
	}
}
