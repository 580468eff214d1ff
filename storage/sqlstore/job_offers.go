package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// SaveJobOffer implements storage.Store.
func (s *Store) SaveJobOffer(ctx context.Context, user uuid.UUID, offer storage.JobOffer) (storage.JobOffer, error) {
	raw, err := json.Marshal(offer.ParsedOffer)
	if err != nil {
		return storage.JobOffer{}, fmt.Errorf("save job offer: %w", err)
	}
	if err := checkTexts(text{"text", offer.Text}, text{"title", offer.JobOffer.Title}, text{"company", offer.JobOffer.Company},
		text{"url", offer.JobOffer.URL}, text{"reference", offer.JobOffer.Reference}); err != nil {
		return storage.JobOffer{}, fmt.Errorf("save job offer: %w", err)
	}
	var saved storage.JobOffer
	err = s.write(ctx, user, "save job offer", func(tx *sql.Tx) error {
		same := identity(string(raw))
		_, err := tx.ExecContext(ctx, `
			insert into job_offers (user_id, id, identity, text_sha256, title, company, url, reference, fingerprint, parsed, created_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
			user, newID(), same, sum([]byte(offer.Text)), offer.JobOffer.Title, offer.JobOffer.Company,
			offer.JobOffer.URL, offer.JobOffer.Reference, offer.Fingerprint, written(raw), moment(s.now()))
		if err != nil {
			return err
		}
		if saved, _, err = scanJobOffer(tx.QueryRowContext(ctx, selectJobOffer+" and identity = $2", user, same)); err != nil {
			return err
		}
		saved.ParsedOffer, err = s.offers.decode(same, raw)
		return err
	})
	return saved, err
}

// JobOffer implements storage.Store.
func (s *Store) JobOffer(ctx context.Context, user uuid.UUID, id string) (storage.JobOffer, error) {
	key, err := schema.ParseHandle(schema.KindJobOffer, id)
	if err != nil {
		return storage.JobOffer{}, err
	}
	var found storage.JobOffer
	err = s.read(ctx, user, "job offer "+id, func(tx *sql.Tx) error {
		var same string
		if found, same, err = scanJobOffer(tx.QueryRowContext(ctx, selectJobOffer+" and id = $2", user, key)); err != nil {
			return err
		}
		found.ParsedOffer, err = s.offers.read(ctx, tx, same, "select parsed from job_offers where user_id = $1 and id = $2", user, key)
		return err
	})
	return found, err
}

// The document is read apart, where it is not known.
const selectJobOffer = "select id, identity, text_sha256, fingerprint, created_at from job_offers where user_id = $1"

func scanJobOffer(row *sql.Row) (offer storage.JobOffer, same string, err error) {
	var id uuid.UUID
	err = row.Scan(&id, &same, &offer.TextSHA256, &offer.Fingerprint, (*moment)(&offer.CreatedAt))
	offer.ID = schema.Handle(schema.KindJobOffer, id)
	return offer, same, err
}
