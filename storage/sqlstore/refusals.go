package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
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

// Remembered implements storage.Store. It is one statement, as every plan asks
// for both.
func (s *Store) Remembered(ctx context.Context, user uuid.UUID) (facts []schema.Fact, refused []string, err error) {
	err = s.once(ctx, user, "facts and refusals", func(ctx context.Context, db querier) error {
		return each(ctx, db, func(row scanner) error {
			var isRefused bool
			var id uuid.UUID
			var text, confirmedOn string
			if err := row.Scan(&isRefused, &id, &text, &confirmedOn); err != nil {
				return err
			}
			if isRefused {
				refused = append(refused, text)
				return nil
			}
			facts = append(facts, schema.Fact{ID: schema.Handle(schema.KindFact, id), Text: text, ConfirmedOn: confirmedOn})
			return nil
		}, `
			select false as refused, id, text, confirmed_on from facts where user_id = $1 and revoked_at is null
			union all select true, id, claim, '' from refusals where user_id = $1
			order by refused, id`, user)
	})
	if err != nil {
		return nil, nil, err
	}
	return facts, refused, nil
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
