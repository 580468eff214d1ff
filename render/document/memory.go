package document

import (
	"unsafe"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/render/content"
)

// Memory remembers entries of earlier CVs, so that those that a CV has in common
// with them are read and set as spans once. It is safe for concurrent use and
// changes no result. A nil one remembers nothing.
type Memory struct {
	said    *content.Memory
	entries *cache.Cache[uint64, Entry] // by their ID
}

// NewMemory returns a memory of some bytes.
func NewMemory(bytes int) *Memory {
	return &Memory{said: content.NewMemory(bytes / 2), entries: cache.New[uint64, Entry](bytes / 2)}
}

// Forget empties the memory.
func (m *Memory) Forget() {
	m.said.Forget()
	m.entries.Purge()
}

// bytes is how much an entry keeps in use.
func (e *Entry) bytes() int {
	const place = 100 // in the memory
	return int(unsafe.Sizeof(*e)) + place + blockBytes(e.Main) + blockBytes(e.Date) + blockBytes(e.SecondRow) + blockBytes(e.Degree)
}

func blockBytes(blocks []Block) int {
	const itself = int(unsafe.Sizeof(List{}) + unsafe.Sizeof(blocks[0])) // of the largest kind
	bytes := len(blocks) * itself
	inline := func(spans Inline) {
		bytes += len(spans) * int(unsafe.Sizeof(Span{}))
		for i := range spans {
			bytes += len(spans[i].Text) + len(spans[i].Path)
		}
	}
	for _, block := range blocks {
		switch block := block.(type) {
		case Paragraph:
			inline(block.Inline)
		case Summary:
			inline(block.Inline)
		case List:
			for i := range block.Items {
				bytes += int(unsafe.Sizeof(block.Items[i])) + blockBytes(block.Items[i].Blocks)
			}
		}
	}
	return bytes
}
