package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/bundle"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/report"
	"github.com/bespoke-cv/bespoke/schema"
)

// product is one file that a run leaves in the out folder.
type product struct {
	name string
	uri  string
	what string
}

// writeAll begins to write all files at once: the picture of a page takes as long
// as everything else. It tells of each file how that went; wait is for the end.
func writeAll(ctx context.Context, connection *client.Client, folder string, files []product) (written []chan error, wait func()) {
	var writing sync.WaitGroup
	written = make([]chan error, len(files))
	for i, file := range files {
		written[i] = make(chan error, 1)
		writing.Go(func() { written[i] <- file.write(ctx, connection, folder) })
	}
	return written, writing.Wait
}

func (p product) write(ctx context.Context, connection *client.Client, folder string) error {
	data, err := read(ctx, connection, p.uri)
	if err != nil {
		return err
	}
	if err := atomicfile.Write(filepath.Join(folder, p.name), data, 0o644); err != nil {
		return fmt.Errorf("writing the %s: %w", p.what, err)
	}
	return nil
}

// deliver reads what a run made through the same client that made it, shows
// the plan, and writes the files. Files lie side by side under the CV's name.
func deliver(ctx context.Context, connection *client.Client, job job, values map[string]string, screen *screen) error {
	stem := strings.TrimSuffix(filepath.Base(job.cv), filepath.Ext(job.cv))
	files := []product{
		{name: stem + ".tailored.yaml", uri: "cv://" + values[agents.TailoredCVID], what: "tailored YAML"},
		{name: stem + ".pdf", uri: "pdf://" + values[agents.PDFID], what: "PDF"},
		{name: stem + ".png", uri: "pdf://" + values[agents.PDFID] + "/1.png", what: "preview"},
		{name: stem + ".record.json", uri: "bundle://" + values[agents.ApplicationID], what: "record"},
		{name: stem + ".application.json", uri: "application://" + values[agents.ApplicationID], what: "application"},
	}
	written, wait := writeAll(ctx, connection, job.out, files)
	defer wait()
	planned, err := readAs[schema.PlannedChanges](ctx, connection, "plan://"+values[agents.PlanID])
	if err != nil {
		return err
	}
	offer, err := readAs[schema.ParsedOffer](ctx, connection, "offer://"+values[agents.JobOfferID])
	if err != nil {
		return err
	}
	printed, err := readAs[schema.RenderReport](ctx, connection, "pdf://"+values[agents.PDFID]+"/report.json")
	if err != nil {
		return err
	}
	screen.plan(offer, planned)
	screen.pages(printed)
	screen.heading("Files")
	for i, file := range files {
		if err := <-written[i]; err != nil {
			return err
		}
		screen.file(file.what, filepath.Join(job.out, file.name))
	}
	if job.report != "" {
		if err := explain(ctx, connection, job, values, report.Report{Offer: offer, Plan: planned, Render: printed}, files); err != nil {
			return err
		}
		screen.file("report", job.report)
	}
	screen.end(values[agents.ApplicationID])
	return nil
}

// explain writes the page that shows what was done and why.
func explain(ctx context.Context, connection *client.Client, job job, values map[string]string, made report.Report, files []product) error {
	if err := gather(ctx, connection, values, &made); err != nil {
		return fmt.Errorf("--report: %w", err)
	}
	folder := filepath.Dir(job.report)
	for _, file := range files {
		made.Files = append(made.Files, report.File{What: headline(file.what), Name: file.name, Link: relative(folder, filepath.Join(job.out, file.name))})
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("--report: %w", err)
	}
	var page bytes.Buffer
	if err := report.Write(&page, made); err != nil {
		return fmt.Errorf("--report: %w", err)
	}
	if err := atomicfile.Write(job.report, page.Bytes(), 0o644); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// gather reads what a report shows besides offer, plan and rendering: the
// decisions, the base CV and the pages.
func gather(ctx context.Context, connection *client.Client, values map[string]string, made *report.Report) error {
	application, err := readAs[schema.Application](ctx, connection, "application://"+values[agents.ApplicationID])
	if err != nil {
		return err
	}
	record, err := readAs[bundle.Bundle](ctx, connection, "bundle://"+values[agents.ApplicationID])
	if err != nil {
		return err
	}
	if made.Base, err = cv.Parse([]byte(record.BaseYAML)); err != nil {
		return fmt.Errorf("reading the recorded base CV: %w", err)
	}
	made.MadeOn = application.UpdatedAt.Local()
	if made.Applied = record.Applied; made.Applied == nil {
		made.Applied = &schema.AppliedChanges{} // nothing was taken: the base CV is sent as it is
	}
	pdf := "pdf://" + values[agents.PDFID]
	for number := range made.Render.Pages {
		picture, err := read(ctx, connection, fmt.Sprintf("%s/%d.png", pdf, number+1))
		if err != nil {
			return err
		}
		made.Pages = append(made.Pages, picture)
	}
	made.IDs = []report.ID{
		{What: "Application", Value: application.ID},
		{What: "Offer", Value: application.JobOfferID},
		{What: "Plan", Value: values[agents.PlanID]},
		{What: "Base CV", Value: values[agents.BaseCVID]},
		{What: "Tailored CV", Value: application.CVID},
		{What: "PDF", Value: application.PDFID},
		{What: "PDF’s SHA-256", Value: record.PDFSHA256},
		{What: "Record’s SHA-256", Value: application.BundleSHA256},
	}
	return nil
}

// relative is the address of a file as seen from a folder, "" where there is
// no way from one to the other.
func relative(folder, file string) string {
	from, err := filepath.Abs(folder)
	if err != nil {
		return ""
	}
	to, err := filepath.Abs(file)
	if err != nil {
		return ""
	}
	path, err := filepath.Rel(from, to)
	if err != nil {
		return ""
	}
	return (&url.URL{Path: filepath.ToSlash(path)}).String()
}

// headline writes a name with a capital.
func headline(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

func readAs[T any](ctx context.Context, connection *client.Client, uri string) (value T, err error) {
	data, err := read(ctx, connection, uri)
	if err != nil {
		return value, err
	}
	if err := json.Unmarshal(data, &value); err != nil {
		return value, fmt.Errorf("reading %s: %w", uri, err)
	}
	return value, nil
}

// read gives the content of a resource, text or bytes.
func read(ctx context.Context, connection *client.Client, uri string) ([]byte, error) {
	request := mcp.ReadResourceRequest{}
	request.Params.URI = uri
	result, err := connection.ReadResource(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", uri, err)
	}
	for _, content := range result.Contents {
		switch content := content.(type) {
		case mcp.TextResourceContents:
			return []byte(content.Text), nil
		case mcp.BlobResourceContents:
			data, err := base64.StdEncoding.DecodeString(content.Blob)
			if err != nil {
				return nil, fmt.Errorf("reading %s: %w", uri, err)
			}
			return data, nil
		}
	}
	return nil, fmt.Errorf("reading %s: it is empty", uri)
}
