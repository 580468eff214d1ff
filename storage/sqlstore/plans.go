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

// SavePlan implements storage.Store.
func (s *Store) SavePlan(ctx context.Context, user uuid.UUID, plan storage.Plan) (storage.Plan, error) {
	base := &reference{kind: schema.KindCV, field: "base_id", handle: plan.BaseID}
	offer := &reference{kind: schema.KindJobOffer, field: "job_offer_id", handle: plan.JobOfferID, optional: true}
	refs := references{base, offer}
	if err := refs.parse(); err != nil {
		return storage.Plan{}, fmt.Errorf("save plan: %w", err)
	}
	raw, err := json.Marshal(plan.Changes)
	if err != nil {
		return storage.Plan{}, fmt.Errorf("save plan: %w", err)
	}
	var saved storage.Plan
	err = s.write(ctx, user, "save plan", func(tx *sql.Tx) error {
		same := identity(plan.BaseID, plan.JobOfferID, string(raw))
		_, err := tx.ExecContext(ctx, `
			insert into plans (user_id, id, identity, base_id, job_offer_id, changes, created_at)
			values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
			user, newID(), same, base.id, offer.id, written(raw), moment(s.now()))
		if err != nil {
			return err
		}
		if saved, _, err = scanPlan(tx.QueryRowContext(ctx, selectPlan+" and identity = $2", user, same)); err != nil {
			return err
		}
		saved.Changes, err = s.plans.decode(same, raw)
		return err
	})
	if err != nil {
		return storage.Plan{}, s.explainLink(ctx, user, err, refs)
	}
	return saved, nil
}

// Plan implements storage.Store.
func (s *Store) Plan(ctx context.Context, user uuid.UUID, id string) (storage.Plan, error) {
	key, err := schema.ParseHandle(schema.KindPlan, id)
	if err != nil {
		return storage.Plan{}, err
	}
	var found storage.Plan
	err = s.read(ctx, user, "plan "+id, func(tx *sql.Tx) error {
		var same string
		if found, same, err = scanPlan(tx.QueryRowContext(ctx, selectPlan+" and id = $2", user, key)); err != nil {
			return err
		}
		found.Changes, err = s.plans.read(ctx, tx, same, "select changes from plans where user_id = $1 and id = $2", user, key)
		return err
	})
	return found, err
}

// The document is read apart, where it is not known.
const selectPlan = "select id, identity, base_id, job_offer_id, created_at from plans where user_id = $1"

func scanPlan(row *sql.Row) (plan storage.Plan, same string, err error) {
	var id, base uuid.UUID
	var offer uuid.NullUUID
	err = row.Scan(&id, &same, &base, &offer, (*moment)(&plan.CreatedAt))
	plan.ID = schema.Handle(schema.KindPlan, id)
	plan.BaseID = schema.Handle(schema.KindCV, base)
	plan.JobOfferID = handle(schema.KindJobOffer, offer)
	return plan, same, err
}
