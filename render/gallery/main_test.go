package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/theme"
)

func TestPaintMakesAPictureOfEachTheme(t *testing.T) {
	out := filepath.Join(t.TempDir(), "gallery")
	require.NoError(t, paint("../../examples/cvs/software-engineer.yaml", out, 40))
	seen := map[string]string{}
	for _, name := range theme.Names {
		picture, err := os.ReadFile(filepath.Join(out, name+".png"))
		require.NoError(t, err)
		assert.Empty(t, seen[string(picture)], "%s looks like another theme", name)
		seen[string(picture)] = name
	}
}

func TestPaintSaysWhatIsMissing(t *testing.T) {
	assert.ErrorContains(t, paint("no.yaml", t.TempDir(), 40), "no.yaml")
}
