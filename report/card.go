package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

// State is what became of an edit: proposed, applied, left or refused.
type State string

const (
	proposed State = "proposed"
	applied  State = "applied"
	left     State = "left"
	refused  State = "refused"
)

// group is the cards of one state.
type group struct {
	State State
	Title string
	Note  string
	Cards []Card
}

// Card is one edit in words, as the page shows it. The JSON form is what a page
// with a script shows.
type Card struct {
	ID       string     `json:"id"`
	State    State      `json:"state"`
	Label    string     `json:"-"`    // of the state, in words
	Done     string     `json:"done"` // what the edit does, in words
	Place    Place      `json:"place"`
	Detail   string     `json:"detail,omitempty"`
	Before   []Span     `json:"before,omitempty"`
	After    []Span     `json:"after,omitempty"`
	Text     string     `json:"text,omitempty"` // of a move, which changes no words
	Reason   string     `json:"reason,omitempty"`
	Quotes   []string   `json:"quotes,omitempty"` // the offer's words
	Evidence []Evidence `json:"evidence,omitempty"`
	Review   bool       `json:"review,omitempty"`
	Findings []Finding  `json:"findings,omitempty"`
	By       string     `json:"by,omitempty"`
}

// Evidence is words that prove an edit, and where they stand.
type Evidence struct {
	Place Place  `json:"place"`
	Quote string `json:"quote"`
	Same  bool   `json:"same,omitempty"` // as the text before the change, which the card shows already
}

// Finding is one objection of the guard.
type Finding struct {
	Kind    string   `json:"kind"`
	Review  bool     `json:"review,omitempty"`
	Words   []string `json:"words,omitempty"`
	Message string   `json:"message"`
}

// Cards are a plan's edits in its order, those that the guard refused last.
// base is the CV that the plan's paths point into; without it the places are
// named by their paths alone.
func Cards(base *cv.Document, plan schema.PlannedChanges) []Card {
	v := viewer{places: newPlaces(base)}
	cards := []Card{}
	for _, edit := range plan.Edits {
		cards = append(cards, v.card(edit, proposed, "Proposed"))
	}
	for _, edit := range plan.Refused {
		cards = append(cards, v.card(edit, refused, "Refused"))
	}
	return cards
}

// groups sorts the edits by what became of them.
func (v viewer) groups(plan schema.PlannedChanges, decided *schema.AppliedChanges) []group {
	all := []group{
		{State: applied, Title: "Applied", Note: "These stand in the tailored CV."},
		{State: proposed, Title: "Proposed", Note: "Nothing is decided yet."},
		{State: left, Title: "Left out", Note: "They need your review, or you left them out. To take one, tailor again and name it in --accept with the others that you want."},
		{State: refused, Title: "Refused", Note: "The CV does not prove these, so they are not in it. Each says why and what the way out is."},
	}
	edits, turnedDown := slices.Clone(plan.Edits), slices.Clone(plan.Refused)
	if decided != nil {
		for _, edit := range decided.Refused {
			same := func(e schema.Edit) bool { return e.ID == edit.ID }
			edits = slices.DeleteFunc(edits, same)
			turnedDown = append(slices.DeleteFunc(turnedDown, same), edit)
		}
	}
	add := func(state State, edit schema.Edit) {
		at := slices.IndexFunc(all, func(g group) bool { return g.State == state })
		all[at].Cards = append(all[at].Cards, v.card(edit, state, all[at].Title))
	}
	for _, edit := range edits {
		switch {
		case decided == nil:
			add(proposed, edit)
		case slices.Contains(decided.Applied, edit.ID):
			add(applied, edit)
		default:
			add(left, edit)
		}
	}
	for _, edit := range turnedDown {
		add(refused, edit)
	}
	return slices.DeleteFunc(all, func(g group) bool { return len(g.Cards) == 0 })
}

func (v viewer) card(edit schema.Edit, state State, label string) Card {
	c := Card{
		ID: edit.ID, State: state, Label: label, Place: v.places.name(edit.Path),
		Reason: edit.Reason, Quotes: edit.OfferQuotes, By: author(edit.PlannedBy),
	}
	before, after := OneLine(edit.Before), OneLine(edit.After)
	switch edit.Op {
	case schema.Replace:
		c.Done = "Reworded"
		if _, text := edit.After.(string); !text {
			c.Done = "Changed"
		}
		c.Before, c.After = compare(before, after)
	case schema.Insert:
		c.Done = "Added"
		if line, ok := strings.CutPrefix(edit.From, "line:"); ok {
			c.Done, c.Detail = "Brought back", "from line "+line+" of your file, where it is commented out"
		}
		c.After = []Span{{after, true}}
	case schema.Remove:
		c.Done = "Taken out"
		c.Before = []Span{{before, true}}
	case schema.Move:
		c.Done, c.Detail = move(edit)
		c.Place = v.places.name(edit.From)
		if list, _ := cutIndex(edit.From); strings.HasSuffix(list, "/highlights") {
			c.Place.Words = v.places.group(edit.From) // its own number is in the detail
		}
		c.Text = before
	default:
		c.Done = string(edit.Op)
		c.Before, c.After = compare(before, after)
	}
	for _, proof := range edit.Evidence {
		c.Evidence = append(c.Evidence, Evidence{
			Place: v.places.name(proof.Path), Quote: proof.Quote,
			Same: proof.Quote != "" && (proof.Quote == before || edit.From == proof.Path && proof.Quote == after),
		})
	}
	if edit.Verdict != nil {
		c.Review = edit.Verdict.Outcome == schema.NeedsReview
		c.Findings = findings(edit.Verdict.Findings)
	}
	return c
}

func findings(all []schema.Finding) []Finding {
	var list []Finding
	for _, f := range all {
		list = append(list, Finding{Kind: spaced(f.Kind), Review: f.Outcome == schema.NeedsReview, Words: f.Words, Message: f.Message})
	}
	return list
}

// move says which way an item goes and between which places, counted from 1.
func move(edit schema.Edit) (done, detail string) {
	list, from := cutIndex(edit.From)
	_, to := cutIndex(edit.Path)
	was, err := strconv.Atoi(from)
	if err != nil {
		return "Moved", ""
	}
	kind := "place"
	if strings.HasSuffix(list, "/highlights") {
		kind = "highlight"
	}
	will, err := strconv.Atoi(to)
	switch {
	case err != nil:
		return "Moved down", fmt.Sprintf("from %s %d to the end", kind, was+1)
	case will > was: // the item itself no longer stands before its new place
		return "Moved down", fmt.Sprintf("from %s %d to %d", kind, was+1, will)
	}
	return "Moved up", fmt.Sprintf("from %s %d to %d", kind, was+1, will+1)
}

func cutIndex(path string) (list, index string) {
	at := strings.LastIndexByte(path, '/')
	return path[:max(at, 0)], path[at+1:]
}

// author says who proposed an edit; "" for bespoke's own rules.
func author(by string) string {
	switch name, model := strings.CutPrefix(by, "model:"); {
	case by == "rules": // the page says that these are the rule
		return ""
	case model:
		return "the model " + name
	case by == "caller":
		return "you or your client"
	default:
		return by
	}
}

// OneLine writes a value of a CV as one text: what names an entry first, the
// other fields in the order of their names.
func OneLine(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case map[string]any:
		var fields []string
		for _, key := range slices.SortedFunc(maps.Keys(value), fieldOrder) {
			fields = append(fields, spaced(key)+": "+OneLine(value[key]))
		}
		return strings.Join(fields, "; ")
	case []any:
		var items []string
		for _, item := range value {
			items = append(items, OneLine(item))
		}
		return strings.Join(items, " / ")
	}
	return fmt.Sprint(value)
}

func fieldOrder(a, b string) int {
	rank := func(key string) int {
		if at := slices.Index(naming, key); at >= 0 {
			return at
		}
		return len(naming)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }
