package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/image/tiff/lzw"
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

// stream returns the bytes of a stream that v is or refers to.
func (f *file) stream(v any) ([]byte, error) {
	number := 0
	if r, ok := v.(ref); ok {
		number = r.number
	}
	s, ok := f.get(v).(*stream)
	if !ok {
		return nil, nil
	}
	return f.decode(number, s)
}

// decode undoes a stream's filters (7.4), within the limits.
func (f *file) decode(number int, s *stream) ([]byte, error) {
	data := s.raw
	if f.crypt != nil && number > 0 && s.dict["Type"] != name("XRef") {
		data = f.crypt.bytes(number, data)
	}
	filters := f.array(s.dict["Filter"])
	if one := f.name(s.dict["Filter"]); one != "" {
		filters = array{one}
	}
	params := f.array(s.dict["DecodeParms"])
	if one, ok := f.dict(s.dict["DecodeParms"]); ok {
		params = array{one}
	}
	if len(filters) > 4 {
		return nil, fmt.Errorf("%w: a stream is packed %d times", ErrTooLarge, len(filters))
	}
	for i, filter := range filters {
		var param dict
		if i < len(params) {
			param, _ = f.dict(params[i])
		}
		var err error
		if data, err = f.filter(f.name(filter), param, data); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (f *file) filter(filter name, param dict, data []byte) ([]byte, error) {
	var r io.Reader
	switch filter {
	case "FlateDecode", "Fl":
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, nil // unreadable: as if it were empty
		}
		r = z
	case "LZWDecode", "LZW":
		if early, ok := f.get(param["EarlyChange"]).(float64); ok && early == 0 {
			return nil, nil
		}
		r = lzw.NewReader(bytes.NewReader(data), lzw.MSB, 8)
	case "ASCII85Decode", "A85":
		data = bytes.TrimSpace(data)
		data = bytes.TrimPrefix(data, []byte("<~"))
		if i := bytes.Index(data, []byte("~")); i >= 0 {
			data = data[:i]
		}
		r = ascii85.NewDecoder(bytes.NewReader(data))
	case "ASCIIHexDecode", "AHx":
		l := &lexer{data: append([]byte("<"), data...)}
		return []byte(l.hex()), nil
	default:
		return nil, nil // pictures
	}
	out, err := io.ReadAll(io.LimitReader(r, maxStream+1))
	f.inflated += len(out)
	if len(out) > maxStream || f.inflated > maxInflated {
		return nil, fmt.Errorf("%w: unpacked it takes more than %d MB", ErrTooLarge, min(f.inflated, maxInflated)>>20)
	}
	if err != nil && len(out) == 0 {
		return nil, nil
	}
	if predictor := f.integer(param["Predictor"]); predictor >= 10 {
		out = unpredict(out, max(1, f.integer(param["Columns"])*max(1, f.integer(param["Colors"]))))
	}
	return out, nil
}

// unpredict undoes PNG's prediction of rows (7.4.4.4), one byte a sample.
func unpredict(data []byte, columns int) []byte {
	if columns > 1<<16 {
		return nil
	}
	var out []byte
	before := make([]byte, columns)
	for len(data) > columns {
		row := data[1 : columns+1]
		for i := range row {
			left, upLeft := byte(0), byte(0)
			if i > 0 {
				left, upLeft = row[i-1], before[i-1]
			}
			switch data[0] {
			case 1:
				row[i] += left
			case 2:
				row[i] += before[i]
			case 3:
				row[i] += byte((int(left) + int(before[i])) / 2)
			case 4:
				row[i] += paeth(left, before[i], upLeft)
			}
		}
		out = append(out, row...)
		before = row
		data = data[columns+1:]
	}
	return out
}

func paeth(a, b, c byte) byte {
	distance := func(x byte) int {
		d := int(a) + int(b) - int(c) - int(x)
		return max(d, -d)
	}
	switch da, db, dc := distance(a), distance(b), distance(c); {
	case da <= db && da <= dc:
		return a
	case db <= dc:
		return b
	}
	return c
}
