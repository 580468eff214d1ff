package schema

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// Kind is the sort of thing that a handle stands for; it is the handle's prefix.
type Kind string

// The kinds of handles.
const (
	KindJobOffer      Kind = "job"
	KindCV            Kind = "cv"
	KindPlan          Kind = "plan"
	KindPDF           Kind = "pdf"
	KindApplication   Kind = "app"
	KindRun           Kind = "run"
	KindCommunication Kind = "msg"
	KindActionPoint   Kind = "act"
	KindFact          Kind = "fact"
)

// ErrHandle is wrapped by every error of ParseHandle.
var ErrHandle = errors.New("not a handle")

// Handle writes id as an opaque handle such as
// "job_01932d4e8f7a7c3e9b1d2f3a4b5c6d7e". The UUID stands without dashes.
func Handle(kind Kind, id uuid.UUID) string {
	const usual = 48
	return string(hex.AppendEncode(append(append(make([]byte, 0, usual), kind...), '_'), id[:]))
}

// NewHandle makes a handle with a fresh UUIDv7, so handles sort by time.
func NewHandle(kind Kind) string { return Handle(kind, uuid.Must(uuid.NewV7())) }

// ParseHandle reads a handle of the given kind. The error wraps ErrHandle and
// says what was expected.
func ParseHandle(kind Kind, handle string) (uuid.UUID, error) {
	rest, ok := strings.CutPrefix(handle, string(kind)+"_")
	if !ok || len(rest) != 32 {
		return uuid.UUID{}, fmt.Errorf("%w: %q does not look like %s_ and 32 hex digits", ErrHandle, handle, kind)
	}
	id, err := uuid.Parse(rest)
	if err != nil {
		return uuid.UUID{}, fmt.Errorf("%w: %q does not look like %s_ and 32 hex digits", ErrHandle, handle, kind)
	}
	return id, nil
}
