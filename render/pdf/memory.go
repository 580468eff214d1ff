package pdf

import (
	"fmt"
	"sync"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/subset"
)

// Memory remembers the font programs of earlier files: a CV's next version most often uses the same characters, and
// cutting a font down to them and compressing it is half of the work of writing a file. It belongs to fonts that stay,
// for it keeps them, and is safe for concurrent use. A nil one remembers nothing.
type Memory struct {
	opened   sync.Map // *font.Face ─► *subset.Font
	programs *cache.Cache[cut, *program]
}

// cut is a face with the glyphs that a program has of it, two bytes each.
type cut struct {
	face   *font.Face
	glyphs string
}

// program is a font program as a file embeds it.
type program struct {
	tag     string
	length  int
	pressed []byte
}

// NewMemory returns a memory of some bytes.
func NewMemory(bytes int) *Memory {
	return &Memory{programs: cache.New[cut, *program](bytes)}
}

// open reads a face's file.
func (m *Memory) open(face *font.Face) (*subset.Font, error) {
	if m != nil {
		if known, ok := m.opened.Load(face); ok {
			return known.(*subset.Font), nil
		}
	}
	source, err := subset.Open(face.Data)
	if err != nil {
		return nil, fmt.Errorf("embedding font %s: %w", face.Name, err)
	}
	if m != nil {
		m.opened.Store(face, source)
	}
	return source, nil
}

// find returns a program of earlier, or nil.
func (m *Memory) find(of cut) *program {
	if m == nil {
		return nil
	}
	known, _ := m.programs.Get(of)
	return known
}

func (m *Memory) keep(of cut, p *program) {
	if m != nil {
		m.programs.Add(of, p, len(of.glyphs)+len(p.pressed)+200)
	}
}

// Forget drops the programs: their characters are those of somebody's CV.
func (m *Memory) Forget() { m.programs.Purge() }
