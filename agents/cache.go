package agents

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/identity"
)

// Cache keeps a model's answers, so that a step that runs again after a crash,
// or the same offer and CV on another day, pay nothing. It is best effort: what
// it cannot keep is asked again.
type Cache interface {
	Get(ctx context.Context, key string) ([]byte, bool)
	Put(ctx context.Context, key string, value []byte)
}

// AnswerStore is the part of storage.Store that keeps answers, and forgets
// those that nobody asks for any more.
type AnswerStore interface {
	ModelAnswer(ctx context.Context, user uuid.UUID, digest string) (json.RawMessage, error)
	SaveModelAnswer(ctx context.Context, user uuid.UUID, digest string, answer json.RawMessage) error
}

// StoreCache keeps answers beside a user's CVs. They are as personal as those:
// each belongs to the user in the context, and without one nothing is kept.
type StoreCache struct {
	Store AnswerStore
}

// Get gives what was kept under key for the context's user.
func (c StoreCache) Get(ctx context.Context, key string) ([]byte, bool) {
	who, ok := identity.From(ctx)
	if !ok {
		return nil, false
	}
	value, err := c.Store.ModelAnswer(ctx, who.User, key)
	return value, err == nil
}

// Put keeps value under key for the context's user, even when the call's own
// time is just over: the answer is paid for.
func (c StoreCache) Put(ctx context.Context, key string, value []byte) {
	if who, ok := identity.From(ctx); ok {
		_ = c.Store.SaveModelAnswer(context.WithoutCancel(ctx), who.User, key, value) // a full disk must not sink the run
	}
}
