package tools

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
)

// Sweep deletes owner's PDFs, page pictures and records that no row names, such
// as those of runs that were cancelled between upload and row. What was put
// after the given time stays: its row may be on the way.
func (b *Toolbox) Sweep(ctx context.Context, owner uuid.UUID, before time.Time) (swept int, err error) {
	all, err := b.Blobs.List(ctx, owner)
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	named, err := b.Store.References(ctx, owner)
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	drawn := map[string]bool{}
	for _, sha := range named.PDFs {
		drawn[sha] = true
	}
	for _, blob := range all {
		if !blob.At.Before(before) || isNamed(blob, named, drawn) {
			continue
		}
		if err := b.Blobs.Delete(ctx, owner, blob.Name); err != nil {
			return swept, fmt.Errorf("sweep: %w", err)
		}
		swept++
	}
	return swept, nil
}

// isNamed reports whether a row names the blob, or the blob is of a kind that
// no row names, such as a model's answer.
func isNamed(blob storage.Blob, named storage.References, drawn map[string]bool) bool {
	base := strings.TrimSuffix(path.Base(blob.Name), path.Ext(blob.Name))
	switch {
	case path.Ext(blob.Name) == ".pdf":
		_, ok := named.PDFs[blob.Name]
		return ok
	case path.Ext(blob.Name) == ".png":
		sha, _, _ := strings.Cut(base, "_")
		return drawn[sha]
	case blob.Name == bundleKey(base):
		return named.Records[base]
	}
	return true
}
