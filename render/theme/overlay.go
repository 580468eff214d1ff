package theme

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Overlay sets the knobs named in values, a tree of maps as in a CV's
// `design`. Null means: leave as it is, except for the degree column, which
// null removes. Knobs that are unknown or have a value of the wrong form are
// left as they were and reported.
func (d *Design) Overlay(values map[string]any) []Problem {
	o := overlay{}
	o.group(reflect.ValueOf(d).Elem(), "", values)
	return o.problems
}

type overlay struct{ problems []Problem }

func (o *overlay) fail(path string, value any, format string, args ...any) {
	o.problems = append(o.problems, Problem{Path: path, Value: fmt.Sprint(value), Message: fmt.Sprintf(format, args...)})
}

func (o *overlay) group(target reflect.Value, path string, values map[string]any) {
	knobs := knobsOf(target.Type())
	for _, key := range slices.Sorted(maps.Keys(values)) {
		value := values[key]
		at := key
		if path != "" {
			at = path + "." + key
		}
		knob, ok := knobs[key]
		if !ok {
			o.fail(at, value, "%s", unknownKnob(at, key, knobs))
			continue
		}
		if at == "theme" {
			continue // chosen before the overlay
		}
		o.set(target.Field(knob.index), knob.oneOf, at, value)
	}
}

func unknownKnob(at, key string, knobs map[string]knob) string {
	names := make([]string, 0, len(knobs))
	for name := range knobs {
		names = append(names, name)
	}
	slices.Sort(names)
	group := "design"
	if i := strings.LastIndexByte(at, '.'); i >= 0 {
		group += "." + at[:i]
	}
	return fmt.Sprintf("%s has no key %q; it has %s", group, key, strings.Join(names, ", "))
}

func (o *overlay) set(field reflect.Value, oneOf []string, at string, value any) {
	if value == nil {
		if at == "templates.education_entry.degree_column" {
			field.SetString("")
		}
		return
	}
	switch target := field.Addr().Interface().(type) {
	case *Length:
		text, _ := value.(string)
		length, err := ParseLength(text)
		if err != nil {
			o.fail(at, value, "the value must be a number followed by a unit (cm, in, pt, mm, em), for example 0.1cm")
			return
		}
		*target = length
	case *Color:
		color, err := ParseColor(fmt.Sprint(value))
		if err != nil {
			o.fail(at, value, "%s", err.Error())
			return
		}
		*target = color
	case *bool:
		on, ok := toBool(value)
		if !ok {
			o.fail(at, value, "the value must be true or false")
			return
		}
		*target = on
	case *string:
		text, ok := value.(string)
		switch {
		case !ok:
			o.fail(at, value, "the value must be text")
		case len(oneOf) > 0 && !slices.Contains(oneOf, text):
			o.fail(at, value, "the value must be one of %s", strings.Join(oneOf, ", "))
		default:
			*target = text
		}
	case *[]string:
		o.titles(target, at, value)
	case *PerText:
		if family, ok := value.(string); ok {
			*target = PerText{family, family, family, family, family}
			return
		}
		o.nested(field, at, value)
	default:
		o.nested(field, at, value)
	}
}

func (o *overlay) nested(field reflect.Value, at string, value any) {
	values, ok := value.(map[string]any)
	if !ok {
		o.fail(at, value, "the value must be a mapping of design options")
		return
	}
	o.group(field, at, values)
}

// titles reads section titles and gives them the form they are compared in.
func (o *overlay) titles(target *[]string, at string, value any) {
	items, ok := value.([]any)
	if !ok {
		if list, isStrings := value.([]string); isStrings {
			for _, s := range list {
				items = append(items, s)
			}
			ok = true
		}
	}
	titles := make([]string, 0, len(items))
	for _, item := range items {
		title, isText := item.(string)
		ok = ok && isText
		titles = append(titles, SnakeCase(title))
	}
	if !ok {
		o.fail(at, value, "the value must be a list of section titles")
		return
	}
	*target = titles
}

// SnakeCase is the form in which section titles are compared.
func SnakeCase(title string) string {
	return strings.ReplaceAll(strings.ToLower(title), " ", "_")
}

// toBool accepts what RenderCV's validation accepts for a switch.
func toBool(value any) (on, ok bool) {
	switch v := value.(type) {
	case bool:
		return v, true
	case int:
		return v == 1, v == 0 || v == 1
	case float64:
		return v == 1, v == 0 || v == 1
	case string:
		switch strings.ToLower(v) {
		case "true", "t", "yes", "y", "on", "1":
			return true, true
		case "false", "f", "no", "n", "off", "0":
			return false, true
		}
	}
	return false, false
}

type knob struct {
	index int
	oneOf []string
}

var knobCache sync.Map // reflect.Type → map[string]knob

func knobsOf(t reflect.Type) map[string]knob {
	if cached, ok := knobCache.Load(t); ok {
		return cached.(map[string]knob)
	}
	knobs := make(map[string]knob, t.NumField())
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		knobs[tag.Get("knob")] = knob{index: i, oneOf: strings.Fields(tag.Get("oneof"))}
	}
	knobCache.Store(t, knobs)
	return knobs
}

// Knobs lists every knob of a design as a dotted path with its value, in the
// order of RenderCV's documentation.
func (d Design) Knobs() []Knob {
	var list []Knob
	walk(reflect.ValueOf(d), "", &list)
	return list
}

// Knob is one design option and its value.
type Knob struct{ Path, Value string }

func walk(v reflect.Value, path string, list *[]Knob) {
	for i := range v.NumField() {
		at := v.Type().Field(i).Tag.Get("knob")
		if path != "" {
			at = path + "." + at
		}
		switch field := v.Field(i).Interface().(type) {
		case string:
			*list = append(*list, Knob{at, field})
		case bool:
			*list = append(*list, Knob{at, strconv.FormatBool(field)})
		case []string:
			*list = append(*list, Knob{at, strings.Join(field, ", ")})
		case fmt.Stringer:
			*list = append(*list, Knob{at, field.String()})
		default:
			walk(v.Field(i), at, list)
		}
	}
}
