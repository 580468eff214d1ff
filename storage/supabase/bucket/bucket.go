// Package bucket makes and checks the bucket that package supabase keeps blobs
// in: once, by the operator, with the project's service key, which the program
// needs for nothing else.
package bucket

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/supabase"
	"github.com/bespoke-cv/bespoke/storage/supabase/storageapi"
)

// mimeTypes are what the program keeps: PDFs, pictures of their pages, records
// and answers of models.
var mimeTypes = []string{"application/pdf", "image/png", "application/json"}

// Admin does what needs the service key.
type Admin struct {
	api *storageapi.Client
	key string
}

// Open makes an Admin of the project at address. It does not call the server.
func Open(address, serviceKey string) (*Admin, error) {
	api, err := storageapi.Open(address, serviceKey)
	if err != nil || serviceKey == "" {
		return nil, errors.Join(errors.New("reach Supabase: set SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY"), err)
	}
	return &Admin{api: api, key: serviceKey}, nil
}

// properties are a bucket as storage-api writes it.
type properties struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Public    bool     `json:"public"`
	SizeLimit *int64   `json:"file_size_limit"`
	MimeTypes []string `json:"allowed_mime_types"`
}

// Init makes the bucket when it is absent, sets its limits, and reads back what
// it is: private, with the size and the kinds of files that the program keeps.
func (a *Admin) Init(ctx context.Context) (created bool, err error) {
	// A missing bucket and a wrong key give the same error, so the list is asked
	// for.
	var buckets []properties
	if err := a.api.Call(ctx, a.key, "list buckets", http.MethodGet, "/bucket", nil, nil, &buckets); err != nil {
		return false, err
	}
	limit := int64(storage.MaxBlob)
	wanted := properties{ID: supabase.Bucket, Name: supabase.Bucket, SizeLimit: &limit, MimeTypes: mimeTypes}
	method, where := http.MethodPut, "/bucket/"+supabase.Bucket
	created = !slices.ContainsFunc(buckets, func(b properties) bool { return b.Name == supabase.Bucket })
	if created {
		method, where = http.MethodPost, "/bucket"
	}
	if err := a.api.Send(ctx, a.key, "make bucket "+supabase.Bucket, method, where, wanted, nil); err != nil {
		return false, err
	}
	return created, a.check(ctx)
}

func (a *Admin) check(ctx context.Context) error {
	var found properties
	if err := a.api.Call(ctx, a.key, "read bucket "+supabase.Bucket, http.MethodGet, "/bucket/"+supabase.Bucket, nil, nil, &found); err != nil {
		return err
	}
	var wrong []string
	if found.Public {
		wrong = append(wrong, "it is public")
	}
	if found.SizeLimit == nil || *found.SizeLimit != storage.MaxBlob {
		wrong = append(wrong, "its size limit is another")
	}
	if slices.Sort(found.MimeTypes); !slices.Equal(found.MimeTypes, slices.Sorted(slices.Values(mimeTypes))) {
		wrong = append(wrong, "it takes other kinds of files")
	}
	if len(wrong) > 0 {
		return fmt.Errorf("bucket %s: %s", supabase.Bucket, strings.Join(wrong, ", "))
	}
	return nil
}

// Users lists who has blobs in the bucket, for sweeping.
func (a *Admin) Users(ctx context.Context) (users []uuid.UUID, err error) {
	const page = 1000
	for offset := 0; ; offset += page {
		var folders []struct {
			Name string `json:"name"`
		}
		request := map[string]any{
			"prefix": "", "limit": page, "offset": offset, "sortBy": map[string]string{"column": "name", "order": "asc"},
		}
		if err := a.api.Send(ctx, a.key, "list owners of blobs", http.MethodPost, "/object/list/"+supabase.Bucket, request, &folders); err != nil {
			return nil, err
		}
		for _, folder := range folders {
			if user, err := uuid.Parse(folder.Name); err == nil {
				users = append(users, user)
			}
		}
		if len(folders) < page {
			return users, nil
		}
	}
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
