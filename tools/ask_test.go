package tools_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/server"
)

// person answers the forms that a client shows.
type person struct {
	asked  []mcp.ElicitationParams
	answer func(mcp.ElicitationParams) (mcp.ElicitationResponse, error)
}

func (p *person) Elicit(_ context.Context, request mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	p.asked = append(p.asked, request.Params)
	response, err := p.answer(request.Params)
	return &mcp.ElicitationResult{ElicitationResponse: response}, err
}

// withForms connects a client over HTTP that shows forms to somebody, in one of
// the protocol's eras.
func (h *host) withForms(version string, somebody *person) *host {
	h.t.Helper()
	served := server.New(server.Config{Name: "bespoke", Version: "1", Tools: h.toolbox.Tools()})
	web := httptest.NewServer(served.Handler(server.HTTP))
	h.t.Cleanup(func() { web.CloseClientConnections(); web.Close() })
	http, err := transport.NewStreamableHTTP(web.URL + "/mcp")
	require.NoError(h.t, err)
	connection := client.NewClient(http, client.WithElicitationHandler(somebody))
	h.t.Cleanup(func() { _ = connection.Close() })
	require.NoError(h.t, connection.Start(h.ctx))
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = version
	request.Params.ClientInfo = mcp.Implementation{Name: "forms", Version: "1"}
	_, err = connection.Initialize(h.ctx, request)
	require.NoError(h.t, err)
	require.Equal(h.t, version, connection.ProtocolVersion())
	return &host{t: h.t, ctx: h.ctx, client: connection, toolbox: h.toolbox}
}

var eras = []string{"2025-11-25", mcp.LATEST_PROTOCOL_VERSION}

func TestAPlansQuestionsAreAskedWhereTheClientHasForms(t *testing.T) {
	const fact = "At Tidewater I laid out the VLANs and the networking of both regions."
	for _, era := range eras {
		t.Run(era, func(t *testing.T) {
			plain := newHost(t, nil)
			prompt := plain.begin()
			arguments := map[string]any{"job_offer_id": handle(prompt, "job"), "cv_id": handle(prompt, "cv")}
			var without memory
			plain.call("plan_cv_changes", arguments, &without)
			require.NotEmpty(t, without.Questions)

			somebody := &person{answer: func(params mcp.ElicitationParams) (mcp.ElicitationResponse, error) {
				id := without.Questions[0].ID
				assert.Contains(t, params.RequestedSchema.(map[string]any)["properties"].(map[string]any)[id].(map[string]any)["title"], without.Questions[0].Text)
				return mcp.ElicitationResponse{Action: mcp.ElicitationResponseActionAccept, Content: map[string]any{id: fact}}, nil
			}}
			forms := plain.withForms(era, somebody)
			var with memory
			forms.call("plan_cv_changes", arguments, &with)
			require.Len(t, somebody.asked, 1)
			require.Len(t, with.Facts, 1)
			assert.Equal(t, fact, with.Facts[0].Text)

			forms.call("plan_cv_changes", arguments, &with)
			assert.Len(t, somebody.asked, 1, "the same question is asked once")
		})
	}
}

func TestAnswersThatSayNothingAreNoFacts(t *testing.T) {
	for name, response := range map[string]mcp.ElicitationResponse{
		"yes":      {Action: mcp.ElicitationResponseActionAccept, Content: map[string]any{"q1": "yes"}},
		"empty":    {Action: mcp.ElicitationResponseActionAccept, Content: map[string]any{}},
		"declined": {Action: mcp.ElicitationResponseActionDecline},
		"away":     {Action: mcp.ElicitationResponseActionCancel},
		"broken":   {},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t, nil)
			prompt := h.begin()
			somebody := &person{answer: func(mcp.ElicitationParams) (mcp.ElicitationResponse, error) {
				if name == "broken" {
					return response, errors.New("the window was closed")
				}
				return response, nil
			}}
			var plan memory
			h.withForms("2025-11-25", somebody).call("plan_cv_changes", map[string]any{"job_offer_id": handle(prompt, "job"), "cv_id": handle(prompt, "cv")}, &plan)
			assert.Len(t, somebody.asked, 1)
			assert.Empty(t, plan.Facts)
			assert.NotEmpty(t, plan.Edits)
		})
	}
}

func TestErasingIsConfirmedByTheUserWhereTheClientHasForms(t *testing.T) {
	for _, era := range eras {
		t.Run(era, func(t *testing.T) {
			h := newHost(t, nil)
			offer := handle(h.begin(), "job")
			kept := func() bool {
				request := mcp.ReadResourceRequest{}
				request.Params.URI = "offer://" + offer
				_, err := h.client.ReadResource(h.ctx, request)
				return err == nil
			}
			erase := map[string]any{"confirm": "erase everything"}
			var response mcp.ElicitationResponse
			forms := h.withForms(era, &person{answer: func(params mcp.ElicitationParams) (mcp.ElicitationResponse, error) {
				assert.True(t, strings.HasPrefix(params.Message, "Erase everything"))
				return response, nil
			}})
			for _, response = range []mcp.ElicitationResponse{
				{Action: mcp.ElicitationResponseActionDecline},
				{Action: mcp.ElicitationResponseActionCancel},
				{Action: mcp.ElicitationResponseActionAccept, Content: map[string]any{"erase": false}},
			} {
				result := forms.try("erase_my_data", erase)
				assert.True(t, result.IsError)
				assert.Contains(t, said(result), "nothing was erased")
				require.True(t, kept())
			}
			response = mcp.ElicitationResponse{Action: mcp.ElicitationResponseActionAccept, Content: map[string]any{"erase": true}}
			assert.False(t, forms.try("erase_my_data", erase).IsError)
			assert.False(t, kept())
		})
	}
}
