package tools

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/calendar"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/storage"
)

// pictureDPI is the resolution of a page read as a resource: enough to read the
// page on a screen, at less than half the memory of 150.
const pictureDPI = 100

// resource is something that clients can read by handle: what tools only name.
type resource struct {
	scheme, rest, name, description, mimeType string
	// read gives the content, as text or as bytes; page is what stands for
	// {page} in rest.
	read func(ctx context.Context, owner uuid.UUID, id, page string) (text string, blob []byte, err error)
}

func (b *Toolbox) resources() []resource {
	return []resource{
		{"offer", "", "Job offer", "A job offer as it was read, with its text", "application/json", b.readOfferResource},
		{"cv", "", "CV", "A RenderCV YAML document", "application/yaml", b.readCVResource},
		{"plan", "", "Plan", "Planned changes with their verdicts", "application/json", b.readPlanResource},
		{"pdf", "", "PDF", "The bytes of a rendered CV", "application/pdf", b.readPDFResource},
		{"pdf", "/{page}.png", "Page picture", "One page of a rendered CV as a picture", "image/png", b.readPageResource},
		{"pdf", "/report.json", "Rendering report", "Pages, fill and remarks of a rendered CV", "application/json", b.readRenderReportResource},
		{"bundle", "", "Record", "The immutable record of an application: offer, base CV, plan, decisions and hashes", "application/json", b.readBundleResource},
		{"application", "", "Application", "A tracked application with its history", "application/json", b.readApplicationResource},
		{"calendar", "", "Calendar", "What is to be done for an application, or for all of them, as iCalendar", calendar.Type, b.readCalendarResource},
	}
}

// Resources returns what clients can read by handle.
func (b *Toolbox) Resources() []mcpserver.ServerResourceTemplate {
	var all []mcpserver.ServerResourceTemplate
	for _, r := range b.resources() {
		all = append(all, mcpserver.ServerResourceTemplate{
			Template: mcp.NewResourceTemplate(r.scheme+"://{id}"+r.rest, r.name, mcp.WithTemplateDescription(r.description), mcp.WithTemplateMIMEType(r.mimeType)),
			Handler: func(ctx context.Context, request mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
				uri := request.Params.URI
				mimeType, content, err := b.Read(ctx, uri)
				if err != nil {
					return nil, fmt.Errorf("reading %s: %s", uri, explain(err))
				}
				if strings.HasPrefix(mimeType, "image/") || mimeType == "application/pdf" {
					return []mcp.ResourceContents{mcp.BlobResourceContents{URI: uri, MIMEType: mimeType, Blob: base64.StdEncoding.EncodeToString(content)}}, nil
				}
				return []mcp.ResourceContents{mcp.TextResourceContents{URI: uri, MIMEType: mimeType, Text: string(content)}}, nil
			},
		})
	}
	return all
}

// Read gives the content of the resource at uri, such as "pdf://pdf_…/1.png".
// The error wraps storage.ErrNotFound when there is none for this user.
func (b *Toolbox) Read(ctx context.Context, uri string) (mimeType string, content []byte, err error) {
	owner, err := user(ctx)
	if err != nil {
		return "", nil, err
	}
	scheme, path, _ := strings.Cut(uri, "://")
	id, rest, deeper := strings.Cut(path, "/")
	if deeper {
		rest = "/" + rest
	}
	for _, r := range b.resources() {
		page, matches := r.match(scheme, rest)
		if !matches {
			continue
		}
		text, blob, err := r.read(ctx, owner, id, page)
		if err != nil {
			return "", nil, err
		}
		return r.mimeType, append(blob, text...), nil
	}
	return "", nil, fmt.Errorf("%s: %w: there is no such resource", uri, storage.ErrNotFound)
}

// match tells whether rest is this resource's, and what stands for {page}.
func (r resource) match(scheme, rest string) (page string, matches bool) {
	before, after, paged := strings.Cut(r.rest, "{page}")
	if !paged {
		return "", r.scheme == scheme && r.rest == rest
	}
	page, begins := strings.CutPrefix(rest, before)
	page, ends := strings.CutSuffix(page, after)
	return page, r.scheme == scheme && begins && ends
}

// Link gives an address where the PDF with handle id can be fetched without
// logging in until a moment, or an empty one where the blobs' home has none.
func (b *Toolbox) Link(ctx context.Context, id string, lifetime time.Duration) (address string, until time.Time, err error) {
	owner, err := user(ctx)
	if err != nil {
		return "", time.Time{}, err
	}
	row, err := b.Store.PDF(ctx, owner, id)
	if err != nil {
		return "", time.Time{}, err
	}
	until = b.Now().UTC().Add(lifetime)
	address, err = b.Blobs.URL(ctx, owner, row.BlobKey, lifetime)
	if err != nil || strings.HasPrefix(address, "file:") {
		return "", time.Time{}, err
	}
	return address, until, nil
}

func asJSON(value any, err error) (string, []byte, error) {
	if err != nil {
		return "", nil, err
	}
	data, err := json.Marshal(value)
	return string(data), nil, err
}

func (b *Toolbox) readOfferResource(ctx context.Context, owner uuid.UUID, id, _ string) (string, []byte, error) {
	row, err := b.Store.JobOffer(ctx, owner, id)
	return asJSON(row.ParsedOffer, err)
}

func (b *Toolbox) readCVResource(ctx context.Context, owner uuid.UUID, id, _ string) (string, []byte, error) {
	row, err := b.Store.CV(ctx, owner, id)
	return string(row.YAML), nil, err
}

func (b *Toolbox) readPlanResource(ctx context.Context, owner uuid.UUID, id, _ string) (string, []byte, error) {
	row, err := b.Store.Plan(ctx, owner, id)
	return asJSON(planCVChangesOut{PlanID: row.ID, CVID: row.BaseID, JobOfferID: row.JobOfferID, PlannedChanges: row.Changes}, err)
}

func (b *Toolbox) readPDFResource(ctx context.Context, owner uuid.UUID, id, _ string) (string, []byte, error) {
	row, err := b.Store.PDF(ctx, owner, id)
	if err != nil {
		return "", nil, err
	}
	data, err := b.Blobs.Get(ctx, owner, row.BlobKey)
	return "", data, err
}

// readPageResource draws a page from the CV, which gives the page that the PDF
// has; what another engine made was kept.
func (b *Toolbox) readPageResource(ctx context.Context, owner uuid.UUID, id, page string) (string, []byte, error) {
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
	result, err := b.drawn(ctx, owner, row)
	if err != nil {
		return "", nil, err
	}
	picture, err := result.PNG(number, pictureDPI)
	return "", picture, err
}

// drawn are the pages of a PDF of the built-in engine.
func (b *Toolbox) drawn(ctx context.Context, owner uuid.UUID, pdf storage.PDF) (*render.Result, error) {
	row, err := b.Store.CV(ctx, owner, pdf.CVID)
	if err != nil {
		return nil, err
	}
	document, err := b.recent.parse(row.YAML)
	if err != nil {
		return nil, err
	}
	if result := b.recent.pages(document, row.Dir, pdf.Options); result != nil {
		return result, nil
	}
	day, err := b.day(pdf.Options.Date)
	if err != nil {
		return nil, err
	}
	photos := b.photosBeside(row.Dir)
	if pdf.Options.NoPhoto {
		photos = &photoReader{fetch: func(context.Context, string) ([]byte, error) { return nil, render.ErrPhotoOnTheWeb }}
	}
	return b.Engine.RenderDocument(ctx, document, render.Options{
		Theme: pdf.Options.Theme, Design: pdf.Options.Design, Dir: row.Dir, Now: day, ReadPhoto: photos.read,
	})
}

func (b *Toolbox) readRenderReportResource(ctx context.Context, owner uuid.UUID, id, _ string) (string, []byte, error) {
	row, err := b.Store.PDF(ctx, owner, id)
	return asJSON(row.Report, err)
}

func (b *Toolbox) readApplicationResource(ctx context.Context, owner uuid.UUID, id, _ string) (string, []byte, error) {
	row, err := b.Store.Application(ctx, owner, id)
	return asJSON(row, err)
}

// readBundleResource gives the record of the application with handle id.
func (b *Toolbox) readBundleResource(ctx context.Context, owner uuid.UUID, id, _ string) (string, []byte, error) {
	row, err := b.Store.Application(ctx, owner, id)
	if err != nil {
		return "", nil, err
	}
	data, err := b.Blobs.Get(ctx, owner, bundleKey(row.BundleSHA256))
	return string(data), nil, err
}
