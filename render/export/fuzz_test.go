package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/export"
)

// FuzzExport writes any text in every form: JSON and XML stay well formed, and
// nothing fails.
func FuzzExport(f *testing.F) {
	f.Add("Ada", "plain **bold** [link](https://example.org) `code` #let $x$ <b>&amp;</b>", "https://example.org")
	f.Add("\u202eabc", "שלום العربية 日本語 👩‍👩‍👧\n\n- a\n  - b", "https://example.org/?a=b&c=\"d\"")
	f.Add("", "*_~`\\@[]()\u2028\u00ad\ufeff]]>", "x")
	f.Fuzz(func(t *testing.T, name, text, address string) {
		if !utf8.ValidString(name + text + address) {
			return // YAML holds none
		}
		source, err := yaml.Marshal(map[string]any{"cv": map[string]any{
			"name": name, "headline": text, "website": address, "sections": map[string]any{
				"summary":    []string{text},
				"experience": []any{map[string]any{"company": text, "position": name, "date": "2020", "summary": text, "highlights": []string{text, name}}},
				"skills":     []any{map[string]any{"label": name, "details": text}},
			},
		}})
		if err != nil {
			return
		}
		src, err := cv.Parse(source)
		if err != nil {
			return // characters that YAML forbids
		}
		if resume, err := export.JSONResume(src); err == nil && !json.Valid(resume) {
			t.Fatalf("no JSON: %s", resume)
		}
		said, _, err := content.Build(src, content.Options{})
		if err != nil {
			return
		}
		_, _ = export.Markdown(said), export.Typst(said)
		set := document.Set(said)
		if !utf8.ValidString(export.Text(set)) {
			t.Fatal("the text is no UTF-8")
		}
		word, err := export.DOCX(set)
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, word)
	})
}

// wellFormed reads every part of a DOCX file.
func wellFormed(t *testing.T, word []byte) {
	archive, err := zip.NewReader(bytes.NewReader(word), int64(len(word)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, ".xml") && !strings.HasSuffix(file.Name, ".rels") {
			continue
		}
		part, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(part)
		for err == nil {
			_, err = decoder.Token()
		}
		if !errors.Is(err, io.EOF) {
			t.Fatalf("%s: %v", file.Name, err)
		}
	}
}
