package main

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/bespoke-cv/bespoke/agents"
)

const (
	smallCV    = "cv:\n  name: Ada Example\n  sections:\n    experience:\n      - company: Brightforge\n        position: Welder\n        start_date: 2020-01\n        end_date: present\n        highlights:\n          - Welded frames for 40 trailers\n          - Kept the TIG station tidy\n"
	smallOffer = "Welder (m/f/d)\nBrightforge Ltd, Leeds\nYou must have: TIG welding, MIG welding.\n"
)

// desk is a stdio client of a bespoke process that works in a folder.
type desk struct {
	*client.Client
	t      *testing.T
	folder string
	data   string
}

func newDesk(t *testing.T, data string) *desk {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	d := &desk{t: t, folder: t.TempDir(), data: data}
	registry := agents.ServerRegistry{"b": {
		Command: self, Arguments: []string{"serve", "--root", d.folder},
		Env: []string{"BESPOKE_TEST_AS=bespoke", "BESPOKE_DATA=" + data},
	}}
	d.Client, err = registry.Connect(t.Context(), "b", "test")
	require.NoError(t, err)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// call returns a tool's words and typed result; a protocol error fails the test.
func (d *desk) call(name string, arguments map[string]any) (text string, fields map[string]any, refused bool) {
	d.t.Helper()
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = name, arguments
	result, err := d.CallTool(context.WithoutCancel(d.t.Context()), request)
	require.NoError(d.t, err, name)
	for _, content := range result.Content {
		if words, ok := content.(mcp.TextContent); ok {
			text += words.Text
		}
	}
	fields, _ = result.StructuredContent.(map[string]any)
	return text, fields, result.IsError
}

func (d *desk) file(name string, data []byte) string {
	d.t.Helper()
	path := filepath.Join(d.folder, name)
	require.NoError(d.t, os.WriteFile(path, data, 0o600))
	return path
}

func TestBadInputIsToldWithTheWayOut(t *testing.T) {
	d := newDesk(t, t.TempDir())
	outside := filepath.Join(t.TempDir(), "cv.yaml")
	require.NoError(t, os.WriteFile(outside, []byte(smallCV), 0o600))
	require.NoError(t, os.Symlink(outside, filepath.Join(d.folder, "link.yaml")))
	_, planned, refused := d.call("plan_cv_changes", map[string]any{"cv_yaml": smallCV, "job_offer_text": smallOffer})
	require.False(t, refused)
	unknown := "_00000000000070008000000000000000"
	highlight := "/cv/sections/experience/0/highlights/0"

	for _, test := range []struct {
		name, tool string
		arguments  map[string]any
		want       []string
	}{
		{"broken YAML", "render_pdf", map[string]any{"cv_yaml": "cv:\n  name: \"Ada\n"}, []string{"cv_yaml", "line 2"}},
		{"YAML that is no RenderCV", "render_pdf", map[string]any{"cv_yaml": "apples: 3\n"}, []string{"cv_yaml", "cv:"}},
		{"empty YAML", "render_pdf", map[string]any{"cv_path": d.file("empty.yaml", nil)}, []string{"cv_path", "empty"}},
		{"alias bomb", "render_pdf", map[string]any{"cv_yaml": bomb()}, []string{"cv_yaml", "alias"}},
		{"CV given twice", "render_pdf", map[string]any{"cv_yaml": smallCV, "cv_path": "x.yaml"}, []string{"given twice", "cv_yaml", "cv_path"}},
		{"no CV", "render_pdf", map[string]any{}, []string{"missing", "cv_id", "cv_yaml", "cv_path"}},
		{"empty offer", "parse_job_offer", map[string]any{"path": d.file("empty.txt", []byte(" \n"))}, []string{"path", "empty"}},
		{"10 MB offer", "parse_job_offer", map[string]any{"text": strings.Repeat("Welder wanted. ", 700_000)}, []string{"/text", "at most"}},
		{"10 MB offer file", "parse_job_offer", map[string]any{"path": d.file("huge.txt", make([]byte, 10<<20))}, []string{"path", "larger than"}},
		{"binary offer", "parse_job_offer", map[string]any{"path": d.file("offer.txt", []byte("\x7fELF\x02\x01\x01\x00\x00\x00\xff\xfe"))}, []string{"path", "binary"}},
		{"unknown offer", "plan_cv_changes", map[string]any{"cv_yaml": smallCV, "job_offer_id": "job" + unknown}, []string{"job_offer_id", "not found"}},
		{"unknown CV", "render_pdf", map[string]any{"cv_id": "cv" + unknown}, []string{"cv_id", "not found"}},
		{"unknown plan", "apply_cv_edits", map[string]any{"plan_id": "plan" + unknown}, []string{"plan_id", "not found"}},
		{"unknown run", "get_run", map[string]any{"run_id": "run" + unknown}, []string{"run_id", "not found"}},
		{"unknown application", "update_application", map[string]any{"application_id": "app" + unknown, "status": "applied"}, []string{"not found"}},
		{"handle of another kind", "render_pdf", map[string]any{"cv_id": "job" + unknown}, []string{"cv_id", "cv_"}},
		{"plan for another CV", "apply_cv_edits", map[string]any{"plan_id": planned["plan_id"], "cv_yaml": strings.Replace(smallCV, "40", "41", 1)}, []string{"another", "plan_cv_changes"}},
		{"unknown edit", "apply_cv_edits", map[string]any{"plan_id": planned["plan_id"], "accept": []string{"e999"}}, []string{"e999"}},
		{"path outside the roots", "render_pdf", map[string]any{"cv_path": outside}, []string{"cv_path", "--root"}},
		{"path that climbs out", "render_pdf", map[string]any{"cv_path": filepath.Join(d.folder, "..", "cv.yaml")}, []string{"cv_path", "--root"}},
		{"link that leads out", "render_pdf", map[string]any{"cv_path": filepath.Join(d.folder, "link.yaml")}, []string{"cv_path"}},
		{"output outside the roots", "render_pdf", map[string]any{"cv_yaml": smallCV, "output_path": "/tmp/bespoke-test.pdf"}, []string{"output_path", "--root"}},
		{"output of another kind", "render_pdf", map[string]any{"cv_yaml": smallCV, "output_path": filepath.Join(d.folder, "x.exe")}, []string{"output_path", ".pdf"}},
		{"two edits of one value", "apply_cv_edits", map[string]any{"cv_yaml": smallCV, "edits": []any{
			map[string]any{"id": "a", "op": "replace", "path": highlight, "after": "Welded 40 trailer frames"},
			map[string]any{"id": "b", "op": "replace", "path": highlight, "after": "Frames welded for 40 trailers"},
		}}, []string{"a", "b", highlight}},
		{"edit of a stale value", "apply_cv_edits", map[string]any{"cv_yaml": smallCV, "edits": []any{
			map[string]any{"id": "a", "op": "replace", "path": highlight, "before": "Welded boats", "after": "Welded frames"},
		}, "accept": []string{"a"}}, []string{highlight}},
		{"edit of no value", "apply_cv_edits", map[string]any{"cv_yaml": smallCV, "edits": []any{
			map[string]any{"op": "remove", "path": "/cv/sections/experience/9"},
		}}, []string{"/cv/sections/experience/9"}},
		{"unknown argument", "render_pdf", map[string]any{"cv_yaml": smallCV, "paper": "a4"}, []string{`"paper"`, "cv_path", "theme", "max_pages"}},
		{"wrong type", "render_pdf", map[string]any{"cv_yaml": smallCV, "max_pages": "two"}, []string{"/max_pages"}},
		{"unknown status", "list_applications", map[string]any{"statuses": []string{"pondering"}}, []string{"/statuses/0"}},
		{"unknown theme", "render_pdf", map[string]any{"cv_yaml": smallCV, "theme": "clasic"}, []string{"clasic", "classic"}},
		{"offer at a private address", "parse_job_offer", map[string]any{"url": "http://127.0.0.1:9/"}, []string{"url", "public"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, _, refused := d.call(test.tool, test.arguments)
			assert.True(t, refused, text)
			for _, want := range test.want {
				assert.Contains(t, text, want)
			}
			assert.Less(t, len(text), 2000, "an error is read by a person")
		})
	}
	assert.Empty(t, files(t, filepath.Join(d.data, "blobs")), "no PDF came of bad input")
	text, _, refused := d.call("render_pdf", map[string]any{"cv_yaml": smallCV})
	assert.False(t, refused, "the server still works: %s", text)
}

// bomb is the billion laughs in YAML.
func bomb() string {
	var yaml strings.Builder
	yaml.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := '1'; i <= '9'; i++ {
		previous := string(i - 1)
		yaml.WriteString("a" + string(i) + ": &a" + string(i) + " [" + strings.Repeat("*a"+previous+", ", 8) + "*a" + previous + "]\n")
	}
	return yaml.String() + "cv:\n  name: *a9\n"
}

func TestLockedDatabaseIsToldAndNothingIsLost(t *testing.T) {
	d := newDesk(t, t.TempDir())
	db, err := sql.Open("sqlite", filepath.Join(d.data, "bespoke.db"))
	require.NoError(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.Exec("begin exclusive")
	require.NoError(t, err)
	text, _, refused := d.call("parse_job_offer", map[string]any{"text": smallOffer})
	assert.True(t, refused)
	assert.Contains(t, text, "call again")
	_, err = db.Exec("rollback")
	require.NoError(t, err)
	text, _, refused = d.call("parse_job_offer", map[string]any{"text": smallOffer})
	assert.False(t, refused, text)
}

func TestFullDiskIsToldAndNothingIsHalfWritten(t *testing.T) {
	data := t.TempDir()
	smallDisk(t, data, "4m")
	d := newDesk(t, data)
	_, cv, refused := d.call("render_pdf", map[string]any{"cv_yaml": smallCV})
	require.False(t, refused)
	before := files(t, filepath.Join(data, "blobs"))

	filler, err := os.Create(filepath.Join(data, "filler"))
	require.NoError(t, err)
	for err == nil {
		_, err = filler.Write(make([]byte, 512))
	}
	require.NoError(t, filler.Close())
	text, _, refused := d.call("render_pdf", map[string]any{"cv_id": cv["cv_id"], "theme": "engineeringresumes"})
	assert.True(t, refused, text)
	assert.Contains(t, text, "space")
	assert.Equal(t, before, files(t, filepath.Join(data, "blobs")))

	require.NoError(t, os.Remove(filler.Name()))
	text, _, refused = d.call("render_pdf", map[string]any{"cv_id": cv["cv_id"], "theme": "engineeringresumes"})
	assert.False(t, refused, text)
}
