package guard

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// checkIdentity: who, where and what may be written out, abbreviated or
// translated, and nothing else.
func checkIdentity(c *claim) {
	if c.old == nil {
		c.checkNewIdentity()
		return
	}
	added, dropped := c.unexplained(), c.dropped()
	if c.key == "degree" && len(added) > 0 && len(dropped) == 0 {
		c.compareDegrees() // the same degree, written out or explained
		c.review(c.identityKind(), "rules cannot tell whether this is the same degree", added...)
		return
	}
	if c.translated && (len(added) > 0 || len(dropped) > 0) {
		c.checkTranslatedIdentity(added, dropped)
		return
	}
	if c.key == "name" && c.entry != "" && len(added) > 0 && len(dropped) == 0 && c.addsGloss() {
		c.review(c.identityKind(), "rules cannot tell whether the brackets say the same", added...)
		return
	}
	if len(added) > 0 {
		c.reject(c.identityKind(), "this says who, where or what and may not be changed", added...)
	}
	if len(dropped) > 0 {
		outcome := schema.Reject
		if c.key == "location" || c.key == "area" || legalForm(dropped) {
			outcome = schema.NeedsReview
		}
		c.add(c.identityKind(), outcome, "without this it says something else", dropped...)
	}
	if len(added) == 0 && len(dropped) == 0 && c.field == authorField && initials(c.old.tokens) != initials(c.new.tokens) {
		c.reject("author_order", "the authors of a publication may not be changed", c.change.new)
	}
}

// addsGloss reports whether all that is new stands in brackets behind the whole
// old value, and is no number, level or class.
func (c *claim) addsGloss() bool {
	for i, tok := range c.new.tokens {
		if i < len(c.old.tokens) {
			if tok.fold != c.old.tokens[i].fold {
				return false
			}
		} else if tok.depth == 0 || tok.number {
			return false
		}
	}
	return len(c.new.hits[levels])+len(c.new.hits[inflators])+len(c.new.hits[numberWords])+len(c.new.hits[credentials]) ==
		len(c.old.hits[levels])+len(c.old.hits[inflators])+len(c.old.hits[numberWords])+len(c.old.hits[credentials])
}

func (c *claim) identityKind() string {
	switch c.key {
	case "position":
		return "title_changed"
	case "company", "institution":
		return "employer_changed"
	case "degree", "area":
		return "degree_changed"
	case "location":
		return "location_changed"
	case "authors":
		return "author_order"
	case "title", "journal":
		return "publication_changed"
	}
	return "identity_changed"
}

// unexplained lists the words of the new value that the old one does not have,
// spell out or abbreviate.
func (c *claim) unexplained() []string {
	covered := c.glosses()
	var list []string
	for i, tok := range c.new.tokens {
		if tok.stop || covered[i] || c.sameMeasure(c.new, i, c.old) || c.old.stems[tok.stem] || c.old.stems[tok.fold] || abbreviates(c.old, tok) || abbreviates(c.new, tok) && c.abbreviationOf(tok) {
			continue
		}
		if unit := units()[tok.text].name; unit != "" && slices.ContainsFunc(c.old.quantities, func(q quantity) bool { return q.unit == unit }) {
			continue // 16 hours, 16 h
		}
		if tok.number && hasDateOrNumber(c.old, tok.text) {
			continue
		}
		list = append(list, tok.text)
	}
	return list
}

func hasDateOrNumber(t *text, digits string) bool {
	return slices.ContainsFunc(t.tokens, func(tok token) bool { return westernDigits(tok.text) == westernDigits(digits) })
}

// dropped lists the words of the old value that the new one lost.
func (c *claim) dropped() []string {
	var list []string
	for i, tok := range c.old.tokens {
		if tok.stop || c.sameMeasure(c.old, i, c.new) || c.new.stems[tok.stem] || c.new.stems[tok.fold] || abbreviates(c.new, tok) || c.inAcronym(c.old, i, c.new) {
			continue
		}
		if unit := units()[tok.text].name; unit != "" && slices.ContainsFunc(c.new.quantities, func(q quantity) bool { return q.unit == unit }) {
			continue
		}
		if _, _, ok := spelledIn(c.new.tokens, tok.text); ok && tok.ident {
			continue
		}
		if expands(c.new.tokens, tok.text) || slices.ContainsFunc(c.new.tokens, func(n token) bool { return isAbbreviation(tok, c.old.raw, n) }) {
			continue
		}
		list = append(list, tok.text)
	}
	return list
}

// sameMeasure: 16 hours, 16 h.
func (c *claim) sameMeasure(t *text, i int, other *text) bool {
	return slices.ContainsFunc(t.quantities, func(q quantity) bool {
		return q.holds(i) && q.unit != "" && slices.ContainsFunc(other.quantities, func(o quantity) bool {
			return q.bound == o.bound && (q.unit == o.unit && close(q.value, o.value) || converts(q, o))
		})
	})
}

// abbreviationOf reports whether tok is written out in the old value.
func (c *claim) abbreviationOf(tok token) bool {
	return slices.ContainsFunc(c.old.tokens, func(o token) bool { return isAbbreviation(tok, c.new.raw, o) })
}

// abbreviates reports whether t has an abbreviation of tok: stellv. for
// stellvertretender.
func abbreviates(t *text, tok token) bool {
	return slices.ContainsFunc(t.tokens, func(short token) bool { return isAbbreviation(short, t.raw, tok) })
}

// isAbbreviation: the first letters, and a full stop behind.
func isAbbreviation(short token, raw string, long token) bool {
	if short.fold == "hons" && strings.HasPrefix(long.fold, "hono") {
		return true
	}
	return len(short.fold) >= 2 && len(long.fold) > len(short.fold) && strings.HasPrefix(long.fold, short.fold) &&
		strings.HasPrefix(raw[short.end:], ".")
}

// glosses marks the words of the new value that spell out an acronym of the
// old one, give its acronym, or say the same degree in other words.
func (c *claim) glosses() map[int]bool {
	covered := map[int]bool{}
	c.explainPairs()
	for _, s := range c.paired {
		for i := s.start; i < s.end; i++ {
			covered[i] = true
		}
	}
	for i, tok := range c.new.tokens {
		if tok.ident && !c.old.stems[tok.fold] && (expandsAcronym(c.new.tokens, i, c.old) || expands(c.old.tokens, tok.text)) {
			covered[i] = true
		}
	}
	for _, acronym := range c.old.tokens {
		start, end, ok := expansion(c.new.tokens, acronym.text)
		if !ok && acronym.ident {
			start, end, ok = spelledIn(c.new.tokens, acronym.text)
		}
		if ok && acronym.ident {
			for i := start; i < end; i++ {
				covered[i] = true
			}
		}
	}
	kept := len(c.dropped()) == 0
	for _, h := range c.new.hits[credentials] {
		if h.class == "degree" && kept && slices.ContainsFunc(c.old.hits[credentials], func(o hit) bool { return o.class == "degree" && o.rank == h.rank }) {
			for i := h.start; i < h.end; i++ {
				covered[i] = true
			}
		}
	}
	return covered
}

// legalForm: GmbH, Ltd and the like say nothing about who it is.
func legalForm(dropped []string) bool {
	for _, word := range dropped {
		switch strings.ToLower(word) {
		case "gmbh", "ag", "kg", "ug", "ltd", "limited", "llc", "inc", "plc", "ab", "oy", "as", "bv", "nv", "sa", "sas", "sarl", "srl", "spa", "sl", "slu", "lda", "b", "v", "s", "l", "a", "co", "ohg", "se", "eg", "e", "mbh":
		default:
			return false
		}
	}
	return true
}

// checkTranslatedIdentity: a translation may not rise. What rules cannot tell
// goes to review.
func (c *claim) checkTranslatedIdentity(added, dropped []string) {
	c.compareDegrees()
	checkLimits(c)
	checkInflators(c)
	checkVerbs(c)
	checkNumbers(c)
	if c.field == authorField || c.key == "name" && c.entry == "" {
		c.reject(c.identityKind(), "names are not translated", added...)
	}
	if c.key == "position" && c.otherRole() {
		c.reject(c.identityKind(), "this is another role", added...)
	}
	if c.key == "company" || c.key == "institution" {
		kept := slices.ContainsFunc(c.new.tokens, func(tok token) bool { return !tok.stop && c.old.stems[tok.fold] })
		if !kept {
			c.reject(c.identityKind(), "the name of the organisation is gone", added...)
		}
	}
	for _, tok := range c.new.tokens {
		if tok.ident && contains(added, tok.text) && !c.sameConceptAt(tok) {
			c.reject(c.identityKind(), "this says who, where or what and may not be changed", tok.text)
		}
	}
	if !c.conceptsAgree() {
		c.review("translation", "rules cannot tell whether this translation is faithful; read it before you use it", added...)
	}
}

// otherRole: both sides name a role, and not the same one.
func (c *claim) otherRole() bool {
	roleIdeas := func(t *text) map[int]bool {
		set := map[int]bool{}
		for _, h := range t.hits[words] {
			if isRole(t, h.end-1) {
				set[h.id] = true
			}
		}
		return set
	}
	old, edited := roleIdeas(c.old), roleIdeas(c.new)
	for id := range edited {
		if old[id] {
			return false
		}
	}
	return len(old) > 0 && len(edited) > 0
}

// isRole reports whether word i is a noun for what somebody is.
func isRole(t *text, i int) bool { return roles()[t.lang][t.tokens[i].fold] }

// sameConceptAt reports whether the word translates one of the old value.
func (c *claim) sameConceptAt(tok token) bool {
	for _, table := range []table{words, levels, credentials} {
		for _, a := range c.new.hits[table] {
			if c.new.tokens[a.start].start <= tok.start && tok.end <= c.new.tokens[a.end-1].end && c.old.has(a.concept) {
				return true
			}
		}
	}
	return false
}

// conceptsAgree reports whether every content word of both sides names an idea
// that the other side names too.
func (c *claim) conceptsAgree() bool { return oneSided(c.new, c.old) && oneSided(c.old, c.new) }

func oneSided(a, b *text) bool {
	for i, tok := range a.tokens {
		if tok.stop || b.stems[tok.stem] || b.stems[tok.fold] {
			continue
		}
		found := false
		for _, table := range []table{words, verbs, levels, credentials, limits} {
			for _, h := range a.hits[table] {
				found = found || i >= h.start && i < h.end && b.has(h.concept)
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// compareDegrees: a degree may not rise, and a certificate may not appear.
func (c *claim) compareDegrees() {
	had := 0
	certified := false
	for _, h := range c.old.hits[credentials] {
		had = max(had, h.rank)
		certified = certified || h.class == "cert"
	}
	for _, h := range longest(c.new.hits[credentials]) {
		word := c.new.words(h.start, h.end)
		switch {
		case c.seen(c.old, h.start, h.end), c.old.has(h.concept):
		case h.class == "degree" && h.rank > had && had == 0 && h.rank <= 3 && c.translated:
			c.review("degree_changed", "rules cannot tell whether this is the same qualification", word)
		case h.class == "degree" && h.rank > had:
			c.reject("degree_changed", "the CV states a lower degree", word)
		case h.class == "cert" && !certified && !(len(c.old.hits[credentials]) > 0 && paper(c.new.tokens[h.start].fold)), h.class == "class":
			c.reject("certificate", "the CV states no such certificate", word)
		}
	}
}

// paper: a word for any degree or certificate.
func paper(fold string) bool {
	for _, beginning := range []string{"diplom", "certificat", "certificad", "zertifikat", "qualifi"} {
		if strings.HasPrefix(fold, beginning) {
			return true
		}
	}
	return false
}

// longest drops hits within longer ones.
func longest(hits []hit) []hit {
	var list []hit
	for _, h := range hits {
		if !slices.ContainsFunc(hits, func(o hit) bool { return o.start <= h.start && o.end >= h.end && o.end-o.start > h.end-h.start }) {
			list = append(list, h)
		}
	}
	return list
}

// checkNewIdentity: who, where and what of a new entry, or a new field, must
// stand in the CV already or in a fact.
func (c *claim) checkNewIdentity() {
	if slices.ContainsFunc(c.ev.all, func(s *source) bool {
		return s.leaf.Key == c.key && same(plain(s.leaf.Text), plain(c.change.new)) && !c.fresh
	}) {
		return
	}
	for _, s := range c.ev.facts {
		all := true
		for _, tok := range c.new.tokens {
			all = all && (tok.stop || s.stems[tok.stem])
		}
		if all {
			return
		}
	}
	if !c.fresh && c.key == "location" && c.seenInScope(0, len(c.new.tokens)) {
		return
	}
	kind := "new_entry"
	if !c.fresh {
		kind = c.identityKind()
	}
	c.reject(kind, "the CV states no such "+strings.ReplaceAll(c.key, "_", " "), c.change.new)
}

var unspaced = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", "/", "")

// checkContact: addresses are copied or left alone.
func checkContact(c *claim) {
	canonical := func(s string) string {
		s = strings.ToLower(strings.TrimSpace(s))
		for _, prefix := range []string{"https://", "http://", "www.", "tel:", "mailto:"} {
			s = strings.TrimPrefix(s, prefix)
		}
		return unspaced.Replace(s)
	}
	if c.hadOld && canonical(c.change.old) == canonical(c.change.new) {
		return
	}
	if slices.ContainsFunc(c.ev.facts, func(s *source) bool { return strings.Contains(canonical(s.leaf.Text), canonical(c.change.new)) }) && c.change.new != "" {
		return
	}
	c.reject("contact_changed", "contact data and addresses may not be changed", c.change.new)
}

// checkAddresses: a link in a text must be one of the CV's.
func checkAddresses(c *claim) {
	for _, address := range addresses(c.change.new) {
		if !slices.ContainsFunc(c.ev.all, func(s *source) bool { return strings.Contains(s.leaf.Text, address) }) {
			c.reject("new_link", "the CV has no such link", address)
		}
	}
}
