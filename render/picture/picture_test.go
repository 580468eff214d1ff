package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exif returns a JPEG file of 6 × 4 pixels with a note on its orientation.
func exif(t testing.TB, order binary.AppendByteOrder, orientation uint16) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 6, 4)), nil))
	tiff := []byte("II*\x00")
	if order.String() == "BigEndian" {
		tiff = []byte("MM\x00*")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2) // entries: width, orientation
	for _, entry := range [][2]uint16{{0x0100, 6}, {0x0112, orientation}} {
		tiff = order.AppendUint16(tiff, entry[0])
		tiff = order.AppendUint16(tiff, 3) // short
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(order.AppendUint16(tiff, entry[1]), 0)
	}
	segment := append([]byte("Exif\x00\x00"), tiff...)
	file := []byte{0xFF, 0xD8, 0xFF, 0xE1}
	file = binary.BigEndian.AppendUint16(file, uint16(len(segment)+2))
	return append(append(file, segment...), out.Bytes()[2:]...)
}

func TestInspectGivesTheUprightSize(t *testing.T) {
	for orientation := uint16(0); orientation <= 9; orientation++ {
		want := Info{Format: JPEG, Width: 6, Height: 4, Orientation: Upright}
		if orientation >= 1 && orientation <= 8 {
			want.Orientation = Orientation(orientation)
		}
		if orientation >= 5 && orientation <= 8 {
			want.Width, want.Height = 4, 6
		}
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			got, err := Inspect(exif(t, order, orientation))
			require.NoError(t, err)
			assert.Equal(t, want, got)
		}
	}
}

// TestMatrixTurnsAsEXIFSays follows the stored picture's first row and column, by which EXIF defines orientations.
func TestMatrixTurnsAsEXIFSays(t *testing.T) {
	tests := map[Orientation]struct{ row, column string }{
		1: {"top", "left"}, 2: {"top", "right"}, 3: {"bottom", "right"}, 4: {"bottom", "left"},
		5: {"left", "top"}, 6: {"right", "top"}, 7: {"right", "bottom"}, 8: {"left", "bottom"},
	}
	side := func(x, y float64) string {
		switch {
		case math.Abs(x) < 1e-9:
			return "left"
		case math.Abs(x-1) < 1e-9:
			return "right"
		case math.Abs(y) < 1e-9:
			return "top"
		default:
			return "bottom"
		}
	}
	for orientation, want := range tests {
		m := orientation.Matrix()
		at := func(x, y float64) (float64, float64) { return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5] }
		assert.Equal(t, want.row, side(at(0.5, 0)), "row of %d", orientation)
		assert.Equal(t, want.column, side(at(0, 0.5)), "column of %d", orientation)
	}
}

func TestDecodeReadsPNG(t *testing.T) {
	stored := image.NewNRGBA(image.Rect(0, 0, 3, 2))
	stored.SetNRGBA(2, 1, color.NRGBA{1, 2, 3, 4})
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, stored))
	got, info, err := Decode(out.Bytes())
	require.NoError(t, err)
	assert.Equal(t, Info{PNG, 3, 2, Upright}, info)
	assert.Equal(t, stored.At(2, 1), got.At(2, 1))
	_, _, err = Decode(out.Bytes()[:out.Len()-20])
	assert.ErrorIs(t, err, ErrFormat)
}

func TestInspectRefusesWhatIsNoPicture(t *testing.T) {
	huge := []byte("\x89PNG\r\n\x1A\n\x00\x00\x00\x0DIHDR\x7F\xFF\xFF\xFF\x00\x10\x00\x00\x08\x02\x00\x00\x00")
	huge = append(huge, 0xE9, 0x16, 0x16, 0x05)
	for name, data := range map[string][]byte{
		"nothing": nil, "text": []byte("Dear Sir"), "GIF": []byte("GIF89a"), "JPEG cut short": {0xFF, 0xD8, 0xFF},
		"PNG cut short": []byte("\x89PNG\r\n\x1A\n"), "huge": huge,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Inspect(data)
			assert.ErrorIs(t, err, ErrFormat)
		})
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(exif(f, binary.BigEndian, 6))
	f.Add(exif(f, binary.LittleEndian, 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := Inspect(data)
		if err != nil {
			require.ErrorIs(t, err, ErrFormat)
			return
		}
		require.Positive(t, info.Width)
		require.LessOrEqual(t, info.Width*info.Height, maxPixels)
	})
}
