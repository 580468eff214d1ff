package tools_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/tools"
)

// photoSite is a local server with a photo at /me.png, how often each path of
// it was asked for, and what gets a photo from it.
func photoSite(t *testing.T) (address string, asked map[string]int, get func(context.Context, string) ([]byte, error)) {
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 30, 40))))
	asked = map[string]int{}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		if r.URL.Path != "/me.png" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(picture.Bytes())
	}))
	t.Cleanup(web.Close)
	return web.URL, asked, func(ctx context.Context, url string) ([]byte, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return nil, errors.New("the site answered " + response.Status)
		}
		return io.ReadAll(response.Body)
	}
}

// TestPhotosOnTheWebAreFetchedForEverybody prints a photo that a local server
// has. What may be fetched is package fetch's; here it is fetched once.
func TestPhotosOnTheWebAreFetchedForEverybody(t *testing.T) {
	site, asked, get := photoSite(t)
	for name, c := range map[string]struct {
		path   string
		local  bool
		fetch  bool
		remark string
	}{
		"for this machine's user": {"/me.png", true, true, ""},
		"for others":              {"/me.png", false, true, ""},
		"what is not there":       {"/gone.png", true, true, "it is on the web: the site answered 404 Not Found. Save it beside"},
		"where nothing is":        {"/me.png", true, false, "it is on the web, and this server fetches nothing from there. Save it beside"},
	} {
		t.Run(name, func(t *testing.T) {
			clear(asked)
			h := newHost(t, func(b *tools.Toolbox) {
				if c.fetch {
					b.FetchPhoto = get
				}
			})
			if !c.local {
				h.ctx = identity.With(t.Context(), identity.Identity{User: uuid.New()})
			}
			yaml := "cv:\n  name: Ada Invented\n  photo: " + site + c.path + "\n  sections:\n    skills:\n      - Go\n"
			var made struct {
				PDFID  string              `json:"pdf_id"`
				Report schema.RenderReport `json:"report"`
			}
			for range 2 {
				h.call("render_pdf", map[string]any{"cv_yaml": yaml}, &made)
			}
			var remarks []string
			for _, lint := range made.Report.Lints {
				if lint.Kind == "photo" {
					remarks = append(remarks, lint.Message)
				}
			}
			if c.remark == "" {
				assert.Empty(t, remarks)
			} else if assert.Len(t, remarks, 1) {
				assert.Contains(t, remarks[0], c.remark)
			}
			if c.fetch {
				assert.Equal(t, map[string]int{c.path: 1}, asked)
			} else {
				assert.Empty(t, asked)
			}
			caller, _ := identity.From(h.ctx)
			row, err := h.toolbox.Store.PDF(h.ctx, caller.User, made.PDFID)
			require.NoError(t, err)
			assert.Equal(t, c.remark != "", row.Options.NoPhoto)
		})
	}
}
