package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// Limits that no CV comes near and no hostile file gets past.
const (
	maxObjects  = 200_000
	maxStream   = 16 << 20 // of one stream, inflated
	maxInflated = 96 << 20 // of all streams together
	maxPages    = 60
)

// Errors of Read. Each names the way out.
var (
	ErrNotPDF    = errors.New("no readable PDF: export the CV again as PDF, or give it as DOCX or text")
	ErrEncrypted = errors.New("the PDF is protected by a password: print it to a new PDF without one, or give the CV as DOCX or text")
	ErrTooLarge  = errors.New("the PDF is far larger than a CV")
	ErrNoText    = errors.New("the PDF holds pictures of text, but no text: give the file it was made from, or run text recognition over it first")
)

// file is an opened PDF. Its cross-reference table is not used: every object is
// found by scanning, the last one of a number counts. A table can lie, be
// missing or ask for memory without end; the objects cannot.
type file struct {
	data     []byte
	objects  map[int]any // values, or lazily located objects
	root     dict
	encrypt  any
	id       []byte
	inflated int
	crypt    *crypt
}

// located is an object that has not been parsed yet.
type located struct{ start int }

func open(data []byte) (*file, error) {
	if i := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-")); i < 0 {
		return nil, fmt.Errorf("%w (it does not begin like one)", ErrNotPDF)
	}
	f := &file{data: data, objects: map[int]any{}}
	if err := f.scan(); err != nil {
		return nil, err
	}
	if f.encrypt != nil {
		if err := f.unlock(); err != nil {
			return nil, err
		}
	}
	if err := f.unpack(); err != nil {
		return nil, err
	}
	f.findRoot()
	if f.root == nil {
		return nil, fmt.Errorf("%w (it has no catalogue of pages)", ErrNotPDF)
	}
	return f, nil
}

// scan notes where each object begins, and reads the trailers.
func (f *file) scan() error {
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			break
		}
		at += i + len("trailer")
		l := &lexer{data: f.data, at: at}
		if v, err := l.value(true); err == nil {
			if d, ok := v.(dict); ok {
				f.trailer(d)
			}
		}
	}
	for at := 0; at < len(f.data); {
		i := bytes.Index(f.data[at:], []byte("obj"))
		if i < 0 {
			return nil
		}
		end := at + i
		at = end + len("obj")
		number, ok := f.numberBefore(end)
		if !ok {
			continue
		}
		if len(f.objects) > maxObjects {
			return fmt.Errorf("%w: it has more than %d objects", ErrTooLarge, maxObjects)
		}
		f.objects[number] = located{at}
		v, next := f.parse(at)
		if s, ok := v.(*stream); ok {
			if s.dict["Type"] == name("XRef") {
				f.trailer(s.dict)
			}
			f.objects[number] = s
			at = next
		}
	}
	return nil
}

// numberBefore reads the number of an object, backwards from its word obj.
func (f *file) numberBefore(end int) (int, bool) {
	at := end - 1
	back := func(fits func(byte) bool) int {
		start := at
		for at >= 0 && fits(f.data[at]) && start-at < 12 {
			at--
		}
		return start - at
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	if back(isSpace) == 0 || back(digit) == 0 || back(isSpace) == 0 {
		return 0, false
	}
	stop := at + 1
	if back(digit) == 0 {
		return 0, false
	}
	number := 0
	for _, c := range f.data[at+1 : stop] {
		if number = number*10 + int(c-'0'); number > 1e8 {
			return 0, false
		}
	}
	return number, true
}

func (f *file) trailer(d dict) {
	if r, ok := d["Root"]; ok {
		f.objects[-1] = r
	}
	if e, ok := d["Encrypt"]; ok {
		f.encrypt = e
	}
	if ids, ok := d["ID"].(array); ok && len(ids) > 0 && f.id == nil {
		if id, ok := ids[0].(text); ok {
			f.id = []byte(id)
		}
	}
}

// parse reads the object whose value begins at start, and tells where it ends.
func (f *file) parse(start int) (any, int) {
	l := &lexer{data: f.data, at: start}
	v, err := l.value(true)
	if err != nil {
		return nil, l.at
	}
	d, ok := v.(dict)
	if !ok {
		return v, l.at
	}
	l.space()
	if !bytes.HasPrefix(l.data[l.at:], []byte("stream")) {
		return v, l.at
	}
	body := l.at + len("stream")
	if bytes.HasPrefix(f.data[body:], []byte("\r\n")) {
		body += 2
	} else if body < len(f.data) && (f.data[body] == '\n' || f.data[body] == '\r') {
		body++
	}
	end := -1
	if length, ok := d["Length"].(float64); ok && length >= 0 && float64(body)+length <= float64(len(f.data)) {
		after := bytes.TrimLeft(f.data[body+int(length):min(body+int(length)+20, len(f.data))], "\r\n \t")
		if bytes.HasPrefix(after, []byte("endstream")) {
			end = body + int(length)
		}
	}
	if end < 0 { // the length is elsewhere or wrong
		i := bytes.Index(f.data[body:], []byte("endstream"))
		if i < 0 {
			return v, l.at
		}
		end = body + i
		if end > body && f.data[end-1] == '\n' {
			end--
		}
		if end > body && f.data[end-1] == '\r' {
			end--
		}
	}
	return &stream{d, f.data[body:end], body}, end
}

// unpack reads the objects that are stored in streams (7.5.7).
func (f *file) unpack() error {
	var numbers []int
	for number, v := range f.objects {
		if s, ok := v.(*stream); ok && s.dict["Type"] == name("ObjStm") {
			numbers = append(numbers, number)
		}
	}
	slices.SortFunc(numbers, func(a, b int) int { // in the order of the file
		return f.objects[a].(*stream).start - f.objects[b].(*stream).start
	})
	for _, number := range numbers {
		s := f.objects[number].(*stream)
		data, err := f.decode(number, s)
		if err != nil {
			return err
		}
		count, first := f.integer(s.dict["N"]), f.integer(s.dict["First"])
		l := &lexer{data: data}
		for i := 0; i < count && i < maxObjects; i++ {
			n, ok1 := l.mustNumber()
			offset, ok2 := l.mustNumber()
			if !ok1 || !ok2 || first+offset < 0 || first+offset >= len(data) {
				break
			}
			if _, direct := f.objects[n].(*stream); direct {
				continue
			}
			inner := &lexer{data: data, at: first + offset}
			if v, err := inner.value(true); err == nil {
				if _, word := v.(keyword); !word {
					f.objects[n] = v
				}
			}
			if len(f.objects) > maxObjects {
				return fmt.Errorf("%w: it has more than %d objects", ErrTooLarge, maxObjects)
			}
		}
	}
	return nil
}

func (l *lexer) mustNumber() (int, bool) {
	v, err := l.value(false)
	n, ok := v.(float64)
	return int(n), err == nil && ok
}

func (f *file) findRoot() {
	if root, ok := f.dict(f.objects[-1]); ok && root["Pages"] != nil {
		f.root = root
		return
	}
	best := -1
	for number, v := range f.objects {
		if d, ok := f.dict(v); ok && d["Type"] == name("Catalog") && d["Pages"] != nil && number > best {
			best, f.root = number, d
		}
	}
}

// get follows references.
func (f *file) get(v any) any {
	for range 16 {
		switch at := v.(type) {
		case ref:
			v = f.objects[at.number]
			if found, ok := v.(located); ok {
				parsed, _ := f.parse(found.start)
				parsed = f.decrypted(at.number, parsed)
				f.objects[at.number] = parsed
				v = parsed
			}
		case located:
			v, _ = f.parse(at.start)
		default:
			return v
		}
	}
	return nil
}

func (f *file) dict(v any) (dict, bool) {
	switch v := f.get(v).(type) {
	case dict:
		return v, true
	case *stream:
		return v.dict, true
	}
	return nil, false
}

func (f *file) array(v any) array {
	a, _ := f.get(v).(array)
	return a
}

func (f *file) number(v any) float64 {
	n, _ := f.get(v).(float64)
	return n
}

func (f *file) integer(v any) int {
	n := f.number(v)
	if n > 1e9 || n < -1e9 {
		return 0
	}
	return int(n)
}

func (f *file) name(v any) name {
	n, _ := f.get(v).(name)
	return n
}
