package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// RecordCommunication implements storage.Store.
func (s *Store) RecordCommunication(ctx context.Context, user uuid.UUID, record storage.Record) (storage.Recorded, error) {
	application := &reference{kind: schema.KindApplication, field: "application_id", handle: record.Message.ApplicationID}
	refs := references{application}
	if err := checkRecord(record, refs); err != nil {
		return storage.Recorded{}, fmt.Errorf("record communication: %w", err)
	}
	for attempt := 1; ; attempt++ {
		var recorded storage.Recorded
		err := s.write(ctx, user, "record communication", func(tx *sql.Tx) (err error) {
			recorded, err = s.record(ctx, tx, user, application.id.UUID, record)
			return err
		})
		switch {
		case err == nil:
			return recorded, nil
		case errors.Is(err, storage.ErrConflict) && attempt < 10:
			// Another writer changed the application in between.
		default:
			return storage.Recorded{}, s.explainLink(ctx, user, err, refs)
		}
	}
}

func (s *Store) record(ctx context.Context, tx *sql.Tx, user, application uuid.UUID, record storage.Record) (recorded storage.Recorded, err error) {
	if recorded.Message, recorded.Created, err = s.insertCommunication(ctx, tx, user, application, record.Message); err != nil {
		return recorded, err
	}
	if recorded.Created {
		for _, point := range record.Points {
			saved, err := s.insertActionPoint(ctx, tx, user, application, point)
			if err != nil {
				return recorded, err
			}
			recorded.Points = append(recorded.Points, saved)
		}
	}
	if recorded.Application, err = findApplication(ctx, tx, user, " and id = $2", application); err != nil {
		return recorded, err
	}
	if !recorded.Created || record.Status == nil || *record.Status == recorded.Application.Status {
		return recorded, nil
	}
	recorded.Application, _, err = s.change(ctx, tx, user, application, storage.ApplicationChange{Status: record.Status, Reason: record.Reason}, 0)
	return recorded, err
}

func (s *Store) insertCommunication(ctx context.Context, tx *sql.Tx, user, application uuid.UUID, message schema.Communication) (saved schema.Communication, created bool, err error) {
	same := identity(string(message.Direction), message.Text)
	if message.At.IsZero() {
		message.At = s.now()
	} else {
		same = identity(string(message.Direction), message.Text, message.At.UTC().Format(time.RFC3339Nano))
	}
	result, err := tx.ExecContext(ctx, `
		insert into communications (user_id, id, application_id, identity, direction, kind, text, at, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
		user, newID(), application, same, string(message.Direction), string(message.Kind), message.Text, moment(message.At), moment(s.now()))
	if err != nil {
		return saved, false, err
	}
	inserted, err := result.RowsAffected()
	if err != nil {
		return saved, false, err
	}
	saved, err = scanCommunication(tx.QueryRowContext(ctx, selectCommunication+" and identity = $3", user, application, same))
	return saved, inserted == 1, err
}

func checkRecord(record storage.Record, refs references) error {
	for _, point := range record.Points {
		if err := checkActionPoint(point); err != nil {
			return err
		}
	}
	return checkCommunication(record.Message, refs)
}

func checkCommunication(message schema.Communication, refs references) error {
	if message.Direction != schema.Inbound && message.Direction != schema.Outbound {
		return fmt.Errorf("%w: direction is %q; take inbound or outbound", storage.ErrInvalid, message.Direction)
	}
	if message.Text == "" {
		return fmt.Errorf("%w: text is empty", storage.ErrInvalid)
	}
	if err := checkTexts(text{"text", message.Text}, text{"kind", string(message.Kind)}); err != nil {
		return err
	}
	return refs.parse()
}

// Communications implements storage.Store.
func (s *Store) Communications(ctx context.Context, user uuid.UUID, applicationID string) ([]schema.Communication, error) {
	application, err := schema.ParseHandle(schema.KindApplication, applicationID)
	if err != nil {
		return nil, err
	}
	var messages []schema.Communication
	err = s.read(ctx, user, "communications of "+applicationID, func(tx *sql.Tx) error {
		if err := exists(ctx, tx, user, "applications", application); err != nil {
			return err
		}
		messages, err = list(ctx, tx, scanCommunication, selectCommunication+" order by at, id", user, application)
		return err
	})
	return messages, err
}

const selectCommunication = `select id, application_id, direction, kind, text, at from communications
	where user_id = $1 and application_id = $2`

func scanCommunication(row scanner) (message schema.Communication, err error) {
	var id, application uuid.UUID
	err = row.Scan(&id, &application, &message.Direction, &message.Kind, &message.Text, (*moment)(&message.At))
	message.ID = schema.Handle(schema.KindCommunication, id)
	message.ApplicationID = schema.Handle(schema.KindApplication, application)
	return message, err
}
