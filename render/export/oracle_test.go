package export_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/goldentest"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/export"
)

func build(t *testing.T, file string) *content.CV {
	t.Helper()
	src, err := os.ReadFile(file)
	require.NoError(t, err)
	doc, err := cv.Parse(src)
	require.NoError(t, err)
	c, _, err := content.Build(doc, content.Options{Dir: filepath.Dir(file), Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	return c
}

// TestTypstIsRenderCVs compares, byte for byte, with what the real RenderCV
// wrote (testdata/oracle.py).
func TestTypstIsRenderCVs(t *testing.T) {
	for _, file := range oracleFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(strings.TrimSuffix(file, ".yaml") + ".typ")
			require.NoError(t, err)
			assert.Equal(t, string(want), export.Typst(build(t, file)))
		})
	}
}

func oracleFiles(t *testing.T) []string {
	files, err := filepath.Glob("testdata/cvs/*.yaml")
	require.NoError(t, err)
	if extra := os.Getenv("ORACLE_FILES"); extra != "" {
		more, err := filepath.Glob(extra)
		require.NoError(t, err)
		files = append(files, more...)
	}
	require.NotEmpty(t, files)
	return files
}

// TestMarkdownIsRenderCVs compares the lines that are not empty. Contacts that
// the original garbles or leaves out are not compared: websites, lists (which
// it prints as Python does) and custom ones.
func TestMarkdownIsRenderCVs(t *testing.T) {
	for _, file := range oracleFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(strings.TrimSuffix(file, ".yaml") + ".md")
			require.NoError(t, err)
			assert.Equal(t, lines(string(want)), lines(export.Markdown(build(t, file))))
		})
	}
}

var notCompared = regexp.MustCompile(`^- (Website|Email|Phone|star|key|calendar days): `)

func lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(s string) bool { return strings.TrimSpace(s) == "" || notCompared.MatchString(s) })
}

func TestTextIsReadable(t *testing.T) {
	for _, name := range []string{"engineer", "nurse"} {
		got := export.Text(document.Set(build(t, "testdata/cvs/"+name+".yaml")))
		goldentest.Equal(t, "testdata/"+name+".txt", got)
	}
}
