// Package icon holds Font Awesome Free as outlines: the icons of contacts and
// links, and all others that a CV's custom connections may name.
//
// The data are the SVG paths of @fortawesome/fontawesome-free 7.3.1 (icons CC
// BY 4.0, see data/LICENSE.txt); generate.py made them. The few that RenderCV
// prints by itself are ready at hand, the others are unpacked on demand.
package icon

//go:generate python3 generate.py package

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/render/page"
)

//go:embed data/common.tsv data/*.tsv.gz
var data embed.FS

// Font Awesome's measures, in em. An icon's line is as high as its font's
// capitals.
const (
	unitsPerEm = 512
	baseline   = 448 // from the top of the picture, in its own units

	CapHeight = 1.0
)

// Icon is an outline and what it shows.
type Icon struct {
	Label string // in words, such as "LinkedIn"
	page.Outline
}

var (
	mu     sync.Mutex
	parsed = map[string]*Icon{}             // an older name has the Icon of the newer one
	tables = map[string]map[string]string{} // by file: name → rest of the line
)

// Lookup returns the icon that Font Awesome knows by a name, an older name of
// it included, in the style that RenderCV prints: regular, else brand, else
// solid. It is safe for concurrent use.
func Lookup(name string) (icon *Icon, known bool) {
	mu.Lock()
	defer mu.Unlock()
	icon = find(name)
	return icon, icon != nil
}

// Names are the names that Lookup knows, older ones included, in no order.
func Names() []string {
	mu.Lock()
	defer mu.Unlock()
	names := slices.Collect(maps.Keys(table("common.tsv")))
	files, _ := data.ReadDir("data")
	for _, file := range files {
		if strings.HasSuffix(file.Name(), ".gz") {
			names = slices.AppendSeq(names, maps.Keys(table(file.Name())))
		}
	}
	return names
}

func find(name string) *Icon {
	if icon, ok := parsed[name]; ok {
		return icon
	}
	line, ok := table("common.tsv")[name]
	if !ok && name != "" {
		line, ok = table(name[:1] + ".tsv.gz")[name]
	}
	if !ok {
		return nil
	}
	icon := read(name, line)
	parsed[name] = icon
	return icon
}

// read makes an icon of its line in the data.
func read(name, line string) *Icon {
	fields := strings.Split(line, "\t")
	if fields[0] == "=" {
		return find(fields[1])
	}
	width, err := strconv.ParseFloat(fields[1], 64)
	if err != nil {
		panic(fmt.Errorf("icon %s: %w", name, err))
	}
	char, err := strconv.ParseInt(fields[2], 16, 32)
	if err != nil {
		panic(fmt.Errorf("icon %s: %w", name, err))
	}
	segments, err := parsePath(fields[3])
	if err != nil {
		panic(fmt.Errorf("icon %s: %w", name, err))
	}
	for i := range segments {
		for k := range segments[i].Points {
			p := &segments[i].Points[k]
			p.X, p.Y = p.X/unitsPerEm, (p.Y-baseline)/unitsPerEm
		}
	}
	return &Icon{fields[0], page.Outline{Name: name, Char: rune(char), Width: width / unitsPerEm, Segments: segments}}
}

// table reads one of the data files; it is empty if there is none.
func table(file string) map[string]string {
	if t, ok := tables[file]; ok {
		return t
	}
	t := map[string]string{}
	if packed, err := data.ReadFile("data/" + file); err == nil {
		for line := range strings.Lines(string(unpack(file, packed))) {
			name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			t[name] = rest
		}
		tables[file] = t
	}
	return t
}

func unpack(file string, packed []byte) []byte {
	if !strings.HasSuffix(file, ".gz") {
		return packed
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Errorf("icon data %s: %w", file, err))
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic(fmt.Errorf("icon data %s: %w", file, err))
	}
	return text
}
