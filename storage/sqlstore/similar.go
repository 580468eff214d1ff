package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
)

// SimilarApplications implements storage.Store. Each sign has its own index or
// pass, so that no offer is read for its address alone.
func (s *Store) SimilarApplications(ctx context.Context, user uuid.UUID, like storage.Posting) ([]storage.Similar, error) {
	if err := checkTexts(text{"text_sha256", like.TextSHA256}, text{"address", like.Address}, text{"company", like.Company}); err != nil {
		return nil, fmt.Errorf("similar applications: %w", err)
	}
	args := []any{user, like.TextSHA256}
	offers := "select id from job_offers where user_id = $1 and text_sha256 = $2"
	if like.Address != "" {
		args = append(args, containing(like.Address))
		offers += fmt.Sprintf(` union all select id from job_offers where user_id = $1 and url <> '' and lower(url) like $%d escape '\'`, len(args))
	}
	where := fmt.Sprintf("(a.job_offer_id in (%s)", offers)
	if like.Company != "" {
		args = append(args, containing(like.Company))
		where += fmt.Sprintf(` or a.search_text like $%d escape '\'`, len(args))
	}
	query := fmt.Sprintf(`select %s, o.url, o.reference, o.fingerprint
		from applications a join job_offers o on o.user_id = a.user_id and o.id = a.job_offer_id
		where a.user_id = $1 and %s) order by a.id desc limit %d`, applicationColumns, where, storage.MaxSimilar)
	var found []storage.Similar
	err := s.read(ctx, user, "similar applications", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var similar storage.Similar
			if similar.Application, err = scanApplication(rows, &similar.URL, &similar.Reference, &similar.Fingerprint); err != nil {
				return err
			}
			found = append(found, similar)
		}
		return rows.Err()
	})
	return found, err
}
