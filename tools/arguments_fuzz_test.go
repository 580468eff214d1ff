package tools

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
)

// FuzzArguments: whatever a client sends is decoded or refused in words, and
// what was decoded says the same when it is sent again.
func FuzzArguments(f *testing.F) {
	f.Add([]byte(`{"cv_yaml":"cv:\n  name: Ada","job_offer_text":"x","edits":[{"op":"replace","path":"/cv/name","after":{"a":[1.5,null]}}]}`))
	f.Add([]byte(`{"cv_id":"cv_1","facts":["I led a team of nine."],"max_pages":1,"language":null}`))
	f.Add([]byte(`{"edits":[{"op":"delete"}],"colour":"red"}`))
	f.Add([]byte(`{"max_pages":1e99}`))
	f.Add([]byte(`{"cv_id":1,"cv_id":"twice"}`))
	f.Add([]byte(`null`))
	f.Add([]byte(`[]`))
	f.Add([]byte(`{`))
	arguments := newArguments("plan_cv_changes", schema.For[planCVChangesIn])
	decode := func(raw []byte) (in planCVChangesIn, err error) {
		var request mcp.CallToolRequest
		request.Params.RawArguments = raw
		err = arguments.decode(request, &in)
		return in, err
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := decode(raw)
		if err != nil {
			assert.NotEmpty(t, err.Error())
			assert.True(t, utf8.ValidString(err.Error()) || !utf8.Valid(raw))
			return
		}
		sent, err := json.Marshal(in)
		require.NoError(t, err)
		again, err := decode(sent)
		if err != nil { // a name that stands twice is judged by its last value, and read by each
			return
		}
		repeated, err := json.Marshal(again)
		require.NoError(t, err)
		assert.JSONEq(t, string(sent), string(repeated))
	})
}

// FuzzArgumentsMadeHere: arguments that were made in this process are judged and
// decoded as their JSON is.
func FuzzArgumentsMadeHere(f *testing.F) {
	f.Add("language", "de", 2)
	f.Add("language", "as long as no code is", 0)
	f.Add("cv_id", "cv\xff_\u2028<1>", 21)
	f.Add("max_pages", "two", -1)
	f.Add("colour", "red", 1)
	f.Add("facts", "", 1)
	arguments := newArguments("plan_cv_changes", schema.For[planCVChangesIn])
	f.Fuzz(func(t *testing.T, name, text string, number int) {
		if !utf8.ValidString(name) {
			return // its bytes are told, or what JSON has in their place
		}
		var made, sent mcp.CallToolRequest
		given := map[string]any{"job_offer_text": text, "max_pages": number, name: text}
		made.Params.Arguments = given
		raw, err := json.Marshal(given)
		require.NoError(t, err)
		sent.Params.RawArguments = raw
		var inMade, inSent planCVChangesIn
		errMade, errSent := arguments.decode(made, &inMade), arguments.decode(sent, &inSent)
		assert.Equal(t, errSent, errMade)
		assert.Equal(t, inSent, inMade)
	})
}
