// Package migrate brings RenderCV files of any age up to version 2.8.
//
// Keys that only changed their name are renamed where they stand; values that
// stand elsewhere now are moved; what is gone is taken out and told. Bytes that
// none of this concerns stay as they were.
//
//	bytes ─ rename keys ─► bytes ─ values, moves, sections of 0.x ─► bytes, changes
package migrate

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/schema"
)

// Result is a migrated file.
type Result struct {
	YAML    []byte
	Changes []schema.Migration // in the order of the old file
	Unread  []schema.Unread    // comments and values that found no place
}

var sign = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(signs) })

// Is reports whether a text looks like a RenderCV file.
func Is(text string) bool { return sign().MatchString(text) }

// Migrate brings a file up to date. One that is up to date comes back byte for
// byte. The error names line and column of YAML that cannot be read.
func Migrate(src []byte) (*Result, error) {
	file, err := yamltree.Parse(src)
	if err != nil {
		return nil, err
	}
	m := &migration{file: file, original: file}
	if m.file.Root == nil || m.file.Root.Resolve().Kind != yamltree.Mapping {
		return nil, fmt.Errorf("%w: it holds no keys such as cv", cv.ErrNotRenderCV)
	}
	if m.file.Root.Get("cv") == nil {
		return nil, fmt.Errorf("%w: the key cv is missing; if cv, design and locale are separate files, give the one that holds cv", cv.ErrNotRenderCV)
	}
	if m.file.Root.Get("cv").Resolve().Kind != yamltree.Mapping {
		return nil, fmt.Errorf("%w: the value of cv holds no keys such as name", cv.ErrNotRenderCV)
	}
	m.report(m.file.Root)
	if err := m.rename(); err != nil {
		return nil, err
	}
	if err := m.phone(); err != nil {
		return nil, err
	}
	if err := m.rewrite(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(m.result.Changes, func(a, b schema.Migration) int { return a.Line - b.Line })
	m.result.YAML = m.file.Bytes()
	m.comments()
	return &m.result, nil
}

type migration struct {
	original, file *yamltree.File
	result         Result

	edits    []yamltree.Edit
	inserted *tree
	taken    map[*yamltree.Node]bool
}

func (m *migration) change(n *yamltree.Node, before, after, format string, args ...any) {
	m.result.Changes = append(m.result.Changes, schema.Migration{
		Path: n.Path(), Line: n.Line, Column: n.Column, Before: before, After: after, Message: fmt.Sprintf(format, args...),
	})
}

// report tells of values that RenderCV 2.8 does not read and that cannot be
// migrated.
func (m *migration) report(n *yamltree.Node) {
	if n.Tagged && strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		m.result.Unread = append(m.result.Unread, schema.Unread{
			Text: strings.TrimSpace(n.Tag + " " + n.Value), Place: fmt.Sprintf("line %d, column %d", n.Line, n.Column),
			Reason: "RenderCV includes no other files: paste the text of " + strings.TrimSpace(n.Value) + " in its place",
		})
	}
	for _, item := range n.Items {
		m.report(item)
	}
}

// rewrite moves and changes values.
func (m *migration) rewrite() error {
	m.inserted, m.taken = &tree{}, map[*yamltree.Node]bool{}
	m.options()
	for _, move := range moves {
		m.move(move.from, move.to, move.value)
	}
	m.templates()
	for _, path := range slices.Sorted(maps.Keys(gone)) {
		if n := m.find(path); n != nil {
			m.take(n)
			m.change(n, brief(n), "", "%s is taken out: %s", path[strings.LastIndex(path, "/")+1:], gone[path])
		}
	}
	m.values()
	m.oldSections()
	if design := m.file.Root.Get("design"); design != nil && design.Resolve().Kind == yamltree.Mapping && design.Get("theme") == nil {
		m.inserted.set([]string{"design", "theme"}, "classic")
		m.change(design, "", "classic", "a design names its theme now")
	}
	if m.file.Root.Get("locale") != nil && m.find("/locale/language") == nil && !m.emptied(m.file.Root.Get("locale")) {
		m.inserted.set([]string{"locale", "language"}, "english")
		m.change(m.file.Root.Get("locale"), "", "english", "a locale names its language now")
	}
	m.removals(m.file.Root)
	if err := m.insertions(m.file.Root, m.inserted, ""); err != nil {
		return err
	}
	if len(m.edits) == 0 {
		return nil
	}
	file, err := m.file.Apply(m.edits)
	if err != nil {
		return fmt.Errorf("migrating the file: %w", err)
	}
	m.file = file
	return nil
}

// options lifts what stood below design.options in versions 0.x.
func (m *migration) options() {
	options := m.find("/design/options")
	if options == nil {
		return
	}
	for _, move := range moves {
		if rest, ok := strings.CutPrefix(move.from, "/design/"); ok {
			m.move("/design/options/"+rest, move.to, move.value)
		}
	}
}

// find returns the node at a path that is in the file and was not taken.
func (m *migration) find(path string) *yamltree.Node {
	n, err := m.file.Find(path)
	if err != nil || m.taken[n] {
		return nil
	}
	return n
}

func (m *migration) take(n *yamltree.Node) { m.taken[n] = true }

func (m *migration) move(from string, to []string, transform string) {
	n := m.find(from)
	if n == nil {
		return
	}
	value, note := n.Resolve().Any(), ""
	if transform != "" {
		value, note = transformed(value, transform)
	}
	var places []string
	for _, path := range to {
		if m.find(path) != nil {
			continue // the file has the new one beside the old
		}
		tokens, err := yamltree.Tokens(path)
		if err != nil {
			continue
		}
		m.inserted.set(tokens, value)
		places = append(places, dotted(path))
	}
	m.take(n)
	m.change(n, brief(n), fmt.Sprint(value), "%s stands at %s now%s", dotted(from), strings.Join(places, ", "), note)
}

func dotted(path string) string { return strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", ".") }

func brief(n *yamltree.Node) string {
	text := fmt.Sprint(n.Any())
	if len(text) > 80 {
		text = strings.ToValidUTF8(text[:77], "") + "…"
	}
	return text
}

// comments lists the comments that went with what was taken out.
func (m *migration) comments() {
	left := map[string]int{}
	each := func(f *yamltree.File, visit func(line int, comment string)) {
		for line := 1; line <= f.Lines(); line++ {
			text := strings.TrimSpace(f.Line(line))
			if i := strings.Index(" "+text, " #"); i >= 0 {
				visit(line, text[i:])
			}
		}
	}
	each(m.file, func(_ int, comment string) { left[comment]++ })
	each(m.original, func(line int, comment string) {
		if left[comment]--; left[comment] < 0 {
			m.result.Unread = append(m.result.Unread, schema.Unread{Text: comment, Place: fmt.Sprintf("line %d", line), Reason: "a comment on what was moved or taken out"})
		}
	})
}
