package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Generate answers with text.
func (m *openAIModel) Generate(ctx context.Context, request Request) (response Response, err error) {
	c, err := m.begin(ctx, request)
	if err != nil {
		return Response{}, err
	}
	defer func() { response, err = c.end(response, err) }()

	p := prompt{system: request.Params.SystemPrompt, messages: slices.Clone(request.Messages), params: c.params}
	var whole strings.Builder
	for continued := 0; ; continued++ {
		found, err := c.ask(p)
		whole.WriteString(found.text)
		response.Text = withoutThoughts(whole.String())
		if err == nil || !errors.Is(err, ErrTruncated) || continued >= c.params.MaxContinuations || found.text == "" {
			return response, err
		}
		if continued == 0 {
			c.warn(WarnContinued, "the text was cut off at its limit and continued")
		}
		p.messages = append(slices.Clone(request.Messages),
			Message{Role: Assistant, Content: whole.String()},
			Message{Role: User, Content: "Your answer was cut off. Go on exactly where it stops: repeat nothing, explain nothing."})
	}
}

// GenerateStructured answers with JSON.
func (m *openAIModel) GenerateStructured(ctx context.Context, request Request, schema *Schema) (response Response, err error) {
	c, err := m.begin(ctx, request)
	if err != nil {
		return Response{}, err
	}
	defer func() { response, err = c.end(response, err) }()

	p := prompt{system: request.Params.SystemPrompt, messages: slices.Clone(request.Messages), params: c.params, schema: schema}
	for {
		found, err := c.ask(p)
		response.Text, response.Mode = found.text, c.settings.modeFor(schema)
		if err != nil {
			return response, err
		}
		object, problems := c.shape(found.text, schema)
		if len(problems) == 0 {
			response.JSON = object
			return response, nil
		}
		if response.Repaired {
			return response, c.m.invalid(problems)
		}
		response.Repaired = true
		p.messages = append(slices.Clone(request.Messages), repair(found.text, problems)...)
	}
}

func (m *openAIModel) invalid(problems []Problem) *Error {
	return &Error{Kind: ErrInvalid, Model: m.config.Model, Host: m.base.Host, Problems: problems, Hint: "ask for less at once, or use a larger model"}
}

// repair puts the answer and what is wrong with it before the model.
func repair(text string, problems []Problem) []Message {
	var list strings.Builder
	for _, problem := range problems {
		fmt.Fprintf(&list, "- %s\n", problem)
	}
	return []Message{
		{Role: Assistant, Content: text},
		{Role: User, Content: "That answer is not valid:\n" + list.String() + "Answer again with the whole corrected JSON object, and with nothing else. Invent nothing to fill a gap."},
	}
}

// shape makes a valid object of an answer, or says what it lacks.
func (c *call) shape(text string, schema *Schema) (json.RawMessage, []Problem) {
	object, mended, err := extract(text)
	if err != nil {
		return nil, []Problem{{Rule: err.Error()}}
	}
	decoder := json.NewDecoder(bytes.NewReader(object))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, []Problem{{Rule: "the JSON cannot be read"}}
	}
	value = unwrapped(value, schema)
	conform := conformer{root: schema.tree}
	value = conform.value(value, schema.tree, 0)
	if problems := schema.Validate(value); len(problems) > 0 {
		return nil, problems
	}
	if mended {
		c.warn(WarnJSONRepaired, "syntax errors in the JSON were mended")
	}
	for _, done := range []struct {
		kind, text string
		count      int
	}{
		{WarnExtraKeys, "keys unknown to the schema were dropped", conform.extraKeys},
		{WarnEnumCase, "enum values were put into the schema's spelling", conform.enumCase},
		{WarnConverted, "quoted numbers or truth values were unquoted", conform.converted},
	} {
		if done.count > 0 {
			c.warn(done.kind, fmt.Sprintf("%d %s", done.count, done.text))
		}
	}
	valid, err := json.Marshal(value)
	if err != nil {
		return nil, []Problem{{Rule: "the JSON cannot be written"}}
	}
	return valid, nil
}

// unwrapped takes the arguments out of a tool call that a model has written as
// text, {"name": …, "arguments": {…}}, as models do whose server knows no tools.
func unwrapped(value any, schema *Schema) any {
	object, ok := value.(map[string]any)
	if !ok || object["name"] != schema.name || len(object) != 2 {
		return value
	}
	for _, key := range []string{"arguments", "parameters"} {
		if inner, ok := object[key].(map[string]any); ok {
			return inner
		}
	}
	return value
}

// checkRequest finds a caller's mistakes.
func checkRequest(request Request) error {
	if len(request.Messages) == 0 {
		return errors.New("ask a model: the request has no message")
	}
	for i, message := range request.Messages {
		if message.Role != User && message.Role != Assistant {
			return fmt.Errorf("ask a model: message %d has the role %q; it is user or assistant", i, message.Role)
		}
	}
	return nil
}
