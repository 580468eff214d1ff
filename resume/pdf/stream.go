package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"fmt"
	"io"

	"golang.org/x/image/tiff/lzw"
)

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
