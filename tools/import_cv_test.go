package tools_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
)

type imported struct {
	CVID string `json:"cv_id"`
	YAML string `json:"yaml"`
	schema.ImportReport
}

const pastedCV = "Ada Byrne\nada.byrne@example.org\n\nEXPERIENCE\n\nTram Works, Fitter\nMay 2019 - June 2021\n- Axles and bogies\n"

func TestImportCVGivesACVThatOtherToolsTake(t *testing.T) {
	h := newHost(t, nil)
	var out imported
	h.call("import_cv", map[string]any{"text": pastedCV}, &out)
	assert.Equal(t, "text", out.Format)
	assert.Contains(t, out.YAML, "position: Fitter")
	var pdf struct {
		CVID string `json:"cv_id"`
	}
	h.call("render_pdf", map[string]any{"cv_id": out.CVID, "preview": false}, &pdf)
	assert.Equal(t, out.CVID, pdf.CVID)
}

func TestImportCVTakesBytesAndReadings(t *testing.T) {
	h := newHost(t, nil)
	word, err := os.ReadFile(filepath.Join("..", "resume", "testdata", "sources", "de-tabelle.docx"))
	require.NoError(t, err)
	var out imported
	h.call("import_cv", map[string]any{
		"base64": base64.StdEncoding.EncodeToString(word),
		"readings": []map[string]any{
			{"path": "/cv/headline", "value": "Sachbearbeiterin", "quote": "Sachbearbeiterin, Hansekontor AG"},
			{"path": "/cv/sections/Berufserfahrung/0/position", "value": "Leiterin", "quote": "Bürokauffrau"},
		},
	}, &out)
	assert.Equal(t, "docx", out.Format)
	assert.Contains(t, out.YAML, "headline: Sachbearbeiterin")
	require.Len(t, out.Refused, 1)
	assert.Contains(t, out.Refused[0].Reason, `"leiterin"`)
}

func TestRenderGivesOtherFormatsWithinTheAnswer(t *testing.T) {
	h := newHost(t, nil)
	result := h.try("render_pdf", map[string]any{"cv_yaml": example(t, "cvs/staff-nurse.yaml"), "preview": false, "formats": []string{"docx", "json", "md", "txt", "typ"}})
	require.False(t, result.IsError, said(result))
	var names []string
	for _, content := range result.Content {
		if file, ok := mcp.AsEmbeddedResource(content); ok {
			blob, ok := mcp.AsBlobResourceContents(file.Resource)
			require.True(t, ok)
			data, err := base64.StdEncoding.DecodeString(blob.Blob)
			require.NoError(t, err)
			assert.Greater(t, len(data), 500)
			names = append(names, filepath.Base(blob.URI))
		}
	}
	assert.Equal(t, []string{"cv.docx", "cv.json", "cv.md", "cv.txt", "cv.typ"}, names)
}

func TestImportCVSaysWhatItNeeds(t *testing.T) {
	h := newHost(t, nil)
	for name, test := range map[string]struct {
		arguments map[string]any
		want      string
	}{
		"nothing":       {map[string]any{}, "the CV is missing: pass one of [text base64 path]"},
		"twice":         {map[string]any{"text": "a", "base64": "YQ=="}, "given twice"},
		"no Base64":     {map[string]any{"base64": "%%"}, "no standard Base64"},
		"no CV":         {map[string]any{"text": "----"}, "no text that reads like a CV"},
		"outside roots": {map[string]any{"path": "/etc/hostname"}, "path not allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			result := h.try("import_cv", test.arguments)
			assert.True(t, result.IsError)
			assert.Contains(t, said(result), test.want)
		})
	}
}
