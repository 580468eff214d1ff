package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// Errors of Apply. ErrStaleBase: the plan was made for another CV.
// ErrUnknownEdit: an id is not in the plan. ErrRejected: the finished document
// does not pass the guard.
var (
	ErrStaleBase   = errors.New("the plan was made for another CV")
	ErrUnknownEdit = errors.New("accept and reject do not fit the plan")
	ErrRejected    = errors.New("the tailored CV does not pass the guard")
)

// ApplyInput is a plan and the user's decisions on it.
type ApplyInput struct {
	Base *cv.Document
	Plan schema.PlannedChanges

	// Accept and Reject hold ids of the plan's edits. Without Accept all edits
	// that pass are taken, less those in Reject; edits that need review are
	// taken only when Accept names them.
	Accept, Reject []string

	Facts   []schema.Fact
	Lexicon *lexicon.Lexicon
	AsOf    time.Time
	Offer   string   // text of the offer, for the guard
	Refused []string // claims that the user refused before
	Guard   NewGuard // nil: guard.New
}

// Apply applies the edits that the user takes, all or none, and gives the
// tailored CV. Every edit is judged again, whatever the plan says of it, and
// so is the finished document: an edit that the guard rejects is not applied
// even when it is accepted, but listed in Refused.
//
// The errors wrap ErrStaleBase, ErrUnknownEdit, ErrRejected (the changes are
// returned with it, for their findings, and no document) or one of cv's errors.
func Apply(ctx context.Context, in ApplyInput) (*cv.Document, schema.AppliedChanges, error) {
	var changes schema.AppliedChanges
	if sum := in.Base.SHA256(); in.Plan.BaseSHA256 != sum {
		return nil, changes, fmt.Errorf("%w: it is for the one with sha256 %.12s…, this one has %.12s…; plan again", ErrStaleBase, in.Plan.BaseSHA256, sum)
	}
	if err := in.known(); err != nil {
		return nil, changes, err
	}
	evidence := guard.Evidence{Base: in.Base, Facts: in.Facts, Lexicon: in.Lexicon, AsOf: in.AsOf, Offer: in.Offer}
	judge := newJudge(in.Guard, evidence, in.Refused)
	var taken []schema.Edit
	for _, edit := range in.candidates() {
		if err := ctx.Err(); err != nil {
			return nil, changes, err
		}
		switch edit = judge.judge(edit); {
		case slices.Contains(in.Reject, edit.ID):
			changes.Left = append(changes.Left, edit.ID)
		case edit.Verdict.Outcome == schema.Reject:
			changes.Refused = append(changes.Refused, edit)
		case in.takes(edit):
			taken = append(taken, edit)
			changes.Applied = append(changes.Applied, edit.ID)
		default:
			changes.Left = append(changes.Left, edit.ID)
		}
	}
	tailored, err := in.Base.Apply(taken)
	if err != nil {
		return nil, schema.AppliedChanges{}, fmt.Errorf("applying the edits: %w", err)
	}
	changes.SHA256 = tailored.SHA256()
	changes.Diff = cv.Diff(in.Base.Bytes(), tailored.Bytes())
	changes.ErrorsBefore, changes.ErrorsAfter = cv.Validate(in.Base), cv.Validate(tailored)
	changes.Guard = checkDocument(evidence, judge, taken, tailored)
	if changes.Guard.Verdict.Outcome == schema.Reject {
		return nil, changes, fmt.Errorf("%w: %s", ErrRejected, changes.Guard.Verdict.Findings[0].Message)
	}
	return tailored, changes, nil
}

// checkDocument judges the finished document. A whole entry that was commented
// out and came back is the author's own, but no value of the base that documents
// are compared by; so the base is read with it.
func checkDocument(evidence guard.Evidence, judge judge, taken []schema.Edit, tailored *cv.Document) schema.GuardReport {
	var back []schema.Edit
	for _, edit := range taken {
		if authored(judge.dormant, edit) {
			back = append(back, edit)
		}
	}
	if len(back) > 0 {
		if whole, err := evidence.Base.Apply(back); err == nil {
			evidence.Base = whole
			return guard.New(evidence).CheckDocument(tailored)
		}
	}
	return judge.guard.CheckDocument(tailored)
}

// takes reports whether the user takes an edit that the guard did not reject.
func (in ApplyInput) takes(edit schema.Edit) bool {
	if len(in.Accept) > 0 {
		return slices.Contains(in.Accept, edit.ID)
	}
	return edit.Verdict.Outcome == schema.Pass
}

// candidates are the plan's edits, and of the refused ones those that the user
// asks for all the same: they are judged again.
func (in ApplyInput) candidates() []schema.Edit {
	list := slices.Clone(in.Plan.Edits)
	for _, edit := range in.Plan.Refused {
		if slices.Contains(in.Accept, edit.ID) {
			list = append(list, edit)
		}
	}
	return list
}

// known checks that the plan has every id of the user's decisions, and each in
// one list only.
func (in ApplyInput) known() error {
	var valid []string
	for _, edit := range slices.Concat(in.Plan.Edits, in.Plan.Refused) {
		valid = append(valid, edit.ID)
	}
	for _, id := range slices.Concat(in.Accept, in.Reject) {
		if !slices.Contains(valid, id) {
			return fmt.Errorf("%w: there is no edit %q; it has %s", ErrUnknownEdit, id, strings.Join(valid, ", "))
		}
	}
	for _, id := range in.Accept {
		if slices.Contains(in.Reject, id) {
			return fmt.Errorf("%w: %q is in both; give it in one of them", ErrUnknownEdit, id)
		}
	}
	return nil
}
