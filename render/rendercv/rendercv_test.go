//go:build unix

package rendercv_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/rendercv"
)

const sample = `cv:
  name: Ida Invented
  phone: "123"
  sections:
    work:
      - company: Made-up Works
        position: Welder
        start_date: "2020"
        highlights:
          - Welded frames
`

var day = time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)

func TestRenderGivesTheShapeOfTheBuiltInEngine(t *testing.T) {
	folder := install(t, "")
	options := render.Options{Theme: "ink", Design: map[string]any{"page": map[string]any{"size": "a5"}}, MaxPages: 1, Now: day}
	result, err := rendercv.CLI{}.Render(t.Context(), []byte(sample), options)
	require.NoError(t, err)
	want, err := render.New().Render(t.Context(), []byte(sample), options)
	require.NoError(t, err)
	assert.Equal(t, want.PDF, result.PDF, "theme, design and day reached the command")
	assert.Equal(t, 1, result.Pages)
	assert.Equal(t, 1, result.Report.MaxPages)
	assert.True(t, result.Report.Fits)
	assert.InDelta(t, want.Report.LastPageFill, result.Report.LastPageFill, 0.02)
	assert.Zero(t, result.Report.TextFields, "no text layer was checked")
	require.Len(t, result.Report.Lints, 1)
	assert.Equal(t, "quoted_year", result.Report.Lints[0].Kind)

	for _, dpi := range []float64{36, rendercv.PictureDPI} {
		picture, err := result.PNG(1, dpi)
		require.NoError(t, err)
		config, err := png.DecodeConfig(bytes.NewReader(picture))
		require.NoError(t, err)
		assert.InDelta(t, 419.53*dpi/72, config.Width, 1, "an a5 page at %g dpi", dpi)
	}
	_, err = result.PNG(1, 300)
	require.ErrorIs(t, err, render.ErrOptions)
	assert.ErrorContains(t, err, "144")
	_, err = result.PNG(2, 72)
	require.ErrorIs(t, err, render.ErrPage)
	assert.NoDirExists(t, note(t, folder, "folder"), "nothing is left behind")
}

func TestOverlayMeansWhatItMeansToTheBuiltInEngine(t *testing.T) {
	type design = map[string]any
	const body = "cv:\n  name: Ida Invented\n  headline: Welder\n  sections:\n    text:\n      - Some words *of* text -- and more\n"
	for name, test := range map[string]struct {
		tail    string // of the file
		options render.Options
	}{
		"nothing":                   {"", render.Options{}},
		"theme":                     {"", render.Options{Theme: "sb2nov"}},
		"design without a theme":    {"design:\n  page:\n    size: a4 # paper\n", render.Options{}},
		"empty design":              {"design:\n", render.Options{Design: design{"page": design{"size": "a5"}}}},
		"theme over theme":          {"design:\n  theme: ember\n  page: {size: a5}\n", render.Options{Theme: "opal"}},
		"theme in the design":       {"design:\n  theme: ember\n", render.Options{Design: design{"theme": "ink", "links": design{"underline": false}}}},
		"new group":                 {"design:\n  theme: ink\n", render.Options{Design: design{"colors": design{"name": "rgb(9, 9, 9)"}}}},
		"new key":                   {"design:\n  theme: ink\n  colors:\n    body: \"#111111\"\n", render.Options{Design: design{"colors": design{"name": "#333"}}}},
		"same key":                  {"design:\n  theme: ink\n  colors:\n    name: \"#111111\" # dark\n", render.Options{Design: design{"colors": design{"name": "#ff0000"}}}},
		"null leaves it":            {"design:\n  theme: ink\n  page:\n    size: a5\n", render.Options{Design: design{"page": design{"size": nil}}}},
		"one font, then some":       {"design:\n  theme: classic\n  typography:\n    font_family: Lato\n", render.Options{Design: design{"typography": design{"font_family": design{"name": "Raleway"}}}}},
		"some fonts, then one":      {"design:\n  theme: classic\n  typography:\n    font_family:\n      name: Raleway\n", render.Options{Design: design{"typography": design{"font_family": "Lato"}}}},
		"day":                       {"design:\n  theme: classic\n", render.Options{Now: day}},
		"day of the file":           {"settings:\n  current_date: 2020-02-02\n", render.Options{Now: day}},
		"settings without a day":    {"settings:\n  bold_keywords: [words]\n", render.Options{Now: day}},
		"flow style":                {"design: {theme: classic, page: {size: a4}}\nsettings: {pdf_title: X}\n", render.Options{Now: day, Design: design{"page": design{"size": "a5", "show_footer": false}}}},
		"list":                      {"design:\n  theme: classic\n", render.Options{Design: design{"sections": design{"show_time_spans_in": []any{"text"}}}}},
		"render_command is ignored": {"settings:\n  current_date: 2020-02-02\n  render_command:\n    pdf_path: /nowhere/x.pdf\n", render.Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			folder := install(t, "small pictures")
			source := []byte(body + test.tail)
			if test.options.Now.IsZero() {
				test.options.Now = day
			}
			result, err := rendercv.CLI{}.Render(t.Context(), source, test.options)
			require.NoError(t, err)
			want, err := render.New().Render(t.Context(), source, test.options)
			require.NoError(t, err)
			input := note(t, folder, "input")
			assert.Equal(t, want.PDF, result.PDF, input)
			assert.NotContains(t, input, "render_command")
			assert.Contains(t, input, body[:len(body)-1], "the CV itself keeps its bytes")
			if strings.Contains(input, "design:") {
				assert.Contains(t, input, "theme:", "RenderCV asks for one")
			}
		})
	}
}

func TestReportSaysThatThereAreTooManyPages(t *testing.T) {
	install(t, "")
	long := sample + strings.Repeat("          - Welded frames\n", 120)
	result, err := rendercv.CLI{}.Render(t.Context(), []byte(long), render.Options{MaxPages: 1})
	require.NoError(t, err)
	assert.Greater(t, result.Pages, 1)
	assert.False(t, result.Report.Fits)
}

func TestCommandSeesOnlyWhatItNeeds(t *testing.T) {
	t.Setenv("OPENAI_API_KEY", "secret")
	t.Setenv("DATABASE_URL", "postgres://secret")
	t.Setenv("BESPOKE_TOKEN", "secret")
	t.Setenv("HOME", t.TempDir())
	folder := install(t, "")
	_, err := rendercv.CLI{}.Render(t.Context(), []byte(sample), render.Options{})
	require.NoError(t, err)
	environment := note(t, folder, "environment")
	assert.NotContains(t, environment, "secret")
	assert.Contains(t, environment, "HOME=")
	assert.Contains(t, environment, "TMPDIR="+note(t, folder, "folder"))
	assert.NotContains(t, note(t, folder, "arguments"), "dont-generate-typst")
}

func TestPhotoFontsAndThemeAreAtHand(t *testing.T) {
	dir := t.TempDir()
	photo, err := os.ReadFile("../export/testdata/cvs/photo.png")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "pictures"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pictures", "Me.PNG"), photo, 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "fonts"), 0o700))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "ownstyle"), 0o700))
	source := strings.Replace(sample, "  phone:", "  photo: pictures/Me.PNG\n  phone:", 1)

	folder := install(t, "")
	_, err = rendercv.CLI{}.Render(t.Context(), []byte(source), render.Options{Dir: dir})
	require.NoError(t, err)
	here := note(t, folder, "folder")
	assert.Contains(t, note(t, folder, "names"), filepath.Join(here, "photo.png"))
	assert.Contains(t, note(t, folder, "names"), filepath.Join(here, "fonts"))
	assert.Contains(t, note(t, folder, "input"), "photo: photo.png")

	t.Run("own theme", func(t *testing.T) {
		folder := install(t, "nothing")
		_, err := rendercv.CLI{}.Render(t.Context(), []byte(source), render.Options{Dir: dir, Theme: "ownstyle"})
		require.ErrorIs(t, err, rendercv.ErrOutput)
		assert.Contains(t, note(t, folder, "names"), filepath.Join(note(t, folder, "folder"), "ownstyle"))
	})
	t.Run("a stranger's", func(t *testing.T) {
		folder := install(t, "")
		result, err := rendercv.CLI{Untrusted: true}.Render(t.Context(), []byte(source), render.Options{Dir: dir})
		require.NoError(t, err)
		assert.NotContains(t, note(t, folder, "names"), "photo.png")
		assert.NotContains(t, note(t, folder, "names"), "fonts")
		assert.NotContains(t, note(t, folder, "input"), "photo:")
		assert.Contains(t, result.Report.Lints[len(result.Report.Lints)-1].Message, "left out")
	})
	t.Run("on the web", func(t *testing.T) {
		var picture bytes.Buffer
		require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 4))))
		web := strings.Replace(source, "pictures/Me.PNG", "https://example.org/portrait?size=2", 1)
		for name, test := range map[string]struct {
			data  []byte
			err   error
			shown bool
		}{
			"fetched":       {picture.Bytes(), nil, true},
			"no picture":    {[]byte("<html>"), nil, false},
			"not to be had": {nil, render.ErrPhotoOnTheWeb, false},
		} {
			t.Run(name, func(t *testing.T) {
				folder := install(t, "")
				result, err := rendercv.CLI{}.Render(t.Context(), []byte(web), render.Options{
					Dir: dir, ReadPhoto: func(context.Context, string) ([]byte, error) { return test.data, test.err },
				})
				require.NoError(t, err)
				assert.Equal(t, test.shown, strings.Contains(note(t, folder, "names"), filepath.Join(note(t, folder, "folder"), "photo.")))
				assert.Equal(t, test.shown, strings.Contains(note(t, folder, "input"), "photo: photo."))
				assert.NotContains(t, note(t, folder, "input"), "example.org/portrait")
				if !test.shown {
					assert.Contains(t, result.Report.Lints[len(result.Report.Lints)-1].Message, "Save it beside the YAML file")
				}
			})
		}
	})
	for name, missing := range map[string]string{"missing": "none.jpg", "folder": "pictures"} {
		t.Run(name+" photo", func(t *testing.T) {
			_, err := rendercv.CLI{}.Render(t.Context(), []byte(strings.Replace(source, "pictures/Me.PNG", missing, 1)), render.Options{Dir: dir})
			assert.ErrorContains(t, err, "/cv/photo")
			assert.ErrorContains(t, err, missing)
		})
	}
}

func TestThemeMustBeBuiltInOrBesideTheCV(t *testing.T) {
	for name, test := range map[string]struct {
		options render.Options
		cli     rendercv.CLI
		want    string
	}{
		"near miss":    {render.Options{Theme: "clasic", Dir: t.TempDir()}, rendercv.CLI{}, "did you mean classic?"},
		"no folder":    {render.Options{Theme: "zebra", Dir: t.TempDir()}, rendercv.CLI{}, `nor is there a folder "zebra" beside the CV`},
		"climbing":     {render.Options{Theme: "../export", Dir: "."}, rendercv.CLI{}, "nor is there"},
		"a stranger's": {render.Options{Theme: "export", Dir: ".."}, rendercv.CLI{Untrusted: true}, "nor is there"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := install(t, "")
			_, err := test.cli.Render(t.Context(), []byte(sample), test.options)
			require.ErrorIs(t, err, render.ErrOptions)
			assert.ErrorContains(t, err, test.want)
			assert.NoFileExists(t, filepath.Join(folder, "arguments"))
		})
	}
}

func TestFailuresTellWhatTheCommandSaid(t *testing.T) {
	for behaviour, test := range map[string]struct {
		code int
		want []string
	}{
		"invalid": {1, []string{
			"line 3, column 10: cv.phone: This is not a valid phone number. (123)",
			"line 6, column 9: cv.sections.work.0: `start_date` cannot be after the end date.",
			"settings.nonsense: This field is unknown for this object. (x)",
		}},
		"error panel":    {1, []string{"OS Error: [Errno 28] No space left"}},
		"traceback":      {1, []string{"TypstError: unclosed delimiter see cv.typ"}},
		"silent failure": {7, nil},
	} {
		t.Run(behaviour, func(t *testing.T) {
			install(t, behaviour)
			_, err := rendercv.CLI{}.Render(t.Context(), []byte(sample), render.Options{})
			var failure *rendercv.Failure
			require.ErrorAs(t, err, &failure)
			assert.Equal(t, test.code, failure.Code)
			assert.Equal(t, test.want, failure.Messages)
			for _, want := range test.want {
				assert.ErrorContains(t, err, want)
			}
		})
	}
	t.Run("older", func(t *testing.T) {
		install(t, "older")
		_, err := rendercv.CLI{}.Render(t.Context(), []byte(sample), render.Options{})
		assert.EqualError(t, err, "RenderCV refused the CV: settings: Unknown here.; this is RenderCV v2.3, bespoke follows v2.8: "+
			`pip install "rendercv[full]==2.8" installs that`)
	})
	t.Run("flood", func(t *testing.T) {
		install(t, "flood")
		_, err := rendercv.CLI{}.Render(t.Context(), []byte(sample), render.Options{})
		require.Error(t, err)
		assert.Less(t, len(err.Error()), 2000)
	})
}

func TestUnusableOutputIsRefused(t *testing.T) {
	for _, behaviour := range []string{"nothing", "garbage", "cut PDF", "garbage pictures", "no pictures", "linked PDF"} {
		t.Run(behaviour, func(t *testing.T) {
			folder := install(t, behaviour)
			_, err := rendercv.CLI{}.Render(t.Context(), []byte(sample), render.Options{})
			require.ErrorIs(t, err, rendercv.ErrOutput)
			assert.NoDirExists(t, note(t, folder, "folder"))
		})
	}
}

func TestCommandAndItsChildrenAreStopped(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	defer cancel()
	for name, test := range map[string]struct {
		ctx     context.Context
		timeout time.Duration
		stop    func()
		want    error
	}{
		"time limit":   {t.Context(), 2 * time.Second, func() {}, rendercv.ErrTimeout},
		"cancellation": {cancelled, time.Hour, cancel, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			folder := install(t, "sleep")
			done := make(chan error, 1)
			go func() {
				_, err := rendercv.CLI{Timeout: test.timeout}.Render(test.ctx, []byte(sample), render.Options{})
				done <- err
			}()
			child, err := strconv.Atoi(waitFor(t, folder, "child"))
			require.NoError(t, err)
			test.stop()
			require.ErrorIs(t, <-done, test.want)
			assert.Eventually(t, func() bool { return !running(child) }, 20*time.Second, 5*time.Millisecond, "the command's child lives on")
			assert.NoDirExists(t, note(t, folder, "folder"))
		})
	}
}

// running reports whether a process runs; one that waits to be reaped does not.
func running(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && !bytes.Contains(status, []byte(") Z "))
}

func TestAbsentCommandSaysHowToInstallIt(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := rendercv.CLI{}.Render(t.Context(), []byte(sample), render.Options{})
	require.ErrorIs(t, err, rendercv.ErrAbsent)
	assert.ErrorContains(t, err, `pip install "rendercv[full]"`)
	_, err = rendercv.CLI{Path: filepath.Join(t.TempDir(), "rendercv")}.Installed()
	require.ErrorIs(t, err, rendercv.ErrAbsent)
}

func TestBrokenYAMLIsToldBeforeTheCommandRuns(t *testing.T) {
	folder := install(t, "")
	_, err := rendercv.CLI{}.Render(t.Context(), []byte("cv:\n  name: [\n"), render.Options{})
	assert.ErrorContains(t, err, "line")
	assert.NoFileExists(t, filepath.Join(folder, "arguments"))
}
