package offer

import "github.com/bespoke-cv/bespoke/schema"

// readArrangement weighs what the offer says about where the work is done. A
// plain "no remote" settles it; then hybrid beats remote beats on site,
// because offers say "remote" loosely and "two days at home" exactly. What
// labels and the head of the offer say counts more than a line on benefits.
func (d *document) readArrangement() {
	if q, ok := d.given["arrangement"]; ok {
		d.offer.Arrangement = schema.Remote
		d.set("arrangement", q.Start, q.End)
		return
	}
	if d.labelledAll("label.arrangement", d.arrangementIn) || d.labelledAll("label.location", d.arrangementIn) {
		return
	}
	var found [4]hit // by strength
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.heading && l.section != "" && !l.has("work.hybrid") {
			continue
		}
		for _, h := range l.hits {
			if rank := d.arrangementRank(l, h); rank >= 0 && found[rank].kind == "" {
				found[rank] = h
			}
		}
	}
	for rank, h := range found {
		if h.kind != "" {
			start, end := d.span(h)
			d.offer.Arrangement = [4]schema.Arrangement{schema.OnSite, schema.Hybrid, schema.Remote, schema.OnSite}[rank]
			d.set("arrangement", start, end)
			return
		}
	}
}

// arrangementRank is the index of h among denial, hybrid, remote and on site,
// or -1 when it says nothing about the arrangement.
func (d *document) arrangementRank(l *line, h hit) int {
	if h.kind != "work.no" && d.denied(l, h) {
		if h.kind == "work.remote" || h.kind == "work.hybrid" {
			return 0
		}
		return -1
	}
	switch h.kind {
	case "work.no":
		return 0
	case "work.hybrid":
		return 1
	case "work.remote":
		return 2
	case "work.on_site":
		if l.section == aboutSection || l.section == benefitsSection && h.last-h.first < 2 && !l.has("label.arrangement") && l.last-l.first > 6 {
			return -1
		}
		return 3
	}
	return -1
}

// denied reports whether a word of denial stands right before or behind h.
func (d *document) denied(l *line, h hit) bool {
	for i := max(l.first, h.first-3); i < h.first; i++ {
		switch d.tokens[i].fold {
		case "no", "not", "non", "kein", "keine", "keinen", "nicht", "pas", "sin", "senza", "sem", "geen", "niet", "aucun", "without", "isn":
			return true
		}
	}
	for i := h.last; i < min(l.last, h.last+5); i++ {
		switch d.tokens[i].fold {
		case "nicht", "niet", "impossible", "no", "not":
			return i+1 >= l.last || d.tokens[i].fold != "no"
		}
	}
	return false
}

// arrangementIn reads a labelled value.
func (d *document) arrangementIn(l *line, start, end int) bool {
	best := -1
	var from, to int
	for _, h := range l.hits {
		s, e := d.span(h)
		if s < start || e > end {
			continue
		}
		if rank := d.arrangementRank(l, h); rank >= 0 && (best < 0 || rank < best) {
			best, from, to = rank, s, e
		}
	}
	if best < 0 && start > l.end { // the value stands on the next line
		words := d.wordsIn(start, end)
		for _, h := range d.book.find(words) {
			if rank := map[string]int{"work.no": 1, "work.hybrid": 2, "work.remote": 3, "work.on_site": 4}[h.kind]; rank > 0 && (best < 0 || rank-1 < best) {
				best, from, to = rank-1, words[h.first].start, words[h.last-1].end
			}
		}
	}
	if best < 0 {
		return false
	}
	d.offer.Arrangement = [4]schema.Arrangement{schema.OnSite, schema.Hybrid, schema.Remote, schema.OnSite}[best]
	d.set("arrangement", from, to)
	return true
}
