package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/client"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/auth/authtest"
	"github.com/bespoke-cv/bespoke/telemetry/otlp/otlptest"
	"github.com/bespoke-cv/bespoke/tools"
)

// canaries are words that stand for what is personal, each in its own place.
// None is a word of any other text.
var canaries = map[string]string{
	"name": "Quillara", "mail": "zorbeth", "phone": "5550147", "employer": "Vexlumar", "bullet": "sprocketwhim", "offer": "Glimmerdrake",
	"message": "thistlequonk", "fact": "wobblefjord", "note": "crumpetzil", "edit": "blatherwick", "argument": "fizzlemop", "tool": "plonkariz",
	"finding": "gribblenook", "file": "drizzlepax", "import": "mumblevane", "query": "snorkelby", "header": "bagglewort", "body": "jabberfroth",
	"login": "tattlemere", "letter": "quibblefern", "model key": "snarfleblat", "model said": "yonderplume", "JSON-RPC id": "kerfuffle9",
}

var (
	canaryCV = fmt.Sprintf("cv:\n  name: %s Example\n  email: ada@%s.example\n  phone: \"+44 20 %s\"\n  sections:\n    experience:\n"+
		"      - company: %s\n        position: Welder\n        start_date: 2020-01\n        end_date: present\n        highlights:\n"+
		"          - Welded %s frames for 40 trailers\n          - Kept the TIG station tidy\n",
		canaries["name"], canaries["mail"], canaries["phone"], canaries["employer"], canaries["bullet"])
	canaryOffer = fmt.Sprintf("Welder (m/f/d)\n%s Ltd, Leeds\nYou must have: TIG welding, MIG welding.\n", canaries["offer"])
)

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
	for _, declared := range (&tools.Toolbox{}).Tools() {
		tool := declared.Tool.Name
		assert.NotZero(t, f.answered[tool], "%s: everyTool calls each tool as it is meant; add it there", tool)
		assert.NotZero(t, f.refused[tool], "%s was never called wrongly", tool)
		assert.Contains(t, log, `"tool":"`+tool+`"`)
		assert.Contains(t, metrics, `gen_ai_tool_name="`+tool+`"`)
		assert.True(t, spans["tools/call "+tool], tool)
	}
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
	f := newFlood(t, connection, "")
	f.everyTool()

	trace := "1af7651916cd43dd8448eb211c80319c"
	w := webFlood{t, address, trace}
	w.everyRequest(token)
	assert.Equal(t, http.StatusUnauthorized, w.ask(http.MethodGet, "/applications", "eyJ"+canaries["login"], ""))
	claims["iss"] = "https://" + canaries["login"] + ".example"
	assert.Equal(t, http.StatusUnauthorized, w.ask(http.MethodGet, "/applications", issuer.Sign(claims), ""))

	metrics := metricsOf(t, out.String())
	assert.Contains(t, metrics, `http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="401",http_route="/applications"} 2`)
	assert.Contains(t, metrics, `http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="404",http_route="/cvs/{id}"} `)
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

// webFlood sends canaries over HTTP, in headers too.
type webFlood struct {
	t              *testing.T
	address, trace string
}

// ask makes a request, whose answer is for somebody else to judge.
func (w webFlood) ask(method, path, token, body string) (status int) {
	w.t.Helper()
	response, _ := exchange(w.t, method, w.address+path, body,
		"Authorization", "Bearer "+token, "Content-Type", "application/json", "Accept", "application/json, text/event-stream",
		"Traceparent", "00-"+w.trace+"-b7ad6b7169203331-01", "Baggage", "user="+canaries["header"], "X-Request-Id", canaries["header"],
		"User-Agent", canaries["header"], "Idempotency-Key", canaries["header"], "Mcp-Session-Id", "")
	assert.Len(w.t, response.Header.Get("X-Request-Id"), 36, "an id of ours")
	return response.StatusCode
}

// everyRequest has an application made, and calls each operation that there is
// and what is wrong in as many ways.
func (w webFlood) everyRequest(token string) {
	body := canaries["body"]
	whole, err := json.Marshal(map[string]any{"job_offer_text": canaryOffer + body, "cv_yaml": canaryCV, "notes": body})
	require.NoError(w.t, err)
	require.Equal(w.t, http.StatusCreated, w.ask(http.MethodPost, "/applications?wait=40", token, string(whole)))
	for _, operation := range operations(w.t, w.address) {
		w.ask(operation.method, operation.path, token, `{"`+body+`": "`+body+`"}`)
	}
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
		w.ask(wrong.method, wrong.path, token, wrong.body)
	}
}

type operation struct{ method, path string }

// operations are all that the HTTP API describes, with a canary for each
// parameter.
func operations(t *testing.T, address string) (all []operation) {
	t.Helper()
	status, text := get(t, address+"/openapi.json", "")
	require.Equal(t, http.StatusOK, status)
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []struct{ Name, In string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(text), &document))
	body := canaries["body"]
	for path, methods := range document.Paths {
		path = regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, body)
		for method, described := range methods {
			query := url.Values{}
			for _, parameter := range described.Parameters {
				if parameter.In == "query" {
					query.Set(parameter.Name, body)
				}
			}
			all = append(all, operation{strings.ToUpper(method), path + "?" + query.Encode()})
		}
	}
	assert.Greater(t, len(all), 15)
	return all
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
	f := newFlood(t, connection, folder)
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
