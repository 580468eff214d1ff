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

	"github.com/bespoke-cv/bespoke/resume/draft"
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
	root.lines(newCursor(data), &doc.Lines)
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
