package limit

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/workflow"
)

// Runs starts and follows durable runs; *workflow.Engine is one.
type Runs interface {
	Start(ctx context.Context, user uuid.UUID, key string, request json.RawMessage) (runID string, created bool, err error)
	Get(ctx context.Context, user uuid.UUID, runID string, wait time.Duration) (workflow.Run, error)
	Cancel(ctx context.Context, user uuid.UUID, runID string) error
	Erase(ctx context.Context, user uuid.UUID) error
}

// Starts are runs of which each user may start so many. Attaching to a run
// that is there costs nothing, or a client that repeats a lost answer's request
// would pay twice.
func (u *Users) Starts(runs Runs) Runs { return &starts{runs, u} }

type starts struct {
	Runs
	users *Users
}

// Start gives *Exceeded when the user has started too many.
func (s *starts) Start(ctx context.Context, user uuid.UUID, key string, request json.RawMessage) (string, bool, error) {
	known := false
	if key != "" {
		_, err := s.Get(ctx, user, workflow.RunID(user, key), 0)
		known = err == nil
	}
	if !known {
		if err := s.users.Take(ctx, user); err != nil {
			return "", false, err
		}
	}
	return s.Runs.Start(ctx, user, key, request)
}
