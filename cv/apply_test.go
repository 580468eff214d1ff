package cv_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

func replace(path string, after any) schema.Edit {
	return schema.Edit{Op: schema.Replace, Path: path, After: after}
}

func insert(path string, after any) schema.Edit {
	return schema.Edit{Op: schema.Insert, Path: path, After: after}
}

func uncomment(path, from string) schema.Edit {
	return schema.Edit{Op: schema.Insert, Path: path, From: from}
}

func remove(path string) schema.Edit { return schema.Edit{Op: schema.Remove, Path: path} }

func move(from, to string) schema.Edit {
	return schema.Edit{Op: schema.Move, From: from, Path: to}
}

// crlf writes the tests' texts as a file from Windows.
func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

func TestApplyChangesTheNamedValueAndNothingElse(t *testing.T) {
	const list = "cv:\n  x: # list\n    - a # one\n\n    # about b\n    - b\n    # - pool c\n    - d\n  y: 1\n"
	cases := []struct {
		name  string
		from  string
		edits []schema.Edit
		want  string
	}{
		{"plain text", "cv:\n  x: old   # note\n", []schema.Edit{replace("/cv/x", "new")}, "cv:\n  x: new   # note\n"},
		{"plain cannot hold a colon", "cv:\n  x: old\n", []schema.Edit{replace("/cv/x", "a: b")}, "cv:\n  x: \"a: b\"\n"},
		{"plain cannot hold a colon among single quotes", "cv:\n  w: 'q'\n  x: old\n", []schema.Edit{replace("/cv/x", "a: b")}, "cv:\n  w: 'q'\n  x: 'a: b'\n"},
		{"double quotes", `cv: {x: "old", y: 1}`, []schema.Edit{replace("/cv/x", `say "hi"`)}, `cv: {x: "say \"hi\"", y: 1}`},
		{"single quotes", "cv:\n  x: 'old'\t\n", []schema.Edit{replace("/cv/x", "it's")}, "cv:\n  x: 'it''s'\t\n"},
		{"line ends", crlf("cv:\n  x: |\n    old\n    text\n  y: 1\n"), []schema.Edit{replace("/cv/x", "new\nlines\nhere")}, crlf("cv:\n  x: |\n    new\n    lines\n    here\n  y: 1\n")},
		{"literal keeps indicators", "cv:\n  x: |2-  # c\n     old\n  y: 1\n", []schema.Edit{replace("/cv/x", "new")}, "cv:\n  x: |2-  # c\n    new\n  y: 1\n"},
		{"folded", "cv:\n  x: >-\n    old old old\n    text\n\n\n  y: 1\n", []schema.Edit{replace("/cv/x", "new text\nand more")}, "cv:\n  x: >-\n    new text\n\n    and more\n\n\n  y: 1\n"},
		{"keep", "cv:\n  x: |+\n    old\n\n  y: 1\n", []schema.Edit{replace("/cv/x", "new")}, "cv:\n  x: |+\n    new\n\n  y: 1\n"},
		{"block scalar cannot hold leading blanks", "cv:\n  x: | # c\n    old\n  y: 1\n", []schema.Edit{replace("/cv/x", " new")}, "cv:\n  x: \" new\\n\" # c\n  y: 1\n"},
		{"plain lines are wrapped again", "cv:\n  x: old words on\n    two lines\n", []schema.Edit{replace("/cv/x", "new words on more lines")}, "cv:\n  x: new words on\n    more lines\n"},
		{"no final newline and a BOM", "\ufeffcv:\n  x: old", []schema.Edit{replace("/cv/x", "new")}, "\ufeffcv:\n  x: new"},
		{"document markers", "%YAML 1.2\n---\ncv:\n  x: old\n...\n", []schema.Edit{replace("/cv/x", "new")}, "%YAML 1.2\n---\ncv:\n  x: new\n...\n"},
		{"custom tag", "cv:\n  x: !mine old\n", []schema.Edit{replace("/cv/x", "new")}, "cv:\n  x: !mine new\n"},
		{"anchor without alias", "cv:\n  x: &a old\n", []schema.Edit{replace("/cv/x", "new")}, "cv:\n  x: &a new\n"},
		{"alias is written out", "cv:\n  x: &a old\n  y: *a # c\n", []schema.Edit{replace("/cv/y", "new")}, "cv:\n  x: &a old\n  y: new # c\n"},
		{"inside an alias", "cv:\n  x: &a [p, q]\n  y: *a\n  z: 1\n", []schema.Edit{replace("/cv/y/1", "r")}, "cv:\n  x: &a [p, q]\n  y:\n    - p\n    - r\n  z: 1\n"},
		{"merged key", "cv:\n  x: &a\n    k: 1\n    l: 2\n  y:\n    <<: *a\n  z: 1\n", []schema.Edit{replace("/cv/y/k", 3)}, "cv:\n  x: &a\n    k: 1\n    l: 2\n  y:\n    <<: *a\n    k: 3\n  z: 1\n"},
		{"number", "cv:\n  x: 2020\n", []schema.Edit{replace("/cv/x", 2021.0)}, "cv:\n  x: 2021\n"},
		{"number given as text", "cv:\n  x: 2020\n", []schema.Edit{replace("/cv/x", "2021")}, "cv:\n  x: 2021\n"},
		{"text that looks like a number", "cv:\n  x: y2020\n", []schema.Edit{replace("/cv/x", "2021")}, "cv:\n  x: \"2021\"\n"},
		{"empty value", "cv:\n  x:\t# c\n  y: 1\n", []schema.Edit{replace("/cv/x", "new")}, "cv:\n  x: new\t# c\n  y: 1\n"},
		{"value to null", "cv:\n  x: old\n", []schema.Edit{replace("/cv/x", nil)}, "cv:\n  x: null\n"},
		{"text to list", "cv:\n  x: old # c\n  y: 1\n", []schema.Edit{replace("/cv/x", []any{"a", "b"})}, "cv:\n  x: # c\n    - a\n    - b\n  y: 1\n"},
		{"list to text", list, []schema.Edit{replace("/cv/x", "new")}, "cv:\n  x: new # list\n  y: 1\n"},
		{"special characters", "cv:\n  x: old\n", []schema.Edit{replace("/cv/x", "tab\there \u2028 ñ 😀")}, "cv:\n  x: \"tab\\there \\u2028 ñ 😀\"\n"},

		{"remove an item with its comment", list, []schema.Edit{remove("/cv/x/1")}, "cv:\n  x: # list\n    - a # one\n\n    # - pool c\n    - d\n  y: 1\n"},
		{"remove the first", list, []schema.Edit{remove("/cv/x/0")}, "cv:\n  x: # list\n    # about b\n    - b\n    # - pool c\n    - d\n  y: 1\n"},
		{"remove the last", list, []schema.Edit{remove("/cv/x/2")}, "cv:\n  x: # list\n    - a # one\n\n    # about b\n    - b\n    # - pool c\n  y: 1\n"},
		{"remove all", list, []schema.Edit{remove("/cv/x/0"), remove("/cv/x/1"), remove("/cv/x/2")}, "cv:\n  x: [] # list\n    # - pool c\n  y: 1\n"},
		{"move with its comment", list, []schema.Edit{move("/cv/x/1", "/cv/x/0")}, "cv:\n  x: # list\n    # about b\n    - b\n\n    - a # one\n    # - pool c\n    - d\n  y: 1\n"},
		{"move to the end and reword", list, []schema.Edit{move("/cv/x/0", "/cv/x/-"), replace("/cv/x/0", "A")}, "cv:\n  x: # list\n    # about b\n    - b\n\n    - d\n    # - pool c\n    - A # one\n  y: 1\n"},
		{"insert", list, []schema.Edit{insert("/cv/x/1", "new"), insert("/cv/x/3", "last")}, "cv:\n  x: # list\n    - a # one\n\n    - new\n    # about b\n    - b\n    # - pool c\n    - d\n    - last\n  y: 1\n"},
		{"uncomment in place", list, []schema.Edit{uncomment("/cv/x/2", "line:7")}, "cv:\n  x: # list\n    - a # one\n\n    # about b\n    - b\n    - pool c\n    - d\n  y: 1\n"},
		{"uncomment elsewhere", list, []schema.Edit{uncomment("/cv/x/0", "line:7")}, "cv:\n  x: # list\n    - pool c\n    - a # one\n\n    # about b\n    - b\n    - d\n  y: 1\n"},
		{"uncomment below an empty key", "cv:\n  x:\n    # - one\n    # - two\n  y: 1\n", []schema.Edit{uncomment("/cv/x/0", "line:3"), uncomment("/cv/x/0", "line:4")}, "cv:\n  x:\n    - one\n    - two\n  y: 1\n"},
		{"unindented list", "cv:\n  x:\n  - a\n  - b\n  y: 1\n", []schema.Edit{move("/cv/x/1", "/cv/x/0"), insert("/cv/x/2", "c")}, "cv:\n  x:\n  - b\n  - a\n  - c\n  y: 1\n"},
		{"no final newline", "cv:\n  x:\n    - a\n    - b", []schema.Edit{move("/cv/x/1", "/cv/x/0")}, "cv:\n  x:\n    - b\n    - a"},
		{"flow list", "cv:\n  x: [a,  'b', c] # c\n", []schema.Edit{move("/cv/x/2", "/cv/x/0"), remove("/cv/x/1"), insert("/cv/x/3", "d, e")}, "cv:\n  x: [c,  a,  'd, e'] # c\n"},
		{"flow list emptied", "cv:\n  x: [ a ]\n", []schema.Edit{remove("/cv/x/0")}, "cv:\n  x: []\n"},
		{"empty flow list filled", "cv:\n  x: [] # c\n  y: 1\n", []schema.Edit{insert("/cv/x/-", "a")}, "cv:\n  x: # c\n    - a\n  y: 1\n"},
		{"quotes of the neighbours", "cv:\n  x:\n    - \"a\"\n    - \"b\"\n", []schema.Edit{insert("/cv/x/1", "c")}, "cv:\n  x:\n    - \"a\"\n    - \"c\"\n    - \"b\"\n"},
		{"new key", "cv:\n  x:\n    k: 1\n  y: 1\n", []schema.Edit{insert("/cv/x/l", "v")}, "cv:\n  x:\n    k: 1\n    l: v\n  y: 1\n"},
		{"remove a key", "cv:\n  x:\n    - k: 1\n      l: 2\n  y: 1\n", []schema.Edit{remove("/cv/x/0/k")}, "cv:\n  x:\n    - l: 2\n  y: 1\n"},
		{"whole entries", "cv:\n  x:\n    - k: 1\n      h:\n        - a\n        # - pool\n\n    # two\n    - k: 2\n      h: [b]\n", []schema.Edit{move("/cv/x/1", "/cv/x/0"), replace("/cv/x/1/k", 3), uncomment("/cv/x/0/h/1", "line:6")}, "cv:\n  x:\n    # two\n    - k: 3\n      h: [b]\n\n    - k: 1\n      h:\n        - a\n        - pool\n"},
		{"new entry", "cv:\n  x:\n    - company: A\n      highlights:\n        - a\n\n    - company: B\n", []schema.Edit{insert("/cv/x/1", map[string]any{"highlights": []any{"p", "q: r"}, "company": "Nova"})}, "cv:\n  x:\n    - company: A\n      highlights:\n        - a\n\n    - company: Nova\n      highlights:\n        - p\n        - \"q: r\"\n\n    - company: B\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before, err := cv.Parse([]byte(c.from))
			require.NoError(t, err)
			after, err := before.Apply(c.edits)
			require.NoError(t, err)
			assert.Equal(t, c.want, string(after.Bytes()))
			assert.Equal(t, c.from, string(before.Bytes()))
		})
	}
}

func TestApplyKeepsBoldTextsWithoutQuotes(t *testing.T) {
	before, err := cv.Parse([]byte("cv:\n  x:\n    - **Led** a team of 4\n    - plain\n"))
	require.NoError(t, err)
	after, err := before.Apply([]schema.Edit{replace("/cv/x/0", "**Led** a team"), replace("/cv/x/1", "**Now** bold"), insert("/cv/x/2", "**a: b**")})
	require.NoError(t, err)
	assert.Equal(t, "cv:\n  x:\n    - **Led** a team\n    - **Now** bold\n    - \"**a: b**\"\n", string(after.Bytes()))
}
