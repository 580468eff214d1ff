package offer

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// An employer is named only where the words leave no doubt; an empty company
// is better than a wrong one. Every place that may name one is a mention with
// a weight; mentions of the same name add up, and a name leads when it weighs
// enough and no other name comes close. Mentions that say that the name is
// somebody else's (a customer, a partner, the group above) weigh against it.
// A name that leads is given when it is certain besides: see evidence.

// The weights of mentions. A name is believed from believed on.
const (
	believed     = 4
	clearLead    = 2
	byLabel      = 9
	byHeading    = 6 // "About Acme" alone on a line
	byHiring     = 5 // "Acme is looking for"
	byVoice      = 4 // "At Acme, we"
	byHead       = 4 // beside the title, place or address
	byAddress    = 4 // agrees with the host of an e-mail or web address
	byForm       = 3 // has a legal form
	byDefinition = 3 // "Acme is a"
	bySubject    = 3 // the first words of the offer's text, before a verb
	byJoining    = 3 // "Join Acme"
	byTitle      = 3 // a part of the title's line
	byRelation   = -6
)

// mention is a place that may name the employer.
type mention struct {
	start, end int
	weight     int
	labelled   bool // behind "Company:"
	firm       bool // see name.firm
	head       bool // in the head of the offer
	client     bool // introduced as the client of who posts
	says       evidence
}

// candidate is a name with all its mentions.
type candidate struct {
	key      string
	score    int
	best     mention // whose words are quoted
	relation bool
	client   bool
	labelled bool
	firm     bool
	head     bool
	says     evidence
}

// readEmployer tells the employer from the agency that posts for one.
func (d *document) readEmployer() {
	d.forClient = d.postsForClient()
	if q, ok := d.given["company"]; ok {
		d.setEmployer(q.Start, q.End, d.forClient && agencyName().MatchString(q.Text))
		return
	}
	d.labelledAll("label.agency", func(_ *line, start, end int) bool {
		if end, ok := d.nameEnd(start, end); ok && !d.onlyPerson(start, end) {
			d.setEmployer(start, end, true)
		}
		return d.offer.Agency != ""
	})
	candidates := d.candidates()
	if c, ok := d.clientNamed(candidates); ok && d.forClient {
		d.setEmployer(c.best.start, c.best.end, false)
		candidates = slices.DeleteFunc(candidates, func(o candidate) bool { return o.key == c.key })
	}
	for _, pick := range []func([]candidate) []candidate{d.labelledOnes, slices.Clone[[]candidate], d.foundedOnes} {
		names := pick(candidates)
		top, ok := clearest(names)
		if !ok {
			top, ok = d.onlyOne(names)
		}
		if !ok || !top.firm {
			continue
		}
		start, end := top.best.start, top.best.end
		if d.articleAdded(top) {
			start = d.wordsIn(start, end)[1].start
		}
		agency := d.agencyAround(start, end) || d.forClient && (!top.labelled || agencyName().MatchString(d.text[start:end]))
		if agency && d.offer.Agency == "" || !agency && d.offer.Company == "" && d.certain(top, names) {
			d.setEmployer(start, end, agency)
			return
		}
	}
}

// onlyPerson reports whether one word behind "Posted by:" may be whoever wrote
// the offer: nothing says that it is a firm.
func (d *document) onlyPerson(start, end int) bool {
	return len(d.wordsIn(start, end)) == 1 && !d.forClient && !hasForm(d.text[start:end]) && !agencyName().MatchString(d.text[start:end])
}

// labelledOnes are the names that stand behind a label.
func (d *document) labelledOnes(candidates []candidate) []candidate {
	return slices.DeleteFunc(slices.Clone(candidates), func(c candidate) bool { return c.says&labels == 0 || c.relation })
}

// foundedOnes leaves out what may be no employer at all: departments, boards and
// slogans stand where employers do.
func (d *document) foundedOnes(candidates []candidate) []candidate {
	return slices.DeleteFunc(slices.Clone(candidates), func(c candidate) bool { return !c.relation && !d.founded(c) })
}

// clientNamed returns the company that the offer names as the client of who
// posts it: "on behalf of our client, Acme Ltd,".
func (d *document) clientNamed(candidates []candidate) (candidate, bool) {
	for _, c := range candidates {
		if c.client && !c.relation && !d.agencyAround(c.best.start, c.best.end) && d.wellMade(c) {
			return c, true
		}
	}
	return candidate{}, false
}

// clearest returns the name that weighs most, unless another comes close.
func clearest(candidates []candidate) (candidate, bool) {
	best, second := candidate{}, 0
	for _, c := range candidates {
		switch {
		case c.score > best.score:
			best, second = c, best.score
		case c.score > second:
			second = c.score
		}
	}
	return best, best.score >= believed && (best.score-second >= clearLead || second < believed)
}

// onlyOne returns the one name that words speak of as the employer's, when all
// of them are short of being believed, and the name is no common word.
func (d *document) onlyOne(candidates []candidate) (candidate, bool) {
	var only candidate
	found := 0
	for _, c := range candidates {
		if c.score >= believed {
			return candidate{}, false
		}
		if c.score >= byDefinition && c.says&(hires|voices|speaks|defined) != 0 && !c.relation && d.coinedWords(strings.Fields(c.key)) {
			only, found = c, found+1
		}
	}
	only.firm = true
	return only, found == 1
}

// candidates gathers the names with their weights, shorter forms of a name
// counted with the longer one.
func (d *document) candidates() []candidate {
	var all []mention
	var silent []name // nothing around them speaks of an employer
	add := func(start, end, weight int) {
		if d.plausibleName(start, end) {
			all = append(all, mention{start: start, end: end, weight: weight, firm: true, head: true, says: placed})
		}
	}
	d.labelledAll("label.company", func(l *line, start, end int) bool {
		if start > l.end && sentence(d.text[start:end]) {
			return false // "Company" above the story of one
		}
		end, ok := d.nameEnd(start, end)
		ok = ok && !withheld().MatchString(d.text[end:min(end+60, len(d.text))]) && !(d.labelsClient(l) && len(d.wordsIn(start, end)) == 1)
		if !ok && d.labelsClient(l) {
			d.forClient = true
		}
		if ok {
			all = append(all, mention{start: start, end: d.withForm(start, end), weight: byLabel, labelled: true, firm: true, says: labels})
		}
		return ok
	})
	if start, end, ok := d.companyAtTitle(); ok {
		add(start, d.withForm(start, end), byHead)
	}
	if start, end, ok := d.companyInHead(); ok {
		add(start, d.withForm(start, end), byHead)
	}
	hosts := d.hosts()
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body || l.section == similarSection {
			continue
		}
		if label := l.hitAt(l.first); label.is("label.") && label.kind != "label.company" && label.kind != "label.contact" && label.kind != "label.location" && strings.HasPrefix(d.text[d.tokens[label.last-1].end:l.end], ":") {
			continue
		}
		if m, ok := d.smallBrand(l); ok {
			all = append(all, m)
		}
		for _, n := range d.names(l) {
			m := d.mention(l, i, n, hosts)
			if m.weight == 0 {
				silent = append(silent, n)
			} else if d.plausibleName(n.start, n.end) {
				all = append(all, m)
			}
		}
	}
	return d.weigh(append(all, d.repeats(all, silent)...))
}

// smallBrand reads a brand that is written small: "nudgely is hiring!". Only a
// made-up word that the offer repeats and never writes with a capital is one.
func (d *document) smallBrand(l *line) (mention, bool) {
	h := l.hitOf("firm.hires")
	if h.last == 0 || h.first != l.first+1 || d.capital(l.first) || !d.coined(d.tokens[l.first].fold) {
		return mention{}, false
	}
	t := d.tokens[l.first]
	brand, body := d.text[t.start:t.end], d.text[d.body:d.visible]
	if len(d.standing(brand, d.body, d.visible)) < 2 || strings.Contains(body, strings.ToUpper(brand[:1])+brand[1:]) {
		return mention{}, false
	}
	return mention{start: t.start, end: t.end, weight: byHiring, firm: true, says: hires}, true
}

// sentence reports whether a line is one rather than the value of a label.
func sentence(s string) bool {
	return strings.HasSuffix(s, ".") && strings.Count(s, " ") >= 7
}

// repeats lists the further places of names that something speaks for.
func (d *document) repeats(spoken []mention, silent []name) []mention {
	first := map[string]bool{}
	for _, m := range spoken {
		for _, t := range d.wordsIn(m.start, m.end) {
			first[t.fold] = true
		}
	}
	var again []mention
	for _, n := range silent {
		if first[d.tokens[n.first].fold] {
			again = append(again, mention{start: n.start, end: n.end, firm: n.firm})
		}
	}
	return again
}

// weigh adds up the mentions of each name.
func (d *document) weigh(mentions []mention) []candidate {
	var all []candidate
	for _, m := range mentions {
		key := nameKey(d.text[m.start:m.end])
		if utf8.RuneCountInString(key) < 2 {
			continue
		}
		i := slices.IndexFunc(all, func(c candidate) bool { return c.key == key })
		if i < 0 {
			i = len(all)
			all = append(all, candidate{key: key, best: m})
		}
		all[i].take(m, d.text)
	}
	for i := range all { // "part of the Acme Group" says whose Acme is
		if all[i].relation {
			for j := range all {
				if strings.HasPrefix(all[i].key, all[j].key+" ") && !all[j].relation {
					all[j].score += byRelation
				}
			}
		}
	}
	for i := range all {
		for j := range all {
			short, long := &all[i], &all[j]
			if short.key == long.key || short.score <= 0 || long.score <= 0 && !abbreviates(short.key, long.key) || long.relation {
				continue
			}
			switch {
			case abbreviates(short.key, long.key):
				long.says |= short.says
				long.score += short.score
				long.firm, long.client = true, long.client || short.client
				short.score = 0
			case strings.HasPrefix(long.key, short.key+" ") && long.score >= byForm && d.speaksInFull(*long, *short):
				long.says |= short.says
				long.score += short.score
				long.client = long.client || short.client
				long.firm = long.firm || short.firm
				short.score = 0
			case strings.HasPrefix(long.key, short.key+" "): // "Acme Careers" speaks for Acme
				short.says |= recurs
				short.score += max(1, min(long.score, clearLead))
				short.firm = short.firm || long.firm
				long.score = 0
			case strings.HasSuffix(long.key, " "+short.key) && (short.score >= long.score || short.score > byForm && endsInForm(d.text[short.best.start:short.best.end])): // "Partner of Acme Ltd"
				short.says |= long.says
				short.score += long.score
				short.firm = short.firm || long.firm
				long.score = 0
			}
		}
	}
	return all
}

// speaksInFull reports whether a longer name is the employer's whole one, and
// not the name of its pages or of a part: as much speaks for it, it stands in
// the head where the shorter does not, or ends in what kind of organisation it
// is.
func (d *document) speaksInFull(long, short candidate) bool {
	name := d.text[long.best.start:long.best.end]
	if short.best.weight < believed || long.best.weight >= short.best.weight || endsInForm(name) {
		return true
	}
	if careers().MatchString(name) {
		return false
	}
	words := d.wordsIn(long.best.start, long.best.end)
	return long.head && !short.head || long.says&placed != 0 && short.says&placed == 0 || organisationKinds[words[len(words)-1].fold]
}

// abbreviates reports whether the last word of one name is made of the initials
// that end the other: "Mapleridge FHT" of "Mapleridge Family Health Team".
func abbreviates(short, long string) bool {
	head, initials := "", short
	if i := strings.LastIndexByte(short, ' '); i >= 0 {
		head, initials = short[:i+1], short[i+1:]
	}
	words := strings.Fields(strings.TrimPrefix(long, head))
	if !strings.HasPrefix(long, head) || len(initials) < 3 || len(words) != len(initials) {
		return false
	}
	for i, word := range words {
		if word[0] != initials[i] {
			return false
		}
	}
	return true
}

// careers ends what a firm calls its pages and teams rather than itself.
var careers = pattern(`(?i) (?:careers?|jobs?|team|talent|recruit\w*|hr|people|karriere|personal\w*|recrutement|empleo|lavora con noi|vacatures)$`)

// take adds a mention. A further one that says nothing counts one, twice at
// most.
func (c *candidate) take(m mention, text string) {
	switch {
	case m.weight < 0:
		c.relation = true
		c.score += m.weight
		return
	case m.weight == 0:
		if c.score < believed+byAddress {
			c.score++
		}
		c.says |= recurs
	default:
		c.score += m.weight
	}
	c.says |= m.says
	c.firm = c.firm || m.firm
	c.head = c.head || m.head
	c.client = c.client || m.client
	c.labelled = c.labelled || m.labelled
	formed := hasForm(text[m.start:m.end])
	was := hasForm(text[c.best.start:c.best.end])
	if formed && !was || formed == was && m.weight > c.best.weight {
		weight := max(m.weight, c.best.weight)
		c.best = m
		c.best.weight = weight
	}
	c.best.weight = max(c.best.weight, m.weight)
}

// setEmployer fills the company or the agency.
func (d *document) setEmployer(start, end int, agency bool) {
	start += len(leadingArticle().FindString(d.text[start:end]))
	field, value := "company", cut(tidy(d.text[start:end]), 300)
	if agency {
		field, d.offer.Agency = "agency", value
	} else {
		d.offer.Company = value
	}
	d.set(field, start, end)
	if parts := titleParts(d.offer.Title); value != "" {
		for i := len(parts) - 1; i > 0; i-- {
			if strings.HasPrefix(fold(parts[i].text), fold(value)) {
				d.offer.Title = tidy(d.offer.Title[:parts[i].at])
			}
		}
	}
}

// recruitsForSome reports whether an agency says that it works for somebody it
// does not name: "Acme Recruitment is hiring on behalf of a leading insurer".
func (d *document) recruitsForSome(l *line) bool {
	for _, h := range l.hits {
		if h.kind != "agency.for" || h.last >= l.last || !indefinite[d.tokens[h.last].fold] {
			continue
		}
		start, end := d.span(h)
		if open, _ := d.sentenceOf(l, start, end); agencyName().MatchString(d.text[open:start]) {
			return true
		}
	}
	return false
}

var indefinite = wordSet("a an one ein eine einen einem einer un une l una uno um uma een")

// postsForClient reports whether the offer says that it is for a client.
func (d *document) postsForClient() bool {
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.section == mustSection || l.section == niceSection || l.section == dutiesSection || l.section == benefitsSection {
			continue
		}
		if l.has("agency.client") || d.recruitsForSome(l) {
			return true
		}
	}
	return false
}
