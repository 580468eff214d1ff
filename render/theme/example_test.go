package theme_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/render/theme"
)

// A CV's own design is laid over its theme knob by knob: one bad value costs
// one knob.
func ExampleBuiltIn() {
	design, ok := theme.BuiltIn("harvard")
	if !ok {
		fmt.Println(theme.UnknownTheme("harvard"))
		return
	}
	problems := design.Overlay(map[string]any{"page": map[string]any{"top_margin": "1.5cm", "left_margin": "wide"}})
	fmt.Println(design.Page.TopMargin)
	for _, problem := range problems {
		fmt.Println(problem.Path, problem.Value, problem.Message)
	}
	// Output:
	// 1.5cm
	// page.left_margin wide the value must be a number followed by a unit (cm, in, pt, mm, em), for example 0.1cm
}

func ExampleParseLength() {
	for _, text := range []string{"1in", "1.5em", "wide"} {
		length, err := theme.ParseLength(text)
		fmt.Println(length.Points(10), err)
	}
	// Output:
	// 72 <nil>
	// 15 <nil>
	// 0 "wide" is not a length: it must be a number followed by a unit (cm, in, pt, mm, em), for example 0.1cm
}
