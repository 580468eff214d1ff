package pdf

import (
	"fmt"
	"sync"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/subset"
)

// Memory remembers the fonts and icons of earlier files: a CV's next version most often uses the same characters, and
// cutting a font down to them and compressing it is half of the work of writing a file. It belongs to fonts that stay,
// for it keeps them, and is safe for concurrent use. A nil one remembers nothing.
type Memory struct {
	opened  sync.Map // *font.Face ─► *subset.Font
	streams *cache.Cache[cut, *streams]
}

// cut is a face with the characters that a file has of it; without a face, the icons.
type cut struct {
	face       *font.Face
	characters string // or the names of the icons
}

// streams are those that a font is embedded with.
type streams struct {
	tag     string // of the program
	length  int    // of the program
	pressed [][]byte
}

// NewMemory returns a memory of some bytes.
func NewMemory(bytes int) *Memory {
	return &Memory{streams: cache.New[cut, *streams](bytes)}
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

// find returns the streams of earlier, or nil.
func (m *Memory) find(of cut) *streams {
	if m == nil {
		return nil
	}
	known, _ := m.streams.Get(of)
	return known
}

func (m *Memory) keep(of cut, s *streams) {
	if m == nil {
		return
	}
	bytes := len(of.characters) + 200
	for _, pressed := range s.pressed {
		bytes += len(pressed) + 50
	}
	m.streams.Add(of, s, bytes)
}

// Forget drops them: their characters are those of somebody's CV.
func (m *Memory) Forget() { m.streams.Purge() }
