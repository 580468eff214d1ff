package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mark3labs/mcp-go/client"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/schema"
)

// product is one file that a run leaves in the out folder.
type product struct {
	name string
	uri  string
	what string
}

// deliver reads what a run made through the same client that made it, shows
// the plan, and writes the files. Files lie side by side under the CV's name.
func deliver(ctx context.Context, connection *client.Client, job job, values map[string]string, screen *screen) error {
	planned, err := readAs[schema.PlannedChanges](ctx, connection, "plan://"+values[agents.PlanID])
	if err != nil {
		return err
	}
	offer, err := readAs[schema.ParsedOffer](ctx, connection, "offer://"+values[agents.JobOfferID])
	if err != nil {
		return err
	}
	screen.plan(offer, planned)
	if err := os.MkdirAll(job.out, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	stem := strings.TrimSuffix(filepath.Base(job.cv), filepath.Ext(job.cv))
	files := []product{
		{stem + ".tailored.yaml", "cv://" + values[agents.TailoredCVID], "tailored YAML"},
		{stem + ".pdf", "pdf://" + values[agents.PDFID], "PDF"},
		{stem + ".png", "pdf://" + values[agents.PDFID] + "/1.png", "preview"},
		{stem + ".record.json", "bundle://" + values[agents.ApplicationID], "record"},
		{stem + ".application.json", "application://" + values[agents.ApplicationID], "application"},
	}
	for _, file := range files {
		data, err := read(ctx, connection, file.uri)
		if err != nil {
			return err
		}
		path := filepath.Join(job.out, file.name)
		if err := atomicfile.Write(path, data, 0o644); err != nil {
			return fmt.Errorf("writing the %s: %w", file.what, err)
		}
		screen.file(file.what, path)
	}
	screen.end(values[agents.ApplicationID])
	return nil
}

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

func decodeBase64(uri, text string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", uri, err)
	}
	return data, nil
}
