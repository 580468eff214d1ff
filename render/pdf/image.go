package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"

	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/picture"
)

// usedImage is a picture in the file.
type usedImage struct {
	object      ref
	resource    string
	orientation picture.Orientation
}

// imageSet is the pictures of a document in the order of their first use.
type imageSet struct {
	file   *file
	byItem map[*page.Image]*usedImage
	list   []*usedImage
}

// use writes a picture into the file.
func (s *imageSet) use(item *page.Image) (*usedImage, error) {
	if used := s.byItem[item]; used != nil {
		return used, nil
	}
	used := &usedImage{object: s.file.reserve(), resource: fmt.Sprintf("/I%d", len(s.list))}
	info, err := picture.Inspect(item.Data)
	if err == nil {
		used.orientation = info.Orientation
		if info.Format == picture.JPEG {
			err = writeJPEG(s.file, used.object, item.Data)
		} else {
			err = writePNG(s.file, used.object, item.Data)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("embedding an image: %w", err)
	}
	s.byItem[item] = used
	s.list = append(s.list, used)
	return used, nil
}

// place is the matrix that puts the unit square, which a picture fills, on a rectangle given by its lower left
// corner and size.
func (i *usedImage) place(x, y, w, h float64) [6]float64 {
	m := i.orientation.Matrix()
	// The unit square of PDF has y upwards, that of Matrix downwards: flip before and after.
	a, b, c, d := m[0], -m[1], -m[2], m[3]
	e, f := m[2]+m[4], 1-m[3]-m[5]
	return [6]float64{a * w, b * h, c * w, d * h, x + e*w, y + f*h}
}

// writeJPEG embeds the file as it is.
func writeJPEG(out *file, r ref, data []byte) error {
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return err
	}
	space, decode := "DeviceRGB", ""
	switch config.ColorModel {
	case color.GrayModel:
		space = "DeviceGray"
	case color.CMYKModel:
		space = "DeviceCMYK"
		if bytes.Contains(data, []byte("Adobe\x00")) { // the marker of files whose inks are inverted
			decode = "/Decode[1 0 1 0 1 0 1 0]"
		}
	}
	out.rawStream(r, fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/%s%s/Filter/DCTDecode",
		config.Width, config.Height, space, decode), data)
	return nil
}

// writePNG embeds the pixels, and the transparency, if any, as a soft mask.
func writePNG(out *file, r ref, data []byte) error {
	stored, _, err := picture.Decode(data)
	if err != nil {
		return err
	}
	pixels, alpha, gray := split(stored)
	size := stored.Bounds().Size()
	common := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8", size.X, size.Y)
	parameters := func(colors int) string {
		return fmt.Sprintf("/DecodeParms<</Predictor 15/Colors %d/Columns %d>>", colors, size.X)
	}
	mask := ""
	if alpha != nil {
		m := out.reserve()
		out.stream(m, common+"/ColorSpace/DeviceGray"+parameters(1), predict(alpha, size.X, 1))
		mask = fmt.Sprintf("/SMask %s", m)
	}
	space, colors := "DeviceRGB", 3
	if gray {
		space, colors = "DeviceGray", 1
	}
	out.stream(r, common+"/ColorSpace/"+space+parameters(colors)+mask, predict(pixels, size.X*colors, colors))
	return nil
}

// split separates a picture into its colours, not multiplied by alpha, and its alpha, nil for an opaque picture. A
// picture without colour has one byte for each pixel, others three.
func split(stored image.Image) (pixels, alpha []byte, gray bool) {
	bounds := stored.Bounds()
	count := bounds.Dx() * bounds.Dy()
	pixels, alpha = make([]byte, 0, 3*count), make([]byte, 0, count)
	opaque := true
	gray = true
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := color.NRGBAModel.Convert(stored.At(x, y)).(color.NRGBA)
			pixels = append(pixels, c.R, c.G, c.B)
			alpha = append(alpha, c.A)
			opaque = opaque && c.A == 0xFF
			gray = gray && c.R == c.G && c.G == c.B
		}
	}
	if opaque {
		alpha = nil
	}
	if gray {
		for i := range count {
			pixels[i] = pixels[3*i]
		}
		pixels = pixels[:count]
	}
	return pixels, alpha, gray
}

// predict replaces each byte by its difference from the pixel before (PNG predictor Sub), which compresses better.
func predict(pixels []byte, row, step int) []byte {
	const sub = 1
	out := make([]byte, 0, len(pixels)+len(pixels)/max(row, 1)+1)
	for len(pixels) >= row && row > 0 {
		out = append(out, sub)
		for i := range row {
			before := byte(0)
			if i >= step {
				before = pixels[i-step]
			}
			out = append(out, pixels[i]-before)
		}
		pixels = pixels[row:]
	}
	return out
}
