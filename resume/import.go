package resume

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/resume/docx"
	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/jsonresume"
	"github.com/bespoke-cv/bespoke/resume/markdown"
	"github.com/bespoke-cv/bespoke/resume/migrate"
	"github.com/bespoke-cv/bespoke/resume/pdf"
	"github.com/bespoke-cv/bespoke/resume/plaintext"
	"github.com/bespoke-cv/bespoke/resume/rules"
	"github.com/bespoke-cv/bespoke/resume/source"
	"github.com/bespoke-cv/bespoke/schema"
)

// Format is the kind of a file that a CV comes in.
type Format string

// The formats that Import reads.
const (
	RenderCV   Format = "rendercv"
	JSONResume Format = "json-resume"
	Markdown   Format = "markdown"
	PlainText  Format = "text"
	PDF        Format = "pdf"
	DOCX       Format = "docx"
)

// Formats lists them.
var Formats = []Format{RenderCV, JSONResume, Markdown, PlainText, PDF, DOCX}

// MaxBytes bounds a file. A CV with photos takes a few megabytes.
const MaxBytes = 20 << 20

// maxText bounds what is read as text.
const maxText = 1 << 20

// ErrFormat is wrapped when a file is of no kind that can be read.
var ErrFormat = errors.New("no CV that can be read")

// Result is an imported CV.
type Result struct {
	YAML []byte // RenderCV v2.8
	schema.ImportReport

	text string // of the file, for Fill
}

// Import reads a file. name, which may be empty, is its name: its extension
// tells text formats apart. format may be empty and is then told from the
// bytes. Its error wraps ErrFormat or one of the readers', or is the context's.
func Import(ctx context.Context, name string, data []byte, format Format) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%w: %d MB, at most %d are read: take the photos out", ErrFormat, len(data)>>20, MaxBytes>>20)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrFormat)
	}
	if format == "" {
		var err error
		if format, err = Detect(name, data); err != nil {
			return nil, err
		}
	}
	switch format {
	case PDF:
		return fromText(ctx, format, func() (*source.Document, error) { return pdf.Read(ctx, data) })
	case DOCX:
		return fromText(ctx, format, func() (*source.Document, error) { return docx.Read(data) })
	}
	text, err := plaintext.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if len(text) > maxText {
		return nil, tooMuch(len(text))
	}
	switch format {
	case RenderCV:
		return fromRenderCV([]byte(text))
	case JSONResume:
		tree, doc, err := jsonresume.Read([]byte(text))
		if err != nil {
			return nil, err
		}
		return finish(format, doc, tree)
	case Markdown:
		return fromText(ctx, format, func() (*source.Document, error) { return markdown.Read(text), nil })
	case PlainText:
		return fromText(ctx, format, func() (*source.Document, error) { return plaintext.Read(text), nil })
	}
	return nil, fmt.Errorf("%w: there is no format %q; take one of %v", ErrFormat, format, Formats)
}

// Detect tells a file's format from its bytes, and text formats from its name.
func Detect(name string, data []byte) (Format, error) {
	head := data[:min(len(data), 1024)]
	switch {
	case bytes.Contains(head, []byte("%PDF-")):
		return PDF, nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return DOCX, nil
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return "", fmt.Errorf("%w: an old Word document (.doc): save it as .docx or PDF", ErrFormat)
	case bytes.HasPrefix(data, []byte("{\\rtf")):
		return "", fmt.Errorf("%w: rich text (.rtf): save it as .docx or PDF", ErrFormat)
	}
	text, err := plaintext.Decode(data)
	if err != nil {
		return "", fmt.Errorf("%w: %w; give a PDF, DOCX, Markdown, plain text, JSON Resume or RenderCV file", ErrFormat, err)
	}
	switch extension := strings.ToLower(path.Ext(name)); {
	case extension == ".json", strings.HasPrefix(strings.TrimSpace(text), "{") && json.Valid([]byte(text)):
		return JSONResume, nil
	case extension == ".yaml", extension == ".yml", migrate.Is(text):
		return RenderCV, nil
	case extension == ".md", extension == ".markdown", extension != ".txt" && markdown.Is(text):
		return Markdown, nil
	}
	return PlainText, nil
}

func fromRenderCV(data []byte) (*Result, error) {
	moved, err := migrate.Migrate(data)
	if err != nil {
		return nil, err
	}
	document, err := cv.Parse(moved.YAML)
	if err != nil {
		return nil, err
	}
	return &Result{YAML: moved.YAML, text: string(data), ImportReport: schema.ImportReport{
		Format: string(RenderCV), Changes: moved.Changes, Unread: moved.Unread, Problems: cv.Validate(document),
	}}, nil
}

// fromText reads a document's lines by rules.
func fromText(ctx context.Context, format Format, read func() (*source.Document, error)) (*Result, error) {
	doc, err := read()
	if err != nil {
		return nil, err
	}
	if len(doc.Text) > maxText+maxText/8 { // of a text file, spaces may be added between its lines
		return nil, tooMuch(len(doc.Text))
	}
	tree, err := rules.Read(ctx, doc)
	if err != nil {
		return nil, err
	}
	return finish(format, doc, tree)
}

func tooMuch(bytes int) error {
	return fmt.Errorf("%w: %d KB of text, at most %d are read", ErrFormat, bytes>>10, maxText>>10)
}

// finish writes the YAML and accounts for every word.
func finish(format Format, doc *source.Document, tree *draft.Node) (*Result, error) {
	top := draft.Map("", tree)
	if language := rules.Language(tree); language != "" {
		top.Add(draft.Map("locale", draft.Leaf("language", language)))
	}
	result := &Result{ImportReport: schema.ImportReport{Format: string(format)}, text: doc.Text}
	for _, s := range rules.Unread(doc, tree) {
		result.Unread = append(result.Unread, schema.Unread{Text: strings.TrimSpace(doc.Slice(s)), Place: doc.Place(s.Start), Reason: reason(doc.Slice(s))})
	}
	for _, remark := range doc.Ignored {
		result.Unread = append(result.Unread, schema.Unread{Text: remark.Text, Place: remark.Place, Reason: remark.Reason})
	}
	top.Walk(func(path string, leaf *draft.Node) {
		field := schema.ImportedField{Path: path, Value: leaf.Text}
		quotes := make([]string, len(leaf.Quotes))
		for i, q := range leaf.Quotes {
			quotes[i] = doc.Slice(q)
		}
		if field.Quote = strings.Join(quotes, " … "); len(quotes) > 0 {
			field.Place = doc.Place(leaf.Quotes[0].Start)
		}
		if field.Quote == "" && leaf.Text == "" {
			result.Warnings = append(result.Warnings, fmt.Sprintf("%s was not found in the entry and is left empty", path))
		}
		if field.Quote != "" {
			result.Fields = append(result.Fields, field)
		}
	})
	if len(tree.Items) == 0 {
		return nil, fmt.Errorf("%w: it has no text that reads like a CV", ErrFormat)
	}
	var err error
	if result.YAML, err = top.YAML(); err != nil {
		return nil, err
	}
	document, err := cv.Parse(result.YAML)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	result.Problems = cv.Validate(document)
	return result, nil
}

// reason guesses why a text found no place.
func reason(text string) string {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits > 6 && digits*3 > len(text) {
		return "looks like a telephone number, but none that exists, or one without its country code"
	}
	return "no key of a RenderCV file fits it for certain"
}
