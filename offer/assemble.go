package offer

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// source is the text that a document is read from, with what its form said.
type source struct {
	text     string
	body     int                     // offset at which the offer's own text starts; before it stand the page's data
	visible  int                     // offset at which text that the page hides starts
	headings map[int]bool            // offsets of lines that the markup calls headings
	given    map[string]schema.Quote // field ─► its line in the page's data
	posting  posting
	title    string // the page's main heading
	hidden   []schema.Quote
	mojibake []string
	warnings []string
}

// hiddenMark introduces text that the page does not show.
const hiddenMark = "\n\n[Text that the page hides, not part of the offer]\n"

// readSource brings an offer in any form to one text. The data of a JSON-LD
// posting becomes readable lines at its head, so that they can be quoted too.
func readSource(clean repaired, isHTML bool) source {
	src := source{given: map[string]schema.Quote{}, mojibake: clean.mojibake, warnings: clean.warnings}
	var hidden []string
	if isHTML {
		hidden = src.readHTML(clean.text)
	} else {
		src.text = strings.TrimRight(unescapeText(clean.text), " \t\n")
	}
	src.visible = len(src.text)
	if clean.smuggled != "" {
		hidden = append(hidden, strings.Join(strings.Fields(clean.smuggled), " "))
	}
	for i, s := range hidden {
		if i == 0 {
			src.text += hiddenMark
		} else {
			src.text += "\n"
		}
		src.hidden = append(src.hidden, schema.Quote{Text: s, Start: len(src.text), End: len(src.text) + len(s)})
		src.text += s
	}
	return src
}

func (src *source) readHTML(text string) (hidden []string) {
	seen := readPage(text)
	src.title = seen.title
	postings, broken := readPostings(seen.scripts)
	if broken > 0 {
		src.warnings = append(src.warnings, "the page's structured data (JSON-LD) is broken and was left out")
	}
	if len(postings) == 0 {
		collectPostings(seen.items, 0, &postings)
	}
	if len(postings) == 0 {
		src.text, src.headings = seen.text, seen.headings
		return seen.hidden
	}
	p := postings[0]
	if len(postings) > 1 {
		p = src.choose(postings, seen.title)
	}
	src.posting = p
	described := readPage(unescapeMarkup(p.description))
	src.writeData(p)
	body := described
	if len(described.text) < 400 && len(seen.text) > len(described.text) {
		body = seen
	}
	src.appendBody(body, p)
	return append(seen.hidden, described.hidden...)
}

// unescapeText reads the character references that a page left in plain text:
// "&nbsp;", "&amp;".
func unescapeText(s string) string {
	if holdsAny(s, "&nbsp;", "&amp;", "&#", "&eacute;", "&quot;", "&rsquo;") {
		return html.UnescapeString(s)
	}
	return s
}

// unescapeMarkup undoes rounds of escaping too many ("&lt;p&gt;").
func unescapeMarkup(s string) string {
	for rounds := 0; rounds < 3 && !strings.Contains(s, "<") && (strings.Contains(s, "&lt;") || strings.Contains(s, "&amp;lt;")); rounds++ {
		s = html.UnescapeString(s)
	}
	if !strings.Contains(s, "<") {
		return strings.ReplaceAll(html.EscapeString(html.UnescapeString(s)), "\n", "<br>")
	}
	return s
}

// choose picks the posting that the page is about, and names the others.
func (src *source) choose(postings []posting, heading string) posting {
	chosen := 0
	var titles []string
	for i, p := range postings {
		if heading != "" && strings.EqualFold(p.title, heading) {
			chosen = i
		}
		if len(titles) < 10 {
			titles = append(titles, p.title)
		}
	}
	src.warnings = append(src.warnings, fmt.Sprintf("the page holds %d postings (%s); %q was read",
		len(postings), strings.Join(titles, "; "), postings[chosen].title))
	return postings[chosen]
}

// writeData writes the posting's data as lines "Label: value".
func (src *source) writeData(p posting) {
	line := func(field, label, value string) {
		if value == "" {
			return
		}
		start := len(src.text) + len(label) + 2
		src.text += label + ": " + value + "\n"
		src.given[field] = schema.Quote{Text: value, Start: start, End: start + len(value)}
	}
	line("title", "Title", p.title)
	line("company", "Company", p.company)
	line("location", "Location", p.location)
	if p.remote {
		line("arrangement", "Workplace", "remote (TELECOMMUTE)")
	}
	line("employment_type", "Employment type", p.employment)
	if p.salary != nil {
		line("salary", "Salary", salaryLine(*p.salary))
	}
	line("published_on", "Published", p.published)
	line("closes_on", "Closes", p.closes)
	line("starts_on", "Starts", p.starts)
	line("reference", "Reference", p.reference)
}

func salaryLine(s schema.Salary) string {
	var text string
	switch {
	case s.Min == s.Max:
		text = decimal(s.Min)
	case s.Min == 0:
		text = "up to " + decimal(s.Max)
	case s.Max == 0:
		text = "from " + decimal(s.Min)
	default:
		text = decimal(s.Min) + " – " + decimal(s.Max)
	}
	text = strings.TrimSpace(text + " " + s.Currency)
	if s.Period != "" {
		text += " per " + string(s.Period)
	}
	return text
}

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// appendBody adds the offer's own text and those parts of the posting that it
// does not repeat.
func (src *source) appendBody(body page, p posting) {
	if src.text != "" {
		src.text += "\n"
	}
	src.body = len(src.text)
	src.headings = map[int]bool{}
	for at := range body.headings {
		src.headings[src.body+at] = true
	}
	src.text += body.text
	for _, part := range []struct{ heading, text string }{
		{"Responsibilities", p.duties}, {"Qualifications", p.qualifications}, {"Experience", p.experience}, {"Skills", p.skills}, {"Salary", p.pay}, {"Benefits", p.benefits},
	} {
		if part.text == "" {
			continue
		}
		text := readPage(unescapeMarkup(part.text)).text
		if text == "" || strings.Contains(body.text, strings.TrimPrefix(text, "- ")) {
			continue
		}
		src.text += "\n\n" + part.heading + ":\n" + text
	}
}
