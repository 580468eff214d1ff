package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

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
	err := s.write(ctx, user, "save action point", func(tx *sql.Tx) error {
		id, same := newID(), identity(point.Text, point.DueOn)
		result, err := tx.ExecContext(ctx, `
			insert into action_points (user_id, id, application_id, identity, text, quote, due_on, waiting, done, created_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
			user, id, application.id, same, point.Text, point.Quote, point.DueOn, point.Waiting, point.Done, moment(s.now()))
		if err != nil {
			return err
		}
		if inserted, err := result.RowsAffected(); err != nil {
			return err
		} else if inserted == 1 {
			saved, err = scanActionPoint(tx.QueryRowContext(ctx, selectActionPoint+" and id = $2", user, id))
			return err
		}
		saved, err = scanActionPoint(tx.QueryRowContext(ctx,
			selectActionPoint+" and application_id = $2 and identity = $3 and not done", user, application.id, same))
		return err
	})
	if err != nil {
		return schema.ActionPoint{}, s.explainLink(ctx, user, err, refs)
	}
	return saved, nil
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
			update action_points set identity = $3, text = $4, quote = $5, due_on = $6, waiting = $7, done = $8
			where user_id = $1 and id = $2`,
			user, id, identity(point.Text, point.DueOn), point.Text, point.Quote, point.DueOn, point.Waiting, point.Done)
		if err != nil {
			return err
		}
		saved, err = scanActionPoint(tx.QueryRowContext(ctx, selectActionPoint+" and id = $2", user, id))
		return err
	})
	if errors.Is(err, ErrDuplicate) {
		return schema.ActionPoint{}, fmt.Errorf("action point %s: %w: the same text and date stand open already", point.ID, storage.ErrConflict)
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
	return checkTexts(text{"text", point.Text}, text{"quote", point.Quote})
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
		fmt.Fprintf(where, " order by case when due_on = '' then 1 else 0 end, due_on, id limit %d", limit)
		rows, err := tx.QueryContext(ctx, selectActionPoint+where.String(), args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			point, err := scanActionPoint(rows)
			if err != nil {
				return err
			}
			points = append(points, point)
		}
		return rows.Err()
	})
	return points, err
}

const selectActionPoint = `select id, application_id, text, quote, due_on, waiting, done, created_at from action_points
	where user_id = $1`

func scanActionPoint(row scanner) (point schema.ActionPoint, err error) {
	var id, application uuid.UUID
	err = row.Scan(&id, &application, &point.Text, &point.Quote, &point.DueOn, &point.Waiting, &point.Done, (*moment)(&point.CreatedAt))
	point.ID = schema.Handle(schema.KindActionPoint, id)
	point.ApplicationID = schema.Handle(schema.KindApplication, application)
	return point, err
}
