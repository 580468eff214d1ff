package render_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	gotext "github.com/go-text/typesetting/font"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/schema"
)

// spot is where a glyph stands: its origin on a page, in points.
type spot struct {
	page int
	x, y float64
	sign string // its letter, or the name of its font and its number there
}

// oracleCase is what RenderCV made of a CV; oracle.py writes it.
type oracleCase struct {
	Theme  string              `json:"theme"`
	Design map[string]any      `json:"design"`
	Pages  [][]json.RawMessage `json:"pages"`
}

// spots reads a case's glyphs.
func (c *oracleCase) spots(t *testing.T) []spot {
	var spots []spot
	for i, lines := range c.Pages {
		for _, raw := range lines {
			var y int
			var steps []int
			var content json.RawMessage
			require.NoError(t, json.Unmarshal(raw, &[]any{&y, &steps, &content}))
			x := 0
			for at, sign := range signs(t, content) {
				x += steps[at]
				spots = append(spots, spot{i + 1, float64(x) / 100, float64(y) / 100, sign})
			}
		}
	}
	return spots
}

// signs reads what stands on a line: a text, or the glyphs' own names.
func signs(t *testing.T, content json.RawMessage) []string {
	var names []string
	if json.Unmarshal(content, &names) == nil {
		return names
	}
	var text string
	require.NoError(t, json.Unmarshal(content, &text))
	for _, char := range text {
		names = append(names, string(plain(char)))
	}
	return names
}

// loadOracle reads the cases of a CV.
func loadOracle(t *testing.T, name string) []oracleCase {
	packed, err := os.ReadFile(filepath.Join("testdata", "frames", name+".json.gz"))
	require.NoError(t, err)
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	data, err := io.ReadAll(reader)
	require.NoError(t, err)
	var cases []oracleCase
	require.NoError(t, json.Unmarshal(data, &cases))
	return cases
}

// compare returns the share of the glyphs of want that have an equal glyph of
// got within a distance, and describes the first few that have not.
func compare(want, got []spot, distance float64) (share float64, misses string) {
	type key struct {
		page int
		sign string
	}
	index := map[key][]spot{}
	for _, s := range got {
		index[key{s.page, s.sign}] = append(index[key{s.page, s.sign}], s)
	}
	found := 0
	var report strings.Builder
	shown := 0
	for i, w := range want {
		best := math.Inf(1)
		for _, g := range index[key{w.page, w.sign}] {
			best = math.Min(best, math.Max(math.Abs(g.x-w.x), math.Abs(g.y-w.y)))
		}
		if best <= distance {
			found++
			continue
		}
		if shown < 4 {
			var context strings.Builder
			for _, next := range want[i:min(len(want), i+30)] {
				context.WriteString(next.sign)
			}
			fmt.Fprintf(&report, "\n  page %d at %.2f,%.2f: off by %.2f in %q", w.page, w.x, w.y, best, context.String())
			shown++
		}
	}
	return float64(found) / math.Max(1, float64(len(want))), report.String()
}

// substituted reports whether a family of the design was not there.
func substituted(result *render.Result) bool {
	return slices.ContainsFunc(result.Report.Lints, func(lint schema.Lint) bool {
		return lint.Kind == "font_fallback" && lint.Path == "/design/typography/font_family"
	})
}

// TestGlyphsStandWhereRenderCVPutsThem compares invented CVs in nine themes and
// with each knob of the design turned with what RenderCV v2.8 printed. Of
// moderncv it compares more than the pages where Fontin is installed or the
// folder named by BESPOKE_FONTS has it, as in CI.
func TestGlyphsStandWhereRenderCVPutsThem(t *testing.T) {
	dir := besideFonts(t)
	photo, err := filepath.Abs(filepath.Join("testdata", "cvs", "photo.png"))
	require.NoError(t, err)
	require.NoError(t, os.Symlink(photo, filepath.Join(dir, "photo.png")))
	compareWithOracle(t, "cvs", dir)
}

// TestOtherScriptsWithTheUsersFonts holds Arabic, Chinese, Japanese and Korean
// with fonts beside the CV against RenderCV: which glyph of which font stands
// where, as a letter of Arabic has many forms.
func TestOtherScriptsWithTheUsersFonts(t *testing.T) {
	dir := filepath.Join("testdata", "scripts")
	for _, name := range []string{"arabic", "chinese", "japanese", "korean"} {
		source, err := os.ReadFile(filepath.Join(dir, name+".yaml"))
		require.NoError(t, err)
		for _, c := range loadOracle(t, name) {
			t.Run(name+"/"+c.Theme, func(t *testing.T) {
				result, err := render.New().Render(context.Background(), source, render.Options{Theme: c.Theme, Design: c.Design, Dir: dir})
				require.NoError(t, err)
				assert.Empty(t, lints(result, "missing_glyph"))
				assert.Empty(t, result.Report.Missing)
				assert.Equal(t, len(c.Pages), result.Pages)
				got, want := glyphSpots(result), c.spots(t)
				assert.Len(t, got, len(want))
				share, misses := compare(want, got, 0.1)
				assert.GreaterOrEqual(t, share, 0.999, "%d of RenderCV's glyphs%s", len(want), misses)
			})
		}
	}
}

// glyphSpots takes the places of all glyphs that leave a mark, with their fonts
// and numbers: of those that look alike the first one's.
func glyphSpots(result *render.Result) []spot {
	first := map[*font.Face]map[string]font.GlyphID{}
	look := func(face *font.Face, glyph font.GlyphID) string {
		outline, _ := gotext.NewFace(face.Parsed).GlyphData(glyph).(gotext.GlyphOutline)
		if len(outline.Segments) == 0 {
			return ""
		}
		return fmt.Sprint(outline.Segments)
	}
	var spots []spot
	for _, s := range result.Spots() {
		drawn := look(s.Face, s.Glyph)
		if drawn == "" {
			continue
		}
		if first[s.Face] == nil {
			first[s.Face] = map[string]font.GlyphID{}
			count := binary.BigEndian.Uint16(s.Face.Table("maxp")[4:])
			for glyph := font.GlyphID(count); glyph > 0; glyph-- {
				first[s.Face][look(s.Face, glyph-1)] = glyph - 1
			}
		}
		spots = append(spots, spot{s.Page, s.X, s.Y, fmt.Sprint(s.Face.Name, " ", first[s.Face][drawn])})
	}
	return spots
}

// compareWithOracle compares the CVs in a folder of testdata, which stand in
// dir beside their photo and fonts, with what RenderCV made of them.
func compareWithOracle(t *testing.T, folder, dir string) {
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	engine := render.New()
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, c := range loadOracle(t, name) {
			design, err := json.Marshal(c.Design)
			require.NoError(t, err)
			t.Run(fmt.Sprintf("%s/%s/%s", name, c.Theme, design), func(t *testing.T) {
				result, err := engine.Render(context.Background(), source, render.Options{
					Theme: c.Theme, Design: c.Design, Dir: dir,
				})
				require.NoError(t, err)
				assert.Empty(t, lints(result, "photo"))
				assert.Empty(t, lints(result, "missing_glyph"))
				assert.Empty(t, result.Report.Missing)
				if substituted(result) { // moderncv's font cannot be built in
					require.NotEqual(t, "true", os.Getenv("CI"), "name a folder that has Fontin by BESPOKE_FONTS")
					assert.InDelta(t, len(c.Pages), result.Pages, 1, "pages")
					return
				}
				assert.Equal(t, len(c.Pages), result.Pages, "pages")
				got, want := frameSpots(result), c.spots(t)
				share, misses := compare(want, got, 0.1)
				assert.GreaterOrEqual(t, share, 0.999, "%d of RenderCV's glyphs, %d of ours%s", len(want), len(got), misses)
				assert.InDelta(t, len(want), len(got), 1+0.001*float64(len(want)))
			})
		}
	}
}

// frameSpots takes the glyphs' places from the layout.
func frameSpots(result *render.Result) []spot {
	var spots []spot
	for _, s := range result.Spots() {
		if s.Char != 0 && shown(s.Char) {
			spots = append(spots, spot{s.Page, s.X, s.Y, string(plain(s.Char))})
		}
	}
	return spots
}

// shown leaves out spaces and icons.
func shown(char rune) bool {
	return !unicode.IsSpace(char) && (char < 0xe000 || char > 0xf8ff)
}

// plain writes the hyphen that a line break puts in like any other.
func plain(char rune) rune {
	if char == '\u00ad' {
		return '-'
	}
	return char
}
