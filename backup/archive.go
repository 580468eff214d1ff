package backup

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/bespoke-cv/bespoke/storage"
)

// maxManifest bounds what is read into memory: some hundred bytes a blob.
const maxManifest = 1 << 30

// Archive is a backup whose sums have been found right.
type Archive struct {
	Manifest Manifest
	file     io.ReadSeeker
}

// Open reads the whole file once and holds it against its manifest. The error
// wraps ErrDamaged when they differ.
func Open(file io.ReadSeeker) (*Archive, error) {
	archive := &Archive{file: file}
	var found []Entry
	whole := false
	err := archive.each(func(name string, r io.Reader) error {
		if whole {
			return fmt.Errorf("%w: %s stands behind the manifest", ErrDamaged, name)
		}
		if name == manifestName {
			whole = true
			return json.NewDecoder(io.LimitReader(r, maxManifest)).Decode(&archive.Manifest)
		}
		sum := sha256.New()
		size, err := io.Copy(sum, r)
		found = append(found, Entry{Name: name, Size: size, SHA256: hex.EncodeToString(sum.Sum(nil))})
		return err
	})
	if err != nil {
		return nil, damaged(err)
	}
	if !whole {
		return nil, fmt.Errorf("%w: it has no manifest, so it was cut off", ErrDamaged)
	}
	if len(found) != len(archive.Manifest.Entries) {
		return nil, fmt.Errorf("%w: %d entries, %d in the manifest", ErrDamaged, len(found), len(archive.Manifest.Entries))
	}
	for i, entry := range archive.Manifest.Entries {
		if found[i].Name != entry.Name || found[i].Size != entry.Size || found[i].SHA256 != entry.SHA256 {
			return nil, fmt.Errorf("%w: %s is not what the manifest says", ErrDamaged, found[i].Name)
		}
	}
	return archive, nil
}

func damaged(err error) error {
	if errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// each gives the entries in their order. A name that leads anywhere else than
// below the backup's own folders is refused by who uses it.
func (a *Archive) each(do func(name string, r io.Reader) error) error {
	if _, err := a.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	zip, err := gzip.NewReader(a.file)
	if err != nil {
		return err
	}
	for entries := tar.NewReader(zip); ; {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			_, err := io.Copy(io.Discard, zip) // to its end, where gzip's own sum stands
			return errors.Join(err, zip.Close())
		}
		if err != nil {
			return err
		}
		if header.Typeflag != tar.TypeReg {
			return fmt.Errorf("%w: %s is no file", ErrDamaged, header.Name)
		}
		if err := do(header.Name, entries); err != nil {
			return err
		}
	}
}

// noNewerThan refuses a backup whose tables are newer than those that there are.
func (a *Archive) noNewerThan(version int64) error {
	if a.Manifest.Tables > version {
		return fmt.Errorf("%w: the backup's tables are at %d, this program knows %d; install the newer bespoke", storage.ErrVersion, a.Manifest.Tables, version)
	}
	return nil
}

// entry gives what the manifest says of name.
func (a *Archive) entry(name string) (Entry, bool) {
	i := slices.IndexFunc(a.Manifest.Entries, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		return Entry{}, false
	}
	return a.Manifest.Entries[i], true
}
