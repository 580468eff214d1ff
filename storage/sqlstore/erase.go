package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"
)

// erasing takes the links between tables apart, then the rows. The history of
// an application goes with it.
var erasing = []string{
	"delete from action_points where user_id = $1",
	"delete from communications where user_id = $1",
	"delete from application_words where user_id = $1",
	"delete from word_endings where user_id = $1",
	"delete from applications where user_id = $1",
	"delete from pdfs where user_id = $1",
	"update cvs set plan_id = null where user_id = $1",
	"delete from plans where user_id = $1",
	"delete from cvs where user_id = $1",
	"delete from job_offers where user_id = $1",
	"delete from facts where user_id = $1",
	"delete from refusals where user_id = $1",
	"delete from model_answers where user_id = $1",
	"delete from model_calls where user_id = $1",
	"delete from review_grants where user_id = $1",
}

// Erase implements storage.Store, in one transaction.
func (s *Store) Erase(ctx context.Context, user uuid.UUID) error {
	defer func() { // whose documents those are is not known
		s.offers.documents.Purge()
		s.plans.documents.Purge()
	}()
	return s.write(ctx, user, "erase the user's rows", func(tx *sql.Tx) error {
		for _, statement := range erasing {
			if _, err := tx.ExecContext(ctx, statement, user); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
}
