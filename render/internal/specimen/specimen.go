// Package specimen builds laid-out documents for the tests of the writers: two pages with all that a layout can put
// on a page, set in real fonts by the simplest of typesetters.
package specimen

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"

	gotext "github.com/go-text/typesetting/font"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/page"
)

// Families are the built-in families that cover both kinds of outlines and units of 1000, 2000 and 2048 per em.
var Families = []string{"Source Sans 3", "Lato", "Ubuntu", "XCharter", "New Computer Modern", "DejaVu Sans Mono"}

// Face returns a built-in face.
func Face(family string, style font.Style) *font.Face {
	library, _ := font.NewLibrary("")
	found, _ := library.Find(family)
	return found.Face(style)
}

// Builder sets text on the pages of a document.
type Builder struct {
	Doc *page.Document
}

// New begins a document with one A4 page.
func New(title, author string) *Builder {
	b := &Builder{Doc: &page.Document{
		Title: title, Author: author, Language: "en",
		Structure: &page.Node{Role: page.RoleDocument},
	}}
	b.Break()
	return b
}

// Break begins a new page.
func (b *Builder) Break() {
	b.Doc.Pages = append(b.Doc.Pages, page.Page{Width: 595.276, Height: 841.89})
}

// Put puts an item on the latest page.
func (b *Builder) Put(item page.Item) {
	p := &b.Doc.Pages[len(b.Doc.Pages)-1]
	p.Items = append(p.Items, item)
}

// Text sets a string on a baseline, glyph by glyph, and returns the run. "fi" becomes a ligature where the font has
// one, and spaces are stretched by a third as in a justified line.
func (b *Builder) Text(face *font.Face, size, x, baseline float64, s string, node *page.Node) *page.Text {
	t := &page.Text{X: x, Baseline: baseline, Face: face, Size: size, Glyphs: Glyphs(face, size, s), Node: node}
	if node != nil {
		node.Text = strings.TrimSpace(node.Text + " " + s)
	}
	b.Put(t)
	return t
}

// Glyphs sets a string.
func Glyphs(face *font.Face, size float64, s string) []page.Glyph {
	parsed := gotext.NewFace(face.Parsed)
	var glyphs []page.Glyph
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		text := string(runes[i])
		id, _ := parsed.NominalGlyph(runes[i])
		if i+1 < len(runes) && text == "f" && runes[i+1] == 'i' {
			if ligature, ok := parsed.NominalGlyph('\uFB01'); ok {
				id, text = ligature, "fi"
				i++
			}
		}
		advance := float64(parsed.HorizontalAdvance(id)) / face.UnitsPerEm * size
		if text == " " {
			advance *= 4.0 / 3
		}
		glyphs = append(glyphs, page.Glyph{ID: id, Advance: advance, Text: text})
	}
	return glyphs
}

// Document is a document with all there is: headings, a hyphenated word, links, a list, an icon, a photo as PNG with
// transparency and one as JPEG, lines, a footer, raised glyphs, a cluster of two glyphs and a paragraph over two
// pages.
func Document(family string) *page.Document {
	regular, bold := Face(family, font.Regular), Face(family, font.Bold)
	b := New("Ada Mørk – CV", "Ada Mørk")
	b.Doc.Keywords = []string{"welding", "C++"}
	root := b.Doc.Structure
	b.Text(bold, 30, 150, 90, "Ada Mørk", root.Add(page.RoleH1).Add(page.RoleSpan)).Color = page.Color{B: 0.4}
	b.photos(root)
	b.contacts(regular, root)
	b.Text(bold, 14, 60, 180, "Experience", root.Add(page.RoleH2).Add(page.RoleSpan))
	b.Put(&page.Rect{X: 60, Y: 184, Width: 475, Height: 0.5, Color: page.Color{R: 0.2, G: 0.3, B: 0.4}})
	b.entry(regular, bold, root)
	b.Text(regular, 9, 250, 810, "Page 1 of 2", nil)
	b.Break()
	paragraph := root.Children[len(root.Children)-1]
	b.Text(regular, 10, 60, 60, "and it goes on here, on the second page.", paragraph.Children[0])
	b.raised(regular, root)
	b.Text(regular, 9, 250, 810, "Page 2 of 2", nil)
	b.Doc.Outline = []page.Bookmark{{Title: "Ada Mørk", Y: 60, Children: []page.Bookmark{{Title: "Experience", Y: 165}}}, {Title: "More", Page: 1}}
	return b.Doc
}

func (b *Builder) photos(root *page.Node) {
	figure := root.Add(page.RoleFigure)
	figure.Alt = "Photo of Ada Mørk"
	b.Put(&page.Image{X: 60, Y: 50, Width: 40, Height: 60, Data: PNG(), Format: "png", Node: figure})
	second := root.Add(page.RoleFigure)
	second.Alt = "Emblem"
	b.Put(&page.Image{X: 104, Y: 50, Width: 40, Height: 60, Data: JPEG(), Format: "jpeg", Node: second})
}

// contacts is a line with an icon, an address that is a link, a separator and a second link.
func (b *Builder) contacts(face *font.Face, root *page.Node) {
	line := root.Add(page.RoleP)
	icon := line.Add(page.RoleSpan)
	icon.ActualText = "Email"
	envelope := &page.Outline{Name: "envelope", Char: 0xf0e0, Width: 1.25, Segments: []page.Segment{
		{Verb: page.MoveTo, Points: [3]page.Point{{X: 0, Y: -0.8}}},
		{Verb: page.LineTo, Points: [3]page.Point{{X: 1, Y: -0.8}}},
		{Verb: page.QuadTo, Points: [3]page.Point{{X: 1.5, Y: -0.4}, {X: 1, Y: 0}}},
		{Verb: page.CurveTo, Points: [3]page.Point{{X: 0.7, Y: 0.3}, {X: 0.3, Y: 0.3}, {X: 0, Y: 0}}},
		{Verb: page.Close},
	}}
	b.Put(&page.Icon{X: 150, Baseline: 140, Size: 10, Outline: envelope, Color: page.Color{G: 0.5}, Node: icon})
	link := line.Add(page.RoleLink)
	first := b.Text(face, 10, 168, 140, "ada@example.org", link.Add(page.RoleSpan))
	b.Put(&page.Link{X: 168, Y: 130, Width: first.Width(), Height: 12, URL: "mailto:ada@example.org", Node: link})
	b.Text(face, 10, 172+first.Width(), 140, "|", nil)
	other := line.Add(page.RoleLink)
	x := 182 + first.Width()
	second := b.Text(face, 10, x, 140, "example.org/(ada)", other.Add(page.RoleSpan))
	b.Put(&page.Link{X: x, Y: 130, Width: second.Width(), Height: 12, URL: "https://example.org/(ada)?q=Mørk", Node: other})
}

// entry is painted with its date last, but read with the date before the bullets.
func (b *Builder) entry(regular, bold *font.Face, root *page.Node) {
	title := root.Add(page.RoleP)
	b.Text(bold, 10, 60, 205, "Chief Welder", title.Add(page.RoleSpan))
	date := root.Add(page.RoleP)
	list := root.Add(page.RoleL)
	for i, words := range []string{"Led the final inspection of 40 bridges.", "Wrote the first welding handbook."} {
		item := list.Add(page.RoleLI)
		y := 222 + 15*float64(i)
		b.Text(regular, 10, 65, y, "•", item.Add(page.RoleLbl).Add(page.RoleSpan))
		b.Text(regular, 10, 75, y, words, item.Add(page.RoleLBody).Add(page.RoleSpan))
	}
	b.Text(regular, 10, 460, 205, "2019 – 2024", date.Add(page.RoleSpan))
	b.hyphenated(regular, root)
	paragraph := root.Add(page.RoleP)
	b.Text(regular, 10, 60, 790, "This paragraph begins at the end of the first page", paragraph.Add(page.RoleSpan))
}

// hyphenated is a paragraph in which a line break divides a word.
func (b *Builder) hyphenated(face *font.Face, root *page.Node) {
	paragraph := root.Add(page.RoleP)
	before := paragraph.Add(page.RoleSpan)
	start := b.Text(face, 10, 60, 270, "She knows everything about metal ", before)
	word := paragraph.Add(page.RoleSpan)
	word.ActualText = "constructions"
	half := b.Text(face, 10, 60+start.Width(), 270, "construc-", word)
	half.Glyphs[len(half.Glyphs)-1].Text = "\u00AD"
	rest := b.Text(face, 10, 60, 283, "tions", word)
	b.Text(face, 10, 60+rest.Width(), 283, " of every size.", paragraph.Add(page.RoleSpan))
}

// raised is a paragraph with a raised letter and one whose accent is a glyph of its own.
func (b *Builder) raised(face *font.Face, root *page.Node) {
	t := b.Text(face, 10, 60, 90, "E=mc2 and cafe'", root.Add(page.RoleP).Add(page.RoleSpan))
	t.Glyphs[4].YOffset = 3.5
	letter, accent := &t.Glyphs[len(t.Glyphs)-2], &t.Glyphs[len(t.Glyphs)-1]
	letter.Text, accent.Text = "é", ""
	accent.XOffset, accent.Advance = -letter.Advance/2, 0
}

// Gradient is a small picture; its left half is transparent if asked.
func Gradient(transparent bool) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, 20, 30))
	for y := range 30 {
		for x := range 20 {
			alpha := uint8(255)
			if transparent && x < 10 {
				alpha = uint8(25 * x)
			}
			m.SetNRGBA(x, y, color.NRGBA{uint8(12 * x), uint8(8 * y), 128, alpha})
		}
	}
	return m
}

// PNG is a picture with transparency.
func PNG() []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, Gradient(true)); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// JPEG is a picture.
func JPEG() []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, Gradient(false), nil); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// Dense is a document of pages as full as a CV's can be: 58 lines of up to 95 letters each, in four faces.
func Dense(family string, pages int) *page.Document {
	b := New("A full document", "Ada Mørk")
	root := b.Doc.Structure
	styles := []font.Style{font.Regular, font.Regular, font.Bold, font.Italic, font.Regular, font.BoldItalic}
	words := strings.Fields("Wrote, tested and shipped the bridge inspection reports of 1987 for 23 municipalities (Ørsted & Søn), " +
		"cutting review time by 40 % while keeping every weld's record: X-ray, dye; fluke, quartz, jumbo Zeppelin vow!")
	for number := range pages {
		if number > 0 {
			b.Break()
		}
		for line := range 58 {
			start := (7*line + 3*number) % len(words)
			text := strings.Join(append(append([]string{}, words[start:]...), words[:start]...), " ")
			face := Face(family, styles[line%len(styles)])
			t := b.Text(face, 10, 50, 50+12.9*float64(line), string([]rune(text)[:95]), root.Add(page.RoleP).Add(page.RoleSpan))
			for t.Width() > 495 {
				t.Glyphs = t.Glyphs[:len(t.Glyphs)-1]
			}
		}
	}
	return b.Doc
}

// Turned is a JPEG picture with a note on its orientation, as EXIF numbers it.
func Turned(orientation byte) []byte {
	file := JPEG()
	exif := []byte("\xFF\xE1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	exif[len(exif)-7] = orientation
	return append(append([]byte("\xFF\xD8"), exif...), file[2:]...)
}
