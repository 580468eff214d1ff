// Package backup puts everything a home keeps into one file and back: rows,
// durable runs and PDFs.
//
//	SQLite files ─┐                       ┌─► Open: every sum, before anything is touched
//	PostgreSQL ───┼─► Writer ─► .tar.gz ──┤
//	blobs ────────┘                       └─► Archive ─► files, tables, blobs
//
// The file is a gzipped tar. Its last entry is the manifest: what home it came
// from, the version of its tables, and the size and SHA-256 of each entry. A
// file that was cut off has no manifest and is refused, and so is one whose
// sums differ. Runs are read before rows and rows before blobs, so that what
// goes on meanwhile leaves a run that repeats a step, which doubles nothing,
// and never a row whose PDF is missing.
//
// A backup holds personal data of all users in the clear: keep it as the
// database itself.
package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// The homes that a backup can come from; it goes back to the same kind.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// ErrDamaged says that a file is no whole backup: cut off, changed, or
// something else.
var ErrDamaged = errors.New("not a whole backup")

// ErrNotEmpty says that the home to restore into holds something already.
var ErrNotEmpty = errors.New("the home is not empty")

// Manifest says what is in a backup.
type Manifest struct {
	Home    string    `json:"home"`
	Tables  int64     `json:"tables_version"` // of the migrations
	At      time.Time `json:"at"`
	Entries []Entry   `json:"entries"`
}

// Entry is one file of a backup.
type Entry struct {
	Name    string   `json:"name"`
	Size    int64    `json:"size"`
	SHA256  string   `json:"sha256"`
	Columns []string `json:"columns,omitempty"` // of a table, in the order of the data
}

// Blobs counts the entries that are PDFs and records.
func (m Manifest) Blobs() (n int) {
	for _, entry := range m.Entries {
		if _, _, ok := cutBlob(entry.Name); ok {
			n++
		}
	}
	return n
}

const manifestName = "manifest.json"

// Writer makes a backup. Close writes the manifest; without it there is none.
type Writer struct {
	zip      *gzip.Writer
	tar      *tar.Writer
	manifest Manifest
	spool    string // folder for what is being measured
}

// NewWriter writes a backup of a home to w. Entries pass through files in the
// folder spool, since a tar needs their sizes first.
func NewWriter(w io.Writer, spool, home string, at time.Time) *Writer {
	zip := gzip.NewWriter(w)
	return &Writer{zip: zip, tar: tar.NewWriter(zip), manifest: Manifest{Home: home, At: at.UTC()}, spool: spool}
}

// add puts what write gives into the backup.
func (w *Writer) add(name string, columns []string, write func(io.Writer) error) (err error) {
	file, err := os.CreateTemp(w.spool, ".backup-*")
	if err != nil {
		return fmt.Errorf("back up %s: %w", name, err)
	}
	defer func() {
		if closed := errors.Join(file.Close(), os.Remove(file.Name())); err == nil {
			err = closed
		}
	}()
	sum := sha256.New()
	if err := write(io.MultiWriter(file, sum)); err != nil {
		return fmt.Errorf("back up %s: %w", name, err)
	}
	size, err := file.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = w.put(name, size, file)
	}
	if err != nil {
		return fmt.Errorf("back up %s: %w", name, err)
	}
	w.manifest.Entries = append(w.manifest.Entries, Entry{name, size, hex.EncodeToString(sum.Sum(nil)), columns})
	return nil
}

func (w *Writer) put(name string, size int64, data io.Reader) error {
	header := &tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: w.manifest.At, Format: tar.FormatPAX, Typeflag: tar.TypeReg}
	if err := w.tar.WriteHeader(header); err != nil {
		return err
	}
	_, err := io.Copy(w.tar, data)
	return err
}

// Close writes the manifest and ends the file.
func (w *Writer) Close() (Manifest, error) {
	manifest, err := json.MarshalIndent(w.manifest, "", "  ")
	if err != nil {
		return Manifest{}, err
	}
	err = w.put(manifestName, int64(len(manifest)), bytes.NewReader(manifest))
	return w.manifest, errors.Join(err, w.tar.Close(), w.zip.Close())
}
