// Package jsonresume reads the JSON Resume format (jsonresume.org/schema, 1.0.0
// and the older 0.0.16) into a RenderCV draft.
//
// The format has fixed sections. What bespoke's own export wrote of sections
// that it has no place for stands in meta.rendercv (see package render/export)
// and is read from there.
package jsonresume

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/rules"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// ErrJSON is wrapped when a file is no JSON Resume; the message names line and
// column.
var ErrJSON = errors.New("no readable JSON Resume")

// Read reads a file. The document holds the JSON itself: its lines are the
// values, named by their JSON Pointers.
func Read(data []byte) (*draft.Node, *source.Document, error) {
	root, err := parse(data)
	if err != nil {
		return nil, nil, err
	}
	known := false
	for _, key := range []string{"basics", "work", "education", "skills", "projects", "volunteer"} {
		known = known || root.get(key).says()
	}
	if !known {
		return nil, nil, fmt.Errorf("%w: it has none of the keys basics, work, education, skills and projects; see jsonresume.org/schema", ErrJSON)
	}
	doc := &source.Document{Text: string(data)}
	root.lines(data, &doc.Lines)
	r := &reader{root: root, cv: draft.Map("cv"), titles: map[string][]title{}}
	for _, key := range []string{"$schema", "meta"} {
		r.ignore(doc, root.get(key))
	}
	r.readTitles()
	r.basics()
	r.sections()
	return r.cv, doc, nil
}

type reader struct {
	root   *value
	cv     *draft.Node
	titles map[string][]title // of the lists that bespoke's export wrote
	order  []string           // titles in the order of the CV
	kept   []*draft.Node      // sections that the format has no list for
}

// title is a section that was written into a list.
type title struct {
	name    string
	entries int
}

// ignore tells of values that are about the file. What bespoke's own export
// noted is read elsewhere.
func (r *reader) ignore(doc *source.Document, v *value) {
	if v == nil || v.path == "/meta/rendercv" {
		return
	}
	if v.leaf && v.says() {
		r.cv.Quotes = append(r.cv.Quotes, v.Span)
		doc.Ignored = append(doc.Ignored, source.Remark{Text: v.text, Place: v.path, Reason: "is about the file, not the person"})
	}
	for _, item := range v.items {
		r.ignore(doc, item)
	}
}

// readTitles reads what bespoke's export says about sections.
func (r *reader) readTitles() {
	own := r.root.get("meta").get("rendercv")
	if own != nil {
		r.cv.Quotes = append(r.cv.Quotes, own.Span)
	}
	for _, s := range own.get("sections").all() {
		name, list := s.get("title"), s.get("list")
		if !name.says() {
			continue
		}
		r.order = append(r.order, name.text)
		if list.says() {
			n, _ := strconv.Atoi(text(s.get("entries"))) // 0 takes all
			r.titles[list.text] = append(r.titles[list.text], title{name.text, n})
			continue
		}
		if entries := s.get("content"); entries.says() {
			node := tree(entries)
			node.Key = name.text
			r.kept = append(r.kept, node)
		}
	}
}

func text(v *value) string {
	if v == nil {
		return ""
	}
	return v.text
}

// tree is a value as it stands.
func tree(v *value) *draft.Node {
	if v.leaf {
		return draft.Leaf("", v.text, v.Span)
	}
	node := draft.Map("")
	if v.list {
		node = draft.Seq("")
	}
	for i, item := range v.items {
		child := tree(item)
		if !v.list {
			child.Key = v.keys[i]
			switch child.Key {
			case "date", "start_date", "end_date":
				child.Kind = draft.Date
			}
		}
		node.Add(child)
	}
	return node
}

func leaf(key string, v *value) *draft.Node {
	if !v.says() || !v.leaf {
		return nil
	}
	return draft.Leaf(key, line(v.text), v.Span)
}

func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// basics reads the person.
func (r *reader) basics() {
	b := r.root.get("basics")
	r.cv.Add(leaf("name", b.get("name")), leaf("headline", b.get("label")))
	r.location(b.get("location"))
	r.cv.Add(leaf("email", b.get("email")))
	if photo := b.first("image", "picture"); photo.says() && photo.leaf && !strings.HasPrefix(photo.text, "data:") {
		r.cv.Add(leaf("photo", photo))
	}
	region := text(b.get("location").get("countryCode"))
	if phone := b.get("phone"); phone.says() {
		if number, ok := rules.Phone(phone.text, strings.ToUpper(region)); ok {
			r.cv.Add(draft.Leaf("phone", number, phone.Span))
		}
	}
	if url := b.first("url", "website"); url.says() {
		r.cv.Add(leaf("website", url))
	}
	r.profiles(b.get("profiles"))
}

func (r *reader) location(v *value) {
	if v == nil {
		return
	}
	if v.leaf {
		r.cv.Add(leaf("location", v))
		return
	}
	var parts []string
	var quotes []source.Span
	for _, key := range []string{"address", "postalCode", "city", "region", "countryCode"} {
		part := v.get(key)
		if !part.says() || !part.leaf {
			continue
		}
		quotes = append(quotes, part.Span)
		if key == "city" && len(parts) > 0 && v.get("postalCode").says() {
			parts[len(parts)-1] += " " + line(part.text)
			continue
		}
		parts = append(parts, line(part.text))
	}
	r.cv.Add(draft.Leaf("location", strings.Join(parts, ", "), quotes...))
}

// profiles reads social networks; those that RenderCV does not know become
// connections of their own.
func (r *reader) profiles(v *value) {
	networks, custom := draft.Seq("social_networks"), draft.Seq("custom_connections")
	for _, p := range v.all() {
		network, username, url := p.get("network"), p.get("username"), p.get("url")
		quotes := spans(network, username, url)
		name, user, ok := "", "", false
		if url.says() {
			name, user, ok = rules.Network(url.text)
		}
		if !ok && network.says() && username.says() {
			for _, n := range rules.Networks {
				if strings.EqualFold(n.Name, strings.TrimSpace(network.text)) || n.Name == "X" && strings.EqualFold(network.text, "Twitter") {
					name, user, ok = n.Name, strings.TrimPrefix(username.text, "@"), true
					break
				}
			}
		}
		if ok {
			networks.Add(draft.Map("", draft.Leaf("network", name, quotes...), draft.Leaf("username", user, quotes...)))
			continue
		}
		shown := strings.TrimSpace(text(network) + " " + text(username))
		if shown == "" {
			shown = text(url)
		}
		if shown == "" {
			continue
		}
		connection := draft.Map("", draft.Leaf("fontawesome_icon", "link"), draft.Leaf("placeholder", line(shown), quotes...))
		link := leaf("url", url)
		if link == nil {
			link = &draft.Node{Key: "url", Kind: draft.Null}
		}
		connection.Items = append(connection.Items, link)
		custom.Items = append(custom.Items, connection)
	}
	r.cv.Add(networks, custom)
}

func spans(values ...*value) []source.Span {
	var all []source.Span
	for _, v := range values {
		if v.says() {
			all = append(all, v.Span)
		}
	}
	return all
}

// sections reads the lists in the order in which a CV has them.
func (r *reader) sections() {
	all := draft.Map("sections")
	if summary := r.root.get("basics").get("summary"); summary.says() {
		list := draft.Seq(r.titleOf("summary", "summary"))
		for _, part := range regexp.MustCompile(`\n\s*\n`).Split(summary.text, -1) {
			list.Add(draft.Leaf("", line(part), summary.Span))
		}
		all.Add(list)
	}
	for _, s := range []struct {
		key, title string
		entry      func(*value) *draft.Node
	}{
		{"work", "experience", r.work},
		{"volunteer", "volunteering", r.work},
		{"projects", "projects", r.project},
		{"education", "education", r.education},
		{"certificates", "certificates", r.certificate},
		{"awards", "awards", r.certificate},
		{"publications", "publications", r.publication},
		{"skills", "skills", r.skill},
		{"languages", "languages", r.language},
		{"interests", "interests", r.skill},
		{"references", "references", r.reference},
	} {
		var entries []*draft.Node
		for _, v := range r.root.get(s.key).all() {
			if entry := s.entry(v); entry != nil && len(entry.Items) > 0 {
				entries = append(entries, entry)
			}
		}
		r.divide(all, s.key, s.title, entries)
	}
	all.Items = append(all.Items, r.kept...)
	r.sort(all)
	r.cv.Add(all)
}

func (r *reader) titleOf(key, otherwise string) string {
	if len(r.titles[key]) > 0 {
		return r.titles[key][0].name
	}
	return otherwise
}

// divide makes the sections that a list was made of.
func (r *reader) divide(all *draft.Node, key, otherwise string, entries []*draft.Node) {
	titles := r.titles[key]
	if len(titles) == 0 {
		titles = []title{{otherwise, 0}}
	}
	for i, t := range titles {
		n := t.entries
		if n <= 0 || n > len(entries) || i == len(titles)-1 {
			n = len(entries)
		}
		all.Add(draft.Seq(t.name, sameType(entries[:n])...))
		entries = entries[n:]
	}
}

// sameType makes entries that lack the second key of their pair bullets, all of
// them, since a section has one type.
func sameType(entries []*draft.Node) []*draft.Node {
	single := false
	for _, e := range entries {
		single = single || len(e.Items) == 1 && e.Items[0].Key == "label"
	}
	if !single {
		return entries
	}
	bullets := make([]*draft.Node, len(entries))
	for i, e := range entries {
		text, quotes := e.Items[0].Text, e.Items[0].Quotes
		if len(e.Items) > 1 {
			text += ": " + e.Items[1].Text
			quotes = append(quotes, e.Items[1].Quotes...)
		}
		bullets[i] = draft.Map("", draft.Leaf("bullet", text, quotes...))
	}
	return bullets
}

// sort brings sections into the order that bespoke's export noted.
func (r *reader) sort(all *draft.Node) {
	var sorted []*draft.Node
	for _, name := range r.order {
		if node := all.Get(name); node != nil {
			sorted = append(sorted, node)
			all.Remove(name)
		}
	}
	all.Items = append(sorted, all.Items...)
}

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
	for key, found := range map[string]*draft.Node{
		"company": linked("company", v.first("name", "company", "organization"), v.first("url", "website")), "position": leaf("position", v.get("position")),
	} {
		if found == nil {
			found = draft.Leaf(key, "")
		}
		n.Items = append(n.Items, found)
	}
	if n.Items[0].Key != "company" {
		n.Items[0], n.Items[1] = n.Items[1], n.Items[0]
	}
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
