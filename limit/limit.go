// Package limit keeps each user to a fair share: a token bucket (as in
// golang.org/x/time/rate) for every user who is logged in. It bounds HTTP
// requests and starts of runs. The one user of a server without logins is not
// limited.
//
// Processes that serve the same users behind one address keep to one share
// between them through a Ledger. Each takes a few tokens at a time from there
// and asks again when they are spent, so that most requests ask nobody.
package limit

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/problem"
)

// remembered is how many users' buckets are kept, about 200 bytes each. The
// one that was used longest ago gives way; its user begins with a full bucket
// again, which only a crowd larger than this could make use of.
const remembered = 50_000

// handfuls is how many times a whole share is asked for at the ledger.
const handfuls = 20

// Ledger keeps what users have taken of their shares for many processes.
type Ledger interface {
	// Take takes some of what a user may have most of in a period, or none and
	// gives the time after which it is there.
	Take(ctx context.Context, user uuid.UUID, what string, some, most int, period time.Duration) (wait time.Duration, err error)
	// Erase forgets what a user has taken of a share, and gives the time after
	// which it would have been whole.
	Erase(ctx context.Context, user uuid.UUID, what string) (whole time.Duration, err error)
}

// Users holds a bucket for every user. Its methods are safe for concurrent use.
type Users struct {
	what   string
	burst  int
	period time.Duration
	now    func() time.Time
	ledger Ledger // nil where this process is alone

	mu      sync.Mutex
	buckets *simplelru.LRU[uuid.UUID, *bucket]
}

// bucket is one user's in this process.
type bucket struct {
	own *rate.Limiter // the whole share, for who has no ledger or cannot reach it

	mu     sync.Mutex // held while the ledger is asked: the user's other requests wait for its answer
	hand   int        // tokens that were taken from the ledger and not yet spent
	stale  time.Time  // when they count no longer
	closed time.Time  // until when the ledger gives none
	erased time.Time  // until when the ledger is not asked, for it has forgotten the user
}

// New gives every user burst of what at once (as in "requests"), and as many
// again in every period.
func New(what string, burst int, period time.Duration) *Users {
	return newUsers(what, burst, period, time.Now, remembered)
}

func newUsers(what string, burst int, period time.Duration, now func() time.Time, size int) *Users {
	buckets, err := simplelru.NewLRU[uuid.UUID, *bucket](size, nil)
	if err != nil {
		panic(err) // the size is not positive
	}
	return &Users{what: what, burst: burst, period: period, now: now, buckets: buckets}
}

// Share makes the users' shares one with those of other processes that keep to
// the same ledger. It must be called before the first Take.
func (u *Users) Share(ledger Ledger) { u.ledger = ledger }

// Exceeded is what a user over the limit gets.
type Exceeded struct {
	What       string        // such as "requests"
	Burst      int           // how many may come at once
	RetryAfter time.Duration // when the next is due
}

func (e *Exceeded) Error() string {
	return fmt.Sprintf("too many %s: %d at once are allowed, the next in %d s", e.What, e.Burst, int((e.RetryAfter + time.Second - 1).Seconds()))
}

// Take takes one from the user's bucket, or gives an *Exceeded and takes none.
// Where the ledger does not answer, this process gives the share by itself.
func (u *Users) Take(ctx context.Context, user uuid.UUID) error {
	if user == identity.LocalUser {
		return nil
	}
	wait, err := time.Duration(0), error(nil)
	bucket := u.bucket(user)
	if u.ledger != nil {
		wait, err = u.takeShared(ctx, user, bucket)
	}
	if u.ledger == nil || err != nil {
		wait = takeOwn(bucket.own, u.now())
	}
	if wait > 0 {
		return &Exceeded{What: u.what, Burst: u.burst, RetryAfter: wait}
	}
	return nil
}

func takeOwn(own *rate.Limiter, now time.Time) (wait time.Duration) {
	reservation := own.ReserveN(now, 1)
	if wait = reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

// takeShared spends a token from the hand, or fills the hand at the ledger.
// When a handful is no longer there a single token may be.
func (u *Users) takeShared(ctx context.Context, user uuid.UUID, b *bucket) (wait time.Duration, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := u.now()
	if now.Before(b.erased) {
		return takeOwn(b.own, now), nil
	}
	if b.hand > 0 && now.Before(b.stale) {
		b.hand--
		return 0, nil
	}
	if now.Before(b.closed) && b.closed.Sub(now) <= u.period {
		return b.closed.Sub(now), nil
	}
	some := max(1, u.burst/handfuls)
	wait, err = u.ledger.Take(ctx, user, u.what, some, u.burst, u.period)
	if err == nil && wait > 0 && some > 1 {
		some = 1
		wait, err = u.ledger.Take(ctx, user, u.what, some, u.burst, u.period)
	}
	switch {
	case err != nil:
		return 0, err
	case wait > 0:
		b.closed = now.Add(wait)
		return wait, nil
	}
	b.hand, b.stale, b.closed = some-1, now.Add(u.period), time.Time{}
	return 0, nil
}

// Erase removes what is kept of the user in the ledger. This process remembers
// how much was taken until that would have been given back: erasing buys nobody
// a new share.
func (u *Users) Erase(ctx context.Context, user uuid.UUID) error {
	if u.ledger == nil {
		return nil
	}
	b := u.bucket(user)
	b.mu.Lock()
	defer b.mu.Unlock()
	whole, err := u.ledger.Erase(ctx, user, u.what)
	if err != nil {
		return fmt.Errorf("erase the user's share of %s: %w", u.what, err)
	}
	if whole = min(whole, u.period); whole > 0 {
		now := u.now()
		b.erased, b.hand, b.closed = now.Add(whole), 0, time.Time{}
		b.own.ReserveN(now, int(math.Ceil(float64(u.burst)*float64(whole)/float64(u.period))))
	}
	return nil
}

func (u *Users) bucket(user uuid.UUID) *bucket {
	u.mu.Lock()
	defer u.mu.Unlock()
	if known, ok := u.buckets.Get(user); ok {
		return known
	}
	made := &bucket{own: rate.NewLimiter(rate.Limit(float64(u.burst)/u.period.Seconds()), u.burst)}
	u.buckets.Add(user, made)
	return made
}

// Handler answers 429 to a user who asks too often; next sees the others.
func (u *Users) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, ok := identity.From(r.Context())
		if !ok {
			problem.New(problem.Internal, "the request has no identity").ServeHTTP(w, r)
			return
		}
		if err := u.Take(r.Context(), id.User); err != nil {
			exceeded := err.(*Exceeded)
			problem.New(problem.TooMany, exceeded.Error()).RetryAfter(exceeded.RetryAfter).ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
