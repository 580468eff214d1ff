package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents/agentstest"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
	"github.com/bespoke-cv/bespoke/tools"
)

// flood is a client that sends canaries, and remembers which tools answered and
// which refused.
type flood struct {
	*client.Client
	t                 *testing.T
	folder            string // that path arguments may lie in
	answered, refused map[string]int
}

func newFlood(t *testing.T, connection *client.Client, folder string) *flood {
	return &flood{connection, t, folder, map[string]int{}, map[string]int{}}
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
	if result.IsError {
		f.refused[tool]++
	} else {
		f.answered[tool]++
	}
	fields, _ := result.StructuredContent.(map[string]any)
	return fields
}

const callersTrace = "00-0af7651916cd43dd8448eb211c80319c"

// highlight is the place of a text of canaryCV.
const highlight = "/cv/sections/experience/0/highlights/0"

// everyTool calls each tool as it is meant, then in as many wrong ways.
func (f *flood) everyTool() {
	planID, application := f.asMeant()
	f.wrongly(planID, application)
	f.everyArgument()
	f.everythingElse(fmt.Sprint(application))
	f.call("erase_my_data", map[string]any{"confirm": "erase everything"})
}

// asMeant calls each tool but the last as it is meant, and gives the ids of a
// plan and an application.
func (f *flood) asMeant() (planID, application any) {
	word := canaries
	offer := f.call("parse_job_offer", map[string]any{"text": canaryOffer})
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
	f.call("save_action_point", map[string]any{"application_id": app, "text": "call " + word["message"], "due_on": "2026-12-01"})
	f.call("list_action_points", map[string]any{"application_id": app})
	f.call("draft_message", map[string]any{"application_id": app, "kind": "cover_letter"})
	f.call("draft_message", map[string]any{"application_id": app, "kind": "thank_you", "text": "I led the " + word["letter"] + " works. Thank you, " + word["letter"] + "."})
	f.call("import_cv", map[string]any{"text": "# " + word["import"] + "\n\n## Experience\n\nWelder, " + word["import"] + "\n"})

	return planned["plan_id"], app
}

// wrongly calls tools in ways that they refuse.
func (f *flood) wrongly(planID, application any) {
	word := canaries
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
		{"apply_cv_edits", map[string]any{"plan_id": planID, "accept": []string{word["edit"]}}},
		{"apply_cv_edits", map[string]any{"cv_yaml": canaryCV, "edits": []any{map[string]any{"op": "replace", "path": "/" + word["edit"], "after": word["edit"]}}}},
		{"apply_cv_edits", map[string]any{"cv_yaml": canaryCV, "edits": []any{map[string]any{"op": "replace", "path": highlight, "before": word["edit"], "after": "x"}}}},
		{"create_application", map[string]any{"cv_yaml": canaryCV, "job_offer_text": canaryOffer, "theme": word["argument"], "wait_seconds": 40}},
		{"create_application", map[string]any{"cv_yaml": canaryCV, "job_offer_text": canaryOffer, "notes": "other", "idempotency_key": word["note"]}},
		{"create_application", map[string]any{"cv_yaml": canaryCV, "job_offer_url": "http://127.0.0.1:1/" + word["offer"], "wait_seconds": 40}},
		{"update_application", map[string]any{"application_id": application, "status": word["note"]}},
		{"import_cv", map[string]any{"base64": broken}},
		{"import_cv", map[string]any{"text": "{\"basics\": {\"name\": \"" + word["import"]}},
		{"import_cv", map[string]any{"path": filepath.Join(f.folder, word["file"]+".docx")}},
	} {
		f.call(wrong.tool, wrong.arguments)
	}
}

// everyArgument puts a canary into each argument of each tool that there is,
// one at a time, whatever its type.
func (f *flood) everyArgument() {
	word := canaries["argument"]
	for _, tool := range (&tools.Toolbox{}).Tools() {
		var shape struct {
			Required   []string
			Properties map[string]struct{ Type any }
		}
		require.NoError(f.t, json.Unmarshal(tool.Tool.RawInputSchema, &shape))
		for name, property := range shape.Properties {
			arguments := map[string]any{}
			for _, needed := range shape.Required {
				arguments[needed] = word
			}
			switch property.Type {
			case "array":
				arguments[name] = []any{word, map[string]any{word: word}}
			case "object":
				arguments[name] = map[string]any{word: word}
			default:
				arguments[name] = word
			}
			f.call(tool.Tool.Name, arguments)
		}
		f.call(tool.Tool.Name, map[string]any{word: word})
	}
}

// everythingElse puts a canary into what is offered besides tools: each
// resource, each argument of each prompt, and their completion.
func (f *flood) everythingElse(application string) {
	ctx, word := f.t.Context(), canaries["argument"]
	templates, err := f.ListResourceTemplates(ctx, mcp.ListResourceTemplatesRequest{})
	require.NoError(f.t, err)
	assert.Greater(f.t, len(templates.ResourceTemplates), 5)
	variable := regexp.MustCompile(`\{[^}]*\}`)
	for _, template := range templates.ResourceTemplates {
		address := template.URITemplate.Raw()
		for _, value := range []string{word, application} {
			request := mcp.ReadResourceRequest{}
			request.Params.URI = variable.ReplaceAllString(address, value)
			_, _ = f.ReadResource(ctx, request)
		}
		request := mcp.CompleteRequest{}
		request.Params.Ref = mcp.ResourceReference{Type: "ref/resource", URI: address}
		request.Params.Argument.Name, request.Params.Argument.Value = strings.Trim(variable.FindString(address), "{}"), word
		_, _ = f.Complete(ctx, request)
	}
	calendar := mcp.ReadResourceRequest{}
	calendar.Params.URI = "calendar://all"
	_, err = f.ReadResource(ctx, calendar)
	require.NoError(f.t, err)

	prompts, err := f.ListPrompts(ctx, mcp.ListPromptsRequest{})
	require.NoError(f.t, err)
	assert.NotEmpty(f.t, prompts.Prompts)
	for _, prompt := range prompts.Prompts {
		request := mcp.GetPromptRequest{}
		request.Params.Name, request.Params.Arguments = prompt.Name, map[string]string{}
		for _, argument := range prompt.Arguments {
			request.Params.Arguments[argument.Name] = word
			completion := mcp.CompleteRequest{}
			completion.Params.Ref = mcp.PromptReference{Type: "ref/prompt", Name: prompt.Name}
			completion.Params.Argument.Name, completion.Params.Argument.Value = argument.Name, word
			_, _ = f.Complete(ctx, completion)
		}
		_, _ = f.GetPrompt(ctx, request)
		request.Params.Arguments[word] = word
		_, _ = f.GetPrompt(ctx, request)
	}
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
