package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// SaveModelAnswer implements storage.Store.
func (s *Store) SaveModelAnswer(ctx context.Context, user uuid.UUID, digest string, answer json.RawMessage) error {
	if err := checkTexts(text{"digest", digest}, text{"answer", string(answer)}); err != nil {
		return fmt.Errorf("save model answer: %w", err)
	}
	if digest == "" || len(answer) == 0 || len(answer) > storage.MaxModelAnswer {
		return fmt.Errorf("save model answer: %w: it has %d bytes; 1 to %d are allowed", storage.ErrInvalid, len(answer), storage.MaxModelAnswer)
	}
	now := s.now()
	return s.write(ctx, user, "save model answer", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `
			insert into model_answers (user_id, digest, answer, used_at) values ($1, $2, $3, $4)
			on conflict (user_id, digest) do update set answer = excluded.answer, used_at = excluded.used_at`,
			user, digest, string(answer), moment(now)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "delete from model_answers where user_id = $1 and used_at < $2",
			user, moment(now.Add(-storage.ModelAnswerAge))); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			delete from model_answers where user_id = $1 and digest in (
				select digest from model_answers where user_id = $1
				order by used_at desc, digest limit $2 offset $3)`,
			user, storage.MaxModelAnswers, storage.MaxModelAnswers)
		return err
	})
}

// ModelAnswer implements storage.Store.
func (s *Store) ModelAnswer(ctx context.Context, user uuid.UUID, digest string) (json.RawMessage, error) {
	var answer string
	var used moment
	err := s.read(ctx, user, "model answer", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, "select answer, used_at from model_answers where user_id = $1 and digest = $2", user, digest).
			Scan(&answer, &used)
	})
	if err != nil {
		return nil, err
	}
	const fresh = 24 * time.Hour // a day's difference does not matter to ModelAnswerAge
	if now := s.now(); now.Sub(time.Time(used)) > fresh {
		err = s.write(ctx, user, "model answer", func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "update model_answers set used_at = $3 where user_id = $1 and digest = $2", user, digest, moment(now))
			return err
		})
	}
	return json.RawMessage(answer), err
}

// SaveModelCall implements storage.Store.
func (s *Store) SaveModelCall(ctx context.Context, user uuid.UUID, runID string, call schema.ModelCall) error {
	if runID != "" {
		if _, err := schema.ParseHandle(schema.KindRun, runID); err != nil {
			return fmt.Errorf("save model call: %w", err)
		}
	}
	if call.At.IsZero() {
		call.At = s.now()
	}
	return s.write(ctx, user, "save model call", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			insert into model_calls (user_id, id, run_id, tokens, call, created_at) values ($1, $2, $3, $4, $5, $6)`,
			user, newID(), runID, call.Tokens(), document{call}, moment(s.now()))
		return err
	})
}

// ModelCalls implements storage.Store.
func (s *Store) ModelCalls(ctx context.Context, user uuid.UUID, runID string) ([]schema.ModelCall, error) {
	return listAs(ctx, s, user, "model calls", func(row scanner) (call schema.ModelCall, err error) {
		err = row.Scan(document{&call})
		return call, err
	}, "select call from model_calls where user_id = $1 and run_id = $2 order by id", user, runID)
}

// ModelTokens implements storage.Store.
func (s *Store) ModelTokens(ctx context.Context, user uuid.UUID, since time.Time, runID string) (sum, ofRun int64, err error) {
	err = s.read(ctx, user, "model tokens", func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, "select cast(coalesce(sum(tokens), 0) as bigint) from model_calls where user_id = $1 and created_at >= $2",
			user, moment(since)).Scan(&sum); err != nil || runID == "" {
			return err
		}
		return tx.QueryRowContext(ctx, "select cast(coalesce(sum(tokens), 0) as bigint) from model_calls where user_id = $1 and run_id = $2",
			user, runID).Scan(&ofRun)
	})
	return sum, ofRun, err
}
