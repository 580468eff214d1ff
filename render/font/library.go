package font

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Library finds families by name: the user's own files first, then the
// built-in ones, then an installed copy, then the nearest substitute.
// A Library is safe for concurrent use.
type Library struct {
	own map[string]*Family // by name in lower case
}

// NewLibrary reads the fonts in a folder named fonts below dir, as RenderCV
// does. An empty dir, or one without such a folder, gives the built-in
// families alone. Files that are no fonts are named in problems and left out.
func NewLibrary(dir string) (library *Library, problems []string) {
	library = &Library{}
	if dir == "" {
		return library, nil
	}
	var paths []string
	for _, pattern := range []string{"*.ttf", "*.otf", "*/*.ttf", "*/*.otf"} {
		found, _ := filepath.Glob(filepath.Join(dir, "fonts", pattern)) // the only error is a bad pattern
		paths = append(paths, found...)
	}
	slices.Sort(paths)
	for _, path := range paths {
		if err := library.add(path); err != nil {
			problems = append(problems, err.Error())
		}
	}
	return library, problems
}

// add puts a font file into its family.
func (l *Library) add(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading font %s: %w", filepath.Base(path), err)
	}
	face, err := Parse(data)
	if err != nil {
		return fmt.Errorf("reading font %s: %w", filepath.Base(path), err)
	}
	if l.own == nil {
		l.own = map[string]*Family{}
	}
	key := strings.ToLower(face.Family)
	family := l.own[key]
	if family == nil {
		family = &Family{Name: face.Family}
		l.own[key] = family
	}
	style := StyleOf(face.Bold, face.Italic)
	if family.load[style] == nil {
		family.load[style] = func() ([]byte, error) { return data, nil }
	}
	return nil
}

// Find returns the family for a name. When another one has to stand in,
// substituted is true.
func (l *Library) Find(name string) (family *Family, substituted bool) {
	key := strings.ToLower(strings.TrimSpace(name))
	if family = l.own[key]; family != nil {
		return family, false
	}
	if family = builtinFamilies()[key]; family != nil {
		return family, false
	}
	if family = installed(key); family != nil {
		return family, false
	}
	substitute, known := substitutes[key]
	if !known {
		substitute = Fallback
	}
	return builtinFamilies()[strings.ToLower(substitute)], true
}

// Fallbacks returns the families to ask for a character that the chosen one
// lacks, best first: Libertinus Serif as in Typst, the user's own fonts, then
// every other built-in family.
func (l *Library) Fallbacks() []*Family {
	families := []*Family{builtinFamilies()[strings.ToLower(Fallback)]}
	keys := make([]string, 0, len(l.own))
	for key := range l.own {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		families = append(families, l.own[key])
	}
	for _, entry := range builtin {
		if entry.family != Fallback {
			families = append(families, builtinFamilies()[strings.ToLower(entry.family)])
		}
	}
	return families
}
