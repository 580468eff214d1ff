package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/document"
)

// formats are what As writes, by the extensions of their files.
var formats = []string{"docx", "json", "md", "txt", "typ"}

// Has reports whether As writes a format.
func Has(format string) bool { return slices.Contains(formats, format) }

// As writes a CV in the format whose files have that extension, without a dot:
// docx (Word), json (JSON Resume), md, txt or typ (Typst). said is what
// content.Build makes of file.
func As(format string, file *cv.Document, said *content.CV) ([]byte, error) {
	switch format {
	case "docx":
		return DOCX(document.Set(said))
	case "json":
		return JSONResume(file)
	case "md":
		return []byte(Markdown(said)), nil
	case "txt":
		return []byte(Text(document.Set(said))), nil
	case "typ":
		return []byte(Typst(said)), nil
	}
	return nil, fmt.Errorf("there is no format %q: take one of %s", format, strings.Join(formats, ", "))
}
