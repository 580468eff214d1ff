package disk_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/disk"
	"github.com/bespoke-cv/bespoke/storage/storetest"
)

func open(t *testing.T) *disk.Blobs {
	blobs, err := disk.Open(filepath.Join(t.TempDir(), "data", "blobs"))
	require.NoError(t, err)
	return blobs
}

func TestBlobs(t *testing.T) {
	storetest.RunBlobs(t, func(t *testing.T) storage.Blobs { return open(t) })
}

func TestOnlyTheOwnerReads(t *testing.T) {
	blobs := open(t)
	require.NoError(t, blobs.Put(t.Context(), storage.LocalUser, "previews/a.png", []byte("x")))
	path, err := blobs.Path(t.Context(), storage.LocalUser, "previews/a.png")
	require.NoError(t, err)
	for ; filepath.Base(path) != "data"; path = filepath.Dir(path) {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Zero(t, info.Mode().Perm()&0o077, path)
	}
}

func TestURLNamesTheFile(t *testing.T) {
	blobs := open(t)
	require.NoError(t, blobs.Put(t.Context(), storage.LocalUser, "a.pdf", []byte("x")))
	address, err := blobs.URL(t.Context(), storage.LocalUser, "a.pdf", time.Minute)
	require.NoError(t, err)
	path, err := blobs.Path(t.Context(), storage.LocalUser, "a.pdf")
	require.NoError(t, err)
	assert.Equal(t, "file://"+filepath.ToSlash(path), address)
}

func TestUnusableFolderIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := disk.Open(filepath.Join(file, "blobs"))
	assert.ErrorIs(t, err, storage.ErrUnusable)

	blobs := open(t)
	require.NoError(t, blobs.Put(t.Context(), storage.LocalUser, "a", []byte("x")))
	err = blobs.Put(t.Context(), storage.LocalUser, "a/b", []byte("x")) // a is a file
	assert.ErrorIs(t, err, storage.ErrUnusable)
	_, err = blobs.Get(t.Context(), uuid.New(), "a")
	assert.ErrorIs(t, err, storage.ErrNotFound)
}

func BenchmarkPut(b *testing.B) {
	blobs, err := disk.Open(b.TempDir())
	require.NoError(b, err)
	data := make([]byte, 100_000)
	for b.Loop() {
		require.NoError(b, blobs.Put(b.Context(), storage.LocalUser, "a.pdf", data))
	}
}
