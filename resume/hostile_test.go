package resume_test

import (
	"context"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/resume"
	"github.com/bespoke-cv/bespoke/resume/roundtrip"
)

// hostileText is a text that a rule might take longer to read than its length
// allows: head, unit again and again, tail. A %d in unit counts.
type hostileText struct{ file, head, unit, tail string }

var hostileTexts = map[string]hostileText{
	"bold letters in one line":        {"cv.md", "# Ada Byrne\n", "**a** ", ""},
	"bold letters in plain text":      {"cv.txt", "Ada Byrne\n", "**a** ", ""},
	"links in one line":               {"cv.md", "# Ada Byrne\n", "[a](b.de/%d) ", ""},
	"links in one bullet":             {"cv.md", "# Ada Byrne\n\n## Experience\n\nTram Works, 2019 - 2020\n\n- ", "[a](https://b.de/%d) ", ""},
	"links in many bullets":           {"cv.md", "# Ada Byrne\n\n## Experience\n\nTram Works, 2019 - 2020\n\n", "- [a](https://b.de/%d)\n", ""},
	"open brackets":                   {"cv.md", "# Ada Byrne\n", "[a](", ""},
	"open tags":                       {"cv.md", "# Ada Byrne\n", "<p ", ""},
	"open bold letters":               {"cv.md", "# Ada Byrne\n", "**a *", ""},
	"comments":                        {"cv.md", "# Ada Byrne\n", "<!--a-->", ""},
	"open comments":                   {"cv.md", "# Ada Byrne\n", "<!--a", ""},
	"a row of cells":                  {"cv.md", "# Ada Byrne\n|", " a |", ""},
	"rows of cells":                   {"cv.md", "# Ada Byrne\n\n## Experience\n", "| a | 2019 | b |\n", ""},
	"commas":                          {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n", "a, ", ""},
	"commas in the header":            {"cv.txt", "Ada Byrne\n", "a, ", ""},
	"commas in one dated line":        {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n2019 - 2020 ", "Aa, ", ""},
	"commas in one line of skills":    {"cv.txt", "Ada Byrne\n\nSKILLS\n", "a, ", ""},
	"commas in one publication":       {"cv.txt", "Ada Byrne\n\nPUBLICATIONS\nA title, 2019\n", "A, ", ""},
	"tabs":                            {"cv.txt", "Ada Byrne\n", "\t", ""},
	"cells in the header":             {"cv.txt", "Ada Byrne\n", "a\t", ""},
	"cells in one dated line":         {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n2019 - 2020\t", "Aa\t", ""},
	"cells in many dated lines":       {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n", "2019\tAa\tBb\tCc\tDd\tEe\n", ""},
	"dividers in one dated line":      {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n2019 - 2020 ", "Aa | ", ""},
	"dates in one line":               {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n", "2019 ", ""},
	"dates in one line of the header": {"cv.txt", "Ada Byrne\n", "2019 ", ""},
	"dates in many lines":             {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n", "Aa, Bb 2019 - 2020\n", ""},
	"dates in a list":                 {"cv.txt", "Ada Byrne\n\nEDUCATION\n", "- BSc, Aa School 2019 - 2020\n", ""},
	"years without a space":           {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n", "2019-", ""},
	"digits":                          {"cv.txt", "Ada Byrne\n", "1", ""},
	"addresses in one line":           {"cv.txt", "Ada Byrne\n", "a%d@b.de ", ""},
	"divided addresses in one line":   {"cv.txt", "Ada Byrne\n", "a%d@b.de | ", ""},
	"addresses in many lines":         {"cv.txt", "Ada Byrne\n", "a%d@b.de\n", ""},
	"addresses of a section":          {"cv.txt", "Ada Byrne\n\nCONTACT\n", "a%d@b.de\n", ""},
	"one address in many lines":       {"cv.txt", "Ada Byrne\n", "a@b.de\n", ""},
	"websites in one line":            {"cv.txt", "Ada Byrne\n", "www.b%d.de ", ""},
	"networks in many lines":          {"cv.txt", "Ada Byrne\n", "github.com/a%d\n", ""},
	"numbers in one line":             {"cv.txt", "Ada Byrne\n", "+44 20 7946 0958, ", ""},
	"numbers in many lines":           {"cv.txt", "Ada Byrne\n", "+44 20 7946 0958\n", ""},
	"dots":                            {"cv.txt", "Ada Byrne\n", "a.", ""},
	"labels":                          {"cv.txt", "Ada Byrne\n", "Telephone: ", ""},
	"labels in many lines":            {"cv.txt", "Ada Byrne\n\nCONTACT\n", "Telephone:\n", ""},
	"titles":                          {"cv.txt", "Ada Byrne\n", "SKILLS\na\n", ""},
	"titles of no list":               {"cv.md", "# Ada Byrne\n", "## a\nb\n", ""},
	"titles that count":               {"cv.md", "# Ada Byrne\n", "## a%d\nb\n", ""},
	"entries with titles":             {"cv.md", "# Ada Byrne\n\n## Experience\n", "### a\nb\n", ""},
	"lines of a letter":               {"cv.txt", "Ada Byrne\n\nPROFILE\n", "a\n", ""},
	"lines of the header":             {"cv.txt", "", "Aa\n", ""},
	"lines that go on":                {"cv.txt", "Ada Byrne\n\nPROFILE\n", strings.Repeat("word ", 24) + "word\n", ""},
	"lines that go on in Markdown":    {"cv.md", "# Ada Byrne\n\n## Profile\n", strings.Repeat("word ", 24) + "word\n", ""},
	"bullets":                         {"cv.txt", "Ada Byrne\n\nEXPERIENCE\nTram Works 2019\n", "- a\n", ""},
	"bullets and lines":               {"cv.txt", "Ada Byrne\n\nPROJECTS\n", "a\n- b\n", ""},
	"deeper bullets":                  {"cv.md", "# Ada Byrne\n\n## Experience\nTram Works, 2019\n\n- a\n", "  - b\n", ""},
	"titles beside dates":             {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n", "Aa\nBb\nCc\nDd\n2019\n", ""},
	"spaces":                          {"cv.txt", "Ada Byrne\n", "a" + strings.Repeat(" ", 1000), ""},
	"letters":                         {"cv.txt", "Ada Byrne\n", "a", ""},
	"accents":                         {"cv.txt", "Ada Byrne\n", "é", ""},
	"JSON of many jobs":               {"cv.json", `{"basics":{"name":"Ada"},"work":[{"name":"a"}`, `,{"name":"a%d","highlights":["b"]}`, `]}`},
	"JSON of many profiles":           {"cv.json", `{"basics":{"name":"Ada","profiles":[{"network":"x"}`, `,{"network":"GitHub","username":"a%d","url":"https://github.com/a%d"}`, `]}}`},
	"JSON of one text":                {"cv.json", `{"basics":{"name":"Ada","summary":"`, `a\n`, `"}}`},
	"JSON of many keys":               {"cv.json", `{"basics":{"name":"Ada"}`, `,"k%d":1`, `}`},
	"YAML of many lines":              {"cv.yaml", "cv:\n  name: Ada\n  sections:\n    skills:\n", "      - a%d\n", ""},
	"YAML of many entries":            {"cv.yaml", "cv:\n  name: Ada\n  sections:\n    experience:\n", "      - {company: a, position: b, date: '2019'}\n", ""},
	"YAML of many sections":           {"cv.yaml", "cv:\n  name: Ada\n  sections:\n", "    s%d: [a]\n", ""},
	"YAML of old keys":                {"cv.yaml", "cv:\n  name: Ada\n  sections_order: []\n  sections:\n    skills:\n", "      - {name: a, details: b, start_date: 2019-13, end_date: 1}\n", ""},
	"YAML of one text":                {"cv.yaml", "cv:\n  name: Ada\n  sections:\n    about:\n      - \"", "a, **b** ", "\"\n"},
}

// of writes the text in at most so many bytes.
func (h hostileText) of(size int) []byte {
	var b strings.Builder
	b.WriteString(h.head)
	for i := 0; b.Len() < size-len(h.unit)-24; i++ {
		b.WriteString(strings.ReplaceAll(h.unit, "%d", strconv.Itoa(i)))
	}
	b.WriteString(h.tail)
	return []byte(b.String())
}

func formatOf(file string) resume.Format {
	return map[string]resume.Format{".md": resume.Markdown, ".txt": resume.PlainText, ".json": resume.JSONResume, ".yaml": resume.RenderCV}[path.Ext(file)]
}

// whole are the texts that are read in the largest size too: those of one line,
// or of as many titles as there is room for. Were one read in quadratic time,
// the test would take minutes.
var whole = []string{
	"bold letters in one line", "comments", "commas", "commas in the header", "dividers in one dated line", "tabs", "cells in the header",
	"addresses in one line", "divided addresses in one line", "titles that count",
}

// TestHostileTextsAreRead: whatever a text repeats, it becomes a CV, or is
// refused for no other reason than that its CV were too large.
func TestHostileTextsAreRead(t *testing.T) {
	read := func(t *testing.T, h hostileText, size int) {
		result, err := resume.Import(t.Context(), h.file, h.of(size), "")
		if err != nil {
			assert.ErrorContains(t, err, "KB that a CV may have")
			return
		}
		assert.NotEmpty(t, result.YAML)
	}
	for name, h := range hostileTexts {
		t.Run(name, func(t *testing.T) { read(t, h, 20<<10) })
	}
	for _, name := range whole {
		t.Run(name+" of 1 MB", func(t *testing.T) {
			require.Contains(t, hostileTexts, name)
			read(t, hostileTexts[name], 1<<20)
		})
	}
}

// TestLongLinesLoseNoWord: a line that is longer than any in a CV is read in
// parts, with every word.
func TestLongLinesLoseNoWord(t *testing.T) {
	for name, h := range map[string]hostileText{
		"sentences":            {"cv.txt", "Ada Byrne\n\nPROFILE\n", "Sentence number w%d, said once. ", ""},
		"words":                {"cv.txt", "Ada Byrne\n\nPROFILE\n", "w%d ", ""},
		"a bullet":             {"cv.txt", "Ada Byrne\n\nEXPERIENCE\nTram Works, Fitter, 2019 - 2020\n- ", "w%d, ", ""},
		"cells":                {"cv.txt", "Ada Byrne\n\nSKILLS\n", "w%d\t", ""},
		"titles of an entry":   {"cv.txt", "Ada Byrne\n\nEXPERIENCE\n2019 - 2020\t", "w%d | ", ""},
		"bold letters":         {"cv.md", "# Ada Byrne\n\n## Profile\n", "**w%d** and ", ""},
		"a row of cells":       {"cv.md", "# Ada Byrne\n\n## Skills\n|", " w%d |", ""},
		"lines that go on":     {"cv.md", "# Ada Byrne\n\n## Profile\n", strings.Repeat("word ", 12) + "w%d\n", ""},
		"contacts":             {"cv.txt", "Ada Byrne\n", "w%d@b.de, ", ""},
		"contacts in lines":    {"cv.txt", "Ada Byrne\n", "w%d@b.de\n", ""},
		"words in the header":  {"cv.txt", "Ada Byrne\n", "w%d ", ""},
		"bullets below bullet": {"cv.md", "# Ada Byrne\n\n## Experience\nTram Works, 2019\n\n- a\n", "  - w%d\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			data := h.of(40 << 10)
			result, err := resume.Import(t.Context(), h.file, data, "")
			require.NoError(t, err)
			kept := keptWords(t, result)
			for _, word := range roundtrip.Words(strings.ReplaceAll(string(data), "#", "")) {
				require.True(t, kept[word], "%q is lost", word)
			}
		})
	}
}

// tiring is a context that is cancelled once it was asked so many times.
type tiring struct {
	context.Context
	left int
}

func (c *tiring) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestImportStopsWhenCancelled: wherever the context ends, so does Import.
func TestImportStopsWhenCancelled(t *testing.T) {
	text := hostileTexts["dates in many lines"].of(1 << 10)
	asked := 0
	for ; ; asked++ {
		_, err := resume.Import(&tiring{t.Context(), asked}, "cv.txt", text, "")
		if err == nil {
			break
		}
		require.ErrorIs(t, err, context.Canceled)
	}
	assert.Greater(t, asked, 30, "asked at every entry")
	for _, file := range sources(t) {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		_, err = resume.Import(&tiring{t.Context(), 0}, file, data, "")
		assert.ErrorIs(t, err, context.Canceled, file)
	}
}
