package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/goldentest"
	"github.com/bespoke-cv/bespoke/server"
)

// newWorld validates the document, and every answer of the tests is held
// against it.
func TestTheDocumentIsOpenAPI(t *testing.T) {
	w := newWorld(t)
	served := w.send(uuid.Nil, http.MethodGet, "/openapi.json", nil)
	assert.Equal(t, w.api.OpenAPI(), served.body)
	goldentest.Equal(t, "testdata/surface.txt", surfaceOf(t, w.api.OpenAPI()))
}

// surfaceOf lists what clients rely on: operations, parameters, bodies and
// answers. What is in the schemas, the tools decide and test.
func surfaceOf(t *testing.T, document []byte) string {
	t.Helper()
	type content map[string]struct {
		Schema struct {
			Ref string `json:"$ref"`
		} `json:"schema"`
	}
	var parsed struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Parameters  []struct{ In, Name string }
			RequestBody struct{ Content content } `json:"requestBody"`
			Responses   map[string]struct{ Content content }
		}
	}
	require.NoError(t, json.Unmarshal(document, &parsed))
	list := func(c content) (text string) {
		for _, mediaType := range slices.Sorted(maps.Keys(c)) {
			text += " " + mediaType + " " + strings.TrimPrefix(c[mediaType].Schema.Ref, "#/components/schemas/")
		}
		return strings.TrimRight(text, " ")
	}
	var text strings.Builder
	for _, path := range slices.Sorted(maps.Keys(parsed.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(parsed.Paths[path])) {
			operation := parsed.Paths[path][method]
			fmt.Fprintf(&text, "%s %s %s\n", strings.ToUpper(method), path, operation.OperationID)
			for _, parameter := range operation.Parameters {
				fmt.Fprintf(&text, "    %s %s\n", parameter.In, parameter.Name)
			}
			if body := list(operation.RequestBody.Content); body != "" {
				fmt.Fprintf(&text, "    body%s\n", body)
			}
			for _, status := range slices.Sorted(maps.Keys(operation.Responses)) {
				fmt.Fprintf(&text, "    %s%s\n", status, list(operation.Responses[status].Content))
			}
		}
	}
	return text.String()
}

func TestHealthIsAsTheDocumentSays(t *testing.T) {
	broken := false
	w := newWorld(t, func(w *world, c *server.Config) {
		c.Checks = append(c.Checks, server.Check{Name: "blobs", Run: func(ctx context.Context) error {
			if broken {
				return fmt.Errorf("connection refused")
			}
			return nil
		}})
	})
	assert.Equal(t, http.StatusOK, w.send(uuid.Nil, http.MethodGet, "/health", nil).StatusCode)
	broken = true
	answer := w.send(uuid.Nil, http.MethodGet, "/health", nil)
	assert.Equal(t, http.StatusServiceUnavailable, answer.StatusCode)
	assert.Contains(t, string(answer.body), `"blobs":"failing"`)
}
