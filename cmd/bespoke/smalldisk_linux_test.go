package main

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// smallDisk makes folder a disk of that size, which only root can.
func smallDisk(t *testing.T, folder, size string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size="+size); err != nil {
		require.True(t, errors.Is(err, syscall.EPERM) && os.Getenv("CI") == "", err)
		t.Skip("only root can mount a small disk")
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
}
