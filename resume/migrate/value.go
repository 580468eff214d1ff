package migrate

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// phone puts a telephone number that reads like a number in quotes.
func (m *migration) phone() error {
	n, err := m.file.Find("/cv/phone")
	if err != nil || n.Tag != yamltree.TagInt && n.Tag != yamltree.TagFloat {
		return nil
	}
	src := m.file.Bytes()
	raw := string(src[n.Content:n.End])
	m.change(n, raw, `"`+raw+`"`, "a telephone number is a text and stands in quotes")
	file, err := yamltree.Parse(slices.Concat(src[:n.Content], []byte(`"`+raw+`"`), src[n.End:]))
	if err != nil {
		return fmt.Errorf("quoting the telephone number: %w", err)
	}
	m.file = file
	return nil
}

var dimensionForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*(-?\d*\.?\d+)\s*(cm|in|pt|mm|em|ex)\s*$`)
})

// transformed is a value as version 2.8 writes it.
func transformed(value any, how string) (any, string) {
	text := fmt.Sprint(value)
	switch how {
	case "not":
		if is, ok := value.(bool); ok {
			return !is, ", the other way round"
		}
	case "dimension":
		return dimension(value, text)
	case "pagesize":
		if size, ok := map[string]string{"a4paper": "a4", "letterpaper": "us-letter", "a5paper": "a5", "executivepaper": "us-executive"}[text]; ok {
			return size, ""
		}
	case "alignment":
		if text == "left-aligned" {
			return "left", ""
		}
	case "font":
		if name, ok := map[string]string{"SourceSans3": "Source Sans 3", "EBGaramond": "EB Garamond", "Latin Modern Serif": "New Computer Modern", "Latin Modern Sans Serif": "New Computer Modern", "Charter": "XCharter"}[text]; ok {
			return name, ""
		}
	case "template":
		return placeholders(text), ""
	case "range":
		if word := strings.TrimSpace(text); word != "" {
			return "START_DATE " + word + " END_DATE", ""
		}
		return "START_DATE – END_DATE", ""
	}
	return value, ""
}

func dimension(value any, text string) (any, string) {
	parts := dimensionForm().FindStringSubmatch(text)
	if parts == nil {
		return value, ""
	}
	number, unit := parts[1], parts[2]
	if strings.HasPrefix(number, ".") {
		number = "0" + number
	}
	if unit == "ex" { // about the height of an x
		size, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return value, ""
		}
		return strconv.FormatFloat(size*.45, 'f', -1, 64) + "em", ", in em, since ex is no unit any more"
	}
	return number + unit, ""
}

func placeholders(text string) string {
	return today().ReplaceAllString(strings.ReplaceAll(text, "FULL_MONTH_NAME", "MONTH_NAME"), "CURRENT_DATE")
}

var today = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bTODAY\b`) })

// oldTemplates are the two rows that templates of entries had, as they were
// without being given.
var oldTemplates = []struct{ kind, first, second string }{
	{"education_entry", "**INSTITUTION**, AREA", "SUMMARY\nHIGHLIGHTS"},
	{"normal_entry", "**NAME**", "SUMMARY\nHIGHLIGHTS"},
	{"experience_entry", "**COMPANY**, POSITION", "SUMMARY\nHIGHLIGHTS"},
	{"publication_entry", "**TITLE**", "AUTHORS\nURL (JOURNAL)"},
}

// templates joins the two rows of a template to one.
func (m *migration) templates() {
	for _, t := range oldTemplates {
		old := "/design/entry_types/" + t.kind + "/main_column_"
		upper, lower := m.find(old+"first_row_template"), m.find(old+"second_row_template")
		if upper == nil && lower == nil {
			continue
		}
		for _, n := range []*yamltree.Node{upper, lower} {
			if n != nil {
				m.take(n)
				m.change(n, brief(n), "", "%s stands at design.templates.%s.main_column now", dotted(n.Path()), t.kind)
			}
		}
		if upper != nil {
			t.first = fmt.Sprint(upper.Any())
		}
		if lower != nil {
			t.second = fmt.Sprint(lower.Any())
		}
		m.inserted.set([]string{"design", "templates", t.kind, "main_column"}, strings.TrimRight(t.first, "\n")+"\n"+t.second)
	}
}

// values changes values that stay where they are.
func (m *migration) values() {
	replace := func(n *yamltree.Node, value any, format string, args ...any) {
		node, err := yamltree.FromAny(value, func(string) int { return 0 })
		if err != nil {
			return
		}
		m.edits = append(m.edits, yamltree.Edit{Name: n.Path(), Op: yamltree.Replace, Path: n.Path(), Value: node})
		m.change(n, brief(n), fmt.Sprint(value), format, args...)
	}
	if n := m.find("/design/section_titles/type"); n != nil && strings.Contains(n.Value, "-") {
		replace(n, strings.ReplaceAll(n.Value, "-", "_"), "types of section titles are written with _ now")
	}
	if n := m.find("/locale/language"); n != nil && languages[n.Value] != "" {
		replace(n, languages[n.Value], "languages are named now")
	}
	if list := m.find("/cv/social_networks"); list != nil {
		for _, item := range list.Resolve().Items {
			network := item.Resolve().Get("network")
			if network != nil && networks[network.Value] != "" {
				replace(network, networks[network.Value], "the network is called %s now", networks[network.Value])
			}
		}
	}
	if design := m.file.Root.Get("design"); design != nil {
		m.dimensions(design, replace)
	}
}

// dimensions rewrites lengths such as "0.2 cm" that stay where they are.
func (m *migration) dimensions(n *yamltree.Node, replace func(*yamltree.Node, any, string, ...any)) {
	for _, item := range n.Items {
		switch {
		case m.taken[item]:
		case item.Kind != yamltree.Scalar:
			m.dimensions(item, replace)
		default:
			if value, note := dimension(item.Value, item.Value); value != item.Value {
				replace(item, value, "lengths are written without a space%s", note)
			}
		}
	}
}
