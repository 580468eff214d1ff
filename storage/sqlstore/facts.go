package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// SaveFact implements storage.Store.
func (s *Store) SaveFact(ctx context.Context, user uuid.UUID, fact schema.Fact) (schema.Fact, error) {
	fact.Text = strings.TrimSpace(fact.Text)
	if err := checkFact(fact); err != nil {
		return schema.Fact{}, fmt.Errorf("save fact: %w", err)
	}
	if fact.ConfirmedOn == "" {
		fact.ConfirmedOn = s.now().Format("2006-01-02")
	}
	var saved schema.Fact
	err := s.write(ctx, user, "save fact", func(tx *sql.Tx) error {
		same := identity(fact.Text)
		_, err := tx.ExecContext(ctx, `
			insert into facts (user_id, id, identity, text, confirmed_on, created_at)
			values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
			user, newID(), same, fact.Text, fact.ConfirmedOn, moment(s.now()))
		if err != nil {
			return err
		}
		saved, err = scanFact(tx.QueryRowContext(ctx, selectFact+" and identity = $2", user, same))
		return err
	})
	return saved, err
}

func checkFact(fact schema.Fact) error {
	if fact.Text == "" {
		return fmt.Errorf("%w: text is empty", storage.ErrInvalid)
	}
	if err := checkDay("confirmed_on", fact.ConfirmedOn); err != nil {
		return err
	}
	return checkTexts(text{"text", fact.Text})
}

// Facts implements storage.Store.
func (s *Store) Facts(ctx context.Context, user uuid.UUID) ([]schema.Fact, error) {
	return listAs(ctx, s, user, "facts", scanFact, selectFact+" order by id", user)
}

// RevokeFact implements storage.Store.
func (s *Store) RevokeFact(ctx context.Context, user uuid.UUID, id string) error {
	key, err := schema.ParseHandle(schema.KindFact, id)
	if err != nil {
		return err
	}
	return s.write(ctx, user, "revoke fact "+id, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, "update facts set revoked_at = coalesce(revoked_at, $3) where user_id = $1 and id = $2",
			user, key, moment(s.now()))
		if err != nil {
			return err
		}
		if revoked, err := result.RowsAffected(); err != nil || revoked == 1 {
			return err
		}
		return storage.ErrNotFound
	})
}

const selectFact = "select id, text, confirmed_on from facts where user_id = $1 and revoked_at is null"

func scanFact(row scanner) (fact schema.Fact, err error) {
	var id uuid.UUID
	err = row.Scan(&id, &fact.Text, &fact.ConfirmedOn)
	fact.ID = schema.Handle(schema.KindFact, id)
	return fact, err
}
