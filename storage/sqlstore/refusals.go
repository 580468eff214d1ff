package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
)

// SaveRefusals implements storage.Store.
func (s *Store) SaveRefusals(ctx context.Context, user uuid.UUID, claims []string) error {
	for _, claim := range claims {
		if claim == "" {
			return fmt.Errorf("save refusals: %w: a claim is empty", storage.ErrInvalid)
		}
		if err := checkTexts(text{"claim", claim}); err != nil {
			return fmt.Errorf("save refusals: %w", err)
		}
	}
	if len(claims) == 0 {
		return nil
	}
	return s.write(ctx, user, "save refusals", func(tx *sql.Tx) error {
		for _, claim := range claims {
			if _, err := tx.ExecContext(ctx, `
				insert into refusals (user_id, id, identity, claim, created_at)
				values ($1, $2, $3, $4, $5) on conflict do nothing`,
				user, newID(), identity(claim), claim, moment(s.now())); err != nil {
				return err
			}
		}
		return nil
	})
}

// Refusals implements storage.Store.
func (s *Store) Refusals(ctx context.Context, user uuid.UUID) ([]string, error) {
	return listAs(ctx, s, user, "refusals", func(row scanner) (claim string, err error) {
		err = row.Scan(&claim)
		return claim, err
	}, "select claim from refusals where user_id = $1 order by id", user)
}

// LiftRefusal implements storage.Store.
func (s *Store) LiftRefusal(ctx context.Context, user uuid.UUID, claim string) error {
	return s.write(ctx, user, "lift refusal", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "delete from refusals where user_id = $1 and identity = $2", user, identity(claim))
		if err != nil {
			return err
		}
		if lifted, err := result.RowsAffected(); err != nil || lifted == 1 {
			return err
		}
		return storage.ErrNotFound
	})
}
