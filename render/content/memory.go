package content

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/render/markup"
	"github.com/bespoke-cv/bespoke/schema"
)

// Memory remembers what entries, contacts and titles of earlier CVs say: a CV is read
// several times with few differences, and its owner's next application differs
// little again. It is safe for concurrent use and changes no result. A nil one
// remembers nothing.
type Memory struct {
	parts *cache.Cache[string, *part]
	last  atomic.Uint64 // ID
}

// NewMemory returns a memory of some bytes.
func NewMemory(bytes int) *Memory {
	return &Memory{parts: cache.New[string, *part](bytes)}
}

// Forget empties the memory.
func (m *Memory) Forget() { m.parts.Purge() }

// part is what an entry, a contact or a title says, and what is to be said about
// it.
type part struct {
	id          uint64
	title       markup.Source
	entry       Entry
	connections []Connection
	lints       []schema.Lint
}

// once reads a part of a CV, unless the memory has it.
func (b *builder) once(n *yamltree.Node, path string, read func(*part)) *part {
	memory := b.options.Memory
	if memory == nil {
		fresh := &part{}
		read(fresh)
		return fresh
	}
	b.key = append(b.key[:0], b.setting[:]...)
	b.key = appendValue(appendText(b.key, path), n)
	key := string(b.key)
	if known, found := memory.parts.Get(key); found {
		b.lints = append(b.lints, known.lints...)
		return known
	}
	fresh, before := &part{}, len(b.lints)
	read(fresh)
	fresh.lints = slices.Clone(b.lints[before:])
	fresh.id = memory.last.Add(1)
	fresh.entry.ID = fresh.id
	for i := range fresh.connections {
		fresh.connections[i].ID = fresh.id
	}
	memory.parts.Add(key, fresh, len(key)+fresh.bytes())
	return fresh
}

// bytes is how much a part keeps in use.
func (p *part) bytes() int {
	const itself, more, origin = 700, 300, 80 // with the path of each origin
	bytes := itself + more*(len(p.connections)+len(p.lints))
	for _, source := range []markup.Source{p.title, p.entry.Main, p.entry.Date, p.entry.Degree} {
		bytes += len(source.Text) + origin*len(source.Origins)
	}
	return bytes
}

// remember notes all beside its own value that a part of this CV depends on: the
// design with its templates, the locale, the settings and the day. Nothing finer
// than the day is printed or reckoned with.
func (b *builder) remember() {
	if b.options.Memory == nil {
		return
	}
	key := appendText(b.key[:0], b.options.Theme)
	key = fmt.Appendf(key, "%#v", b.options.Design)
	for _, name := range []string{"design", "locale", "settings"} {
		key = appendValue(append(key, 0), b.root.Get(name))
	}
	key = b.out.Date.AppendFormat(key, time.DateOnly)
	key = b.out.Date.UTC().AppendFormat(key, time.DateOnly)
	b.key, b.setting = key, sha256.Sum256(key)
}

// appendValue writes down all of a value that what a CV says depends on, with
// its aliases written out. Every piece has a length of its own or begins with
// it, so that no two values are written the same.
func appendValue(key []byte, n *yamltree.Node) []byte {
	n = n.Resolve()
	if n == nil {
		return append(key, 0xff)
	}
	key = appendText(append(key, byte(n.Kind)), n.Tag)
	key = appendText(key, n.Value)
	key = binary.AppendUvarint(key, uint64(len(n.Items)))
	for i, item := range n.Items {
		if n.Kind == yamltree.Mapping {
			key = appendValue(key, n.Keys[i])
		}
		key = appendValue(key, item)
	}
	return key
}

func appendText(key []byte, text string) []byte {
	return append(binary.AppendUvarint(key, uint64(len(text))), text...)
}
