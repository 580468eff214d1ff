package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/bespoke-cv/bespoke/api"
	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/server"
	"github.com/bespoke-cv/bespoke/storage/postgres"
)

// login says who may call over HTTP, and how often.
type login struct {
	required bool   // BESPOKE_AUTH=on
	issuer   string // whose tokens count; empty where nobody logs in, as by BESPOKE_AUTH=off
	scopes   list
	secret   []byte // the project's legacy JWT secret; may be empty

	requestsPerMinute int
	startsPerHour     int
}

// A user's share where nothing else is said.
const (
	requestsPerMinute = 600
	startsPerHour     = 20
)

func (c *config) readLogin() error {
	l := &c.login
	said, err := readSwitch(&l.required, "BESPOKE_AUTH")
	if err != nil {
		return err
	}
	fallback(&l.issuer, "BESPOKE_ISSUER")
	if l.issuer == "" {
		l.issuer = c.projectIssuer()
	}
	if said && !l.required {
		l.issuer = ""
	}
	_ = l.scopes.Set(os.Getenv("BESPOKE_SCOPES")) // Set of a list cannot fail
	for variable, limit := range map[string]struct {
		value    *int
		standard int
	}{
		"BESPOKE_REQUESTS_PER_MINUTE": {&l.requestsPerMinute, requestsPerMinute},
		"BESPOKE_STARTS_PER_HOUR":     {&l.startsPerHour, startsPerHour},
	} {
		*limit.value = limit.standard
		if err := readCount(limit.value, variable); err != nil {
			return err
		}
	}
	l.secret = []byte(os.Getenv("SUPABASE_JWT_SECRET"))
	return nil
}

// projectIssuer is the issuer of the Supabase project's tokens.
func (c *config) projectIssuer() string {
	if c.supabaseURL == "" {
		return ""
	}
	return strings.TrimSuffix(c.supabaseURL, "/") + "/auth/v1"
}

// verifier checks callers' tokens; nil where nobody logs in.
func (c *config) verifier(ctx context.Context, log *slog.Logger) (*auth.Verifier, error) {
	if c.login.issuer == "" {
		return nil, nil
	}
	verifier, err := auth.New(ctx, auth.Config{
		Issuer: c.login.issuer, Scopes: c.login.scopes, Secret: c.login.secret, BaseURL: c.baseURL, Log: log,
	})
	if err != nil {
		return nil, fmt.Errorf("BESPOKE_ISSUER or SUPABASE_URL: %w", err)
	}
	return verifier, nil
}

// guard lets a server ask for a login on HTTP, or refuses to go without one
// where others could come: nothing else tells callers apart.
func (c *config) guard(ctx context.Context, transport server.Transport, addr string, log *slog.Logger) error {
	if transport == server.Stdio {
		return nil
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usageError{fmt.Errorf("--addr %s: %w: write it as 127.0.0.1:8080", addr, err)}
	}
	if c.verify, err = c.verifier(ctx, log); err != nil || c.verify != nil {
		return err
	}
	if c.login.required {
		return usageError{errors.New("BESPOKE_AUTH is on, but there is no issuer: set SUPABASE_URL or BESPOKE_ISSUER")}
	}
	if ip := net.ParseIP(host); host == "localhost" || (ip != nil && ip.IsLoopback()) {
		return nil
	}
	return usageError{fmt.Errorf("--addr %s would serve without auth beyond this machine: listen on 127.0.0.1, or set SUPABASE_URL or BESPOKE_ISSUER", addr)}
}

// shares are a user's shares; nil where nobody logs in. Processes with the same
// database give one share between them, whose rows erase removes with the user.
func (c *config) shares(pool *pgxpool.Pool) (requests, starts *limit.Users, erase func(context.Context, uuid.UUID) error) {
	ofRequests, ofStarts := limit.New("requests", c.login.requestsPerMinute, time.Minute), limit.New("starts of runs", c.login.startsPerHour, time.Hour)
	if pool != nil {
		ledger := postgres.NewShares(pool)
		ofRequests.Share(ledger)
		ofStarts.Share(ledger)
		erase = func(ctx context.Context, user uuid.UUID) error {
			return errors.Join(ofRequests.Erase(ctx, user), ofStarts.Erase(ctx, user))
		}
	}
	if c.verify == nil {
		return nil, nil, erase
	}
	return ofRequests, ofStarts, erase
}

// announce says at the start who is let in, loudly where it is everybody.
func (c *config) announce(stdio stdio, transport string, address net.Addr) {
	if c.verify != nil {
		fmt.Fprintf(stdio.err, "bespoke serves %s on http://%s to who logs in at %s\n", transport, address, c.verify.Issuer())
		return
	}
	fmt.Fprintf(stdio.err, `bespoke serves %s on http://%s
WARNING: without auth. Every program on this machine can read and change all that is kept here.
         Set SUPABASE_URL or BESPOKE_ISSUER to ask for a login.
`, transport, address)
}

// mountAPI puts the HTTP API on the server.
func (a *app) mountAPI(log *slog.Logger) {
	described := api.New(api.Config{
		Tools: a.client, Runs: a.runs, Documents: a.toolbox, Declared: a.toolbox.Tools(),
		Version: version, Login: a.config.verify != nil, Log: log,
	})
	a.server.MountAPI(described, described.Document())
}
