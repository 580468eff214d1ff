package tools

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/storage"
)

// pictureDPI is the resolution of a page read as a resource: enough to read the
// page on a screen, at less than half the memory of 150.
const pictureDPI = 100

// Resources returns what clients can read by handle: the objects that tools
// only name.
func (b *Toolbox) Resources() []mcpserver.ServerResourceTemplate {
	return []mcpserver.ServerResourceTemplate{
		resource("offer://{id}", "Job offer", "A job offer as it was read, with its text", "application/json", b.readOfferResource),
		resource("cv://{id}", "CV", "A RenderCV YAML document", "application/yaml", b.readCVResource),
		resource("plan://{id}", "Plan", "Planned changes with their verdicts", "application/json", b.readPlanResource),
		resource("pdf://{id}", "PDF", "The bytes of a rendered CV", "application/pdf", b.readPDFResource),
		resource("pdf://{id}/{page}.png", "Page picture", "One page of a rendered CV as a picture", "image/png", b.readPageResource),
		resource("pdf://{id}/report.json", "Rendering report", "Pages, fill and remarks of a rendered CV", "application/json", b.readRenderReportResource),
		resource("bundle://{id}", "Record", "The immutable record of an application: offer, base CV, plan, decisions and hashes", "application/json", b.readBundleResource),
		resource("application://{id}", "Application", "A tracked application with its history", "application/json", b.readApplicationResource),
	}
}

// reader gives the content of one resource, as text or as bytes.
type reader func(ctx context.Context, id, page string) (text string, blob []byte, err error)

func resource(template, name, description, mimeType string, read reader) mcpserver.ServerResourceTemplate {
	scheme, _, _ := strings.Cut(template, "://")
	return mcpserver.ServerResourceTemplate{
		Template: mcp.NewResourceTemplate(template, name, mcp.WithTemplateDescription(description), mcp.WithTemplateMIMEType(mimeType)),
		Handler: func(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
			uri := request.Params.URI
			id, page, _ := strings.Cut(strings.TrimPrefix(uri, scheme+"://"), "/")
			text, blob, err := read(ctx, id, strings.TrimSuffix(page, ".png"))
			if err != nil {
				return nil, fmt.Errorf("reading %s: %s", uri, explain(err))
			}
			if blob != nil {
				return []mcp.ResourceContents{mcp.BlobResourceContents{URI: uri, MIMEType: mimeType, Blob: base64.StdEncoding.EncodeToString(blob)}}, nil
			}
			return []mcp.ResourceContents{mcp.TextResourceContents{URI: uri, MIMEType: mimeType, Text: text}}, nil
		},
	}
}

func asJSON(value any, err error) (string, []byte, error) {
	if err != nil {
		return "", nil, err
	}
	data, err := json.Marshal(value)
	return string(data), nil, err
}

func (b *Toolbox) readOfferResource(ctx context.Context, id, _ string) (string, []byte, error) {
	owner, err := user(ctx)
	if err != nil {
		return "", nil, err
	}
	row, err := b.Store.JobOffer(ctx, owner, id)
	return asJSON(row.ParsedOffer, err)
}

func (b *Toolbox) readCVResource(ctx context.Context, id, _ string) (string, []byte, error) {
	owner, err := user(ctx)
	if err != nil {
		return "", nil, err
	}
	row, err := b.Store.CV(ctx, owner, id)
	return string(row.YAML), nil, err
}

func (b *Toolbox) readPlanResource(ctx context.Context, id, _ string) (string, []byte, error) {
	owner, err := user(ctx)
	if err != nil {
		return "", nil, err
	}
	row, err := b.Store.Plan(ctx, owner, id)
	return asJSON(planCVChangesOut{PlanID: row.ID, CVID: row.BaseID, JobOfferID: row.JobOfferID, PlannedChanges: row.Changes}, err)
}

func (b *Toolbox) readPDFResource(ctx context.Context, id, _ string) (string, []byte, error) {
	owner, err := user(ctx)
	if err != nil {
		return "", nil, err
	}
	row, err := b.Store.PDF(ctx, owner, id)
	if err != nil {
		return "", nil, err
	}
	data, err := b.Blobs.Get(ctx, owner, row.BlobKey)
	return "", data, err
}

// readPageResource draws a page anew from the CV, which gives the page that
// the PDF has; what another engine made was kept.
func (b *Toolbox) readPageResource(ctx context.Context, id, page string) (string, []byte, error) {
	owner, err := user(ctx)
	if err != nil {
		return "", nil, err
	}
	number, err := strconv.Atoi(page)
	if err != nil {
		return "", nil, fmt.Errorf("page %q is not a number", page)
	}
	row, err := b.Store.PDF(ctx, owner, id)
	if err != nil {
		return "", nil, err
	}
	if number < 1 || number > row.Pages {
		return "", nil, fmt.Errorf("page %d: %w: the PDF has %d", number, storage.ErrNotFound, row.Pages)
	}
	if row.Engine != builtin {
		picture, err := b.Blobs.Get(ctx, owner, pageKey(row, number))
		return "", picture, err
	}
	document, err := b.Store.CV(ctx, owner, row.CVID)
	if err != nil {
		return "", nil, err
	}
	day, err := b.day(row.Options.Date)
	if err != nil {
		return "", nil, err
	}
	photos := b.photosBeside(document.Dir)
	if row.Options.NoPhoto {
		photos = &photoReader{}
	}
	result, err := b.Engine.Render(ctx, document.YAML, render.Options{
		Theme: row.Options.Theme, Design: row.Options.Design, Dir: document.Dir, Now: day, ReadPhoto: photos.read,
	})
	if err != nil {
		return "", nil, err
	}
	picture, err := result.PNG(number, pictureDPI)
	return "", picture, err
}

func (b *Toolbox) readRenderReportResource(ctx context.Context, id, _ string) (string, []byte, error) {
	owner, err := user(ctx)
	if err != nil {
		return "", nil, err
	}
	row, err := b.Store.PDF(ctx, owner, id)
	return asJSON(row.Report, err)
}

func (b *Toolbox) readApplicationResource(ctx context.Context, id, _ string) (string, []byte, error) {
	owner, err := user(ctx)
	if err != nil {
		return "", nil, err
	}
	row, err := b.Store.Application(ctx, owner, id)
	return asJSON(row, err)
}

// readBundleResource gives the record of the application with handle id.
func (b *Toolbox) readBundleResource(ctx context.Context, id, _ string) (string, []byte, error) {
	owner, err := user(ctx)
	if err != nil {
		return "", nil, err
	}
	row, err := b.Store.Application(ctx, owner, id)
	if err != nil {
		return "", nil, err
	}
	data, err := b.Blobs.Get(ctx, owner, bundleKey(row.BundleSHA256))
	return string(data), nil, err
}
