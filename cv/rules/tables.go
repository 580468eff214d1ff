package rules

import (
	"strconv"
	"strings"
	"sync"
)

// object is a mapping with fixed keys; open ones allow others beside them.
type object struct {
	rules   []rule
	open    bool
	renamed map[string]string // keys of older versions ─► today's
}

// rule says what a key holds.
type rule struct {
	name     string
	kind     string   // of a single value, one of kinds
	choices  []string // of the kind "choice"
	object   *object  // of a mapping
	many     bool     // a list of such values
	orOne    bool     // or one of them without a list
	length   int      // of the list, 0 for any
	nullable bool     // may be empty
	required bool
}

func (o *object) names() []string {
	names := make([]string, len(o.rules))
	for i, rule := range o.rules {
		names[i] = rule.name
	}
	return names
}

func (o *object) find(name string) (rule, bool) {
	for i := range o.rules { // a rule is long to copy
		if o.rules[i].name == name {
			return o.rules[i], true
		}
	}
	return rule{}, false
}

// The tables below are written as "path: what it holds". A value may be a kind
// (text, dimension, color, boolean, date, …) or choices with | between them;
// "list of" makes it a list, "or list of" leaves both open; "?" behind it
// allows an empty value, "!" makes the key required.

const cvTable = `
name: text ?
headline: text ?
location: text ?
email: email or list of email ?
photo: photo ?
phone: phone or list of phone ?
website: url or list of url ?
social_networks: list of social network ?
custom_connections: list of custom connection ?
sections: sections ?
`

const socialNetworkTable = `
network: LinkedIn | GitHub | GitLab | IMDB | Instagram | ORCID | Mastodon | StackOverflow | ResearchGate | YouTube | Google Scholar | Telegram | WhatsApp | Leetcode | X | Bluesky | Reddit !
username: text !
`

const customConnectionTable = `
fontawesome_icon: text !
placeholder: text !
url: url ?!
`

// The 90 knobs of a design; all nine themes have the same.
const designTable = `
theme: theme !
page.size: a4 | a5 | us-letter | us-executive
page.top_margin: dimension
page.bottom_margin: dimension
page.left_margin: dimension
page.right_margin: dimension
page.show_footer: boolean
page.show_top_note: boolean
colors.body: color
colors.name: color
colors.headline: color
colors.connections: color
colors.section_titles: color
colors.links: color
colors.footer: color
colors.top_note: color
typography.line_spacing: dimension
typography.alignment: left | justified | justified-with-no-hyphenation
typography.date_and_location_column_alignment: left | center | right
typography.font_family: text
typography.font_family.body: text
typography.font_family.name: text
typography.font_family.headline: text
typography.font_family.connections: text
typography.font_family.section_titles: text
typography.font_size.body: dimension
typography.font_size.name: dimension
typography.font_size.headline: dimension
typography.font_size.connections: dimension
typography.font_size.section_titles: dimension
typography.small_caps.name: boolean
typography.small_caps.headline: boolean
typography.small_caps.connections: boolean
typography.small_caps.section_titles: boolean
typography.bold.name: boolean
typography.bold.headline: boolean
typography.bold.connections: boolean
typography.bold.section_titles: boolean
links.underline: boolean
links.show_external_link_icon: boolean
header.alignment: left | center | right
header.photo_width: dimension
header.photo_position: left | right
header.photo_space_left: dimension
header.photo_space_right: dimension
header.space_below_name: dimension
header.space_below_headline: dimension
header.space_below_connections: dimension
header.connections.phone_number_format: national | international | E164
header.connections.hyperlink: boolean
header.connections.show_icons: boolean
header.connections.display_urls_instead_of_usernames: boolean
header.connections.separator: text
header.connections.space_between_connections: dimension
section_titles.type: with_partial_line | with_full_line | without_line | moderncv | centered_without_line | centered_with_partial_line | centered_with_centered_partial_line | centered_with_full_line
section_titles.line_thickness: dimension
section_titles.space_above: dimension
section_titles.space_below: dimension
sections.allow_page_break: boolean
sections.space_between_regular_entries: dimension
sections.space_between_text_based_entries: dimension
sections.show_time_spans_in: list of text
entries.date_and_location_width: dimension
entries.side_space: dimension
entries.space_between_columns: dimension
entries.allow_page_break: boolean
entries.short_second_row: boolean
entries.degree_width: dimension
entries.summary.space_above: dimension
entries.summary.space_left: dimension
entries.highlights.bullet: ● | • | ◦ | - | ◆ | ★ | ■ | — | ○
entries.highlights.nested_bullet: ● | • | ◦ | - | ◆ | ★ | ■ | — | ○
entries.highlights.space_left: dimension
entries.highlights.space_above: dimension
entries.highlights.space_between_items: dimension
entries.highlights.space_between_bullet_and_text: dimension
templates.footer: text
templates.top_note: text
templates.single_date: text
templates.date_range: text
templates.time_span: text
templates.one_line_entry.main_column: text
templates.education_entry.main_column: text
templates.education_entry.degree_column: text ?
templates.education_entry.date_and_location_column: text
templates.normal_entry.main_column: text
templates.normal_entry.date_and_location_column: text
templates.experience_entry.main_column: text
templates.experience_entry.date_and_location_column: text
templates.publication_entry.main_column: text
templates.publication_entry.date_and_location_column: text
`

const localeTable = `
language: arabic | danish | dutch | english | french | german | hebrew | hindi | hungarian | indonesian | italian | japanese | korean | mandarin_chinese | norwegian_bokmål | norwegian_nynorsk | persian | portuguese | russian | spanish | turkish | vietnamese !
last_updated: text
month: text
months: text
year: text
years: text
present: text
phrases.degree_with_area: text
month_abbreviations: list of 12 text
month_names: list of 12 text
`

const settingsTable = `
current_date: current date
render_command.output_folder: text
render_command.design: text ?
render_command.locale: text ?
render_command.typst_path: text
render_command.pdf_path: text
render_command.markdown_path: text
render_command.html_path: text
render_command.png_path: text
render_command.dont_generate_markdown: boolean
render_command.dont_generate_html: boolean
render_command.dont_generate_typst: boolean
render_command.dont_generate_pdf: boolean
render_command.dont_generate_png: boolean
bold_keywords: list of text
pdf_title: text
`

const datedTable = `
date: date ?
start_date: exact date ?
end_date: end date ?
location: text ?
summary: text ?
highlights: list of text ?
`

// entryTables lists the entry types in the order in which RenderCV tries them.
var entryTables = []struct{ kind, table string }{
	{"OneLineEntry", "label: text !\ndetails: text !"},
	{"NormalEntry", "name: text !" + datedTable},
	{"ExperienceEntry", "company: text !\nposition: text !" + datedTable},
	{"EducationEntry", "institution: text !\narea: text !\ndegree: text ?" + datedTable},
	{"PublicationEntry", "title: text !\nauthors: list of text !\ndate: date ?\nsummary: text ?\ndoi: doi ?\nurl: url ?\njournal: text ?"},
	{"BulletEntry", "bullet: text !"},
	{"NumberedEntry", "number: text !"},
	{"ReversedNumberedEntry", "reversed_number: text !"},
}

// tableSet is all tables in the form that is checked against.
type tableSet struct {
	top     *object
	entries []entryTable
}

type entryTable struct {
	kind string
	keys []string // that no other type has
	*object
}

var tables = sync.OnceValue(func() tableSet {
	top := &object{renamed: map[string]string{"rendercv_settings": "settings", "locale_catalog": "locale"}}
	cv := read(cvTable)
	cv.renamed = map[string]string{"label": "headline"}
	top.rules = []rule{
		{name: "cv", object: cv},
		{name: "design", object: read(designTable)},
		{name: "locale", object: read(localeTable)},
		{name: "settings", object: read(settingsTable)},
	}
	set := tableSet{top: top}
	count := map[string]int{}
	for _, entry := range entryTables {
		table := read(entry.table)
		table.open = true
		for _, rule := range table.rules {
			count[rule.name]++
		}
		set.entries = append(set.entries, entryTable{kind: entry.kind, object: table})
	}
	for i, entry := range set.entries {
		for _, rule := range entry.rules {
			if count[rule.name] == 1 {
				set.entries[i].keys = append(set.entries[i].keys, rule.name)
			}
		}
	}
	return set
})

// read turns a table's text into rules.
func read(table string) *object {
	root := &object{}
	for line := range strings.Lines(table) {
		path, holds, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		names := strings.Split(path, ".")
		at := root
		for _, name := range names[:len(names)-1] {
			at = at.inner(name)
		}
		at.rules = append(at.rules, readRule(names[len(names)-1], holds))
	}
	return root
}

// inner is the mapping under a key, which is added when it is not there.
func (o *object) inner(name string) *object {
	for i := range o.rules {
		if o.rules[i].name == name {
			if o.rules[i].object == nil {
				o.rules[i].object = &object{}
			}
			return o.rules[i].object
		}
	}
	o.rules = append(o.rules, rule{name: name, object: &object{}})
	return o.rules[len(o.rules)-1].object
}

func readRule(name, holds string) rule {
	r := rule{name: name}
	if text, ok := strings.CutSuffix(holds, "!"); ok {
		r.required, holds = true, strings.TrimSpace(text)
	}
	if text, ok := strings.CutSuffix(holds, " ?"); ok {
		r.nullable, holds = true, text
	}
	if one, _, ok := strings.Cut(holds, " or list of "); ok {
		r.many, r.orOne, holds = true, true, one
	}
	if items, ok := strings.CutPrefix(holds, "list of "); ok {
		r.many, holds = true, items
		if number, rest, ok := strings.Cut(items, " "); ok {
			if length, err := strconv.Atoi(number); err == nil {
				r.length, holds = length, rest
			}
		}
	}
	switch {
	case strings.Contains(holds, " | "):
		r.kind, r.choices = "choice", strings.Split(holds, " | ")
	case holds == "social network":
		r.object = read(socialNetworkTable)
	case holds == "custom connection":
		r.object = read(customConnectionTable)
	default:
		r.kind = holds
	}
	return r
}
