package tools

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/render"
)

// photoReader reads photos for one rendering and remembers whether it refused
// one or could not get it from the web.
type photoReader struct {
	roots   []string // folders in which photos may lie; nil refuses every file
	fetch   func(ctx context.Context, url string) ([]byte, error)
	refused bool
}

// photos gives the reader for the caller and a CV that came from folder dir,
// empty for one that came as text. A CV is a caller's input, and its photo the
// path of a file on this machine: over HTTP none is read, and for this machine's
// own user those in the folders that path arguments may name, or beside the CV.
// Photos on the web are for everybody, as offers are: no address leads into a
// private network.
func (b *Toolbox) photos(ctx context.Context, dir string) *photoReader {
	if id, _ := identity.From(ctx); !id.Local {
		return &photoReader{fetch: b.fetchPhoto}
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
	return &photoReader{roots: roots, fetch: b.fetchPhoto}
}

// read is render.Options.ReadPhoto.
func (p *photoReader) read(ctx context.Context, place string) ([]byte, error) {
	if render.OnTheWeb(place) {
		data, err := p.fetch(ctx, place)
		p.refused = p.refused || err != nil
		return data, err
	}
	if p.roots == nil {
		p.refused = true
		return nil, fmt.Errorf("%w: files of this machine are read for its own user only, not over HTTP", render.ErrPhotoRefused)
	}
	file, err := openInside(p.roots, place)
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

// fetched is the photo that was last asked for on the web. A CV is planned,
// printed and shown within minutes, with the same photo each time.
type fetched struct {
	mu    sync.Mutex
	url   string
	data  []byte
	err   error
	until time.Time
}

// How long a photo, and that there is none, is remembered.
const (
	keepPhoto   = 10 * time.Minute
	keepFailure = 30 * time.Second
)

// fetchPhoto gets a photo from the web.
func (b *Toolbox) fetchPhoto(ctx context.Context, url string) ([]byte, error) {
	if b.FetchPhoto == nil {
		return nil, fmt.Errorf("%w, and this server fetches nothing from there", render.ErrPhotoOnTheWeb)
	}
	last := &b.photo
	last.mu.Lock()
	known := last.url == url && b.Now().Before(last.until)
	data, err := last.data, last.err
	last.mu.Unlock()
	if known {
		return data, err
	}
	if data, err = b.FetchPhoto(ctx, url); err != nil {
		data, err = nil, fmt.Errorf("%w: %w", render.ErrPhotoOnTheWeb, err)
	}
	if ctx.Err() != nil {
		return data, err // says nothing about the photo
	}
	last.mu.Lock()
	defer last.mu.Unlock()
	last.url, last.data, last.err, last.until = url, data, err, b.Now().Add(keepPhoto)
	if err != nil {
		last.until = b.Now().Add(keepFailure)
	}
	return data, err
}
