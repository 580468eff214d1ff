package tools_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/tools"
)

const smallCV = "cv:\n  name: Ada Sample\n  sections:\n    skills:\n      - Go\n"

// outputs is a host that may write into a folder, and the same after a restart.
func outputs(t *testing.T) (folder string, h, restarted *host) {
	folder, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	h = newHost(t, func(b *tools.Toolbox) { b.Roots = []string{folder} })
	b := h.toolbox
	again := &tools.Toolbox{Store: b.Store, Blobs: b.Blobs, Engine: b.Engine, Lexicon: b.Lexicon, Roots: b.Roots, Now: b.Now}
	return folder, h, serve(t, h.ctx, again)
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

// What the tools write may be written anew, today as after a restart.
func TestWhatBespokeMadeIsReplaced(t *testing.T) {
	folder, h, restarted := outputs(t)
	pdf, yaml, text := filepath.Join(folder, "cv.pdf"), filepath.Join(folder, "cv.yaml"), filepath.Join(folder, "cv.txt")
	rename := func(name string) map[string]any {
		return map[string]any{"cv_yaml": smallCV, "output_path": yaml, "edits": []map[string]any{
			{"op": "replace", "path": "/cv/sections/skills/0", "before": "Go", "after": name},
		}}
	}
	for i, host := range []*host{h, h, restarted} {
		for _, theme := range []string{"classic", "sb2nov"} {
			var printed struct{ Path, SHA256 string }
			host.call("render_pdf", map[string]any{"cv_yaml": smallCV, "theme": theme, "output_path": pdf, "preview": false}, &printed)
			assert.Equal(t, pdf, printed.Path)
		}
		var applied struct{ Path string }
		host.call("apply_cv_edits", rename([]string{"**Go**", "*Go*", "**Go**"}[i]), &applied)
		assert.Equal(t, yaml, applied.Path)
	}
	assert.Contains(t, content(t, yaml), "**Go**")

	var printed struct{ Paths []string }
	other := map[string]any{"cv_yaml": smallCV, "output_path": pdf, "preview": false, "formats": []string{"txt"}}
	restarted.call("render_pdf", other, &printed)
	assert.Equal(t, []string{text}, printed.Paths)
	other["cv_yaml"] = smallCV + "      - SQL\n"
	restarted.call("render_pdf", other, &printed)
	assert.Contains(t, content(t, text), "SQL")
}

// A user's own file is never replaced, and nothing is written beside it.
func TestWhatBespokeDidNotMakeStays(t *testing.T) {
	folder, h, _ := outputs(t)
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	render := func(more map[string]any) map[string]any {
		more["cv_yaml"], more["preview"] = smallCV, false
		return more
	}
	edited := filepath.Join(folder, "edited.pdf")
	h.call("render_pdf", render(map[string]any{"output_path": edited}), &struct{}{})
	file("edited.pdf", content(t, edited)+"% signed\n")
	base := file("me.yaml", smallCV)
	h.call("render_pdf", map[string]any{"cv_path": base, "preview": false}, &struct{}{})
	require.NoError(t, os.Symlink(file("notes.txt", "mine"), filepath.Join(folder, "link.pdf")))
	require.NoError(t, os.Mkdir(filepath.Join(folder, "folder.pdf"), 0o755))
	edits := []map[string]any{{"op": "replace", "path": "/cv/sections/skills/0", "before": "Go", "after": "**Go**"}}
	for name, test := range map[string]struct {
		tool      string
		arguments map[string]any
		stays     string
		want      string
	}{
		"a PDF of another's":       {"render_pdf", render(map[string]any{"output_path": file("theirs.pdf", "%PDF-1.7")}), "theirs.pdf", "did not make"},
		"one changed since":        {"render_pdf", render(map[string]any{"output_path": edited}), "edited.pdf", "changed since"},
		"a link":                   {"render_pdf", render(map[string]any{"output_path": filepath.Join(folder, "link.pdf")}), "notes.txt", "did not make"},
		"a folder":                 {"render_pdf", render(map[string]any{"output_path": filepath.Join(folder, "folder.pdf")}), "", "did not make"},
		"a text beside the PDF":    {"render_pdf", render(map[string]any{"output_path": filepath.Join(folder, "notes.pdf"), "formats": []string{"md", "txt"}}), "", "notes.txt"},
		"another CV of the user's": {"apply_cv_edits", map[string]any{"cv_yaml": smallCV + "      - SQL\n", "edits": edits, "output_path": base}, "me.yaml", "did not make"},
		"the CV itself":            {"apply_cv_edits", map[string]any{"cv_path": base, "edits": edits, "output_path": base}, "me.yaml", "is the base CV"},
		"an import onto it":        {"import_cv", map[string]any{"text": pastedCV, "output_path": base}, "me.yaml", "move that file away"},
	} {
		t.Run(name, func(t *testing.T) {
			file("notes.txt", "mine")
			before := ""
			if test.stays != "" {
				before = content(t, filepath.Join(folder, test.stays))
			}
			result := h.try(test.tool, test.arguments)
			require.True(t, result.IsError, said(result))
			assert.Contains(t, said(result), "output_path: ")
			assert.Contains(t, said(result), test.want)
			if test.stays != "" {
				assert.Equal(t, before, content(t, filepath.Join(folder, test.stays)))
			}
			for _, name := range []string{"notes.pdf", "notes.md"} {
				assert.NoFileExists(t, filepath.Join(folder, name), "all or nothing")
			}
			assert.Equal(t, "mine", content(t, filepath.Join(folder, "notes.txt")))
		})
	}
}
