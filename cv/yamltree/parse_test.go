package yamltree_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// quirks are made-up files with everything that YAML allows in a CV, each in
// several disguises: other line ends, a BOM, no final newline.
func quirks(t testing.TB) map[string]string {
	t.Helper()
	names, err := filepath.Glob("testdata/quirks/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	files := map[string]string{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		text, base := string(raw), filepath.Base(name)
		files[base] = text
		files[base+" CRLF"] = strings.ReplaceAll(text, "\n", "\r\n")
		files[base+" BOM"] = "\ufeff" + text
		files[base+" cut"] = strings.TrimRight(text, "\n")
	}
	return files
}

func visit(n *yamltree.Node, do func(*yamltree.Node)) {
	do(n)
	for i, item := range n.Items {
		if n.Kind == yamltree.Mapping {
			visit(n.Keys[i], do)
		}
		visit(item, do)
	}
}

// TestSpansHoldTheirValues reads the bytes of every scalar on their own: they
// give the same value as in the file, so the span is neither too short nor too
// long.
func TestSpansHoldTheirValues(t *testing.T) {
	for name, text := range quirks(t) {
		t.Run(name, func(t *testing.T) {
			file, err := yamltree.Parse([]byte(text))
			require.NoError(t, err)
			visit(file.Root, func(n *yamltree.Node) {
				checkSpan(t, text, n)
			})
		})
	}
}

func checkSpan(t *testing.T, text string, n *yamltree.Node) {
	t.Helper()
	require.True(t, 0 <= n.Start && n.Start <= n.Content && n.Content <= n.End && n.End <= len(text), "%+v", n)
	span := text[n.Content:n.End]
	switch {
	case n.Kind == yamltree.Alias:
		assert.Equal(t, "*"+n.Value, span)
	case n.Kind != yamltree.Scalar:
		if n.Style == yamltree.Flow && span[0] != 'k' && span[0] != 'l' { // [k: v] has no braces
			assert.Contains(t, "]}", span[len(span)-1:], "%q", span)
		}
	case n.Style == yamltree.Literal || n.Style == yamltree.Folded:
		// An indentation indicator counts from the parent; leave those to the
		// tests of Apply.
		if !strings.ContainsAny(strings.SplitN(span, "\n", 2)[0], "123456789") {
			var value string
			require.NoError(t, yaml.Unmarshal([]byte(span+"\n"), &value))
			assert.Equal(t, strings.TrimRight(n.Value, "\n"), strings.TrimRight(value, "\n"), "%q", span)
		}
	case n.Start == n.End || n.Content == n.End:
		assert.Empty(t, n.Value)
	default:
		if strings.HasPrefix(span, "*") {
			assert.Equal(t, n.Value, span)
			return
		}
		var value yaml.Node
		require.NoError(t, yaml.Unmarshal([]byte(span), &value), "%q", span)
		require.NotEmpty(t, value.Content, "%q", span)
		assert.Equal(t, n.Value, value.Content[0].Value, "%q", span)
	}
}

func TestParseErrorsNamePlaceAndWayOut(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"empty", "", "the file is empty"},
		{"only a comment", "# nothing\n", "the file is empty"},
		{"PDF", "%PDF-1.7\n", "this is a PDF, not YAML text"},
		{"DOCX", "PK\x03\x04rest", "this is a DOCX, ODT or ZIP file"},
		{"binary", "cv:\n\x00\x01", "this is a binary file"},
		{"UTF-16", "\xff\xfec\x00v\x00", "this is UTF-16 text, not YAML text; save the file as UTF-8"},
		{"emoji in halves", "cv:\n  name: \"Ada \\ud83d\\ude00\"\n", "line 2, column 14: half a character is escaped here, as JSON does with emoji; write the character itself"},
		{"Latin-1", "cv:\n  name: Andr\xe9\n", "line 2, column 13: byte 0xE9 is not UTF-8; save the file as UTF-8"},
		{"control character", "cv:\n  name: a\x07b\n", "line 2, column 10: the control character U+0007"},
		{"too big", "cv:\n" + strings.Repeat("# comment\n", 30000), "more than the 256 KB"},
		{"tab", "cv:\n\tname: a\n", "line 2, column 1: a tab is used for indentation; use spaces"},
		{"colon in a value", "cv:\n  name: a\n  headline: x: y\n", "line 3, column 14: a colon and a space stand inside a text"},
		{"colon in a bullet", "cv:\n  x:\n    - a: b: c\n", "line 3, column 11: a colon and a space"},
		{"text behind a quote", "cv:\n  name: \"a\" b\n  x: 1\n", "line 2, column 13: text follows a closing quote"},
		{"quote never closed", "cv:\n  name: \"a\n  x: 1\n", "line 2, column 9: the quote that opens here is never closed"},
		{"at sign", "cv:\n  x: @me\n", "line 2, column 6: a text cannot begin with @"},
		{"bad indentation", "cv:\n  name: a\n   x: b\n", "line 3, column"},
		{"duplicate key", "cv:\n  name: a\n  x: 1\n  name: b\n", "line 4, column 3: the key \"name\" is already on line 2; rename or remove one"},
		{"second document", "cv:\n  name: a\n---\ncv: {}\n", "line 3, column 1: a second YAML document begins here"},
		{"alias of itself", "cv: &a\n  x: *a\n", "line 2, column 6: the alias *a stands inside the value that it repeats"},
		{"alias above its anchor", "cv:\n  x: *a\n  y: &a b\n", "line 2, column 6: there is no anchor &a"},
		{"bomb", bomb(), "more than 50000 values"},
		{"deep", "cv: " + strings.Repeat("[", 100) + strings.Repeat("]", 100), "nested more than 64 deep"},
		{"complex key", "cv:\n  ? [a]\n  : b\n", "line 2, column 5: this key is not a plain word"},
		{"merge of a text", "cv:\n  <<: a\n", "line 2, column 7: << merges something that is no mapping"},
		{"open bracket", "cv:\n  x: [a, b\n  y: 1\n", "line 2, column 6: the bracket that opens here is never closed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := yamltree.Parse([]byte(c.text))
			require.Error(t, err)
			assert.Contains(t, err.Error(), c.want)
			var place *yamltree.Error
			require.ErrorAs(t, err, &place)
		})
	}
}

// TestAsterisksBeginTexts: RenderCV reads "**bold** text" without quotes.
func TestAsterisksBeginTexts(t *testing.T) {
	file, err := yamltree.Parse([]byte("a:\n  - **Led** a team\n  - *slanted* text\n  - *\n  - \"*q\"\n  - &x anchored\n  - *x\n  - *y\n  - [*z, * w, *x]\n  - |\n    *x *y\n*k: 1\n"))
	require.NoError(t, err)
	assert.Equal(t, map[string]any{
		"a": []any{
			"**Led** a team", "*slanted* text", "*", "*q", "anchored", "anchored", "*y",
			[]any{"*z", "* w", "anchored"},
			"*x *y\n",
		},
		"*k": 1,
	}, file.Root.Any())
	n, err := file.Find("/a/0")
	require.NoError(t, err)
	assert.Equal(t, "**Led** a team", string(file.Bytes()[n.Start:n.End]))
}

// bomb grows tenfold with each line.
func bomb() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), i-1)
	}
	return b.String()
}

// What ruamel.yaml, with which RenderCV reads, makes of plain numbers.
func TestNumbersAreThoseOfYAML12(t *testing.T) {
	for text, want := range map[string]any{
		"0777": 777, "010": 10, "-012": -12, "+0777": 777, "08": 8, "00": 0, "0777_1": 7771, "1__2": 12, "0_7": 7,
		"0o17": 15, "0x1F": 31, "0b101": 5, "1_000": 1000, "+7": 7,
		"012.5": 12.5, "1e3": 1000.0, ".5": .5,
		"_1": "_1", "0b2": "0b2", "0o8": "0o8", "12:30": "12:30", "yes": "yes", `"0777"`: "0777",
	} {
		file, err := yamltree.Parse([]byte("a: " + text + "\n"))
		require.NoError(t, err, text)
		assert.Equal(t, want, file.Root.Items[0].Any(), text)
	}
}

// A block scalar takes comments that stand as far right as its text for text.
func TestBlockScalarsMoveAboveCommentsThatStandFarRight(t *testing.T) {
	for name, c := range map[string]struct{ before, from, to, after string }{
		"a comment between items": {
			"l:\n  - one\n\n      # apart\n\n  - >-\n    two\n    lines\n", "/l/1", "/l/0",
			"l:\n  - >-\n    two\n    lines\n\n  # apart\n\n  - one\n",
		},
		"a comment below the list": {
			"l:\n  - |\n    two\n  - three\n\n      # below\nm: 1\n", "/l/0", "/l/-",
			"l:\n  - three\n  - |\n    two\n\n  # below\nm: 1\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := yamltree.Parse([]byte(c.before))
			require.NoError(t, err)
			after, err := file.Apply([]yamltree.Edit{{Op: yamltree.Move, From: c.from, Path: c.to}})
			require.NoError(t, err)
			assert.Equal(t, c.after, string(after.Bytes()))
		})
	}
}
