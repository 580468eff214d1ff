package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

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
	changes := written(raw)
	id, same := newID(), identity(plan.BaseID, plan.JobOfferID, string(changes))
	saved := storage.Plan{
		ID: schema.Handle(schema.KindPlan, id), BaseID: handle(schema.KindCV, base.id),
		JobOfferID: handle(schema.KindJobOffer, offer.id), CreatedAt: s.now(),
	}
	inserted, err := s.insert(ctx, user, "save plan", `
		insert into plans (user_id, id, identity, base_id, job_offer_id, changes, created_at)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict (user_id, identity) do nothing`,
		user, id, same, base.id, offer.id, changes, moment(saved.CreatedAt))
	if err == nil && !inserted {
		err = s.once(ctx, user, "save plan", func(ctx context.Context, db querier) (err error) {
			saved, _, err = scanPlan(db.QueryRowContext(ctx, selectPlan+" and identity = $2", user, same))
			return err
		})
	}
	if err != nil {
		return storage.Plan{}, s.explainLink(ctx, user, err, refs)
	}
	if saved.Changes, err = asRead(plan.Changes); err != nil {
		return storage.Plan{}, fmt.Errorf("save plan: %w", err)
	}
	s.plans.keep(same, len(changes), saved.Changes)
	return saved, nil
}

// asRead gives changes as they are read again: numbers, lists and maps of an
// edit's values are of the types that JSON has. The given ones stay.
func asRead(changes schema.PlannedChanges) (schema.PlannedChanges, error) {
	for _, edits := range []*[]schema.Edit{&changes.Edits, &changes.Refused} {
		*edits = slices.Clone(*edits)
		for i := range *edits {
			edit := &(*edits)[i]
			for _, value := range []*any{&edit.Before, &edit.After} {
				switch (*value).(type) {
				case nil, string, bool, float64:
					continue
				}
				raw, err := json.Marshal(*value)
				if err != nil {
					return changes, err
				}
				*value = nil
				if err := json.Unmarshal(raw, value); err != nil {
					return changes, err
				}
			}
		}
	}
	return changes, nil
}

// Plan implements storage.Store.
func (s *Store) Plan(ctx context.Context, user uuid.UUID, id string) (storage.Plan, error) {
	key, err := schema.ParseHandle(schema.KindPlan, id)
	if err != nil {
		return storage.Plan{}, err
	}
	var found storage.Plan
	err = s.once(ctx, user, "plan "+id, func(ctx context.Context, db querier) error {
		var same string
		if found, same, err = scanPlan(db.QueryRowContext(ctx, selectPlan+" and id = $2", user, key)); err != nil {
			return err
		}
		found.Changes, err = s.plans.read(ctx, db, same, "select changes from plans where user_id = $1 and id = $2", user, key)
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
