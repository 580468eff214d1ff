package tools

import (
	"context"
	"errors"

	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/workflow"
)

// errTooLong is wrapped by the refusal of an argument over its limit.
var errTooLong = errors.New("too long")

// kinds are the sentinels that a caller's program branches on. What is none of
// them is a fault of the arguments.
var kinds = []struct {
	is   error
	kind problem.Kind
}{
	{storage.ErrNotFound, problem.NotFound},
	{workflow.ErrNotFound, problem.NotFound},
	{storage.ErrConflict, problem.VersionChanged},
	{schema.ErrStatus, problem.Conflict},
	{plan.ErrStaleBase, problem.Conflict},
	{storage.ErrKeyReused, problem.KeyReused},
	{workflow.ErrKeyReused, problem.KeyReused},
	{workflow.ErrTooLarge, problem.TooLarge},
	{errTooLong, problem.TooLarge},
	{storage.ErrFull, problem.Full},
	{storage.ErrBusy, problem.Unavailable},
	{storage.ErrUnusable, problem.Unavailable},
	{storage.ErrVersion, problem.Unavailable},
	{workflow.ErrClosed, problem.Unavailable},
	{context.DeadlineExceeded, problem.Unavailable},
	{errNoIdentity, problem.Internal},
}

// Kind tells what sort of error a tool gave.
func Kind(err error) problem.Kind {
	var exceeded *limit.Exceeded
	var overload *workflow.Overload
	switch {
	case errors.As(err, &exceeded):
		return problem.TooMany
	case errors.As(err, &overload) && overload.Yours:
		return problem.TooMany
	case overload != nil:
		return problem.Unavailable
	}
	for _, known := range kinds {
		if errors.Is(err, known.is) {
			return known.kind
		}
	}
	return problem.Invalid
}
