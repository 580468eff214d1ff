package sqlstore

import (
	"context"
	"database/sql"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
)

// References implements storage.Store.
func (s *Store) References(ctx context.Context, user uuid.UUID) (storage.References, error) {
	found := storage.References{PDFs: map[string]string{}, Records: map[string]bool{}}
	err := s.read(ctx, user, "list what rows name", func(tx *sql.Tx) error {
		err := pairs(ctx, tx, "select blob_key, sha256 from pdfs where user_id = $1", user, func(key, sha string) { found.PDFs[key] = sha })
		if err != nil {
			return err
		}
		return pairs(ctx, tx, "select bundle_sha256, '' from applications where user_id = $1 and bundle_sha256 <> ''", user,
			func(sha, _ string) { found.Records[sha] = true })
	})
	return found, err
}

// pairs calls see with each row of a query for two texts.
func pairs(ctx context.Context, tx *sql.Tx, query string, user uuid.UUID, see func(a, b string)) error {
	rows, err := tx.QueryContext(ctx, query, user)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var a, b string
		if err := rows.Scan(&a, &b); err != nil {
			return err
		}
		see(a, b)
	}
	return rows.Err()
}
