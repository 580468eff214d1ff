package render_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
)

// march is the day on which the published examples were printed.
var march = time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)

// besideFonts returns a folder for a CV with the fonts in it that the folder
// named by BESPOKE_FONTS has: those that RenderCV ships and bespoke may not.
func besideFonts(t *testing.T) string {
	dir := t.TempDir()
	if fonts := os.Getenv("BESPOKE_FONTS"); fonts != "" {
		found, err := filepath.Glob(filepath.Join(fonts, "*.[ot]tf"))
		require.NoError(t, err)
		require.NotEmpty(t, found, "BESPOKE_FONTS has no fonts")
		fonts, err = filepath.Abs(fonts)
		require.NoError(t, err)
		require.NoError(t, os.Symlink(fonts, filepath.Join(dir, "fonts")))
	}
	return dir
}

// withinReach is the figure that compare.py prints.
var withinReach = regexp.MustCompile(`pages (\d+)/(\d+) .* 0\.2pt ([\d.]+)%`)

// TestReferences lets the comparator of the published examples tell how many
// of their glyphs ours have within 0.2 points, where the examples are at hand.
// Nothing may be missing in CI then; elsewhere moderncv is left out where its
// font, Fontin, is.
func TestReferences(t *testing.T) {
	folder := filepath.Join("..", "..", "shared", "render")
	files, _ := filepath.Glob(filepath.Join(folder, "reference", "*.yaml"))
	if len(files) == 0 {
		t.Skip("needs the published examples")
	}
	need := t.Skipf
	if os.Getenv("CI") == "true" {
		need = t.Fatalf
	}
	for program, debian := range map[string]string{"mutool": "mupdf-tools", "python3": "python3"} {
		if _, err := exec.LookPath(program); err != nil {
			need("%s is not installed (Debian package %s)", program, debian)
		}
	}
	require.Len(t, files, 9)
	engine, dir := render.New(), besideFonts(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			result, err := engine.Render(context.Background(), source, render.Options{Now: march, Dir: dir})
			require.NoError(t, err)
			if substituted(result) {
				if os.Getenv("CI") == "true" {
					t.Fatal("Fontin is missing: name a folder that has it by BESPOKE_FONTS")
				}
				t.Skip("needs Fontin, which may not be built in: name a folder that has it by BESPOKE_FONTS")
			}
			ours := filepath.Join(t.TempDir(), "ours.pdf")
			require.NoError(t, os.WriteFile(ours, result.PDF, 0o600))
			out, err := exec.Command("python3", filepath.Join(folder, "compare.py"),
				strings.TrimSuffix(file, ".yaml")+".pdf", ours, "--show", "5").CombinedOutput()
			require.NoError(t, err, "%s", out)
			found := withinReach.FindSubmatch(out)
			require.NotNil(t, found, "%s", out)
			share, err := strconv.ParseFloat(string(found[3]), 64)
			require.NoError(t, err)
			assert.Equal(t, string(found[1]), string(found[2]), "pages")
			assert.GreaterOrEqual(t, share, 99.9, "%s", out)
			t.Logf("%s", out)
		})
	}
}
