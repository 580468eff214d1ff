package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
)

const pastedCV = "Ada Byrne\nWelder\nada.byrne@example.org\n\nEXPERIENCE\n\nTram Works, Fitter\nMay 2019 - June 2021\n- Axles and bogies\n"

func importing(t *testing.T, args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), append([]string{"import"}, args...), stdio{nil, &stdout, &stderr})
	return code, stdout.String(), stderr.String()
}

func TestImportWritesYAMLAndTheReport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "me.txt")
	require.NoError(t, os.WriteFile(path, []byte(pastedCV), 0o600))
	report := filepath.Join(filepath.Dir(path), "report.json")
	code, out, errs := importing(t, path, "--report", report)
	require.Zero(t, code, errs)
	assert.Contains(t, out, "me.yaml: from text")
	yaml, err := os.ReadFile(filepath.Join(filepath.Dir(path), "me.yaml"))
	require.NoError(t, err)
	assert.Contains(t, string(yaml), "company: Tram Works")
	data, err := os.ReadFile(report)
	require.NoError(t, err)
	var account schema.ImportReport
	require.NoError(t, json.Unmarshal(data, &account))
	assert.Contains(t, account.Fields, schema.ImportedField{Path: "/cv/sections/Experience/0/position", Value: "Fitter", Quote: "Fitter", Place: "line 7"})

	code, _, errs = importing(t, path)
	assert.Equal(t, 1, code)
	assert.Contains(t, errs, "me.yaml exists already: name a file with --out")
}

func TestImportBringsOldRenderCVFilesUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "me.yaml")
	require.NoError(t, os.WriteFile(path, []byte("cv:\n  label: Welder\n  name: Ada\n"), 0o600))
	code, out, errs := importing(t, path)
	require.Zero(t, code, errs)
	assert.Contains(t, out, "me.v2.8.yaml: from rendercv")
	assert.Contains(t, out, "me.yaml:2:3: /cv/label: label is called headline now")
	code, _, errs = importing(t, path, "--out", path)
	assert.Equal(t, 1, code)
	assert.Contains(t, errs, "never overwritten")
}

func TestImportSaysWhatItNeeds(t *testing.T) {
	code, _, errs := importing(t)
	assert.Equal(t, 2, code)
	assert.Contains(t, errs, "which file?")
	code, _, errs = importing(t, filepath.Join(t.TempDir(), "none.pdf"))
	assert.Equal(t, 1, code)
	assert.Contains(t, errs, "no such file")
}

func TestRenderWritesWordAndJSONResume(t *testing.T) {
	path := ownCV(t, smallCV)
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), []string{"render", path, "--format", "docx,json"}, stdio{nil, &stdout, &stderr})
	require.Zero(t, code, stderr.String())
	word, err := os.ReadFile(filepath.Join(filepath.Dir(path), "me.docx"))
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(word, []byte("PK")))
	data, err := os.ReadFile(filepath.Join(filepath.Dir(path), "me.json"))
	require.NoError(t, err)
	assert.True(t, json.Valid(data))
}
