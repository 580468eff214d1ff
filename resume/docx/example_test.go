package docx_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	typeset "github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/export"
	"github.com/bespoke-cv/bespoke/resume/docx"
)

// What we write as a Word document is read again, paragraph by paragraph.
func ExampleRead() {
	src, err := cv.Parse([]byte("cv:\n  name: Ada Sample\n  sections:\n    summary:\n      - Welds frames for trailers.\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	set, _, err := typeset.Build(src, typeset.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := export.DOCX(set)
	if err != nil {
		fmt.Println(err)
		return
	}
	read, err := docx.Read(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, line := range read.Lines {
		fmt.Println(line.Place, read.Markdown(line.Span))
	}
	// Output:
	// paragraph 1 Ada Sample
	// paragraph 2 Summary
	// paragraph 3 Welds frames for trailers.
}
