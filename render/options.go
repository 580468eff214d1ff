package render

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/theme"
	"github.com/bespoke-cv/bespoke/schema"
)

// Resolutions that PNG paints at, in dots per inch.
const (
	MinDPI = 1
	MaxDPI = 600
)

// ErrOptions is wrapped by the errors of Check and CheckDPI.
var ErrOptions = errors.New("wrong option")

// ThemeName is the theme that a caller chose: by Theme, or by the key theme of
// Design as in a RenderCV design file. Empty: the file's own.
func (o Options) ThemeName() string {
	if o.Theme != "" {
		return o.Theme
	}
	name, _ := o.Design["theme"].(string)
	return name
}

// Check holds a caller's theme and design against RenderCV's rules. Its error
// names each option that is wrong and what may have been meant. Render is more
// forgiving: it prints with what is right and puts the rest into its report,
// as for the file itself.
//
// An engine that knows more themes than the built-in ones checks with an empty
// Theme.
func (o Options) Check() error {
	if o.Theme == "" && len(o.Design) == 0 {
		return nil // nothing was chosen
	}
	design := make(map[string]any, len(o.Design)+1)
	maps.Copy(design, o.Design)
	if _, named := design["theme"]; !named {
		design["theme"] = theme.Default // the rules ask for one
	}
	if o.Theme != "" {
		design["theme"] = o.Theme
	}
	source, err := yaml.Marshal(map[string]any{"cv": map[string]any{}, "design": design})
	if err != nil {
		return fmt.Errorf("%w: design: %w", ErrOptions, err)
	}
	file, err := cv.Parse(source)
	if err != nil {
		return fmt.Errorf("%w: design: %w", ErrOptions, err)
	}
	var wrong []string
	for _, problem := range cv.Validate(file) {
		wrong = append(wrong, optionName(o, problem)+": "+problem.Message)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%w: %s", ErrOptions, strings.Join(wrong, "; "))
	}
	return nil
}

// optionName is what the caller calls the place of a problem.
func optionName(o Options, problem schema.SchemaProblem) string {
	name := strings.ReplaceAll(strings.TrimPrefix(problem.Path, "/"), "/", ".")
	if name == "design.theme" && o.Theme != "" {
		return "theme"
	}
	return name
}

// CheckDPI says whether PNG can paint at a resolution.
func CheckDPI(dpi float64) error {
	if dpi >= MinDPI && dpi <= MaxDPI { // which is false for what is no number
		return nil
	}
	return fmt.Errorf("%w: dpi: %g dots per inch; give %d to %d, 150 is usual", ErrOptions, dpi, MinDPI, MaxDPI)
}

// Painted is the result of another engine: its PDF, what is known about it, and
// how to get the picture of a page, counted from 1. The report tells the number
// of pages.
func Painted(pdf []byte, report schema.RenderReport, paint func(number int, dpi float64) ([]byte, error)) *Result {
	sum := sha256.Sum256(pdf)
	return &Result{PDF: pdf, SHA256: hex.EncodeToString(sum[:]), Pages: report.Pages, Report: report, paint: paint}
}
