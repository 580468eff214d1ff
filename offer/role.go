package offer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// readRoles warns when one posting advertises several jobs, and names them:
// the requirements of one must not be held against an applicant for another.
func (d *document) readRoles() {
	var names []string
	titled := fold(d.offer.Title)
	announced := false
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.section == similarSection {
			continue
		}
		announced = announced || l.has("role.several")
		s := d.text[l.start:l.end]
		if len(s) > 90 {
			continue
		}
		marked := genderMarked(s)
		if l.heading && !l.bullet && l.section != unknownSection && !marked {
			continue
		}
		listed := announced && l.last-l.first <= 6 && !strings.ContainsAny(s, ".:!") && !l.has("must.") && !l.has("ask")
		listed = listed || l.last-l.first <= 5 && d.jobBlock(i)
		if !marked && !listed && !(l.strong && !l.bullet && i > 0 && d.followedByHeading(i)) || !occupied(d.words(*l)) {
			continue
		}
		name := cleanTitle(s)
		if name == "" || repeats(names, name) {
			continue
		}
		if marked || listed || strings.HasPrefix(s, name) && fold(name) != titled {
			names = append(names, name)
		}
	}
	if d.offer.Title != "" && len(names) > 0 && !repeats(names, d.offer.Title) && !announced {
		names = append([]string{d.offer.Title}, names...)
	}
	if len(names) < 2 {
		return
	}
	if len(names) > 8 {
		names = names[:8]
	}
	d.several()
	d.warnings = append(d.warnings, fmt.Sprintf("the posting advertises several roles (%s): give the one you want as its own text", strings.Join(names, "; ")))
}

// jobBlock reports whether a short line of its own is followed by pay or by a
// list, as one of several jobs in a posting is.
func (d *document) jobBlock(i int) bool {
	l := &d.lines[i]
	if !l.gap || l.bullet && !l.heading || i+2 >= len(d.lines) {
		return false
	}
	next := &d.lines[i+1]
	s := d.text[next.start:next.end]
	return !next.gap && d.lines[i+2].bullet && holdsDigit(s) && (next.has("label.salary") || namesMoney(s))
}

// several empties what differs from role to role and was read from one of them.
func (d *document) several() {
	if _, ok := d.given["salary"]; !ok {
		d.forget("salary")
		d.offer.Salary = nil
	}
	if _, ok := d.given["employment_type"]; !ok {
		d.forget("employment_type")
		d.offer.EmploymentType = ""
	}
}

// forget takes back the source of a field.
func (d *document) forget(field string) {
	d.offer.Sources = slices.DeleteFunc(d.offer.Sources, func(s schema.FieldSource) bool { return s.Field == field })
	delete(d.quoted, field)
}

func repeats(names []string, name string) bool {
	folded := fold(name)
	for _, n := range names {
		if f := fold(n); strings.Contains(f, folded) || strings.Contains(folded, f) {
			return true
		}
	}
	return false
}

// followedByHeading reports whether a section of its own follows line i.
func (d *document) followedByHeading(i int) bool {
	for j := i + 1; j < min(len(d.lines), i+4); j++ {
		if d.lines[j].heading && (d.lines[j].section == mustSection || d.lines[j].section == dutiesSection) {
			return true
		}
	}
	return false
}
