package guard

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
)

// source is one text that proves something: a value of the base CV, one of its
// commented-out bullets, or a fact that the user confirmed.
type source struct {
	*text
	leaf  cv.Leaf
	field field
	fact  bool
}

// field is what a value of a CV is, which decides how it is checked.
type field int

const (
	claimText field = iota // highlights, summaries, text: may be reworded
	skillText              // label and details of a one-line entry
	headline
	identity // who, where, when: immutable
	dateField
	contact
	authorField
)

// fieldOf tells what stands under a key.
func fieldOf(key, section string) field {
	switch key {
	case "start_date", "end_date", "date":
		return dateField
	case "email", "phone", "website", "url", "doi", "username", "photo":
		return contact
	case "authors":
		return authorField
	case "headline":
		return headline
	case "company", "institution", "position", "degree", "area", "location", "journal", "name", "title", "network", "issuer", "gpa":
		return identity
	case "label":
		if section == "" {
			return headline // RenderCV before v2 called the headline label
		}
		return skillText
	case "details":
		return skillText
	}
	return claimText
}

// evidence is everything that may prove a claim, read once.
type evidence struct {
	all     []*source
	entries map[string][]*source // path of the entry ─► its values
	byPath  map[string]*source
	facts   []*source
	pool    []pooled
	lang    string
	asOf    time.Time
	jobs    []job
	titles  map[string]bool // stems of positions, headlines, areas, degrees, names
	roles   map[string]bool // the words among them for what somebody is, folded, and their stems
	stems   map[string]bool // of the whole CV
	skills  []skill
}

type pooled struct {
	cv.Comment
	*text
}

func gather(ev Evidence) *evidence {
	e := &evidence{entries: map[string][]*source{}, byPath: map[string]*source{}, titles: map[string]bool{}, roles: map[string]bool{}, stems: map[string]bool{}, asOf: ev.AsOf}
	if e.asOf.IsZero() {
		e.asOf = time.Now()
	}
	leaves := ev.Base.Leaves()
	e.lang = mainLanguage(leaves)
	for _, leaf := range leaves {
		s := &source{leaf: leaf, field: fieldOf(leaf.Key, leaf.Section)}
		s.text = e.read(leaf.Text, ev)
		e.add(s)
	}
	for _, fact := range ev.Facts {
		s := &source{leaf: cv.Leaf{Path: "fact:" + fact.ID, Text: fact.Text}, fact: true}
		s.text = e.read(fact.Text, ev)
		e.facts = append(e.facts, s)
		e.add(s)
	}
	for _, comment := range ev.Base.Pool() {
		t := e.read(comment.Text, ev)
		e.pool = append(e.pool, pooled{comment, t})
		s := &source{text: t, leaf: cv.Leaf{Path: comment.List, Text: comment.Text, Entry: strings.TrimSuffix(comment.List, "/highlights")}}
		e.entries[s.leaf.Entry] = append(e.entries[s.leaf.Entry], s)
		e.all = append(e.all, s)
	}
	e.jobs = readJobs(ev.Base, e)
	e.skills = gatherSkills(e)
	return e
}

// read reads a text in its own language, which is the CV's when nothing else
// can be told.
func (e *evidence) read(said string, ev Evidence) *text {
	return ev.Texts.within(plain(said), e.lang, ev.Lexicon)
}

func (e *evidence) add(s *source) {
	e.all = append(e.all, s)
	e.byPath[s.leaf.Path] = s
	if s.leaf.Entry != "" {
		e.entries[s.leaf.Entry] = append(e.entries[s.leaf.Entry], s)
	}
	e.readRoles(s)
	for stem := range s.stems {
		e.stems[stem] = true
		if title(s.leaf.Key) || s.fact {
			e.titles[stem] = true
		}
	}
}

// readRoles notes what the titles of the CV call its owner.
func (e *evidence) readRoles(s *source) {
	if !title(s.leaf.Key) && !s.fact {
		return
	}
	for _, tok := range s.tokens {
		e.roles[tok.fold] = true
		if roles()[s.lang][tok.fold] || roles()["en"][tok.fold] {
			e.roles[tok.stem] = true
		}
	}
}

func title(key string) bool {
	switch key {
	case "position", "headline", "area", "degree", "name", "label":
		return true
	}
	return false
}

// mainLanguage is the language that most of the CV's own sentences are in.
func mainLanguage(leaves []cv.Leaf) string {
	var all strings.Builder
	for _, leaf := range leaves {
		if f := fieldOf(leaf.Key, leaf.Section); f == claimText || f == skillText || leaf.Key == "position" || leaf.Key == "degree" || f == headline {
			all.WriteString(plain(leaf.Text) + ". " + leaf.Section + ". ")
		}
	}
	return detect(all.String(), "en")
}

// scope lists the texts that may prove a claim at a place: a bullet's own
// entry and the facts; the whole CV for headline, summary and skills.
func (e *evidence) scope(entry string, f field) []*source {
	if entry == "" || f == headline || f == skillText {
		return e.all
	}
	own := e.entries[entry]
	for _, s := range own {
		if s.leaf.Path == entry || s.leaf.Key == "bullet" || s.leaf.Key == "number" || s.leaf.Key == "reversed_number" {
			return e.all // a plain text or bullet belongs to no employer
		}
	}
	return append(slices.Clone(own), e.facts...)
}

var (
	link = regexp.MustCompile(`\]\(([^)]*)\)`)
	url  = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s)>\]]+`)
)

// plain drops Markdown and addresses, which are compared apart.
func plain(s string) string {
	if strings.Contains(s, "](") {
		s = link.ReplaceAllString(s, "]")
	}
	if strings.Contains(s, "://") || strings.Contains(strings.ToLower(s), "www.") {
		s = url.ReplaceAllString(s, " ")
	}
	return marks.Replace(s)
}

// marks of emphasis and invisible characters.
var marks = strings.NewReplacer("**", "", "__", "", "[", "", "]", "", "`", "", "\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\u00ad", "")

// addresses lists the link targets of a text.
func addresses(s string) []string {
	var list []string
	for _, m := range link.FindAllStringSubmatch(s, -1) {
		list = append(list, m[1])
	}
	return append(list, url.FindAllString(link.ReplaceAllString(s, "]"), -1)...)
}

// skill is a lexicon entry that the CV names, and how small the CV makes it.
type skill struct {
	entry   *lexicon.Entry
	source  *source
	limited bool // learning, basic, never released…
	weak    bool // limited by a word that may be said of something else: a prototype
	level   int  // 0 unknown, else levels.psv's scale
}

// gatherSkills lists the skills of every text with their limits.
func gatherSkills(e *evidence) []skill {
	var list []skill
	for _, s := range e.all {
		for _, m := range s.mentions {
			at := tokenAt(s.text, m.Start)
			sk := skill{entry: m.Entry, source: s, limited: limitedAt(s.text, at), level: levelAt(s.text, at)}
			sk.weak = sk.limited && attributed(s.text, at)
			if s.leaf.Key == "details" && !sk.limited {
				if label := e.byPath[strings.TrimSuffix(s.leaf.Path, "details")+"label"]; label != nil {
					sk.limited = label.hasClass(limits, "basic") || label.hasClass(limits, "learning") || label.hasClass(verbs, "learn")
				}
			}
			if sk.level == 0 && s.leaf.Key == "label" {
				if details := e.byPath[strings.TrimSuffix(s.leaf.Path, "label")+"details"]; details != nil {
					sk.level = highestLevel(details.text)
				}
			}
			list = append(list, sk)
		}
	}
	return list
}

func tokenAt(t *text, offset int) int {
	for i, tok := range t.tokens {
		if tok.end > offset {
			return i
		}
	}
	return max(0, len(t.tokens)-1)
}

// limitedAt reports whether the clause (in lists: the item) around a token
// says that it is only being learned, or was never released.
func limitedAt(t *text, at int) bool {
	if at >= len(t.tokens) {
		return false
	}
	for _, h := range t.hits[limits] {
		switch h.class {
		case "basic", "learning":
			if near(t, h.start, at) {
				return true
			}
		case "unreleased", "spare", "planned":
			if t.tokens[h.start].clause == t.tokens[at].clause {
				return true
			}
		}
	}
	for _, h := range t.hits[verbs] {
		if h.class == "learn" && t.tokens[h.start].clause == t.tokens[at].clause && h.start < at {
			return true
		}
	}
	return false
}

// attributed reports whether all that limits a skill is one word right before
// another noun: prototype tests.
func attributed(t *text, at int) bool {
	for _, h := range t.hits[limits] {
		if h.class == "basic" || h.class == "learning" || h.class == "spare" || t.tokens[h.start].clause != t.tokens[at].clause {
			if (h.class == "basic" || h.class == "learning") && near(t, h.start, at) {
				return false
			}
			continue
		}
		before := h.end < len(t.tokens) && !t.tokens[h.end].stop && t.tokens[h.end].item == t.tokens[h.start].item
		if (h.class == "unreleased" || h.class == "planned") && (!before || h.end > h.start+1) {
			return false
		}
	}
	return !slices.ContainsFunc(t.hits[verbs], func(h hit) bool { return h.class == "learn" && h.start < at })
}

// near: same item, or the item in brackets right behind it.
func near(t *text, a, b int) bool {
	if t.tokens[a].item == t.tokens[b].item {
		return true
	}
	return t.tokens[a].clause == t.tokens[b].clause && a > b && t.tokens[a].depth > t.tokens[b].depth && t.tokens[a].item == t.tokens[b].item+1
}
