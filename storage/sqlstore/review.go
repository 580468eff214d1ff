package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// SaveReviewGrant implements storage.Store.
func (s *Store) SaveReviewGrant(ctx context.Context, user uuid.UUID, grant storage.ReviewGrant) error {
	if len(grant.Digest) != 64 || grant.ExpiresAt.IsZero() {
		return fmt.Errorf("save review grant: %w: it needs a SHA-256 in hex and an end", storage.ErrInvalid)
	}
	if _, err := schema.ParseHandle(schema.KindPlan, grant.PlanID); err != nil {
		return fmt.Errorf("save review grant: %w", err)
	}
	if err := checkTexts(text{"digest", grant.Digest}); err != nil {
		return fmt.Errorf("save review grant: %w", err)
	}
	return s.write(ctx, user, "save review grant", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "delete from review_grants where user_id = $1 and expires_at <= $2", user, moment(s.now())); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			delete from review_grants where user_id = $1 and digest in (
				select digest from review_grants where user_id = $1
				order by expires_at desc, digest limit $2 offset $3)`,
			user, storage.MaxReviewGrants, storage.MaxReviewGrants-1); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			insert into review_grants (user_id, digest, plan_id, once, local, expires_at) values ($1, $2, $3, $4, $5, $6)`,
			user, grant.Digest, grant.PlanID, grant.Once, grant.Local, moment(grant.ExpiresAt))
		return err
	})
}

// UseReviewGrant implements storage.Store. Deleting decides which of two who
// come with one link was first.
func (s *Store) UseReviewGrant(ctx context.Context, user uuid.UUID, digest string, once bool) (storage.ReviewGrant, error) {
	grant := storage.ReviewGrant{Digest: digest}
	query := `select plan_id, once, local, expires_at from review_grants
		where user_id = $1 and digest = $2 and once = $3 and expires_at > $4`
	do := s.read
	if once {
		query = `delete from review_grants
			where user_id = $1 and digest = $2 and once = $3 and expires_at > $4
			returning plan_id, once, local, expires_at`
		do = s.write
	}
	err := do(ctx, user, "use review grant", func(tx *sql.Tx) error {
		var until moment
		err := tx.QueryRowContext(ctx, query, user, digest, once, moment(s.now())).Scan(&grant.PlanID, &grant.Once, &grant.Local, &until)
		grant.ExpiresAt = time.Time(until)
		return err
	})
	return grant, err
}
