package agents

import (
	"context"
	"errors"
	"fmt"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

// ErrBroken is wrapped when accepted edits would leave a CV that RenderCV
// cannot read where it could before.
var ErrBroken = errors.New("the edits would break the CV")

// CVEditor applies the edits that the user takes. It asks no model and writes
// no YAML: package cv splices each value into the bytes as they were.
type CVEditor struct {
	Agent
}

// NewCVEditor returns the editor.
func NewCVEditor() *CVEditor { return &CVEditor{Agent: cvEditor} }

// Apply applies a plan's edits, all or none. Beside the errors of plan.Apply it
// gives ErrBroken, with the changes, when the file breaks one of RenderCV's
// rules that it kept before.
func (e *CVEditor) Apply(ctx context.Context, in plan.ApplyInput) (*cv.Document, schema.AppliedChanges, error) {
	tailored, changes, err := plan.Apply(ctx, in)
	if err != nil {
		return nil, changes, err
	}
	if fresh := cv.NewProblems(changes.ErrorsBefore, changes.ErrorsAfter); len(fresh) > 0 {
		return nil, changes, fmt.Errorf("%w: %s (line %d): %s; leave out the edit that changes this place", ErrBroken, fresh[0].Path, fresh[0].Line, fresh[0].Message)
	}
	return tailored, changes, nil
}
