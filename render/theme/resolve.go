package theme

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/cv/rules"
)

// themes holds the classic design in full and what each other theme changes
// in it: facts of RenderCV v2.8 (MIT, see themes/LICENSE).
//
//go:embed themes/*.yaml
var themes embed.FS

// Default is the theme of a CV that names none.
const Default = "classic"

// Names are the built-in themes.
var Names = []string{
	"classic", "ember", "engineeringclassic", "engineeringresumes",
	"harvard", "ink", "moderncv", "opal", "sb2nov",
}

// Problem is a knob that could not be set. The design keeps the theme's value.
type Problem struct {
	Path    string // dotted, such as page.top_margin
	Value   string // as given
	Message string
}

var builtIn = sync.OnceValue(func() map[string]*Design {
	designs := make(map[string]*Design, len(Names))
	classic := Design{Theme: Default}
	mustOverlay(&classic, Default)
	for _, name := range Names {
		d := classic
		d.Theme = name
		if name != Default {
			mustOverlay(&d, name)
		}
		designs[name] = &d
	}
	return designs
})

func mustOverlay(d *Design, name string) {
	src, err := themes.ReadFile("themes/" + name + ".yaml")
	if err != nil {
		panic(err)
	}
	var values map[string]any
	if err := yaml.Unmarshal(src, &values); err != nil {
		panic(fmt.Errorf("theme %s: %w", name, err))
	}
	if problems := d.Overlay(values); len(problems) > 0 {
		panic(fmt.Errorf("theme %s: %+v", name, problems))
	}
}

// BuiltIn returns the design of a built-in theme, which is the caller's own.
func BuiltIn(name string) (*Design, bool) {
	known, ok := builtIn()[name]
	if !ok {
		return nil, false
	}
	d := *known
	d.Sections.ShowTimeSpansIn = slices.Clone(d.Sections.ShowTimeSpansIn)
	return &d, true
}

// UnknownTheme is the message for a theme that is not built in.
func UnknownTheme(name string) string {
	instead := "use one of " + strings.Join(Names, ", ") + "."
	if near := rules.Nearest(name, Names); near != "" {
		instead = "did you mean " + near + "?"
	}
	return fmt.Sprintf("%q is not a built-in theme; %s A custom theme (a folder of Typst templates) can only be rendered by RenderCV itself: choose engine rendercv", name, instead)
}
