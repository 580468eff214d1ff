// Package locale holds the words a CV prints of its own accord (months,
// "present", "Last updated in") in the 22 languages of RenderCV v2.8.
package locale

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// Default is the language of a CV that names none.
const Default = "english"

// Locale is a language's words and habits.
type Locale struct {
	Language           string   `yaml:"-"`    // as in a CV's locale.language, such as "german"
	Code               string   `yaml:"code"` // ISO 639-1, such as "de"
	RTL                bool     `yaml:"rtl"`  // text runs from right to left
	LastUpdated        string   `yaml:"last_updated"`
	Month              string   `yaml:"month"`
	Months             string   `yaml:"months"`
	Year               string   `yaml:"year"`
	Years              string   `yaml:"years"`
	Present            string   `yaml:"present"`
	MonthAbbreviations []string `yaml:"month_abbreviations"` // twelve
	MonthNames         []string `yaml:"month_names"`         // twelve
	DegreeWithArea     string   `yaml:"degree_with_area"`    // a template of DEGREE and AREA
}

// languages are facts of RenderCV v2.8 (MIT, see languages/LICENSE).
//
//go:embed languages/languages.yaml
var languages []byte

var all = sync.OnceValue(func() map[string]Locale {
	var table map[string]Locale
	if err := yaml.Unmarshal(languages, &table); err != nil {
		panic(fmt.Errorf("locale: %w", err))
	}
	for name, l := range table {
		l.Language = name
		table[name] = l
	}
	return table
})

// english is written out so that the usual case needs no table.
var english = Locale{
	Language: Default, Code: "en",
	LastUpdated: "Last updated in", Month: "month", Months: "months", Year: "year", Years: "years", Present: "present",
	MonthAbbreviations: []string{"Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"},
	MonthNames:         []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	DegreeWithArea:     "DEGREE in AREA",
}

// Lookup returns the locale of a language by RenderCV's name for it.
func Lookup(language string) (Locale, bool) {
	if language == Default {
		return english.clone(), true
	}
	l, ok := all()[language]
	return l.clone(), ok
}

func (l Locale) clone() Locale {
	l.MonthAbbreviations = slices.Clone(l.MonthAbbreviations)
	l.MonthNames = slices.Clone(l.MonthNames)
	return l
}

// Names are the languages in alphabetical order.
func Names() []string {
	names := make([]string, 0, len(all()))
	for name := range all() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Problem is a value of a CV's `locale` that could not be used.
type Problem struct {
	Path    string // dotted, such as month_names
	Value   string
	Message string
}

// Overlay sets the words named in values, a tree of maps as in a CV's
// `locale`. What is unknown or of the wrong form is left as it was and
// reported.
func (l *Locale) Overlay(values map[string]any) []Problem {
	var problems []Problem
	fail := func(path string, value any, message string) {
		problems = append(problems, Problem{Path: path, Value: fmt.Sprint(value), Message: message})
	}
	words := map[string]*string{
		"last_updated": &l.LastUpdated, "month": &l.Month, "months": &l.Months,
		"year": &l.Year, "years": &l.Years, "present": &l.Present,
	}
	lists := map[string]*[]string{"month_abbreviations": &l.MonthAbbreviations, "month_names": &l.MonthNames}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		value := values[key]
		switch {
		case key == "language":
		case words[key] != nil:
			if text, ok := value.(string); ok {
				*words[key] = text
			} else {
				fail(key, value, "the value must be text")
			}
		case lists[key] != nil:
			if months, ok := twelve(value); ok {
				*lists[key] = months
			} else {
				fail(key, value, "the value must be a list of twelve months")
			}
		case key == "phrases":
			phrases, ok := value.(map[string]any)
			if !ok {
				fail(key, value, "the value must be a mapping with the key degree_with_area")
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(phrases)) {
				text, isText := phrases[name].(string)
				if name != "degree_with_area" || !isText {
					fail("phrases."+name, phrases[name], "phrases has the key degree_with_area only, a text such as DEGREE in AREA")
					continue
				}
				l.DegreeWithArea = text
			}
		default:
			fail(key, value, "locale has no such key; it has language, last_updated, month, months, year, years, present, phrases, month_abbreviations, month_names")
		}
	}
	return problems
}

func twelve(value any) ([]string, bool) {
	items, ok := value.([]any)
	if !ok || len(items) != 12 {
		return nil, false
	}
	months := make([]string, 12)
	for i, item := range items {
		if months[i], ok = item.(string); !ok {
			return nil, false
		}
	}
	return months, true
}

// UnknownLanguage is the message for a language that there is no locale for.
func UnknownLanguage(language string) string {
	return fmt.Sprintf("%q is not one of RenderCV's languages: %s", language, strings.Join(Names(), ", "))
}
