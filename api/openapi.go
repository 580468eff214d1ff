package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/schema"
)

// schemas are the document's, by name. They are the tools' own, so what a tool
// takes and gives is what the document says.
type schemas map[string]map[string]any

// notTaken are arguments of tools that a request gives otherwise: in the
// address or a header, or, paths on the server's disk, not at all.
var notTaken = []string{"job_offer_path", "cv_path", "idempotency_key", "wait_seconds", "application_id", "expected_version", "action_point_id"}

func newSchemas(declared []mcpserver.ServerTool) schemas {
	input, output := map[string]map[string]any{}, map[string]map[string]any{}
	for _, tool := range declared {
		input[tool.Tool.Name] = read(tool.Tool.RawInputSchema)
		output[tool.Tool.Name] = read(tool.Tool.RawOutputSchema)
	}
	for _, name := range []string{"create_application", "update_application", "get_application", "list_applications", "plan_cv_changes", "record_communication", "draft_message", "list_action_points", "save_action_point"} {
		if input[name] == nil {
			panic("api: there is no tool " + name)
		}
	}
	all := schemas{
		newApplication:    without(input["create_application"], notTaken),
		applicationChange: without(input["update_application"], notTaken),
		applicationSchema: properties(output["get_application"])["application"].(map[string]any),
		applicationList:   output["list_applications"],
		runSchema:         output["create_application"],
		runEventSchema:    read(schema.For[RunEvent]()),
		offerSchema:       read(schema.For[schema.ParsedOffer]()),
		planSchema:        output["plan_cv_changes"],
		linkSchema:        read(schema.For[Link]()),
		newMessage:        without(input["record_communication"], notTaken),
		messageSchema:     output["record_communication"],
		messageList:       properties(output["get_application"])["communications"].(map[string]any),
		newDraft:          without(input["draft_message"], notTaken),
		draftSchema:       output["draft_message"],
		newActionPoint:    without(input["save_action_point"], []string{"action_point_id"}),
		actionPointChange: without(input["save_action_point"], notTaken),
		actionPointSchema: properties(output["save_action_point"])["action_point"].(map[string]any),
		actionPointList:   output["list_action_points"],
		problemSchema:     read(schema.For[problem.Problem]()),
		healthSchema: {
			"type": "object", "required": []string{"status", "version"}, "additionalProperties": map[string]any{"type": "string"},
			"description": "status is ok, draining or failing; every other member but version is a part, ok or failing",
			"properties":  map[string]any{"status": map[string]any{"type": "string"}, "version": map[string]any{"type": "string"}},
		},
	}
	// Problems may get members later (RFC 9457, 3.2).
	delete(all[problemSchema], "additionalProperties")
	// What the tool says in words: one way to give the CV and one for the offer.
	all[newApplication]["allOf"] = []any{
		oneOf("cv_id", "cv_yaml"), oneOf("job_offer_id", "job_offer_text", "job_offer_html", "job_offer_url"),
	}
	// A change names at least something.
	all[applicationChange]["minProperties"] = 1
	all[actionPointChange]["minProperties"] = 1
	all[newActionPoint]["required"] = []any{"application_id", "text"}
	return all
}

func read(raw json.RawMessage) map[string]any {
	if len(raw) == 0 {
		return nil
	}
	var value map[string]any
	if err := json.Unmarshal(raw, &value); err != nil {
		panic(fmt.Sprintf("api: a schema that is no JSON: %v", err)) // generated from a Go type
	}
	delete(value, "$schema")
	return value
}

// oneOf wants exactly one of names, and that it says something.
func oneOf(names ...string) map[string]any {
	var ways []any
	for _, name := range names {
		ways = append(ways, map[string]any{"required": []string{name}, "properties": map[string]any{name: map[string]any{"minLength": 1}}})
	}
	return map[string]any{"oneOf": ways}
}

func properties(value map[string]any) map[string]any {
	return value["properties"].(map[string]any)
}

// without is an object's schema without some properties.
func without(value map[string]any, names []string) map[string]any {
	value, kept := maps.Clone(value), maps.Clone(properties(value))
	maps.DeleteFunc(kept, func(name string, _ any) bool { return slices.Contains(names, name) })
	value["properties"] = kept
	if required, ok := value["required"].([]any); ok {
		required = slices.DeleteFunc(slices.Clone(required), func(name any) bool { return slices.Contains(names, name.(string)) })
		value["required"] = required
		if len(required) == 0 {
			delete(value, "required")
		}
	}
	return value
}

// members are the names that the schema's object may have, sorted.
func (s schemas) members(name string) []string {
	return slices.Sorted(maps.Keys(properties(s[name])))
}

// describe makes the OpenAPI document.
func (a *API) describe(operations []operation) map[string]any {
	paths := map[string]map[string]any{}
	for _, o := range operations {
		if paths[o.path] == nil {
			paths[o.path] = map[string]any{}
		}
		paths[o.path][strings.ToLower(o.method)] = a.describeOperation(o)
	}
	document := map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{
			"title": "bespoke", "version": a.config.Version, "license": map[string]any{"name": "MIT", "identifier": "MIT"},
			"description": "Tailor a RenderCV CV to a job offer without inventing anything, render the PDF, track the application. " +
				"Every error is application/problem+json (RFC 9457); what is another user's does not exist.",
		},
		"paths":      paths,
		"components": map[string]any{"schemas": a.schemas},
	}
	if a.config.Login {
		document["components"].(map[string]any)["securitySchemes"] = map[string]any{"bearer": map[string]any{
			"type": "http", "scheme": "bearer", "bearerFormat": "JWT",
			"description": "An access token of the issuer that /.well-known/oauth-protected-resource names",
		}}
		document["security"] = []any{map[string]any{"bearer": []string{}}}
	}
	return document
}

func (a *API) describeOperation(o operation) map[string]any {
	answers := map[string]any{}
	for _, answer := range o.answers {
		answers[strconv.Itoa(answer.status)] = answer.describe()
	}
	if !o.public {
		answers["default"] = map[string]any{
			"description": "A problem: " + strings.Join(statusesOf(o), ", "),
			"content":     map[string]any{problem.ContentType: map[string]any{"schema": reference(problemSchema)}},
		}
	}
	described := map[string]any{"operationId": o.id, "summary": o.summary, "responses": answers}
	if o.description != "" {
		described["description"] = o.description
	}
	var parameters []any
	for _, p := range o.parameters {
		one := map[string]any{"in": p.in, "name": p.name, "schema": p.schema, "required": p.required}
		if p.description != "" {
			one["description"] = p.description
		}
		if p.many {
			one["style"], one["explode"] = "form", true
		}
		parameters = append(parameters, one)
	}
	if parameters != nil {
		described["parameters"] = parameters
	}
	if o.body != "" {
		content := map[string]any{}
		for _, mediaType := range bodyTypes[o.method] {
			content[mediaType] = map[string]any{"schema": reference(o.body)}
		}
		described["requestBody"] = map[string]any{"required": true, "content": content}
	}
	if o.public && a.config.Login {
		described["security"] = []any{}
	}
	return described
}

// statusesOf lists the problems that an operation may answer with.
func statusesOf(o operation) []string {
	kinds := []problem.Kind{problem.BadRequest, problem.Unauthenticated, problem.Forbidden}
	if strings.Contains(o.path, "{") {
		kinds = append(kinds, problem.NotFound)
	}
	if o.method == http.MethodPatch {
		kinds = append(kinds, problem.Conflict, problem.VersionChanged)
	}
	if o.body != "" {
		kinds = append(kinds, problem.TooLarge, problem.UnsupportedMedia, problem.Invalid)
	}
	kinds = append(kinds, problem.TooMany, problem.Unavailable)
	var listed []string
	for _, kind := range kinds {
		listed = append(listed, fmt.Sprintf("%d %s", kind.Status(), kind))
	}
	return listed
}

func reference(name string) map[string]any {
	return map[string]any{"$ref": "#/components/schemas/" + name}
}

func (a answer) describe() map[string]any {
	described := map[string]any{"description": a.description}
	switch {
	case a.schema != "":
		mediaType := a.mediaType
		if mediaType == "" {
			mediaType = "application/json"
		}
		described["content"] = map[string]any{mediaType: map[string]any{"schema": reference(a.schema)}}
	case a.mediaType != "":
		described["content"] = map[string]any{a.mediaType: map[string]any{}}
	}
	if len(a.headers) > 0 {
		headers := map[string]any{}
		for _, name := range a.headers {
			headers[name] = map[string]any{"schema": map[string]any{"type": "string"}}
		}
		described["headers"] = headers
	}
	return described
}
