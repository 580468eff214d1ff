package pdf

import (
	"crypto/sha256"
	"fmt"
	"strconv"
)

// file assembles the objects of a PDF file in memory. Streams are written as they come; all other objects are
// collected in compressed object streams (ISO 32000-1, 7.5.7), which is half the size of a tagged file.
type file struct {
	out     []byte
	places  []place // of object n at n-1
	pending []pendingObject
	bodies  []byte
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

// newFile begins a file. The four bytes above 127 tell transfer programs that it is binary.
func newFile() *file {
	return &file{out: append(make([]byte, 0, 64<<10), "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"...)}
}

// reserve numbers an object that will be put later.
func (f *file) reserve() ref {
	f.places = append(f.places, place{})
	return ref(len(f.places))
}

// put sets the content of an object that is no stream.
func (f *file) put(r ref, format string, args ...any) {
	f.pending = append(f.pending, pendingObject{r, len(f.bodies)})
	f.bodies = fmt.Appendf(f.bodies, format, args...)
	f.bodies = append(f.bodies, '\n')
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
	stream := f.reserve()
	var data []byte
	for i, object := range f.pending {
		f.places[object.number-1] = place{stream, i}
		data = strconv.AppendInt(data, int64(object.number), 10)
		data = append(data, ' ')
		data = strconv.AppendInt(data, int64(object.start), 10)
		data = append(data, ' ')
	}
	first := len(data)
	data = append(data, f.bodies...)
	f.stream(stream, fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(f.pending), first), data)
	f.pending, f.bodies = f.pending[:0], f.bodies[:0]
}

// stream writes a compressed stream; entries are those of its dictionary beside length and filter.
func (f *file) stream(r ref, entries string, data []byte) {
	f.rawStream(r, entries+"/Filter/FlateDecode", deflate(data))
}

// rawStream writes a stream of data as it is.
func (f *file) rawStream(r ref, entries string, data []byte) {
	f.places[r-1] = place{at: len(f.out)}
	f.out = fmt.Appendf(f.out, "%d 0 obj\n<<%s/Length %d>>\nstream\n", int(r), entries, len(data))
	f.out = append(f.out, data...)
	f.out = append(f.out, "\nendstream\nendobj\n"...)
}

// finish writes what is pending and the cross-reference stream, and returns the file. The file's identifier is a
// hash of its content, so that equal documents are equal files.
func (f *file) finish(catalog, info ref) []byte {
	f.flush()
	hash := sha256.Sum256(f.out)
	id := fmt.Sprintf("<%x>", hash[:16])
	self := f.reserve()
	start := len(f.out)
	f.places[self-1] = place{at: start}
	entries := fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/DecodeParms<</Predictor 12/Columns %d>>/Root %s/Info %s/ID[%s%s]",
		len(f.places)+1, crossReferenceRow, catalog, info, id, id)
	f.stream(self, entries, f.crossReferences())
	f.out = fmt.Appendf(f.out, "startxref\n%d\n%%%%EOF\n", start)
	return f.out
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
