package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render"
)

// renderFile typesets one YAML file, without a store.
func renderFile(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("render", "CV.yaml [flags]", stdio)
	out := flags.String("out", "", "PDF to write; default beside the CV")
	theme := flags.String("theme", "", "RenderCV theme in place of the CV's own")
	png := flags.Bool("png", false, "also write each page as a picture")
	dpi := flags.Float64("dpi", 150, "resolution of the pictures")
	args, path := firstArgument(args)
	if err := config.parse(flags, args); err != nil {
		return err
	}
	if path == "" {
		path = flags.Arg(0)
	}
	if path == "" {
		return usageError{errors.New("which CV? Name a RenderCV YAML file")}
	}
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	result, err := render.New().Render(ctx, source, render.Options{Theme: *theme, Dir: filepath.Dir(path), Now: time.Now()})
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if *out == "" {
		*out = strings.TrimSuffix(path, filepath.Ext(path)) + ".pdf"
	}
	if err := atomicfile.Write(*out, result.PDF, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(stdio.out, "%s: %d page(s), last page %.0f %% full\n", *out, result.Pages, 100*result.Report.LastPageFill)
	for _, lint := range result.Report.Lints {
		fmt.Fprintf(stdio.out, "  %s %s: %s\n", lint.Kind, lint.Path, lint.Message)
	}
	if document, err := cv.Parse(source); err == nil {
		for _, problem := range cv.Validate(document) {
			fmt.Fprintf(stdio.err, "%s:%d:%d: %s: %s\n", path, problem.Line, problem.Column, problem.Path, problem.Message)
		}
	}
	if !*png {
		return nil
	}
	for page := 1; page <= result.Pages; page++ {
		picture, err := result.PNG(page, *dpi)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s_%d.png", strings.TrimSuffix(*out, ".pdf"), page)
		if err := atomicfile.Write(name, picture, 0o644); err != nil {
			return err
		}
		fmt.Fprintln(stdio.out, name)
	}
	return nil
}

// firstArgument takes the file from before the flags, where people put it and
// package flag does not look.
func firstArgument(args []string) (rest []string, first string) {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return args[1:], args[0]
	}
	return args, ""
}
