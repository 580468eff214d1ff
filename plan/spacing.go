package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/render/theme"
	"github.com/bespoke-cv/bespoke/schema"
)

// A knob is one length of a RenderCV design and the least to which the rules
// lower it: below, a page looks crammed.
type knob struct{ group, name, least string }

// tighter are the steps in which a CV is set tighter, the least visible first.
// Each counts together with those before it.
var tighter = [][]knob{
	{
		{"page", "top_margin", "1.4cm"},
		{"page", "bottom_margin", "1.4cm"},
		{"page", "left_margin", "1.5cm"},
		{"page", "right_margin", "1.5cm"},
	},
	{
		{"header", "space_below_name", "0.4cm"},
		{"header", "space_below_headline", "0.4cm"},
		{"header", "space_below_connections", "0.4cm"},
		{"section_titles", "space_above", "0.35cm"},
		{"section_titles", "space_below", "0.2cm"},
	},
	{
		{"sections", "space_between_regular_entries", "0.8em"}, {"sections", "space_between_text_based_entries", "0.2em"},
	},
	{
		{"typography", "line_spacing", "0.5em"},
	},
}

// bodyPoints stands for the font size when lengths in em are compared with
// others.
const bodyPoints = 10

// lowered are the lengths that a level of tightness changes: group, name and
// new value. Lengths that are that low already stay.
func (p *planner) lowered(level int) map[string]map[string]any {
	changes := map[string]map[string]any{}
	if level == 0 {
		return changes
	}
	design := p.design()
	for _, k := range slices.Concat(tighter[:level]...) {
		least, err := theme.ParseLength(k.least)
		if err != nil {
			continue
		}
		now, err := theme.ParseLength(design[k.group+"."+k.name])
		if err != nil || now.Points(bodyPoints) <= least.Points(bodyPoints) {
			continue
		}
		if changes[k.group] == nil {
			changes[k.group] = map[string]any{}
		}
		changes[k.group][k.name] = k.least
	}
	return changes
}

// design lists the knobs that the base CV is set with, by dotted path.
func (p *planner) design() map[string]string {
	if p.knobs != nil {
		return p.knobs
	}
	name, _ := p.Base.Scalar("/design/theme")
	design, ok := theme.BuiltIn(name)
	if !ok {
		design, _ = theme.BuiltIn(theme.Default)
	}
	if value, _ := p.Base.Value("/design"); value != nil {
		if own, ok := value.(map[string]any); ok {
			design.Overlay(own)
		}
	}
	p.knobs = map[string]string{}
	for _, k := range design.Knobs() {
		p.knobs[k.Path] = k.Value
	}
	return p.knobs
}

// spacing are the edits that set the CV tighter: one for each group of the
// design, or for each length where the file has the group already.
func (p *planner) spacing(level int) []schema.Edit {
	changes := p.lowered(level)
	if len(changes) == 0 {
		return nil
	}
	own, _ := p.Base.Value("/design")
	groups, ok := own.(map[string]any)
	if !ok {
		whole := map[string]any{"theme": theme.Default}
		for group, lengths := range changes {
			whole[group] = lengths
		}
		return []schema.Edit{p.tighten(schema.Insert, "/design", nil, whole)}
	}
	var edits []schema.Edit
	for _, group := range slices.Sorted(maps.Keys(changes)) {
		path := "/design/" + group
		lengths, ok := groups[group].(map[string]any)
		if !ok {
			edits = append(edits, p.tighten(schema.Insert, path, nil, changes[group]))
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(changes[group])) {
			op := schema.Insert
			if lengths[name] != nil {
				op = schema.Replace
			}
			edits = append(edits, p.tighten(op, path+"/"+name, lengths[name], changes[group][name]))
		}
	}
	return edits
}

func (p *planner) tighten(op schema.Op, path string, before, after any) schema.Edit {
	return schema.Edit{
		Op: op, Path: path, Before: before, After: after,
		Reason: fmt.Sprintf("Sets the page a little tighter, so that the CV fits %s and less has to go.", pagesText(p.MaxPages)),
	}
}

// isSpacing reports whether an edit only sets lengths that tighter knows. Such
// an edit says nothing about anybody, so no evidence is asked for.
func isSpacing(edit schema.Edit) bool {
	path, ok := strings.CutPrefix(edit.Path, "/design")
	if !ok || edit.Op != schema.Replace && edit.Op != schema.Insert {
		return false
	}
	return onlyLengths(strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", "."), edit.After)
}

func onlyLengths(path string, value any) bool {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			if !onlyLengths(strings.TrimPrefix(path+"."+name, "."), inner) {
				return false
			}
		}
		return len(value) > 0
	case string:
		if path == "theme" {
			return slices.Contains(theme.Names, value)
		}
		_, err := theme.ParseLength(value)
		return err == nil && slices.ContainsFunc(slices.Concat(tighter...), func(k knob) bool { return path == k.group+"."+k.name })
	}
	return false
}
