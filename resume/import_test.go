package resume_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	themes "github.com/bespoke-cv/bespoke/cv/rules"
	"github.com/bespoke-cv/bespoke/goldentest"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/export"
	"github.com/bespoke-cv/bespoke/resume"
	"github.com/bespoke-cv/bespoke/resume/docx"
	"github.com/bespoke-cv/bespoke/resume/jsonresume"
	"github.com/bespoke-cv/bespoke/resume/markdown"
	"github.com/bespoke-cv/bespoke/resume/pdf"
	"github.com/bespoke-cv/bespoke/resume/plaintext"
	"github.com/bespoke-cv/bespoke/resume/roundtrip"
	"github.com/bespoke-cv/bespoke/resume/source"
	"github.com/bespoke-cv/bespoke/schema"
)

func sources(t testing.TB) []string {
	files, err := filepath.Glob("testdata/sources/*.*")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 20)
	return files
}

// TestSourcesBecomeRenderCV compares what is made of invented CVs in seven
// languages with files that were read by a person.
func TestSourcesBecomeRenderCV(t *testing.T) {
	for _, file := range sources(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			result, err := resume.Import(t.Context(), file, data, "")
			require.NoError(t, err)
			var got bytes.Buffer
			got.Write(result.YAML)
			for _, unread := range result.Unread {
				fmt.Fprintf(&got, "# not taken (%s): %q: %s\n", unread.Place, unread.Text, unread.Reason)
			}
			goldentest.Equal(t, filepath.Join("testdata", "imported", filepath.Base(file)+".yaml"), got.String())
			assert.Empty(t, result.Problems, "the YAML keeps RenderCV's rules")
		})
	}
}

// text is what a reader finds in a file.
func text(t *testing.T, file string, data []byte) string {
	var doc *source.Document
	var err error
	switch filepath.Ext(file) {
	case ".pdf":
		doc, err = pdf.Read(t.Context(), data)
	case ".docx":
		doc, err = docx.Read(data)
	case ".json":
		_, doc, err = jsonresume.Read(data)
	case ".md":
		doc = markdown.Read(string(data))
	default:
		doc = plaintext.Read(string(data))
	}
	require.NoError(t, err)
	var all strings.Builder
	for _, line := range doc.Lines {
		all.WriteString(unescaped(doc.Slice(line.Span)) + "\n")
	}
	return all.String()
}

// unescaped undoes the escapes of JSON.
func unescaped(text string) string { return strings.ReplaceAll(text, `\n`, " ") }

// TestNoWordIsLost: every word that a reader finds is in the YAML, or in the
// list of what was not taken, or in the quote of a value that says it otherwise
// (a date, a number, an address).
func TestNoWordIsLost(t *testing.T) {
	for _, file := range sources(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			result, err := resume.Import(t.Context(), file, data, "")
			require.NoError(t, err)
			kept := keptWords(t, result)
			for _, field := range result.Fields {
				if converted(field) {
					for _, word := range roundtrip.Words(field.Quote) {
						kept[word] = true
					}
				}
			}
			for _, word := range roundtrip.Words(text(t, file, data)) {
				assert.True(t, kept[word], "%q is lost", word)
			}
		})
	}
}

// keptWords are the words of the YAML, and of what was not taken.
func keptWords(t *testing.T, result *resume.Result) map[string]bool {
	document, err := cv.Parse(result.YAML)
	require.NoError(t, err)
	var texts []string
	for _, leaf := range document.Leaves() {
		texts = append(texts, leaf.Text, leaf.Section)
	}
	for _, unread := range result.Unread {
		texts = append(texts, unread.Text)
	}
	kept := map[string]bool{}
	for _, word := range roundtrip.Words(strings.Join(texts, "\n")) {
		kept[word] = true
	}
	return kept
}

// converted reports whether a value says its quote in another form.
func converted(field schema.ImportedField) bool {
	for _, part := range []string{"/date", "_date", "/phone", "/email", "/website", "/social_networks", "/location", "/custom_connections", "/name", "/area", "/company", "/position", "/label"} {
		if strings.Contains(field.Path, part) {
			return true
		}
	}
	return false
}

// TestEveryValueQuotesItsSource: the words of a value that are not converted
// stand in its quote.
func TestEveryValueQuotesItsSource(t *testing.T) {
	for _, file := range sources(t) {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		result, err := resume.Import(t.Context(), file, data, "")
		require.NoError(t, err)
		document, err := cv.Parse(result.YAML)
		require.NoError(t, err)
		quotes := map[string]schema.ImportedField{}
		for _, field := range result.Fields {
			quotes[field.Path] = field
			assert.NotEmpty(t, field.Place, "%s %s", file, field.Path)
		}
		for _, leaf := range document.Leaves() {
			field, ok := quotes[leaf.Path]
			if leaf.Key == "fontawesome_icon" || leaf.Text == "" {
				continue
			}
			if !assert.True(t, ok, "%s: %s %q has no quote", file, leaf.Path, leaf.Text) || converted(field) {
				continue
			}
			said := map[string]bool{"score": true, "courses": true, "roles": true, "keywords": true, "for": true, "type": true} // labels of JSON Resume's keys
			for _, word := range roundtrip.Words(unescaped(field.Quote)) {
				said[word] = true
			}
			for _, word := range roundtrip.Words(leaf.Text) {
				assert.True(t, said[word], "%s: %s says %q, its quote is %q", file, leaf.Path, word, field.Quote)
			}
		}
	}
}

// TestRoundTrips: what bespoke writes of a CV, it reads again.
func TestRoundTrips(t *testing.T) {
	files, err := filepath.Glob("../examples/cvs/*.yaml")
	require.NoError(t, err)
	totals := map[string]*roundtrip.Score{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		doc, err := cv.Parse(src)
		require.NoError(t, err)
		for name, data := range written(t, doc) {
			result, err := resume.Import(t.Context(), name, data, "")
			require.NoError(t, err, name)
			score, err := roundtrip.Compare(doc, result.YAML)
			require.NoError(t, err)
			if totals[name] == nil {
				totals[name] = &roundtrip.Score{}
			}
			totals[name].Add(score)
		}
	}
	for name, score := range totals {
		assert.GreaterOrEqual(t, score.Facts(), .95, name)
		assert.GreaterOrEqual(t, score.WordShare(), .98, name)
	}
}

// written is a CV in every format.
func written(t *testing.T, doc *cv.Document) map[string][]byte {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	said, _, err := content.Build(doc, content.Options{Now: now})
	require.NoError(t, err)
	set := document.Set(said)
	word, err := export.DOCX(set)
	require.NoError(t, err)
	json, err := export.JSONResume(doc)
	require.NoError(t, err)
	all := map[string][]byte{"cv.docx": word, "cv.json": json, "cv.md": []byte(export.Markdown(said)), "cv.txt": []byte(export.Text(set))}
	engine := render.New()
	for _, theme := range themes.Themes {
		result, err := engine.RenderDocument(t.Context(), doc, render.Options{Theme: theme, Now: now})
		require.NoError(t, err)
		all[theme+".pdf"] = result.PDF
	}
	return all
}

// TestHostileFilesAreRefused: files made to exhaust memory, time or the stack
// get an error that names the way out, at once.
func TestHostileFilesAreRefused(t *testing.T) {
	zeros := bytes.Repeat([]byte{0}, 48<<20)
	var bomb bytes.Buffer
	archive := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		part, err := archive.Create(name)
		require.NoError(t, err)
		_, err = part.Write(zeros)
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	var many bytes.Buffer
	archive = zip.NewWriter(&many)
	for i := range 3000 {
		_, err := archive.Create(fmt.Sprintf("word/%d.xml", i))
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	deep := wordFile(t, `<w:document>`+strings.Repeat("<w:p>", 100_000)+strings.Repeat("</w:p>", 100_000)+`</w:document>`)
	header := "%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
	for name, test := range map[string]struct {
		file string
		data []byte
		want string
	}{
		"empty":                {"cv.txt", []byte(" \n "), "it is empty"},
		"binary":               {"cv.txt", []byte("\x7fELF\x02\x01\x01" + strings.Repeat("\x00\x03\x07", 500)), "control characters"},
		"old Word":             {"cv.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "save it as .docx"},
		"rich text":            {"cv.rtf", []byte(`{\rtf1 Jane}`), "save it as .docx"},
		"zip bomb":             {"cv.docx", bomb.Bytes(), "larger than a CV"},
		"zip of many":          {"cv.docx", many.Bytes(), "larger than a CV"},
		"zip of nothing":       {"cv.docx", []byte("PK\x03\x04 and no more"), "save it again as .docx"},
		"deep Word":            {"cv.docx", deep, "too deep"},
		"no pages":             {"cv.pdf", []byte("%PDF-1.4\n%%EOF"), "no catalogue"},
		"pages in a circle":    {"cv.pdf", []byte(header + "3 0 obj\n<</Type/Pages/Kids[2 0 R 3 0 R]>>\nendobj\n"), "no pages"},
		"table without end":    {"cv.pdf", []byte(header + "xref\n0 1\ntrailer\n<</Size 99999999999/Prev 9/Root 1 0 R>>"), "no pages"},
		"deep array":           {"cv.pdf", []byte(header + "3 0 obj\n" + strings.Repeat("[", 1_000_000)), "no pages"},
		"PDF bomb":             {"cv.pdf", pdfBomb(t, header), "larger than a CV"},
		"PDF of many pages":    {"cv.pdf", []byte("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[" + kids(500) + "]>>\nendobj\n" + pagesOf(500)), "more than 60 pages"},
		"PDF without text":     {"cv.pdf", []byte(header + "3 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n"), "text recognition"},
		"deep JSON":            {"cv.json", []byte(`{"basics":` + strings.Repeat("[", 100_000)), "too deep"},
		"JSON of another kind": {"cv.json", []byte(`{"a":1}`), "jsonresume.org"},
		"broken JSON":          {"cv.json", []byte("{\n\"basics\": {\"name\" \"x\"}}"), "line 2"},
		"YAML of another kind": {"cv.yaml", []byte("a: 1"), "the key cv is missing"},
		"text of no CV":        {"cv.txt", []byte("-----\n=====\n"), "no text that reads like a CV"},
		"too much text":        {"cv.txt", bytes.Repeat([]byte("word "), 300_000), "at most"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			_, err := resume.Import(ctx, test.file, test.data, "")
			require.Error(t, err)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func kids(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d 0 R ", 10+i)
	}
	return b.String()
}

func pagesOf(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d 0 obj\n<</Type/Page>>\nendobj\n", 10+i)
	}
	return b.String()
}

// wordFile is a Word document with this text as its body.
func wordFile(t testing.TB, document string) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	part, err := archive.Create("word/document.xml")
	require.NoError(t, err)
	_, err = part.Write([]byte(document))
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	return out.Bytes()
}

func TestReadingsNeedTheWordsOfTheFile(t *testing.T) {
	src := "Ada Byrne\n\nEXPERIENCE\n\nTram Works, Fitter\nMay 2019 - June 2021\n- Axles\n\nNight school: welding, 2017\n"
	for name, test := range map[string]struct {
		reading schema.Reading
		refused string
	}{
		"a headline that stands there":    {schema.Reading{Path: "/cv/headline", Value: "Fitter", Quote: "Tram Works, Fitter"}, ""},
		"a section of its own":            {schema.Reading{Path: "/cv/sections/Courses", Value: []any{map[string]any{"name": "Welding", "date": "2017"}}, Quote: "Night school: welding, 2017"}, ""},
		"a date in another form":          {schema.Reading{Path: "/cv/sections/Experience/0/end_date", Value: "2021-06", Quote: "May 2019 - June 2021"}, ""},
		"a quote that is not in the file": {schema.Reading{Path: "/cv/headline", Value: "Engineer", Quote: "Chief Engineer"}, "word for word"},
		"a value that the quote lacks":    {schema.Reading{Path: "/cv/headline", Value: "Senior Fitter", Quote: "Tram Works, Fitter"}, `"senior"`},
		"a date that the quote lacks":     {schema.Reading{Path: "/cv/sections/Experience/0/end_date", Value: "2022-06", Quote: "May 2019 - June 2021"}, `"2022"`},
		"a place outside of the CV":       {schema.Reading{Path: "/design/theme", Value: "Fitter", Quote: "Fitter"}, "below /cv"},
		"no quote":                        {schema.Reading{Path: "/cv/headline", Value: "Fitter"}, "quote is empty"},
		"a place that there is not":       {schema.Reading{Path: "/cv/sections/Nowhere/3/company", Value: "Fitter", Quote: "Fitter"}, "no such place"},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := resume.Import(t.Context(), "cv.txt", []byte(src), "")
			require.NoError(t, err)
			before := string(result.YAML)
			require.NoError(t, result.Fill([]schema.Reading{test.reading}))
			if test.refused == "" {
				assert.Empty(t, result.Refused)
				document, err := cv.Parse(result.YAML)
				require.NoError(t, err)
				_, ok := document.Value(test.reading.Path)
				assert.True(t, ok)
				return
			}
			require.Len(t, result.Refused, 1)
			assert.Contains(t, result.Refused[0].Reason, test.refused)
			assert.Equal(t, before, string(result.YAML))
		})
	}
}

func TestDetectTellsFormats(t *testing.T) {
	for name, test := range map[string]struct {
		file, data string
		want       resume.Format
	}{
		"PDF":              {"", "%PDF-1.7\n", resume.PDF},
		"Word":             {"", "PK\x03\x04", resume.DOCX},
		"JSON by name":     {"me.JSON", "{", resume.JSONResume},
		"JSON by content":  {"", ` {"basics":{}}`, resume.JSONResume},
		"YAML by name":     {"me.yml", "x: 1", resume.RenderCV},
		"YAML by content":  {"", "cv:\n  name: A\n", resume.RenderCV},
		"Markdown by name": {"me.md", "A B", resume.Markdown},
		"Markdown":         {"", "# Ada\n", resume.Markdown},
		"text by name":     {"me.txt", "# Ada\n", resume.PlainText},
		"text":             {"", "Ada\n", resume.PlainText},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := resume.Detect(test.file, []byte(test.data))
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
		})
	}
}

func pdfBomb(t testing.TB, header string) []byte {
	var packed bytes.Buffer
	packed.Write(deflated(t, bytes.Repeat([]byte("( a) Tj "), 3<<20)))
	return []byte(header + fmt.Sprintf("3 0 obj\n<</Type/Page/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n", packed.Len()) + packed.String() + "\nendstream\nendobj\n")
}
