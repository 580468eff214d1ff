package font_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"

	gotext "github.com/go-text/typesetting/font"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/goldentest"
	"github.com/bespoke-cv/bespoke/render/font"
)

// TestGoldenAdvances pins the metrics of every built-in face, so that neither
// another version of a file nor of the shaping library changes a line break
// unseen.
func TestGoldenAdvances(t *testing.T) {
	type metrics struct {
		PostScript                 string
		UnitsPerEm                 float64
		CapHeight, Ascent, Descent float64
		Advances                   []int // of the printable ASCII characters, in font units
	}
	got := map[string]metrics{}
	library, _ := font.NewLibrary("")
	for _, name := range font.Builtin() {
		family, substituted := library.Find(name)
		require.False(t, substituted, name)
		for style := font.Regular; style <= font.BoldItalic; style++ {
			face := family.Face(style)
			require.NotNil(t, face, name)
			entry := metrics{face.Name, face.UnitsPerEm, face.CapHeight, face.Ascent, face.Descent, nil}
			glyphs := gotext.NewFace(face.Parsed)
			for r := ' '; r <= '~'; r++ {
				glyph, _ := face.Parsed.NominalGlyph(r)
				entry.Advances = append(entry.Advances, int(glyphs.HorizontalAdvance(glyph)))
			}
			got[face.Name] = entry
		}
	}
	encoded, err := json.Marshal(got)
	require.NoError(t, err)
	var want map[string]metrics
	require.NoError(t, json.Unmarshal(goldentest.Read(t, "testdata/advances.json", encoded), &want))
	assert.Equal(t, want, got)
}

func TestLibrary(t *testing.T) {
	own := t.TempDir()
	source, err := os.ReadFile(filepath.Join("files", "Lato-Bold.ttf"))
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(filepath.Join(own, "fonts"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(own, "fonts", "mine.ttf"), source, 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(own, "fonts", "broken.ttf"), []byte("no font"), 0o644))

	library, problems := font.NewLibrary(own)
	require.Len(t, problems, 1)
	assert.Contains(t, problems[0], "broken.ttf")

	tests := []struct {
		name, want  string
		substituted bool
	}{
		{"Source Sans 3", "Source Sans 3", false},
		{"source sans 3 ", "Source Sans 3", false},
		{"Lato", "Lato", false},
		{"Fontin", "XCharter", true},
		{"No Such Family", font.Fallback, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			family, substituted := library.Find(test.name)
			assert.Equal(t, test.want, family.Name)
			assert.Equal(t, test.substituted, substituted)
		})
	}
	t.Run("a user's family stands before the built-in one", func(t *testing.T) {
		family, _ := library.Find("Lato")
		assert.True(t, family.Face(font.Regular).Bold, "only the user's bold file is there")
	})
}

func TestParseRefusesWhatIsNoFont(t *testing.T) {
	for _, data := range [][]byte{nil, []byte("no font"), make([]byte, 100), []byte("OTTO\x00\x01")} {
		_, err := font.Parse(data)
		assert.ErrorIs(t, err, font.ErrFormat)
	}
}

func TestFamilyIsSafeForConcurrentUse(t *testing.T) {
	library, _ := font.NewLibrary("")
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			family, _ := library.Find("Ubuntu")
			assert.NotNil(t, family.Face(font.BoldItalic))
		})
	}
	group.Wait()
}

func FuzzParse(f *testing.F) {
	data, err := os.ReadFile(filepath.Join("files", "Lato-Italic.ttf"))
	require.NoError(f, err)
	f.Add(data[:2000])
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = font.Parse(data)
	})
}

func BenchmarkParse(b *testing.B) {
	data, err := os.ReadFile(filepath.Join("files", "SourceSans3-Regular.ttf"))
	require.NoError(b, err)
	for b.Loop() {
		if _, err := font.Parse(data); err != nil {
			b.Fatal(err)
		}
	}
}
