package rendercv

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/render"
)

// overlay is what is laid over a file before the command reads it.
type overlay struct {
	options      render.Options
	photo        string // instead of the file's; empty: as it is
	withoutPhoto bool
}

// apply returns the file with the overlay in it. Everything else keeps its
// bytes and its place, so that the command's messages fit the author's file.
func (o overlay) apply(file *cv.Document) ([]byte, error) {
	tree, err := yamltree.Parse(file.Bytes())
	if err != nil {
		return nil, fmt.Errorf("reading the CV: %w", err)
	}
	e := edits{}
	root := tree.Root.Resolve()
	if err := e.lay(root, "", o.values(root)); err != nil {
		return nil, err
	}
	if o.withoutPhoto {
		e.remove("/cv/photo")
	}
	if root.Get("settings").Get("render_command") != nil {
		e.remove("/settings/render_command")
	}
	if len(e.list) == 0 {
		return tree.Bytes(), nil
	}
	overlaid, err := tree.Apply(e.list)
	if err != nil {
		return nil, fmt.Errorf("laying theme and design over the CV: %w", err)
	}
	return overlaid.Bytes(), nil
}

// values is the overlay as the tree of the keys that it sets.
func (o overlay) values(root *yamltree.Node) map[string]any {
	values := map[string]any{}
	design := map[string]any{}
	maps.Copy(design, o.options.Design)
	if o.options.Theme != "" {
		design["theme"] = o.options.Theme
	} else if theme := root.Get("design").Get("theme"); theme.IsNull() && design["theme"] == nil {
		// A design must name its theme; the built-in engine is lenient.
		if len(design) > 0 || !root.Get("design").IsNull() {
			design["theme"] = "classic"
		}
	}
	spread(design, root.Get("design"))
	if len(design) > 0 {
		values["design"] = design
	}
	if o.photo != "" {
		values["cv"] = map[string]any{"photo": o.photo}
	}
	if day := root.Get("settings").Get("current_date"); !o.options.Now.IsZero() && day.IsNull() {
		values["settings"] = map[string]any{"current_date": o.options.Now.Format(time.DateOnly)}
	}
	return values
}

// spread writes out the file's one font for all texts where the overlay names
// a font for some of them.
func spread(design map[string]any, file *yamltree.Node) {
	typography, _ := design["typography"].(map[string]any)
	families, some := typography["font_family"].(map[string]any)
	one := file.Get("typography").Get("font_family").Resolve()
	if !some || one.IsNull() || one.Kind != yamltree.Scalar {
		return
	}
	all := map[string]any{}
	for _, text := range []string{"body", "name", "headline", "connections", "section_titles"} {
		all[text] = one.Value
	}
	maps.Copy(all, families)
	typography = maps.Clone(typography)
	typography["font_family"] = all
	design["typography"] = typography
}

// edits gathers the changes of a file.
type edits struct{ list []yamltree.Edit }

func (e *edits) remove(path string) {
	e.list = append(e.list, yamltree.Edit{Name: path, Op: yamltree.Remove, Path: path})
}

// lay sets values in the mapping at path, key by key where both sides are
// mappings. Null leaves a key as it is, as in the built-in engine.
func (e *edits) lay(node *yamltree.Node, path string, values map[string]any) error {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		at := path + yamltree.Join(key)
		value, child := values[key], node.Get(key)
		if value == nil && at != "/design/templates/education_entry/degree_column" {
			continue
		}
		if inner, isMap := value.(map[string]any); isMap && child.Resolve() != nil && child.Resolve().Kind == yamltree.Mapping {
			if err := e.lay(child.Resolve(), at, inner); err != nil {
				return err
			}
			continue
		}
		written, err := yamltree.FromAny(value, func(string) int { return 0 })
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		op := yamltree.Replace
		if child == nil {
			op = yamltree.Insert
		}
		e.list = append(e.list, yamltree.Edit{Name: at, Op: op, Path: at, Value: written})
	}
	return nil
}
