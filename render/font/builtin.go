package font

import (
	"fmt"
	"strings"
	"sync"
)

// builtin lists the families that are compiled in: name and file prefix. The
// files are those that RenderCV and Typst ship, unmodified, each with its
// licence beside it; fetch.py says where they come from.
var builtin = []struct{ family, prefix, extension string }{
	{"Source Sans 3", "SourceSans3", ".ttf"},
	{"Raleway", "Raleway", ".ttf"},
	{"EB Garamond", "EBGaramond", ".ttf"},
	{"Lato", "Lato", ".ttf"},
	{"Ubuntu", "Ubuntu", ".ttf"},
	{"Gentium Book Plus", "GentiumBookPlus", ".ttf"},
	{"XCharter", "XCharter", ".otf"},
	{"New Computer Modern", "NewCM10", ".otf"},
	{"Libertinus Serif", "LibertinusSerif", ".otf"},
	{"Open Sans", "OpenSans", ".ttf"},
	{"Noto Sans", "NotoSans", ".ttf"},
	{"Poppins", "Poppins", ".ttf"},
	{"Roboto", "Roboto", ".ttf"},
	{"Open Sauce Sans", "OpenSauceSans", ".ttf"},
	{"Mukta", "Mukta", ".ttf"},
	{"DejaVu Sans Mono", "DejaVuSansMono", ".ttf"},
}

// Fallback is the family that Typst, and so bespoke, takes for characters that
// a chosen family lacks, and Mono the one for code.
const (
	Fallback = "Libertinus Serif"
	Mono     = "DejaVu Sans Mono"
)

// substitutes names, for families that RenderCV ships and bespoke may not, the
// built-in family with the nearest widths and heights.
var substitutes = map[string]string{
	"fontin": "XCharter", // its licence does not allow embedding
}

// Builtin returns the names of the families that are compiled in.
func Builtin() []string {
	names := make([]string, len(builtin))
	for i, entry := range builtin {
		names[i] = entry.family
	}
	return names
}

// builtinFamilies holds the families that were asked for. Faces are parsed at
// their first use: a process that prints one CV needs three or four of sixty.
var builtinFamilies = sync.OnceValue(func() map[string]*Family {
	families := make(map[string]*Family, len(builtin))
	for _, entry := range builtin {
		family := &Family{Name: entry.family}
		for style, suffix := range styleSuffixes {
			name := entry.prefix + "-" + suffix + entry.extension
			family.load[style] = func() ([]byte, error) {
				if data := builtinFile(name); data != nil {
					return data, nil
				}
				return nil, fmt.Errorf("%s is not built in", name)
			}
		}
		families[strings.ToLower(entry.family)] = family
	}
	return families
})
