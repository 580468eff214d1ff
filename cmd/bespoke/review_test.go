package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/auth/authtest"
)

// reviewLink plans through a client and gives the plan and the link of its
// review.
func reviewLink(t *testing.T, connection *client.Client) (plan, link string) {
	t.Helper()
	yaml, offer := samples(t)
	var made struct {
		PlanID string `json:"plan_id"`
		URL    string `json:"url"`
	}
	callTool(t, connection, "plan_cv_changes", map[string]any{"job_offer_text": offer, "cv_yaml": yaml}, &made)
	callTool(t, connection, "review_plan", map[string]any{"plan_id": made.PlanID}, &made)
	return made.PlanID, made.URL
}

// browse opens a link as a browser would and calls a tool of its review.
func browse(t *testing.T, link, tool, body string) string {
	t.Helper()
	address, fragment, found := strings.Cut(link, "#t=")
	require.True(t, found, link)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := http.Client{Jar: jar}
	post := func(path, body string) (int, string) {
		response, err := browser.Post(address+path, "application/json", strings.NewReader(body))
		require.NoError(t, err)
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, string(text)
	}
	status, text := post("/tools/"+tool, body)
	require.Equal(t, http.StatusUnauthorized, status, "no session yet: %s", text)
	status, text = post("/session", `{"token":"`+fragment+`"}`)
	require.Equal(t, http.StatusNoContent, status, text)
	status, text = post("/session", `{"token":"`+fragment+`"}`)
	require.Equal(t, http.StatusUnauthorized, status, text)
	status, text = post("/tools/"+tool, body)
	require.Equal(t, http.StatusOK, status, text)
	return text
}

func TestAPlanIsReviewedInABrowser(t *testing.T) {
	for _, transport := range []string{"stdio", "http", "sse"} {
		t.Run(transport, func(t *testing.T) {
			plan, link := reviewLink(t, reach(t, transport))
			require.True(t, strings.HasPrefix(link, "http://127.0.0.1:"), link)
			answer := browse(t, link, "review_plan", `{"plan_id":"`+plan+`","page":1}`)
			assert.Contains(t, answer, `"mimeType":"image/png"`)
			assert.Contains(t, answer, `"pages_before":2`)
		})
	}
}

func TestAUserWhoLogsInReviewsInABrowser(t *testing.T) {
	issuer := authtest.New(t)
	address, out := guarded(t, "BESPOKE_ISSUER="+issuer.URL, "BESPOKE_LOG=debug")
	connect := func() *client.Client {
		settings := agents.ServerSettings{URL: address + "/mcp", Token: issuer.Token(uuid.New())}
		connection, err := agents.ServerRegistry{"b": settings}.Connect(t.Context(), "b", "test")
		require.NoError(t, err)
		t.Cleanup(func() { _ = connection.Close() })
		return connection
	}
	mara := connect()
	plan, link := reviewLink(t, mara)
	assert.Contains(t, browse(t, link, "review_plan", `{"plan_id":"`+plan+`","page":1}`), `"mimeType":"image/png"`)
	_, secret, _ := strings.Cut(link, "#t=")
	assert.NotContains(t, out.String(), secret, "no secret is logged")

	// Somebody else cannot have a link to this plan.
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = "review_plan", map[string]any{"plan_id": plan}
	result, err := connect().CallTool(t.Context(), request)
	require.NoError(t, err)
	assert.True(t, result.IsError)
}

func TestReviewAndDecisionsByFlagsExcludeEachOther(t *testing.T) {
	for _, more := range [][]string{{"--accept", "e1"}, {"--reject", "e1"}, {"--theme", "ink"}, {"--server", "http://127.0.0.1:1/mcp"}} {
		words := wrong(t, 2, append([]string{"tailor", "--review", "--job", sampleOffer, "--cv", sampleCV}, more...)...)
		assert.Contains(t, words, "--review")
	}
}
