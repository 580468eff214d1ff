package recall_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/recall"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/storetest"
)

// counting counts what is read of a store.
type counting struct {
	storage.Store
	reads int
}

func (c *counting) JobOffer(ctx context.Context, user uuid.UUID, id string) (storage.JobOffer, error) {
	c.reads++
	return c.Store.JobOffer(ctx, user, id)
}

func (c *counting) CV(ctx context.Context, user uuid.UUID, id string) (storage.CV, error) {
	c.reads++
	return c.Store.CV(ctx, user, id)
}

func (c *counting) Facts(ctx context.Context, user uuid.UUID) ([]schema.Fact, error) {
	c.reads++
	return c.Store.Facts(ctx, user)
}

func (c *counting) Plan(ctx context.Context, user uuid.UUID, id string) (storage.Plan, error) {
	c.reads++
	return c.Store.Plan(ctx, user, id)
}

func (c *counting) PDF(ctx context.Context, user uuid.UUID, id string) (storage.PDF, error) {
	c.reads++
	return c.Store.PDF(ctx, user, id)
}

func open(t *testing.T) (*recall.Store, *counting) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "bespoke.db"))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	below := &counting{Store: store}
	return recall.New(below), below
}

// clock is a store's, which stands but where it is moved.
type clock struct{ at time.Time }

func (c *clock) moves(by time.Duration) { c.at = c.at.Add(by) }

func stopped(store *recall.Store) *clock {
	c := &clock{time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	store.At(func() time.Time { return c.at })
	return c
}

// readAll reads a set's rows and gives them as one.
func readAll(t *testing.T, ctx context.Context, store storage.Store, user uuid.UUID, set storetest.Set) (read storetest.Set) {
	t.Helper()
	var err error
	read.Offer, err = store.JobOffer(ctx, user, set.Offer.ID)
	require.NoError(t, err)
	read.Base, err = store.CV(ctx, user, set.Base.ID)
	require.NoError(t, err)
	read.Plan, err = store.Plan(ctx, user, set.Plan.ID)
	require.NoError(t, err)
	read.Tailored, err = store.CV(ctx, user, set.Tailored.ID)
	require.NoError(t, err)
	read.PDF, err = store.PDF(ctx, user, set.PDF.ID)
	require.NoError(t, err)
	return read
}

func TestARunReadsEachRowOnce(t *testing.T) {
	store, below := open(t)
	user := storetest.NewUser()
	set := storetest.Save(t, below, user, "Ada")
	run := recall.InRun(t.Context(), "run_1")
	assert.Equal(t, set, readAll(t, run, store, user, set))
	assert.Equal(t, 5, below.reads)
	assert.Equal(t, set, readAll(t, run, store, user, set))
	assert.Equal(t, 5, below.reads, "nothing was asked for again")
	readAll(t, recall.InRun(t.Context(), "run_2"), store, user, set)
	assert.Equal(t, 10, below.reads, "another run knows nothing")
	readAll(t, t.Context(), store, user, set)
	readAll(t, t.Context(), store, user, set)
	assert.Equal(t, 20, below.reads, "outside of runs nothing is recalled")
}

func TestARunReadsNothingOfWhatItSaved(t *testing.T) {
	store, below := open(t)
	user, run := storetest.NewUser(), recall.InRun(t.Context(), "run_1")
	cv, err := store.SaveCV(run, user, storage.CV{YAML: []byte("cv:\n  name: Ada\n")})
	require.NoError(t, err)
	offer, err := store.SaveJobOffer(run, user, storage.JobOffer{ParsedOffer: storetest.Offer("x")})
	require.NoError(t, err)
	plan, err := store.SavePlan(run, user, storage.Plan{BaseID: cv.ID, JobOfferID: offer.ID})
	require.NoError(t, err)
	pdf, err := store.SavePDF(run, user, storage.PDF{CVID: cv.ID, SHA256: cv.SHA256, Size: 1, Pages: 1, BlobKey: "a/b.pdf"})
	require.NoError(t, err)
	set := storetest.Set{Offer: offer, Base: cv, Plan: plan, Tailored: cv, PDF: pdf}
	assert.Equal(t, set, readAll(t, run, store, user, set))
	assert.Zero(t, below.reads)
	assert.Equal(t, set, readAll(t, t.Context(), store, user, set), "as the store has them")

	moved, err := store.SaveCV(run, user, storage.CV{YAML: cv.YAML, File: "b.yaml", Dir: "/moved"})
	require.NoError(t, err)
	again, err := store.CV(run, user, cv.ID)
	require.NoError(t, err)
	assert.Equal(t, moved, again)
}

func TestARunReadsNothingOfTheCVSavedJustBeforeIt(t *testing.T) {
	store, below := open(t)
	clock := stopped(store)
	ada, bea := storetest.NewUser(), storetest.NewUser()
	saved, err := store.SaveCV(t.Context(), ada, storage.CV{YAML: []byte("cv:\n  name: Ada\n")})
	require.NoError(t, err)
	_, err = store.CV(recall.InRun(t.Context(), "run_1"), bea, saved.ID)
	assert.ErrorIs(t, err, storage.ErrNotFound, "it is another's")
	_, err = store.CV(t.Context(), ada, saved.ID)
	require.NoError(t, err)
	assert.Equal(t, 2, below.reads, "outside of runs nothing is recalled")

	read, err := store.CV(recall.InRun(t.Context(), "run_2"), ada, saved.ID)
	require.NoError(t, err)
	assert.Equal(t, saved, read)
	moved, err := store.SaveCV(t.Context(), ada, storage.CV{YAML: saved.YAML, File: "b.yaml", Dir: "/moved"})
	require.NoError(t, err)
	read, err = store.CV(recall.InRun(t.Context(), "run_3"), ada, saved.ID)
	require.NoError(t, err)
	assert.Equal(t, moved, read)
	assert.Equal(t, 2, below.reads)

	clock.moves(time.Second)
	_, err = store.CV(recall.InRun(t.Context(), "run_4"), ada, saved.ID)
	require.NoError(t, err)
	assert.Equal(t, 3, below.reads, "another process may have erased it")
}

func TestARunReadsFactsOnceInAMoment(t *testing.T) {
	store, below := open(t)
	clock := stopped(store)
	user, run := storetest.NewUser(), recall.InRun(t.Context(), "run_1")
	facts := func(ctx context.Context) []schema.Fact {
		t.Helper()
		standing, err := store.Facts(ctx, user)
		require.NoError(t, err)
		return standing
	}
	fact, err := store.SaveFact(t.Context(), user, schema.Fact{Text: "I speak Welsh."})
	require.NoError(t, err)
	standing, _, err := store.Remembered(run, user)
	require.NoError(t, err)
	assert.Equal(t, []schema.Fact{fact}, standing)
	assert.Equal(t, standing, facts(run))
	assert.Zero(t, below.reads)
	assert.Equal(t, standing, facts(recall.InRun(t.Context(), "run_2")))
	assert.Equal(t, standing, facts(t.Context()))
	assert.Equal(t, 2, below.reads, "another run knows nothing")

	clock.moves(time.Second)
	assert.Equal(t, standing, facts(run))
	assert.Equal(t, 3, below.reads, "another process may have revoked one")

	_, _, err = store.Remembered(run, user)
	require.NoError(t, err)
	require.NoError(t, store.RevokeFact(t.Context(), user, fact.ID))
	assert.Empty(t, facts(run), "what is revoked here counts no more")
	_, _, err = store.Remembered(run, user)
	require.NoError(t, err)
	fact, err = store.SaveFact(t.Context(), user, fact)
	require.NoError(t, err)
	assert.Equal(t, []schema.Fact{fact}, facts(run))
}

func TestARunRecallsNothingOfOthers(t *testing.T) {
	store, _ := open(t)
	ada, bea, run := storetest.NewUser(), storetest.NewUser(), recall.InRun(t.Context(), "run_1")
	set := storetest.Save(t, store, ada, "Ada")
	readAll(t, run, store, ada, set)
	_, err := store.JobOffer(run, bea, set.Offer.ID)
	assert.ErrorIs(t, err, storage.ErrNotFound)
	_, err = store.CV(run, bea, set.Base.ID)
	assert.ErrorIs(t, err, storage.ErrNotFound)
	_, err = store.Plan(run, ada, set.Offer.ID)
	assert.ErrorIs(t, err, schema.ErrHandle, "a handle of another kind")
}

func TestNothingStaysOfWhatIsErased(t *testing.T) {
	store, _ := open(t)
	ada, bea, run := storetest.NewUser(), storetest.NewUser(), recall.InRun(t.Context(), "run_1")
	hers, others := storetest.Save(t, store, ada, "Ada"), storetest.Save(t, store, bea, "Bea")
	readAll(t, run, store, ada, hers)
	readAll(t, run, store, bea, others)
	require.NoError(t, store.Erase(t.Context(), ada))
	_, err := store.JobOffer(run, ada, hers.Offer.ID)
	assert.ErrorIs(t, err, storage.ErrNotFound)
	_, err = store.CV(run, ada, hers.Tailored.ID)
	assert.ErrorIs(t, err, storage.ErrNotFound)
	readAll(t, run, store, bea, others)
}
