package tools_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"image/png"
	"slices"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/apps"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/report"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/server"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/tools"
)

// reviewed is what the page reads of review_plan.
type reviewed struct {
	PlanID string `json:"plan_id"`
	URL    string `json:"url"`
	View   *struct {
		Offer   string        `json:"offer"`
		Cards   []report.Card `json:"cards"`
		Preview struct {
			Accepted []string `json:"accepted"`
			Left     []string `json:"left"`
			Blocked  string   `json:"blocked"`
			Scored   bool     `json:"scored"`
			Coverage struct{ Before, After, Ceiling float64 }
			Pages    int `json:"pages"`
			Before   int `json:"pages_before"`
			Page     int `json:"page"`
			Places   map[string]struct {
				Page  int      `json:"page"`
				Boxes [][4]int `json:"boxes"`
			} `json:"places"`
		} `json:"preview"`
	} `json:"view"`
}

func (h *host) review(plan string, arguments map[string]any) (reviewed, []byte) {
	h.t.Helper()
	var got reviewed
	if arguments == nil {
		arguments = map[string]any{}
	}
	arguments["plan_id"] = plan
	result := h.try("review_plan", arguments)
	require.False(h.t, result.IsError, said(result))
	h.call("review_plan", arguments, &got)
	for _, content := range result.Content {
		if image, ok := content.(mcp.ImageContent); ok {
			picture, err := base64.StdEncoding.DecodeString(image.Data)
			require.NoError(h.t, err)
			return got, picture
		}
	}
	return got, nil
}

func TestAReviewShowsTheCVAsItWouldBe(t *testing.T) {
	h := newHost(t, nil)
	made := h.plan(h.begin())
	all, first := h.review(made.PlanID, map[string]any{"page": 1})
	require.NotNil(t, all.View)
	assert.Equal(t, "Senior Platform Engineer (Kubernetes, Go) at Harborline Logistics Technology Ltd", all.View.Offer)
	assert.Len(t, all.View.Cards, len(made.Edits)+len(made.Refused))
	assert.Len(t, all.View.Preview.Accepted, len(made.Edits), "all of them pass")
	assert.InDelta(t, made.Match.After.Coverage, all.View.Preview.Coverage.After, 1e-9, "as the plan says")
	assert.InDelta(t, made.Match.Before.Coverage, all.View.Preview.Coverage.Before, 1e-9)
	size, err := png.DecodeConfig(bytes.NewReader(first))
	require.NoError(t, err)
	assert.Greater(t, size.Height, size.Width)

	none, before := h.review(made.PlanID, map[string]any{"accept": []string{}})
	assert.Empty(t, none.View.Preview.Accepted)
	assert.InDelta(t, made.Match.Before.Coverage, none.View.Preview.Coverage.After, 1e-9, "nothing taken, nothing gained")
	assert.NotEqual(t, first, before)

	// What is previewed is what is applied and printed, to the pixel.
	some := none.View.Preview.Accepted
	for _, edit := range made.Edits[:len(made.Edits)/2] {
		some = append(some, edit.ID)
	}
	preview, second := h.review(made.PlanID, map[string]any{"accept": some, "page": 2})
	require.Equal(t, 2, preview.View.Preview.Page)
	var result applied
	h.call("apply_cv_edits", map[string]any{"plan_id": made.PlanID, "accept": some}, &result)
	assert.ElementsMatch(t, some, result.Applied)
	var printed struct {
		PDFID string `json:"pdf_id"`
		Pages int
	}
	h.call("render_pdf", map[string]any{"cv_id": result.CVID}, &printed)
	assert.Equal(t, preview.View.Preview.Pages, printed.Pages)
	same, err := h.toolbox.Engine.Render(h.ctx, []byte(h.yaml(result.CVID)), h.options())
	require.NoError(t, err)
	picture, err := same.PNG(2, 96)
	require.NoError(t, err)
	assert.Equal(t, picture, second)

	last, _ := h.review(made.PlanID, map[string]any{"page": 99})
	assert.Equal(t, last.View.Preview.Pages, last.View.Preview.Page, "a page that is gone is the last one")
	refused := h.try("review_plan", map[string]any{"plan_id": made.PlanID, "accept": []string{"e999"}})
	assert.True(t, refused.IsError)
	assert.Contains(t, said(refused), "e999")
}

func TestEachEditIsFoundOnThePages(t *testing.T) {
	h := newHost(t, nil)
	made := h.plan(h.begin())
	all, _ := h.review(made.PlanID, map[string]any{"page": 1})
	none, _ := h.review(made.PlanID, map[string]any{"accept": []string{}})
	inserted := 0
	for _, edit := range made.Edits {
		place, found := all.View.Preview.Places[edit.ID]
		require.True(t, found, "%s %s", edit.ID, edit.Path)
		assert.Contains(t, []int{1, 2}, place.Page)
		for _, box := range place.Boxes {
			assert.Positive(t, box[2], edit.ID)
			assert.Positive(t, box[3], edit.ID)
			assert.True(t, box[0] >= 0 && box[1] >= 0 && box[0]+box[2] <= 1000 && box[1]+box[3] <= 1000, "%s %v", edit.ID, box)
		}
		_, before := none.View.Preview.Places[edit.ID]
		assert.Equal(t, edit.Op != schema.Insert, before, "%s: what is not in the CV has no place", edit.ID)
		if edit.Op == schema.Insert {
			inserted++
			assert.Equal(t, 1, place.Page, "projects begin on the first page")
		}
	}
	assert.Positive(t, inserted)
	assert.Equal(t, 2, all.View.Preview.Places[made.Edits[len(made.Edits)-1].ID].Page, "skills stand on the second page")
}

func TestAReviewIsOpenedByALink(t *testing.T) {
	var asked []string
	h := newHost(t, func(b *tools.Toolbox) {
		b.ReviewLink = func(_ context.Context, plan string) (string, error) {
			asked = append(asked, plan)
			return "http://127.0.0.1:9/review/" + plan + "#t=secret", nil
		}
	})
	made := h.plan(h.begin())
	opened, picture := h.review(made.PlanID, nil)
	assert.Equal(t, "http://127.0.0.1:9/review/"+made.PlanID+"#t=secret", opened.URL)
	assert.Nil(t, opened.View, "a model is not given what only the page shows")
	assert.Nil(t, picture)
	said := said(h.try("review_plan", map[string]any{"plan_id": made.PlanID}))
	assert.Contains(t, said, opened.URL)
	h.review(made.PlanID, map[string]any{"page": 1})
	assert.Len(t, asked, 3, "the page itself asks for none")
	h.toolbox.ReviewLink = nil
	opened, _ = h.review(made.PlanID, nil)
	assert.Empty(t, opened.URL)
}

func TestWhatTheGuardObjectsToWaitsForTheUser(t *testing.T) {
	h := newHost(t, nil)
	prompt := h.begin()
	path, before := place(t, prompt, "Moved 34 services")
	made := h.plan(prompt, map[string]any{
		"id": "lie", "op": "replace", "path": path, "before": before, "after": "Moved 90 services to Pulumi", "reason": "It sounds better.",
	})
	got, _ := h.review(made.PlanID, map[string]any{"page": 1})
	at := slices.IndexFunc(got.View.Cards, func(c report.Card) bool { return c.ID == "lie" })
	require.GreaterOrEqual(t, at, 0)
	assert.Equal(t, report.State("refused"), got.View.Cards[at].State)
	assert.NotEmpty(t, got.View.Cards[at].Findings)
	assert.NotContains(t, got.View.Preview.Accepted, "lie")
	forced, _ := h.review(made.PlanID, map[string]any{"accept": []string{"lie"}})
	assert.Equal(t, []string{"lie"}, forced.View.Preview.Left, "even who asks for it does not get it")
}

func TestWhatBelongsToAPlan(t *testing.T) {
	h := newHost(t, nil)
	made := h.plan(h.begin())
	var result applied
	h.call("apply_cv_edits", map[string]any{"plan_id": made.PlanID}, &result)
	var printed struct {
		PDFID string `json:"pdf_id"`
	}
	h.call("render_pdf", map[string]any{"cv_id": result.CVID}, &printed)
	for _, mine := range []string{made.JobOfferID, made.CVID, result.CVID, printed.PDFID} {
		assert.NoError(t, h.toolbox.OfPlan(h.ctx, made.PlanID, mine), mine)
	}
	var other planned
	h.call("plan_cv_changes", map[string]any{
		"job_offer_text": example(t, "offers/zerspanungsmechaniker.txt"), "cv_yaml": example(t, "cvs/zerspanungsmechaniker.yaml"),
	}, &other)
	for _, theirs := range []string{other.CVID, schema.NewHandle(schema.KindCV), schema.NewHandle(schema.KindPDF)} {
		assert.ErrorIs(t, h.toolbox.OfPlan(h.ctx, made.PlanID, theirs), storage.ErrNotFound, theirs)
	}
	for _, odd := range []string{other.JobOfferID, made.PlanID, "anything", ""} {
		assert.ErrorIs(t, h.toolbox.OfPlan(h.ctx, made.PlanID, odd), schema.ErrHandle, odd)
	}
	assert.ErrorIs(t, h.toolbox.OfPlan(h.ctx, schema.NewHandle(schema.KindPlan), made.CVID), storage.ErrNotFound)
}

func TestHostsFindThePages(t *testing.T) {
	h := newHost(t, nil)
	served := server.New(server.Config{
		Name: "bespoke", Version: "1", Tools: h.toolbox.Tools(), Resources: tools.Apps(), Options: []mcpserver.ServerOption{tools.Extensions(), mcpserver.WithOutputSchemaValidation()},
	})
	connection, err := agents.ServerRegistry{"b": {InProcess: served.MCP()}}.Connect(h.ctx, "b", "1")
	require.NoError(t, err)
	defer connection.Close()
	assert.Equal(t, map[string]any{"mimeTypes": []any{"text/html;profile=mcp-app"}},
		normal(t, connection.GetServerCapabilities().Extensions["io.modelcontextprotocol/ui"]))

	listed, err := connection.ListResources(h.ctx, mcp.ListResourcesRequest{})
	require.NoError(t, err)
	require.Len(t, listed.Resources, 2)
	for _, resource := range listed.Resources {
		assert.Equal(t, "text/html;profile=mcp-app", resource.MIMEType)
		read := readResource(t, h, connection, resource.URI)
		assert.Equal(t, "text/html;profile=mcp-app", read.MIMEType)
		assert.Contains(t, read.Text, "<!doctype html>")
		assert.Equal(t, map[string]any{"csp": map[string]any{}, "prefersBorder": true}, normal(t, read.Meta["ui"]))
	}
	pages := map[string]string{"plan_cv_changes": apps.ReviewURI, "review_plan": apps.ReviewURI, "list_applications": apps.BoardURI}
	for _, tool := range h.toolbox.Tools() {
		want, has := pages[tool.Tool.Name]
		if !has {
			assert.Nil(t, tool.Tool.Meta, tool.Tool.Name)
			continue
		}
		assert.Equal(t, map[string]any{"resourceUri": want}, normal(t, tool.Tool.Meta.AdditionalFields["ui"]))
	}
}

func readResource(t *testing.T, h *host, connection *client.Client, uri string) mcp.TextResourceContents {
	t.Helper()
	request := mcp.ReadResourceRequest{}
	request.Params.URI = uri
	read, err := connection.ReadResource(h.ctx, request)
	require.NoError(t, err)
	require.Len(t, read.Contents, 1)
	return read.Contents[0].(mcp.TextResourceContents)
}

// normal is a value as it stands in JSON.
func normal(t *testing.T, value any) (back any) {
	t.Helper()
	raw, err := json.Marshal(value)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &back))
	return back
}

func (h *host) yaml(id string) string {
	h.t.Helper()
	_, content, err := h.toolbox.Read(h.ctx, "cv://"+id)
	require.NoError(h.t, err)
	return string(content)
}

func (h *host) options() render.Options { return render.Options{Now: h.toolbox.Now()} }
