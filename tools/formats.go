package tools

import (
	"context"
	"encoding/base64"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/export"
	"github.com/bespoke-cv/bespoke/storage"
)

// format is a form that a CV is written in besides PDF.
type format string

// mediaTypes are what clients call the formats.
var mediaTypes = map[format]string{
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"json": "application/json", "md": "text/markdown", "txt": "text/plain", "typ": "text/plain",
}

// formats writes a CV in the other forms that are asked for.
func formats(file *cv.Document, in renderPDFIn, day time.Time) (map[format][]byte, error) {
	if len(in.Formats) == 0 {
		return nil, nil
	}
	theme := render.Options{Theme: in.Theme, Design: in.Design}.ThemeName()
	said, _, err := content.Build(file, content.Options{Theme: theme, Design: in.Design, Now: day})
	if err != nil {
		return nil, fmt.Errorf("formats: %w", err)
	}
	made := map[format][]byte{}
	for _, wanted := range in.Formats {
		if made[wanted], err = export.As(string(wanted), file, said); err != nil {
			return nil, fmt.Errorf("formats: %s: %w", wanted, err)
		}
	}
	return made, nil
}

// attached are the forms as files within an answer.
func attached(made map[format][]byte, in renderPDFIn, stem string) []mcp.Content {
	var files []mcp.Content
	for _, wanted := range in.Formats {
		files = append(files, mcp.NewEmbeddedResource(mcp.BlobResourceContents{
			URI: "cv://" + stem + "/cv." + string(wanted), MIMEType: mediaTypes[wanted], Blob: base64.StdEncoding.EncodeToString(made[wanted]),
		}))
	}
	return files
}

// deliver writes the PDF to output_path and the other forms beside it.
func (b *Toolbox) deliver(ctx context.Context, owner uuid.UUID, row storage.CV, in renderPDFIn, pdf []byte, made map[format][]byte) (path string, beside []string, err error) {
	files := []output{{in.OutputPath, pdf, []string{".pdf"}}}
	stem := strings.TrimSuffix(in.OutputPath, filepath.Ext(in.OutputPath))
	for _, wanted := range in.Formats {
		extension := "." + string(wanted)
		files = append(files, output{stem + extension, made[wanted], []string{extension}})
	}
	paths, err := b.writeOut(ctx, owner, fileOf(row), files...)
	if err != nil {
		return "", nil, err
	}
	return paths[0], paths[1:], nil
}
