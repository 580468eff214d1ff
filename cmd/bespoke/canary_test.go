package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/agents/agentstest"
	"github.com/bespoke-cv/bespoke/auth/authtest"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
	"github.com/bespoke-cv/bespoke/telemetry/otlp/otlptest"
)

// canaries are words that stand for what is personal, each in its own place.
// None is a word of any other text.
var canaries = map[string]string{
	"name": "Quillara", "mail": "zorbeth", "phone": "5550147", "employer": "Vexlumar", "bullet": "sprocketwhim", "offer": "Glimmerdrake",
	"message": "thistlequonk", "fact": "wobblefjord", "note": "crumpetzil", "edit": "blatherwick", "argument": "fizzlemop", "tool": "plonkariz",
	"finding": "gribblenook", "file": "drizzlepax", "import": "mumblevane", "query": "snorkelby", "header": "bagglewort", "body": "jabberfroth",
	"login": "tattlemere", "model key": "snarfleblat", "model said": "yonderplume", "JSON-RPC id": "kerfuffle9",
}

var (
	canaryCV = fmt.Sprintf("cv:\n  name: %s Example\n  email: ada@%s.example\n  phone: \"+44 20 %s\"\n  sections:\n    experience:\n"+
		"      - company: %s\n        position: Welder\n        start_date: 2020-01\n        end_date: present\n        highlights:\n"+
		"          - Welded %s frames for 40 trailers\n          - Kept the TIG station tidy\n",
		canaries["name"], canaries["mail"], canaries["phone"], canaries["employer"], canaries["bullet"])
	canaryOffer = fmt.Sprintf("Welder (m/f/d)\n%s Ltd, Leeds\nYou must have: TIG welding, MIG welding.\n", canaries["offer"])
)

// flood is a client that sends canaries, and remembers which tools it called.
type flood struct {
	*client.Client
	t      *testing.T
	folder string // that path arguments may lie in
	called map[string]bool
}

// call calls a tool and gives its typed result, whatever it is.
func (f *flood) call(tool string, arguments map[string]any) map[string]any {
	f.t.Helper()
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = tool, arguments
	request.Params.Meta = mcp.NewMetaFromMap(map[string]any{
		"traceparent": callersTrace + "-b7ad6b7169203331-01", "baggage": "user=" + canaries["header"],
		"bespoke/run": canaries["header"],
	})
	result, err := f.CallTool(context.WithoutCancel(f.t.Context()), request)
	if err != nil {
		return nil
	}
	f.called[tool] = true
	fields, _ := result.StructuredContent.(map[string]any)
	return fields
}

const callersTrace = "00-0af7651916cd43dd8448eb211c80319c"

// everyTool calls each tool as it is meant, then in as many wrong ways.
func (f *flood) everyTool() {
	word := canaries
	offer := f.call("parse_job_offer", map[string]any{"text": canaryOffer})
	highlight := "/cv/sections/experience/0/highlights/0"
	planned := f.call("plan_cv_changes", map[string]any{
		"cv_yaml": canaryCV, "job_offer_id": offer["job_offer_id"], "facts": []string{"Led the " + word["fact"] + " crew"},
		"lift_refusals": []string{word["fact"]},
		"edits": []any{
			map[string]any{
				"id": word["edit"], "op": "replace", "path": highlight, "after": "Welded 900 " + word["edit"] + " frames", "planned_by": word["edit"],
				"reason": word["edit"], "verdict": map[string]any{"outcome": "pass", "findings": []any{
					map[string]any{"kind": word["finding"], "outcome": "needs_review", "words": []string{word["finding"]}, "message": word["finding"]},
				}},
			},
		},
	})
	require.NotEmpty(f.t, planned["plan_id"])
	f.call("review_plan", map[string]any{"plan_id": planned["plan_id"]})
	tailored := f.call("apply_cv_edits", map[string]any{"plan_id": planned["plan_id"]})
	pdf := f.call("render_pdf", map[string]any{"cv_id": tailored["cv_id"]})
	saved := f.call("save_application", map[string]any{
		"job_offer_id": offer["job_offer_id"], "cv_id": tailored["cv_id"], "pdf_id": pdf["pdf_id"], "notes": word["note"], "idempotency_key": word["note"],
	})
	app := saved["application_id"]
	require.NotEmpty(f.t, app)
	run := f.call("create_application", map[string]any{
		"cv_yaml": canaryCV, "job_offer_text": canaryOffer + "We are " + word["offer"] + ".", "notes": word["note"], "wait_seconds": 40, "idempotency_key": word["note"],
	})
	f.call("get_run", map[string]any{"run_id": run["run_id"]})
	f.call("cancel_run", map[string]any{"run_id": run["run_id"]})
	f.call("list_applications", map[string]any{"text": word["query"]})
	f.call("get_application", map[string]any{"application_id": app})
	f.call("update_application", map[string]any{"application_id": app, "status": "applied", "notes": word["note"]})
	message := map[string]any{"application_id": app, "text": "We invite you to an interview on 3 December 2026 at 10:00.\n" + word["message"]}
	proposed := f.call("record_communication", message)
	message["confirm"] = proposed["confirm"]
	f.call("record_communication", message)
	f.call("list_action_points", map[string]any{"application_id": app})
	f.call("save_action_point", map[string]any{"application_id": app, "text": "call " + word["message"]})
	f.call("import_cv", map[string]any{"text": "# " + word["import"] + "\n\n## Experience\n\nWelder, " + word["import"] + "\n"})

	broken := base64.StdEncoding.EncodeToString([]byte("%PDF-1.7\n" + word["import"]))
	for _, wrong := range []struct {
		tool      string
		arguments map[string]any
	}{
		{word["tool"], map[string]any{}},
		{"render_pdf", map[string]any{word["argument"]: word["argument"]}},
		{"render_pdf", map[string]any{"cv_yaml": "cv:\n  name: \"" + word["name"] + "\n"}},
		{"render_pdf", map[string]any{"cv_yaml": canaryCV, "theme": word["argument"]}},
		{"render_pdf", map[string]any{"cv_yaml": canaryCV, "engine": word["argument"]}},
		{"render_pdf", map[string]any{"cv_path": "/" + word["file"] + ".yaml"}},
		{"render_pdf", map[string]any{"cv_id": "cv_" + word["argument"]}},
		{"render_pdf", map[string]any{"cv_yaml": strings.Replace(canaryCV, "phone:", "photo: /"+word["file"]+".png\n  phone:", 1)}},
		{"parse_job_offer", map[string]any{"url": "http://127.0.0.1:1/" + word["offer"]}},
		{"parse_job_offer", map[string]any{"text": strings.Repeat(word["offer"]+" ", 30_000)}},
		{"parse_job_offer", map[string]any{"text": canaryOffer, "job_offer": map[string]any{"title": word["offer"]}}},
		{"apply_cv_edits", map[string]any{"plan_id": planned["plan_id"], "accept": []string{word["edit"]}}},
		{"apply_cv_edits", map[string]any{"cv_yaml": canaryCV, "edits": []any{map[string]any{"op": "replace", "path": "/" + word["edit"], "after": word["edit"]}}}},
		{"apply_cv_edits", map[string]any{"cv_yaml": canaryCV, "edits": []any{map[string]any{"op": "replace", "path": highlight, "before": word["edit"], "after": "x"}}}},
		{"create_application", map[string]any{"cv_yaml": canaryCV, "job_offer_text": canaryOffer, "theme": word["argument"], "wait_seconds": 40}},
		{"create_application", map[string]any{"cv_yaml": canaryCV, "job_offer_text": canaryOffer, "notes": "other", "idempotency_key": word["note"]}},
		{"create_application", map[string]any{"cv_yaml": canaryCV, "job_offer_url": "http://127.0.0.1:1/" + word["offer"], "wait_seconds": 40}},
		{"update_application", map[string]any{"application_id": app, "status": word["note"]}},
		{"import_cv", map[string]any{"base64": broken}},
		{"import_cv", map[string]any{"text": "{\"basics\": {\"name\": \"" + word["import"]}},
		{"import_cv", map[string]any{"path": filepath.Join(f.folder, word["file"]+".docx")}},
		{"erase_my_data", map[string]any{"confirm": word["argument"]}},
		{"erase_my_data", map[string]any{"confirm": "erase everything"}},
	} {
		f.call(wrong.tool, wrong.arguments)
	}
	request := mcp.ReadResourceRequest{}
	request.Params.URI = "cv://" + word["argument"]
	_, _ = f.ReadResource(f.t.Context(), request)
	prompt := mcp.GetPromptRequest{}
	prompt.Params.Name, prompt.Params.Arguments = "tailor", map[string]string{word["argument"]: word["argument"]}
	_, _ = f.GetPrompt(f.t.Context(), prompt)
}

// unreliable is a model's server whose failures quote what it was asked and
// what it has seen: each way to fail in turn, then proper answers.
func unreliable(t *testing.T) *llmtest.Server {
	server := llmtest.New(t)
	said := canaries["model said"]
	failures := []llmtest.Reply{
		llmtest.Fail(http.StatusBadRequest, llmtest.Error{Message: "cannot read " + said, Type: said, Code: said}),
		llmtest.Text("Dear " + said + ", this is no JSON"),
		llmtest.Text(`{"edits": [{"op": "` + said + `"}], "` + said + `": 1}`),
		{Refusal: "I will not write about " + said},
		{Text: said, Finish: "length"},
		{Status: http.StatusNotFound, Body: "<html>" + said, ContentType: "text/html"},
		{Text: said + said + said, DropAfter: 1},
		llmtest.Fail(http.StatusUnauthorized, llmtest.Error{Message: "wrong key of " + said}),
	}
	var asked atomic.Int64
	server.Answer = func(request llmtest.Request) llmtest.Reply {
		if n := int(asked.Add(1)); n <= 2*len(failures) {
			return failures[n%len(failures)]
		}
		return agentstest.Good(request)
	}
	return server
}

// nothingPersonal looks for the canaries in what operators get.
func nothingPersonal(t *testing.T, what, text string) {
	t.Helper()
	lower := strings.ToLower(text + decoded(text))
	for place, word := range canaries {
		if at := strings.Index(lower, strings.ToLower(word)); at >= 0 {
			assert.Fail(t, "a canary got out", "%s of the %s: …%s…", what, place, lower[max(0, at-200):min(len(lower), at+100)])
		}
	}
	assert.NotContains(t, text, "eyJ", "%s: a token got out", what)
}

// identified checks that each line is JSON, and that those about calls carry
// the ids of their request and trace, those within a run its id.
func identified(t *testing.T, log string) (calls, inRuns int) {
	t.Helper()
	for line := range strings.Lines(log) {
		if !strings.HasPrefix(line, "{") {
			continue // the announcement
		}
		var fields map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &fields), line)
		if fields["msg"] != "tool call" {
			continue
		}
		calls++
		assert.NotEmpty(t, fields["request_id"], line)
		assert.NotEmpty(t, fields["trace_id"], line)
		if run, _ := fields["run_id"].(string); run != "" {
			assert.Regexp(t, `^run_[0-9a-f]{32}$`, run)
			inRuns++
		}
	}
	return calls, inRuns
}

// watched are the settings by which everything is told to somebody.
func watched(t *testing.T) (settings []string, collector *otlptest.Server) {
	collector = otlptest.New(t)
	model := unreliable(t)
	return append(asking(model), "OPENAI_API_KEY="+canaries["model key"], "BESPOKE_LOG=debug", "BESPOKE_METRICS_ADDR=127.0.0.1:0",
		"OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL, "OTEL_BSP_SCHEDULE_DELAY=50"), collector
}

// metricsOf reads what Prometheus reads, at the address that out tells.
func metricsOf(t *testing.T, out string) string {
	t.Helper()
	match := regexp.MustCompile(`its metrics at (\S+/metrics)`).FindStringSubmatch(out)
	require.NotNil(t, match, out)
	status, text := get(t, "http://"+match[1], "")
	require.Equal(t, http.StatusOK, status)
	return text
}

// wholeStory checks what all sinks got of a flood.
func wholeStory(t *testing.T, f *flood, log, metrics string, collector *otlptest.Server) {
	t.Helper()
	nothingPersonal(t, "log", log)
	nothingPersonal(t, "metrics", metrics)
	nothingPersonal(t, "spans and metrics sent", collector.Text())

	// All of it was told, or nothing would be proved.
	spans := map[string]bool{}
	for _, span := range collector.Spans() {
		spans[span.Name] = true
	}
	for tool := range f.called {
		assert.Contains(t, log, `"tool":"`+tool+`"`)
		assert.Contains(t, metrics, `gen_ai_tool_name="`+tool+`"`)
		assert.True(t, spans["tools/call "+tool], tool)
	}
	assert.GreaterOrEqual(t, len(f.called), 17, "every tool was called")
	for _, name := range []string{"run create_application", "step render_pdf", "render builtin", "chat scripted"} {
		assert.True(t, spans[name], name)
	}
	assert.Regexp(t, `gen_ai_client_operation_duration_seconds_count\{.*error_type="(invalid|rejected|refused|truncated)"`, metrics)
	assert.Regexp(t, `bespoke_guard_findings_total\{bespoke_guard_kind="\w+",bespoke_guard_stage="plan",bespoke_planned_by="caller"\}`, metrics)
	assert.Contains(t, metrics, `bespoke_model_tokens_total{gen_ai_request_model="scripted",gen_ai_token_type="output"}`)
	calls, inRuns := identified(t, log)
	assert.Greater(t, calls, 30)
	assert.GreaterOrEqual(t, inRuns, 5)
}

func TestNothingPersonalIsToldOverHTTP(t *testing.T) {
	settings, collector := watched(t)
	issuer := authtest.New(t)
	claims := issuer.Claims(uuid.New())
	claims["email"], claims["user_metadata"] = canaries["login"]+"@example.com", map[string]any{"full_name": canaries["login"]}
	token := issuer.Sign(claims)
	cmd, address, out := guardedProcess(t, append(settings, "BESPOKE_ISSUER="+issuer.URL)...)

	connection, err := agents.ServerRegistry{"b": {URL: address + "/mcp", Token: token}}.Connect(t.Context(), "b", "test")
	require.NoError(t, err)
	f := &flood{connection, t, "", map[string]bool{}}
	f.everyTool()

	trace := "1af7651916cd43dd8448eb211c80319c"
	ask := func(method, path, token, body string) (*http.Response, string) {
		request, err := http.NewRequestWithContext(t.Context(), method, address+path, strings.NewReader(body))
		require.NoError(t, err)
		for name, value := range map[string]string{
			"Authorization": "Bearer " + token, "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
			"Traceparent": "00-" + trace + "-b7ad6b7169203331-01", "Baggage": "user=" + canaries["header"], "X-Request-Id": canaries["header"],
			"User-Agent": canaries["header"], "Idempotency-Key": canaries["header"], "Mcp-Session-Id": "",
		} {
			request.Header.Set(name, value)
		}
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response, string(text)
	}
	body := canaries["body"]
	whole, err := json.Marshal(map[string]any{"job_offer_text": canaryOffer + body, "cv_yaml": canaryCV, "notes": body})
	require.NoError(t, err)
	response, text := ask(http.MethodPost, "/applications?wait=40", token, string(whole))
	require.Equal(t, http.StatusCreated, response.StatusCode, text)
	assert.Len(t, response.Header.Get("X-Request-Id"), 36)
	for _, wrong := range []struct{ method, path, body string }{
		{http.MethodPost, "/applications", `{"` + body + `": 1}`},
		{http.MethodPost, "/applications", `{"notes": "` + body},
		{http.MethodGet, "/cvs/cv_" + body, ""},
		{http.MethodGet, "/" + body + "?q=" + body, ""},
		{http.MethodGet, "/applications?query=" + body, ""},
		{http.MethodDelete, "/me?confirm=" + body, ""},
		{http.MethodGet, "/review/" + body, ""},
		{http.MethodPost, "/mcp", `{"jsonrpc": "2.0", "id": "` + body},
		{http.MethodPost, "/mcp", `{"jsonrpc": "2.0", "id": "` + canaries["JSON-RPC id"] + `", "method": "` + body + `"}`},
		{http.MethodPost, "/message?sessionId=" + body, `{}`},
	} {
		response, text := ask(wrong.method, wrong.path, token, wrong.body)
		assert.GreaterOrEqual(t, response.StatusCode, 200, text)
	}
	forged, _ := ask(http.MethodGet, "/applications", "eyJ"+canaries["login"], "")
	assert.Equal(t, http.StatusUnauthorized, forged.StatusCode)
	claims["iss"] = "https://" + canaries["login"] + ".example"
	forged, _ = ask(http.MethodGet, "/applications", issuer.Sign(claims), "")
	assert.Equal(t, http.StatusUnauthorized, forged.StatusCode)

	metrics := metricsOf(t, out.String())
	assert.Contains(t, metrics, `http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="401",http_route="/applications"} 2`)
	assert.Contains(t, metrics, `http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="404",http_route="/cvs/{id}"} 1`)
	status, _ := get(t, address+"/metrics", token)
	assert.Equal(t, http.StatusNotFound, status, "the public address has no metrics")
	require.NoError(t, connection.Close())
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	wholeStory(t, f, out.String(), metrics, collector)

	parts := spansOf(collector, trace)
	for _, name := range []string{"tools/call create_application", "run create_application", "step parse_job_offer", "tools/call parse_job_offer", "render builtin"} {
		assert.Contains(t, parts, name, "the trace of the HTTP request goes on in the run")
	}
	parts = spansOf(collector, strings.TrimPrefix(callersTrace, "00-"))
	for _, name := range []string{"tools/call parse_job_offer", "tools/call create_application", "run create_application", "step save_application", "chat scripted"} {
		assert.Contains(t, parts, name, "the trace of the MCP request goes on")
	}
}

// spansOf are the names of a trace's spans, each with the name of its parent.
func spansOf(collector *otlptest.Server, trace string) map[string]string {
	names := map[string]string{}
	for _, span := range collector.Spans() {
		names[string(span.SpanId)] = span.Name
	}
	parts := map[string]string{}
	for _, span := range collector.Spans() {
		if fmt.Sprintf("%x", span.TraceId) == trace {
			parts[span.Name] = names[string(span.ParentSpanId)]
		}
	}
	return parts
}

func TestNothingPersonalIsToldOnStdio(t *testing.T) {
	settings, collector := watched(t)
	self, err := os.Executable()
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, canaries["file"]+".docx"), []byte("PK"+canaries["import"]), 0o600))
	connection, err := agents.ServerRegistry{"b": {
		Command: self, Arguments: []string{"serve", "--root", folder},
		Env: append([]string{"BESPOKE_TEST_AS=bespoke", "BESPOKE_DATA=" + t.TempDir()}, settings...),
	}}.Connect(t.Context(), "b", "test")
	require.NoError(t, err)
	errs, ok := client.GetStderr(connection)
	require.True(t, ok)
	log := &lockedBuffer{}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(log, errs)
	}()
	f := &flood{connection, t, folder, map[string]bool{}}
	f.everyTool()
	metrics := metricsOf(t, log.String())
	require.NoError(t, connection.Close())
	<-read
	wholeStory(t, f, log.String(), metrics, collector)
	parts := spansOf(collector, strings.TrimPrefix(callersTrace, "00-"))
	assert.Equal(t, "tools/call create_application", parts["run create_application"])
	assert.Equal(t, "run create_application", parts["step render_pdf"])
	assert.Contains(t, []string{"step parse_job_offer", ""}, parts["tools/call parse_job_offer"])
}

// lockedBuffer is written to and read at once.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(data []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(data)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
