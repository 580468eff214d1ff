package tools

import (
	"context"
	"encoding/base64"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/export"
)

// format is a form that a CV is written in besides PDF.
type format string

// mediaTypes are what clients call the formats.
var mediaTypes = map[format]string{
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"json": "application/json", "md": "text/markdown", "txt": "text/plain", "typ": "text/plain",
}

// formats writes a CV in other forms: beside the PDF when that has a path, else
// as files within the answer.
func (b *Toolbox) formats(ctx context.Context, document *cv.Document, in renderPDFIn, stem string, day time.Time) (paths []string, files []mcp.Content, err error) {
	for _, wanted := range in.Formats {
		data, err := written(document, wanted, in, day)
		if err != nil {
			return nil, nil, fmt.Errorf("formats: %s: %w", wanted, err)
		}
		if in.OutputPath != "" {
			extension := "." + string(wanted)
			path, err := b.writeFile(ctx, "output_path", strings.TrimSuffix(in.OutputPath, filepath.Ext(in.OutputPath))+extension, in.CVPath, data, extension)
			if err != nil {
				return nil, nil, err
			}
			paths = append(paths, path)
			continue
		}
		files = append(files, mcp.NewEmbeddedResource(mcp.BlobResourceContents{
			URI: "cv://" + stem + "/cv." + string(wanted), MIMEType: mediaTypes[wanted], Blob: base64.StdEncoding.EncodeToString(data),
		}))
	}
	return paths, files, nil
}

func written(file *cv.Document, wanted format, in renderPDFIn, day time.Time) ([]byte, error) {
	if wanted == "json" {
		return export.JSONResume(file)
	}
	theme := in.Theme
	if named, ok := in.Design["theme"].(string); ok && theme == "" {
		theme = named
	}
	said, _, err := content.Build(file, content.Options{Theme: theme, Design: in.Design, Now: day})
	if err != nil {
		return nil, err
	}
	switch wanted {
	case "docx":
		return export.DOCX(document.Set(said))
	case "md":
		return []byte(export.Markdown(said)), nil
	case "txt":
		return []byte(export.Text(document.Set(said))), nil
	}
	return []byte(export.Typst(said)), nil
}
