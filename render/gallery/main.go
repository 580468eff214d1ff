// Command gallery paints the first page of one CV in every built-in theme, for the README.
//
//	go run ./render/gallery -cv examples/cvs/software-engineer.yaml -out docs/gallery
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/theme"
)

func main() {
	source := flag.String("cv", "examples/cvs/software-engineer.yaml", "the RenderCV `file` to paint")
	out := flag.String("out", "docs/gallery", "the `folder` for the pictures, one THEME.png each")
	dpi := flag.Float64("dpi", 80, "dots per inch")
	flag.Parse()
	if err := paint(*source, *out, *dpi); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

// paint writes a picture for each theme. The day is fixed, so that the pictures change only when the pages do.
func paint(source, out string, dpi float64) error {
	data, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	engine := render.New()
	for _, name := range theme.Names {
		result, err := engine.Render(context.Background(), data, render.Options{
			Theme: name,
			Dir:   filepath.Dir(source),
			Now:   time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC),
		})
		if err != nil {
			return fmt.Errorf("theme %s: %w", name, err)
		}
		picture, err := result.PNG(1, dpi)
		if err != nil {
			return fmt.Errorf("theme %s: %w", name, err)
		}
		path := filepath.Join(out, name+".png")
		if err := os.WriteFile(path, picture, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s\t%d pages\n", path, result.Pages)
	}
	return nil
}
