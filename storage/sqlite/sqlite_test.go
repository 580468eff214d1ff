package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/sqlstore"
	"github.com/bespoke-cv/bespoke/storage/storetest"
)

func open(t testing.TB, path string) *sqlstore.Store {
	store, err := sqlite.Open(t.Context(), path)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	return store
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storage.Store { return open(t, filepath.Join(t.TempDir(), "data", "bespoke.db")) })
}

func TestRowsOutliveTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "weird name?&#%20.db")
	store := open(t, path)
	fact, err := store.SaveFact(t.Context(), storage.LocalUser, schema.Fact{Text: "I can weld."})
	require.NoError(t, err)
	_, err = os.Stat(path)
	require.NoError(t, err, "the file has the very name that was asked for")
	facts, err := open(t, path).Facts(t.Context(), storage.LocalUser)
	require.NoError(t, err)
	assert.Equal(t, []schema.Fact{fact}, facts)
}

func TestOnlyTheOwnerReads(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bespoke")
	store := open(t, filepath.Join(dir, "bespoke.db"))
	require.NoError(t, store.SaveRefusals(t.Context(), storage.LocalUser, []string{"x"}))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(entries), 2, "the write-ahead log stands beside the file")
	for _, name := range append(entries, nil) {
		path := dir
		if name != nil {
			path = filepath.Join(dir, name.Name())
		}
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Zero(t, info.Mode().Perm()&0o077, path)
	}
}

func TestManyOpenANewFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bespoke.db")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			store, err := sqlite.Open(context.Background(), path)
			if assert.NoError(t, err) {
				assert.NoError(t, store.SaveRefusals(context.Background(), storage.LocalUser, []string{"x"}))
				assert.NoError(t, store.Close())
			}
		})
	}
	group.Wait()
	_, claims, err := open(t, path).Remembered(t.Context(), storage.LocalUser)
	require.NoError(t, err)
	assert.Equal(t, []string{"x"}, claims)
}

func TestUnusableFileIsTold(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "cv.yaml")
	require.NoError(t, os.WriteFile(text, []byte("cv:\n  name: not a database, and long enough to be sure about that\n"), 0o600))
	for name, path := range map[string]string{"text": text, "folder": dir, "below a file": filepath.Join(text, "bespoke.db")} {
		_, err := sqlite.Open(t.Context(), path)
		assert.ErrorIs(t, err, storage.ErrUnusable, name)
		assert.ErrorContains(t, err, path, name)
	}
	kept, err := os.ReadFile(text)
	require.NoError(t, err)
	assert.Contains(t, string(kept), "not a database")
}

func TestNewerTablesAreLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bespoke.db")
	require.NoError(t, open(t, path).Ping(t.Context()))
	raw := openRaw(t, path)
	_, err := raw.Exec("insert into goose_db_version (version_id, is_applied) values (29991231000000, true)")
	require.NoError(t, err)
	_, err = sqlite.Open(t.Context(), path)
	assert.ErrorIs(t, err, storage.ErrVersion)
	assert.ErrorContains(t, err, "install the newer bespoke")
}

func TestLockedStoreIsBusy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bespoke.db")
	store := open(t, path)
	other, err := openRaw(t, path).Begin() // takes the write lock
	require.NoError(t, err)
	_, err = other.Exec("delete from refusals")
	require.NoError(t, err)

	_, err = store.Facts(t.Context(), storage.LocalUser)
	assert.NoError(t, err, "readers never wait")
	_, err = store.SaveFact(t.Context(), storage.LocalUser, schema.Fact{Text: "late"})
	assert.ErrorIs(t, err, storage.ErrBusy)

	require.NoError(t, other.Rollback())
	_, err = store.SaveFact(t.Context(), storage.LocalUser, schema.Fact{Text: "late"})
	assert.NoError(t, err, "and afterwards all is well")
}

func TestFullStoreIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bespoke.db")
	require.NoError(t, open(t, path).Ping(t.Context()))
	db, err := sqlite.OpenFile(t.Context(), path)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	db.SetMaxOpenConns(1)
	_, err = db.Exec("pragma max_page_count = 1") // raised by SQLite to the size it has: a full device
	require.NoError(t, err)
	store := sqlstore.New(db, sqlstore.Dialect{Explain: sqlite.Explain}, nil)

	_, err = store.SaveCV(t.Context(), storage.LocalUser, storage.CV{YAML: make([]byte, 200_000)})
	assert.ErrorIs(t, err, storage.ErrFull)
	var rows int
	require.NoError(t, db.QueryRow("select count(*) from cvs").Scan(&rows))
	assert.Zero(t, rows, "nothing is half-written")
	assert.NoError(t, store.Ping(t.Context()), "reading goes on")
}

func TestHistoryCannotBeRewritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bespoke.db")
	store := open(t, path)
	application := storetest.Apply(t, store, storage.LocalUser, storetest.Save(t, store, storage.LocalUser, "Ada"), nil)
	_, err := openRaw(t, path).Exec("update application_history set status = 'accepted'")
	assert.ErrorContains(t, err, "only grows")
	read, err := store.Application(t.Context(), storage.LocalUser, application.ID)
	require.NoError(t, err)
	assert.Equal(t, application.History, read.History)
}

// openRaw opens the file beside the store, as another program would.
func openRaw(t testing.TB, path string) *sql.DB {
	db, err := sqlite.OpenFile(t.Context(), path)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	return db
}

func BenchmarkOpenExisting(b *testing.B) {
	path := filepath.Join(b.TempDir(), "bespoke.db")
	require.NoError(b, open(b, path).Ping(b.Context()))
	for b.Loop() {
		store, err := sqlite.Open(b.Context(), path)
		require.NoError(b, err)
		require.NoError(b, store.Close())
	}
}

func BenchmarkOpenNew(b *testing.B) {
	for b.Loop() {
		store, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "bespoke.db"))
		require.NoError(b, err)
		require.NoError(b, store.Close())
	}
}

func BenchmarkSaveApplication(b *testing.B) {
	store := open(b, filepath.Join(b.TempDir(), "bespoke.db"))
	offer, err := store.SaveJobOffer(b.Context(), storage.LocalUser, storage.JobOffer{ParsedOffer: storetest.Offer("x")})
	require.NoError(b, err)
	cv, err := store.SaveCV(b.Context(), storage.LocalUser, storage.CV{YAML: []byte("cv:\n")})
	require.NoError(b, err)
	for b.Loop() {
		_, _, err := store.SaveApplication(b.Context(), storage.LocalUser, schema.Application{JobOfferID: offer.ID, CVID: cv.ID})
		require.NoError(b, err)
	}
}
