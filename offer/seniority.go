package offer

import (
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/schema"
)

// readSeniority reads the level from the title, else from a line that names
// it. Titles in which a level word is part of the occupation (account manager,
// staff nurse) are told by the phrase book.
func (d *document) readSeniority() {
	if q, ok := d.sourceOf("title"); ok {
		if level, start, end := d.levelIn(q.Start, q.End); level != "" {
			d.offer.Seniority = level
			d.set("seniority", start, end)
			return
		}
	}
	if start, end, ok := d.labelled("label.level", 0); ok {
		if level, from, to := d.levelIn(start, end); level != "" {
			d.offer.Seniority = level
			d.set("seniority", from, to)
			return
		}
	}
	d.seniorityFromText()
}

func (d *document) sourceOf(field string) (schema.Quote, bool) {
	for _, s := range d.offer.Sources {
		if s.Field == field {
			return s.Quote, true
		}
	}
	return schema.Quote{}, false
}

// levelRank orders words of one title: in "Senior Team Lead" the lead tells
// more, in "Senior Manager" the manager.
var levelRank = map[string]int{
	"level.intern": 9, "level.executive": 8, "level.director": 7, "level.manager": 6, "level.lead": 5, "level.principal": 4,
	"level.senior": 3, "level.mid": 1, "level.junior": 2,
}

func (d *document) levelIn(start, end int) (schema.Seniority, int, int) {
	words := d.wordsIn(start, end)
	best := hit{}
	for _, h := range append(d.book.find(words), levels().find(words)...) {
		if levelRank[h.kind] > levelRank[best.kind] {
			best = h
		}
		if h.kind == "level.none" && best.kind != "" && h.first <= best.first && best.last <= h.last {
			best = hit{}
		}
	}
	if best.kind == "" {
		return "", 0, 0
	}
	return schema.Seniority(best.kind[len("level."):]), words[best.first].start, words[best.last-1].end
}

// levels holds the level words of all languages but those that mean something
// else in another one, such as French "stage". A title in one language often
// stands above a text in another.
var levels = sync.OnceValue(func() *book {
	b := newBook()
	for _, lang := range taught {
		for p := range phrases(lang, func(kind string) bool { return strings.HasPrefix(kind, "level.") }) {
			if p.n > 1 || len(p.text) >= 4 && !elsewhere[p.text] {
				b.add(p)
			}
		}
	}
	b.sort()
	return b
})

var elsewhere = map[string]bool{
	"stage": true, "middle": true, "starter": true, "starters": true, "entry": true, "administrador": true, "experto": true, "esperto": true, "esperta": true,
	"fellow": true, "principal": true, "lead": true, "leader": true, "hoofd": true, "leerling": true, "chef": true, "chefe": true, "lider": true, "experienced": true,
	"beca": true, "practicas": true, "intern": true, "director": true, "vorstand": true, "supervisor": true, "responsable": true, "manager": true, "gestor": true,
	"gestora": true, "administrator": true, "responsavel": true, "responsabile": true, "ervaren": true, "graduate": true,
}

// wordsIn returns the words of text[start:end].
func (d *document) wordsIn(start, end int) []token {
	first := 0
	for first < len(d.tokens) && d.tokens[first].start < start {
		first++
	}
	last := first
	for last < len(d.tokens) && d.tokens[last].end <= end {
		last++
	}
	return d.tokens[first:last]
}

// seniorityFromText takes a level that the text states of the job itself:
// "this is a junior role", "an experienced …" does not count.
func (d *document) seniorityFromText() {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.section == benefitsSection || l.section == aboutSection || l.section == legalSection {
			continue
		}
		for _, h := range l.hits {
			if !h.is("level.") || h.kind == "level.none" || h.last >= l.last {
				continue
			}
			switch d.tokens[h.last].fold {
			case "level", "role", "position", "stelle", "niveau", "nivel", "livello":
				if h.kind == "level.junior" || h.kind == "level.senior" || h.kind == "level.mid" {
					start, end := d.span(h)
					d.offer.Seniority = schema.Seniority(h.kind[len("level."):])
					d.set("seniority", start, end)
					return
				}
			}
		}
	}
}
