package tools

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bespoke-cv/bespoke/identity"
)

// errPath is wrapped by every refusal of a path argument.
var errPath = errors.New("path not allowed")

// locate finds the root that path lies in and path's place below it. Symbolic
// links in the folder are followed first, so that a link cannot lead out.
func (b *Toolbox) locate(ctx context.Context, field, path string) (root, name string, err error) {
	if id, _ := identity.From(ctx); !id.Local {
		return "", "", fmt.Errorf("%s: %w over HTTP: pass the text itself", field, errPath)
	}
	if root, name, ok := inside(b.Roots, path); ok {
		return root, name, nil
	}
	return "", "", fmt.Errorf("%s: %w: %s is outside %s; move the file there or start bespoke with --root",
		field, errPath, path, strings.Join(b.Roots, " and "))
}

// inside finds the root that a path lies in, with its links followed, and the
// path's place below it.
func inside(roots []string, path string) (root, name string, ok bool) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", "", false
	}
	for _, candidate := range roots {
		root, err := filepath.EvalSymlinks(candidate)
		if err != nil {
			continue
		}
		for _, base := range []string{candidate, root} {
			name, err := filepath.Rel(base, absolute)
			if err == nil && filepath.IsLocal(name) {
				return root, name, true
			}
		}
	}
	return "", "", false
}

// openInside opens a regular file inside the roots. The error wraps errPath for
// one that lies outside of them or behind a link that leads out.
func openInside(roots []string, path string) (*os.File, error) {
	folder, name, ok := inside(roots, path)
	if !ok {
		return nil, errPath
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(name) // before opening, which waits on a pipe
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) && strings.Contains(cause.Err.Error(), "escapes") {
			return nil, errPath
		}
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	return root.Open(name)
}

// readFile reads a file inside the roots, at most limit bytes of it.
func (b *Toolbox) readFile(ctx context.Context, field, path string, limit int64) ([]byte, error) {
	if _, _, err := b.locate(ctx, field, path); err != nil {
		return nil, err
	}
	file, err := openInside(b.Roots, path)
	switch {
	case errors.Is(err, errPath):
		return nil, fmt.Errorf("%s: %w: %s is a link that leads outside %s", field, errPath, path, strings.Join(b.Roots, " and "))
	case err != nil:
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err // its operation is a system call's name
		}
		return nil, fmt.Errorf("%s: %s: %w: check the path", field, path, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%s: reading %s: %w", field, path, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: %s is larger than %d KB", field, path, limit>>10)
	}
	return data, nil
}
