// Package review lets a person go through one plan in a browser, by a link that
// works once, without logging in again.
//
//	Link ─► …/review/plan_…#t=SECRET          (its digest is kept, for 15 minutes)
//	browser: GET the page ─► POST /session with the secret ─► a cookie for this plan, an hour
//	         POST /tools/NAME, /pdf with the cookie ─► the same MCP tools, for this plan only
//
// The page itself (package apps) is the same for everybody and holds no data.
// The secret stands behind the #, so no server, proxy or log sees it in an
// address; the page takes it out of the address bar before it does anything
// else. The cookie is HttpOnly and SameSite=Strict and goes to this plan's path
// only; requests of other origins are refused besides (http.CrossOriginProtection),
// since cookies do not tell ports of one machine apart.
//
// What a session may do is a list: the four tools that the page calls, the
// arguments that it passes, and of documents those made for the plan.
package review

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// How long a link and the session that it opens work.
const (
	LinkLifetime    = 15 * time.Minute
	SessionLifetime = time.Hour
)

// cookieName holds the session's secret.
const cookieName = "bespoke_review"

// Grants keeps who may review what; storage.Store is one.
type Grants interface {
	SaveReviewGrant(ctx context.Context, user uuid.UUID, grant storage.ReviewGrant) error
	UseReviewGrant(ctx context.Context, user uuid.UUID, digest string, once bool) (storage.ReviewGrant, error)
}

// Tools calls tools; *client.Client of mcp-go is one.
type Tools interface {
	CallTool(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error)
}

// Documents knows what belongs to a plan; *tools.Toolbox is one.
type Documents interface {
	// OfPlan gives nil when the thing that the handle names is the plan's, else
	// an error that wraps storage.ErrNotFound or schema.ErrHandle.
	OfPlan(ctx context.Context, planID, handle string) error
	// Read gives the content of an MCP resource such as "pdf://pdf_…".
	Read(ctx context.Context, uri string) (mimeType string, content []byte, err error)
}

// Config is what reviews stand on.
type Config struct {
	Grants    Grants
	Tools     Tools
	Documents Documents
	// Base is the address that browsers reach this server at, without a slash
	// at its end; known once the server listens.
	Base func() string
	// Limit bounds the requests of the user in the context; may be nil.
	Limit func(http.Handler) http.Handler
	// Taken, when not nil, is told of every PDF that a page has fetched. Who
	// sets it saves the application too: the page leaves that out.
	Taken func(planID, pdfID string)
	Now   func() time.Time
	// Log is told what went wrong on our side; nil discards.
	Log *slog.Logger
}

// Reviews answers HTTP requests below /review/.
type Reviews struct {
	config  Config
	handler http.Handler
}

// New builds the handler.
func New(config Config) *Reviews {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.Limit == nil {
		config.Limit = func(next http.Handler) http.Handler { return next }
	}
	r := &Reviews{config: config}
	r.handler = r.routes()
	return r
}

// Link makes a link at which the user in ctx can review a plan of theirs. It
// works once, for LinkLifetime.
func (r *Reviews) Link(ctx context.Context, planID string) (string, error) {
	caller, ok := identity.From(ctx)
	if !ok {
		return "", errors.New("the request has no identity")
	}
	token, err := r.grant(ctx, caller, planID, true, LinkLifetime)
	if err != nil {
		return "", err
	}
	link := r.config.Base() + "/review/" + planID + "#t=" + token
	if r.config.Taken != nil {
		link += "&saved=1"
	}
	return link, nil
}

// SaveKey is the idempotency key under which the page saves the application of
// a CV (apps/assets/review.js writes it too), so that nobody saves it twice.
func SaveKey(planID, cvID string) string { return "review " + planID + " " + cvID }

// A token is whose it is and a secret; the user's rows are looked up by it, and
// only its digest is kept.
const (
	userBytes   = 16
	secretBytes = 32
)

func (r *Reviews) grant(ctx context.Context, caller identity.Identity, planID string, once bool, lifetime time.Duration) (string, error) {
	raw := make([]byte, userBytes+secretBytes)
	copy(raw, caller.User[:])
	_, _ = rand.Read(raw[userBytes:]) // crypto/rand never fails
	err := r.config.Grants.SaveReviewGrant(ctx, caller.User, storage.ReviewGrant{
		Digest: digest(raw), PlanID: planID, Once: once, Local: caller.Local, ExpiresAt: r.config.Now().Add(lifetime),
	})
	if err != nil {
		return "", fmt.Errorf("keeping the right to review: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// errNoGrant is all that a stranger learns.
var errNoGrant = problem.New(problem.Unauthenticated,
	"This link was used before or its time is over. Ask for a new one: review_plan in the chat, or bespoke tailor --review.")

// redeem gives whose review a token stands for.
func (r *Reviews) redeem(ctx context.Context, token, planID string, once bool) (identity.Identity, error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != userBytes+secretBytes {
		return identity.Identity{}, storage.ErrNotFound
	}
	user := uuid.UUID(raw[:userBytes])
	grant, err := r.config.Grants.UseReviewGrant(ctx, user, digest(raw), once)
	if err != nil {
		return identity.Identity{}, err
	}
	if grant.PlanID != planID {
		return identity.Identity{}, storage.ErrNotFound
	}
	return identity.Identity{User: user, Local: grant.Local}, nil
}

// cookie carries a session to this plan's addresses and no others.
func (r *Reviews) cookie(planID, value string) *http.Cookie {
	path, secure := "", false
	if base, err := url.Parse(r.config.Base()); err == nil {
		path, secure = base.Path, base.Scheme == "https"
	}
	return &http.Cookie{
		Name: cookieName, Value: value, Path: strings.TrimSuffix(path, "/") + "/review/" + planID,
		MaxAge: int(SessionLifetime.Seconds()), HttpOnly: true, Secure: secure, SameSite: http.SameSiteStrictMode,
	}
}

// planOf is the plan that a request's address names.
func planOf(r *http.Request) (string, bool) {
	plan := r.PathValue("plan")
	_, err := schema.ParseHandle(schema.KindPlan, plan)
	return plan, err == nil
}
