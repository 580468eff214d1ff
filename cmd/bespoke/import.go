package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/resume"
)

// importFile turns a CV of another kind into RenderCV YAML, without a store.
func importFile(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("import", "FILE [flags]", stdio)
	out := flags.String("out", "", "YAML file to write; default beside the file, unless that exists")
	report := flags.String("report", "", "JSON file for the whole report: every value with the words it was read from")
	format := flags.String("format", "", "what the file is, if it is told wrongly: rendercv, json-resume, markdown, text, pdf, docx")
	path, err := config.parseNaming(flags, args)
	if err != nil {
		return err
	}
	if path == "" {
		return usageError{errors.New("which file? Name a PDF, DOCX, Markdown, text, JSON Resume or RenderCV file")}
	}
	data, err := readUpTo(path, resume.MaxBytes)
	if err != nil {
		return err
	}
	result, err := resume.Import(ctx, path, data, resume.Format(*format))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	target, err := importTarget(path, *out)
	if err != nil {
		return err
	}
	if err := atomicfile.Write(target, result.YAML, 0o644); err != nil {
		return err
	}
	if *report != "" {
		account, err := json.MarshalIndent(result.ImportReport, "", "  ")
		if err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
		if err := atomicfile.Write(*report, append(account, '\n'), 0o644); err != nil {
			return fmt.Errorf("--report: %w", err)
		}
	}
	printImport(stdio, path, target, result)
	return nil
}

// importTarget is the file to write. The user's own files are not overwritten
// unless they are named.
func importTarget(path, out string) (string, error) {
	if out != "" {
		if same(out, path) {
			return "", fmt.Errorf("%s is the file itself, which is never overwritten: choose another name with --out", out)
		}
		return out, nil
	}
	target := strings.TrimSuffix(path, filepath.Ext(path)) + ".yaml"
	if same(target, path) {
		target = strings.TrimSuffix(path, filepath.Ext(path)) + ".v2.8.yaml"
	}
	if _, err := os.Stat(target); err == nil {
		return "", fmt.Errorf("%s exists already: name a file with --out", target)
	}
	return target, nil
}

func printImport(stdio stdio, path, target string, result *resume.Result) {
	fmt.Fprintf(stdio.out, "%s: from %s", target, result.Format)
	if len(result.Fields) > 0 {
		fmt.Fprintf(stdio.out, ", %d values", len(result.Fields))
	}
	fmt.Fprintln(stdio.out)
	for _, change := range result.Changes {
		fmt.Fprintf(stdio.out, "  %s:%d:%d: %s: %s\n", path, change.Line, change.Column, change.Path, change.Message)
	}
	for _, warning := range result.Warnings {
		fmt.Fprintln(stdio.out, "  "+warning)
	}
	for _, unread := range result.Unread {
		fmt.Fprintf(stdio.out, "  not taken (%s): %q: %s\n", unread.Place, unread.Text, unread.Reason)
	}
	for _, problem := range result.Problems {
		fmt.Fprintf(stdio.err, "%s:%d:%d: %s: %s\n", target, problem.Line, problem.Column, problem.Path, problem.Message)
	}
}
