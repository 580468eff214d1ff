package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

func TestReportShowsWhatWasDone(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "pages", "report.html")
	printed := must(t, t.TempDir(), "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", filepath.Join(folder, "out folder"), "--report", path, "--reject", "e1")
	assert.Contains(t, printed, "report.html")
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, want := range []string{
		"Senior Platform Engineer (Kubernetes, Go)", "Harborline Logistics Technology Ltd", "Coverage", "Page 1 of ",
		"Experience, Tidewater Freight Systems", `id="applied-h"`, `id="left-h"`, "app_", "plan_", "pdf_",
	} {
		assert.Contains(t, string(page), want)
	}
	root, err := html.Parse(strings.NewReader(string(page)))
	require.NoError(t, err)
	links, pictures := 0, 0
	for node := range root.Descendants() {
		for _, attribute := range node.Attr {
			switch {
			case attribute.Key == "src":
				pictures++
			case attribute.Key == "href" && !strings.HasPrefix(attribute.Val, "#"):
				links++
				to, err := url.PathUnescape(attribute.Val)
				require.NoError(t, err)
				assert.FileExists(t, filepath.Join(filepath.Dir(path), to))
			}
		}
	}
	assert.Equal(t, 5, links, "one for each file of the run")
	assert.GreaterOrEqual(t, pictures, 1)
}

func TestEarlierApplicationsAreShown(t *testing.T) {
	data, arguments := t.TempDir(), []string{"tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", t.TempDir()}
	assert.NotContains(t, must(t, data, arguments...), "Earlier applications")
	_, shown, found := strings.Cut(must(t, data, arguments...), "Earlier applications\n")
	require.True(t, found)
	assert.Regexp(t, `^ +saved +.*app_[0-9a-z]+`, shown)
}

func TestReportOfACVThatStaysAsItIs(t *testing.T) {
	folder := t.TempDir()
	offer, cv, path := filepath.Join(folder, "offer.txt"), filepath.Join(folder, "me.yaml"), filepath.Join(folder, "report.html")
	require.NoError(t, os.WriteFile(offer, []byte("Operator\n\nYou bring:\n- Three years of running Kubernetes clusters\n- A forklift licence\n- Good knowledge of Terraform\n"), 0o600))
	require.NoError(t, os.WriteFile(cv, []byte("cv:\n  name: Ada Example\n  sections:\n    profile:\n      - Ran K8s clusters for six years.\n"), 0o600))
	must(t, t.TempDir(), "tailor", "--job", offer, "--cv", cv, "--out", filepath.Join(folder, "out"), "--report", path, "--reject", "e1")
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Contains(t, string(page), "Gaps")
	assert.Contains(t, string(page), `id="left-h"`)
	assert.NotContains(t, string(page), "Nothing is decided yet")
}

func TestReportIsWrittenOnlyWhenAskedFor(t *testing.T) {
	out := t.TempDir()
	must(t, t.TempDir(), "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", out)
	pages, err := filepath.Glob(filepath.Join(out, "*.html"))
	require.NoError(t, err)
	assert.Empty(t, pages)
}

func TestLinksAreRelative(t *testing.T) {
	for _, test := range []struct{ folder, file, want string }{
		{"out", "out/me.pdf", "me.pdf"},
		{".", "out/me.pdf", "out/me.pdf"},
		{"pages", "out/my cv?.pdf", "../out/my%20cv%3F.pdf"},
		{"out", "out/a:b.pdf", "./a:b.pdf"},
	} {
		assert.Equal(t, test.want, relative(test.folder, test.file))
	}
}
