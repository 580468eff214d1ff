package storageapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/bespoke-cv/bespoke/storage"
)

// codes are the error codes of storage-api,
// https://supabase.com/docs/guides/storage/debugging/error-codes.
var codes = map[string]error{
	"NoSuchKey":             storage.ErrNotFound,
	"InvalidKey":            storage.ErrInvalid,
	"InvalidMimeType":       storage.ErrInvalid,
	"EntityTooLarge":        storage.ErrInvalid,
	"KeyAlreadyExists":      storage.ErrConflict,
	"ResourceAlreadyExists": storage.ErrConflict,
	"NoSuchBucket":          storage.ErrUnusable,
	"AccessDenied":          storage.ErrUnusable,
	"InvalidJWT":            storage.ErrUnusable,
	"TenantNotFound":        storage.ErrUnusable,
	"SlowDown":              storage.ErrBusy,
	"ResourceLocked":        storage.ErrBusy,
	"LockTimeout":           storage.ErrBusy,
	"DatabaseTimeout":       storage.ErrBusy,
	"DatabaseError":         storage.ErrBusy,
	"InternalError":         storage.ErrBusy,
	"S3Error":               storage.ErrBusy,
}

// hints say what to do about errors that only the operator can mend.
var hints = map[string]string{
	"NoSuchBucket": "; make the bucket with bespoke supabase init",
	"AccessDenied": "; the policies of migrations/postgres are missing, or the token is not of this project",
	"InvalidJWT":   "; SUPABASE_JWT_SECRET or SUPABASE_JWT_KEY is not of this project, or a clock is wrong",
}

// explain turns an answer of storage-api into the sentinel it stands for. The
// code decides; the HTTP status, mostly 400, only where there is none.
func explain(status int, body []byte) error {
	var told struct {
		Code    string `json:"code"`
		Error   string `json:"error"`
		Message string `json:"message"`
	}
	_ = json.Unmarshal(body, &told) // a proxy may answer in its own way
	sentinel, known := codes[told.Code]
	switch {
	case known:
	case status == http.StatusTooManyRequests, status >= 500 && status != http.StatusInsufficientStorage:
		sentinel = storage.ErrBusy
	case status == http.StatusInsufficientStorage:
		sentinel = storage.ErrFull
	case status == http.StatusNotFound:
		sentinel = storage.ErrNotFound
	case status == http.StatusRequestEntityTooLarge:
		sentinel = storage.ErrInvalid
	default:
		sentinel = storage.ErrUnusable
	}
	if told.Code == "" {
		told.Code = fmt.Sprintf("HTTP %d", status)
	}
	return fmt.Errorf("%w: storage-api says %s: %s%s", sentinel, told.Code, told.Message, hints[told.Code])
}

// unreachable explains a call that got no answer: the caller gave up, or the
// server cannot be reached now. The address stays out of the message, as it may
// carry a token.
func unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return fmt.Errorf("%w: Supabase Storage does not answer: %w", storage.ErrBusy, err)
}
