package rendercv

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/image/draw"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/theme"
	"github.com/bespoke-cv/bespoke/schema"
)

// Limits of what is taken from the command.
const (
	maxFile   = 64 << 20 // bytes of one file
	maxPages  = 200
	maxPixels = 50_000_000 // of one picture
)

// PictureDPI is the resolution of the command's pictures. It cannot be chosen.
const PictureDPI = 144

// collect reads the files that the command left.
func collect(folder string, file *cv.Document, options render.Options, lints []schema.Lint) (*render.Result, error) {
	out := filepath.Join(folder, outputDir)
	pdf, err := read(filepath.Join(out, outputName+".pdf"))
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf[max(0, len(pdf)-1024):], []byte("%%EOF")) {
		return nil, fmt.Errorf("%w: its PDF is none or not complete", ErrOutput)
	}
	var pages [][]byte
	for number := 1; ; number++ {
		page, err := read(filepath.Join(out, fmt.Sprintf("%s_%d.png", outputName, number)))
		if errors.Is(err, os.ErrNotExist) && number > 1 {
			break
		}
		if err != nil {
			return nil, err
		}
		if number > maxPages {
			return nil, fmt.Errorf("%w: more than %d pages", ErrOutput, maxPages)
		}
		if err := checkPicture(page); err != nil {
			return nil, fmt.Errorf("%w: page %d: %w", ErrOutput, number, err)
		}
		pages = append(pages, page)
	}
	last, err := png.Decode(bytes.NewReader(pages[len(pages)-1]))
	if err != nil {
		return nil, fmt.Errorf("%w: page %d: %w", ErrOutput, len(pages), err)
	}
	report := report(file, options, len(pages), last)
	report.Lints = append(report.Lints, lints...)
	return render.Painted(pdf, report, func(number int, dpi float64) ([]byte, error) {
		return reduce(pages[number-1], dpi)
	}), nil
}

// read reads a file of the command, unless it is too large.
func read(path string) ([]byte, error) {
	name := filepath.Base(path)
	info, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("%w: there is no %s: %w", ErrOutput, name, os.ErrNotExist)
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("%w: %s is larger than %d MB or no file", ErrOutput, name, maxFile>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading RenderCV's %s: %w", name, err)
	}
	return data, nil
}

func checkPicture(picture []byte) error {
	config, err := png.DecodeConfig(bytes.NewReader(picture))
	if err == nil && config.Width*config.Height > maxPixels {
		err = fmt.Errorf("a picture of %d × %d dots", config.Width, config.Height)
	}
	return err
}

// reduce gives a picture a lower resolution.
func reduce(picture []byte, dpi float64) ([]byte, error) {
	if dpi == PictureDPI {
		return picture, nil
	}
	if dpi > PictureDPI {
		return nil, fmt.Errorf("%w: dpi: RenderCV paints %d dots per inch; ask for fewer, or use the built-in engine", render.ErrOptions, PictureDPI)
	}
	source, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOutput, err)
	}
	size := source.Bounds().Size()
	scale := func(length int) int { return max(1, int(math.Round(float64(length)*dpi/PictureDPI))) }
	target := image.NewRGBA(image.Rect(0, 0, scale(size.X), scale(size.Y)))
	draw.CatmullRom.Scale(target, target.Bounds(), source, source.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	if err := png.Encode(&out, target); err != nil {
		return nil, fmt.Errorf("writing a picture: %w", err)
	}
	return out.Bytes(), nil
}

// report tells what can be known without the layout: pages, how full the last
// one is by its picture, and what in the file prints otherwise than meant. No
// text layer was checked, so TextFields is zero.
func report(file *cv.Document, options render.Options, pages int, last image.Image) schema.RenderReport {
	settings := content.Options{Theme: options.ThemeName(), Design: options.Design, Dir: options.Dir, Now: options.Now}
	said, lints, err := content.Build(file, settings)
	if err != nil { // a theme of one's own: only the file's own margins are known
		settings.Theme = theme.Default
		if said, lints, err = content.Build(file, settings); err != nil {
			lints = nil
		}
	}
	report := schema.RenderReport{
		Pages: pages, MaxPages: options.MaxPages, Fits: options.MaxPages == 0 || pages <= options.MaxPages,
	}
	if err == nil {
		page := said.Design.Page
		size := said.Design.Typography.FontSize.Body.Points(10)
		report.LastPageFill = fill(last, page.TopMargin.Points(size), page.BottomMargin.Points(size))
	}
	for _, lint := range lints {
		// The rest is about what the built-in engine does not honour or
		// RenderCV does not let pass.
		if slices.Contains([]string{"dash_in_bullet", "quoted_year"}, lint.Kind) {
			report.Lints = append(report.Lints, lint)
		}
	}
	return report
}

// fill is the share of a page's text height that is printed on. The margins
// are in points; what stands in them does not count.
func fill(page image.Image, top, bottom float64) float64 {
	const dot = PictureDPI / 72.0
	bounds := page.Bounds()
	first := bounds.Min.Y + int(top*dot)
	end := bounds.Max.Y - int(bottom*dot)
	paper := gray(page, bounds.Min.X, bounds.Min.Y)
	for y := end - 1; y > first; y-- {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			if diff := int(gray(page, x, y)) - int(paper); diff > 24 || diff < -24 {
				return min(1, float64(y+1-first)/float64(end-first))
			}
		}
	}
	return 0
}

func gray(picture image.Image, x, y int) uint8 {
	return color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y
}
