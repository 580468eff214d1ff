// Package guard decides whether a change to a CV stays within the truth.
//
// It looks at every edit, whoever wrote it, and again at the finished document.
// What counts as proof is the base CV and the facts that the user confirmed;
// the job offer and earlier generated CVs never do.
//
//	base CV, facts ─ New ─► Guard (evidence, read once)
//	                          │
//	edit ──── Check ──────────┤─► changed values ─► checks ─► findings ─► verdict
//	document ─ CheckDocument ─┘
//
// A changed value is read into words, numbers, dates, levels and skills, and
// each check compares those with the old value and with the texts that may
// prove it: a bullet may use the facts of its own entry only, a summary, a
// headline or a skills line those of the whole CV. Every check is a small file
// of its own; the words they know stand in data/*.psv, one idea a line, in
// seven languages. Text in another language gets the checks that need no words
// and goes to review, and so does a translation: rules can tell that its
// numbers, names and skills are right, not that it says the same.
//
// What no check accounts for is weighed by what it stands for: a word in place
// of another, with the rest kept, is a rewording; a word beside all the old ones
// is a claim. Forms of a word, its nouns and verbs (families.psv), ordinary
// synonyms (words.psv) and words that claim nothing (generic.psv) count as kept,
// and so does a word that may mean one that is gone (near.psv, package wordnet). Where
// nearly all of a text was reworded, a lone objection asks (weigh.go); where all of
// it was kept, what is listed beside it is refused (insertion.go).
//
// The guard would rather ask than pass: reject is for what contradicts or goes
// beyond the evidence, needs_review for what rules cannot tell.
package guard

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// Mode is how much freedom the writer of an edit has.
type Mode int

const (
	// Open is for edits written by a model or a person: rewording is allowed
	// within the evidence.
	Open Mode = iota
	// Strict is for edits made by rules: only the CV's own words and other
	// names of the skills it states.
	Strict
)

// Evidence is what claims are judged by.
type Evidence struct {
	Base    *cv.Document
	Facts   []schema.Fact    // confirmed by the user
	Lexicon *lexicon.Lexicon // nil means lexicon.Default()
	AsOf    time.Time        // "now" for tenure; zero means today
	Texts   *Texts           // remembers what is read; may be nil

	// Offer is the text of the job offer when it is known. It never proves
	// anything: it only helps to recognise duties copied from it.
	Offer string
}

// Guard judges changes to one base CV. It is safe for concurrent use.
type Guard struct {
	base   *cv.Document
	lex    *lexicon.Lexicon
	texts  *Texts
	ev     *evidence
	offer  func() map[string]bool // stems of the offer's words
	judged judged
}

// New reads the evidence once, for many checks.
func New(ev Evidence) *Guard {
	if ev.Lexicon == nil {
		ev.Lexicon = lexicon.Default()
	}
	g := &Guard{base: ev.Base, lex: ev.Lexicon, texts: ev.Texts, ev: gather(ev)}
	g.offer = sync.OnceValue(func() map[string]bool {
		offer, stems := plain(ev.Offer), map[string]bool{}
		for _, tok := range tokenize(offer, detect(offer, g.ev.lang)) {
			stems[tok.stem], stems[tok.fold] = true, true
		}
		return stems
	})
	return g
}

// Check judges one edit of the base CV. An edit that says what the CV already
// says passes. It looks at path, op and after only: reason, quotes and a
// verdict of the caller count for nothing.
func (g *Guard) Check(edit schema.Edit, mode Mode) schema.Verdict {
	var findings []schema.Finding
	switch edit.Op {
	case schema.Remove:
		findings = g.checkRemoval(edit.Path)
	case schema.Move:
		if under(edit.From, "authors") {
			findings = []schema.Finding{finding("author_order", schema.Reject, edit.Path, "the order of authors is part of the publication; leave it as it is")}
		}
	case schema.Insert:
		findings = g.checkAll(g.insertion(edit), mode)
	case schema.Replace:
		old, ok := g.base.Value(edit.Path)
		if !ok {
			return schema.Judge([]schema.Finding{finding("unknown_path", schema.Reject, edit.Path, "there is no value at this path in the base CV; use a path of the base document", edit.Path)})
		}
		d := differ{guard: g}
		d.compare(place{path: edit.Path, base: edit.Path}, old, edit.After)
		findings = g.checkAll(d.changes, mode)
	default:
		findings = []schema.Finding{finding("unknown_op", schema.Reject, edit.Path, fmt.Sprintf("%q is no operation; use replace, insert, remove or move", edit.Op))}
	}
	return schema.Judge(findings)
}

// CheckDocument compares the whole tailored document with the base, in Open
// mode. Values that did not change are never objected to, wherever they moved.
func (g *Guard) CheckDocument(tailored *cv.Document) schema.GuardReport {
	old, _ := g.base.Value("/cv")
	edited, _ := tailored.Value("/cv")
	d := differ{guard: g}
	d.compare(place{path: "/cv", base: "/cv"}, old, edited)
	return schema.GuardReport{Verdict: schema.Judge(g.checkAll(d.changes, Open)), Checked: len(d.changes)}
}

// checkRemoval: leaving something out is honest, but for the parts that change
// the meaning of what stays.
func (g *Guard) checkRemoval(path string) []schema.Finding {
	d := differ{guard: g}
	parent, _ := cv.Parent(path)
	old, ok := g.base.Value(path)
	if !ok {
		return []schema.Finding{finding("unknown_path", schema.Reject, path, "there is no value at this path in the base CV; use a path of the base document", path)}
	}
	d.removed(place{path: path, base: path, entry: g.entryOf(parent)}, old)
	return g.checkAll(d.changes, Open)
}

// insertion lists what an insert adds. Text from the commented-out bullets of
// the same list is the author's.
func (g *Guard) insertion(edit schema.Edit) []change {
	parent, _ := cv.Parent(edit.Path)
	d := differ{guard: g}
	at := place{path: edit.Path, base: parent, entry: g.entryOf(parent), key: listKey(edit.Path)}
	if text, ok := edit.After.(string); ok {
		for _, p := range g.ev.pool {
			if p.Comment.List == parent && (edit.From == fmt.Sprintf("line:%d", p.Line) || same(p.Comment.Text, text)) {
				d.scalar(at, p.Comment.Text, true, text)
				return d.changes
			}
		}
	}
	d.added(at, edit.After)
	return d.changes
}

// entryOf is the path of the entry that a path lies in, or "".
func (g *Guard) entryOf(path string) string {
	parts := strings.Split(path, "/")
	if len(parts) < 5 || parts[1] != "cv" || parts[2] != "sections" {
		return ""
	}
	return strings.Join(parts[:5], "/")
}

// listKey is the nearest key above a value: "highlights" for a bullet.
func listKey(path string) string {
	parts := strings.Split(path, "/")
	for i := len(parts) - 1; i > 0; i-- {
		if part := parts[i]; part != "-" && strings.Trim(part, "0123456789") != "" {
			if i == 3 && len(parts) > 3 && parts[2] == "sections" {
				return ""
			}
			return unescape.Replace(part)
		}
	}
	return ""
}

var unescape = strings.NewReplacer("~1", "/", "~0", "~")

func under(path, key string) bool { return strings.Contains(path+"/", "/"+key+"/") }
