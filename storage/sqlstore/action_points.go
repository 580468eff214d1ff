package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// SaveActionPoint implements storage.Store.
func (s *Store) SaveActionPoint(ctx context.Context, user uuid.UUID, point schema.ActionPoint) (schema.ActionPoint, error) {
	if point.ID != "" {
		return s.replaceActionPoint(ctx, user, point)
	}
	application := &reference{kind: schema.KindApplication, field: "application_id", handle: point.ApplicationID}
	refs := references{application}
	if err := errors.Join(checkActionPoint(point), refs.parse()); err != nil {
		return schema.ActionPoint{}, fmt.Errorf("save action point: %w", err)
	}
	var saved schema.ActionPoint
	err := s.write(ctx, user, "save action point", func(tx *sql.Tx) (err error) {
		saved, err = s.insertActionPoint(ctx, tx, user, application.id.UUID, point)
		return err
	})
	if err != nil {
		return schema.ActionPoint{}, s.explainLink(ctx, user, err, refs)
	}
	return saved, nil
}

// insertActionPoint keeps a point unless the same stands open.
func (s *Store) insertActionPoint(ctx context.Context, tx *sql.Tx, user, application uuid.UUID, point schema.ActionPoint) (schema.ActionPoint, error) {
	id, same := newID(), pointIdentity(point)
	result, err := tx.ExecContext(ctx, `
		insert into action_points (user_id, id, application_id, identity, text, quote, due_on, due_time, zone, waiting, done, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing`,
		user, id, application, same, point.Text, point.Quote, point.DueOn, point.DueTime, point.Zone, point.Waiting, point.Done, moment(s.now()))
	if err != nil {
		return schema.ActionPoint{}, err
	}
	if inserted, err := result.RowsAffected(); err != nil {
		return schema.ActionPoint{}, err
	} else if inserted == 1 {
		return scanActionPoint(tx.QueryRowContext(ctx, selectActionPoint+" and id = $2", user, id))
	}
	return scanActionPoint(tx.QueryRowContext(ctx,
		selectActionPoint+" and application_id = $2 and identity = $3 and not done", user, application, same))
}

// pointIdentity is what makes two points the same; one without a time counts as
// it did before points had any.
func pointIdentity(point schema.ActionPoint) string {
	if point.DueTime == "" {
		return identity(point.Text, point.DueOn)
	}
	return identity(point.Text, point.DueOn, point.DueTime, point.Zone)
}

func (s *Store) replaceActionPoint(ctx context.Context, user uuid.UUID, point schema.ActionPoint) (schema.ActionPoint, error) {
	id, err := schema.ParseHandle(schema.KindActionPoint, point.ID)
	if err != nil {
		return schema.ActionPoint{}, err
	}
	if err := checkActionPoint(point); err != nil {
		return schema.ActionPoint{}, fmt.Errorf("action point %s: %w", point.ID, err)
	}
	var saved schema.ActionPoint
	err = s.write(ctx, user, "action point "+point.ID, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			update action_points set identity = $3, text = $4, quote = $5, due_on = $6, due_time = $7, zone = $8, waiting = $9, done = $10
			where user_id = $1 and id = $2`,
			user, id, pointIdentity(point), point.Text, point.Quote, point.DueOn, point.DueTime, point.Zone, point.Waiting, point.Done)
		if err != nil {
			return err
		}
		saved, err = scanActionPoint(tx.QueryRowContext(ctx, selectActionPoint+" and id = $2", user, id))
		return err
	})
	if errors.Is(err, ErrDuplicate) {
		return schema.ActionPoint{}, fmt.Errorf("action point %s: %w: the same text and moment stand open already", point.ID, storage.ErrConflict)
	}
	return saved, err
}

func checkActionPoint(point schema.ActionPoint) error {
	if point.Text == "" {
		return fmt.Errorf("%w: text is empty", storage.ErrInvalid)
	}
	if err := checkDay("due_on", point.DueOn); err != nil {
		return err
	}
	if err := checkTime(point); err != nil {
		return err
	}
	return checkTexts(text{"text", point.Text}, text{"quote", point.Quote})
}

func checkTime(point schema.ActionPoint) error {
	switch {
	case point.DueTime == "" && point.Zone == "":
		return nil
	case point.DueOn == "" || point.DueTime == "":
		return fmt.Errorf("%w: due_time needs due_on, and zone needs both", storage.ErrInvalid)
	}
	if _, err := time.Parse("15:04", point.DueTime); err != nil || len(point.DueTime) != 5 {
		return fmt.Errorf("%w: due_time is %q; write it as HH:MM", storage.ErrInvalid, point.DueTime)
	}
	if _, err := time.LoadLocation(point.Zone); err != nil || point.Zone == "Local" {
		return fmt.Errorf("%w: zone is %q; write an IANA name such as Europe/Berlin, or leave it out", storage.ErrInvalid, point.Zone)
	}
	return nil
}

// ActionPoint implements storage.Store.
func (s *Store) ActionPoint(ctx context.Context, user uuid.UUID, id string) (schema.ActionPoint, error) {
	key, err := schema.ParseHandle(schema.KindActionPoint, id)
	if err != nil {
		return schema.ActionPoint{}, err
	}
	var point schema.ActionPoint
	err = s.read(ctx, user, "action point "+id, func(tx *sql.Tx) error {
		point, err = scanActionPoint(tx.QueryRowContext(ctx, selectActionPoint+" and id = $2", user, key))
		return err
	})
	return point, err
}

// ActionPoints implements storage.Store.
func (s *Store) ActionPoints(ctx context.Context, user uuid.UUID, filter storage.ActionPointFilter) ([]schema.ActionPoint, error) {
	limit, err := pageSize(filter.Limit, storage.MaxLimit)
	if err == nil {
		err = checkDay("due_by", filter.DueBy)
	}
	if err != nil {
		return nil, fmt.Errorf("action points: %w", err)
	}
	application := &reference{kind: schema.KindApplication, field: "application_id", handle: filter.ApplicationID, optional: true}
	if err := (references{application}).parse(); err != nil {
		return nil, fmt.Errorf("action points: %w", err)
	}
	var points []schema.ActionPoint
	err = s.read(ctx, user, "action points", func(tx *sql.Tx) error {
		where, args := &strings.Builder{}, []any{user}
		if application.id.Valid {
			if err := exists(ctx, tx, user, "applications", application.id.UUID); err != nil {
				return err
			}
			args = append(args, application.id)
			fmt.Fprintf(where, " and application_id = $%d", len(args))
		}
		if filter.OpenOnly {
			where.WriteString(" and not done")
		}
		if filter.DueBy != "" {
			args = append(args, filter.DueBy)
			fmt.Fprintf(where, " and due_on <> '' and due_on <= $%d", len(args))
		}
		fmt.Fprintf(where, " order by case when due_on = '' then 1 else 0 end, due_on, case when due_time = '' then '24' else due_time end, id limit %d", limit)
		points, err = list(ctx, tx, scanActionPoint, selectActionPoint+where.String(), args...)
		return err
	})
	return points, err
}

const selectActionPoint = `select id, application_id, text, quote, due_on, due_time, zone, waiting, done, created_at from action_points
	where user_id = $1`

func scanActionPoint(row scanner) (point schema.ActionPoint, err error) {
	var id, application uuid.UUID
	err = row.Scan(&id, &application, &point.Text, &point.Quote, &point.DueOn, &point.DueTime, &point.Zone, &point.Waiting, &point.Done, (*moment)(&point.CreatedAt))
	point.ID = schema.Handle(schema.KindActionPoint, id)
	point.ApplicationID = schema.Handle(schema.KindApplication, application)
	return point, err
}
