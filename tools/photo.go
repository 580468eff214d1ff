package tools

import (
	"context"
	"errors"
	"fmt"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/render"
)

// photoReader reads photos for one rendering and remembers whether it refused
// one.
type photoReader struct {
	roots   []string // folders in which photos may lie; nil refuses every photo
	refused bool
}

// photos gives the reader for the caller and a CV that came from folder dir,
// empty for one that came as text. A CV is a caller's input, and its photo the
// path of a file on this machine: over HTTP none is read, and for this machine's
// own user those in the folders that path arguments may name, or beside the CV.
func (b *Toolbox) photos(ctx context.Context, dir string) *photoReader {
	if id, _ := identity.From(ctx); !id.Local {
		return &photoReader{}
	}
	return b.photosBeside(dir)
}

// photosBeside gives the reader for what was once rendered for this machine's
// own user and is shown again.
func (b *Toolbox) photosBeside(dir string) *photoReader {
	roots := append([]string{}, b.Roots...)
	if dir != "" {
		roots = append(roots, dir)
	}
	return &photoReader{roots: roots}
}

// read is render.Options.ReadPhoto.
func (p *photoReader) read(path string) ([]byte, error) {
	if p.roots == nil {
		p.refused = true
		return nil, fmt.Errorf("%w: files of this machine are read for its own user only, not over HTTP", render.ErrPhotoRefused)
	}
	file, err := openInside(p.roots, path)
	if errors.Is(err, errPath) {
		p.refused = true
		return nil, fmt.Errorf("%w: it lies outside the CV's folder and the folders that may be read. Move it beside the CV, or start bespoke with --root", render.ErrPhotoRefused)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return render.ReadPhotoFile(file)
}
