package main

import (
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// The sheet's measures in dots.
const (
	columns = 3
	gap     = 16
	caption = 18 // height of the line with a theme's name
)

var desk = color.RGBA{0xe4, 0xe6, 0xea, 0xff} // behind the pages

// sheet puts pages side by side, each above its name.
func sheet(pages []image.Image, names []string) *image.Paletted {
	var cell image.Point
	for _, page := range pages {
		cell.X, cell.Y = max(cell.X, page.Bounds().Dx()), max(cell.Y, page.Bounds().Dy())
	}
	rows := (len(pages) + columns - 1) / columns
	all := image.NewRGBA(image.Rect(0, 0, gap+columns*(cell.X+gap), gap+rows*(cell.Y+caption+gap)))
	draw.Draw(all, all.Rect, image.NewUniform(desk), image.Point{}, draw.Src)
	for i, page := range pages {
		size := page.Bounds().Size()
		corner := image.Pt(gap+i%columns*(cell.X+gap)+(cell.X-size.X)/2, gap+i/columns*(cell.Y+caption+gap))
		draw.Draw(all, image.Rectangle{Min: corner, Max: corner.Add(size)}, page, page.Bounds().Min, draw.Src)
		name := font.Drawer{Dst: all, Src: image.Black, Face: basicfont.Face7x13}
		left := corner.X + (size.X-name.MeasureString(names[i]).Round())/2
		name.Dot = fixed.P(left, corner.Y+cell.Y+caption-4)
		name.DrawString(names[i])
	}
	return reduce(all)
}

// reduce gives a picture a palette of its most frequent colours, told apart by
// five bits of each channel.
func reduce(picture *image.RGBA) *image.Paletted {
	coarse := func(c color.RGBA) color.RGBA { return color.RGBA{c.R >> 3, c.G >> 3, c.B >> 3, 0xff} }
	counts := map[color.RGBA]int{} // by coarse colour
	samples := map[color.RGBA]color.RGBA{}
	for y := picture.Rect.Min.Y; y < picture.Rect.Max.Y; y++ {
		for x := picture.Rect.Min.X; x < picture.Rect.Max.X; x++ {
			c := picture.RGBAAt(x, y)
			counts[coarse(c)]++
			if _, known := samples[coarse(c)]; !known || c == desk {
				samples[coarse(c)] = c
			}
		}
	}
	frequent := make([]color.RGBA, 0, len(counts))
	for c := range counts {
		frequent = append(frequent, c)
	}
	slices.SortFunc(frequent, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(rank(a), rank(b)))
	})
	palette := make(color.Palette, 0, 256)
	for _, c := range frequent[:min(len(frequent), 256)] {
		palette = append(palette, samples[c])
	}
	out := image.NewPaletted(picture.Rect, palette)
	index := map[color.RGBA]uint8{}
	for y := picture.Rect.Min.Y; y < picture.Rect.Max.Y; y++ {
		for x := picture.Rect.Min.X; x < picture.Rect.Max.X; x++ {
			c := picture.RGBAAt(x, y)
			i, known := index[coarse(c)]
			if !known {
				i = uint8(palette.Index(samples[coarse(c)]))
				index[coarse(c)] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}

// rank orders colours that are equally frequent.
func rank(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
