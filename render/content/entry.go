package content

import (
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/render/markup"
	"github.com/bespoke-cv/bespoke/render/theme"
)

func (b *builder) section(key string, value *yamltree.Node) {
	path := yamltree.Join("cv", "sections", key)
	title := sectionTitle(key)
	printed := b.once(nil, path, func(p *part) { p.title = b.bold(markup.From(title, path)) })
	s := Section{TitleID: printed.id, Title: printed.title, Path: path}
	timeSpan := slices.Contains(b.out.Design.Sections.ShowTimeSpansIn, theme.SnakeCase(title))
	entry := func(n *yamltree.Node, kind cv.EntryKind, path string) {
		known := b.once(n, path, func(p *part) { p.entry = b.entry(n, kind, path, timeSpan) })
		s.Entries = append(s.Entries, known.entry)
	}
	value = value.Resolve()
	switch {
	case value.IsNull():
		b.problem(path, title, "each section should be a list of entries; this one is empty")
	case value.Kind != yamltree.Sequence:
		b.problem(path, title, "each section should be a list of entries; put a dash before each")
		entry(value, "", path)
	default:
		s.Entries = make([]Entry, 0, len(value.Items))
		for i, item := range value.Items {
			if !item.IsNull() {
				entry(item, cv.KindOf(item), path+"/"+strconv.Itoa(i))
			}
		}
	}
	s.Kind = cv.TextEntry
	if len(s.Entries) > 0 {
		s.Kind = s.Entries[0].Kind
	}
	for _, e := range s.Entries {
		if e.Kind != s.Kind {
			b.problem(e.Path, "", "all entries of a section must be of one type: the first is a %s, this is a %s", s.Kind, e.Kind)
		}
	}
	b.out.Sections = append(b.out.Sections, s)
}

func (b *builder) entry(n *yamltree.Node, kind cv.EntryKind, path string, timeSpan bool) Entry {
	e := Entry{Path: path, Kind: kind}
	templates := &b.out.Design.Templates
	beside := func(main, date string) {
		columns := b.fill(n, e, timeSpan, main, date)
		e.Main, e.Date = columns[0], columns[1]
	}
	switch kind {
	case cv.TextEntry:
		e.Main = b.bold(b.text(n, path))
	case cv.BulletEntry:
		e.Main = b.bold(b.text(n.Get("bullet"), path+"/bullet"))
	case cv.NumberedEntry:
		e.Main = b.bold(b.text(n.Get("number"), path+"/number"))
	case cv.ReversedNumberedEntry:
		e.Main = b.bold(b.text(n.Get("reversed_number"), path+"/reversed_number"))
	case cv.OneLineEntry:
		e.Main = b.fill(n, e, false, templates.OneLineEntry.MainColumn)[0]
	case cv.EducationEntry:
		t := templates.EducationEntry
		if t.DegreeColumn == "" {
			beside(t.MainColumn, t.DateAndLocationColumn)
			break
		}
		columns := b.fill(n, e, timeSpan, t.MainColumn, t.DegreeColumn, t.DateAndLocationColumn)
		e.Main, e.Degree, e.Date = columns[0], columns[1], columns[2]
	case cv.NormalEntry:
		beside(templates.NormalEntry.MainColumn, templates.NormalEntry.DateAndLocationColumn)
	case cv.ExperienceEntry:
		beside(templates.ExperienceEntry.MainColumn, templates.ExperienceEntry.DateAndLocationColumn)
	case cv.PublicationEntry:
		beside(templates.PublicationEntry.MainColumn, templates.PublicationEntry.DateAndLocationColumn)
	default:
		b.problem(path, "", "the entry does not match any entry type; it is printed as plain text")
		e.Kind = cv.TextEntry
		var text markup.Builder
		b.flatten(&text, n, path)
		b.checkText(text.Source().Text, path)
		e.Main = b.bold(text.Source())
	}
	return e
}

// templateKey names an entry type's templates with some placeholders missing.
type templateKey struct {
	kind  cv.EntryKind
	names string // of the fields it has
}

// fill expands the templates of an entry's columns with its values.
func (b *builder) fill(n *yamltree.Node, e Entry, timeSpan bool, templates ...string) []markup.Source {
	values := b.values(n, e, timeSpan)
	for i, template := range templates {
		templates[i] = strings.ReplaceAll(template, "DEGREE_WITH_AREA", b.out.Locale.DegreeWithArea)
	}
	if summary, ok := values["SUMMARY"]; ok && slices.ContainsFunc(templates, hasSummaryLine) {
		values["SUMMARY"] = asSummary(summary)
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	key := templateKey{e.Kind, strings.Join(names, " ")}
	cleaned, ok := b.templates[key]
	if !ok {
		cleaned = dropMissing(templates, values)
		b.templates[key] = cleaned
	}
	columns := make([]markup.Source, len(cleaned))
	for i, template := range cleaned {
		columns[i] = b.bold(substitute(template, values))
	}
	return columns
}

// values are the placeholders of an entry: its keys in upper case, the author's
// own among them, some of them formatted.
func (b *builder) values(n *yamltree.Node, e Entry, timeSpan bool) fields {
	values := fields{}
	for _, pair := range n.Pairs() {
		if pair.Value.IsNull() {
			continue
		}
		path := e.Path + "/" + yamltree.Escape(pair.Key)
		switch pair.Key {
		case "date", "start_date", "end_date", "url", "doi":
		case "highlights":
			values["HIGHLIGHTS"] = b.highlights(pair.Value, path)
		case "authors":
			values["AUTHORS"] = b.join(pair.Value, path)
		default:
			if text := b.text(pair.Value, path); text.Text != "" {
				values[strings.ToUpper(pair.Key)] = text
			}
		}
	}
	b.dateValues(values, n, e, timeSpan)
	b.linkValues(values, n, e)
	return values
}

func (b *builder) dateValues(values fields, n *yamltree.Node, e Entry, timeSpan bool) {
	d := b.dates(n, e.Path)
	if date, ok := b.writeAll(d, timeSpan); ok {
		values["DATE"] = date
	}
	if d.hasStart {
		values["START_DATE"], values["END_DATE"] = b.write(d.start), b.write(d.end)
	}
}

// linkValues sets URL and DOI as Markdown links; of a publication, the DOI
// stands in for the URL.
func (b *builder) linkValues(values fields, n *yamltree.Node, e Entry) {
	doi := b.value(n.Get("doi"), e.Path+"/doi")
	if doi.Text != "" {
		values["DOI"] = doi
	}
	if doi.Text != "" && e.Kind == cv.PublicationEntry {
		if !strings.Contains(doi.Text, "10.") {
			b.problem(e.Path+"/doi", doi.Text, "a DOI begins with 10., such as 10.48550/arXiv.2310.03138")
		}
		link := markdownLink(doi.Text, "https://doi.org/"+doi.Text, e.Path+"/doi")
		values["DOI"], values["URL"] = link, link
		return
	}
	url := b.value(n.Get("url"), e.Path+"/url").Text
	if url == "" {
		return
	}
	if e.Kind == cv.PublicationEntry {
		normal, ok := webURL(url)
		if !ok {
			b.problem(e.Path+"/url", url, "this is not a valid URL; write it with https://")
		}
		url = normal
	}
	values["URL"] = markdownLink(cleanURL(url), url, e.Path+"/url")
}

func markdownLink(text, url, path string) markup.Source {
	return markup.From("["+text+"]("+url+")", path)
}

// highlights makes a line with a dash of each bullet. A dash between spaces
// inside one begins a bullet below it, which is seldom meant.
func (b *builder) highlights(n *yamltree.Node, path string) markup.Source {
	var out markup.Builder
	items, paths := list(n, path)
	for i, item := range items {
		if i > 0 {
			out.WriteString("\n")
		}
		text := b.text(item, paths[i])
		if strings.Contains(text.Text, " - ") {
			b.lint("dash_in_bullet", paths[i], text.Text, "a dash between spaces begins a bullet below this one; write – or -- for a dash in the text")
		}
		out.WriteString("- ")
		from := 0
		for {
			dash := strings.Index(text.Text[from:], " - ")
			if dash < 0 {
				break
			}
			out.Write(text.Slice(from, from+dash))
			out.WriteString("\n  - ")
			from += dash + len(" - ")
		}
		out.Write(text.Slice(from, len(text.Text)))
	}
	return out.Source()
}

func (b *builder) join(n *yamltree.Node, path string) markup.Source {
	var out markup.Builder
	items, paths := list(n, path)
	for i, item := range items {
		if i > 0 {
			out.WriteString(", ")
		}
		out.Write(b.text(item, paths[i]))
	}
	return out.Source()
}

// A summary on a line of its own is set as a block: a marker line, then its
// lines with an indentation.
const (
	summaryMark   = "!!! summary"
	summaryIndent = "    "
)

func hasSummaryLine(template string) bool {
	for line := range strings.SplitSeq(template, "\n") {
		if strings.TrimSpace(line) == "SUMMARY" {
			return true
		}
	}
	return false
}

func asSummary(text markup.Source) markup.Source {
	var out markup.Builder
	out.WriteString(summaryMark)
	for _, line := range text.Lines() {
		out.WriteString("\n")
		if strings.TrimSpace(line.Text) != "" {
			out.WriteString(summaryIndent)
		}
		out.Write(line)
	}
	return out.Source()
}

// Line is a line of a column.
type Line struct {
	markup.Source
	Summary bool // a summary; its own lines are separated by line feeds
}

// Lines splits a column into lines, a summary being one.
func Lines(column markup.Source) []Line {
	var lines []Line
	rest := column.Lines()
	for i := 0; i < len(rest); i++ {
		if rest[i].Text != summaryMark {
			lines = append(lines, Line{Source: rest[i]})
			continue
		}
		var summary markup.Builder
		for first := true; i+1 < len(rest) && strings.HasPrefix(rest[i+1].Text, summaryIndent); i++ {
			if !first {
				summary.WriteString("\n")
			}
			first = false
			summary.Write(rest[i+1].Slice(len(summaryIndent), len(rest[i+1].Text)))
		}
		lines = append(lines, Line{Source: summary.Source(), Summary: true})
	}
	return lines
}
