package server

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/problem"
)

// grace is how long a stream or a call may go on after the newest token that
// its session has seen ran out: a call that runs is not cut, and a client has
// time to come back with a new token.
const grace = 5 * time.Minute

// errExpired is the cause of a context that ended with its token.
var errExpired = errors.New("the access token has expired")

// maxSessions is how many sessions a user may have open: each holds some 20 KB
// until it has been idle for sessionIdle. The oldest gives way; its client
// begins a new one, as the protocol has it.
const maxSessions = 100

// owners knows whose each session is. mcp-go itself takes every message that
// names a session for one of that session's client.
type owners struct {
	mu    sync.Mutex
	all   map[string]*owner
	names map[uuid.UUID][]string // of each user's sessions, the oldest first
	// terminate ends a session of Streamable HTTP; nil where there are none.
	terminate func(session string)
}

// owner is the user of a session.
type owner struct {
	user  uuid.UUID
	until atomic.Int64 // unix nanoseconds of the newest token's end; 0 is never
	// hangUp ends the stream that the session hangs on, on HTTP+SSE.
	hangUp context.CancelFunc
	stream *delivery // that the session hangs on; nil on Streamable HTTP
}

func newOwner(id identity.Identity) *owner {
	o := &owner{user: id.User}
	o.extend(id)
	return o
}

// extend notes that a newer token of the user was seen.
func (o *owner) extend(id identity.Identity) {
	if id.Until.IsZero() {
		return
	}
	until := id.Until.UnixNano()
	for known := o.until.Load(); until > known && !o.until.CompareAndSwap(known, until); known = o.until.Load() {
	}
}

// bound ends with ctx, or grace after the newest token has run out.
func (o *owner) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.until.Load() == 0 {
		return context.WithCancel(ctx)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	left := func() time.Duration { return time.Until(time.Unix(0, o.until.Load()).Add(grace)) }
	var timer *time.Timer
	timer = time.AfterFunc(math.MaxInt64, func() {
		if wait := left(); wait > 0 {
			timer.Reset(wait) // a newer token was seen
			return
		}
		cancel(errExpired)
	})
	timer.Reset(left())
	return ctx, func() {
		timer.Stop()
		cancel(context.Canceled)
	}
}

func (o *owners) add(session string, of *owner) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.all == nil {
		o.all, o.names = map[string]*owner{}, map[uuid.UUID][]string{}
	}
	o.all[session] = of
	o.names[of.user] = append(o.names[of.user], session)
	if names := o.names[of.user]; len(names) > maxSessions && of.user != identity.LocalUser {
		o.end(names[0])
	}
}

// end ends a session; it needs mu.
func (o *owners) end(session string) {
	of := o.all[session]
	o.drop(session)
	switch {
	case !strings.HasPrefix(session, streamablePrefix):
		of.hangUp()
	case o.terminate != nil:
		go o.terminate(session) // mcp-go asks for mu on its way
	}
}

// drop forgets a session; it needs mu.
func (o *owners) drop(session string) {
	of := o.all[session]
	if of == nil {
		return
	}
	delete(o.all, session)
	names := slices.DeleteFunc(o.names[of.user], func(name string) bool { return name == session })
	if len(names) == 0 {
		delete(o.names, of.user)
		return
	}
	o.names[of.user] = names
}

func (o *owners) find(session string) *owner {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all[session]
}

// gone is told when a stream has ended. A session of Streamable HTTP may go on
// without one; mcp-go ends it by Terminate.
func (o *owners) gone(session string) {
	if !strings.HasPrefix(session, streamablePrefix) {
		o.remove(session)
	}
}

func (o *owners) remove(session string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drop(session)
}

type ownerKey struct{}

// streamablePrefix begins the names of Streamable HTTP's sessions.
const streamablePrefix = "mcp-session-"

// check stands in front of a transport. It refuses a request that names a
// session of another user, or none that there is, with the same words; and it
// bounds the request by its token.
func (o *owners) check(session func(*http.Request) string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, _ := identity.From(r.Context())
		name := session(r)
		known := o.find(name)
		// mcp-go tells a POST to a session that ended; it would open one for a
		// GET, under whatever name the client thinks of.
		unknown := name != "" && known == nil && (r.Method != http.MethodPost || r.URL.Path == messagePath)
		if unknown || (known != nil && known.user != id.User) {
			problem.New(problem.NotFound, "there is no such session: begin a new one").ServeHTTP(w, r)
			return
		}
		fresh := known == nil
		if fresh {
			known = newOwner(id)
		}
		known.extend(id)
		ctx, cancel := known.bound(context.WithValue(r.Context(), ownerKey{}, known))
		defer cancel()
		if fresh {
			known.hangUp = cancel
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// inNothing: the request begins a session.
func inNothing(*http.Request) string { return "" }

func inHeader(r *http.Request) string { return r.Header.Get(mcpserver.HeaderKeySessionID) }

func inQuery(r *http.Request) string { return r.URL.Query().Get("sessionId") }

// newSession names a session of HTTP+SSE.
func (o *owners) newSession(ctx context.Context, _ *http.Request) (string, error) {
	of, ok := ctx.Value(ownerKey{}).(*owner)
	if !ok {
		return "", errors.New("the session has no owner")
	}
	name := uuid.NewString()
	o.add(name, of)
	return name, nil
}

// ResolveSessionIdManager gives the sessions of Streamable HTTP as one request
// sees them. Without a request it gives what ends sessions that are idle.
//
//nolint:revive // the name is mcp-go's
func (o *owners) ResolveSessionIdManager(r *http.Request) mcpserver.SessionIdManager {
	if r == nil {
		return &sessionNames{owners: o}
	}
	of, _ := r.Context().Value(ownerKey{}).(*owner)
	return &sessionNames{o, of}
}

// sessionNames are the sessions of Streamable HTTP; new ones belong to of.
type sessionNames struct {
	owners *owners
	of     *owner
}

func (s *sessionNames) Generate() string {
	if s.of == nil {
		return ""
	}
	name := streamablePrefix + uuid.NewString()
	s.owners.add(name, s.of)
	return name
}

func (s *sessionNames) Validate(session string) (isTerminated bool, err error) {
	if s.owners.find(session) == nil {
		return false, errors.New("there is no such session")
	}
	return false, nil
}

func (s *sessionNames) Terminate(session string) (isNotAllowed bool, err error) {
	s.owners.remove(session)
	return false, nil
}
