// Package disk keeps blobs as files: one folder, within it one folder a user.
package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/storage"
)

// Blobs keeps blobs below a folder.
type Blobs struct{ root string }

var _ storage.Blobs = (*Blobs)(nil)

// Open keeps blobs below dir, which is made when absent, mode 0700.
func Open(dir string) (*Blobs, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open blob folder: %w", err)
	}
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, explain("open blob folder", err)
	}
	return &Blobs{root: root}, nil
}

// Put implements storage.Blobs: the data goes to a temporary file beside its
// place, to the device, and only then to its name.
func (b *Blobs) Put(ctx context.Context, user uuid.UUID, name string, data []byte) error {
	if len(data) == 0 || len(data) > storage.MaxBlob {
		return fmt.Errorf("keep blob %s: %w: it has %d bytes; 1 to %d are allowed", name, storage.ErrInvalid, len(data), storage.MaxBlob)
	}
	path, err := b.path(ctx, user, name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return explain("keep blob "+name, err)
	}
	if err := atomicfile.Write(path, data, 0o600); err != nil {
		return explain("keep blob "+name, err)
	}
	return nil
}

// Get implements storage.Blobs.
func (b *Blobs) Get(ctx context.Context, user uuid.UUID, name string) ([]byte, error) {
	path, err := b.path(ctx, user, name)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, explain("read blob "+name, err)
	}
	return data, nil
}

// URL implements storage.Blobs; the lifetime does not matter to a file.
func (b *Blobs) URL(ctx context.Context, user uuid.UUID, name string, _ time.Duration) (string, error) {
	path, err := b.Path(ctx, user, name)
	if err != nil {
		return "", err
	}
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") { // C:/… on Windows
		slashed = "/" + slashed
	}
	return (&url.URL{Scheme: "file", Path: slashed}).String(), nil
}

// Path is the absolute path of the file that holds the blob, or ErrNotFound.
func (b *Blobs) Path(ctx context.Context, user uuid.UUID, name string) (string, error) {
	path, err := b.path(ctx, user, name)
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(path); err != nil {
		return "", explain("find blob "+name, err)
	} else if !info.Mode().IsRegular() {
		return "", fmt.Errorf("find blob %s: %w", name, storage.ErrNotFound)
	}
	return path, nil
}

// Delete implements storage.Blobs.
func (b *Blobs) Delete(ctx context.Context, user uuid.UUID, name string) error {
	path, err := b.path(ctx, user, name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
		return explain("delete blob "+name, err)
	}
	return nil
}

// List implements storage.Blobs. What a crash left half-written is no blob: its
// name starts with a dot.
func (b *Blobs) List(ctx context.Context, user uuid.UUID) (all []storage.Blob, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	folder := filepath.Join(b.root, user.String())
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if name = filepath.ToSlash(name); err != nil || storage.CheckBlobName(name) != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			all = append(all, storage.Blob{Name: name, Size: info.Size(), At: info.ModTime().UTC()})
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, explain("list blobs", err)
	}
	slices.SortFunc(all, func(a, b storage.Blob) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// Users lists who has blobs here, for sweeping.
func (b *Blobs) Users(context.Context) (users []uuid.UUID, err error) {
	entries, err := os.ReadDir(b.root)
	if err != nil {
		return nil, explain("list owners of blobs", err)
	}
	for _, entry := range entries {
		if user, err := uuid.Parse(entry.Name()); err == nil {
			users = append(users, user)
		}
	}
	return users, nil
}

// Ping implements storage.Blobs.
func (b *Blobs) Ping(context.Context) error {
	if _, err := os.ReadDir(b.root); err != nil {
		return explain("reach blob folder", err)
	}
	return nil
}

func (b *Blobs) path(ctx context.Context, user uuid.UUID, name string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := storage.CheckBlobName(name); err != nil {
		return "", err
	}
	return filepath.Join(b.root, user.String(), filepath.FromSlash(name)), nil
}

// explain wraps an error of the file system in the sentinel it stands for.
func explain(doing string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%s: %w", doing, storage.ErrNotFound)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return fmt.Errorf("%s: %w: %w", doing, storage.ErrFull, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("%s: %w: %w", doing, storage.ErrUnusable, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}
