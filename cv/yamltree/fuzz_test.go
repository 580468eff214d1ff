package yamltree_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// model is a second, simpler implementation of what edits mean: a tree with
// all aliases and merge keys written out, to which edits are done in memory.
type model struct {
	kind          yamltree.Kind
	tag           string
	text          string
	plain, tagged bool
	block         bool // a block scalar, whose final line break belongs to its style
	keys          []string
	kids          []*model
	gone          bool
	left          bool             // moved away
	lands         map[int][]*model // place ─► what lands before the item that was there
	names         map[*model]string
}

func newModel(n *yamltree.Node) *model { return newModelIn(n, false) }

func newModelIn(n *yamltree.Node, aliased bool) *model {
	alias := n.Kind == yamltree.Alias
	aliased = aliased || alias
	n = n.Resolve()
	m := &model{kind: n.Kind, tag: n.Tag, text: n.Value, lands: map[int][]*model{}, names: map[*model]string{}}
	m.plain = !alias && n.Kind == yamltree.Scalar && n.Style == yamltree.Plain
	m.tagged = n.Tagged && !aliased
	m.block = !alias && n.Kind == yamltree.Scalar && (n.Style == yamltree.Literal || n.Style == yamltree.Folded)
	switch n.Kind {
	case yamltree.Mapping:
		for _, pair := range n.Pairs() {
			m.keys = append(m.keys, pair.Key)
			m.kids = append(m.kids, newModelIn(pair.Value, aliased || pair.Value.Parent != n))
		}
	case yamltree.Sequence:
		for _, item := range n.Items {
			m.kids = append(m.kids, newModelIn(item, aliased))
		}
	}
	return m
}

func (m *model) at(path string) *model {
	tokens, _ := yamltree.Tokens(path)
	for _, token := range tokens {
		if m.kind == yamltree.Mapping {
			for i, key := range m.keys {
				if key == token {
					m = m.kids[i]
					break
				}
			}
			continue
		}
		var i int
		fmt.Sscan(token, &i)
		m = m.kids[i]
	}
	return m
}

func (m *model) trim() {
	m.text = strings.TrimRight(m.text, "\n")
	for _, kid := range m.kids {
		kid.trim()
	}
	for _, items := range m.lands {
		for _, item := range items {
			item.trim()
		}
	}
}

// become is a replacement.
func (m *model) become(value *yamltree.Node) {
	next := newModel(value)
	if m.block && next.kind == yamltree.Scalar && next.tag == yamltree.TagString {
		body := strings.TrimRight(next.text, "\n")
		final := m.text[len(strings.TrimRight(m.text, "\n")):]
		if body != "" && strings.TrimRight(m.text, "\n") != "" {
			body += final
		}
		next.text = body
	}
	if m.tagged && m.kind == yamltree.Scalar && next.kind == yamltree.Scalar && next.tag != yamltree.TagNull {
		next.tag = m.tag
	}
	if m.plain && next.kind == yamltree.Scalar && next.tag == yamltree.TagString && m.tag != yamltree.TagNull {
		if tag := (&yaml.Node{Kind: yaml.ScalarNode, Value: next.text}).ShortTag(); tag == m.tag {
			next.tag = tag // a number stays a number
		}
	}
	m.kind, m.tag, m.text, m.keys, m.kids = next.kind, next.tag, next.text, next.keys, next.kids
}

// do makes an edit; paths are all found before the first one is done.
func do(edits []yamltree.Edit, root *model) {
	type step func()
	var steps []step
	for _, edit := range edits {
		cut := strings.LastIndexByte(edit.Path, '/')
		last := edit.Path[cut+1:]
		switch edit.Op {
		case yamltree.Replace:
			target := root.at(edit.Path)
			steps = append(steps, func() { target.become(edit.Value) })
		case yamltree.Remove:
			target := root.at(edit.Path)
			steps = append(steps, func() { target.gone = true })
		case yamltree.Insert:
			target, item := root.at(edit.Path[:cut]), newModel(edit.Value)
			steps = append(steps, func() {
				place := len(target.kids)
				if target.kind == yamltree.Scalar {
					target.kind, target.tag, target.text = yamltree.Sequence, yamltree.TagSeq, ""
				} else if target.kind == yamltree.Mapping {
					target.names[item] = last
				} else {
					fmt.Sscan(last, &place)
				}
				target.lands[place] = append(target.lands[place], item)
			})
		case yamltree.Move:
			target, item := root.at(edit.Path[:cut]), root.at(edit.From)
			steps = append(steps, func() {
				var place int
				fmt.Sscan(last, &place)
				item.left = true
				target.lands[place] = append(target.lands[place], item)
			})
		}
	}
	for _, step := range steps {
		step()
	}
}

// String writes the edited tree in a form of its own.
func (m *model) String() string {
	if m.kind == yamltree.Scalar {
		if m.tag == yamltree.TagNull {
			return "null"
		}
		return fmt.Sprintf("%s %q", m.tag, m.text)
	}
	var parts []string
	for i := 0; i <= len(m.kids); i++ {
		for _, item := range m.lands[i] {
			parts = append(parts, m.names[item]+": "+item.String())
		}
		if i == len(m.kids) || m.kids[i].gone || m.kids[i].left {
			continue
		}
		name := ""
		if m.kind == yamltree.Mapping {
			name = m.keys[i]
		}
		parts = append(parts, name+": "+m.kids[i].String())
	}
	if m.kind == yamltree.Mapping {
		// A merged key that gets a value of its own changes its place.
		sort.Strings(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

var texts = []string{
	"word", "two words", "colon: inside", "ends with:", "# hash", "a # b", "- dash", "-5", "12", "2020", "2020-01-02", "yes", "null", "~", "",
	" leading", "trailing ", "it's", `say "hi"`, `back\slash`, "**bold** [l](u)", "**Led** a: b", "**a** #b", "*star", "* item", "&amp", "!bang", "%p", "@at", "`tick`", "a, b", "[x]", "{y}", "who?", "?q",
	"line one\nline two", "text\n", "\nleading break", "a\n\n\nb", "  indented\nless", "para\n  indented\npara", "tab\tinside", "\ttab", "nel\u0085ls\u2028ps\u2029", "\u00a0nbsp", "é Öl 机床 😀", "\ufeffbom", "bell\a",
	"long text of many words that has to be wrapped when the old one was written over several lines, and then some more of it, to be sure", "http://example.org:80/a?b#c", "12:30", "1_000", "0x1F", "...", "--- x", "<<", "=", "a:b", ":x", "a :b", "trailing #", "k: [v", "double  space  inside text that is long enough for wrapping somewhere",
}

func randomValue(r *rand.Rand) *yamltree.Node {
	var value any = texts[r.IntN(len(texts))]
	switch r.IntN(12) {
	case 0:
		value = []any{texts[r.IntN(len(texts))], r.IntN(100), nil}
	case 1:
		value = map[string]any{"company": texts[r.IntN(len(texts))], "highlights": []any{texts[r.IntN(len(texts))]}, "colon: key": []any{}, "m": map[string]any{"k": 2.5, "l": []any{[]any{"x"}}}}
	case 2:
		value = []any{2020, true, nil, 2.5, []any{}, map[string]any{}}[r.IntN(6)]
	}
	node, err := yamltree.FromAny(value, nil)
	if err != nil {
		panic(err)
	}
	return node
}

// randomEdits chooses edits that make sense one by one.
func randomEdits(r *rand.Rand, file *yamltree.File) []yamltree.Edit {
	var paths []string
	lists := map[string]int{}
	maps := map[string]bool{}
	var walk func(n *yamltree.Node, path string, depth int)
	walk = func(n *yamltree.Node, path string, depth int) {
		if depth > 12 || len(paths) > 2000 {
			return
		}
		n = n.Resolve()
		if path != "" {
			paths = append(paths, path)
		}
		switch {
		case n.Kind == yamltree.Mapping:
			maps[path] = true
			for _, pair := range n.Pairs() {
				walk(pair.Value, path+"/"+yamltree.Escape(pair.Key), depth+1)
			}
		case n.Kind == yamltree.Sequence:
			lists[path] = len(n.Items)
			for i, item := range n.Items {
				walk(item, fmt.Sprintf("%s/%d", path, i), depth+1)
			}
		case n.IsNull():
			lists[path] = 0
		}
	}
	walk(file.Root, "", 0)
	if len(paths) == 0 {
		return nil
	}
	pool := file.Pool()
	var edits []yamltree.Edit
	for i := range 1 + r.IntN(6) {
		path := paths[r.IntN(len(paths))]
		edit := yamltree.Edit{Name: fmt.Sprintf("e%d", i), Path: path}
		parent := path[:strings.LastIndexByte(path, '/')]
		count, inList := lists[parent]
		switch r.IntN(6) {
		case 0, 1:
			edit.Op, edit.Value = yamltree.Replace, randomValue(r)
		case 2:
			edit.Op = yamltree.Remove
		case 3:
			if !inList {
				continue
			}
			edit.Op, edit.From, edit.Path = yamltree.Move, path, fmt.Sprintf("%s/%d", parent, r.IntN(count+1))
		case 4:
			edit.Op, edit.Value = yamltree.Insert, randomValue(r)
			if length, ok := lists[path]; ok {
				edit.Path = fmt.Sprintf("%s/%d", path, r.IntN(length+1))
			} else if maps[path] {
				edit.Path = fmt.Sprintf("%s/new%d", path, i)
			} else {
				continue
			}
		case 5:
			if len(pool) == 0 {
				continue
			}
			item := pool[r.IntN(len(pool))]
			edit.Op, edit.Comment, edit.Value = yamltree.Insert, item.Line, yamltree.NewScalar(item.Text)
			edit.Path = fmt.Sprintf("%s/%d", item.List.Path(), item.Index)
		}
		edits = append(edits, edit)
	}
	return edits
}

// checkApply does random edits and compares with the model. It reports whether
// the edits were done.
func checkApply(t *testing.T, text string, seed uint64, strict bool) bool {
	t.Helper()
	before, err := yamltree.Parse([]byte(text))
	if err != nil {
		return false
	}
	r := rand.New(rand.NewPCG(seed, 1))
	edits := randomEdits(r, before)
	after, err := before.Apply(edits)
	describe := func() string {
		var b strings.Builder
		for _, e := range edits {
			fmt.Fprintf(&b, "%s op %d %s from %q line %d", e.Name, e.Op, e.Path, e.From, e.Comment)
			if e.Value != nil {
				fmt.Fprintf(&b, " value %#v", e.Value.Any())
			}
			b.WriteByte('\n')
		}
		return b.String()
	}
	if err != nil {
		if strict && !errors.Is(err, yamltree.ErrConflict) && !errors.Is(err, yamltree.ErrShared) {
			t.Fatalf("seed %d: %v\n%s\n%s", seed, err, describe(), text)
		}
		return false
	}
	want := newModel(before.Root)
	do(edits, want)
	got := newModel(after.Root)
	if !strings.HasSuffix(text, "\n") { // the last block scalar may gain its final line break
		want.trim()
		got.trim()
	}
	require.Equal(t, want.String(), got.String(), "seed %d\n%s\n%s\nbecame\n%s", seed, describe(), text, after.Bytes())
	checkUntouched(t, before, after, edits, describe)
	return true
}

// checkUntouched compares the bytes of everything that no edit names: values
// and comments that stay have to stay to the byte.
func checkUntouched(t *testing.T, before, after *yamltree.File, edits []yamltree.Edit, describe func() string) {
	t.Helper()
	if len(edits) == 1 && edits[0].Op == yamltree.Replace {
		n, err := before.Find(edits[0].Path)
		if err == nil && n.Path() == edits[0].Path && n.Kind == yamltree.Scalar && edits[0].Value.Kind == yamltree.Scalar && (!n.Tagged || edits[0].Value.Tag != yamltree.TagNull) {
			src, out := string(before.Bytes()), string(after.Bytes())
			require.True(t, strings.HasPrefix(out, src[:n.Content]), "bytes before the value changed\n%s\n%s", describe(), out)
			if n.Style != yamltree.Literal && n.Style != yamltree.Folded {
				require.True(t, strings.HasSuffix(out, src[n.End:]), "bytes behind the value changed\n%s\n%s", describe(), out)
			}
		}
	}
	spans := map[string]int{}
	visit(after.Root, func(n *yamltree.Node) { spans[string(after.Bytes()[n.Start:n.End])]++ })
	touched := func(path string) bool {
		for _, edit := range edits {
			for _, p := range []string{edit.Path, edit.From} {
				if p == "" || edit.Op == yamltree.Move && p == edit.From {
					continue // what moves keeps its bytes
				}
				holder := p
				if edit.Op == yamltree.Insert || edit.Op == yamltree.Move {
					holder = p[:strings.LastIndexByte(p, '/')]
				}
				if holder == path || strings.HasPrefix(holder, path+"/") || strings.HasPrefix(path, p+"/") && edit.Op != yamltree.Insert && edit.Op != yamltree.Move {
					return true
				}
			}
			if edit.Op == yamltree.Remove && strings.HasPrefix(edit.Path, path) {
				return true
			}
		}
		return false
	}
	visit(before.Root, func(n *yamltree.Node) {
		if n.Kind != yamltree.Scalar || n.Parent == nil || touched(n.Path()) {
			return
		}
		span := string(before.Bytes()[n.Start:n.End])
		if span == "" {
			return
		}
		require.NotZero(t, spans[span], "the bytes %q are gone\n%s\n%s\nbecame\n%s", span, describe(), before.Bytes(), after.Bytes())
	})
}

// TestRandomEditsOfQuirkyFiles must do every edit that is no contradiction.
func TestRandomEditsOfQuirkyFiles(t *testing.T) {
	rounds := uint64(600)
	if testing.Short() {
		rounds = 60
	}
	for name, text := range quirks(t) {
		t.Run(name, func(t *testing.T) {
			done := 0
			for seed := range rounds {
				if checkApply(t, text, seed, true) {
					done++
				}
			}
			require.Greater(t, done, int(rounds)/4, "too few edits were possible")
		})
	}
}

// FuzzApply edits files that a fuzzer writes.
func FuzzApply(f *testing.F) {
	for _, text := range quirks(f) {
		f.Add(text, uint64(1))
	}
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		if len(text) < 20_000 {
			checkApply(t, text, seed, false)
		}
	})
}
