package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/bundle"
)

// reproduce makes CV and PDF again from an application's record and checks
// that they are the ones that were recorded, bit for bit.
func reproduce(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("reproduce", "RECORD.json [--out DIR]", stdio)
	out := flags.String("out", "", "folder to write the YAML and PDF to; default only checks")
	path, err := config.parseNaming(flags, args)
	if err != nil {
		return err
	}
	if path == "" {
		return usageError{errors.New("which record? bespoke tailor writes one beside the PDF")}
	}
	data, err := readUpTo(path, maxFile)
	if err != nil {
		return err
	}
	record, err := bundle.Decode(data)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	yaml, pdf, err := record.Reproduce(ctx, engineNamed(record.Engine), readPhoto)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	fmt.Fprintf(stdio.out, "YAML  %s as recorded\n", record.CVSHA256)
	if pdf != nil {
		fmt.Fprintf(stdio.out, "PDF   %s as recorded\n", record.PDFSHA256)
	}
	if *out == "" {
		return nil
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	stem := filepath.Join(*out, strings.TrimSuffix(filepath.Base(path), ".json"))
	if err := atomicfile.Write(stem+".yaml", yaml, 0o644); err != nil {
		return err
	}
	if pdf == nil {
		return nil
	}
	return atomicfile.Write(stem+".pdf", pdf, 0o644)
}
