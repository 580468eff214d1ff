package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/storetest"
)

// BenchmarkList shows how the cost of a page grows with what is stored.
func BenchmarkList(b *testing.B) {
	for _, rows := range []int{1, 1_000, 100_000} {
		path := filepath.Join(b.TempDir(), "bespoke.db")
		store := open(b, path)
		offer, err := store.SaveJobOffer(b.Context(), storage.LocalUser, storage.JobOffer{ParsedOffer: storetest.Offer("x")})
		require.NoError(b, err)
		cv, err := store.SaveCV(b.Context(), storage.LocalUser, storage.CV{YAML: []byte("cv:\n")})
		require.NoError(b, err)
		fill(b, path, rows, offer, cv)
		for name, filter := range map[string]storage.ApplicationFilter{
			"newest":    {},
			"by status": {Statuses: []schema.Status{schema.Applied}},
			"by text":   {Text: "company 7"},
			"no match":  {Text: "nothing like it"},
		} {
			b.Run(fmt.Sprintf("%s of %d", name, rows), func(b *testing.B) {
				for b.Loop() {
					_, err := store.ListApplications(b.Context(), storage.LocalUser, filter)
					require.NoError(b, err)
				}
			})
		}
	}
}

func fill(b *testing.B, path string, rows int, offer storage.JobOffer, cv storage.CV) {
	offerID, err := schema.ParseHandle(schema.KindJobOffer, offer.ID)
	require.NoError(b, err)
	cvID, err := schema.ParseHandle(schema.KindCV, cv.ID)
	require.NoError(b, err)
	tx, err := openRaw(b, path).Begin()
	require.NoError(b, err)
	for i := range rows {
		status := schema.Saved
		if i%10 == 0 {
			status = schema.Applied
		}
		company := fmt.Sprintf("company %d", i)
		_, err := tx.Exec(`insert into applications (user_id, id, job_offer_id, cv_id, company, title, status, notes, bundle_sha256, search_text,
			version, created_at, updated_at) values ($1, $2, $3, $4, $5, '', $6, '', '', $5, 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')`,
			storage.LocalUser, uuid.Must(uuid.NewV7()), offerID, cvID, company, string(status))
		require.NoError(b, err)
	}
	require.NoError(b, tx.Commit())
}
