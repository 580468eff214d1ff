package sqlstore

import (
	"context"
	"encoding/json"

	lru "github.com/hashicorp/golang-lru/v2"
)

// shared are the documents that were written or read last, decoded, by the
// identity of their row: a hash of all they say. Offers and plans never change,
// and the steps of a run read the same two over and over. A row is looked up
// before its document is taken from here, so nobody gets what is not theirs or
// has been erased. Whoever saved or gets a document reads it only.
type shared[T any] struct{ documents *lru.Cache[string, T] }

// Some sixteen runs compute at once. A document takes several times its bytes, so
// large ones are not kept.
const (
	sharedDocuments = 32
	sharedBytes     = 64 << 10
)

func newShared[T any]() shared[T] {
	documents, _ := lru.New[string, T](sharedDocuments) // the error is a size below 1
	return shared[T]{documents}
}

// read gives the document under an identity, or asks query for it.
func (s shared[T]) read(ctx context.Context, db querier, identity, query string, args ...any) (T, error) {
	if known, ok := s.documents.Get(identity); ok {
		return known, nil
	}
	var raw []byte
	var document T
	if err := db.QueryRowContext(ctx, query, args...).Scan(&raw); err != nil {
		return document, err
	}
	if err := json.Unmarshal(raw, &document); err != nil {
		return document, err
	}
	s.keep(identity, len(raw), document)
	return document, nil
}

// keep remembers a document of so many bytes of JSON under its identity.
func (s shared[T]) keep(identity string, bytes int, document T) {
	if bytes <= sharedBytes {
		s.documents.Add(identity, document)
	}
}
