// Package bucket makes and checks the bucket that package supabase keeps blobs
// in: once, by the operator, with the project's service key, which the program
// needs for nothing else.
package bucket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	storage_go "github.com/supabase-community/storage-go"
	supabase_go "github.com/supabase-community/supabase-go"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/supabase"
)

// mimeTypes are what the program keeps: PDFs, pictures of their pages, records
// and answers of models.
var mimeTypes = []string{"application/pdf", "image/png", "application/json"}

// Admin does what needs the service key.
type Admin struct{ storage *storage_go.Client }

// Open makes an Admin of the project at address. It does not call the server.
func Open(address, serviceKey string) (*Admin, error) {
	client, err := supabase_go.NewClient(strings.TrimSuffix(address, "/"), serviceKey, nil)
	if err != nil {
		return nil, fmt.Errorf("reach Supabase: %w: set SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY", err)
	}
	return &Admin{storage: client.Storage}, nil
}

// Init makes the bucket when it is absent, sets its limits, and reads back what
// it is: private, with the size and the kinds of files that the program keeps.
func (a *Admin) Init(ctx context.Context) (created bool, err error) {
	err = bounded(ctx, func() error {
		options := storage_go.BucketOptions{
			Public: false, FileSizeLimit: strconv.Itoa(storage.MaxBlob), AllowedMimeTypes: mimeTypes,
		}
		// A missing bucket and a wrong key give the same error, so the list is
		// asked for.
		buckets, err := a.storage.ListBuckets()
		if err != nil {
			return fmt.Errorf("list buckets: %w", err)
		}
		created = !slices.ContainsFunc(buckets, func(b storage_go.Bucket) bool { return b.Name == supabase.Bucket })
		if created {
			_, err = a.storage.CreateBucket(supabase.Bucket, options)
		} else {
			_, err = a.storage.UpdateBucket(supabase.Bucket, options)
		}
		if err != nil {
			return fmt.Errorf("make bucket %s: %w", supabase.Bucket, err)
		}
		return a.check()
	})
	return created, err
}

func (a *Admin) check() error {
	bucket, err := a.storage.GetBucket(supabase.Bucket)
	if err != nil {
		return fmt.Errorf("read bucket %s: %w", supabase.Bucket, err)
	}
	var wrong []string
	if bucket.Public {
		wrong = append(wrong, "it is public")
	}
	if limit := bucket.FileSizeLimit; limit == nil || *limit != storage.MaxBlob {
		wrong = append(wrong, "its size limit is another")
	}
	// What kinds of files it takes Probe tries out: storage-go misspells the
	// field and reads none.
	if len(wrong) > 0 {
		return fmt.Errorf("bucket %s: %s", supabase.Bucket, strings.Join(wrong, ", "))
	}
	return nil
}

// Users lists who has blobs in the bucket, for sweeping.
func (a *Admin) Users(ctx context.Context) (users []uuid.UUID, err error) {
	const page = 1000
	err = bounded(ctx, func() error {
		for offset := 0; ; offset += page {
			entries, err := a.storage.ListFiles(supabase.Bucket, "", storage_go.FileSearchOptions{Limit: page, Offset: offset})
			if err != nil {
				return fmt.Errorf("list owners of blobs: %w", err)
			}
			for _, entry := range entries {
				if user, err := uuid.Parse(entry.Name); err == nil {
					users = append(users, user)
				}
			}
			if len(entries) < page {
				return nil
			}
		}
	})
	return users, err
}

// Probe shows that the bucket's limits and policies hold: a user can keep, read,
// address and delete a blob of the kinds that the program keeps, and another
// user can read none of it.
func Probe(ctx context.Context, blobs *supabase.Blobs) error {
	owner, stranger := uuid.New(), uuid.New()
	name, data := "probe/"+uuid.NewString()+".json", []byte(`{"probe":true}`)
	if err := blobs.Put(ctx, owner, name, data); err != nil {
		return err
	}
	if err := blobs.Put(ctx, owner, "probe/plain.txt", data); !errors.Is(err, storage.ErrInvalid) {
		return errors.Join(errors.New("the bucket takes files of any kind: run bespoke supabase init"), blobs.Delete(ctx, owner, "probe/plain.txt"), blobs.Delete(ctx, owner, name))
	}
	_, getErr := blobs.Get(ctx, owner, name)
	_, urlErr := blobs.URL(ctx, owner, name, time.Minute)
	seen, strangerErr := blobs.GetOf(ctx, stranger, owner, name)
	if strangerErr == nil && len(seen) > 0 {
		strangerErr = errors.New("another user can read a user's blobs: apply the policies of migrations/postgres")
	} else {
		strangerErr = nil
	}
	return errors.Join(getErr, urlErr, strangerErr, blobs.Delete(ctx, owner, name))
}

// bounded gives up on fn when ctx ends or it takes too long: supabase-go takes
// no context and no time-out.
func bounded(ctx context.Context, fn func() error) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- fn() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("no answer from Supabase: %w", ctx.Err())
	}
}
