//go:build unix

package disk_test

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/disk"
)

const limitedDir = "BESPOKE_DISK_TEST_DIR"

// TestFullDiskKeepsTheOldBlob starts itself again in a process that may write
// files of 4 KiB only: the write fails midway, as on a full device.
func TestFullDiskKeepsTheOldBlob(t *testing.T) {
	if dir := os.Getenv(limitedDir); dir != "" {
		writeLimited(t, dir)
		return
	}
	dir := t.TempDir()
	command := exec.Command(os.Args[0], "-test.run=^TestFullDiskKeepsTheOldBlob$", "-test.v")
	command.Env = append(os.Environ(), limitedDir+"="+dir)
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s", out)

	blobs, err := disk.Open(dir)
	require.NoError(t, err)
	data, err := blobs.Get(t.Context(), storage.LocalUser, "a.pdf")
	require.NoError(t, err)
	assert.Equal(t, "old", string(data))
	entries, err := os.ReadDir(fmt.Sprintf("%s/%s", dir, storage.LocalUser))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no temporary file stays behind")
}

func writeLimited(t *testing.T, dir string) {
	blobs, err := disk.Open(dir)
	require.NoError(t, err)
	require.NoError(t, blobs.Put(t.Context(), storage.LocalUser, "a.pdf", []byte("old")))
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 4096, Max: 4096}
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit))
	err = blobs.Put(t.Context(), storage.LocalUser, "a.pdf", make([]byte, 100_000))
	require.ErrorIs(t, err, storage.ErrFull)
}
