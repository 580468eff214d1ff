package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
)

// portrait writes a picture and returns its path.
func portrait(t *testing.T, folder string) string {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 40, 40))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i * 7)
	}
	picture.Set(0, 0, color.Black)
	var data bytes.Buffer
	require.NoError(t, png.Encode(&data, picture))
	path := filepath.Join(folder, "portrait.png")
	require.NoError(t, os.WriteFile(path, data.Bytes(), 0o600))
	return path
}

func withPhoto(path string) string {
	return "cv:\n  name: Ada Example\n  photo: " + path + smallCV[len("cv:\n  name: Ada Example"):]
}

// rendered is what came of a photo: the PDF has it, or a remark says why not.
type rendered struct {
	shown  bool
	remark string
}

func (d *desk) photo(arguments map[string]any) rendered {
	d.t.Helper()
	text, fields, refused := d.call("render_pdf", arguments)
	require.False(d.t, refused, text)
	found := rendered{shown: d.hasImage(fields["pdf_id"].(string))}
	report := fields["report"].(map[string]any)
	lints, _ := report["lints"].([]any)
	for _, lint := range lints {
		if lint := lint.(map[string]any); lint["kind"] == "photo" {
			found.remark = lint["message"].(string)
		}
	}
	return found
}

func (d *desk) hasImage(pdf string) bool {
	d.t.Helper()
	data, err := read(d.t.Context(), d.Client, "pdf://"+pdf)
	require.NoError(d.t, err)
	return bytes.Contains(data, []byte("/Subtype/Image"))
}

func TestPhotosOfThisMachineAreReadForItsOwnUserOnly(t *testing.T) {
	t.Run("local", func(t *testing.T) {
		d := newDesk(t, t.TempDir())
		inside, outside := portrait(t, d.folder), portrait(t, t.TempDir())
		require.NoError(t, os.Symlink(outside, filepath.Join(d.folder, "link.png")))
		require.NoError(t, os.Symlink(filepath.Dir(outside), filepath.Join(d.folder, "away")))
		require.NoError(t, os.Symlink("portrait.png", filepath.Join(d.folder, "near.png")))
		for name, c := range map[string]struct {
			photo string
			shown bool
			want  string
		}{
			"in the folder":           {inside, true, ""},
			"a link that stays":       {filepath.Join(d.folder, "near.png"), true, ""},
			"outside":                 {outside, false, "outside the CV's folder"},
			"a link that leads out":   {filepath.Join(d.folder, "link.png"), false, "outside the CV's folder"},
			"below a link out":        {filepath.Join(d.folder, "away", "portrait.png"), false, "outside the CV's folder"},
			"out by dots":             {d.folder + "/../" + filepath.Base(filepath.Dir(outside)) + "/portrait.png", false, "outside the CV's folder"},
			"a device":                {"/dev/zero", false, "outside the CV's folder"},
			"what is not there":       {filepath.Join(d.folder, "gone.png"), false, "no such file"},
			"a folder":                {d.folder, false, "regular file"},
			"an address inside":       {"http://127.0.0.1:9/me.png", false, "not a public address"},
			"a file that is no photo": {d.file("notes.txt", []byte("notes")), false, "JPEG or PNG"},
		} {
			t.Run(name, func(t *testing.T) {
				found := d.photo(map[string]any{"cv_yaml": withPhoto(c.photo)})
				assert.Equal(t, c.shown, found.shown)
				if c.want == "" {
					assert.Empty(t, found.remark)
				} else {
					assert.Contains(t, found.remark, c.want)
				}
			})
		}
		t.Run("beside the file", func(t *testing.T) {
			found := d.photo(map[string]any{"cv_path": d.file("cv.yaml", []byte(withPhoto("portrait.png")))})
			assert.Equal(t, rendered{shown: true}, found)
		})
		t.Run("in a durable run", func(t *testing.T) {
			_, fields, refused := d.call("create_application", map[string]any{"cv_path": filepath.Join(d.folder, "cv.yaml"), "job_offer_text": smallOffer})
			require.False(t, refused)
			require.Equal(t, "succeeded", fields["status"], fields["error"])
			assert.True(t, d.hasImage(fields["handles"].(map[string]any)[agents.PDFID].(string)))
		})
	})
	for _, transport := range []string{"http", "sse"} {
		t.Run(transport, func(t *testing.T) {
			d := &desk{Client: reach(t, transport), t: t}
			cwd, err := os.Getwd() // the server's root
			require.NoError(t, err)
			path := portrait(t, cwd)
			t.Cleanup(func() { assert.NoError(t, os.Remove(path)) })
			for _, photo := range []string{path, "portrait.png", portrait(t, t.TempDir()), "/dev/zero"} {
				found := d.photo(map[string]any{"cv_yaml": withPhoto(photo)})
				assert.False(t, found.shown, photo)
				assert.Contains(t, found.remark, "not over HTTP", photo)
			}
			found := d.photo(map[string]any{"cv_yaml": withPhoto("http://127.0.0.1:9/me.png")})
			assert.False(t, found.shown)
			assert.Contains(t, found.remark, "not a public address")
			_, fields, refused := d.call("create_application", map[string]any{"cv_yaml": withPhoto(path), "job_offer_text": smallOffer})
			require.False(t, refused)
			require.Equal(t, "succeeded", fields["status"], fields["error"])
			assert.False(t, d.hasImage(fields["handles"].(map[string]any)[agents.PDFID].(string)))
		})
	}
}

// A PDF and what is made from its record agree on the photo.
func TestARecordKeepsThatAPhotoWasLeftOut(t *testing.T) {
	for name, inside := range map[string]bool{"with the photo": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, t.TempDir())
			folder := d.folder
			if !inside {
				folder = t.TempDir()
			}
			yaml := d.file("cv.yaml", []byte(withPhoto(portrait(t, folder))))
			out := t.TempDir()
			printed := must(t, t.TempDir(), "tailor", "--job", d.file("offer.txt", []byte(smallOffer)), "--cv", yaml, "--out", out)
			pdf, err := os.ReadFile(filepath.Join(out, "cv.pdf"))
			require.NoError(t, err)
			assert.Equal(t, inside, bytes.Contains(pdf, []byte("/Subtype/Image")))
			assert.Equal(t, !inside, bytes.Contains([]byte(printed), []byte("The photo is left out")), printed)
			assert.Contains(t, must(t, t.TempDir(), "reproduce", filepath.Join(out, "cv.record.json")), "PDF ")
		})
	}
}
