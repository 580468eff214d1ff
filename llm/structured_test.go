package llm_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
	"github.com/bespoke-cv/bespoke/schema"
)

func TestTheModeIsFoundOutOnceAndRemembered(t *testing.T) {
	onBothAPIs(t, testTheModeIsFoundOutOnceAndRemembered)
}

func testTheModeIsFoundOutOnceAndRemembered(t *testing.T) {
	for name, c := range map[string]struct {
		formats []string
		refuses []string
		refused int // requests before the first answer
		mode    llm.Mode
		format  string
	}{
		"json_schema":       {nil, nil, 0, llm.ModeStrict, "json_schema"},
		"schema alone":      {[]string{"json_schema"}, nil, 0, llm.ModeStrict, "json_schema"},
		"tools":             {[]string{"json_object"}, nil, 1, llm.ModeTool, ""},
		"tools alone":       {[]string{}, nil, 1, llm.ModeTool, ""},
		"json_object":       {[]string{"json_object"}, []string{"tools"}, 2, llm.ModeJSON, "json_object"},
		"nothing but words": {[]string{}, []string{"tools"}, 3, llm.ModePrompt, ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, llmtest.JSON(good), llmtest.Reply{Text: goodJSON, Plain: true}, llmtest.JSON(good))
			server.Formats, server.Refuses = c.formats, c.refuses
			memory := llm.NewMemory()
			shared := func(config *llm.Config) { config.Memory = memory }
			for range 3 {
				response, err := fast(t, server, shared).GenerateStructured(t.Context(), ask("Read."), posting)
				require.NoError(t, err)
				assert.JSONEq(t, goodJSON, string(response.JSON))
				assert.Equal(t, c.mode, response.Mode)
			}
			requests := server.Requests()
			require.Len(t, requests, c.refused+3)
			last := requests[len(requests)-1]
			assert.Equal(t, c.format, last.ResponseFormat.Type)
			assert.Equal(t, c.mode == llm.ModeTool, last.Tool == "posting")
			assert.Equal(t, c.mode, memory.Mode(server.URL, "test-model"))
			assert.Equal(t, llm.ModeStrict, memory.Mode(server.URL, "another-model"))
			assert.Contains(t, last.System(), `"arrangement"`, "a model behind a grammar still has to be told")
		})
	}
}

func TestAModelThatCallsNoToolIsReadAllTheSame(t *testing.T) {
	onBothAPIs(t, testAModelThatCallsNoToolIsReadAllTheSame)
}

func testAModelThatCallsNoToolIsReadAllTheSame(t *testing.T) {
	for name, text := range map[string]string{
		"the answer itself": goodJSON,
		"a call in words":   `<tool_call>{"name": "posting", "arguments": ` + goodJSON + `}</tool_call>`,
		"llama's form":      `{"name": "posting", "parameters": ` + goodJSON + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, llmtest.Reply{Text: text, InWords: true})
			server.Formats = []string{}
			response, err := fast(t, server).GenerateStructured(t.Context(), ask("Read."), posting)
			require.NoError(t, err)
			assert.JSONEq(t, goodJSON, string(response.JSON))
		})
	}
}

func TestAModelOfTheResponsesAPIIsFoundOutOnce(t *testing.T) {
	server := llmtest.New(t, llmtest.Text("one"), llmtest.JSON(good))
	server.Only = llmtest.Responses
	memory := llm.NewMemory()
	shared := func(config *llm.Config) { config.Memory = memory }
	response, err := fast(t, server, shared).Generate(t.Context(), ask("Go."))
	require.NoError(t, err)
	assert.Equal(t, "one", response.Text)
	_, err = fast(t, server, shared).GenerateStructured(t.Context(), ask("Read."), posting)
	require.NoError(t, err)
	requests := server.Requests()
	require.Len(t, requests, 3, "chat completions were tried once")
	assert.Equal(t, llmtest.Responses, requests[2].API)
	var body struct{ Store *bool }
	require.NoError(t, json.Unmarshal(requests[2].Body, &body))
	require.NotNil(t, body.Store)
	assert.False(t, *body.Store, "a CV is not kept there")
}

func TestParametersThatTheResponsesAPIRefuses(t *testing.T) {
	for _, parameter := range []string{"temperature", "max_output_tokens", "stream", "store", "reasoning"} {
		t.Run(parameter, func(t *testing.T) {
			server := llmtest.New(t, llmtest.Text("one"), llmtest.Text("two"))
			server.Refuses = []string{parameter}
			model := fast(t, server, func(config *llm.Config) { config.API, config.ReasoningEffort = llm.APIResponses, "low" })
			for range 2 {
				_, err := model.Generate(t.Context(), ask("Go."))
				require.NoError(t, err)
			}
			requests := server.Requests()
			require.Len(t, requests, 3)
			assert.True(t, requests[0].Has(parameter))
			assert.False(t, requests[2].Has(parameter))
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
				if request.ResponseFormat.Type != "" || request.Tool != "" {
					return refusal
				}
				return llmtest.JSON(good)
			}
			response, err := fast(t, server).GenerateStructured(t.Context(), ask("Read."), posting)
			require.NoError(t, err)
			assert.Equal(t, llm.ModePrompt, response.Mode)
			assert.Len(t, server.Requests(), 4)
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
	assert.Equal(t, llm.ModeTool, response.Mode)
	assert.Len(t, server.Requests(), 3, "strict, loose, then a tool")
	assert.Equal(t, llm.ModeStrict, memory.Mode(server.URL, "test-model"))

	other := llm.MustSchema("other", json.RawMessage(`{"type":"object"}`))
	response, err = model.GenerateStructured(t.Context(), ask("Read."), other)
	require.NoError(t, err)
	assert.Equal(t, llm.ModeSchema, response.Mode, "free keys have no strict form")
}

func TestSlipsAreMendedWithoutAskingAgain(t *testing.T) {
	onBothAPIs(t, testSlipsAreMendedWithoutAskingAgain)
}

func testSlipsAreMendedWithoutAskingAgain(t *testing.T) {
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
	onBothAPIs(t, testAWrongAnswerGetsOneRoundOfRepair)
}

func testAWrongAnswerGetsOneRoundOfRepair(t *testing.T) {
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

func TestWhatAServerRefusesIsRememberedOverProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "servers.json")
	kept := func(config *llm.Config) { config.Memory = llm.OpenMemory(path) }
	server := llmtest.New(t, llmtest.JSON(good), llmtest.JSON(good), llmtest.JSON(good))
	server.Formats, server.Refuses = []string{}, []string{"tools", "seed"}
	for range 2 {
		response, err := fast(t, server, kept).GenerateStructured(t.Context(), ask("Read."), posting)
		require.NoError(t, err)
		assert.Equal(t, llm.ModePrompt, response.Mode)
	}
	assert.Len(t, server.Requests(), 6, "four refusals, once")

	// What was found out long ago, and what cannot be read, is found out again.
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	year := time.Now().Format("2006-")
	require.Contains(t, string(text), `"since": "`+year)
	require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(text), `"since": "`+year, `"since": "1999-`)), 0o600))
	assert.Equal(t, llm.ModeStrict, llm.OpenMemory(path).Mode(server.URL, "test-model"))
	require.NoError(t, os.WriteFile(path, []byte("{half"), 0o600))
	assert.Equal(t, llm.ModeStrict, llm.OpenMemory(path).Mode(server.URL, "test-model"))
	_, err = fast(t, server, kept).GenerateStructured(t.Context(), ask("Read."), posting)
	require.NoError(t, err)
	assert.Equal(t, llm.ModePrompt, llm.OpenMemory(path).Mode(server.URL, "test-model"))
}
