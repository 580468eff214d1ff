package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/export"
)

// unpacked is the parts of a Word document.
func unpacked(t *testing.T, data []byte) map[string]string {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	parts := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		parts[file.Name] = string(content)
	}
	return parts
}

// TestDOCXIsWellFormedAndWhole: every part is XML, every style, list and link
// that the text names exists, and the same CV gives the same bytes.
func TestDOCXIsWellFormedAndWhole(t *testing.T) {
	for _, file := range oracleFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := export.DOCX(document.Set(build(t, file)))
			require.NoError(t, err)
			again, err := export.DOCX(document.Set(build(t, file)))
			require.NoError(t, err)
			assert.Equal(t, data, again)
			parts := unpacked(t, data)
			for name, content := range parts {
				decoder := xml.NewDecoder(strings.NewReader(content))
				for err == nil {
					_, err = decoder.Token()
				}
				require.True(t, errors.Is(err, io.EOF), "%s: %v", name, err)
				err = nil
				assert.True(t, strings.HasSuffix(name, ".rels") || strings.HasPrefix(name, "[") || strings.Contains(parts["[Content_Types].xml"], `PartName="/`+name+`"`), name)
			}
			body := parts["word/document.xml"]
			for _, m := range regexp.MustCompile(`<w:pStyle w:val="(\w+)"/>`).FindAllStringSubmatch(body, -1) {
				assert.Contains(t, parts["word/styles.xml"], `w:styleId="`+m[1]+`"`)
			}
			for _, m := range regexp.MustCompile(`<w:numId w:val="(\d+)"/>`).FindAllStringSubmatch(body, -1) {
				assert.Contains(t, parts["word/numbering.xml"], `<w:num w:numId="`+m[1]+`">`)
			}
			for _, m := range regexp.MustCompile(`<w:hyperlink r:id="(\w+)">`).FindAllStringSubmatch(body, -1) {
				assert.Contains(t, parts["word/_rels/document.xml.rels"], `Id="`+m[1]+`"`)
			}
			for _, target := range regexp.MustCompile(`Target="([^":]+\.xml)"`).FindAllStringSubmatch(parts["word/_rels/document.xml.rels"], -1) {
				assert.Contains(t, parts, path.Join("word", target[1]))
			}
			assert.NotContains(t, body, "<w:tbl>", "programs that read CVs stumble over tables")
		})
	}
}

func TestDOCXHasTitlesAndRealLists(t *testing.T) {
	data, err := export.DOCX(document.Set(build(t, "testdata/cvs/nurse.yaml")))
	require.NoError(t, err)
	body := unpacked(t, data)["word/document.xml"]
	for _, style := range []string{"Title", "Contact", "Heading1", "Heading2", "ListBullet"} {
		assert.Contains(t, body, `<w:pStyle w:val="`+style+`"/>`)
	}
	assert.NotContains(t, body, "•")
}

// TestJSONResumeKeepsTheFormatsRules checks what schema 1.0.0 asks of values;
// the whole schema was held against these files with its own validator.
func TestJSONResumeKeepsTheFormatsRules(t *testing.T) {
	date := regexp.MustCompile(`^([1-2][0-9]{3}-[0-1][0-9]-[0-3][0-9]|[1-2][0-9]{3}-[0-1][0-9]|[1-2][0-9]{3})$`)
	lists := map[string]bool{"$schema": true, "basics": true, "work": true, "volunteer": true, "education": true, "awards": true, "certificates": true, "publications": true, "skills": true, "languages": true, "interests": true, "references": true, "projects": true, "meta": true}
	for _, file := range oracleFiles(t) {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		doc, err := cv.Parse(src)
		require.NoError(t, err)
		data, err := export.JSONResume(doc)
		require.NoError(t, err)
		var resume map[string]any
		require.NoError(t, json.Unmarshal(data, &resume))
		for key, value := range resume {
			assert.True(t, lists[key], "%s: %s is no key of the format", file, key)
			entries, _ := value.([]any)
			for _, entry := range entries {
				for name, value := range entry.(map[string]any) {
					switch name {
					case "startDate", "endDate", "releaseDate":
						assert.Regexp(t, date, value, "%s: %s/%s", file, key, name)
					case "date":
						if key == "awards" || key == "certificates" {
							assert.Regexp(t, date, value, "%s: %s/%s", file, key, name)
						}
					case "highlights", "keywords", "courses", "authors":
						assert.IsType(t, []any{}, value)
					default:
						assert.IsType(t, "", value, "%s: %s/%s", file, key, name)
					}
				}
			}
		}
	}
}
