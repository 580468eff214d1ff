// Command gallery paints the first page of a sample CV in every built-in
// theme, and a sheet with all of them, for the README.
//
//	go run ./render/gallery -cv examples/cvs/software-engineer.yaml -out docs/gallery
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/theme"
)

func main() {
	g := gallery{}
	flag.StringVar(&g.source, "cv", "examples/cvs/software-engineer.yaml", "the RenderCV `file` to paint")
	flag.StringVar(&g.out, "out", "docs/gallery", "the `folder` for the pictures, THEME.png and "+sheetName)
	flag.Float64Var(&g.dpi, "dpi", 60, "dots per inch of the single pages")
	flag.Float64Var(&g.sheetDPI, "sheet-dpi", 36, "dots per inch of the pages on the sheet")
	flag.Parse()
	if err := g.paint(); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

// sheetName is the picture that shows every theme.
const sheetName = "all.png"

// today is fixed, so that the pictures change only when the pages do.
var today = time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)

type gallery struct {
	source, out   string
	dpi, sheetDPI float64
}

// paint writes a picture for each theme, and the sheet.
func (g *gallery) paint() error {
	source, err := os.ReadFile(g.source)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(g.out, 0o755); err != nil {
		return err
	}
	engine := render.New()
	pages := make([]image.Image, 0, len(theme.Names))
	for _, name := range theme.Names {
		result, err := engine.Render(context.Background(), source, render.Options{
			Theme: name, Dir: filepath.Dir(g.source), Now: today,
		})
		if err != nil {
			return fmt.Errorf("theme %s: %w", name, err)
		}
		picture, err := result.PNG(1, g.dpi)
		if err != nil {
			return fmt.Errorf("theme %s: %w", name, err)
		}
		if err := g.write(name+".png", picture); err != nil {
			return err
		}
		if picture, err = result.PNG(1, g.sheetDPI); err != nil {
			return fmt.Errorf("theme %s: %w", name, err)
		}
		page, err := png.Decode(bytes.NewReader(picture))
		if err != nil {
			return fmt.Errorf("theme %s: %w", name, err)
		}
		pages = append(pages, page)
	}
	var all bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&all, sheet(pages, theme.Names)); err != nil {
		return fmt.Errorf("the sheet: %w", err)
	}
	return g.write(sheetName, all.Bytes())
}

func (g *gallery) write(name string, picture []byte) error {
	path := filepath.Join(g.out, name)
	if err := atomicfile.Write(path, picture, 0o644); err != nil {
		return err
	}
	fmt.Printf("%s\t%d KB\n", path, (len(picture)+1023)>>10)
	return nil
}
