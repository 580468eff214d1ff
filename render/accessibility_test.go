package render_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
)

// TestPDFsAreAccessible lets veraPDF, the checker of the PDF Association, hold
// each CV of testdata in one theme, some of them in all nine, against PDF/UA-1.
// BESPOKE_VERAPDF names the folder with its library, which the pom.xml beside
// Validate.java fetches.
func TestPDFsAreAccessible(t *testing.T) {
	library := os.Getenv("BESPOKE_VERAPDF")
	if library == "" {
		require.NotEqual(t, "true", os.Getenv("CI"), "BESPOKE_VERAPDF names no folder with veraPDF")
		t.Skip("BESPOKE_VERAPDF names no folder with veraPDF")
	}
	folder := t.TempDir()
	untagged := filepath.Join(folder, "untagged.pdf")
	require.NoError(t, os.WriteFile(untagged, untaggedPDF(), 0o600))
	verdicts := verify(t, library, append(printedToVerify(t, folder), untagged))
	assert.Contains(t, verdicts[untagged], "fails", "a file without tags shows whether anything is checked")
	delete(verdicts, untagged)
	assert.Greater(t, len(verdicts), 50)
	for path, verdict := range verdicts {
		assert.Equal(t, "ok", verdict, filepath.Base(path))
	}
}

// untaggedPDF is an empty page that nothing is said of.
func untaggedPDF() []byte {
	file := []byte("%PDF-1.7\n")
	table := "xref\n0 4\n0000000000 65535 f \n"
	for i, object := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
	} {
		table += fmt.Sprintf("%010d 00000 n \n", len(file))
		file = fmt.Appendf(file, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	return fmt.Appendf(file, "%strailer\n<</Root 1 0 R/Size 4>>\nstartxref\n%d\n%%%%EOF\n", table, len(file))
}

// printedToVerify prints CVs into a folder and returns the paths of the PDFs.
func printedToVerify(t *testing.T, folder string) []string {
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.yaml"))
	require.NoError(t, err)
	engine := render.New()
	var paths []string
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		in := themes[:1]
		switch name { // plain, with a photo, with lists in lists
		case "engineer", "sales", "nested":
			in = themes
		}
		for _, theme := range in {
			result, err := engine.Render(context.Background(), source, render.Options{Theme: theme, Dir: filepath.Dir(file)})
			require.NoError(t, err, file)
			path := filepath.Join(folder, name+"-"+theme+".pdf")
			require.NoError(t, os.WriteFile(path, result.PDF, 0o600))
			paths = append(paths, path)
		}
	}
	return paths
}

// verify returns "ok" or what is broken for each path.
func verify(t *testing.T, library string, paths []string) map[string]string {
	program := filepath.Join("testdata", "verapdf", "Validate.java")
	command := exec.Command("java", append([]string{"-cp", filepath.Join(library, "*"), program}, paths...)...)
	var problems bytes.Buffer
	command.Stderr = &problems
	output, err := command.Output()
	require.NoError(t, err, problems.String())
	verdicts := map[string]string{}
	for line := range strings.Lines(string(output)) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		require.Len(t, fields, 3, line)
		verdicts[fields[0]] = strings.TrimSpace(fields[1] + " " + fields[2])
	}
	require.Len(t, verdicts, len(paths))
	return verdicts
}
