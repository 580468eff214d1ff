package agents

import (
	"context"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/storage"
)

// Cache keeps a model's answers, so that a step that runs again after a crash,
// or the same offer and CV on another day, pay nothing. It is best effort: what
// it cannot keep is asked again.
type Cache interface {
	Get(ctx context.Context, key string) ([]byte, bool)
	Put(ctx context.Context, key string, value []byte)
}

// BlobCache keeps answers beside a user's PDFs. They are as personal as those:
// each belongs to the user in the context, and without one nothing is kept.
type BlobCache struct {
	Blobs storage.Blobs
}

// Get gives what was kept under key for the context's user.
func (c BlobCache) Get(ctx context.Context, key string) ([]byte, bool) {
	who, ok := identity.From(ctx)
	if !ok {
		return nil, false
	}
	value, err := c.Blobs.Get(ctx, who.User, answerName(key))
	return value, err == nil
}

// Put keeps value under key for the context's user.
func (c BlobCache) Put(ctx context.Context, key string, value []byte) {
	if who, ok := identity.From(ctx); ok {
		_ = c.Blobs.Put(ctx, who.User, answerName(key), value) // a full disk must not sink the run
	}
}

func answerName(key string) string { return "answers/" + key + ".json" }
