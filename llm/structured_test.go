package llm_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
	"github.com/bespoke-cv/bespoke/schema"
)

func TestTheModeIsFoundOutOnceAndRemembered(t *testing.T) {
	for name, c := range map[string]struct {
		formats []string
		refused int // requests before the first answer
		mode    llm.Mode
		format  string
	}{
		"json_schema":  {nil, 0, llm.ModeStrict, "json_schema"},
		"json_object":  {[]string{"json_object"}, 1, llm.ModeJSON, "json_object"},
		"neither":      {[]string{}, 2, llm.ModePrompt, ""},
		"schema alone": {[]string{"json_schema"}, 0, llm.ModeStrict, "json_schema"},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, llmtest.JSON(good), llmtest.JSON(good))
			server.Formats = c.formats
			memory := llm.NewMemory()
			shared := func(config *llm.Config) { config.Memory = memory }
			for range 2 {
				response, err := fast(t, server, shared).GenerateStructured(t.Context(), ask("Read."), posting)
				require.NoError(t, err)
				assert.JSONEq(t, goodJSON, string(response.JSON))
				assert.Equal(t, c.mode, response.Mode)
			}
			requests := server.Requests()
			require.Len(t, requests, c.refused+2)
			last := requests[len(requests)-1]
			assert.Equal(t, c.format, last.ResponseFormat.Type)
			assert.Equal(t, c.mode, memory.Mode(server.URL, "test-model"))
			assert.Equal(t, llm.ModeStrict, memory.Mode(server.URL, "another-model"))
			assert.Contains(t, last.System(), `"arrangement"`, "a model behind a grammar still has to be told")
		})
	}
}

func TestFormatsRefusedInOtherWords(t *testing.T) {
	for name, refusal := range map[string]llmtest.Reply{
		"LM Studio":  llmtest.FailWith(400, "application/json", `{"error":"'response_format.type' must be 'text'"}`),
		"FastAPI":    llmtest.FailWith(422, "application/json", `{"detail":[{"loc":["body","response_format"],"msg":"extra fields not permitted"}]}`),
		"llama.cpp":  llmtest.FailWith(500, "application/json", `{"error":{"code":500,"message":"grammar could not be built","type":"server_error"}}`),
		"no words":   llmtest.FailWith(400, "text/plain", `Bad Request`),
		"not built":  llmtest.FailWith(501, "application/json", `{"error":{"message":"structured output is not implemented"}}`),
		"in streams": {Text: " ", ErrorAfter: 1, Error: llmtest.Error{Type: "invalid_request_error", Message: "This response_format type is unavailable now"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t)
			server.Answer = func(request llmtest.Request) llmtest.Reply {
				if request.ResponseFormat.Type != "" {
					return refusal
				}
				return llmtest.JSON(good)
			}
			response, err := fast(t, server).GenerateStructured(t.Context(), ask("Read."), posting)
			require.NoError(t, err)
			assert.Equal(t, llm.ModePrompt, response.Mode)
			assert.Len(t, server.Requests(), 3)
		})
	}
}

func TestASchemaThatAServerCannotTakeLeavesOthersAlone(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = func(request llmtest.Request) llmtest.Reply {
		if request.ResponseFormat.JSONSchema.Name == "posting" {
			return llmtest.Fail(http.StatusBadRequest, llmtest.Error{Param: "response_format", Message: "Invalid schema for response_format 'posting'"})
		}
		return llmtest.JSON(good)
	}
	memory := llm.NewMemory()
	model := fast(t, server, func(config *llm.Config) { config.Memory = memory })
	response, err := model.GenerateStructured(t.Context(), ask("Read."), posting)
	require.NoError(t, err)
	assert.Equal(t, llm.ModeJSON, response.Mode)
	assert.Len(t, server.Requests(), 3, "strict, loose, then JSON mode")
	assert.Equal(t, llm.ModeStrict, memory.Mode(server.URL, "test-model"))

	other := llm.MustSchema("other", json.RawMessage(`{"type":"object"}`))
	response, err = model.GenerateStructured(t.Context(), ask("Read."), other)
	require.NoError(t, err)
	assert.Equal(t, llm.ModeSchema, response.Mode, "free keys have no strict form")
}

func TestSlipsAreMendedWithoutAskingAgain(t *testing.T) {
	for name, c := range map[string]struct{ answer, warning string }{
		"fence":            {"```json\n" + goodJSON + "\n```", ""},
		"prose":            {"Sure! Here is {the} object:\n\n" + goodJSON + "\n\nAnything else?", ""},
		"thoughts":         {"<think>I could say {\"title\": \"x\"}</think>" + goodJSON, ""},
		"byte order mark":  {"\ufeff" + goodJSON, ""},
		"trailing comma":   {strings.Replace(goodJSON, "}]}", "},],}", 1), llm.WarnJSONRepaired},
		"comment":          {strings.Replace(goodJSON, `,"skills"`, ", // what they want\n\"skills\"", 1), llm.WarnJSONRepaired},
		"enum case":        {strings.Replace(goodJSON, "on_site", "On-Site", 1), llm.WarnEnumCase},
		"extra keys":       {strings.Replace(goodJSON, `"title"`, `"confidence":0.9,"title"`, 1), llm.WarnExtraKeys},
		"extra keys below": {strings.Replace(goodJSON, `"name"`, `"level":"high","name"`, 1), llm.WarnExtraKeys},
		"null for absent":  {strings.Replace(goodJSON, `"title"`, `"salary":null,"title"`, 1), ""},
		"quoted boolean":   {strings.Replace(goodJSON, "true", `"true"`, 1), llm.WarnConverted},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, llmtest.Text(c.answer))
			server.Formats = []string{} // prompt only, where such things happen
			response, err := fast(t, server).GenerateStructured(t.Context(), ask("Read."), posting)
			require.NoError(t, err)
			assert.JSONEq(t, goodJSON, string(response.JSON))
			assert.False(t, response.Repaired)
			if c.warning == "" {
				assert.Empty(t, response.Warnings)
			} else {
				require.Len(t, response.Warnings, 1)
				assert.Equal(t, c.warning, response.Warnings[0].Kind)
			}
		})
	}
}

func TestAWrongAnswerGetsOneRoundOfRepair(t *testing.T) {
	for name, c := range map[string]struct{ answer, problem string }{
		"missing key":      {`{"title":"Gardener","arrangement":"on_site"}`, "- required: skills"},
		"missing below":    {`{"title":"Gardener","arrangement":"on_site","skills":[{}]}`, "- /skills/0: required: name"},
		"unknown enum":     {strings.Replace(goodJSON, "on_site", "office", 1), "- /arrangement: value must be one of 'remote', 'on_site', 'hybrid'"},
		"empty title":      {strings.Replace(goodJSON, "Gardener", "", 1), "- /title: minLength: got 0, want 1"},
		"wrong type":       {strings.Replace(goodJSON, `"Gardener"`, `["Gardener"]`, 1), "- /title: got array, want string"},
		"below minimum":    {strings.Replace(goodJSON, `"title"`, `"salary":-3,"title"`, 1), "- /salary: must be at least 0"},
		"no JSON":          {"I have read the offer. It is nice.", "there is no JSON object in the answer"},
		"not closed":       {`{"title":"Gardener","skills":[{"name":"pruning"}]`, "the JSON object in the answer is not closed"},
		"a list, not that": {"[1, 2]", "there is no JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, llmtest.Text(c.answer), llmtest.JSON(good), llmtest.Text(c.answer), llmtest.Text(c.answer))
			model := fast(t, server)
			response, err := model.GenerateStructured(t.Context(), ask("Read."), posting)
			require.NoError(t, err)
			assert.True(t, response.Repaired)
			assert.Equal(t, 2, response.Calls)
			assert.JSONEq(t, goodJSON, string(response.JSON))
			second := server.Requests()[1]
			assert.Contains(t, second.Last(), c.problem)
			assert.Equal(t, c.answer, second.Messages[len(second.Messages)-2].Content)

			response, err = model.GenerateStructured(t.Context(), ask("Read."), posting)
			require.ErrorIs(t, err, llm.ErrInvalid)
			assert.Equal(t, 2, response.Calls, "one round, not more")
			assert.Equal(t, c.answer, response.Text)
			var e *llm.Error
			require.ErrorAs(t, err, &e)
			assert.NotEmpty(t, e.Problems)
			assert.NotContains(t, err.Error(), "Gardener", "answers stay out of errors")
			assert.NotContains(t, err.Error(), "office")
		})
	}
}

func TestTheStrictFormIsStrict(t *testing.T) {
	// The test server checks it by OpenAI's rules and refuses with 400.
	for name, raw := range map[string]json.RawMessage{
		"job_offer":     schema.For[schema.JobOffer](),
		"communication": schema.For[schema.Communication](),
		"order":         json.RawMessage(`{"type":"object","properties":{"zeta":{"type":"string"},"alpha":{"type":"integer","description":"d","default":3},"mid":{"$ref":"#/$defs/m"}},"required":["zeta"],"$defs":{"m":{"type":"object","properties":{"x":{"type":"string","format":"uri","minLength":2}}}}}`),
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, llmtest.Text("{}"), llmtest.Text("{}"))
			shape, err := llm.NewSchema(name, raw)
			require.NoError(t, err)
			_, _ = fast(t, server).GenerateStructured(t.Context(), ask("Read."), shape)
			request := server.Requests()[0]
			assert.True(t, request.ResponseFormat.JSONSchema.Strict, "no strict form was found")
			assert.Equal(t, name, request.ResponseFormat.JSONSchema.Name)
			for _, request := range server.Requests() {
				assert.Equal(t, "json_schema", request.ResponseFormat.Type, "the strict form was refused")
			}
			if name == "order" {
				text := string(request.ResponseFormat.JSONSchema.Schema)
				assert.Less(t, strings.Index(text, "zeta"), strings.Index(text, "alpha"), "properties keep their order")
			}
		})
	}
}

func TestSchemasThatCannotBeUsed(t *testing.T) {
	for name, c := range map[string]struct{ name, raw, problem string }{
		"name":      {"two words", `{"type":"object"}`, "letters, digits"},
		"not JSON":  {"x", `{`, "not JSON"},
		"no object": {"x", `{"type":"array"}`, `"type": "object"`},
		"elsewhere": {"x", `{"type":"object","properties":{"a":{"$ref":"file:///etc/passwd"}}}`, "$defs"},
		"nonsense":  {"x", `{"type":"object","required":3}`, "schema x"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := llm.NewSchema(c.name, json.RawMessage(c.raw))
			assert.ErrorContains(t, err, c.problem)
		})
	}
}
