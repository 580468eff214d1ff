package sqlstore

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
)

// comparedApplications is how many of the newest SimilarApplications looks at:
// every save asks it, so it may not grow with what is stored.
const comparedApplications = 500

// SimilarApplications implements storage.Store.
func (s *Store) SimilarApplications(ctx context.Context, user uuid.UUID, like storage.Posting) ([]storage.Similar, error) {
	if err := checkTexts(text{"text_sha256", like.TextSHA256}, text{"address", like.Address}, text{"company", like.Company}); err != nil {
		return nil, fmt.Errorf("similar applications: %w", err)
	}
	args := []any{user, like.TextSHA256}
	alike := "o.text_sha256 = $2"
	if like.Address != "" {
		args = append(args, containing(like.Address))
		alike += " or " + matches("lower(o.url)", len(args))
	}
	if like.Company != "" {
		args = append(args, containing(like.Company))
		alike += " or " + matches("a.search_text", len(args))
	}
	query := fmt.Sprintf(`select %s, o.url, o.reference, o.fingerprint
		from (select * from applications where user_id = $1 order by id desc limit %d) as a
		join job_offers o on o.user_id = $1 and o.id = a.job_offer_id
		where %s order by a.id desc limit %d`, applicationColumns, comparedApplications, alike, storage.MaxSimilar)
	return listAs(ctx, s, user, "similar applications", func(row scanner) (similar storage.Similar, err error) {
		similar.Application, err = scanApplication(row, &similar.URL, &similar.Reference, &similar.Fingerprint)
		return similar, err
	}, query, args...)
}
