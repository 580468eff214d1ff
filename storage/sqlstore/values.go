package sqlstore

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// moment is a time as both databases take it: RFC 3339 in UTC with six
// decimals, which sorts as text.
type moment time.Time

const momentLayout = "2006-01-02T15:04:05.000000Z"

func (m moment) Value() (driver.Value, error) {
	return time.Time(m).UTC().Format(momentLayout), nil
}

func (m *moment) Scan(value any) error {
	switch value := value.(type) {
	case time.Time:
		*m = moment(value.UTC())
	case string:
		at, err := time.Parse(time.RFC3339Nano, value)
		if err != nil {
			return err
		}
		*m = moment(at.UTC())
	default:
		return fmt.Errorf("%T is no time", value)
	}
	return nil
}

// document is a JSON column that holds value, a pointer when scanned into.
type document struct{ value any }

func (d document) Value() (driver.Value, error) {
	raw, err := json.Marshal(d.value)
	if err != nil {
		return nil, err
	}
	return written(raw).Value()
}

// written is JSON for a column.
type written string

func (w written) Value() (driver.Value, error) {
	if holdsNUL(string(w)) {
		return nil, fmt.Errorf("%w: the text holds a NUL character; remove it", storage.ErrInvalid)
	}
	return string(w), nil
}

func (d document) Scan(value any) error {
	switch value := value.(type) {
	case string:
		return json.Unmarshal([]byte(value), d.value)
	case []byte:
		return json.Unmarshal(value, d.value)
	}
	return fmt.Errorf("%T is no JSON", value)
}

// holdsNUL finds \u0000 in JSON, which neither a text column nor jsonb, which
// earlier tables had, can hold.
func holdsNUL(raw string) bool {
	for {
		escape := strings.IndexByte(raw, '\\')
		if escape < 0 || strings.HasPrefix(raw[escape:], `\u0000`) {
			return escape >= 0
		}
		raw = raw[min(escape+2, len(raw)):] // behind the escaped character, which may be a backslash
	}
}

// identity hashes what makes two saves the same, in hex. Parts are set off
// from each other by their lengths.
func identity(parts ...string) string {
	var all []byte
	for _, part := range parts {
		all = append(strconv.AppendInt(all, int64(len(part)), 10), ':')
		all = append(all, part...)
	}
	return sum(all)
}

func sum(data []byte) string {
	hash := sha256.Sum256(data)
	return hex.EncodeToString(hash[:])
}

// text is a named string that a caller gave.
type text struct{ field, value string }

// checkTexts refuses what a text column cannot hold in every home.
func checkTexts(texts ...text) error {
	for _, t := range texts {
		if strings.ContainsRune(t.value, 0) {
			return fmt.Errorf("%w: %s holds a NUL character; remove it", storage.ErrInvalid, t.field)
		}
		if !utf8.ValidString(t.value) {
			return fmt.Errorf("%w: %s is not UTF-8; convert it", storage.ErrInvalid, t.field)
		}
	}
	return nil
}

// checkDay refuses a date that is not YYYY-MM-DD; empty is fine.
func checkDay(field, day string) error {
	if day == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return fmt.Errorf("%w: %s is %q; write it as YYYY-MM-DD", storage.ErrInvalid, field, day)
	}
	return nil
}

// handle writes an id that may be null.
func handle(kind schema.Kind, id uuid.NullUUID) string {
	if !id.Valid {
		return ""
	}
	return schema.Handle(kind, id.UUID)
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
