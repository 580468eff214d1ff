package layout

import (
	"encoding/binary"
	"slices"
	"unsafe"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/flow"
	"github.com/bespoke-cv/bespoke/render/frame"
	"github.com/bespoke-cv/bespoke/render/page"
)

// Memory remembers what was laid out of a document by the IDs of what it was made
// of: entries, sections of text, titles and the contacts. In a CV's next version,
// and in its owner's next application, most are the same. What it has is shared
// by documents and never changes. It is for one library and one document.Memory,
// safe for concurrent use, and changes no page. A nil one remembers nothing.
//
// Only what no page break divides is remembered: then nothing but the words and
// the design have a say in how it is laid out.
type Memory struct {
	parts *cache.Cache[string, *part]
}

// NewMemory returns a memory of some bytes.
func NewMemory(bytes int) *Memory {
	return &Memory{cache.New[string, *part](bytes)}
}

// Forget empties the memory.
func (m *Memory) Forget() { m.parts.Purge() }

// part is a part of a document, laid out.
type part struct {
	children []flow.Child
	nodes    []*page.Node // of the structure tree
	title    string       // of a title
	noIcons  []NoIcon     // of contacts
}

// content is the part as content, for the width that it was laid out for.
func (p *part) content(float64, bool) []flow.Child {
	return p.children[:len(p.children):len(p.children)]
}

// below puts the part's nodes below another.
func (p *part) below(parent *page.Node) *part {
	parent.Children = append(parent.Children, p.nodes...)
	return p
}

// The kinds of parts in keys. A title may be the document's first heading.
const (
	entryPart        = 'e'
	contactsPart     = 'c'
	titlePart        = 't'
	firstHeadingPart = 'h'
)

// keyOf names a part in the memory; empty: what it is made of has no IDs.
func keyOf[T any](kind byte, from []T, id func(*T) uint64) string {
	key := []byte{kind}
	for i := range from {
		known := id(&from[i])
		if known == 0 {
			return ""
		}
		key = binary.AppendUvarint(key, known)
	}
	return string(key)
}

func entryID(e *document.Entry) uint64        { return e.ID }
func contactID(c *document.Connection) uint64 { return c.ID }
func titleID(s **document.Section) uint64     { return (*s).TitleID }

// find returns what is remembered, or nil.
func (m *Memory) find(key string) *part {
	if m == nil || key == "" {
		return nil
	}
	known, _ := m.parts.Get(key)
	return known
}

// keep remembers a part that was laid out for pages of a width and height. It is
// not remembered where a block in it may be divided, if only because it is higher
// than a page.
func (m *Memory) keep(key string, p *part, width, height float64) {
	if m == nil || key == "" {
		return
	}
	var frames []*frame.Frame
	children := slices.Clone(p.children)
	for i, child := range children {
		switch child := child.(type) {
		case flow.Line:
			frames = append(frames, child.Frame)
		case *flow.Block:
			if child.Breakable {
				return
			}
			whole := child.Undivided(width)
			if !(whole.Height <= height) {
				return
			}
			frames, children[i] = append(frames, whole), child.Finished()
		}
	}
	settle(frames)
	kept := &part{children, slices.Clone(p.nodes), p.title, p.noIcons}
	bytes := len(key) + kept.bytes()
	for _, f := range frames {
		f.Settled = true
		bytes += frameBytes(f)
	}
	m.parts.Add(key, kept, bytes)
}

// bytes is how much a part keeps in use beside its frames.
func (p *part) bytes() int {
	const itself, child = 400, 100
	bytes := itself + len(p.title) + child*(len(p.children)+len(p.noIcons))
	for _, node := range p.nodes {
		bytes += nodeBytes(node)
	}
	return bytes
}

func frameBytes(f *frame.Frame) int {
	bytes := int(unsafe.Sizeof(*f)) + len(f.Items)*int(unsafe.Sizeof(frame.Placed{}))
	if f.Line != nil {
		bytes += int(unsafe.Sizeof(*f.Line)) + len(f.Line.Text) + len(f.Line.Path)
	}
	for i := range f.Items {
		switch item := f.Items[i].Item.(type) {
		case *frame.Frame:
			bytes += frameBytes(item)
		case *frame.Run:
			bytes += int(unsafe.Sizeof(*item)) + len(item.Glyphs)*(int(unsafe.Sizeof(page.Glyph{}))+1) // with its text
		}
	}
	return bytes
}

func nodeBytes(node *page.Node) int {
	bytes := int(unsafe.Sizeof(*node)+unsafe.Sizeof(node)) + len(node.Text) + len(node.ActualText)
	for _, child := range node.Children {
		bytes += nodeBytes(child)
	}
	return bytes
}
