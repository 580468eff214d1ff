// Package file reads the file that an offer comes in: text in any charset, a
// web page, a PDF, a Word document or a mail. What it gives is the text or the
// page; package offer reads that.
//
//	bytes ─ PDF, DOCX: words and lines ──────────┐
//	      ─ mail: its page, else its text ───────┼─► offer.Input ─ offer.Parse
//	      ─ HTML, text: told by name and looks ──┘
package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/resume/docx"
	"github.com/bespoke-cv/bespoke/resume/pdf"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// MaxBytes bounds a file. PDFs and Word documents carry pictures; the text in
// them has the limits of package offer.
const MaxBytes = 8 << 20

// Read finds the offer in a file. name, which may be empty or an address, tells
// pages apart by its extension. The text that comes back is UTF-8. The errors
// wrap offer.ErrEmpty or offer.ErrBinary, or say why a PDF or Word document
// cannot be read.
func Read(ctx context.Context, name string, data []byte) (offer.Input, error) {
	head := data[:min(len(data), 1024)]
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return offer.Input{}, offer.ErrEmpty
	case bytes.Contains(head, []byte("%PDF-")):
		document, err := pdf.Read(ctx, data)
		return fromDocument(document, err, pdf.ErrNoText, pdf.ErrEncrypted)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		document, err := docx.Read(data)
		return fromDocument(document, err)
	}
	if in, ok, err := readMail(data); ok || err != nil {
		return in, err
	}
	text, note, err := offer.Decode(string(data))
	if err != nil {
		return offer.Input{}, err
	}
	in := offer.Input{Text: text}
	if note != "" {
		in.Notes = []string{note}
	}
	if isPage(name) {
		in.HTML, in.Text = text, ""
	}
	return in, nil
}

func isPage(name string) bool {
	extension := strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/")))
	return extension == ".html" || extension == ".htm" || extension == ".xhtml"
}

// fromDocument writes the lines of a document as plain text: titles and items
// as Markdown marks them, cells apart by tabs.
func fromDocument(document *source.Document, err error, telling ...error) (offer.Input, error) {
	for _, known := range telling {
		if errors.Is(err, known) {
			return offer.Input{}, err
		}
	}
	if err != nil {
		return offer.Input{}, fmt.Errorf("%w (it is a broken PDF or Word document)", offer.ErrBinary)
	}
	var b strings.Builder
	for _, line := range document.Lines {
		if line.Gap || line.Heading > 0 {
			b.WriteByte('\n')
		}
		switch {
		case line.Heading > 0:
			b.WriteString(strings.Repeat("#", min(line.Heading, 6)) + " ")
		case line.Number > 0:
			fmt.Fprintf(&b, "%d. ", line.Number)
		case line.Item > 0:
			b.WriteString("- ")
		}
		if len(line.Cells) > 1 {
			cells := make([]string, len(line.Cells))
			for i, cell := range line.Cells {
				cells[i] = document.Slice(cell)
			}
			b.WriteString(strings.Join(cells, "\t"))
		} else {
			b.WriteString(document.Slice(line.Span))
		}
		b.WriteByte('\n')
	}
	if strings.TrimSpace(b.String()) == "" {
		return offer.Input{}, offer.ErrEmpty
	}
	return offer.Input{Text: b.String()}, nil
}
