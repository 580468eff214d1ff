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
		err := each(ctx, tx, func(row scanner) error {
			var key, sum string
			err := row.Scan(&key, &sum)
			found.PDFs[key] = sum
			return err
		}, "select blob_key, sha256 from pdfs where user_id = $1", user)
		if err != nil {
			return err
		}
		return each(ctx, tx, func(row scanner) error {
			var sum string
			err := row.Scan(&sum)
			found.Records[sum] = true
			return err
		}, "select bundle_sha256 from applications where user_id = $1 and bundle_sha256 <> ''", user)
	})
	return found, err
}
