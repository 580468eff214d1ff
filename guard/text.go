package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// text is one value of a CV, read: its words, the ideas of the tables in it,
// its numbers, dates and skills. Texts of the evidence are read once.
type text struct {
	raw        string
	lang       string
	tokens     []token
	hits       [tableCount][]hit // concepts in order
	quantities []quantity
	dates      []date
	mentions   []lexicon.Mention

	stems    map[string]bool // content and function stems
	concepts map[int]bool    // ids of concepts of verbs and words
	folded   string
}

func readText(raw, lang string, lex *lexicon.Lexicon) *text {
	t := &text{raw: raw, lang: lang, tokens: tokenize(raw, lang)}
	tables := bookOf(lang)
	t.hits = tables.find(lang, t.tokens)
	t.otherForms(tables)
	t.hits[verbs] = slices.DeleteFunc(t.hits[verbs], func(h hit) bool { return h.end == h.start+1 && agent(t.tokens[h.start], lang) })
	t.hits[verbs] = slices.DeleteFunc(t.hits[verbs], func(h hit) bool {
		return h.rank >= 4 && h.start > 0 && isRole(t, h.start) && (genitive[t.tokens[h.start-1].fold] || t.tokens[h.start-1].stop && len(t.tokens[h.start-1].fold) <= 3)
	}) // con la encargada: somebody else
	t.hits[verbs] = slices.DeleteFunc(t.hits[verbs], func(h hit) bool {
		return h.end == h.start+1 && slices.ContainsFunc(attendees, func(s string) bool { return strings.HasPrefix(t.tokens[h.start].fold, s) })
	})
	t.hits[verbs] = slices.DeleteFunc(t.hits[verbs], func(h hit) bool {
		return lang == "en" && h.class == "learn" && h.end == h.start+1 && strings.HasPrefix(t.tokens[h.start].fold, "stud") && !strings.HasSuffix(t.tokens[h.start].fold, "ying") && !t.head(h.start)
	}) // 11 observational studies
	t.hits[limits] = slices.DeleteFunc(t.hits[limits], func(h hit) bool {
		return lang == "en" && h.class == "planned" && h.start == 0 && t.tokens[0].fold == "planned"
	}) // planned five outings
	t.hits[limits] = slices.DeleteFunc(t.hits[limits], func(h hit) bool {
		tok := t.tokens[h.start]
		attribute := h.end == h.start+1 && !(h.start > 0 && t.acts(h.start-1)) && h.end < len(t.tokens) && !t.tokens[h.end].stop && t.tokens[h.end].item == tok.item
		return lang == "en" && h.class == "unreleased" && attribute && (tok.fold == "experiment" || tok.fold == "trial")
	}) // experiment tracking, trial balance
	t.compounds(tables)
	t.together()
	t.covered()
	t.guidance()
	t.stems = make(map[string]bool, 2*len(t.tokens))
	for _, tok := range t.tokens {
		t.stems[tok.stem] = true
		t.stems[tok.fold] = true
	}
	t.concepts = make(map[int]bool, len(t.hits[verbs])+len(t.hits[words]))
	for _, table := range []table{verbs, words} {
		for _, h := range t.hits[table] {
			t.concepts[h.id] = true
		}
	}
	t.folded = lexicon.Fold(raw)
	t.hits[periods] = slices.DeleteFunc(t.hits[periods], t.stretched)
	t.dates = findDates(t)
	t.quantities = findQuantities(t)
	for _, table := range []table{inflators, levels} {
		t.hits[table] = slices.DeleteFunc(t.hits[table], func(h hit) bool {
			return h.end == h.start+1 && heads[t.tokens[h.start].fold] && t.counted(h.start) // ten-strong
		})
	}
	if lex != nil {
		t.mentions = lex.Find(raw, lang)
	}
	t.insideNames()
	return t
}

// otherForms finds the forms of an activity that its table does not spell out.
func (t *text) otherForms(tables *book) {
	for i, tok := range t.tokens {
		c := tables.kin[tok.family]
		if c == nil || tok.stop || t.lang == "de" && tok.capital && !tok.first || !verbal(tok.fold, t.lang, t.head(i)) && !nominal(tok.fold, t.lang) || slices.ContainsFunc(t.hits[verbs], func(h hit) bool { return h.holds(i) }) {
			continue
		}
		t.hits[verbs] = append(t.hits[verbs], hit{concept: c, start: i, end: i + 1})
	}
	slices.SortStableFunc(t.hits[verbs], func(a, b hit) int { return a.start - b.start })
}

// attendees begin the words for those who take part, which say nothing of the
// person.
var attendees = []string{"participant", "teilnehmer", "teilnehmend", "partecipant", "deelnemer", "asistentes"}

// agent tells a noun for a person (manager) from the verb of the same stem.
func agent(t token, lang string) bool {
	return lang == "en" && hasAnySuffix(t.fold, "er", "ers", "or", "ors") && len(t.fold) > 5 && !hasAnySuffix(t.fold, "deliver", "administer", "monitor", "register", "answer", "order")
}

// compounds finds ideas at the end of German and Dutch compounds:
// Projektleitung leads.
func (t *text) compounds(tables *book) {
	for i, tok := range t.tokens {
		if len(tok.fold) < 9 || tok.ident {
			continue
		}
		for _, at := range tables.endingsOf(tok.word) {
			p := &tables.endings[at]
			if slices.Contains(prefixes[t.lang], strings.TrimSuffix(tok.stem, p.stems[0])) {
				continue // Erwachsene do not grow
			}
			if p.concept.table == inflators && genericEnding(tok.fold, t.lang) {
				continue // Kanzleierfahrung
			}
			if long := strings.HasSuffix(tok.stem, p.stems[0]) && len(p.stems[0]) >= 5 || p.concept.rank < 4 && strings.HasSuffix(tok.fold, p.folds[0]); long && len(tok.fold) >= len(p.folds[0])+3 {
				table := p.concept.table
				if table != verbs && table != inflators && table != credentials && table != limits {
					continue
				}
				if h := (hit{p.concept, i, i + 1, true}); !slices.Contains(t.hits[table], h) {
					t.hits[table] = append(t.hits[table], h)
				}
			}
		}
	}
}

// genericEnding reports whether a compound ends in a word that claims nothing.
func genericEnding(fold, lang string) bool {
	for at := 4; at <= len(fold)-5; at++ {
		if genericWords()[lang][fold[at:]] {
			return true
		}
	}
	return false
}

// folds lists the content words, folded.
func (t *text) folds() []string {
	var list []string
	for _, tok := range t.tokens {
		if !tok.stop {
			list = append(list, tok.fold)
		}
	}
	return list
}

// guidance turns what is done under somebody's supervision or direction into
// the limit it is.
func (t *text) guidance() {
	supervised := conceptOf(limits, "supervised")
	under := func(h hit, reach int) bool {
		for k := h.start - 1; k >= max(0, h.start-reach) && t.tokens[k].clause == t.tokens[h.start].clause; k-- {
			if underWords[t.tokens[k].fold] {
				t.hits[limits] = append(t.hits[limits], hit{concept: supervised, start: k, end: h.end})
				return true
			}
		}
		return false
	}
	t.hits[verbs] = slices.DeleteFunc(t.hits[verbs], func(h hit) bool { return h.rank >= 4 && under(h, 6) })
	t.hits[inflators] = slices.DeleteFunc(t.hits[inflators], func(h hit) bool { return h.class == "seniority" && under(h, 3) })
}

// underWords is "under" in the languages of the tables.
var underWords = map[string]bool{"under": true, "unter": true, "sous": true, "bajo": true, "sotto": true, "sob": true, "onder": true}

// covered drops activities that are part of a longer phrase: learning
// disabilities, sous la direction de.
func (t *text) covered() {
	within := func(h hit, in table) bool {
		return slices.ContainsFunc(t.hits[in], func(o hit) bool { return o.start <= h.start && h.end <= o.end && o.end-o.start > h.end-h.start })
	}
	t.hits[verbs] = slices.DeleteFunc(t.hits[verbs], func(h hit) bool { return within(h, limits) || within(h, words) && h.rank <= 1 })
	t.hits[limits] = slices.DeleteFunc(t.hits[limits], func(h hit) bool { return within(h, words) && h.class == "learning" })
}

// together finds the prefix that says that others did it too: Mitbetreuung,
// medeorganisator.
func (t *text) together() {
	prefix := map[string]string{"de": "mit", "nl": "mede"}[t.lang]
	if prefix == "" {
		return
	}
	for i, tok := range t.tokens {
		rest, ok := strings.CutPrefix(tok.fold, prefix)
		if shared := conceptOf(limits, "shared"); ok && shared != nil && len(rest) >= 6 && !tok.stop && !slices.ContainsFunc([]string{"arbeiter", "arbeitend", "glied", "tel", "werker"}, func(s string) bool { return strings.HasPrefix(rest, s) }) {
			t.hits[limits] = append(t.hits[limits], hit{shared, i, i + 1, true})
		}
	}
}

// insideNames drops what is part of a product's name or of a compound adjective
// and says nothing by itself: the learn of scikit-learn, gradient-boosting.
func (t *text) insideNames() {
	compound := func(h hit) bool {
		tok := t.tokens[h.start]
		if t.lang == "en" && h.end == h.start+1 && tok.fold == "complete" && h.start > 0 && articles[t.tokens[h.start-1].fold] {
			return true // the complete installation
		}
		if t.lang != "en" || h.rank >= 4 || h.end != h.start+1 || !hasAnySuffix(tok.fold, "ed", "ing") {
			return false
		}
		if strings.HasSuffix(tok.fold, "ing") && h.start > 0 && articles[t.tokens[h.start-1].fold] && h.end < len(t.tokens) && !t.tokens[h.end].stop && t.tokens[h.end].item == tok.item {
			return true // the operating theatre
		}
		return tok.hyphen && !inseparableEnglish[t.tokens[h.start-1].fold] || h.end < len(t.tokens) && t.tokens[h.end].hyphen && !tok.first
	}
	named := func(h hit) bool {
		return slices.ContainsFunc(t.mentions, func(m lexicon.Mention) bool {
			start, end := t.tokens[h.start].start, t.tokens[h.end-1].end
			return !wording(m.Entry.Kind) && m.Start <= start && end <= m.End && end-start < m.End-m.Start
		})
	}
	t.hits[limits] = slices.DeleteFunc(t.hits[limits], func(h hit) bool {
		return h.class == "negation" && h.end == h.start+1 && h.end < len(t.tokens) && t.tokens[h.end].hyphen && t.lang == "en" && t.tokens[h.start].fold == "no" // no-shows
	})
	for _, table := range []table{verbs, limits, claims} {
		t.hits[table] = slices.DeleteFunc(t.hits[table], func(h hit) bool {
			return named(h) || table != limits && compound(h)
		})
	}
}

// articles of English.
var articles = map[string]bool{"the": true, "a": true, "an": true}

// inseparableEnglish are prefixes that make a verb of a verb: co-written.
var inseparableEnglish = map[string]bool{"co": true, "re": true, "pre": true, "de": true, "self": true, "over": true, "under": true, "out": true, "off": true}

// has reports whether the text names the concept.
func (t *text) has(c *concept) bool {
	for _, h := range t.hits[c.table] {
		if h.id == c.id {
			return true
		}
	}
	return false
}

// hasClass reports whether the text names any concept of the class.
func (t *text) hasClass(in table, class string) bool {
	for _, h := range t.hits[in] {
		if h.class == class {
			return true
		}
	}
	return false
}

// words spells tokens[start:end] as they stand in the text.
func (t *text) words(start, end int) string {
	if start >= end || end > len(t.tokens) {
		return ""
	}
	return t.raw[t.tokens[start].start:t.tokens[end-1].end]
}
