package pdf_test

import (
	"context"
	"fmt"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/resume/pdf"
)

// The words come back in reading order, each line with its place.
func ExampleRead() {
	ctx := context.Background()
	printed, err := render.New().Render(ctx, []byte("cv:\n  name: Ada Sample\n  sections:\n    summary:\n      - Welds frames for trailers.\n"), render.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	document, err := pdf.Read(ctx, printed.PDF)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, line := range document.Lines {
		fmt.Println(line.Place, document.Slice(line.Span))
	}
	// Output:
	// page 1, 70 pt from the top Ada Sample
	// page 1, 119 pt from the top Summary
	// page 1, 136 pt from the top Welds frames for trailers.
}
