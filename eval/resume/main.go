// Command resume measures what comes back when a CV is written in a format and
// imported from it: the share of its facts that stand under the same key with
// the same words, and of its words that stand anywhere in the YAML.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/cv/rules"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/export"
	"github.com/bespoke-cv/bespoke/resume"
	"github.com/bespoke-cv/bespoke/resume/roundtrip"
)

func main() {
	verbose := flag.Bool("v", false, "list the facts that were not recovered")
	flag.Parse()
	files := flag.Args()
	if len(files) == 0 {
		files, _ = filepath.Glob("examples/cvs/*.yaml")           // the pattern is well formed
		more, _ := filepath.Glob("plan/trial/testdata/*/cv.yaml") // likewise
		files = append(files, more...)
	}
	if err := run(files, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(files []string, verbose bool) error {
	totals := map[string]*roundtrip.Score{}
	var names []string
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		doc, err := cv.Parse(src)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		outputs, err := write(doc, filepath.Dir(file))
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		for _, out := range outputs {
			imported, err := resume.Import(context.Background(), out.file, out.data, "")
			if err != nil {
				return fmt.Errorf("%s as %s: %w", file, out.name, err)
			}
			score, err := roundtrip.Compare(doc, imported.YAML)
			if err != nil {
				return fmt.Errorf("%s as %s: %w", file, out.name, err)
			}
			if totals[out.name] == nil {
				totals[out.name] = &roundtrip.Score{}
				names = append(names, out.name)
			}
			totals[out.name].Add(score)
			if verbose {
				for _, missing := range score.Missing {
					fmt.Printf("%s as %s: %s\n", filepath.Base(file), out.name, missing)
				}
			}
		}
	}
	fmt.Printf("%-26s %8s %8s\n", fmt.Sprintf("%d CVs as", len(files)), "facts", "words")
	for _, name := range names {
		fmt.Printf("%-26s %7.1f%% %7.1f%%\n", name, 100*totals[name].Facts(), 100*totals[name].WordShare())
	}
	return nil
}

// output is a CV in one format.
type output struct {
	name, file string
	data       []byte
}

func write(doc *cv.Document, dir string) ([]output, error) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	said, _, err := content.Build(doc, content.Options{Dir: dir, Now: now})
	if err != nil {
		return nil, err
	}
	var outputs []output
	for _, form := range []struct{ name, extension string }{{"JSON Resume", "json"}, {"DOCX", "docx"}, {"Markdown", "md"}, {"text", "txt"}} {
		data, err := export.As(form.extension, doc, said)
		if err != nil {
			return nil, err
		}
		outputs = append(outputs, output{form.name, "cv." + form.extension, data})
	}
	engine := render.New()
	for _, name := range rules.Themes {
		result, err := engine.RenderDocument(context.Background(), doc, render.Options{Theme: name, Dir: dir, Now: now})
		if err != nil {
			return nil, err
		}
		outputs = append(outputs, output{"PDF, " + strings.ToLower(name), "cv.pdf", result.PDF})
	}
	return outputs, nil
}
