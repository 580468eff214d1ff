package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/disk"
	"github.com/bespoke-cv/bespoke/storage/postgres"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/sqlstore"
	"github.com/bespoke-cv/bespoke/storage/supabase"
)

// home is where rows and blobs are kept: a file and a folder of this machine,
// or what DATABASE_URL and SUPABASE_URL name.
type home struct {
	store *sqlstore.Store
	blobs storage.Blobs
	pool  *pgxpool.Pool // nil with SQLite
}

func (c *config) openHome(ctx context.Context) (*home, error) {
	h := &home{}
	var err error
	if h.store, h.pool, err = c.openStore(ctx); err != nil {
		if c.databaseURL == "" && errors.Is(err, storage.ErrUnusable) {
			err = fmt.Errorf("%w: name another data folder with --data or BESPOKE_DATA", err)
		}
		return nil, fmt.Errorf("opening the store: %w", err)
	}
	if h.blobs, err = c.openBlobs(); err != nil {
		return nil, errors.Join(err, h.store.Close())
	}
	return h, nil
}

func (c *config) openStore(ctx context.Context) (*sqlstore.Store, *pgxpool.Pool, error) {
	if c.databaseURL == "" {
		store, err := sqlite.Open(ctx, c.file("bespoke.db"))
		return store, nil, err
	}
	pool, err := postgres.Connect(ctx, c.databaseURL)
	if err != nil {
		return nil, nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	return postgres.New(pool), pool, nil
}

func (c *config) openBlobs() (storage.Blobs, error) {
	if c.supabaseURL != "" {
		return c.openSupabase()
	}
	blobs, err := disk.Open(c.file("blobs"))
	if err != nil {
		return nil, fmt.Errorf("opening the folder of PDFs: %w", err)
	}
	return blobs, nil
}

// supabaseKeys are what a project is used with.
type supabaseKeys struct {
	anon    string // publishable
	secret  string // signs tokens with HS256
	jwk     string // signs tokens with ES256 or RS256; wins over secret
	service string // for the operator's commands only
}

// openSupabase opens the bucket. The program acts as the user whose blob it is,
// with the caller's own token or, in a run, which outlives that, with short-lived
// ones that it signs itself.
func (c *config) openSupabase() (*supabase.Blobs, error) {
	var sign supabase.Signer
	switch {
	case c.supabase.jwk != "":
		var err error
		if sign, err = supabase.KeySigner(c.supabase.jwk); err != nil {
			return nil, err
		}
	case c.supabase.secret != "":
		sign = supabase.SecretSigner(c.supabase.secret)
	}
	return supabase.Open(supabase.Config{URL: c.supabaseURL, Key: c.supabase.anon, Callers: c.login.issuer == c.projectIssuer(), Sign: sign})
}

// file is the path of something in the data folder.
func (c *config) file(name string) string { return filepath.Join(c.data, name) }
