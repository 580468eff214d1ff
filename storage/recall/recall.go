// Package recall remembers, while a run goes on, the rows that its steps hand
// each other:
//
//	step 1 ─ SaveJobOffer ─► store         step 2 ─ JobOffer ─► remembered
//	             └─► remembered            step 3 ─ JobOffer ─► remembered
//
// A run saves each row once and reads it in nearly every step behind. On a
// database on another machine that reading takes longer than the work. Only calls
// in a context of InRun recall anything, and only what the same user's calls in
// the same run have saved or read: all others go to the store. A run that goes on
// in another process begins with nothing.
//
// Two things are recalled for a moment only: the CV that was saved just before
// the run that is about it, and the facts, which may be revoked while a run goes
// on; what this process does to either counts at once.
package recall

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/golang-lru/v2/expirable"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// Some thirty runs go on at once, and one without a model is over in a moment.
const (
	rows     = 8 * 64
	lifetime = 5 * time.Minute
	moment   = time.Second
)

// Store is a storage.Store that recalls job offers, CVs, plans and PDFs.
type Store struct {
	storage.Store
	known *expirable.LRU[place, any]
	now   func() time.Time
}

var _ storage.Store = (*Store)(nil)

// place is where a row is remembered.
type place struct {
	user    uuid.UUID
	run, id string
}

// New makes a Store on top of another, which the caller closes.
func New(store storage.Store) *Store {
	return &Store{store, expirable.NewLRU[place, any](rows, nil, lifetime), time.Now}
}

// momentary is what is recalled for a moment.
type momentary[T any] struct {
	row T
	at  time.Time
}

// lately gives what was remembered within a moment.
func lately[T any](s *Store, p place) (row T, ok bool) {
	known, _ := s.known.Get(p)
	kept, ok := known.(momentary[T])
	return kept.row, ok && s.now().Sub(kept.at) < moment
}

type runKey struct{}

// InRun marks calls as made by a run, by its handle.
func InRun(ctx context.Context, runID string) context.Context {
	return context.WithValue(ctx, runKey{}, runID)
}

// Within reports whether calls are made by a run.
func Within(ctx context.Context) bool {
	_, within := ctx.Value(runKey{}).(string)
	return within
}

// at tells where a row is remembered; ok is false outside of a run.
func at(ctx context.Context, user uuid.UUID, id string) (p place, ok bool) {
	run, ok := ctx.Value(runKey{}).(string)
	return place{user, run, id}, ok
}

// recall gives a row that is remembered, or reads it.
func recall[T any](ctx context.Context, s *Store, user uuid.UUID, id string, read func(context.Context, uuid.UUID, string) (T, error)) (T, error) {
	p, ok := at(ctx, user, id)
	if !ok {
		return read(ctx, user, id)
	}
	if row, ok := s.known.Get(p); ok {
		if row, ok := row.(T); ok {
			return row, nil
		}
	}
	row, ok := lately[T](s, place{user: user, id: id})
	var err error
	if !ok {
		row, err = read(ctx, user, id)
	}
	if err == nil {
		s.known.Add(p, row)
	}
	return row, err
}

// keep saves a row and remembers what was saved, under its handle.
func keep[T any](ctx context.Context, s *Store, user uuid.UUID, row T, save func(context.Context, uuid.UUID, T) (T, error), handle func(T) string) (T, error) {
	saved, err := save(ctx, user, row)
	if p, ok := at(ctx, user, handle(saved)); ok && err == nil {
		s.known.Add(p, saved)
	}
	return saved, err
}

// JobOffer implements storage.Store.
func (s *Store) JobOffer(ctx context.Context, user uuid.UUID, id string) (storage.JobOffer, error) {
	return recall(ctx, s, user, id, s.Store.JobOffer)
}

// SaveJobOffer implements storage.Store.
func (s *Store) SaveJobOffer(ctx context.Context, user uuid.UUID, offer storage.JobOffer) (storage.JobOffer, error) {
	return keep(ctx, s, user, offer, s.Store.SaveJobOffer, func(saved storage.JobOffer) string { return saved.ID })
}

// CV implements storage.Store.
func (s *Store) CV(ctx context.Context, user uuid.UUID, id string) (storage.CV, error) {
	return recall(ctx, s, user, id, s.Store.CV)
}

// SaveCV implements storage.Store.
func (s *Store) SaveCV(ctx context.Context, user uuid.UUID, cv storage.CV) (storage.CV, error) {
	saved, err := keep(ctx, s, user, cv, s.Store.SaveCV, func(saved storage.CV) string { return saved.ID })
	if err == nil && !Within(ctx) {
		s.known.Add(place{user: user, id: saved.ID}, momentary[storage.CV]{saved, s.now()})
	}
	return saved, err
}

// Plan implements storage.Store.
func (s *Store) Plan(ctx context.Context, user uuid.UUID, id string) (storage.Plan, error) {
	return recall(ctx, s, user, id, s.Store.Plan)
}

// SavePlan implements storage.Store.
func (s *Store) SavePlan(ctx context.Context, user uuid.UUID, plan storage.Plan) (storage.Plan, error) {
	return keep(ctx, s, user, plan, s.Store.SavePlan, func(saved storage.Plan) string { return saved.ID })
}

// PDF implements storage.Store.
func (s *Store) PDF(ctx context.Context, user uuid.UUID, id string) (storage.PDF, error) {
	return recall(ctx, s, user, id, s.Store.PDF)
}

// SavePDF implements storage.Store.
func (s *Store) SavePDF(ctx context.Context, user uuid.UUID, pdf storage.PDF) (storage.PDF, error) {
	return keep(ctx, s, user, pdf, s.Store.SavePDF, func(saved storage.PDF) string { return saved.ID })
}

// facts is where a run's are remembered, beside rows by their handles.
const facts = "facts"

// Remembered implements storage.Store.
func (s *Store) Remembered(ctx context.Context, user uuid.UUID) ([]schema.Fact, []string, error) {
	standing, refused, err := s.Store.Remembered(ctx, user)
	if p, ok := at(ctx, user, facts); ok && err == nil {
		s.known.Add(p, momentary[[]schema.Fact]{standing, s.now()})
	}
	return standing, refused, err
}

// Facts implements storage.Store.
func (s *Store) Facts(ctx context.Context, user uuid.UUID) ([]schema.Fact, error) {
	if p, ok := at(ctx, user, facts); ok {
		if standing, ok := lately[[]schema.Fact](s, p); ok {
			return standing, nil
		}
	}
	return s.Store.Facts(ctx, user)
}

// SaveFact implements storage.Store.
func (s *Store) SaveFact(ctx context.Context, user uuid.UUID, fact schema.Fact) (schema.Fact, error) {
	defer s.forget(func(p place) bool { return p.user == user && p.id == facts })
	return s.Store.SaveFact(ctx, user, fact)
}

// RevokeFact implements storage.Store.
func (s *Store) RevokeFact(ctx context.Context, user uuid.UUID, id string) error {
	defer s.forget(func(p place) bool { return p.user == user && p.id == facts })
	return s.Store.RevokeFact(ctx, user, id)
}

// Erase implements storage.Store: what is erased must not stay.
func (s *Store) Erase(ctx context.Context, user uuid.UUID) error {
	defer s.forget(func(p place) bool { return p.user == user })
	return s.Store.Erase(ctx, user)
}

func (s *Store) forget(gone func(place) bool) {
	for _, p := range s.known.Keys() {
		if gone(p) {
			s.known.Remove(p)
		}
	}
}
