package llm

import (
	"errors"
	"regexp"
	"strings"
)

// concessions are the parameters that a server may refuse, and how its words
// name them. Those that are common words must be in quotes.
var concessions = []struct {
	name  string
	words *regexp.Regexp
}{
	{"response_format", regexp.MustCompile(`(?i)response_format|response format|text\.format|json_schema|json_object|structured output|grammar|guided_json`)},
	{"tools", regexp.MustCompile(`(?i)\btools?\b|tool_choice|function.?call|grammar`)},
	{"max_output_tokens", regexp.MustCompile(`max_output_tokens`)},
	{"store", regexp.MustCompile("['\"`]store['\"`]")},
	{"max_completion_tokens", regexp.MustCompile(`max_completion_tokens`)},
	{"max_tokens", regexp.MustCompile(`max_tokens`)},
	{"stream_options", regexp.MustCompile(`stream_options|include_usage`)},
	{"temperature", regexp.MustCompile(`(?i)temperature`)},
	{"reasoning_effort", regexp.MustCompile("(?i)reasoning_effort|reasoning\\.effort|['\"`]reasoning['\"`]")},
	{"seed", regexp.MustCompile("['\"`]seed['\"`]")},
	{"stop", regexp.MustCompile("['\"`]stop['\"`]")},
	{"system", regexp.MustCompile("(?i)system (role|message|prompt)|role ['\"`]?system|['\"`]system['\"`]")},
	{"stream", regexp.MustCompile("(?i)['\"`]stream['\"`]|streaming (is )?not")},
}

// concede drops from the settings what the server refuses, and tells whether
// there is something to try without it. s is what was sent.
func (c *call) concede(e *Error, p prompt, s settings) bool {
	if errors.Is(e, ErrTooLong) && !c.noLimit {
		// Prompt and MaxTokens may be too long only together.
		c.noLimit = true
		return true
	}
	if errors.Is(e, ErrModel) && s.API != APIResponses && responsesOnly.MatchString(e.Message) {
		c.settings.API = APIResponses
		return true
	}
	rejected := errors.Is(e, ErrRejected) && e.Status < 500 || e.Status == 501 || errors.Is(e, ErrServer) && e.Status == 500
	if !rejected {
		return false
	}
	name := named(e, c.candidates(p, s))
	if e.Status == 500 && name != "response_format" && name != "tools" {
		return false
	}
	if name == "" && p.schema != nil && s.modeFor(p.schema) != ModePrompt {
		name = "response_format" // the likeliest of all
	}
	switch name {
	case "":
		return false
	case "response_format", "tools":
		return c.stepDown(e, p.schema)
	}
	c.settings.Without[name] = true
	return true
}

// candidates are the parameters that were sent and can be left out.
func (c *call) candidates(p prompt, s settings) map[string]bool {
	system, _ := c.m.fill(p, s)
	mode := ModePrompt
	if p.schema != nil {
		mode = s.modeFor(p.schema)
	}
	sent := map[string]bool{
		"response_format":  mode != ModePrompt && mode != ModeTool,
		"tools":            mode == ModeTool,
		"temperature":      !s.Without["temperature"],
		"seed":             !s.Without["seed"],
		"stop":             len(c.params.StopSequences) > 0 && !s.Without["stop"],
		"reasoning_effort": c.m.config.ReasoningEffort != "" && !s.Without["reasoning_effort"],
		"stream":           !s.Without["stream"],
		"stream_options":   !s.Without["stream"] && !s.Without["stream_options"],
		"system":           system != "",
	}
	if s.API == APIResponses {
		sent["seed"], sent["stop"], sent["stream_options"] = false, false, false
		sent["store"] = !s.Without["store"]
	}
	sent[c.m.limitParam(s)] = true
	return sent
}

// named is the parameter that an error is about: the one it gives as param, or
// the one its words come to first.
func named(e *Error, candidates map[string]bool) string {
	first, name := -1, ""
	for _, concession := range concessions {
		if !candidates[concession.name] {
			continue
		}
		if e.param == concession.name || strings.HasPrefix(e.param, concession.name+".") {
			return concession.name
		}
		if at := concession.words.FindStringIndex(e.Message); at != nil && (first < 0 || at[0] < first) {
			first, name = at[0], concession.name
		}
	}
	return name
}

// responsesOnly is how servers say that a model is not to be had by chat
// completions.
var responsesOnly = regexp.MustCompile(`(?i)v1/responses|responses api`)

var schemaAtFault = regexp.MustCompile(`(?i)invalid schema|unsupported (schema|keyword)|schema is (not valid|invalid)|parse grammar|compile grammar`)

// stepDown goes to the next mode: for this schema alone when the server takes
// issue with the schema, for all when it does not know the format.
func (c *call) stepDown(e *Error, schema *Schema) bool {
	mode := c.settings.modeFor(schema)
	next := map[Mode]Mode{ModeStrict: ModeTool, ModeSchema: ModeTool, ModeTool: ModeJSON, ModeJSON: ModePrompt}[mode]
	if mode == ModeStrict && (schemaAtFault.MatchString(e.Message) || strings.Contains(e.Message, "strict")) {
		next = ModeSchema
	}
	if next == "" {
		return false
	}
	if schemaAtFault.MatchString(e.Message) {
		c.settings.Schemas[schema.hash] = next
	} else {
		c.settings.Mode = next
	}
	return true
}
