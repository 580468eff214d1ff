package report_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/report"
	"github.com/bespoke-cv/bespoke/schema"
)

// fill puts text into every string of a value, however deep. Lists get one
// item, numbers stay.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Interface:
		v.Set(reflect.ValueOf(map[string]any{text: []any{text}}))
	case reflect.Pointer:
		if v.Type() != reflect.TypeFor[*cv.Document]() {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), text)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), text)
			}
		}
	}
}

func filled(text string) report.Report {
	var r report.Report
	fill(reflect.ValueOf(&r).Elem(), text)
	r.Plan.Match.Scored, r.Render.Pages, r.Render.Lints[0].Page = true, 1, 1
	return r
}

// skeleton lists a page's elements with the names of their attributes: what is
// left of it without anybody's words.
func skeleton(t testing.TB, page string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var elements []string
	for node := range root.Descendants() {
		if node.Type == html.ElementNode {
			names := []string{node.Data}
			for _, attribute := range node.Attr {
				names = append(names, attribute.Key)
			}
			elements = append(elements, strings.Join(names, " "))
		}
	}
	return elements
}

// words is all text of a page that a person can read, and every attribute.
func words(t testing.TB, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var text strings.Builder
	for node := range root.Descendants() {
		if node.Type == html.TextNode && node.Parent.Data != "style" {
			text.WriteString(node.Data)
		}
		for _, attribute := range node.Attr {
			text.WriteString("\n" + attribute.Val)
		}
	}
	return text.String()
}

var attacks = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' onmouseover='alert(1)`,
	`</title></style><script src="https://evil.example/x.js"></script>`,
	`</q></dd></article></main><iframe src=//evil.example>`,
	`javascript:alert(1)`,
	`<svg onload=alert(1)><foreignObject>`,
	`<!-- --!> <![CDATA[ ]]> <?php ?>`,
	`{{.Policy}}{{template "findings"}}`,
	`&lt;script&gt; &#60;script&#62;`,
	`<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example">`,
	`<style>@import url(https://evil.example/x.css)</style>`,
	"\u202e\u2066 turned \u0000 nul",
}

func TestHostileWordsStayWords(t *testing.T) {
	want := skeleton(t, write(t, filled("plain words")))
	for _, attack := range attacks {
		t.Run(attack, func(t *testing.T) {
			page := write(t, filled(attack))
			assert.Equal(t, want, skeleton(t, page))
			assert.False(t, strings.Contains(page, "<script") || strings.Contains(page, "evil.example/\""), "raw markup")
		})
	}
}

func TestEveryWordIsShown(t *testing.T) {
	page := words(t, write(t, sample(t)))
	for _, want := range []string{
		"Head Carpenter <Main Stage>", "Theater & Ton AG", "<b>perfect</b>", "40\u00a0% → 70\u00a0%",
		"Brought back", "from line 14", "Moved up", "from highlight 2 to 1", "Taken out", "needs your review",
		"stronger verb", "The CV says helped. Add it to your base CV or confirm it as a fact.", "the model some-model",
		"Selected honours, Guild prize for a spiral stair", "Experience, Kulissenhof Werkstätten ×2", "not in your CV",
		"/cv/sections/skills/1/details", "Overfull line", "13 of 14 texts", "app_01", "x<y", "two currencies",
	} {
		assert.Contains(t, page, want)
	}
}

var address = regexp.MustCompile(`(?i)https?:|url\(|@import`)

func TestPageAsksNobodyForAnything(t *testing.T) {
	page := write(t, sample(t))
	assert.NotRegexp(t, address, page)
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	policies := 0
	for node := range root.Descendants() {
		assert.NotContains(t, []string{"script", "link", "iframe", "object", "embed", "form", "base"}, node.Data)
		for _, attribute := range node.Attr {
			assert.False(t, strings.HasPrefix(attribute.Key, "on") || attribute.Key == "style", attribute.Key)
			switch {
			case attribute.Key == "src":
				assert.True(t, strings.HasPrefix(attribute.Val, "data:image/png;base64,"))
			case attribute.Val == "Content-Security-Policy":
				policies++
				assert.Regexp(t, `^default-src 'none'; img-src data:; style-src 'sha256-[^']{44}'; `, node.Attr[1].Val)
			}
		}
	}
	assert.Equal(t, 1, policies)
}

func TestLinksLeadToFilesOnly(t *testing.T) {
	page := write(t, report.Report{Files: []report.File{{What: "PDF", Name: "x", Link: "javascript:alert(1)"}}})
	assert.NotContains(t, page, "javascript:")
}

func TestPicturesMustBePNG(t *testing.T) {
	var out strings.Builder
	err := report.Write(&out, report.Report{Pages: [][]byte{picture(t, 2, 2), []byte("<svg>")}})
	require.ErrorContains(t, err, "page 2")
	assert.Empty(t, out.String(), "nothing half-written")
}

func FuzzWrite(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack, "plain "+attack, "/cv/sections/"+attack+"/0")
	}
	f.Add("Moved 34 services", "Moved 35 services", "line:12")
	allowed := map[string]bool{}
	for _, known := range []report.Report{sample(f), filled("plain")} {
		for _, element := range skeleton(f, write(f, known)) {
			allowed[strings.Fields(element)[0]] = true
			for _, name := range strings.Fields(element)[1:] {
				allowed["@"+name] = true
			}
		}
	}
	f.Fuzz(func(t *testing.T, before, after, path string) {
		r := filled(before)
		r.Applied.Refused = nil
		edit := func(op schema.Op) schema.Edit {
			return schema.Edit{ID: before, Op: op, Path: path, From: path, Before: before, After: after, Reason: after}
		}
		r.Plan.Edits = []schema.Edit{edit(schema.Replace), edit(schema.Insert), edit(schema.Remove), edit(schema.Move), edit(schema.Op(before))}
		r.Plan.Match.Gaps[0].Paths = []string{path, path + "/0"}
		page := write(t, r)
		for _, element := range skeleton(t, page) {
			parts := strings.Fields(element)
			assert.True(t, allowed[parts[0]], "element %s", element)
			for _, name := range parts[1:] {
				assert.True(t, allowed["@"+name], "attribute in %s", element)
			}
		}
		assert.False(t, strings.Contains(strings.ToLower(page), "<script"), "raw markup")
		if utf8.ValidString(after) && !strings.ContainsAny(after, "\x00\r") {
			assert.True(t, strings.Contains(words(t, page), after), "%q is not shown", after)
		}
	})
}
