// Package docx reads the text of a CV out of a Word document: paragraphs,
// titles, lists, tables, links and text boxes (ECMA-376, WordprocessingML).
//
// Documents come from strangers: what a part may take when unpacked, how many
// parts there may be and how deep elements may stand is limited.
package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/bespoke-cv/bespoke/resume/source"
)

// Limits that no CV comes near.
const (
	maxParts    = 2000
	maxPart     = 16 << 20 // of one part, unpacked
	maxUnpacked = 40 << 20 // of all that is read
	maxDepth    = 200
	maxLines    = 20_000
)

// Errors of Read. Each names the way out.
var (
	ErrNotDOCX  = errors.New("no readable Word document: save it again as .docx, or give the CV as PDF or text")
	ErrTooLarge = errors.New("the Word document is far larger than a CV")
)

// Read reads a document. Its error wraps ErrNotDOCX or ErrTooLarge.
func Read(data []byte) (*source.Document, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNotDOCX, err)
	}
	if len(archive.File) > maxParts {
		return nil, fmt.Errorf("%w: it has %d parts", ErrTooLarge, len(archive.File))
	}
	p := &pack{parts: map[string]*zip.File{}}
	for _, file := range archive.File {
		p.parts[path.Clean(file.Name)] = file
	}
	if p.parts["word/document.xml"] == nil {
		if p.parts["content.xml"] != nil {
			return nil, fmt.Errorf("%w (it is an OpenDocument file)", ErrNotDOCX)
		}
		if p.parts["EncryptionInfo"] != nil {
			return nil, fmt.Errorf("%w (it is protected by a password)", ErrNotDOCX)
		}
		return nil, fmt.Errorf("%w (it has no word/document.xml)", ErrNotDOCX)
	}
	styles, err := p.styles()
	if err != nil {
		return nil, err
	}
	numbers, err := p.numbering()
	if err != nil {
		return nil, err
	}
	w := &writer{}
	for _, name := range p.order() {
		r := &reader{styles: styles, numbers: numbers}
		if r.targets, err = p.relationships(name); err != nil {
			return nil, err
		}
		content, err := p.read(name)
		if err != nil {
			return nil, err
		}
		paragraphs, err := r.read(content)
		if err != nil {
			return nil, fmt.Errorf("%w (%s: %w)", ErrNotDOCX, name, err)
		}
		if strings.HasPrefix(name, "word/footer") {
			for _, par := range paragraphs {
				if text := strings.TrimSpace(par.text()); text != "" {
					w.Ignore(source.Remark{Text: text, Place: "page footer", Reason: "stands at the foot of every page"})
				}
			}
			continue
		}
		w.write(paragraphs, strings.HasPrefix(name, "word/header"))
	}
	return w.Document(), nil
}
