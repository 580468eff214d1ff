package server

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzWithoutVersion: of a message everything but the mark stays, and what is
// no message stays byte for byte, for the transport to refuse.
func FuzzWithoutVersion(f *testing.F) {
	f.Add([]byte(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"` + versionKey + `":"2026-07-28","a":1},"b":[2]}}`))
	f.Add([]byte(`{"params":{"_meta":null}}`))
	f.Add([]byte(`{"params":{"_meta":{"` + versionKey + `":{}}},"params":3}`))
	f.Add([]byte(`[{"id":1}]`))
	f.Add([]byte(`{"id":`))
	f.Fuzz(func(t *testing.T, body []byte) {
		stripped := withoutVersion(slices.Clone(body))
		var before, after map[string]json.RawMessage
		if json.Unmarshal(body, &before) != nil {
			assert.Equal(t, string(body), string(stripped))
			return
		}
		require.NoError(t, json.Unmarshal(stripped, &after))
		var was, params, meta map[string]json.RawMessage
		if json.Unmarshal(before["params"], &was) == nil {
			require.NoError(t, json.Unmarshal(after["params"], &params))
			assert.ElementsMatch(t, slices.Collect(maps.Keys(was)), slices.Collect(maps.Keys(params)))
			if json.Unmarshal(params["_meta"], &meta) == nil {
				assert.NotContains(t, meta, versionKey)
			}
		}
		delete(before, "params")
		delete(after, "params")
		assert.Len(t, after, len(before))
		for name, value := range before {
			assert.JSONEq(t, string(value), string(after[name]), name)
		}
	})
}
