package plan

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/schema"
)

// draft is what the rules have decided so far: which commented-out bullets
// come back and which places go. The edits follow from it.
type draft struct {
	pool    map[int]bool    // lines of the pool that come back
	awake   map[int]bool    // first lines of the commented-out entries that come back
	removed map[string]bool // paths of highlights and entries that go
	tight   int             // how many steps of tighter are taken
}

func newDraft() draft {
	return draft{pool: map[int]bool{}, awake: map[int]bool{}, removed: map[string]bool{}}
}

func (d draft) equal(other draft) bool {
	return d.tight == other.tight && maps.Equal(d.pool, other.pool) && maps.Equal(d.awake, other.awake) && maps.Equal(d.removed, other.removed)
}

// item is something in a list that the rules may reorder: a highlight, a line
// of a skills section, or a commented-out bullet that comes back.
type item struct {
	path    string // JSON Pointer; "line:N" for a commented-out bullet
	text    string
	index   int // in the list; where a commented-out bullet would land
	line    int // of a commented-out bullet
	score   float64
	figures bool // it says how much or how many
}

func (p *planner) item(path, text string, index int) item {
	return item{path: path, text: text, index: index, score: p.relevance(text), figures: hasFigures(text)}
}

// hasFigures reports whether a text has a number that is no part of a name such
// as K8s or S3.
func hasFigures(text string) bool {
	if !strings.ContainsAny(text, "0123456789") {
		return false
	}
	for word := range strings.FieldsSeq(text) {
		word = strings.TrimLeft(word, "*_(\"'~<>+-±€$£≈≥≤")
		if word != "" && '0' <= word[0] && word[0] <= '9' {
			return true
		}
	}
	return false
}

func (i item) pooled() bool { return i.line > 0 }

// rank puts a commented-out bullet before the item it would land before.
func (i item) rank() int {
	if i.pooled() {
		return 1
	}
	return 0
}

// writtenDraft is a draft with its edits.
type writtenDraft struct {
	draft
	edits []schema.Edit
}

// edits writes the draft down, once for each: list by list, in the order of the
// file.
func (p *planner) edits(d draft) []schema.Edit {
	for _, known := range p.written {
		if known.equal(d) {
			return known.edits
		}
	}
	edits := p.write(d)
	p.written = append(p.written, writtenDraft{d, edits})
	return edits
}

func (p *planner) write(d draft) []schema.Edit {
	var edits []schema.Edit
	rewrites := p.rewrites(d)
	for _, section := range p.sections {
		if reorders(section) {
			edits = append(edits, p.arrange(section.Path, p.entryItems(section, d), rewrites)...)
		}
		for _, entry := range section.Entries {
			if d.removed[entry.Path] {
				edits = append(edits, p.removal(entry.Path))
				continue
			}
			edits = append(edits, p.entryEdits(entry, d, rewrites)...)
		}
		edits = append(edits, p.arrive(section.Path, p.poolItems(section.Path, d), rewrites)...)
	}
	for _, entry := range p.dormant {
		if d.awake[entry.first] {
			edits = append(edits, p.wake(entry))
		}
	}
	edits = append(edits, rewrites.edits()...)
	return append(edits, p.spacing(d.tight)...)
}

// entryEdits are the removals, arrivals and moves among an entry's highlights.
func (p *planner) entryEdits(entry cv.Entry, d draft, rewrites drafted) []schema.Edit {
	var edits []schema.Edit
	var items []item
	for i, leaf := range entry.Highlights {
		if d.removed[leaf.Path] {
			edits = append(edits, p.removal(leaf.Path))
			continue
		}
		items = append(items, p.item(leaf.Path, leaf.Text, i))
	}
	list := entry.Path + "/highlights"
	if !flat(entry) {
		return edits // bullets below bullets: nothing is moved
	}
	return append(edits, p.arrange(list, append(items, p.poolItems(list, d)...), rewrites)...)
}

// flat reports whether the highlights are plain texts, so that their places in
// the list are their indices.
func flat(entry cv.Entry) bool {
	for i, leaf := range entry.Highlights {
		if leaf.Path != entry.Path+"/highlights/"+strconv.Itoa(i) {
			return false
		}
	}
	return true
}

// relevance is the score of a text, 0 when no line of the offer can be named
// that it answers: then there is no reason to move it.
func (p *planner) relevance(text string) float64 {
	if len(p.matcher.Answers(text)) == 0 {
		return 0
	}
	return p.matcher.Score(text)
}

// pooledPath is the place of the commented-out bullet on a line.
func pooledPath(line int) string { return fromLine + strconv.Itoa(line) }

const fromLine = "line:"

func (p *planner) poolItems(list string, d draft) []item {
	var items []item
	for _, comment := range p.pool {
		if comment.List == list && d.pool[comment.Line] {
			it := p.item(pooledPath(comment.Line), comment.Text, comment.Index)
			it.line = comment.Line
			items = append(items, it)
		}
	}
	return items
}

// removal is the edit that takes a highlight or an entry out.
func (p *planner) removal(path string) schema.Edit {
	value, _ := p.Base.Value(path)
	text := valueText(value)
	return schema.Edit{
		Op: schema.Remove, Path: path, Before: value,
		Reason:   fmt.Sprintf("It speaks least to this offer, and the CV is to fit %s.", pagesText(p.MaxPages)),
		Evidence: []schema.Evidence{{Path: path, Quote: text}},
	}
}

func pagesText(n int) string {
	if n == 1 {
		return "one page"
	}
	return strconv.Itoa(n) + " pages"
}

// explain fills in why an edit helps: what in the offer the text answers, and
// the text itself as the proof.
func (p *planner) explain(edit schema.Edit, text, path string) schema.Edit {
	answers := p.matcher.Answers(text)
	for _, answer := range answers[:min(len(answers), maxQuotes)] {
		if answer.RequirementID != "" && !slices.Contains(edit.RequirementIDs, answer.RequirementID) {
			edit.RequirementIDs = append(edit.RequirementIDs, answer.RequirementID)
		}
		edit.OfferQuotes = append(edit.OfferQuotes, answer.Quote)
	}
	edit.Evidence = append(edit.Evidence, schema.Evidence{Path: path, Quote: text})
	return edit
}

// maxQuotes is how many lines of the offer an edit names; more help nobody.
const maxQuotes = 4

// asked names the skills in text that the offer asks for, most important
// first, for a reason.
func asked(m *match.Matcher, text string) []string {
	var must, nice []string
	for _, i := range m.In(text) {
		if term := m.Terms()[i]; term.Importance == schema.Must {
			must = append(must, term.Spelling)
		} else {
			nice = append(nice, term.Spelling)
		}
	}
	return append(must, nice...)
}

// valueText is a value as one line of text.
func valueText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	if entry, ok := value.(map[string]any); ok {
		line := ""
		for _, key := range []string{"name", "label", "title", "details", "summary", "bullet"} {
			if text, ok := entry[key].(string); ok && text != "" {
				if line != "" {
					line += ": "
				}
				line += text
			}
		}
		if line != "" {
			return line
		}
	}
	return fmt.Sprint(value)
}
