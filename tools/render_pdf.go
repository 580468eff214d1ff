package tools

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/progress"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/recall"
)

const (
	// previewDPI shows a page at a width that chat windows do not scale down.
	previewDPI = 96
	// linkLifetime is how long a signed address of a PDF works.
	linkLifetime = 15 * time.Minute
)

type renderPDFIn struct {
	cvSource
	Theme      string         `json:"theme,omitempty" jsonschema:"maxLength=40,description=In place of the YAML's"`
	Design     map[string]any `json:"design,omitempty" jsonschema:"description=Overrides the YAML's design such as {\"page\": {\"size\": \"a4\"}}"`
	MaxPages   int            `json:"max_pages,omitempty" jsonschema:"minimum=1,maximum=100,description=Report whether the PDF keeps to this many pages"`
	Engine     string         `json:"engine,omitempty" jsonschema:"enum=builtin,enum=rendercv,description=Default builtin; rendercv runs the installed RenderCV for themes of one's own"`
	Date       string         `json:"date,omitempty" jsonschema:"pattern=^\\d{4}-\\d{2}-\\d{2}$,description=What the CV calls today: YYYY-MM-DD. The same CV and date give the same bytes"`
	OutputPath string         `json:"output_path,omitempty" jsonschema:"maxLength=1000,description=Where to write the PDF; local clients only"`
	Formats    []format       `json:"formats,omitempty" jsonschema:"maxItems=5,description=Also as Word (docx) or JSON Resume (json) or Markdown or text or Typst: beside output_path or else in the answer,enum=docx,enum=json,enum=md,enum=txt,enum=typ"`
	Preview    *bool          `json:"preview,omitempty" jsonschema:"description=Also return a picture of the first page; default true"`
}

type renderPDFOut struct {
	PDFID       string              `json:"pdf_id" jsonschema:"description=Pass this id to save_application"`
	CVID        string              `json:"cv_id"`
	Path        string              `json:"path,omitempty" jsonschema:"description=Where the PDF was written"`
	Paths       []string            `json:"paths,omitempty" jsonschema:"description=Where the other formats were written"`
	URL         string              `json:"url,omitempty" jsonschema:"description=Address of the PDF; a signed one expires"`
	ResourceURI string              `json:"resource_uri" jsonschema:"description=Read this MCP resource for the bytes"`
	SHA256      string              `json:"sha256"`
	Bytes       int64               `json:"bytes"`
	Pages       int                 `json:"pages"`
	Report      schema.RenderReport `json:"report"`
}

func (b *Toolbox) renderPDF() definition {
	return define(declaration[renderPDFIn, renderPDFOut]{
		name:  "render_pdf",
		title: "Render a CV as PDF",
		description: "Make a PDF of a RenderCV YAML CV and report pages, fill and anything that prints otherwise than meant. " +
			"Use it after apply_cv_edits, or on any CV to see how it looks. Next: save_application.",
		hints: hints{idempotent: true},
		run:   b.runRender,
	})
}

func (b *Toolbox) runRender(ctx context.Context, owner uuid.UUID, in renderPDFIn) (answer[renderPDFOut], error) {
	var none answer[renderPDFOut]
	row, document, err := b.openCV(ctx, owner, in.cvSource)
	if err != nil {
		return none, err
	}
	day, err := b.day(in.Date)
	if err != nil {
		return none, err
	}
	progress.Report(ctx, 1, 3, "typesetting")
	if in.Engine == "" {
		in.Engine = builtin
	}
	keywords, err := b.keywords(ctx, owner, row)
	if err != nil {
		return none, err
	}
	photos := b.photos(ctx, row.Dir)
	made := schema.RenderOptions{Theme: in.Theme, Design: in.Design, Date: day.Format(time.DateOnly)}
	options := render.Options{
		Theme: in.Theme, Design: in.Design, Dir: row.Dir, MaxPages: in.MaxPages, Now: day, ReadPhoto: photos.read, Keywords: keywords,
	}
	result, err := b.print(ctx, in.Engine, document, options, made)
	if err != nil {
		return none, fmt.Errorf("rendering: %w", err)
	}
	others, err := formats(document, in, day)
	if err != nil {
		return none, err
	}
	progress.Report(ctx, 2, 3, "saving the PDF")
	made.NoPhoto = photos.refused
	var path string
	var beside []string
	if in.OutputPath != "" {
		if path, beside, err = b.deliver(ctx, owner, row, in, result.PDF, others); err != nil {
			return none, err
		}
	}
	stored, err := b.keepPDF(ctx, owner, row, document, result, in, path, made)
	if err != nil {
		return none, err
	}
	if in.Engine == builtin {
		b.recent.keepPages(document, made, result)
	}
	out := renderPDFOut{
		PDFID: stored.ID, CVID: row.ID, Path: stored.Path, Paths: beside, ResourceURI: "pdf://" + stored.ID,
		SHA256: stored.SHA256, Bytes: stored.Size, Pages: stored.Pages, Report: result.Report,
	}
	if !recall.Within(ctx) { // a run keeps what it is told, and the address lets anybody in
		if out.URL, err = b.address(ctx, owner, stored); err != nil {
			return none, err
		}
	}
	content, err := previewContent(result, in.Preview)
	if err != nil {
		return none, err
	}
	if in.OutputPath == "" {
		content = append(content, attached(others, in, row.ID)...)
	}
	content = append(content, mcp.NewResourceLink(out.ResourceURI, "CV as PDF", "the typeset CV", "application/pdf"))
	return answer[renderPDFOut]{result: out, text: renderSummary(out), extra: content}, nil
}

// address is where a PDF can be fetched for a while; "" where that is a place on
// a machine that is not the caller's.
func (b *Toolbox) address(ctx context.Context, owner uuid.UUID, pdf storage.PDF) (string, error) {
	address, err := b.Blobs.URL(ctx, owner, pdf.BlobKey, linkLifetime)
	if err != nil {
		return "", fmt.Errorf("addressing the PDF: %w", err)
	}
	if strings.HasPrefix(address, "file:") && owner != identity.LocalUser {
		return "", nil
	}
	return address, nil
}

// addressOf is the address of the PDF with handle id; "" where it cannot be told.
func (b *Toolbox) addressOf(ctx context.Context, owner uuid.UUID, id string) string {
	pdf, err := b.Store.PDF(ctx, owner, id)
	if err != nil {
		return ""
	}
	address, _ := b.address(ctx, owner, pdf)
	return address
}

// print renders a PDF, of the pages that planning has laid out where it has.
func (b *Toolbox) print(ctx context.Context, engine string, document *cv.Document, options render.Options, made schema.RenderOptions) (*render.Result, error) {
	draft := b.recent.pages(document, options.Dir, made)
	if draft == nil || engine != builtin {
		return b.typeset(ctx, engine, document, options)
	}
	return measureRender(ctx, builtin, false, func(context.Context) (*render.Result, error) { return draft.Finish(options) })
}

// keywords are the skills named by the offer that a CV was tailored to: a
// line break inside one is worth telling. Another CV has none.
func (b *Toolbox) keywords(ctx context.Context, owner uuid.UUID, row storage.CV) ([]string, error) {
	if row.PlanID == "" {
		return nil, nil
	}
	planned, err := b.Store.Plan(ctx, owner, row.PlanID)
	if err != nil {
		return nil, fmt.Errorf("reading the CV's plan: %w", err)
	}
	offer, err := b.offerOf(ctx, owner, planned)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(offer.JobOffer.Skills))
	for i, skill := range offer.JobOffer.Skills {
		names[i] = skill.Name
	}
	return names, nil
}

// day is the midnight that a rendering counts from: finer time would make the
// same CV another PDF every second.
func (b *Toolbox) day(date string) (time.Time, error) {
	if date == "" {
		return b.Now().UTC().Truncate(24 * time.Hour), nil
	}
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return time.Time{}, fmt.Errorf("date: %q is not a day such as 2026-11-23", date)
	}
	return day, nil
}

// keepPDF stores the bytes and their row; path is where the caller's own copy
// lies, "" for none.
func (b *Toolbox) keepPDF(ctx context.Context, owner uuid.UUID, row storage.CV, document *cv.Document, result *render.Result, in renderPDFIn, path string, made schema.RenderOptions) (storage.PDF, error) {
	pdf := storage.PDF{
		CVID: row.ID, SHA256: result.SHA256, Size: int64(len(result.PDF)), Pages: result.Pages,
		Theme: theme(document, in), Engine: in.Engine, BlobKey: row.ID + "/" + result.SHA256 + ".pdf", Report: result.Report,
		Options: made, Path: path,
	}
	if err := b.Blobs.Put(ctx, owner, pdf.BlobKey, result.PDF); err != nil {
		return storage.PDF{}, fmt.Errorf("keeping the PDF: %w", err)
	}
	if in.Engine != builtin {
		if err := b.keepPages(ctx, owner, pdf, result); err != nil {
			return storage.PDF{}, err
		}
	}
	saved, err := b.Store.SavePDF(ctx, owner, pdf)
	if err != nil {
		return storage.PDF{}, fmt.Errorf("saving the PDF: %w", err)
	}
	return saved, nil
}

func theme(document *cv.Document, in renderPDFIn) string {
	if chosen := (render.Options{Theme: in.Theme, Design: in.Design}).ThemeName(); chosen != "" {
		return chosen
	}
	if named, ok := document.Scalar("/design/theme"); ok {
		return named
	}
	return "classic"
}

func previewContent(result *render.Result, wanted *bool) ([]mcp.Content, error) {
	if wanted != nil && !*wanted {
		return nil, nil
	}
	picture, err := result.PNG(1, previewDPI)
	if err != nil {
		return nil, fmt.Errorf("drawing the preview: %w", err)
	}
	return []mcp.Content{mcp.NewImageContent(base64.StdEncoding.EncodeToString(picture), "image/png")}, nil
}

func renderSummary(out renderPDFOut) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %d page(s), %d KB, last page %.0f %% full.", out.PDFID, out.Pages, (out.Bytes+1023)>>10, 100*out.Report.LastPageFill)
	if !out.Report.Fits {
		fmt.Fprintf(&text, " That is more than the %d page(s) asked for: plan again with max_pages.", out.Report.MaxPages)
	}
	switch {
	case out.Path != "":
		fmt.Fprintf(&text, " Written to %s.", out.Path)
	case out.URL != "":
		fmt.Fprintf(&text, " At %s.", out.URL)
	}
	for i, lint := range out.Report.Lints {
		if i == 5 {
			fmt.Fprintf(&text, " And %d more remarks in the report.", len(out.Report.Lints)-i)
			break
		}
		fmt.Fprintf(&text, " Note: %s.", strings.TrimSuffix(lint.Message, "."))
	}
	fmt.Fprintf(&text, " Next: save_application with pdf_id %s.", out.PDFID)
	return text.String()
}
