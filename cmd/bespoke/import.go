package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// maxFile bounds a file of YAML or JSON, so that a device or a film that is named
// by mistake does not fill the memory. What reads it has a limit of its own.
const maxFile = 8 << 20

// readUpTo reads a file of at most limit bytes.
func readUpTo(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readAtMost(file, path, limit)
}

// readInput reads a file, or the standard input for -.
func readInput(path string, stdin io.Reader, limit int64) ([]byte, error) {
	if path == "-" {
		return readAtMost(stdin, "the standard input", limit)
	}
	return readUpTo(path, limit)
}

// readAtMost reads what name stands for, and refuses it when it is larger.
func readAtMost(from io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s is larger than %d KB: is it the right file? Pictures in it can be taken out", name, limit>>10)
	}
	return data, nil
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
