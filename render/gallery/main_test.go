package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/theme"
)

const sample = "../../examples/cvs/software-engineer.yaml"

func TestPaintMakesAPictureOfEachThemeAndASheet(t *testing.T) {
	g := gallery{source: sample, out: filepath.Join(t.TempDir(), "gallery"), dpi: 40, sheetDPI: 20}
	require.NoError(t, g.paint())
	seen := map[string]string{}
	for _, name := range theme.Names {
		picture, err := os.ReadFile(filepath.Join(g.out, name+".png"))
		require.NoError(t, err)
		assert.Empty(t, seen[string(picture)], "%s looks like another theme", name)
		seen[string(picture)] = name
		assertPaletted(t, picture)
	}
	all, err := os.ReadFile(filepath.Join(g.out, sheetName))
	require.NoError(t, err)
	size := assertPaletted(t, all)
	assert.GreaterOrEqual(t, size.X, columns*170, "three letter pages side by side at 20 dpi")
	assert.GreaterOrEqual(t, size.Y, columns*220)

	again := g
	again.out = t.TempDir()
	require.NoError(t, again.paint())
	same, err := os.ReadFile(filepath.Join(again.out, sheetName))
	require.NoError(t, err)
	assert.Equal(t, all, same, "the pictures change only when the pages do")
}

func assertPaletted(t *testing.T, picture []byte) image.Point {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	assert.IsType(t, &image.Paletted{}, decoded)
	return decoded.Bounds().Size()
}

// The README is read over slow lines too.
func TestTheKeptGalleryIsSmall(t *testing.T) {
	files, err := filepath.Glob("../../docs/gallery/*.png")
	require.NoError(t, err)
	require.Len(t, files, len(theme.Names)+1)
	var total int64
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(t, err)
		total += info.Size()
	}
	assert.Less(t, total, int64(600<<10))
}

func TestPaintSaysWhatIsMissing(t *testing.T) {
	assert.ErrorContains(t, (&gallery{source: "no.yaml", out: t.TempDir(), dpi: 40, sheetDPI: 20}).paint(), "no.yaml")
}
