package resume

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/resume/rules"
	"github.com/bespoke-cv/bespoke/schema"
)

// Fill puts readings of a caller or a model into an imported CV: values for
// what the rules did not understand or misread. A reading counts only when its
// quote stands in the file word for word and says all that the value does. What
// does not is refused, with the reason.
func (r *Result) Fill(readings []schema.Reading) error {
	document, err := cv.Parse(r.YAML)
	if err != nil {
		return err
	}
	text := squeeze(r.text)
	for _, reading := range readings {
		if problem := supported(text, reading); problem != "" {
			r.Refused = append(r.Refused, schema.RefusedReading{Reading: reading, Reason: problem})
			continue
		}
		edit := schema.Edit{Op: schema.Insert, Path: reading.Path, After: reading.Value}
		if _, ok := document.Value(reading.Path); ok {
			edit.Op = schema.Replace
		}
		after, err := document.Apply([]schema.Edit{edit})
		if err != nil {
			r.Refused = append(r.Refused, schema.RefusedReading{Reading: reading, Reason: err.Error()})
			continue
		}
		document = after
		r.took(reading)
	}
	r.YAML, r.Problems = document.Bytes(), cv.Validate(document)
	return nil
}

// took notes a reading as a field, and takes its quote off what was not read.
func (r *Result) took(reading schema.Reading) {
	quote := squeeze(reading.Quote)
	field := schema.ImportedField{Path: reading.Path, Value: strings.Join(texts(reading.Value), ", "), Quote: reading.Quote}
	r.Unread = slices.DeleteFunc(r.Unread, func(u schema.Unread) bool {
		if strings.Contains(quote, squeeze(u.Text)) {
			field.Place = u.Place
			return true
		}
		return false
	})
	r.Fields = slices.DeleteFunc(r.Fields, func(f schema.ImportedField) bool { return f.Path == reading.Path })
	r.Fields = append(r.Fields, field)
	r.Warnings = slices.DeleteFunc(r.Warnings, func(w string) bool { return strings.HasPrefix(w, reading.Path+" ") })
}

// squeeze is a text with single spaces between its words.
func squeeze(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// supported says what is wrong with a reading, "" when the file bears it out.
func supported(text string, reading schema.Reading) string {
	switch {
	case !strings.HasPrefix(reading.Path, "/cv/"):
		return "path must be a JSON Pointer below /cv such as /cv/sections/Experience/0/position"
	case strings.TrimSpace(reading.Quote) == "":
		return "quote is empty: give the words of the file that say it"
	case !strings.Contains(text, squeeze(reading.Quote)):
		return "the quote does not stand in the file word for word"
	}
	said := map[string]bool{}
	for _, word := range words(reading.Quote) {
		said[word] = true
	}
	dates := rules.Dates(reading.Quote)
	for _, value := range texts(reading.Value) {
		if slices.Contains(dates, value) {
			continue
		}
		for _, word := range words(value) {
			if !said[word] {
				return fmt.Sprintf("the quote does not say %q", word)
			}
		}
	}
	return ""
}

// texts are the single values within a value.
func texts(value any) []string {
	switch value := value.(type) {
	case map[string]any:
		var all []string
		for _, item := range value {
			all = append(all, texts(item)...)
		}
		slices.Sort(all)
		return all
	case []any:
		var all []string
		for _, item := range value {
			all = append(all, texts(item)...)
		}
		return all
	case nil:
		return nil
	}
	return []string{fmt.Sprint(value)}
}

func words(text string) []string {
	for _, scheme := range []string{"https://", "http://", "mailto:", "tel:"} {
		text = strings.TrimPrefix(text, scheme)
	}
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
