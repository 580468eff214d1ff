package rendercv_test

import (
	"errors"
	"fmt"

	"github.com/bespoke-cv/bespoke/render/rendercv"
)

func ExampleCLI_Installed() {
	_, err := rendercv.CLI{Path: "rendercv-that-is-not-there"}.Installed()
	fmt.Println(errors.Is(err, rendercv.ErrAbsent))
	fmt.Println(err)
	// Output:
	// true
	// RenderCV is not installed: pip install "rendercv[full]" installs it; or leave the engine out to render with the built-in one
}
