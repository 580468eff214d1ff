// Package limit keeps each user to a fair share: a token bucket (as in
// golang.org/x/time/rate) for every user who is logged in. It bounds HTTP
// requests and starts of runs. The one user of a server without logins is not
// limited.
package limit

import (
	"fmt"
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

// Users holds a bucket for every user. Its methods are safe for concurrent use.
type Users struct {
	what  string
	limit rate.Limit
	burst int
	now   func() time.Time

	mu      sync.Mutex
	buckets *simplelru.LRU[uuid.UUID, *rate.Limiter]
}

// New gives every user burst of what at once (as in "requests"), and as many
// again in every period.
func New(what string, burst int, period time.Duration) *Users {
	return newUsers(what, burst, period, time.Now, remembered)
}

func newUsers(what string, burst int, period time.Duration, now func() time.Time, size int) *Users {
	buckets, err := simplelru.NewLRU[uuid.UUID, *rate.Limiter](size, nil)
	if err != nil {
		panic(err) // the size is not positive
	}
	return &Users{what: what, limit: rate.Limit(float64(burst) / period.Seconds()), burst: burst, now: now, buckets: buckets}
}

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
func (u *Users) Take(user uuid.UUID) error {
	if user == identity.LocalUser {
		return nil
	}
	now := u.now()
	reservation := u.bucket(user).ReserveN(now, 1)
	if wait := reservation.DelayFrom(now); wait > 0 {
		reservation.CancelAt(now)
		return &Exceeded{What: u.what, Burst: u.burst, RetryAfter: wait}
	}
	return nil
}

func (u *Users) bucket(user uuid.UUID) *rate.Limiter {
	u.mu.Lock()
	defer u.mu.Unlock()
	if bucket, ok := u.buckets.Get(user); ok {
		return bucket
	}
	bucket := rate.NewLimiter(u.limit, u.burst)
	u.buckets.Add(user, bucket)
	return bucket
}

// Handler answers 429 to a user who asks too often; next sees the others.
func (u *Users) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, ok := identity.From(r.Context())
		if !ok {
			problem.New(problem.Internal, "the request has no identity").ServeHTTP(w, r)
			return
		}
		if err := u.Take(id.User); err != nil {
			exceeded := err.(*Exceeded)
			problem.New(problem.TooMany, exceeded.Error()).RetryAfter(exceeded.RetryAfter).ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
