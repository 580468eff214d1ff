// Package supabase keeps blobs in a private bucket of Supabase Storage, each
// user's below a folder named by the user's id:
//
//	cvs / 5f70…-user / cv_…/ 8a31….pdf
//
// It speaks to storage-api (package storageapi). Every call is made as the user
// whose blob it is: with the token that the caller's request came with or, in a
// durable run, with one of a few minutes that a Signer makes. So the bucket's
// policies decide, whatever name a call carries; the service key is never used.
// A token is never stored and never logged; one that is signed here is used again
// for a minute.
package supabase

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/expirable"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/supabase/storageapi"
)

// Bucket is the name of the bucket; the policies in migrations/postgres name it
// too.
const Bucket = "cvs"

// Config says where the bucket is and how to act as a user.
type Config struct {
	// URL is the project's address, such as https://abc.supabase.co.
	URL string
	// Key is the project's publishable (anon) key.
	Key string
	// Callers says that callers log in at this project, so that a request's
	// calls can be made with the token it came with (identity.Identity).
	Callers bool
	// Sign makes the token of every other call.
	Sign Signer
}

// Blobs keeps blobs in the bucket.
type Blobs struct {
	api     *storageapi.Client
	callers bool
	sign    Signer
	signed  *expirable.LRU[uuid.UUID, string]
}

var _ storage.Blobs = (*Blobs)(nil)

// Open checks the settings; it does not call the server.
func Open(config Config) (*Blobs, error) {
	api, err := storageapi.Open(config.URL, config.Key)
	if err != nil {
		return nil, fmt.Errorf("open Supabase Storage: %w", err)
	}
	if config.Key == "" || config.Sign == nil {
		return nil, errors.New("open Supabase Storage: it needs SUPABASE_ANON_KEY, and SUPABASE_JWT_SECRET or SUPABASE_JWT_KEY")
	}
	return &Blobs{
		api: api, callers: config.Callers, sign: config.Sign,
		signed: expirable.NewLRU[uuid.UUID, string](tokens, nil, tokenUse),
	}, nil
}

// Put implements storage.Blobs.
func (b *Blobs) Put(ctx context.Context, user uuid.UUID, name string, data []byte) error {
	if len(data) == 0 || len(data) > storage.MaxBlob {
		return fmt.Errorf("keep blob %s: %w: it has %d bytes; 1 to %d are allowed", name, storage.ErrInvalid, len(data), storage.MaxBlob)
	}
	object, err := objectPath(user, name)
	if err != nil {
		return err
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	header := http.Header{"Content-Type": {kind}, "X-Upsert": {"true"}}
	return b.call(ctx, user, "keep blob "+name, http.MethodPost, "/object/"+Bucket+"/"+object, header, data, nil)
}

// Get implements storage.Blobs.
func (b *Blobs) Get(ctx context.Context, user uuid.UUID, name string) ([]byte, error) {
	return b.GetOf(ctx, user, user, name)
}

// GetOf reads owner's blob with the token of user, to see that the policies
// refuse it.
func (b *Blobs) GetOf(ctx context.Context, user, owner uuid.UUID, name string) (data []byte, err error) {
	object, err := objectPath(owner, name)
	if err != nil {
		return nil, err
	}
	err = b.call(ctx, user, "read blob "+name, http.MethodGet, "/object/authenticated/"+Bucket+"/"+object, nil, nil, &data)
	return data, err
}

// URL implements storage.Blobs: a signed address that needs no token.
func (b *Blobs) URL(ctx context.Context, user uuid.UUID, name string, lifetime time.Duration) (string, error) {
	object, err := objectPath(user, name)
	if err != nil {
		return "", err
	}
	var signed struct {
		SignedURL string `json:"signedURL"`
	}
	request := map[string]any{"expiresIn": max(1, int(lifetime.Seconds()))}
	if err := b.post(ctx, user, "address blob "+name, http.MethodPost, "/object/sign/"+Bucket+"/"+object, request, &signed); err != nil {
		return "", err
	}
	return b.api.Address(signed.SignedURL), nil
}

// Delete implements storage.Blobs.
func (b *Blobs) Delete(ctx context.Context, user uuid.UUID, name string) error {
	object, err := objectPath(user, name)
	if err != nil {
		return err
	}
	err = b.post(ctx, user, "delete blob "+name, http.MethodDelete, "/object/"+Bucket, map[string]any{"prefixes": []string{object}}, nil)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

// List implements storage.Blobs.
func (b *Blobs) List(ctx context.Context, user uuid.UUID) ([]storage.Blob, error) {
	root := user.String()
	all, err := b.list(ctx, user, root)
	for i := range all {
		all[i].Name = strings.TrimPrefix(all[i].Name, root+"/")
	}
	slices.SortFunc(all, func(a, b storage.Blob) int { return strings.Compare(a.Name, b.Name) })
	return all, err
}

// entry is one line of a listing; a folder has no id.
type entry struct {
	Name      string    `json:"name"`
	ID        *string   `json:"id"`
	UpdatedAt time.Time `json:"updated_at"`
	Metadata  struct {
		Size int64 `json:"size"`
	} `json:"metadata"`
}

// list walks a folder; storage-api lists one level at a time.
func (b *Blobs) list(ctx context.Context, user uuid.UUID, folder string) (all []storage.Blob, err error) {
	const page = 1000
	for offset := 0; ; offset += page {
		var entries []entry
		request := map[string]any{
			"prefix": folder, "limit": page, "offset": offset, "sortBy": map[string]string{"column": "name", "order": "asc"},
		}
		if err := b.post(ctx, user, "list blobs", http.MethodPost, "/object/list/"+Bucket, request, &entries); err != nil {
			return nil, err
		}
		for _, entry := range entries {
			name := folder + "/" + entry.Name
			if entry.ID != nil {
				all = append(all, storage.Blob{Name: name, Size: entry.Metadata.Size, At: entry.UpdatedAt.UTC()})
				continue
			}
			below, err := b.list(ctx, user, name)
			if err != nil {
				return nil, err
			}
			all = append(all, below...)
		}
		if len(entries) < page {
			return all, nil
		}
	}
}

// Ping implements storage.Blobs: it asks, as a user, for what lies in a folder.
func (b *Blobs) Ping(ctx context.Context) error {
	var entries []entry
	request := map[string]any{"prefix": storage.LocalUser.String(), "limit": 1}
	return b.post(ctx, storage.LocalUser, "reach Supabase Storage", http.MethodPost, "/object/list/"+Bucket, request, &entries)
}

// post makes a call as user whose body and answer are JSON.
func (b *Blobs) post(ctx context.Context, user uuid.UUID, doing, method, where string, body, answer any) error {
	token, err := b.token(ctx, user)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return b.api.Send(ctx, token, doing, method, where, body, answer)
}

// call makes one call as user; see storageapi.Client.Call.
func (b *Blobs) call(ctx context.Context, user uuid.UUID, doing, method, where string, header http.Header, body []byte, answer any) error {
	token, err := b.token(ctx, user)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return b.api.Call(ctx, token, doing, method, where, header, body, answer)
}

// objectPath is the name of the object in the bucket.
func objectPath(user uuid.UUID, name string) (string, error) {
	if err := storage.CheckBlobName(name); err != nil {
		return "", err
	}
	return user.String() + "/" + name, nil
}
