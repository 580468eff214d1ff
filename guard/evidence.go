package guard

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
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
	stated  []*source            // of all, those that are not commented out
	entries map[string][]*source // path of the entry ─► its values
	byPath  map[string]*source
	facts   []*source
	pool    []pooled
	lang    string
	asOf    time.Time

	// What few edits ask for is gathered when one does.
	jobs   func() []job
	titles func() map[string]bool // stems of positions, headlines, areas, degrees, names
	roles  func() map[string]bool // the words among them for what somebody is, folded, and their stems
	skills func() []skill
}

type pooled struct {
	cv.Comment
	*text
}

func gather(ev Evidence) *evidence {
	leaves := ev.Base.Leaves()
	e := &evidence{
		all: make([]*source, 0, len(leaves)+len(ev.Facts)), entries: map[string][]*source{},
		byPath: make(map[string]*source, len(leaves)+len(ev.Facts)), asOf: ev.AsOf,
	}
	if e.asOf.IsZero() {
		e.asOf = time.Now()
	}
	said := make([]string, len(leaves))
	for i, leaf := range leaves {
		said[i] = plain(leaf.Text)
	}
	e.lang = mainLanguage(leaves, said)
	sources := make([]source, len(leaves))
	for i, leaf := range leaves {
		sources[i] = source{text: e.read(said[i], ev), leaf: leaf, field: fieldOf(leaf.Key, leaf.Section)}
		e.add(&sources[i])
	}
	for _, fact := range ev.Facts {
		s := &source{leaf: cv.Leaf{Path: "fact:" + fact.ID, Text: fact.Text}, fact: true}
		s.text = e.read(plain(fact.Text), ev)
		e.facts = append(e.facts, s)
		e.add(s)
	}
	e.stated = e.all
	for _, comment := range ev.Base.Pool() {
		t := e.read(plain(comment.Text), ev)
		e.pool = append(e.pool, pooled{comment, t})
		s := &source{text: t, leaf: cv.Leaf{Path: comment.List, Text: comment.Text, Entry: strings.TrimSuffix(comment.List, "/highlights")}}
		e.entries[s.leaf.Entry] = append(e.entries[s.leaf.Entry], s)
		e.all = append(e.all, s)
	}
	e.jobs = sync.OnceValue(func() []job { return readJobs(ev.Base, e) })
	e.titles = sync.OnceValue(e.readTitles)
	e.roles = sync.OnceValue(e.readRoles)
	e.skills = sync.OnceValue(func() []skill { return gatherSkills(e) })
	return e
}

// read reads a text in its own language, which is the CV's when nothing else
// can be told.
func (e *evidence) read(said string, ev Evidence) *text {
	return ev.Texts.within(said, e.lang, ev.Lexicon)
}

func (e *evidence) add(s *source) {
	e.all = append(e.all, s)
	e.byPath[s.leaf.Path] = s
	if s.leaf.Entry != "" {
		e.entries[s.leaf.Entry] = append(e.entries[s.leaf.Entry], s)
	}
}

// says reports whether the CV or a fact has a word of the stem.
func (e *evidence) says(stem string) bool {
	return slices.ContainsFunc(e.stated, func(s *source) bool { return s.stems[stem] })
}

// readTitles gathers the stems of what the CV and the facts call things.
func (e *evidence) readTitles() map[string]bool {
	titles := map[string]bool{}
	for _, s := range e.stated {
		if title(s.leaf.Key) || s.fact {
			maps.Copy(titles, s.stems)
		}
	}
	return titles
}

// readRoles gathers what the titles of the CV call its owner.
func (e *evidence) readRoles() map[string]bool {
	called := map[string]bool{}
	for _, s := range e.stated {
		if !title(s.leaf.Key) && !s.fact {
			continue
		}
		for _, tok := range s.tokens {
			called[tok.fold] = true
			if roles()[s.lang][tok.fold] || roles()["en"][tok.fold] {
				called[tok.stem] = true
			}
		}
	}
	return called
}

func title(key string) bool {
	switch key {
	case "position", "headline", "area", "degree", "name", "label":
		return true
	}
	return false
}

// mainLanguage is the language that most of the CV's own sentences are in, each
// with the title of its section. said are the texts of the leaves.
func mainLanguage(leaves []cv.Leaf, said []string) string {
	var all, title ballot
	section := ""
	speaks := func(leaf cv.Leaf) bool {
		f := fieldOf(leaf.Key, leaf.Section)
		return f == claimText || f == skillText || leaf.Key == "position" || leaf.Key == "degree" || f == headline
	}
	for i, leaf := range leaves {
		if !speaks(leaf) {
			continue
		}
		if leaf.Section != section {
			section, title = leaf.Section, votesOf(leaf.Section)
		}
		all.add(votesOf(said[i]))
		all.add(title)
	}
	return all.decide("en", func() string {
		var text strings.Builder
		for i, leaf := range leaves {
			if speaks(leaf) {
				text.WriteString(said[i] + ". " + leaf.Section + ". ")
			}
		}
		return text.String()
	})
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
	if strings.Contains(s, "://") || namesSite(s) {
		s = url.ReplaceAllString(s, " ")
	}
	if !marked(s) {
		return s
	}
	return marks.Replace(s)
}

// namesSite reports whether a text has www. in it.
func namesSite(s string) bool {
	for i := 0; ; i++ {
		dot := strings.IndexByte(s[i:], '.')
		if dot < 0 {
			return false
		}
		if i += dot; i >= 3 && strings.EqualFold(s[i-3:i], "www") {
			return true
		}
	}
}

// marks of emphasis and invisible characters.
var marks = strings.NewReplacer("**", "", "__", "", "[", "", "]", "", "`", "", "\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\u00ad", "")

// marked reports whether a text may have one of the marks: most have none.
func marked(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '*', '_', '[', ']', '`', 0xEF:
			return true
		case 0xC2, 0xE2:
			if strings.HasPrefix(s[i:], "\u00ad") || strings.HasPrefix(s[i:], "\u200b") || strings.HasPrefix(s[i:], "\u200c") || strings.HasPrefix(s[i:], "\u200d") {
				return true
			}
		}
	}
	return false
}

// addresses lists the link targets of a text.
func addresses(s string) []string {
	if !strings.Contains(s, "](") && !strings.Contains(s, "://") && !namesSite(s) {
		return nil
	}
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
