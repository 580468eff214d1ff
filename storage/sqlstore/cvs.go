package sqlstore

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"reflect"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// SaveCV implements storage.Store.
func (s *Store) SaveCV(ctx context.Context, user uuid.UUID, cv storage.CV) (storage.CV, error) {
	if cv.Kind == "" {
		cv.Kind = storage.BaseCV
	}
	base := &reference{kind: schema.KindCV, field: "base_id", handle: cv.BaseID, optional: true}
	plan := &reference{kind: schema.KindPlan, field: "plan_id", handle: cv.PlanID, optional: true}
	refs := references{base, plan}
	if err := checkCV(cv, refs); err != nil {
		return storage.CV{}, fmt.Errorf("save CV: %w", err)
	}
	if cv.SHA256 == "" {
		cv.SHA256 = sum(cv.YAML)
	}
	id, saved := newID(), cv
	saved.ID, saved.YAML, saved.CreatedAt = schema.Handle(schema.KindCV, id), bytes.Clone(cv.YAML), s.now()
	saved.BaseID, saved.PlanID = handle(schema.KindCV, base.id), handle(schema.KindPlan, plan.id)
	inserted, err := s.insert(ctx, user, "save CV", `
		insert into cvs (user_id, id, kind, yaml, sha256, name, base_id, plan_id, file, dir, applied, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (user_id, sha256) do nothing`,
		user, id, string(cv.Kind), cv.YAML, saved.SHA256, cv.Name, base.id, plan.id, cv.File, cv.Dir,
		document{cv.Applied}, moment(saved.CreatedAt))
	if err == nil && !inserted {
		err = s.write(ctx, user, "save CV", func(tx *sql.Tx) (err error) {
			if saved, err = scanCV(tx.QueryRowContext(ctx, selectCV+" and sha256 = $2", user, saved.SHA256)); err != nil {
				return err
			}
			return followCV(ctx, tx, user, cv, &saved)
		})
	}
	if err != nil {
		return storage.CV{}, s.explainLink(ctx, user, err, refs)
	}
	return saved, nil
}

// followCV brings the values that follow the latest save into a row that was
// there before.
func followCV(ctx context.Context, tx *sql.Tx, user uuid.UUID, latest storage.CV, saved *storage.CV) error {
	moved := latest.Dir != "" && (latest.Dir != saved.Dir || latest.File != saved.File)
	decided := latest.Applied != nil && !reflect.DeepEqual(latest.Applied, saved.Applied)
	if !moved && !decided {
		return nil
	}
	if moved {
		saved.File, saved.Dir = latest.File, latest.Dir
	}
	if decided {
		saved.Applied = latest.Applied
	}
	_, err := tx.ExecContext(ctx, "update cvs set file = $3, dir = $4, applied = $5 where user_id = $1 and sha256 = $2",
		user, saved.SHA256, saved.File, saved.Dir, document{saved.Applied})
	return err
}

func checkCV(cv storage.CV, refs references) error {
	if len(cv.YAML) == 0 {
		return fmt.Errorf("%w: the YAML is empty", storage.ErrInvalid)
	}
	if cv.Kind != storage.BaseCV && cv.Kind != storage.TailoredCV {
		return fmt.Errorf("%w: kind is %q; take base or tailored", storage.ErrInvalid, cv.Kind)
	}
	if cv.Kind == storage.TailoredCV && cv.BaseID == "" {
		return fmt.Errorf("%w: a tailored CV needs the base_id it was made from", storage.ErrInvalid)
	}
	if err := checkTexts(text{"name", cv.Name}, text{"file", cv.File}, text{"dir", cv.Dir}); err != nil {
		return err
	}
	return refs.parse()
}

// CV implements storage.Store.
func (s *Store) CV(ctx context.Context, user uuid.UUID, id string) (storage.CV, error) {
	key, err := schema.ParseHandle(schema.KindCV, id)
	if err != nil {
		return storage.CV{}, err
	}
	var found storage.CV
	err = s.once(ctx, user, "CV "+id, func(ctx context.Context, db querier) error {
		found, err = scanCV(db.QueryRowContext(ctx, selectCV+" and id = $2", user, key))
		return err
	})
	return found, err
}

const selectCV = "select id, kind, yaml, sha256, name, base_id, plan_id, file, dir, applied, created_at from cvs where user_id = $1"

func scanCV(row *sql.Row) (cv storage.CV, err error) {
	var id uuid.UUID
	var base, plan uuid.NullUUID
	err = row.Scan(&id, &cv.Kind, &cv.YAML, &cv.SHA256, &cv.Name, &base, &plan, &cv.File, &cv.Dir,
		document{&cv.Applied}, (*moment)(&cv.CreatedAt))
	cv.ID = schema.Handle(schema.KindCV, id)
	cv.BaseID = handle(schema.KindCV, base)
	cv.PlanID = handle(schema.KindPlan, plan)
	return cv, err
}
