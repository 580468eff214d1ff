package cv

import (
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// EntryKind is one of RenderCV's nine entry types, or "" when the keys of an
// entry fit none. It is told by the entry's keys, never by the section's title.
type EntryKind string

// The entry types under RenderCV's own names.
const (
	TextEntry             EntryKind = "TextEntry"
	OneLineEntry          EntryKind = "OneLineEntry"
	NormalEntry           EntryKind = "NormalEntry"
	ExperienceEntry       EntryKind = "ExperienceEntry"
	EducationEntry        EntryKind = "EducationEntry"
	PublicationEntry      EntryKind = "PublicationEntry"
	BulletEntry           EntryKind = "BulletEntry"
	NumberedEntry         EntryKind = "NumberedEntry"
	ReversedNumberedEntry EntryKind = "ReversedNumberedEntry"
)

// characteristic lists, in RenderCV's order, the keys that only one type has.
var characteristic = []struct {
	kind EntryKind
	keys []string
}{
	{OneLineEntry, []string{"label", "details"}},
	{NormalEntry, []string{"name"}},
	{ExperienceEntry, []string{"company", "position"}},
	{EducationEntry, []string{"institution", "area", "degree"}},
	{PublicationEntry, []string{"title", "authors", "doi", "url", "journal"}},
	{BulletEntry, []string{"bullet"}},
	{NumberedEntry, []string{"number"}},
	{ReversedNumberedEntry, []string{"reversed_number"}},
}

// Section is one titled list of entries.
type Section struct {
	Title   string // the key as written: "experience", "Berufserfahrung"
	Path    string // of the list, such as /cv/sections/experience
	Kind    EntryKind
	Line    int
	Entries []Entry
}

// Entry is one item of a section.
type Entry struct {
	Path       string
	Section    string // its section's title
	Kind       EntryKind
	Line       int
	Text       string  // of a TextEntry
	Fields     []Field // the single values of the other types in file order
	Highlights []Leaf  // items of the key highlights
}

// Field is a key of an entry with a single value that is not empty.
type Field struct {
	Key, Path, Text string
	Line            int
}

// Get returns the text of a field, or "".
func (e Entry) Get(key string) string {
	for _, field := range e.Fields {
		if field.Key == key {
			return field.Text
		}
	}
	return ""
}

// Leaf is a single value that is not empty.
type Leaf struct {
	Path string
	Text string // as YAML reads it; Markdown kept

	// Key is the nearest key above the text ("company", or "highlights" for a
	// bullet); it is "" for the items of a section of plain texts.
	Key     string
	Section string // title of its section, "" outside of cv.sections
	Entry   string // path of its entry, "" outside of cv.sections
	Line    int
}

// Sections lists the sections in the order of the file. The list is shared: do
// not change it.
func (d *Document) Sections() []Section { return d.outline().sections }

// KindOf tells the type of an entry by its keys; "" if it has none.
func KindOf(node *yamltree.Node) EntryKind {
	node = node.Resolve()
	if node.IsNull() || node.Kind == yamltree.Sequence {
		return ""
	}
	if node.Kind == yamltree.Scalar {
		return TextEntry
	}
	for _, candidate := range characteristic {
		for _, key := range candidate.keys {
			if node.Get(key) != nil {
				return candidate.kind
			}
		}
	}
	return ""
}

// Leaves lists every single value under /cv in the order of the file. Empty
// values are left out. The list is shared: do not change it.
func (d *Document) Leaves() []Leaf { return d.outline().leaves }

// Content lists the leaves that stand in a section: all but what tells who and
// where the CV's owner is. The list is shared: do not change it.
func (d *Document) Content() []Leaf {
	return Derive(d, contentKey{}, func() []Leaf {
		leaves := d.Leaves()
		content := make([]Leaf, 0, len(leaves))
		for _, leaf := range leaves {
			if leaf.Section != "" {
				content = append(content, leaf)
			}
		}
		return content
	})
}

type contentKey struct{}

// outline is what a CV says: all of it, and by sections, which share its leaves.
type outline struct {
	leaves   []Leaf
	sections []Section
}

type outlineKey struct{}

func (d *Document) outline() *outline {
	return Derive(d, outlineKey{}, func() *outline {
		o := &outline{leaves: make([]Leaf, 0, usualLeaves)}
		for _, pair := range d.cv.Pairs() {
			path := yamltree.Join("cv", pair.Key)
			if pair.Key != "sections" {
				o.read(pair.Value, Leaf{Path: path, Key: pair.Key})
				continue
			}
			sections := pair.Value.Pairs()
			o.sections = slices.Grow(o.sections, len(sections))
			for _, section := range sections {
				o.sections = append(o.sections, o.section(section, path+"/"+yamltree.Escape(section.Key)))
			}
		}
		return o
	})
}

// usualLeaves is room for the leaves of most CVs.
const usualLeaves = 80

func (o *outline) section(pair yamltree.Pair, path string) Section {
	section := Section{Title: pair.Key, Path: path, Line: pair.Value.Line}
	list := pair.Value.Resolve()
	if list.Kind != yamltree.Sequence {
		o.read(list, Leaf{Path: path, Section: pair.Key})
		return section
	}
	section.Entries = make([]Entry, 0, len(list.Items))
	for i, item := range list.Items {
		entry := Entry{Path: path + "/" + strconv.Itoa(i), Section: section.Title, Kind: KindOf(item), Line: item.Line}
		before := len(o.leaves)
		o.read(item, Leaf{Path: entry.Path, Section: entry.Section, Entry: entry.Path})
		entry.fill(item.Resolve(), o.leaves[before:])
		if section.Kind == "" {
			section.Kind = entry.Kind
		}
		section.Entries = append(section.Entries, entry)
	}
	return section
}

// fill sorts the leaves of an entry.
func (e *Entry) fill(node *yamltree.Node, leaves []Leaf) {
	if e.Kind == TextEntry {
		e.Text = node.Value
		return
	}
	e.Fields = make([]Field, 0, len(node.Keys))
	if node.Kind != yamltree.Mapping {
		return
	}
	for i, leaf := range leaves {
		key, _, deeper := strings.Cut(leaf.Path[len(e.Path)+1:], "/")
		switch {
		case !deeper:
			e.Fields = append(e.Fields, Field{leaf.Key, leaf.Path, leaf.Text, leaf.Line})
		case key == "highlights" && node.Get(key).Resolve().Kind == yamltree.Sequence:
			first := i - len(e.Highlights)
			e.Highlights = leaves[first : i+1 : i+1]
		}
	}
}

// read adds the single values at and below node; leaf is what is known about
// them so far.
func (o *outline) read(node *yamltree.Node, leaf Leaf) {
	node = node.Resolve()
	path := leaf.Path
	switch node.Kind {
	case yamltree.Mapping:
		for _, pair := range node.Pairs() {
			leaf.Path, leaf.Key = path+"/"+yamltree.Escape(pair.Key), pair.Key
			o.read(pair.Value, leaf)
		}
	case yamltree.Sequence:
		for i, item := range node.Items {
			leaf.Path = path + "/" + strconv.Itoa(i)
			o.read(item, leaf)
		}
	default:
		if !node.IsNull() {
			leaf.Text, leaf.Line = node.Value, node.Line
			o.leaves = append(o.leaves, leaf)
		}
	}
}

// Parent is the JSON Pointer one step up, and the last token unescaped.
func Parent(path string) (parent, last string) {
	cut := strings.LastIndexByte(path, '/')
	if cut < 0 {
		return "", ""
	}
	tokens, _ := yamltree.Tokens(path[cut:])
	if len(tokens) != 1 {
		return path[:cut], ""
	}
	return path[:cut], tokens[0]
}
