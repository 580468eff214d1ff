package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/rendercv"
)

// ownCV puts a small CV into a folder of its own.
func ownCV(t *testing.T, yaml string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "me.yaml")
	require.NoError(t, os.WriteFile(path, []byte(yaml), 0o600))
	return path
}

// beside lists what stands in the folder of path.
func beside(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestRenderWritesTheFormatsAskedFor(t *testing.T) {
	long := smallCV + strings.Repeat("          - Welded frames for trailers\n", 120)
	for _, test := range []struct {
		name    string
		yaml    string
		args    []string
		files   []string // besides me.yaml
		printed []string
	}{
		{"PDF by default", smallCV, nil, []string{"me.pdf"}, []string{"me.pdf: 1 page(s)", "% full"}},
		{"everything", smallCV, []string{"--format", "pdf,png,md,txt,typ"}, []string{"me.md", "me.pdf", "me.txt", "me.typ", "me_1.png"}, nil},
		{"spaces, capitals and doubles", smallCV, []string{"--format", " PDF, .txt,pdf"}, []string{"me.pdf", "me.txt"}, nil},
		{"pictures alone", smallCV, []string{"--format", "png", "--dpi", "30"}, []string{"me_1.png"}, nil},
		{"text alone", smallCV, []string{"--format", "txt"}, []string{"me.txt"}, nil},
		{"too many pages", long, []string{"--max-pages", "1"}, []string{"me.pdf"}, []string{"more than the 1 of --max-pages"}},
		{"remarks", strings.Replace(smallCV, "2020-01", `"2020"`, 1), []string{"--format", "md"}, []string{"me.md"}, []string{`me.yaml:7:21: quoted_year /cv/sections/experience/0/start_date "2020": `}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := ownCV(t, test.yaml)
			printed := must(t, t.TempDir(), append([]string{"render", path}, test.args...)...)
			want := append([]string{"me.yaml"}, test.files...)
			slices.Sort(want)
			assert.Equal(t, want, beside(t, path))
			for _, part := range append(test.printed, test.files...) {
				assert.Contains(t, printed, part)
			}
			source, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, test.yaml, string(source), "the CV stays as it is")
		})
	}
}

// What is wrong is told once, with its place, and the CV is printed all the same.
func TestRenderTellsEachFaultOnce(t *testing.T) {
	path := ownCV(t, smallCV+"design:\n  theme: classic\n  page:\n    size: A4\n")
	said, err := process(t, t.TempDir(), "render", path).CombinedOutput()
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(string(said), "/design/page/size"), "%s", said)
	assert.Regexp(t, `me\.yaml:\d+:11: /design/page/size: "A4" is no size; did you mean a4\?`, string(said))

	path = ownCV(t, smallCV+"design:\n  theme: clasic\n")
	said, err = process(t, t.TempDir(), "render", path).CombinedOutput()
	require.Error(t, err)
	assert.Regexp(t, `me\.yaml: .*line \d+, column 10: /design/theme: .*did you mean classic\?`, string(said))
}

func TestRenderedFilesAreWhatTheySay(t *testing.T) {
	path := ownCV(t, smallCV)
	must(t, t.TempDir(), "render", path, "--format", "pdf,png,md,txt,typ", "--dpi", "72", "--theme", "ink", "--design", "page: {size: a5}")
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(filepath.Dir(path), name))
		require.NoError(t, err)
		return string(data)
	}
	assert.True(t, strings.HasPrefix(read("me.pdf"), "%PDF-"))
	picture, err := png.DecodeConfig(strings.NewReader(read("me_1.png")))
	require.NoError(t, err)
	assert.InDelta(t, 420, picture.Width, 1, "an a5 page at 72 dpi")
	assert.Contains(t, read("me.md"), "# Ada Example")
	assert.Contains(t, read("me.txt"), "Welded frames for 40 trailers")
	assert.Contains(t, read("me.typ"), "EB Garamond", "the theme reaches the exports")
	assert.Contains(t, read("me.typ"), `page-size: "a5"`, "and so does the design")
}

func TestRenderTakesDesignsFromFilesToo(t *testing.T) {
	size := func(t *testing.T, args ...string) int {
		path := ownCV(t, smallCV)
		must(t, t.TempDir(), append([]string{"render", path, "--format", "png", "--dpi", "72"}, args...)...)
		data, err := os.ReadFile(filepath.Join(filepath.Dir(path), "me_1.png"))
		require.NoError(t, err)
		config, err := png.DecodeConfig(bytes.NewReader(data))
		require.NoError(t, err)
		return config.Width
	}
	file := func(t *testing.T, text string) string {
		path := filepath.Join(t.TempDir(), "design.yaml")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	assert.InDelta(t, 612, size(t), 1, "classic is set on us-letter")
	for name, argument := range map[string]string{
		"flow":              "page: {size: a5}",
		"JSON":              `{"page": {"size": "a5"}}`,
		"file":              file(t, "page:\n  size: a5\n"),
		"RenderCV's file":   file(t, "design:\n  theme: classic\n  page:\n    size: a5\n"),
		"theme in the file": file(t, "design:\n  theme: harvard\n  page:\n    size: a5\n"),
	} {
		t.Run(name, func(t *testing.T) {
			assert.InDelta(t, 420, size(t, "--design", argument), 1)
		})
	}
}

func TestRenderPutsTheFilesWhereItIsTold(t *testing.T) {
	for name, want := range map[string]string{"print.pdf": "print", "print.PDF.v2": "print.PDF.v2", "print": "print"} {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			must(t, t.TempDir(), "render", ownCV(t, smallCV), "--format", "pdf,md", "--out", filepath.Join(out, name))
			assert.FileExists(t, filepath.Join(out, want+".pdf"))
			assert.FileExists(t, filepath.Join(out, want+".md"))
		})
	}
	t.Run("the CV is never overwritten", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "me.pdf")
		require.NoError(t, os.WriteFile(path, []byte(smallCV), 0o600))
		assert.Contains(t, wrong(t, 1, "render", path), "never overwritten")
		source, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, smallCV, string(source))
	})
}

func TestRenderRefusesWhatItCannotDo(t *testing.T) {
	path := ownCV(t, smallCV)
	t.Setenv("PATH", t.TempDir()) // no rendercv
	for _, test := range []struct {
		name string
		code int
		args []string
		want []string
	}{
		{"no CV", 2, []string{}, []string{"which CV?"}},
		{"missing CV", 1, []string{"none.yaml"}, []string{"none.yaml"}},
		{"unknown theme", 2, []string{path, "--theme", "clasic"}, []string{"theme", `"clasic"`, "did you mean classic?"}},
		{"far-off theme", 2, []string{path, "--theme", "zebra"}, []string{"give one of classic, ember"}},
		{"unknown design key", 2, []string{path, "--design", "page: {siz: a4}"}, []string{"design.page.siz", "did you mean size?"}},
		{"unknown design group", 2, []string{path, "--design", "pages: {size: a4}"}, []string{"design.pages", "did you mean page?"}},
		{"bad length", 2, []string{path, "--design", "page: {top_margin: wide}"}, []string{"design.page.top_margin", `"wide"`, "0.1cm"}},
		{"broken design", 2, []string{path, "--design", "page: {size: a4"}, []string{"--design", "page: {size: a5}"}},
		{"design that is a list", 2, []string{path, "--design", "[a: 1]"}, []string{"--design"}},
		{"missing design file", 2, []string{path, "--design", "none.yaml"}, []string{"--design", "none.yaml", "page: {size: a5}"}},
		{"no resolution", 2, []string{path, "--dpi", "0.5"}, []string{"0.5 dots per inch", "1 to 600"}},
		{"negative resolution", 2, []string{path, "--dpi", "-150"}, []string{"-150", "1 to 600"}},
		{"high resolution", 2, []string{path, "--dpi", "601"}, []string{"601", "1 to 600"}},
		{"no number", 2, []string{path, "--dpi", "NaN"}, []string{"NaN", "1 to 600"}},
		{"unknown format", 2, []string{path, "--format", "pdf,odt"}, []string{`"odt"`, "pdf, png, md, txt, typ"}},
		{"long name of a format", 2, []string{path, "--format", "markdown"}, []string{"did you mean md?"}},
		{"no format", 2, []string{path, "--format", ","}, []string{"--format is empty"}},
		{"negative pages", 2, []string{path, "--max-pages", "-1"}, []string{"--max-pages -1"}},
		{"unknown engine", 2, []string{path, "--engine", "typst"}, []string{`"typst"`, "builtin or rendercv"}},
		{"rendercv without text formats", 2, []string{path, "--engine", "rendercv", "--format", "pdf,txt"}, []string{"pdf and png", "leave --engine out"}},
		{"rendercv beyond its pictures", 2, []string{path, "--engine", "rendercv", "--dpi", "300"}, []string{"--dpi 300", "144"}},
		{"rendercv with a bad design", 2, []string{path, "--engine", "rendercv", "--design", "page: {siz: a4}"}, []string{"did you mean size?"}},
		{"rendercv that is not there", 1, []string{path, "--engine", "rendercv"}, []string{"not installed", `pip install "rendercv[full]"`}},
		{"theme of one's own without rendercv", 2, []string{path, "--theme", "own_style"}, []string{"engine rendercv"}},
		{"folder that is not there", 1, []string{path, "--out", "no/such/folder/x.pdf"}, []string{"no/such/folder"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			said := wrong(t, test.code, append([]string{"render"}, test.args...)...)
			for _, want := range test.want {
				assert.Contains(t, said, want)
			}
			assert.Equal(t, []string{"me.yaml"}, beside(t, path), "nothing is written")
		})
	}
}

// fakeRenderCV puts a rendercv command on PATH that leaves the built-in
// engine's page of smallCV, and returns its PDF.
func fakeRenderCV(t *testing.T) []byte {
	t.Helper()
	result, err := render.New().Render(context.Background(), []byte(smallCV), render.Options{Theme: "opal"})
	require.NoError(t, err)
	picture, err := result.PNG(1, rendercv.PictureDPI)
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "cv.pdf"), result.PDF, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "cv_1.png"), picture, 0o600))
	script := fmt.Sprintf("#!/bin/sh\nset -e\ntest \"$1\" = render\ntest -f \"$2\"\ncp '%s'/cv* out/\n", folder)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "rendercv"), []byte(script), 0o700))
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	return result.PDF
}

func TestRenderRunsRenderCVWhenAsked(t *testing.T) {
	want := fakeRenderCV(t)
	path := ownCV(t, smallCV)
	require.NoError(t, os.Mkdir(filepath.Join(filepath.Dir(path), "own_style"), 0o700))
	printed := must(t, t.TempDir(), "render", path, "--engine", "rendercv", "--theme", "own_style", "--format", "pdf,png")
	assert.Contains(t, printed, "1 page(s)")
	got, err := os.ReadFile(filepath.Join(filepath.Dir(path), "me.pdf"))
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.Equal(t, []string{"me.pdf", "me.yaml", "me_1.png", "own_style"}, beside(t, path))
}

func TestRenderPDFRunsRenderCVWhenAsked(t *testing.T) {
	want := fakeRenderCV(t)
	d := newDesk(t, t.TempDir())
	text, fields, refused := d.call("render_pdf", map[string]any{"cv_yaml": smallCV, "engine": "rendercv", "theme": "opal"})
	require.False(t, refused, text)
	assert.Contains(t, text, "1 page(s)")
	id, _ := fields["pdf_id"].(string)
	assert.Equal(t, want, blob(t, d, "pdf://"+id))
	picture, err := png.DecodeConfig(bytes.NewReader(blob(t, d, "pdf://"+id+"/1.png")))
	require.NoError(t, err, "the page is the one that RenderCV made")
	assert.Positive(t, picture.Width)

	for _, test := range []struct {
		name      string
		arguments map[string]any
		want      []string
	}{
		{"unknown engine", map[string]any{"engine": "typst"}, []string{"/engine", "builtin", "rendercv"}},
		{"bad design", map[string]any{"engine": "rendercv", "design": map[string]any{"pag": map[string]any{}}}, []string{"design.pag", "did you mean page?"}},
		{"bad design of the built-in engine", map[string]any{"design": map[string]any{"page": map[string]any{"siz": "a4"}}}, []string{"design.page.siz", "did you mean size?"}},
		{"bad theme of the built-in engine", map[string]any{"theme": "harvrd"}, []string{"did you mean harvard?"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.arguments["cv_yaml"] = smallCV
			text, _, refused := d.call("render_pdf", test.arguments)
			assert.True(t, refused)
			for _, want := range test.want {
				assert.Contains(t, text, want)
			}
		})
	}
}

// blob reads a resource.
func blob(t *testing.T, d *desk, uri string) []byte {
	t.Helper()
	request := mcp.ReadResourceRequest{}
	request.Params.URI = uri
	result, err := d.ReadResource(context.WithoutCancel(t.Context()), request)
	require.NoError(t, err)
	require.Len(t, result.Contents, 1)
	contents, ok := result.Contents[0].(mcp.BlobResourceContents)
	require.True(t, ok)
	data, err := base64.StdEncoding.DecodeString(contents.Blob)
	require.NoError(t, err)
	return data
}

func TestRenderCVIsOffOverHTTPUnlessSwitchedOn(t *testing.T) {
	fakeRenderCV(t)
	for setting, allowed := range map[string]bool{"": false, "off": false, "on": true} {
		t.Run("BESPOKE_RENDERCV="+setting, func(t *testing.T) {
			t.Setenv("BESPOKE_RENDERCV", setting)
			address := serving(t, t.TempDir(), "http")
			connection, err := agents.ServerRegistry{"b": {URL: "http://" + address + "/mcp"}}.Connect(t.Context(), "b", "test")
			require.NoError(t, err)
			defer connection.Close()
			d := &desk{Client: connection, t: t}
			text, _, refused := d.call("render_pdf", map[string]any{"cv_yaml": smallCV, "engine": "rendercv"})
			assert.Equal(t, allowed, !refused, text)
			if !allowed {
				assert.Contains(t, text, "engine: ")
				assert.Contains(t, text, "BESPOKE_RENDERCV=on")
			}
			_, _, refused = d.call("render_pdf", map[string]any{"cv_yaml": smallCV, "engine": "builtin"})
			assert.False(t, refused, "the built-in engine is for everyone")
		})
	}
	t.Run("no setting", func(t *testing.T) {
		t.Setenv("BESPOKE_RENDERCV", "perhaps")
		assert.Contains(t, wrong(t, 1, "doctor"), "BESPOKE_RENDERCV")
	})
}
