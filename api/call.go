package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/telemetry"
	"github.com/bespoke-cv/bespoke/tools"
)

// refusal is a tool's or a document's refusal on its way to a problem.
type refusal struct {
	kind       problem.Kind
	words      string
	retryAfter time.Duration
}

func (e *refusal) Error() string { return e.words }

// call calls a tool. The error is a *refusal where the tool refused.
func (a *API) call(ctx context.Context, tool string, arguments map[string]any) (json.RawMessage, error) {
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = tool, arguments
	result, err := a.config.Tools.CallTool(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("calling %s: %w", tool, err)
	}
	if result.IsError {
		return nil, readRefusal(tool, result)
	}
	if len(result.RawStructuredContent) > 0 {
		return result.RawStructuredContent, nil
	}
	return json.Marshal(result.StructuredContent)
}

func readRefusal(tool string, result *mcp.CallToolResult) *refusal {
	e := &refusal{kind: problem.Internal}
	for _, content := range result.Content {
		if text, ok := content.(mcp.TextContent); ok {
			e.words += strings.TrimPrefix(text.Text, tool+": ")
		}
	}
	if result.Meta == nil {
		return e
	}
	if kind, ok := result.Meta.AdditionalFields[problem.KindMeta].(string); ok {
		e.kind = problem.Kind(kind)
	}
	switch seconds := result.Meta.AdditionalFields[tools.RetryAfterMeta].(type) {
	case int:
		e.retryAfter = time.Duration(seconds) * time.Second
	case float64:
		e.retryAfter = time.Duration(seconds) * time.Second
	}
	return e
}

// fail answers with the problem that err is. What is our fault is logged and
// told without details.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	var refused *refusal
	if !errors.As(err, &refused) {
		if kind := tools.Kind(err); kind != problem.Invalid {
			refused = &refusal{kind: kind, words: err.Error()}
		}
	}
	if r.Context().Err() != nil { // the client went away, or its token ran out
		refused = &refusal{kind: problem.Unavailable, words: "the request was given up"}
	}
	if refused == nil || refused.kind.Status() == http.StatusInternalServerError {
		a.config.Log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String("operation", r.Pattern), slog.String("error", told(err)))
		problem.New(problem.Internal, "the log of the server says more").ServeHTTP(w, r)
		return
	}
	p := problem.New(refused.kind, refused.words)
	switch {
	case refused.retryAfter > 0:
		p = p.RetryAfter(refused.retryAfter)
	case refused.kind == problem.Unavailable:
		p = p.RetryAfter(time.Second)
	}
	p.ServeHTTP(w, r)
}

// told is what the log may say of an error: a tool's own words may quote what
// the caller sent.
func told(err error) string {
	var refused *refusal
	if errors.As(err, &refused) {
		return "a tool answered with an error of kind " + string(refused.kind)
	}
	return telemetry.Cause(err)
}

// decode reads the JSON body of r, an object with members of the named schema
// only. What they hold is for the tool to judge.
func (a *API) decode(r *http.Request, name string) (map[string]any, error) {
	decoder := json.NewDecoder(r.Body)
	decoder.UseNumber()
	var body map[string]any
	err := decoder.Decode(&body)
	if err == nil && body == nil {
		err = errors.New("null is no object")
	}
	if err == nil {
		if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the object")
		}
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, &refusal{kind: problem.TooLarge, words: fmt.Sprintf("the body is larger than %d bytes", large.Limit)}
	case err != nil:
		return nil, &refusal{kind: problem.BadRequest, words: fmt.Sprintf("the body is no JSON object: %v", err)}
	}
	known := a.schemas.members(name)
	for member := range body {
		if !slices.Contains(known, member) {
			return nil, &refusal{kind: problem.Invalid, words: fmt.Sprintf("there is no field %q: take %s", member, strings.Join(known, ", "))}
		}
	}
	return body, nil
}

// member is a member of a tool's result.
func member(result json.RawMessage, name string) (json.RawMessage, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(result, &all); err != nil {
		return nil, fmt.Errorf("reading the tool's result: %w", err)
	}
	return all[name], nil
}
