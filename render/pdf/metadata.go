package pdf

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/bespoke-cv/bespoke/render/page"
)

// producer is the program named in the metadata.
const producer = "bespoke"

// writeInfo puts the document information dictionary (ISO 32000-1, 14.3.3).
func writeInfo(out *file, doc *page.Document) ref {
	var b strings.Builder
	entry := func(key, value string) {
		if value != "" {
			b.WriteString("/" + key + textString(value))
		}
	}
	entry("Title", title(doc))
	entry("Author", doc.Author)
	entry("Subject", doc.Subject)
	entry("Keywords", strings.Join(doc.Keywords, ", "))
	entry("Producer", producer)
	return out.add("<<%s>>", b.String())
}

// title is what a viewer shows in its title bar; PDF/UA-1 asks for one.
func title(doc *page.Document) string {
	if doc.Title == "" {
		return doc.Author
	}
	return doc.Title
}

// writeXMP puts the metadata stream (ISO 16684-1), which repeats the information dictionary and says that the file
// follows PDF/UA-1. It is not compressed, so that programs which know no PDF find it too.
func writeXMP(out *file, doc *page.Document) ref {
	var b strings.Builder
	simple := func(tag, value string) {
		if value != "" {
			fmt.Fprintf(&b, "<%s>%s</%s>", tag, escapeXML(value), tag)
		}
	}
	localized := func(tag, value string) {
		if value != "" {
			fmt.Fprintf(&b, `<%s><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></%s>`, tag, escapeXML(value), tag)
		}
	}
	list := func(tag, kind string, values ...string) {
		if strings.Join(values, "") == "" {
			return
		}
		fmt.Fprintf(&b, "<%s><rdf:%s>", tag, kind)
		for _, v := range values {
			fmt.Fprintf(&b, "<rdf:li>%s</rdf:li>", escapeXML(v))
		}
		fmt.Fprintf(&b, "</rdf:%s></%s>", kind, tag)
	}
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"` +
		` xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">`)
	simple("dc:format", "application/pdf")
	localized("dc:title", title(doc))
	list("dc:creator", "Seq", doc.Author)
	localized("dc:description", doc.Subject)
	list("dc:subject", "Bag", doc.Keywords...)
	list("dc:language", "Bag", doc.Language)
	simple("pdf:Keywords", strings.Join(doc.Keywords, ", "))
	simple("pdf:Producer", producer)
	b.WriteString(`<pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`)
	r := out.reserve()
	out.rawStream(r, "/Type/Metadata/Subtype/XML", []byte(b.String()))
	return r
}

// escapeXML escapes text; characters that XML does not allow become U+FFFD.
func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes all
	return b.String()
}

// writeOutline puts the bookmarks and returns the outline, 0 for a document without.
func writeOutline(out *file, doc *page.Document, pages []ref) ref {
	if len(doc.Outline) == 0 {
		return 0
	}
	root := out.reserve()
	first, last, count := writeBookmarks(out, doc, pages, doc.Outline, root)
	out.put(root, "<</Type/Outlines/First %s/Last %s/Count %d>>", first, last, count)
	return root
}

// writeBookmarks puts the items of one level, and the levels below, all of them open.
func writeBookmarks(out *file, doc *page.Document, pages []ref, bookmarks []page.Bookmark, parent ref) (first, last ref, count int) {
	items := make([]ref, len(bookmarks))
	for i := range items {
		items[i] = out.reserve()
	}
	count = len(items)
	for i, bookmark := range bookmarks {
		var b strings.Builder
		fmt.Fprintf(&b, "/Title%s/Parent %s", textString(bookmark.Title), parent)
		if i > 0 {
			fmt.Fprintf(&b, "/Prev %s", items[i-1])
		}
		if i+1 < len(items) {
			fmt.Fprintf(&b, "/Next %s", items[i+1])
		}
		if n := bookmark.Page; n >= 0 && n < len(pages) {
			fmt.Fprintf(&b, "/Dest[%s/XYZ null %s null]", pages[n], number(doc.Pages[n].Height-bookmark.Y))
		}
		if len(bookmark.Children) > 0 {
			childFirst, childLast, below := writeBookmarks(out, doc, pages, bookmark.Children, items[i])
			fmt.Fprintf(&b, "/First %s/Last %s/Count %d", childFirst, childLast, below)
			count += below
		}
		out.put(items[i], "<<%s>>", b.String())
	}
	return items[0], items[len(items)-1], count
}
