package backup

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
)

const blobFolder = "blobs/"

// AddBlobs puts every blob of these users into the backup.
func (w *Writer) AddBlobs(ctx context.Context, blobs storage.Blobs, users []uuid.UUID) error {
	for _, user := range users {
		all, err := blobs.List(ctx, user)
		if err != nil {
			return err
		}
		for _, blob := range all {
			err := w.add(blobFolder+user.String()+"/"+blob.Name, nil, func(out io.Writer) error {
				data, err := blobs.Get(ctx, user, blob.Name)
				if err == nil {
					_, err = out.Write(data)
				}
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// RestoreBlobs puts the backup's blobs to their users, in place of what lies
// there under the same names.
func (a *Archive) RestoreBlobs(ctx context.Context, blobs storage.Blobs) error {
	return a.each(func(name string, r io.Reader) error {
		user, rest, ok := cutBlob(name)
		if !ok {
			return nil
		}
		data, err := io.ReadAll(io.LimitReader(r, storage.MaxBlob+1))
		if err != nil {
			return fmt.Errorf("restore %s: %w", name, err)
		}
		return blobs.Put(ctx, user, rest, data) // which checks name and size
	})
}

func cutBlob(entry string) (user uuid.UUID, name string, ok bool) {
	rest, ok := strings.CutPrefix(entry, blobFolder)
	if !ok {
		return uuid.UUID{}, "", false
	}
	owner, name, ok := strings.Cut(rest, "/")
	user, err := uuid.Parse(owner)
	return user, name, ok && err == nil
}
