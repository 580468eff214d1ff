package render_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
)

func load(t testing.TB, name string) []byte {
	source, err := os.ReadFile(filepath.Join("testdata", "cvs", name+".yaml"))
	require.NoError(t, err)
	return source
}

func TestRender(t *testing.T) {
	result, err := render.New().Render(context.Background(), load(t, "engineer"), render.Options{MaxPages: 1})
	require.NoError(t, err)
	assert.Equal(t, 2, result.Pages)
	assert.True(t, bytes.HasPrefix(result.PDF, []byte("%PDF-1.")))
	report := result.Report
	assert.Equal(t, 2, report.Pages)
	assert.False(t, report.Fits)
	assert.Empty(t, report.Missing)
	assert.Greater(t, report.TextFields, 80)
	assert.InDelta(t, 0.7, report.LastPageFill, 0.3)
}

// TestSameInputGivesTheSameBytes renders every CV by an engine that knows
// nothing and by one that has rendered it, and all others, before.
func TestSameInputGivesTheSameBytes(t *testing.T) {
	files, err := filepath.Glob("testdata/cvs/*.yaml")
	require.NoError(t, err)
	knowing := render.New()
	var fresh [][]byte
	for round := range 2 {
		for i, file := range files {
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			if round == 0 {
				result, err := render.New().Render(context.Background(), source, render.Options{})
				require.NoError(t, err, file)
				fresh = append(fresh, result.PDF)
			}
			result, err := knowing.Render(context.Background(), source, render.Options{})
			require.NoError(t, err, file)
			assert.True(t, bytes.Equal(fresh[i], result.PDF), file)
		}
	}
	knowing.Forget()
	again, err := knowing.Render(context.Background(), load(t, "nurse"), render.Options{})
	require.NoError(t, err)
	assert.True(t, slices.ContainsFunc(fresh, func(pdf []byte) bool { return bytes.Equal(pdf, again.PDF) }), "of what it has forgotten")
}

func TestEngineIsSafeForConcurrentUse(t *testing.T) {
	engine := render.New()
	themes := []string{"classic", "ember", "engineeringclassic", "harvard", "ink", "moderncv", "opal", "sb2nov"}
	want := make([][]byte, len(themes))
	for i, theme := range themes {
		result, err := engine.Render(context.Background(), load(t, "developer"), render.Options{Theme: theme})
		require.NoError(t, err)
		want[i] = result.PDF
	}
	source := load(t, "developer")
	long := longCV(3, true)
	longer, err := engine.Render(context.Background(), long, render.Options{})
	require.NoError(t, err)
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			result, err := engine.Render(context.Background(), source, render.Options{Theme: themes[i%len(themes)]})
			if assert.NoError(t, err) {
				assert.Equal(t, want[i%len(themes)], result.PDF)
				_, err = result.PNG(1, 36)
				assert.NoError(t, err)
			}
			again, err := engine.Render(context.Background(), long, render.Options{})
			if assert.NoError(t, err) {
				assert.Equal(t, longer.PDF, again.PDF)
			}
		})
	}
	group.Wait()
}

func TestErrors(t *testing.T) {
	engine := render.New()
	t.Run("broken YAML", func(t *testing.T) {
		_, err := engine.Render(context.Background(), []byte("cv:\n  name: [\n"), render.Options{})
		assert.ErrorContains(t, err, "line")
	})
	t.Run("unknown theme", func(t *testing.T) {
		_, err := engine.Render(context.Background(), load(t, "nurse"), render.Options{Theme: "clasic"})
		assert.ErrorContains(t, err, "classic")
	})
	t.Run("ended context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := engine.Render(ctx, load(t, "nurse"), render.Options{})
		assert.ErrorIs(t, err, context.Canceled)
	})
	t.Run("page out of range", func(t *testing.T) {
		result, err := engine.Render(context.Background(), load(t, "nurse"), render.Options{})
		require.NoError(t, err)
		for _, number := range []int{-1, 0, 2} {
			_, err = result.PNG(number, 72)
			assert.ErrorIs(t, err, render.ErrPage)
		}
	})
}

func lints(result *render.Result, kind string) []schema.Lint {
	var found []schema.Lint
	for _, lint := range result.Report.Lints {
		if lint.Kind == kind {
			found = append(found, lint)
		}
	}
	return found
}

const reportCV = `cv:
  name: Vera Invented
  sections:
    summary:
      - Maintains infrastructure, knows internationalization and likes characteristically long sentences about infrastructure and internationalization of characteristically distributed infrastructure.
      - 漢字
      - https://example.org
design:
  theme: classic
  page: {left_margin: 3.1in, right_margin: 3.1in}
`

func TestADraftReportsWhatThePrintWould(t *testing.T) {
	options := render.Options{Keywords: []string{"Infrastructure"}, MaxPages: 1}
	printed, err := render.New().Render(context.Background(), []byte(reportCV), options)
	require.NoError(t, err)
	options.Draft = true
	draft, err := render.New().Render(context.Background(), []byte(reportCV), options)
	require.NoError(t, err)
	assert.Empty(t, draft.PDF)
	assert.NotEmpty(t, printed.PDF)
	assert.Equal(t, printed.Report, draft.Report)
}

func TestWhatWasCountedIsPrintedLater(t *testing.T) {
	options := render.Options{Keywords: []string{"Infrastructure"}, MaxPages: 1, Count: true}
	engine := render.New()
	counted, err := engine.Render(context.Background(), []byte(reportCV), options)
	require.NoError(t, err)
	assert.Empty(t, counted.PDF)
	assert.Empty(t, counted.Report.Lints)
	options.Count = false
	var finishing sync.WaitGroup
	for range 4 { // at once, and while others are laid out
		finishing.Go(func() {
			printed, err := engine.Render(context.Background(), []byte(reportCV), options)
			if !assert.NoError(t, err) {
				return
			}
			assert.Equal(t, printed.Report.LastPageFill, counted.Report.LastPageFill)
			assert.Equal(t, printed.Pages, counted.Pages)
			finished, err := counted.Finish(options)
			assert.NoError(t, err)
			assert.Equal(t, printed.Report, finished.Report)
			assert.Equal(t, printed.PDF, finished.PDF)
		})
	}
	finishing.Wait()
	assert.NotEmpty(t, counted.Places("/cv/sections/summary/0"))
}

func TestReportSpeaksOfWhatLooksBad(t *testing.T) {
	result, err := render.New().Render(context.Background(), []byte(reportCV), render.Options{
		Keywords: []string{"Infrastructure", "internationalization", "characteristically"},
	})
	require.NoError(t, err)
	if found := lints(result, "hyphenated_keyword"); assert.NotEmpty(t, found) {
		assert.Equal(t, "/cv/sections/summary/0", found[0].Path)
		assert.Equal(t, 1, found[0].Page)
	}
	if found := lints(result, "missing_glyph"); assert.Len(t, found, 1) {
		assert.Equal(t, "漢字", found[0].Words)
		assert.Equal(t, "/cv/sections/summary/1", found[0].Path)
	}
	assert.Empty(t, result.Report.Missing, "hyphens and missing glyphs lose no text")

	narrow := strings.Replace(reportCV, "3.1in, right_margin: 3.1in", "4in, right_margin: 4in", 1)
	result, err = render.New().Render(context.Background(), []byte(narrow), render.Options{})
	require.NoError(t, err)
	assert.NotEmpty(t, lints(result, "overfull_line"))
	assert.Empty(t, result.Report.Missing)
}

func TestPhoto(t *testing.T) {
	folder := t.TempDir()
	picture := image.NewRGBA(image.Rect(0, 0, 30, 40))
	for i := range picture.Pix {
		picture.Pix[i] = 200
	}
	picture.Set(0, 0, color.Black)
	var file bytes.Buffer
	require.NoError(t, png.Encode(&file, picture))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "me.png"), file.Bytes(), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "bad.png"), []byte("no picture"), 0o644))
	source := "cv:\n  name: Vera Invented\n  photo: %s\n  email: vera@example.org\n"

	with, err := render.New().Render(context.Background(), fmt.Appendf(nil, source, "me.png"), render.Options{Dir: folder})
	require.NoError(t, err)
	assert.Empty(t, lints(with, "photo"))
	assert.Contains(t, string(with.PDF), "/Subtype/Image")

	for _, name := range []string{"bad.png", "absent.png"} {
		without, err := render.New().Render(context.Background(), fmt.Appendf(nil, source, name), render.Options{Dir: folder})
		require.NoError(t, err)
		assert.Len(t, lints(without, "photo"), 1, name)
		assert.Empty(t, without.Report.Missing)
	}

	const address = "https://example.org/me.png"
	fetched, err := render.New().Render(context.Background(), fmt.Appendf(nil, source, address), render.Options{
		ReadPhoto: func(_ context.Context, place string) ([]byte, error) {
			assert.Equal(t, address, place)
			return file.Bytes(), nil
		},
	})
	require.NoError(t, err)
	assert.Empty(t, lints(fetched, "photo"))
	assert.Equal(t, with.PDF, fetched.PDF)
	unfetched, err := render.New().Render(context.Background(), fmt.Appendf(nil, source, address), render.Options{})
	require.NoError(t, err)
	if found := lints(unfetched, "photo"); assert.Len(t, found, 1) {
		assert.Contains(t, found[0].Message, "it is on the web and is not fetched here. Save it beside the YAML file")
	}
}

func TestOwnFontsComeFirst(t *testing.T) {
	folder := t.TempDir()
	data, err := os.ReadFile(filepath.Join("font", "files", "Lato-Regular.ttf"))
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(filepath.Join(folder, "fonts"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "fonts", "a.ttf"), data, 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "fonts", "b.ttf"), []byte("no font"), 0o644))
	result, err := render.New().Render(context.Background(), load(t, "sales"), render.Options{Dir: folder, Theme: "opal"})
	require.NoError(t, err)
	if found := lints(result, "font_fallback"); assert.NotEmpty(t, found) {
		assert.Contains(t, found[0].Message, "b.ttf")
	}
}
