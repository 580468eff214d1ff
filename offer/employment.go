package offer

import (
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// employmentRank orders kinds of contract: an internship stays one when it is
// full time, a fixed term too; full time is what is left.
var employmentRank = []schema.EmploymentType{
	schema.Internship, schema.Apprenticeship, schema.Volunteer, schema.Freelance, schema.Contract, schema.Temporary, schema.PartTime, schema.FullTime,
}

// readEmployment reads the kind of contract from the page's data, a label, the
// title, or the first lines that name one.
func (d *document) readEmployment() {
	if q, ok := d.given["employment_type"]; ok {
		if kind := schemaOrgType(q.Text); kind != "" {
			d.offer.EmploymentType = kind
			d.set("employment_type", q.Start, q.End)
			return
		}
	}
	best, rank, strength := hit{}, len(employmentRank), 0
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped {
			continue
		}
		for _, h := range l.hits {
			kind, ok := strings.CutPrefix(h.kind, "hire.")
			if !ok {
				continue
			}
			weight := d.employmentWeight(l, i)
			if d.tokens[h.first].fold == "ausbildung" && !d.inTitle(l) {
				weight = 0 // what the reader has learnt, not what is offered
			}
			if kind == "none" {
				h, kind = d.fullOfBoth(h), "full_time"
				if h.kind == "" {
					continue
				}
			}
			for r, t := range employmentRank {
				if string(t) == kind && weight > 0 && (weight > strength || weight == strength && r < rank) {
					best, rank, strength = h, r, weight
				}
			}
		}
	}
	if best.kind != "" {
		start, end := d.span(best)
		d.offer.EmploymentType = employmentRank[rank]
		d.set("employment_type", start, end)
	}
}

// fullOfBoth reads "full or part time" as full time, which the offer allows.
func (d *document) fullOfBoth(h hit) hit {
	for i := h.first; i < h.last; i++ {
		switch fold := d.tokens[i].fold; {
		case fold == "full", fold == "fulltime", strings.HasPrefix(fold, "voll"), fold == "plein", fold == "complet", fold == "completa", fold == "voltijd", fold == "indeterminato":
			return h
		}
	}
	return hit{}
}

// employmentWeight says how much a line can tell about the contract; what an
// offer asks of the reader's past tells nothing.
func (d *document) employmentWeight(l *line, i int) int {
	label, ok := l.find("label.type")
	switch {
	case ok && label.first == l.first, i > 0 && d.lines[i-1].last-d.lines[i-1].first <= 3 && d.lines[i-1].has("label.type"):
		return 4
	case d.inTitle(l):
		return 4
	case (l.section == mustSection || l.section == niceSection) && !l.bullet:
		return 1
	case l.section == mustSection, l.section == niceSection, l.section == aboutSection, l.section == legalSection:
		return 0
	case l.section == "" || l.last-l.first <= 10:
		return 2
	}
	return 1
}

// isTitle reports whether a line is the title and little else.
func (d *document) isTitle(l *line) bool {
	q, _ := d.sourceOf("title")
	return d.inTitle(l) && (q.End-q.Start)*2 >= l.end-l.start
}

func (d *document) inTitle(l *line) bool {
	q, ok := d.sourceOf("title")
	return ok && q.Start < l.end && l.start < q.End
}

// schemaOrgType reads schema.org's employmentType, alone or in a list.
func schemaOrgType(s string) schema.EmploymentType {
	s = strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToUpper(s))
	for _, pair := range []struct {
		word string
		kind schema.EmploymentType
	}{
		{"INTERN", schema.Internship},
		{"APPRENTICE", schema.Apprenticeship},
		{"VOLUNTEER", schema.Volunteer},
		{"FREELANCE", schema.Freelance},
		{"FULL_TIME", schema.FullTime},
		{"FULLTIME", schema.FullTime},
		{"PART_TIME", schema.PartTime},
		{"PARTTIME", schema.PartTime},
		{"CONTRACT", schema.Contract},
		{"TEMPORARY", schema.Temporary},
	} {
		if strings.Contains(s, pair.word) {
			return pair.kind
		}
	}
	return ""
}
