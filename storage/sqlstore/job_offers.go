package sqlstore

import (
	"bytes"
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
	parsed := written(raw)
	if err := checkTexts(text{"text", offer.Text}, text{"title", offer.JobOffer.Title}, text{"company", offer.JobOffer.Company},
		text{"url", offer.JobOffer.URL}, text{"reference", offer.JobOffer.Reference}); err != nil {
		return storage.JobOffer{}, fmt.Errorf("save job offer: %w", err)
	}
	id, same := newID(), identity(string(parsed))
	saved := storage.JobOffer{
		ID: schema.Handle(schema.KindJobOffer, id), TextSHA256: sum([]byte(offer.Text)),
		Fingerprint: bytes.Clone(offer.Fingerprint), CreatedAt: s.now(),
	}
	inserted, err := s.insert(ctx, user, "save job offer", `
		insert into job_offers (user_id, id, identity, text_sha256, title, company, url, reference, fingerprint, parsed, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (user_id, identity) do nothing`,
		user, id, same, saved.TextSHA256, offer.JobOffer.Title, offer.JobOffer.Company,
		offer.JobOffer.URL, offer.JobOffer.Reference, offer.Fingerprint, parsed, moment(saved.CreatedAt))
	if err == nil && !inserted {
		err = s.once(ctx, user, "save job offer", func(ctx context.Context, db querier) (err error) {
			saved, _, err = scanJobOffer(db.QueryRowContext(ctx, selectJobOffer+" and identity = $2", user, same))
			return err
		})
	}
	if err != nil {
		return storage.JobOffer{}, err
	}
	saved.ParsedOffer = offer.ParsedOffer
	s.offers.keep(same, len(parsed), saved.ParsedOffer)
	return saved, nil
}

// JobOffer implements storage.Store.
func (s *Store) JobOffer(ctx context.Context, user uuid.UUID, id string) (storage.JobOffer, error) {
	key, err := schema.ParseHandle(schema.KindJobOffer, id)
	if err != nil {
		return storage.JobOffer{}, err
	}
	var found storage.JobOffer
	err = s.once(ctx, user, "job offer "+id, func(ctx context.Context, db querier) error {
		var same string
		if found, same, err = scanJobOffer(db.QueryRowContext(ctx, selectJobOffer+" and id = $2", user, key)); err != nil {
			return err
		}
		found.ParsedOffer, err = s.offers.read(ctx, db, same, "select parsed from job_offers where user_id = $1 and id = $2", user, key)
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
