package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// tables says where the rows of a kind are.
var tables = map[schema.Kind]string{
	schema.KindJobOffer:    "job_offers",
	schema.KindCV:          "cvs",
	schema.KindPlan:        "plans",
	schema.KindPDF:         "pdfs",
	schema.KindApplication: "applications",
}

// reference is one link of a row: the field that names another row.
type reference struct {
	kind     schema.Kind
	field    string
	handle   string
	optional bool
	id       uuid.NullUUID // read from handle; null when empty
}

// references are all links of a row.
type references []*reference

// parse reads the handles.
func (r references) parse() error {
	for _, ref := range r {
		if ref.handle == "" {
			if !ref.optional {
				return fmt.Errorf("%w: %s is empty; give a %s_… handle", storage.ErrInvalid, ref.field, ref.kind)
			}
			continue
		}
		id, err := schema.ParseHandle(ref.kind, ref.handle)
		if err != nil {
			return fmt.Errorf("%s: %w", ref.field, err)
		}
		ref.id = uuid.NullUUID{UUID: id, Valid: true}
	}
	return nil
}

// explainLink turns a broken link into ErrNotFound with the name of the field. It
// looks again in a transaction of its own, since the failed one is dead.
func (s *Store) explainLink(ctx context.Context, user uuid.UUID, err error, refs references) error {
	if !errors.Is(err, ErrLink) {
		return err
	}
	for _, ref := range refs {
		if !ref.id.Valid {
			continue
		}
		err := s.read(ctx, user, "look up "+ref.field, func(tx *sql.Tx) error {
			return exists(ctx, tx, user, tables[ref.kind], ref.id.UUID)
		})
		if errors.Is(err, storage.ErrNotFound) {
			return fmt.Errorf("%s %s: %w", ref.field, ref.handle, storage.ErrNotFound)
		}
	}
	return fmt.Errorf("a row that this one links to: %w", storage.ErrNotFound)
}

// exists gives sql.ErrNoRows when the user has no such row.
func exists(ctx context.Context, tx *sql.Tx, user uuid.UUID, table string, id uuid.UUID) error {
	var one int
	return tx.QueryRowContext(ctx, "select 1 from "+table+" where user_id = $1 and id = $2", user, id).Scan(&one)
}
