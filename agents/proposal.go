package agents

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

// proposal is what a model is asked to give: edits of single texts. It cannot
// remove or move anything; what goes and in which order, the rules decide.
type proposal struct {
	Edits []proposedEdit `json:"edits" jsonschema:"maxItems=80"`
}

type proposedEdit struct {
	Op             string             `json:"op" jsonschema:"enum=replace,enum=insert"`
	Path           string             `json:"path" jsonschema:"description=One of the given places; for insert the list with /- at its end"`
	From           string             `json:"from" jsonschema:"description=line:N of a commented-out line that comes back; empty otherwise"`
	Before         string             `json:"before" jsonschema:"description=The text at path copied exactly; empty for insert"`
	After          string             `json:"after" jsonschema:"description=The new text"`
	Reason         string             `json:"reason"`
	RequirementIDs []string           `json:"requirement_ids"`
	Evidence       []proposedEvidence `json:"evidence"`
}

type proposedEvidence struct {
	Path  string `json:"path"`
	Quote string `json:"quote"`
}

var proposalSchema = sync.OnceValue(func() *llm.Schema { return llm.MustSchema("cv_edits", schema.For[proposal]()) })

// objection is why an edit of a model cannot stay.
type objection struct {
	op, path, kind, message string
}

func (o objection) String() string {
	return fmt.Sprintf("- %s %s (%s): %s", o.op, o.path, o.kind, o.message)
}

// reviewer turns proposals into edits of the base CV. It objects to what is
// plainly wrong before the guard looks at the truth of the rest.
type reviewer struct {
	mu        sync.Mutex // a matcher serves one at a time
	in        plan.Input
	matcher   *match.Matcher
	own, lang string // the language of the CV, and the one asked for
	signature string
	pool      map[string]cv.Comment // by "line:N"
	quotes    map[string]string     // requirement id ─► its line
}

func newReviewer(in plan.Input, signature, own, lang string) *reviewer {
	r := &reviewer{
		in: in, own: own, lang: lang, signature: signature,
		matcher: in.Texts.New(in.Offer, in.Base, in.Lexicon, in.Language),
		pool:    map[string]cv.Comment{}, quotes: map[string]string{},
	}
	for _, comment := range in.Base.Pool() {
		r.pool[fmt.Sprintf("line:%d", comment.Line)] = comment
	}
	for _, line := range in.Offer.JobOffer.Requirements {
		r.quotes[line.ID] = line.Quote.Text
	}
	return r
}

// read gives the edits that may go to the guard, and the objections to the
// others. Edits that change nothing are passed over in silence.
func (r *reviewer) read(work workplace, proposed proposal) ([]schema.Edit, []objection) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var edits []schema.Edit
	var objections []objection
	taken := map[string]bool{}
	for _, p := range proposed.Edits {
		p.Path, p.From, p.After = strings.TrimSpace(p.Path), strings.TrimSpace(p.From), strings.TrimSpace(p.After)
		edit, place, kind, message := r.edit(work, p)
		switch {
		case message == "" && place == "":
			continue
		case message == "" && taken[place]:
			kind, message = "duplicate", "there is an edit for this place already; give one"
		}
		if message != "" {
			objections = append(objections, objection{p.Op, p.Path, kind, message})
			continue
		}
		taken[place] = true
		edits = append(edits, edit)
	}
	return edits, objections
}

// edit reads one proposal. place is what it changes, "" when that is nothing.
func (r *reviewer) edit(work workplace, p proposedEdit) (edit schema.Edit, place, kind, message string) {
	edit = schema.Edit{Op: schema.Op(p.Op), Path: p.Path, After: p.After, Reason: shorten(p.Reason), PlannedBy: r.signature}
	if p.After == "" {
		return edit, "", "empty", "after is empty; only texts may be changed, nothing removed"
	}
	if spoken := r.foreign(p.After); spoken != "" {
		return edit, "", "wrong_language", fmt.Sprintf("the new text is in %s; write it in %s", languageName(spoken), languageName(r.lang))
	}
	if edit.Op == schema.Insert {
		edit, place, kind, message = r.insertion(work, p, edit)
	} else {
		edit, place, kind, message = r.replacement(work, p, edit)
	}
	if place == "" || message != "" {
		return edit, place, kind, message
	}
	for _, id := range p.RequirementIDs {
		if quote, ok := r.quotes[id]; ok && !slices.Contains(edit.RequirementIDs, id) && len(edit.OfferQuotes) < 4 {
			edit.RequirementIDs = append(edit.RequirementIDs, id)
			edit.OfferQuotes = append(edit.OfferQuotes, quote)
		}
	}
	edit.Evidence = r.evidence(p, edit)
	return edit, place, "", ""
}

func (r *reviewer) replacement(work workplace, p proposedEdit, edit schema.Edit) (schema.Edit, string, string, string) {
	at := slices.IndexFunc(work.places, func(leaf cv.Leaf) bool { return leaf.Path == p.Path })
	if at < 0 {
		return edit, "", "wrong_place", "this is none of the places given"
	}
	now := work.places[at].Text
	edit.Before = now
	switch {
	case p.Before != "" && plain(p.Before) != plain(now):
		return edit, p.Path, "stale_before", "before is not the text at this place; copy it exactly"
	case plain(p.After) == plain(now):
		return edit, "", "", ""
	}
	if lost := r.lost(now, p.After); len(lost) > 0 {
		return edit, p.Path, "fact_lost", "the new text leaves out " + strings.Join(lost, ", ") + "; keep every number and skill of the line"
	}
	return edit, p.Path, "", ""
}

func (r *reviewer) insertion(work workplace, p proposedEdit, edit schema.Edit) (schema.Edit, string, string, string) {
	if p.From != "" {
		comment, ok := r.pool[p.From]
		if !ok || !slices.ContainsFunc(work.pool, func(c cv.Comment) bool { return c.Line == comment.Line }) {
			return edit, p.From, "wrong_place", "there is no commented-out line of this number here"
		}
		edit.From, edit.Path = p.From, fmt.Sprintf("%s/%d", comment.List, comment.Index)
		if plain(p.After) == plain(comment.Text) {
			edit.After = comment.Text
		}
		return edit, p.From, "", ""
	}
	list, _ := cv.Parent(p.Path)
	switch {
	case !slices.Contains(work.lists, list):
		return edit, p.Path, "wrong_place", "this is none of the lists given; end the list's path with /-"
	case len(r.in.Facts) == 0:
		return edit, p.Path, "nothing_new", "there is no confirmed fact to add; reword the lines that are there"
	}
	edit.Path = list + "/-"
	return edit, list + "/-" + p.After, "", ""
}

// evidence keeps what the proposal quotes from the CV or a fact word for word,
// and falls back on the old text itself.
func (r *reviewer) evidence(p proposedEdit, edit schema.Edit) []schema.Evidence {
	var kept []schema.Evidence
	for _, e := range p.Evidence {
		if text, ok := r.text(e.Path); ok && e.Quote != "" && strings.Contains(plain(text), plain(e.Quote)) {
			kept = append(kept, schema.Evidence{Path: e.Path, Quote: e.Quote})
		}
	}
	if before, ok := edit.Before.(string); ok && len(kept) == 0 {
		kept = append(kept, schema.Evidence{Path: edit.Path, Quote: before})
	}
	return kept
}

func (r *reviewer) text(path string) (string, bool) {
	if comment, ok := r.pool[path]; ok {
		return comment.Text, true
	}
	if id, ok := strings.CutPrefix(path, "fact:"); ok {
		for _, fact := range r.in.Facts {
			if fact.ID == id {
				return fact.Text, true
			}
		}
		return "", false
	}
	return r.in.Base.Scalar(path)
}

// telling is how many bytes of text it takes to tell its language.
const telling = 60

// foreign is the language of a text that is not in the one asked for, "" where
// it is, or where that cannot be told. A line of the CV that is in another
// language than the rest may stay in it.
func (r *reviewer) foreign(after string) string {
	if len(after) < telling {
		return ""
	}
	spoken, sure := match.Spoken(after)
	if !sure || spoken == r.lang || r.lang == r.own && r.quotesForeign(spoken) {
		return ""
	}
	return spoken
}

// quotesForeign tells whether the CV has lines in that language itself.
func (r *reviewer) quotesForeign(spoken string) bool {
	return slices.ContainsFunc(r.in.Base.Leaves(), func(leaf cv.Leaf) bool {
		language, sure := match.Spoken(leaf.Text)
		return sure && language == spoken && slices.Contains(reworded, leaf.Key)
	})
}

// figure finds numbers; the 8 of K8s and the 95 of p95 are parts of names.
var figure = regexp.MustCompile(`(^|[^\p{L}\d])(\d+)`)

func figures(text string) (list []string) {
	for _, found := range figure.FindAllStringSubmatch(text, -1) {
		list = append(list, found[2])
	}
	return list
}

// lost lists the figures and skills of the old text that the new one has not.
// Figures are written otherwise in another language, so a translation is held
// to its skills alone.
func (r *reviewer) lost(before, after string) []string {
	var lost []string
	if r.lang == r.own {
		have := figures(after)
		for _, number := range figures(before) {
			if !slices.Contains(have, number) && !slices.Contains(lost, number) {
				lost = append(lost, number)
			}
		}
	}
	have := r.matcher.Mentions(after)
	for _, mention := range r.matcher.Mentions(before) {
		kept := slices.ContainsFunc(have, func(m lexicon.Mention) bool { return m.Entry.Name == mention.Entry.Name })
		if !kept && mention.Entry.Kind != lexicon.Soft && !slices.Contains(lost, mention.Entry.Name) {
			lost = append(lost, mention.Entry.Name)
		}
	}
	return lost
}

// plain is a text without regard to white space.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }

const maxReason = 300 // characters

func shorten(text string) string {
	text = plain(text)
	if letters := []rune(text); len(letters) > maxReason {
		return string(letters[:maxReason-1]) + "…"
	}
	return text
}
