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

// Memory remembers laid-out entries by their ID, and sections of text by those
// of all their entries: in a CV's next version, and in its owner's next
// application, most are the same. What it has is shared by documents and never
// changes. It is for one library and one document.Memory, safe for concurrent
// use, and changes no page. A nil one remembers nothing.
//
// Only what no page break divides is remembered: then nothing but the entry
// and the design has a say in how it is laid out.
type Memory struct {
	entries *cache.Cache[string, *laidEntry]
}

// NewMemory returns a memory of some bytes.
func NewMemory(bytes int) *Memory {
	return &Memory{cache.New[string, *laidEntry](bytes)}
}

// Forget empties the memory.
func (m *Memory) Forget() { m.entries.Purge() }

// laidEntry is an entry, or a section of text, laid out.
type laidEntry struct {
	block *flow.Block
	nodes []*page.Node
}

// below gives an entry's content and puts its nodes below that of a section.
func (e *laidEntry) below(section *page.Node) flow.Content {
	section.Children = append(section.Children, e.nodes...)
	return block(e.block)
}

// keyOf names entries in the memory; empty: they are not known by an ID.
func keyOf(entries []document.Entry) string {
	var ids []byte
	for i := range entries {
		if entries[i].ID == 0 {
			return ""
		}
		ids = binary.AppendUvarint(ids, entries[i].ID)
	}
	return string(ids)
}

// find returns what is remembered, or nil.
func (m *Memory) find(key string) *laidEntry {
	if m == nil || key == "" {
		return nil
	}
	known, _ := m.entries.Get(key)
	return known
}

// keep remembers a block that was laid out whole, and its nodes.
func (m *Memory) keep(key string, b *flow.Block, whole *frame.Frame, nodes []*page.Node) {
	if m == nil || key == "" {
		return
	}
	settle([]*frame.Frame{whole})
	whole.Settled = true
	laid := &laidEntry{b.Finished(), slices.Clone(nodes)}
	m.entries.Add(key, laid, len(key)+laid.bytes(whole))
}

// bytes is how much an entry keeps in use.
func (e *laidEntry) bytes(whole *frame.Frame) int {
	const itself = 500
	bytes := itself + frameBytes(whole)
	for _, node := range e.nodes {
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
