// Package pdf writes laid-out pages as a PDF file.
//
// The file is PDF 1.7, tagged to PDF/UA-1 (ISO 14289-1), and made for programs that read CVs as much as for paper:
//
//   - Text is in reading order, in the page content and in the structure tree; a word that a line break divides
//     reads as the whole word, an icon as what it stands for, a ligature as its letters.
//   - Fonts are embedded as subsets with the widths the fonts state, and each character maps to Unicode.
//   - Links, bookmarks, title, author, keywords and language are there for viewers and indexers.
//   - The same document gives the same bytes, whenever and wherever it is written.
//
// [Encode] goes once over the pages. A page's items are sorted by the structure tree (content.go), shown with
// characters of the fonts they use (fonts.go, icons.go) and entered in the tree (tags.go); then fonts, tree and metadata
// follow, in a file of compressed objects (file.go). Section numbers in comments are those of ISO 32000-1.
package pdf

import (
	"crypto/sha256"
	"fmt"
	"math"
	"strings"

	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/page"
)

// Encode returns a document as a PDF file, and the file's SHA-256. Errors name the font or image that cannot be embedded.
// Encode is safe for concurrent use, with one document too. The memory, which may be nil, makes it faster and changes no
// byte.
func Encode(doc *page.Document, memory *Memory) (data []byte, sum [sha256.Size]byte, err error) {
	if data, sum, err = encode(doc, memory); err != nil {
		return nil, sum, fmt.Errorf("making the PDF: %w", err)
	}
	return data, sum, nil
}

func encode(doc *page.Document, memory *Memory) (data []byte, sum [sha256.Size]byte, err error) {
	out := newFile()
	defer out.pressing.wait()
	catalog, tree := out.reserve(), out.reserve()
	pages := make([]ref, len(doc.Pages))
	for i := range pages {
		pages[i] = out.reserve()
	}
	resources := out.reserve()
	fonts := &fontSet{file: out, memory: memory, byFace: map[*font.Face]*usedFont{}}
	icons := &iconSet{file: out}
	images := &imageSet{file: out, byItem: map[*page.Image]*usedImage{}}
	tags := newTags(doc.Structure, len(doc.Pages))
	replaced := map[*page.Node]bool{}

	for i := range doc.Pages {
		p := &doc.Pages[i]
		c := &content{page: i, height: p.Height, fonts: fonts, icons: icons, images: images, tags: tags, replaced: replaced, out: newBuffer()}
		if err := c.write(p); err != nil {
			return nil, sum, fmt.Errorf("page %d: %w", i+1, err)
		}
		stream := out.reserve()
		out.stream(stream, "", c.out)
		annotations, err := writeLinks(out, p, i, tags)
		if err != nil {
			return nil, sum, fmt.Errorf("page %d: %w", i+1, err)
		}
		out.put(pages[i], "<</Type/Page/Parent %s/MediaBox[0 0 %s %s]/Resources %s/Contents %s/StructParents %d/Tabs/S%s>>",
			tree, number(p.Width), number(p.Height), resources, stream, i, annotations)
	}
	if err := writeResources(out, resources, fonts, icons, images); err != nil {
		return nil, sum, err
	}
	out.put(tree, "<</Type/Pages/Count %d/Kids[%s]>>", len(pages), references(pages))
	structure := tags.write(out, doc, pages)
	entries := fmt.Sprintf("/StructTreeRoot %s/Metadata %s", structure, writeXMP(out, doc))
	if outline := writeOutline(out, doc, pages); outline != 0 {
		entries += fmt.Sprintf("/Outlines %s", outline)
	}
	if doc.Language != "" {
		entries += "/Lang" + textString(doc.Language)
	}
	direction := ""
	if doc.RightToLeft {
		direction = "/Direction/R2L"
	}
	out.put(catalog, "<</Type/Catalog/Pages %s/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true%s>>%s>>",
		tree, direction, entries)
	data, sum = out.finish(catalog, writeInfo(out, doc))
	return data, sum, nil
}

// writeResources puts what all pages share: the fonts and images by the names that content streams call them.
func writeResources(out *file, r ref, fonts *fontSet, icons *iconSet, images *imageSet) error {
	var b strings.Builder
	b.WriteString("<</Font<<")
	for _, f := range fonts.list {
		if err := f.write(out, fonts.memory); err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %s", f.resource, f.object)
	}
	for _, f := range icons.list {
		f.write(out, fonts.memory)
		fmt.Fprintf(&b, "%s %s", f.resource, f.object)
	}
	b.WriteString(">>")
	if len(images.list) > 0 {
		b.WriteString("/XObject<<")
		for _, i := range images.list {
			fmt.Fprintf(&b, "%s %s", i.resource, i.object)
		}
		b.WriteString(">>")
	}
	out.put(r, "%s>>", b.String())
	return nil
}

// writeLinks puts a page's link annotations and returns the page entry that lists them. Each has a description
// (PDF/UA-1, 7.18.5), which is where it leads.
func writeLinks(out *file, p *page.Page, number int, tags *tags) (string, error) {
	var links []ref
	for _, link := range joinLinks(p) {
		r := out.reserve()
		key, err := tags.link(number, r, link.Node)
		if err != nil {
			return "", err
		}
		const print = 1 << 2
		out.put(r, "<</Type/Annot/Subtype/Link/F %d/Border[0 0 0]/Rect[%s]/StructParent %d/Contents%s/A<</S/URI/URI%s>>>>",
			print, box(p.Height, link.X, link.Y, link.Width, link.Height), key,
			textString(link.URL), appendLiteral(nil, []byte(asciiURL(link.URL))))
		links = append(links, r)
	}
	if links == nil {
		return "", nil
	}
	return "/Annots[" + references(links) + "]", nil
}

// joinLinks returns the links of a page, those of one element that touch each other on a line as one, so that an
// icon and the words beside it are one stop for the tabulator key.
func joinLinks(p *page.Page) []page.Link {
	const touching = 1 // points
	var links []page.Link
	for _, item := range p.Items {
		link, ok := item.(*page.Link)
		if !ok {
			continue
		}
		if len(links) > 0 {
			last := &links[len(links)-1]
			sameLine := math.Abs(last.Y+last.Height/2-link.Y-link.Height/2) < min(last.Height, link.Height)/2
			apart := max(last.X-link.X-link.Width, link.X-last.X-last.Width)
			if last.Node == link.Node && link.Node != nil && last.URL == link.URL && sameLine && apart < touching {
				right, bottom := max(last.X+last.Width, link.X+link.Width), max(last.Y+last.Height, link.Y+link.Height)
				last.X, last.Y = min(last.X, link.X), min(last.Y, link.Y)
				last.Width, last.Height = right-last.X, bottom-last.Y
				continue
			}
		}
		links = append(links, *link)
	}
	return links
}

// asciiURL escapes what a URI may not hold as it is, as URI actions are ASCII (12.6.4.7).
func asciiURL(url string) string {
	var b strings.Builder
	for i := range len(url) {
		if c := url[i]; c <= ' ' || c > '~' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func references(refs []ref) string {
	var b strings.Builder
	for i, r := range refs {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(r.String())
	}
	return b.String()
}
