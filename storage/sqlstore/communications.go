package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// SaveCommunication implements storage.Store.
func (s *Store) SaveCommunication(ctx context.Context, user uuid.UUID, message schema.Communication) (schema.Communication, error) {
	application := &reference{kind: schema.KindApplication, field: "application_id", handle: message.ApplicationID}
	refs := references{application}
	if err := checkCommunication(message, refs); err != nil {
		return schema.Communication{}, fmt.Errorf("save communication: %w", err)
	}
	same := identity(string(message.Direction), message.Text)
	if message.At.IsZero() {
		message.At = s.now()
	} else {
		same = identity(string(message.Direction), message.Text, message.At.UTC().Format(time.RFC3339Nano))
	}
	var saved schema.Communication
	err := s.write(ctx, user, "save communication", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			insert into communications (user_id, id, application_id, identity, direction, kind, text, at, created_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
			user, newID(), application.id, same, string(message.Direction), message.Kind, message.Text, moment(message.At), moment(s.now()))
		if err != nil {
			return err
		}
		saved, err = scanCommunication(tx.QueryRowContext(ctx, selectCommunication+" and identity = $3", user, application.id, same))
		return err
	})
	if err != nil {
		return schema.Communication{}, s.explainLink(ctx, user, err, refs)
	}
	return saved, nil
}

func checkCommunication(message schema.Communication, refs references) error {
	if message.Direction != schema.Inbound && message.Direction != schema.Outbound {
		return fmt.Errorf("%w: direction is %q; take inbound or outbound", storage.ErrInvalid, message.Direction)
	}
	if message.Text == "" {
		return fmt.Errorf("%w: text is empty", storage.ErrInvalid)
	}
	if err := checkTexts(text{"text", message.Text}, text{"kind", message.Kind}); err != nil {
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
		rows, err := tx.QueryContext(ctx, selectCommunication+" order by at, id", user, application)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			message, err := scanCommunication(rows)
			if err != nil {
				return err
			}
			messages = append(messages, message)
		}
		return rows.Err()
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
