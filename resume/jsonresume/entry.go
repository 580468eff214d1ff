package jsonresume

import (
	"regexp"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

var dateForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{4}(?:-\d{2}(?:-\d{2})?)?$`) })

// dates reads the dates of an entry; one that is none becomes text.
func dates(n *draft.Node, v *value) {
	start, end := v.get("startDate"), v.get("endDate")
	switch {
	case start.says() && dateForm().MatchString(start.text) && (!end.says() || dateForm().MatchString(end.text)):
		n.Add(draft.Day("start_date", start.text, start.Span))
		if end.says() {
			n.Add(draft.Day("end_date", end.text, end.Span))
		} else {
			n.Add(draft.Day("end_date", "present", start.Span))
		}
	case !start.says() && end.says() && dateForm().MatchString(end.text):
		n.Add(draft.Day("date", end.text, end.Span))
	case start.says() || end.says():
		n.Add(draft.Leaf("date", strings.Trim(text(start)+" – "+text(end), " –"), spans(start, end)...))
	}
	if date := v.first("date", "releaseDate"); date.says() {
		if dateForm().MatchString(date.text) {
			n.Add(draft.Day("date", date.text, date.Span))
		} else {
			n.Add(leaf("date", date))
		}
	}
}

// linked is a text that leads to an address.
func linked(key string, v, url *value) *draft.Node {
	n := leaf(key, v)
	if n != nil && url.says() && !strings.ContainsAny(url.text, " ()") && !strings.Contains(n.Text, "](") {
		n.Text = "[" + n.Text + "](" + url.text + ")"
		n.Quotes = append(n.Quotes, url.Span)
	}
	return n
}

func highlights(v *value, more ...*draft.Node) *draft.Node {
	list := draft.Seq("highlights")
	for _, h := range v.get("highlights").all() {
		list.Add(leaf("", h))
	}
	list.Add(more...)
	return list
}

func (r *reader) work(v *value) *draft.Node {
	n := draft.Map("")
	// RenderCV needs both: one that is missing is left empty for the user.
	company := linked("company", v.first("name", "company", "organization"), v.first("url", "website"))
	if company == nil {
		company = draft.Leaf("company", "")
	}
	position := leaf("position", v.get("position"))
	if position == nil {
		position = draft.Leaf("position", "")
	}
	n.Items = append(n.Items, company, position)
	dates(n, v)
	n.Add(leaf("location", v.get("location")))
	r.summary(n, v.get("summary"), v.get("description"))
	n.Add(highlights(v))
	return n
}

// summary joins texts.
func (r *reader) summary(n *draft.Node, parts ...*value) {
	var texts []string
	for _, p := range parts {
		if p.says() && p.leaf {
			texts = append(texts, line(p.text))
		}
	}
	n.Add(draft.Leaf("summary", strings.Join(texts, " "), spans(parts...)...))
}

func (r *reader) project(v *value) *draft.Node {
	n := draft.Map("")
	n.Add(linked("name", v.get("name"), v.get("url")))
	dates(n, v)
	r.summary(n, v.first("description", "summary"))
	n.Add(highlights(v, joined("Roles", v.get("roles")), joined("Keywords", v.get("keywords")), labelled("For", v.get("entity")), labelled("Type", v.get("type"))))
	return n
}

// joined is a list as one text.
func joined(label string, v *value) *draft.Node {
	var texts []string
	var quotes []source.Span
	for _, item := range v.all() {
		if item.leaf && item.says() {
			texts = append(texts, line(item.text))
			quotes = append(quotes, item.Span)
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return draft.Leaf("", label+": "+strings.Join(texts, ", "), quotes...)
}

func labelled(label string, v *value) *draft.Node {
	if !v.says() || !v.leaf {
		return nil
	}
	return draft.Leaf("", label+": "+line(v.text), v.Span)
}

func (r *reader) education(v *value) *draft.Node {
	n := draft.Map("")
	area, degree := leaf("area", v.get("area")), leaf("degree", v.get("studyType"))
	if area == nil {
		area, degree = degree, nil
		if area == nil {
			area = draft.Leaf("area", "")
		}
		area.Key = "area"
	}
	institution := linked("institution", v.get("institution"), v.get("url"))
	if institution == nil {
		institution = draft.Leaf("institution", "")
	}
	n.Items = append(n.Items, institution, area)
	n.Add(degree)
	dates(n, v)
	n.Add(leaf("location", v.get("location")))
	r.summary(n, v.get("summary"))
	n.Add(highlights(v, labelled("Score", v.first("score", "gpa")), joined("Courses", v.get("courses"))))
	return n
}

func (r *reader) certificate(v *value) *draft.Node {
	n := draft.Map("")
	n.Add(linked("name", v.first("name", "title"), v.get("url")))
	dates(n, v)
	n.Add(leaf("location", v.get("location")))
	r.summary(n, v.first("issuer", "awarder"))
	n.Add(highlights(v, leaf("", v.get("summary"))))
	return n
}

func (r *reader) publication(v *value) *draft.Node {
	if own := v.get("authors"); own.says() { // of bespoke's export
		n := draft.Map("")
		n.Add(leaf("title", v.get("name")))
		authors := draft.Seq("authors")
		for _, a := range own.all() {
			authors.Add(leaf("", a))
		}
		n.Add(authors)
		dates(n, v)
		r.summary(n, v.get("summary"))
		n.Add(leaf("doi", v.get("doi")))
		if !v.get("doi").says() {
			n.Add(leaf("url", v.get("url")))
		} else {
			n.Quotes = append(n.Quotes, spans(v.get("url"))...)
		}
		n.Add(leaf("journal", v.get("publisher")))
		return n
	}
	n := draft.Map("")
	n.Add(linked("name", v.get("name"), v.first("url", "website")))
	dates(n, v)
	r.summary(n, v.get("publisher"))
	n.Add(highlights(v, leaf("", v.get("summary"))))
	return n
}

func (r *reader) skill(v *value) *draft.Node {
	if v.leaf {
		return draft.Map("", draft.Leaf("label", line(v.text), v.Span))
	}
	n := draft.Map("")
	n.Add(leaf("label", v.get("name")))
	var parts []string
	var quotes []source.Span
	for _, k := range v.get("keywords").all() {
		if k.leaf && k.says() {
			parts = append(parts, line(k.text))
			quotes = append(quotes, k.Span)
		}
	}
	details := strings.Join(parts, ", ")
	if level := v.get("level"); level.says() {
		quotes = append(quotes, level.Span)
		if details != "" {
			details += " (" + line(level.text) + ")"
		} else {
			details = line(level.text)
		}
	}
	if len(n.Items) == 0 {
		n.Add(draft.Leaf("label", details, quotes...))
		return n
	}
	n.Add(draft.Leaf("details", details, quotes...))
	return n
}

func (r *reader) language(v *value) *draft.Node {
	n := draft.Map("")
	n.Add(leaf("label", v.get("language")), leaf("details", v.get("fluency")))
	return n
}

func (r *reader) reference(v *value) *draft.Node {
	n := draft.Map("")
	n.Add(leaf("name", v.get("name")))
	r.summary(n, v.get("reference"))
	if len(n.Items) == 1 && n.Items[0].Key == "summary" {
		n.Items[0].Key = "name"
	}
	return n
}
