// Package atomicfile writes files all or nothing: after a crash, a full disk
// or a power cut a reader finds the old file or the new one, never a part.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// Write puts data into the file at path with the given permissions. The data
// goes to a temporary file in the same folder, to the device, and only then to
// its name. The folder must exist. When anything fails, the temporary file is
// removed and the old file stands.
func Write(path string, data []byte, mode os.FileMode) error {
	return Stream(path, mode, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Stream is Write for what does not fit into memory: write gives the data.
func Stream(path string, mode os.FileMode, write func(io.Writer) error) (err error) {
	folder := filepath.Dir(path)
	file, err := os.CreateTemp(folder, ".tmp-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name()) // the first error tells more
			err = fmt.Errorf("writing %s: %w", path, err)
		}
	}()
	if err = write(file); err == nil {
		err = file.Chmod(mode)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err = os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// syncFolder brings the new name to the device. Not every system can open or
// sync a folder; the file is in place then all the same.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, os.ErrPermission) {
		return err
	}
	return nil
}
