package llmtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// parameters are those of the protocol that this server knows; it refuses
// others, as OpenAI does.
var parameters = []string{
	"model", "messages", "temperature", "seed", "max_tokens", "max_completion_tokens", "stop", "stream",
	"stream_options", "response_format", "top_p", "n", "user", "reasoning_effort", "tools", "tool_choice",
}

// responsesParameters are those of the responses API.
var responsesParameters = []string{
	"model", "input", "instructions", "temperature", "max_output_tokens", "stream", "store", "text", "top_p",
	"reasoning", "tools", "tool_choice", "metadata", "parallel_tool_calls", "truncation",
}

// check gives the error with which the server refuses a request; status 0 for none.
func (s *Server) check(request Request) (status int, refusal Error) {
	switch {
	case s.Only == Responses && request.API == Chat:
		return http.StatusNotFound, Error{
			Message: "This model is only supported in v1/responses and not in v1/chat/completions.",
			Type:    "invalid_request_error", Param: "model",
		}
	case s.Only == Chat && request.API == Responses:
		return http.StatusNotFound, Error{Message: "Invalid URL (POST /v1/responses)", Type: "invalid_request_error"}
	}
	if s.Models != nil && !slices.Contains(s.Models, request.Model) {
		return http.StatusNotFound, Error{
			Message: fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", request.Model),
			Type:    "invalid_request_error", Code: "model_not_found",
		}
	}
	var body map[string]json.RawMessage
	_ = json.Unmarshal(request.Body, &body)
	known := parameters
	if request.API == Responses {
		known = responsesParameters
	}
	for name := range body {
		switch {
		case !slices.Contains(known, name):
			return invalid(name, "unknown_parameter", fmt.Sprintf("Unrecognized request argument supplied: %s", name))
		case slices.Contains(s.Refuses, name):
			return invalid(name, "unsupported_parameter", fmt.Sprintf("Unsupported parameter: '%s' is not supported with this model.", name))
		}
	}
	if slices.Contains(s.Refuses, "system") && request.System() != "" {
		return invalid("messages", "unsupported_value", "System role not supported")
	}
	if status, refusal := s.checkFormat(request); status != 0 {
		return status, refusal
	}
	var limit int64
	for _, named := range []*int64{request.MaxTokens, request.MaxCompletionTokens, request.MaxOutputTokens} {
		if named != nil {
			limit = *named
		}
	}
	if tokens := request.promptTokens(); s.Context > 0 && !s.Cuts && tokens+limit > s.Context {
		return invalid("messages", "context_length_exceeded", fmt.Sprintf(
			"This model's maximum context length is %d tokens. However, you requested %d tokens (%d in the messages, %d in the completion).",
			s.Context, tokens+limit, tokens, limit))
	}
	return 0, Error{}
}

func (s *Server) checkFormat(request Request) (status int, refusal Error) {
	format := request.ResponseFormat
	if format.Type == "" || format.Type == "text" {
		return 0, Error{}
	}
	parameter := "response_format"
	if request.API == Responses {
		parameter = "text.format"
	}
	known := s.Formats
	if known == nil {
		known = []string{"json_object", "json_schema"}
	}
	switch {
	case !slices.Contains(known, format.Type):
		return invalid(parameter, "", fmt.Sprintf("'%s' of type '%s' is not supported with this model.", parameter, format.Type))
	case format.Type == "json_object" && !request.mentions("json"):
		return invalid("messages", "", "'messages' must contain the word 'json' in some form, to use '"+parameter+"' of type 'json_object'.")
	case format.Type == "json_schema" && format.JSONSchema.Strict:
		var schema any
		_ = json.Unmarshal(format.JSONSchema.Schema, &schema)
		if fault := strictFault(schema, nil); fault != "" {
			return invalid(parameter, "", fmt.Sprintf("Invalid schema for %s '%s': %s", parameter, format.JSONSchema.Name, fault))
		}
	}
	return 0, Error{}
}

func (r Request) mentions(word string) bool {
	return slices.ContainsFunc(r.Messages, func(message Message) bool {
		return strings.Contains(strings.ToLower(message.Content), word)
	})
}

func invalid(parameter, code, message string) (int, Error) {
	return http.StatusBadRequest, Error{Message: message, Type: "invalid_request_error", Param: parameter, Code: code}
}

// strictKeywords are what a strict schema may say, by OpenAI's guide to
// structured outputs.
var strictKeywords = []string{
	"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs",
	"description", "title", "pattern", "format", "multipleOf", "maximum", "exclusiveMaximum", "minimum",
	"exclusiveMinimum", "minItems", "maxItems",
}

// strictFault says why a schema is not a strict one, "" when it is.
func strictFault(schema any, at []string) string {
	rules, ok := schema.(map[string]any)
	if !ok {
		return fmt.Sprintf("In context=%v, schema must be an object.", at)
	}
	for keyword := range rules {
		if !slices.Contains(strictKeywords, keyword) {
			return fmt.Sprintf("In context=%v, '%s' is not permitted.", at, keyword)
		}
	}
	properties, _ := rules["properties"].(map[string]any)
	if rules["type"] == "object" {
		if rules["additionalProperties"] != false {
			return fmt.Sprintf("In context=%v, 'additionalProperties' is required to be supplied and to be false.", at)
		}
		required, _ := rules["required"].([]any)
		for name := range properties {
			if !slices.Contains(required, any(name)) {
				return fmt.Sprintf("In context=%v, 'required' is required to be supplied and to be an array including every key in properties. Missing '%s'.", at, name)
			}
		}
	}
	if _, typed := rules["type"]; !typed && rules["$ref"] == nil && rules["anyOf"] == nil && rules["enum"] == nil && rules["const"] == nil {
		return fmt.Sprintf("In context=%v, schema must have a 'type' key.", at)
	}
	definitions, _ := rules["$defs"].(map[string]any)
	for _, children := range []map[string]any{properties, definitions} {
		for name, child := range children {
			if fault := strictFault(child, append(slices.Clone(at), name)); fault != "" {
				return fault
			}
		}
	}
	if items, ok := rules["items"]; ok {
		if fault := strictFault(items, append(slices.Clone(at), "items")); fault != "" {
			return fault
		}
	}
	branches, _ := rules["anyOf"].([]any)
	for _, branch := range branches {
		if fault := strictFault(branch, append(slices.Clone(at), "anyOf")); fault != "" {
			return fault
		}
	}
	return ""
}
