//go:build unix

package rendercv_test

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/rendercv"
)

// TestRealCommand compares with the built-in engine, where RenderCV v2.8 is
// installed and can reach the Typst packages that it needs.
func TestRealCommand(t *testing.T) {
	path, err := rendercv.CLI{}.Installed()
	if err != nil {
		t.Skip(err)
	}
	if version, err := exec.Command(path, "--version").CombinedOutput(); err != nil || !bytes.Contains(version, []byte("RenderCV v2.8")) {
		t.Skipf("made for RenderCV v2.8, not %s", version)
	}
	for _, name := range []string{"nurse", "engineer"} {
		source, err := os.ReadFile(filepath.Join("..", "testdata", "cvs", name+".yaml"))
		require.NoError(t, err)
		for _, options := range []render.Options{
			{Now: day},
			{Now: day, Theme: "harvard", Design: map[string]any{"page": map[string]any{"size": "a5"}, "colors": map[string]any{"name": "#aa0000"}}},
		} {
			t.Run(name+options.Theme, func(t *testing.T) {
				result, err := rendercv.CLI{}.Render(t.Context(), source, options)
				require.NoError(t, err)
				want, err := render.New().Render(t.Context(), source, options)
				require.NoError(t, err)
				assert.Equal(t, want.Pages, result.Pages)
				assert.InDelta(t, want.Report.LastPageFill, result.Report.LastPageFill, 0.02)
				picture, err := result.PNG(result.Pages, 72)
				require.NoError(t, err)
				ours, err := want.PNG(result.Pages, 72)
				require.NoError(t, err)
				assert.Less(t, difference(t, picture, ours), 0.05)
			})
		}
	}
	t.Run("refusal", func(t *testing.T) {
		_, err := rendercv.CLI{}.Render(t.Context(), []byte(sample), render.Options{})
		assert.ErrorContains(t, err, "line 3, column 10: cv.phone: This is not a valid phone number. (123)")
	})
	t.Run("own theme", func(t *testing.T) {
		dir := t.TempDir()
		create := exec.Command(path, "create-theme", "ownstyle")
		create.Dir = dir
		require.NoError(t, create.Run())
		source := strings.Replace(sample, "  phone: \"123\"\n", "", 1)
		result, err := rendercv.CLI{}.Render(t.Context(), []byte(source), render.Options{Dir: dir, Theme: "ownstyle"})
		require.NoError(t, err)
		assert.Equal(t, 1, result.Pages)
	})
}

// difference is the mean difference of two pictures' grays, from 0 to 1.
func difference(t *testing.T, a, b []byte) float64 {
	left, err := png.Decode(bytes.NewReader(a))
	require.NoError(t, err)
	right, err := png.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	size := left.Bounds().Intersect(right.Bounds())
	var sum float64
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			one, _, _, _ := left.At(x, y).RGBA()
			other, _, _, _ := right.At(x, y).RGBA()
			sum += max(float64(one), float64(other)) - min(float64(one), float64(other))
		}
	}
	return sum / 0xffff / float64(size.Dx()*size.Dy())
}
