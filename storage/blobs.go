package storage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// MaxBlob is the largest blob in bytes; no CV comes near it.
const MaxBlob = 10 << 20

// Blobs keeps bytes under names: PDFs and previews. A name belongs to one
// user; the same name of two users is two blobs. Names are ASCII, such as
// "5f70….pdf" or "previews/5f70…-1.png" (CheckBlobName).
type Blobs interface {
	// Put keeps data under name, in place of what was there. A reader sees
	// the old bytes or the new, never a part. ErrInvalid for a bad name, empty
	// data or more than MaxBlob; ErrFull when there is no room.
	Put(ctx context.Context, user uuid.UUID, name string, data []byte) error
	// Get gives the bytes under name, or ErrNotFound.
	Get(ctx context.Context, user uuid.UUID, name string) ([]byte, error)
	// URL gives an address where the user can fetch the bytes for at least
	// lifetime, or ErrNotFound. On disk it is a file: URL that lives on.
	URL(ctx context.Context, user uuid.UUID, name string, lifetime time.Duration) (string, error)
	// Delete removes the bytes under name; no such name is no error.
	Delete(ctx context.Context, user uuid.UUID, name string) error
	// List gives all the user's blobs, sorted by name.
	List(ctx context.Context, user uuid.UUID) ([]Blob, error)
	// Ping reports whether the blobs can be reached.
	Ping(ctx context.Context) error
}

// Blob is one entry of a list.
type Blob struct {
	Name string
	Size int64     // bytes
	At   time.Time // when it was last put, UTC
}

// EraseBlobs deletes all the user's blobs.
func EraseBlobs(ctx context.Context, blobs Blobs, user uuid.UUID) error {
	all, err := blobs.List(ctx, user)
	if err != nil {
		return fmt.Errorf("erase blobs: %w", err)
	}
	for _, blob := range all {
		if err := blobs.Delete(ctx, user, blob.Name); err != nil {
			return fmt.Errorf("erase blobs: %w", err)
		}
	}
	return nil
}

// CheckBlobName tells whether every home can hold name: up to 200 ASCII
// letters, digits, dots, dashes and underscores in parts separated by slashes,
// no part starting with a dot. The error wraps ErrInvalid.
func CheckBlobName(name string) error {
	if len(name) > 200 || !madeOfParts(name) || strings.Contains(name, "..") {
		return fmt.Errorf("%w: %q is no blob name; use letters, digits, dots, dashes and slashes", ErrInvalid, name)
	}
	return nil
}

// madeOfParts tells whether a name is parts between slashes, each of which begins
// with a letter or digit.
func madeOfParts(name string) bool {
	before := byte('/')
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case before == '/' || c != '.' && c != '_' && c != '-' && c != '/':
			return false
		}
		before = name[i]
	}
	return before != '/'
}
