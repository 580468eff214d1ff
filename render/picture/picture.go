// Package picture reads the photos that a CV may show: JPEG and PNG files.
//
// A phone's JPEG is often stored lying on its side, with a note (EXIF orientation) which way is up. Sizes here are
// those of the upright picture; [Info.Orientation] says how the stored pixels have to be turned, and [Decode] does
// it.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
)

// ErrFormat is wrapped by the errors for files that are neither JPEG nor PNG, damaged or too large.
var ErrFormat = errors.New("not a usable JPEG or PNG picture")

// maxPixels bounds the size of a picture, against small files that unpack to gigabytes.
const maxPixels = 64 << 20

// Format is the kind of a picture file.
type Format string

// The formats.
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
)

// Info describes a picture file.
type Info struct {
	Format        Format
	Width, Height int // in pixels, upright
	Orientation   Orientation
}

// Inspect reads a file's header. It does not check the rest of the file.
func Inspect(data []byte) (Info, error) {
	info := Info{Orientation: Upright}
	var config image.Config
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xD8")):
		info.Format = JPEG
		config, err = jpeg.DecodeConfig(bytes.NewReader(data))
		info.Orientation = readOrientation(data)
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1A\n")):
		info.Format = PNG
		config, err = png.DecodeConfig(bytes.NewReader(data))
	default:
		return Info{}, fmt.Errorf("%w: it begins with %q", ErrFormat, data[:min(8, len(data))])
	}
	if err != nil {
		return Info{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	info.Width, info.Height = config.Width, config.Height
	if info.Width <= 0 || info.Height <= 0 || info.Width > maxPixels/info.Height {
		return Info{}, fmt.Errorf("%w: %d × %d pixels", ErrFormat, info.Width, info.Height)
	}
	if info.Orientation.swaps() {
		info.Width, info.Height = info.Height, info.Width
	}
	return info, nil
}

// Decode reads a whole picture as it is stored, and how it has to be turned.
func Decode(data []byte) (image.Image, Info, error) {
	info, err := Inspect(data)
	if err != nil {
		return nil, Info{}, err
	}
	decode := png.Decode
	if info.Format == JPEG {
		decode = jpeg.Decode
	}
	stored, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, Info{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return stored, info, nil
}
