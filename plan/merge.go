package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

// mergeCaller judges the caller's edits and keeps those that can be applied
// together. Of two for one place the first stays.
func (p *planner) mergeCaller() {
	used := map[string]bool{}
	for _, edit := range p.Edits {
		used[edit.ID] = true
	}
	seen := map[string]bool{}
	judged := make([]schema.Edit, len(p.Edits))
	for i, edit := range p.Edits {
		if edit.ID == "" || seen[edit.ID] {
			edit.ID = freeID("c", i+1, used)
		}
		used[edit.ID], seen[edit.ID] = true, true
		if edit.PlannedBy == "" || edit.PlannedBy == Rules {
			edit.PlannedBy = "caller" // the mode of the guard hangs on it
		}
		judged[i] = p.judge.judge(p.fill(edit))
	}
	_, err := p.Base.Apply(slices.DeleteFunc(slices.Clone(judged), rejected))
	for _, edit := range judged {
		if err != nil && !rejected(edit) { // some do not fit the others
			if _, err := p.Base.Apply(append(slices.Clone(p.caller), edit)); err != nil {
				verdict := rejection("not_applicable", edit.Path, edit.Path, err.Error())
				edit.Verdict = &verdict
			}
		}
		if rejected(edit) {
			p.out.Refused = append(p.out.Refused, edit)
			continue
		}
		p.caller = append(p.caller, edit)
	}
}

func rejected(edit schema.Edit) bool { return edit.Verdict.Outcome == schema.Reject }

func freeID(prefix string, n int, used map[string]bool) string {
	for ; ; n++ {
		if id := fmt.Sprintf("%s%d", prefix, n); !used[id] {
			return id
		}
	}
}

// fill adds what the base says at the edit's place.
func (p *planner) fill(edit schema.Edit) schema.Edit {
	path := edit.Path
	if edit.Op == schema.Move {
		path = edit.From
	}
	if edit.Before == nil && edit.Op != schema.Insert {
		if value, ok := p.Base.Value(path); ok {
			edit.Before = value
		}
	}
	return edit
}

// conflict names the edit of the caller that stands in the way of a rule's.
func (p *planner) conflict(edit schema.Edit) (string, bool) {
	for _, other := range p.caller {
		if collide(edit, other) {
			return other.ID, true
		}
	}
	return "", false
}

// collide reports whether two edits change one value, or one changes what the
// other replaces or removes as a whole.
func collide(a, b schema.Edit) bool {
	for _, x := range claims(a) {
		for _, y := range claims(b) {
			if x.path == y.path || x.whole && within(y.path, x.path) || y.whole && within(x.path, y.path) {
				return true
			}
		}
	}
	return false
}

// claim is a place that an edit changes; whole when everything below changes
// with it.
type claim struct {
	path  string
	whole bool
}

func claims(edit schema.Edit) []claim {
	switch edit.Op {
	case schema.Replace, schema.Remove:
		return []claim{{edit.Path, true}}
	case schema.Move:
		return []claim{{edit.From, false}}
	}
	list := []claim{{parentOf(edit.Path) + "/new", false}}
	if edit.From != "" {
		list = append(list, claim{edit.From, false})
	}
	return list
}

func within(path, ancestor string) bool { return strings.HasPrefix(path, ancestor+"/") }

func parentOf(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }

// finish judges the rules' edits, leaves out those that collide with the
// caller's, numbers them, and makes sure that all can be applied together.
func (p *planner) finish(edits []schema.Edit) {
	used := map[string]bool{}
	for _, edit := range p.caller {
		used[edit.ID] = true
	}
	var kept []schema.Edit
	for i, edit := range edits {
		edit.ID = freeID("e", i+1, used)
		used[edit.ID] = true
		edit.PlannedBy = Rules
		if id, ok := p.conflict(edit); ok {
			p.warn("Edit %s by the caller and a rule's edit change one place (%s, %s); the caller's stands.", id, edit.Op, place(edit))
			continue
		}
		edit = p.judge.judge(edit)
		switch {
		case edit.Verdict.Outcome != schema.Reject:
			kept = append(kept, edit)
		case !remembered(edit):
			p.out.Refused = append(p.out.Refused, edit)
		}
	}
	p.out.Edits, p.whole = p.together(kept)
	p.signers()
}

// remembered reports whether the user's own refusal stopped the edit: a rule's
// edit of that kind is not even shown.
func remembered(edit schema.Edit) bool { return edit.Verdict.Findings[0].Kind == "refused_before" }

func place(edit schema.Edit) string {
	if edit.Op == schema.Move {
		return edit.From
	}
	return edit.Path
}

// together returns the caller's edits and those of the rules that can be
// applied with them, and the base with all of them. The rules' edits fit each
// other by construction; should one of them not fit the file (a value that an
// alias repeats), it is left out.
func (p *planner) together(rules []schema.Edit) ([]schema.Edit, *cv.Document) {
	all := append(slices.Clone(p.caller), rules...)
	whole, err := p.Base.Apply(all)
	if err == nil {
		return all, whole
	}
	all = slices.Clone(p.caller)
	for _, edit := range rules {
		next, err := p.Base.Apply(append(slices.Clone(all), edit))
		if err != nil {
			p.warn("A rule's edit (%s, %s) was left out: %v", edit.Op, place(edit), err)
			continue
		}
		all, whole = append(all, edit), next
	}
	return all, whole
}

func (p *planner) signers() {
	for _, edit := range p.out.Edits {
		if !slices.Contains(p.out.PlannedBy, edit.PlannedBy) {
			p.out.PlannedBy = append(p.out.PlannedBy, edit.PlannedBy)
		}
	}
	slices.Sort(p.out.PlannedBy)
}
