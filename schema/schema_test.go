package schema_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
)

func compile(t *testing.T, raw json.RawMessage) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("noun", document))
	compiled, err := compiler.Compile("noun")
	require.NoError(t, err)
	return compiled
}

func accepts(t *testing.T, compiled *jsonschema.Schema, text string) bool {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
	require.NoError(t, err)
	return compiled.Validate(value) == nil
}

func TestSchemasAreSelfContained2020(t *testing.T) {
	for name, raw := range map[string]json.RawMessage{
		"JobOffer": schema.For[schema.JobOffer](), "PlannedChanges": schema.For[schema.PlannedChanges](),
		"Edit": schema.For[schema.Edit](), "MatchReport": schema.For[schema.MatchReport](),
		"Application": schema.For[schema.Application](), "Communication": schema.For[schema.Communication](),
		"ActionPoint": schema.For[schema.ActionPoint](), "RenderReport": schema.For[schema.RenderReport](),
	} {
		compile(t, raw)
		assert.Contains(t, string(raw), "draft/2020-12", name)
		assert.NotContains(t, string(raw), "$ref", name)
	}
}

func TestEditSchemaHoldsItsLimits(t *testing.T) {
	compiled := compile(t, schema.For[schema.Edit]())
	for text, want := range map[string]bool{
		`{"op":"replace","path":"/cv/name","after":"Ada"}`:                             true,
		`{"op":"insert","path":"/cv/sections/skills/-","after":{"label":"a"}}`:         true,
		`{"op":"swap","path":"/cv/name"}`:                                              false,
		`{"path":"/cv/name"}`:                                                          false,
		`{"op":"replace"}`:                                                             false,
		`{"op":"replace","path":"/cv/name","colour":"red"}`:                            false,
		`{"op":"replace","path":7}`:                                                    false,
		`{"op":"replace","path":"/cv/name","evidence":[{"path":"/cv/name"}]}`:          false,
		`{"op":"replace","path":"/` + string(bytes.Repeat([]byte("x"), 500)) + `"}`:    false,
		`{"op":"replace","path":"/a","verdict":{"outcome":"pass"},"planned_by":"you"}`: true,
	} {
		assert.Equal(t, want, accepts(t, compiled, text), text)
	}
}

func TestJudgeTakesTheWorstFinding(t *testing.T) {
	review, reject := schema.Finding{Outcome: schema.NeedsReview}, schema.Finding{Outcome: schema.Reject}
	assert.Equal(t, schema.Pass, schema.Judge(nil).Outcome)
	assert.Equal(t, schema.NeedsReview, schema.Judge([]schema.Finding{review}).Outcome)
	assert.Equal(t, schema.Reject, schema.Judge([]schema.Finding{review, reject}).Outcome)
	assert.Equal(t, schema.Reject, schema.Judge([]schema.Finding{reject, review}).Outcome)
}

func TestHandlesNameTheirKindAndNothingElse(t *testing.T) {
	handle := schema.NewHandle(schema.KindCV)
	id, err := schema.ParseHandle(schema.KindCV, handle)
	require.NoError(t, err)
	assert.Equal(t, handle, schema.Handle(schema.KindCV, id))
	assert.Equal(t, uuid.Version(7), id.Version())
	for _, wrong := range []string{"", "cv_", "cv_123", handle + "0", "job" + handle[2:], "cv_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", " " + handle} {
		_, err := schema.ParseHandle(schema.KindCV, wrong)
		assert.ErrorIs(t, err, schema.ErrHandle, wrong)
	}
}

func TestStatusOrderIsTotal(t *testing.T) {
	order := schema.Statuses()
	for i, from := range order {
		for j, to := range order {
			err := from.Move(to, "because")
			want := !from.Ends() && j > i
			assert.Equal(t, want, err == nil, "%s to %s: %v", from, to, err)
		}
		assert.Error(t, from.Move("pondering", "because"))
	}
	for _, end := range []schema.Status{schema.Rejected, schema.Withdrawn, schema.Closed} {
		assert.ErrorIs(t, schema.Saved.Move(end, ""), schema.ErrStatus, "an end needs a reason")
	}
	assert.NoError(t, schema.Offered.Move(schema.Accepted, ""))
}

func FuzzParseHandle(f *testing.F) {
	f.Add(schema.NewHandle(schema.KindPlan))
	f.Add("plan_")
	f.Fuzz(func(t *testing.T, handle string) {
		id, err := schema.ParseHandle(schema.KindPlan, handle)
		if err == nil {
			assert.Len(t, schema.Handle(schema.KindPlan, id), len(handle))
		}
	})
}
