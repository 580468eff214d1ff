package llm

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestExtractFindsTheObject(t *testing.T) {
	for name, c := range map[string]struct{ answer, want string }{
		"bare":                  {`{"a":1}`, `{"a":1}`},
		"fence":                 {"```json\n{\"a\": 1}\n```", `{"a": 1}`},
		"fence in a string":     {"```\n{\"a\": \"```\"}\n```", "{\"a\": \"```\"}"},
		"prose around":          {`Here: {"a":1}. Done {really}.`, `{"a":1}`},
		"longest of several":    {`{"a":1} or rather {"a":1,"b":2} and {}`, `{"a":1,"b":2}`},
		"braces in strings":     {`x {"a":"}{"} y`, `{"a":"}{"}`},
		"quotes in strings":     {`x {"a":"\"}"} y`, `{"a":"\"}"}`},
		"trailing commas":       {`{"a":[1,2,],"b":{"c":1,},}`, `{"a":[1,2],"b":{"c":1}}`},
		"commas, far":           {`{"a":1,` + strings.Repeat(" ", 200) + `}`, `{"a":1}`},
		"comments":              {"{\"a\":1, // one\n/* two */ \"b\":2}", `{"a":1,"b":2}`},
		"an URL is no comment":  {`x {"a":"http://example.org/*"}`, `{"a":"http://example.org/*"}`},
		"line break in string":  {"{\"a\":\"one\ntwo\tthree\"}", `{"a":"one\ntwo\tthree"}`},
		"unknown escape":        {`{"a":"50\% off"}`, `{"a":"50\\% off"}`},
		"thoughts":              {"<think>{\"a\":0}</think>{\"a\":1}", `{"a":1}`},
		"template before":       {`{{name}} {"a":1}`, `{"a":1}`},
		"an apology and braces": {`I write {name} for names: {"a":1}`, `{"a":1}`},
	} {
		t.Run(name, func(t *testing.T) {
			object, _, err := extract(c.answer)
			require.NoError(t, err)
			assert.JSONEq(t, c.want, string(object))
		})
	}
}

func TestExtractTakesNoPartForTheWhole(t *testing.T) {
	for answer, want := range map[string]error{
		"":                                     errNoJSON,
		"none here":                            errNoJSON,
		"{not json}":                           errNoJSON,
		"[1,2]":                                errNoJSON,
		`{"a":{"b":1}`:                         errCutJSON,
		`{"a":{"b":1},"c":"cut off in the mid`: errCutJSON,
		`{`:                                    errCutJSON,
		"<think>{\"a\":1}":                     errNoJSON,
		`{"a":[}`:                              errCutJSON,
		`{"a":1 "b":{"c":2}}`:                  errBadJSON,
		strings.Repeat("{", 1<<20):             errCutJSON,
		strings.Repeat("{ ", 1<<20) + "x":      errNoJSON,
	} {
		object, _, err := extract(answer)
		assert.ErrorIs(t, err, want, answer)
		assert.Nil(t, object)
	}
}

func TestConformAddsNothing(t *testing.T) {
	schema := MustSchema("s", json.RawMessage(`{"type":"object","additionalProperties":false,"required":["kind"],
		"$defs":{"kind":{"enum":["full time","part-time","FULL_TIME"]},"node":{"type":"object","additionalProperties":false,"properties":{"next":{"$ref":"#/$defs/node"},"n":{"type":"integer"}}}},
		"properties":{"kind":{"$ref":"#/$defs/kind"},"node":{"$ref":"#/$defs/node"},"free":{"type":"object"},
		"maybe":{"anyOf":[{"type":"integer"},{"type":"null"}]},"either":{"oneOf":[{"type":"string","enum":["A"]},{"type":"array","items":{"type":"number"}}]}}}`))
	for name, c := range map[string]struct{ value, want string }{
		"one spelling":           {`{"kind":"Part Time"}`, `{"kind":"part-time"}`},
		"two that fit":           {`{"kind":"Full-Time"}`, `{"kind":"Full-Time"}`},
		"references, nested":     {`{"node":{"next":{"next":{"n":"7","x":1}}}}`, `{"node":{"next":{"next":{"n":7}}}}`},
		"free keys stay":         {`{"free":{"x":null}}`, `{"free":{"x":null}}`},
		"a null that may stand":  {`{"maybe":null}`, `{"maybe":null}`},
		"an alternative by type": {`{"maybe":"12","either":"a"}`, `{"maybe":12,"either":"A"}`},
		"items of alternatives":  {`{"either":["1.5",2]}`, `{"either":[1.5,2]}`},
		"words are no numbers":   {`{"node":{"n":"seven"}}`, `{"node":{"n":"seven"}}`},
		"nor fractions integers": {`{"node":{"n":"7.5"}}`, `{"node":{"n":"7.5"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			decoder := json.NewDecoder(strings.NewReader(c.value))
			decoder.UseNumber()
			var value any
			require.NoError(t, decoder.Decode(&value))
			conform := conformer{root: schema.tree}
			got, err := json.Marshal(conform.value(value, schema.tree, 0))
			require.NoError(t, err)
			assert.JSONEq(t, c.want, string(got))
		})
	}
}

func TestCircularReferencesEnd(t *testing.T) {
	tree := map[string]any{"$defs": map[string]any{"a": map[string]any{"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}
	conform := conformer{root: tree}
	assert.Equal(t, "x", conform.value("x", tree, 0))

	recursive := map[string]any{"$defs": map[string]any{"a": map[string]any{"anyOf": []any{map[string]any{"$ref": "#/$defs/a"}}}}, "$ref": "#/$defs/a"}
	conform = conformer{root: recursive}
	assert.Equal(t, "x", conform.value("x", recursive, 0))
}

// FuzzExtract: what comes out is an object, and comes out the same again; a
// whole object is found between sentences.
func FuzzExtract(f *testing.F) {
	for _, seed := range []string{
		`{"a":1}`, "```json\n{\"a\":[1,2,]}\n```", `{"a":"\`, `{"a":{"b":1}`, "<think>x</think>{}", "{\"a\":\"\n\"} // c", `{/* */}`, "\ufeff{}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, answer string) {
		object, _, err := extract(answer)
		if err != nil {
			return
		}
		var value map[string]any
		if err := json.Unmarshal(object, &value); err != nil {
			t.Fatalf("%q gives %q: %v", answer, object, err)
		}
		again, mended, err := extract(string(object))
		if err != nil || mended || string(again) != string(object) {
			t.Fatalf("%q gives %q, which gives %q (mended %v): %v", answer, object, again, mended, err)
		}
		if len(object) > 2 {
			framed, _, err := extract("Here it is:\n" + string(object) + "\nThat is all.")
			if err != nil || len(framed) < len(object) {
				t.Fatalf("%q is not found between sentences: %q %v", object, framed, err)
			}
		}
	})
}

// FuzzShape: whatever the model says, what passes is valid under the schema.
func FuzzShape(f *testing.F) {
	schema := MustSchema("s", json.RawMessage(`{"type":"object","additionalProperties":false,"required":["kind"],"properties":{
		"kind":{"enum":["remote","on_site"]},"n":{"type":"integer"},"list":{"type":"array","items":{"type":"object","properties":{"x":{"type":"boolean"}}}},
		"maybe":{"anyOf":[{"type":"string"},{"type":"null"}]}}}`))
	f.Add(`{"kind":"On-Site","n":"5","extra":1,"list":[{"x":"true"}],"maybe":null}`)
	f.Add(`{"kind":"remote","n":null}`)
	f.Fuzz(func(t *testing.T, answer string) {
		c := &call{}
		object, problems := c.shape(answer, schema)
		if len(problems) > 0 {
			return
		}
		decoder := json.NewDecoder(strings.NewReader(string(object)))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			t.Fatal(err)
		}
		if problems := schema.Validate(value); problems != nil {
			t.Fatalf("%q gives %s: %v", answer, object, problems)
		}
	})
}

func BenchmarkExtract(b *testing.B) {
	one := `{"title":"Gardener","arrangement":"on_site","skills":[{"name":"pruning","required":true}]}`
	answer := "Here it is:\n```json\n" + `{"list":[` + strings.Repeat(one+",", 100) + "]}\n```"
	b.SetBytes(int64(len(answer)))
	for b.Loop() {
		_, _, err := extract(answer)
		require.NoError(b, err)
	}
}
