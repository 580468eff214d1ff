package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
)

// file assembles the objects of a PDF file in memory. Streams are compressed beside what else is done and stand in the
// file in the order in which they came; all other objects are collected in compressed object streams (ISO 32000-1,
// 7.5.7), which is half the size of a tagged file.
type file struct {
	places   []place // of object n at n-1
	streams  []*stream
	pressing *compression
	pending  []pendingObject
	bodies   []byte
	finished []func() // called when all streams are compressed
}

// stream is a stream object; entries are those of its dictionary beside the length.
type stream struct {
	number  ref
	entries string
	data    []byte
	own     bool // the data is in a buffer that nobody else has
}

// place says where an object is: at an offset of the file, or as an item of an object stream.
type place struct {
	stream ref // 0: not in a stream
	at     int // offset in the file, or index in the stream
}

type pendingObject struct {
	number ref
	start  int // in file.bodies
}

func newFile() *file {
	const objects = 256 // of two pages
	return &file{
		pressing: newCompression(), bodies: newBuffer(),
		places: make([]place, 0, objects), pending: make([]pendingObject, 0, objects),
	}
}

// reserve numbers an object that will be put later.
func (f *file) reserve() ref {
	f.places = append(f.places, place{})
	return ref(len(f.places))
}

// put sets the content of an object that is no stream.
func (f *file) put(r ref, format string, args ...any) {
	f.write(r, func(out []byte) []byte { return fmt.Appendf(out, format, args...) })
}

// write is put for content that is appended to what out has.
func (f *file) write(r ref, content func(out []byte) []byte) {
	f.pending = append(f.pending, pendingObject{r, len(f.bodies)})
	f.bodies = append(content(f.bodies), '\n')
	const objectsPerStream = 500
	if len(f.pending) == objectsPerStream {
		f.flush()
	}
}

// add numbers an object and puts it.
func (f *file) add(format string, args ...any) ref {
	r := f.reserve()
	f.put(r, format, args...)
	return r
}

// flush writes the pending objects as one object stream.
func (f *file) flush() {
	if len(f.pending) == 0 {
		return
	}
	home := f.reserve()
	data := newBuffer()
	for i, object := range f.pending {
		f.places[object.number-1] = place{home, i}
		data = strconv.AppendInt(data, int64(object.number), 10)
		data = append(data, ' ')
		data = strconv.AppendInt(data, int64(object.start), 10)
		data = append(data, ' ')
	}
	first := len(data)
	data = append(data, f.bodies...)
	f.stream(home, fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(f.pending), first), data)
	f.pending, f.bodies = f.pending[:0], f.bodies[:0]
}

// stream puts a stream that is to be compressed; entries are those of its dictionary beside length and filter. The
// data belongs to the file from now on.
func (f *file) stream(r ref, entries string, data []byte) *stream {
	s := &stream{r, entries + deflated, data, true}
	f.streams = append(f.streams, s)
	f.pressing.add(&s.data)
	return s
}

// deflated is the entry of a stream that is compressed.
const deflated = "/Filter/FlateDecode"

// known puts streams of an earlier file as they are there; entries are those of the first one.
func (f *file) known(refs []ref, entries string, s *streams) {
	for i, r := range refs {
		f.rawStream(r, entries+deflated, s.pressed[i])
		entries = ""
	}
}

// keep lets the memory have the streams from the n-th on, when they are compressed.
func (f *file) keep(memory *Memory, of cut, s *streams, n int) {
	if memory == nil {
		return
	}
	fresh := slices.Clone(f.streams[n:])
	f.finished = append(f.finished, func() {
		for _, stream := range fresh {
			s.pressed = append(s.pressed, bytes.Clone(stream.data))
		}
		memory.keep(of, s)
	})
}

// rawStream puts a stream of data as it is.
func (f *file) rawStream(r ref, entries string, data []byte) {
	f.streams = append(f.streams, &stream{number: r, entries: entries, data: data})
}

// finish writes what is pending and the cross-reference stream, and returns the file and its SHA-256. The file's
// identifier is a hash of its content, so that equal documents are equal files. The bytes above 127 at its beginning tell
// transfer programs that it is binary.
func (f *file) finish(catalog, info ref) (out []byte, sum [sha256.Size]byte) {
	f.flush()
	f.pressing.wait()
	for _, call := range f.finished {
		call()
	}
	const around = 128 // what stands around the data of a stream, and more
	size := around
	for _, s := range f.streams {
		size += len(s.data) + len(s.entries) + around
	}
	out = append(make([]byte, 0, size+4*len(f.places)), "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...)
	for _, s := range f.streams {
		f.places[s.number-1] = place{at: len(out)}
		out = s.append(out)
		if s.own {
			keepBuffer(s.data)
		}
	}
	keepBuffer(f.bodies)
	hash := sha256.New()
	hash.Write(out)
	id := fmt.Sprintf("<%x>", hash.Sum(nil)[:16])
	self := f.reserve()
	start := len(out)
	f.places[self-1] = place{at: start}
	entries := fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/DecodeParms<</Predictor 12/Columns %d>>/Root %s/Info %s/ID[%s%s]/Filter/FlateDecode",
		len(f.places)+1, crossReferenceRow, catalog, info, id, id)
	out = (&stream{number: self, entries: entries, data: deflate(nil, f.crossReferences())}).append(out)
	out = fmt.Appendf(out, "startxref\n%d\n%%%%EOF\n", start)
	hash.Write(out[start:])
	return out, [sha256.Size]byte(hash.Sum(nil))
}

// append writes the object.
func (s *stream) append(out []byte) []byte {
	out = fmt.Appendf(out, "%d 0 obj\n<<%s/Length %d>>\nstream\n", int(s.number), s.entries, len(s.data))
	out = append(out, s.data...)
	return append(out, "\nendstream\nendobj\n"...)
}

// crossReferenceRow is the size of one entry: a type, an offset or stream, a generation or index.
const crossReferenceRow = 1 + 4 + 2

// crossReferences encodes the places of all objects, each row as its difference from the one above (PNG predictor
// Up), which leaves mostly zeros to compress.
func (f *file) crossReferences() []byte {
	const up = 2
	out := make([]byte, 0, (1+crossReferenceRow)*(len(f.places)+1))
	above := [crossReferenceRow]byte{}
	row := func(kind, field, last int) {
		now := [crossReferenceRow]byte{
			byte(kind),
			byte(field >> 24), byte(field >> 16), byte(field >> 8), byte(field),
			byte(last >> 8), byte(last),
		}
		out = append(out, up)
		for i := range now {
			out = append(out, now[i]-above[i])
		}
		above = now
	}
	row(0, 0, 0xFFFF) // the head of the list of free objects
	for _, p := range f.places {
		if p.stream != 0 {
			row(2, int(p.stream), p.at)
		} else {
			row(1, p.at, 0)
		}
	}
	return out
}
