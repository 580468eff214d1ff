package backup_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/backup"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/disk"
)

// small is a backup of two users' blobs.
func small(t testing.TB) ([]byte, *disk.Blobs, []uuid.UUID) {
	t.Helper()
	blobs, err := disk.Open(t.TempDir())
	require.NoError(t, err)
	users := []uuid.UUID{uuid.New(), uuid.New()}
	for _, user := range users {
		require.NoError(t, blobs.Put(t.Context(), user, "cv/one.pdf", []byte("PDF of "+user.String())))
	}
	var out bytes.Buffer
	w := backup.NewWriter(&out, t.TempDir(), backup.SQLite, time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC))
	require.NoError(t, w.AddBlobs(t.Context(), blobs, users))
	manifest, err := w.Close()
	require.NoError(t, err)
	assert.Equal(t, 2, manifest.Blobs())
	return out.Bytes(), blobs, users
}

func TestBlobsComeBackToTheirUsers(t *testing.T) {
	file, _, users := small(t)
	archive, err := backup.Open(bytes.NewReader(file))
	require.NoError(t, err)
	other, err := disk.Open(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, archive.RestoreBlobs(t.Context(), other))
	for _, user := range users {
		data, err := other.Get(t.Context(), user, "cv/one.pdf")
		require.NoError(t, err)
		assert.Equal(t, "PDF of "+user.String(), string(data))
	}
}

// forge writes a backup whose manifest is right about whatever it holds.
func forge(t *testing.T, kind byte, name, behind string) []byte {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	archive := tar.NewWriter(zip)
	put := func(name string, kind byte, data []byte) {
		require.NoError(t, archive.WriteHeader(&tar.Header{Name: name, Typeflag: kind, Size: int64(len(data)), Mode: 0o600, Linkname: "/etc/passwd"}))
		_, err := archive.Write(data)
		require.NoError(t, err)
	}
	put(name, kind, nil)
	manifest, err := json.Marshal(backup.Manifest{Home: backup.SQLite, Entries: []backup.Entry{{
		Name: name, SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	}}})
	require.NoError(t, err)
	put("manifest.json", tar.TypeReg, manifest)
	if behind != "" {
		put(behind, tar.TypeReg, nil)
	}
	require.NoError(t, archive.Close())
	require.NoError(t, zip.Close())
	return out.Bytes()
}

func TestAForgedBackupReachesNothing(t *testing.T) {
	_, err := backup.Open(bytes.NewReader(forge(t, tar.TypeSymlink, "sqlite/bespoke.db", "")))
	assert.ErrorIs(t, err, backup.ErrDamaged, "a link is no file")
	_, err = backup.Open(bytes.NewReader(forge(t, tar.TypeReg, "sqlite/bespoke.db", "sqlite/runs.db")))
	assert.ErrorIs(t, err, backup.ErrDamaged, "nothing stands behind the manifest")

	user := uuid.New().String()
	for _, name := range []string{"blobs/" + user + "/../../x", "blobs/" + user + "//etc/x", "blobs/" + user + "/.hidden"} {
		archive, err := backup.Open(bytes.NewReader(forge(t, tar.TypeReg, name, "")))
		require.NoError(t, err)
		blobs, err := disk.Open(t.TempDir())
		require.NoError(t, err)
		assert.ErrorIs(t, archive.RestoreBlobs(t.Context(), blobs), storage.ErrInvalid, name)
	}
}

func FuzzOpen(f *testing.F) {
	file, _, _ := small(f)
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Fuzz(func(t *testing.T, file []byte) {
		archive, err := backup.Open(bytes.NewReader(file))
		if err == nil {
			archive.Manifest.Blobs()
		} else {
			require.ErrorIs(t, err, backup.ErrDamaged)
		}
	})
}
