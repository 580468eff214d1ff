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
		{"an item that keeps its blank lines moves above a gap", "cv:\n  x:\n    - |+\n      a\n    - b\n\n    - c\n", []schema.Edit{move("/cv/x/1", "/cv/x/0")}, "cv:\n  x:\n    - b\n    - |+\n      a\n    - c\n"},
		{"an item moves below one that keeps its blank lines", "cv:\n  x:\n    - a\n\n    - |+\n      b\n    - c\n", []schema.Edit{move("/cv/x/0", "/cv/x/2")}, "cv:\n  x:\n    - |+\n      b\n    - a\n    - c\n"},
		{"an item that keeps its blank lines moves to the end", "cv:\n  x:\n    - |+\n      a\n    - b\n\n  y: 1\n", []schema.Edit{move("/cv/x/0", "/cv/x/2")}, "cv:\n  x:\n    - b\n    - |+\n      a\n  y: 1\n"},
		{"what stood below one that keeps its blank lines goes", "cv:\n  x:\n    k: |+\n      a\n    l: b\n\n  y: 1\n", []schema.Edit{remove("/cv/x/l")}, "cv:\n  x:\n    k: |+\n      a\n  y: 1\n"},
		{"insert where items are set apart and one keeps its blank lines", "cv:\n  x:\n    - a: 1\n\n    - a: |+\n        b\n", []schema.Edit{insert("/cv/x/2", "c")}, "cv:\n  x:\n    - a: 1\n\n    - a: |+\n        b\n    - c\n"},
		{"blanks wider than a block scalar that moves above them", "cv:\n  x:\n    - |\n      a\n    - b\n             \n    - c\n", []schema.Edit{move("/cv/x/1", "/cv/x/0")}, "cv:\n  x:\n    - b\n    - |\n      a\n\n    - c\n"},
		{"line ends of an old Mac", strings.ReplaceAll(list, "\n", "\r"), []schema.Edit{insert("/cv/x/3", "e"), move("/cv/x/0", "/cv/x/2")}, strings.ReplaceAll("cv:\n  x: # list\n    # about b\n    - b\n\n    - a # one\n    # - pool c\n    - d\n    - e\n  y: 1\n", "\n", "\r")},
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

func TestApplyRefusesWithNothingDone(t *testing.T) {
	const text = "cv:\n  a: &a one\n  b: *a\n  c: [x, y]\n  d: {k: 1}\n  e:\n    - p\n    # - q\n  f:\n    <<: &m {k: 1}\n    l: 2\n  g: &deep\n    - h: 1\n  i: *deep\n"
	cases := []struct {
		name  string
		edits []schema.Edit
		is    error
		want  string
	}{
		{"unknown key", []schema.Edit{replace("/cv/z", 1)}, cv.ErrPath, `there is no key "z"; there are a, b, c, d, e, f, g, i`},
		{"unknown item", []schema.Edit{remove("/cv/c/2")}, cv.ErrPath, "there is no item 2; the list has 2 items, counted from 0"},
		{"below a text", []schema.Edit{replace("/cv/a/0", "x")}, cv.ErrPath, "a single value, nothing below it"},
		{"no pointer", []schema.Edit{replace("cv.a", "x")}, cv.ErrPath, "must begin with /"},
		{"place beyond the end", []schema.Edit{insert("/cv/c/3", "z")}, cv.ErrPath, "give 0 to 2 or -"},
		{"stale text", []schema.Edit{{ID: "e9", Op: schema.Replace, Path: "/cv/e/0", Before: "old", After: "new"}}, cv.ErrStale, `edit e9 (no. 1, replace /cv/e/0): the edit was planned on another text: line 7 now says "p", not "old"; plan again`},
		{"stale comment", []schema.Edit{{Op: schema.Insert, Path: "/cv/e/1", From: "line:8", Before: "other"}}, cv.ErrStale, `line 8 now says "q"`},
		{"same value twice", []schema.Edit{{ID: "e1", Op: schema.Replace, Path: "/cv/e/0", After: "x"}, {ID: "e2", Op: schema.Remove, Path: "/cv/e/0"}}, cv.ErrConflict, "edit e1 (no. 1, replace /cv/e/0) and edit e2 (no. 2, remove /cv/e/0) change the same value"},
		{"same id twice", []schema.Edit{{ID: "e1", Op: schema.Replace, Path: "/cv/e/0", After: "x"}, {ID: "e1", Op: schema.Replace, Path: "/cv/e/0", After: "y"}}, cv.ErrConflict, "change the same value"},
		{"inside what goes", []schema.Edit{remove("/cv/d"), replace("/cv/d/k", 2)}, cv.ErrConflict, "change the same value"},
		{"into what goes", []schema.Edit{insert("/cv/c/0", "z"), replace("/cv/c", []any{})}, cv.ErrConflict, "change the same value"},
		{"moved twice", []schema.Edit{move("/cv/c/0", "/cv/c/2"), move("/cv/c/0", "/cv/c/-")}, cv.ErrConflict, "change the same value"},
		{"moved and removed", []schema.Edit{move("/cv/c/0", "/cv/c/2"), remove("/cv/c/0")}, cv.ErrConflict, "change the same value"},
		{"one comment twice", []schema.Edit{uncomment("/cv/e/1", "line:8"), uncomment("/cv/e/0", "line:8")}, cv.ErrConflict, "change the same value"},
		{"one key twice", []schema.Edit{insert("/cv/d/n", 1), insert("/cv/d/n", 2)}, cv.ErrConflict, "change the same value"},
		{"anchor with an alias", []schema.Edit{replace("/cv/a", "two")}, cv.ErrShared, "it stands under &a on line 2 and is repeated by *a on line 3"},
		{"inside an anchor", []schema.Edit{replace("/cv/g/0/h", 2)}, cv.ErrShared, "repeated by *deep"},
		{"merged key removed", []schema.Edit{remove("/cv/f/k")}, cv.ErrShared, "comes from a merge key"},
		{"move between lists", []schema.Edit{move("/cv/e/0", "/cv/c/0")}, cv.ErrEdit, "within its own list only"},
		{"move without from", []schema.Edit{{Op: schema.Move, Path: "/cv/c/0"}}, cv.ErrEdit, "move needs from"},
		{"insert of nothing", []schema.Edit{{Op: schema.Insert, Path: "/cv/c/0"}}, cv.ErrEdit, "insert needs after"},
		{"insert over a key", []schema.Edit{insert("/cv/d/k", 2)}, cv.ErrEdit, "already there; use replace"},
		{"insert into a text", []schema.Edit{insert("/cv/e/0/0", "z")}, cv.ErrEdit, "a single value"},
		{"no comment there", []schema.Edit{uncomment("/cv/e/0", "line:2")}, cv.ErrPath, "line 2 holds no commented-out item"},
		{"from is no line", []schema.Edit{uncomment("/cv/e/0", "8")}, cv.ErrEdit, "line:42"},
		{"unknown operation", []schema.Edit{{Op: "swap", Path: "/cv/a"}}, cv.ErrEdit, "give replace, insert, remove or move"},
		{"value of a strange type", []schema.Edit{replace("/cv/e/0", make(chan int))}, cv.ErrEdit, "cannot stand in YAML"},
		{"the CV itself", []schema.Edit{remove("/cv")}, cv.ErrEdit, "there is no key cv"},
		{"the whole file", []schema.Edit{replace("", "x")}, cv.ErrPath, "must begin with /"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			doc, err := cv.Parse([]byte(text))
			require.NoError(t, err)
			after, err := doc.Apply(c.edits)
			require.ErrorIs(t, err, c.is)
			assert.ErrorContains(t, err, c.want)
			assert.Nil(t, after)
			assert.Equal(t, text, string(doc.Bytes()))
		})
	}
}

func TestApplyComparesBeforeByMeaning(t *testing.T) {
	doc, err := cv.Parse([]byte("cv:\n  n: 2020\n  m: |\n    text\n  l: [a, 1]\n  o: {k: v}\n  e:\n"))
	require.NoError(t, err)
	for path, before := range map[string]any{
		"/cv/n": 2020.0, "/cv/m": "text", "/cv/l": []any{"a", 1.0}, "/cv/o": map[string]any{"k": "v"}, "/cv/e": "",
	} {
		_, err := doc.Apply([]schema.Edit{{Op: schema.Replace, Path: path, Before: before, After: "new"}})
		assert.NoError(t, err, path)
	}
}

func TestParseTellsWhatIsNoRenderCVFile(t *testing.T) {
	for text, want := range map[string]string{
		"- a\n":            "line 1, column 1: the file is a list, not a mapping with the key cv",
		"just text\n":      "the file is a single value",
		"name: A\n":        "there is no key cv at the top",
		"x: 1\ncv: text\n": "line 2, column 5: the value of cv is no mapping",
		"cv:\n":            "line 1, column 4: the value of cv is no mapping",
	} {
		_, err := cv.Parse([]byte(text))
		require.ErrorIs(t, err, cv.ErrNotRenderCV, text)
		assert.ErrorContains(t, err, want)
	}
}

func TestSectionsTellEntryTypesByKeys(t *testing.T) {
	doc, err := cv.Parse([]byte("cv:\n  sections:\n    Ärger:\n      - {company: A, highlights: [x, y], position: P, summary: }\n    a/b~c:\n      - {location: nowhere}\n      - {label: L, details: D}\n    texts: [one]\n    nothing:\n"))
	require.NoError(t, err)
	sections := doc.Sections()
	require.Len(t, sections, 4)
	assert.Equal(t, []cv.EntryKind{cv.ExperienceEntry, cv.OneLineEntry, cv.TextEntry, ""}, []cv.EntryKind{sections[0].Kind, sections[1].Kind, sections[2].Kind, sections[3].Kind})
	assert.Equal(t, "/cv/sections/a~1b~0c/1", sections[1].Entries[1].Path)
	job := sections[0].Entries[0]
	assert.Equal(t, "A", job.Get("company"))
	assert.Empty(t, job.Get("summary"))
	require.Len(t, job.Highlights, 2)
	assert.Equal(t, cv.Leaf{Path: "/cv/sections/Ärger/0/highlights/1", Text: "y", Key: "highlights", Section: "Ärger", Entry: job.Path, Line: 4}, job.Highlights[1])
	for _, leaf := range doc.Leaves() {
		text, ok := doc.Scalar(leaf.Path)
		assert.True(t, ok)
		assert.Equal(t, leaf.Text, text)
	}
}
