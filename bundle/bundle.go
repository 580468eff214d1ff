// Package bundle keeps the record of an application: what the offer said, what
// the base CV said, what was planned, what the user and the guard decided, and
// which bytes came of it. A bundle never changes; its name is its hash.
//
//	offer, base CV, plan, decisions, rendering ─► Encode ─► stored bytes
//	stored bytes ─► Decode ─► Reproduce ─► the same YAML, the same PDF
//
// Reproduce makes CV and PDF again from the bundle alone and checks both
// hashes, so a bundle proves what was sent and why.
package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
)

// Format is the version of the record's shape.
const Format = 1

// Bundle is the record. Plan and Applied are nil when the base CV was sent as
// it is; the PDF's fields are empty when none was rendered. Hashes are SHA-256
// in hex.
type Bundle struct {
	Format      int                    `json:"format"`
	OfferSHA256 string                 `json:"offer_sha256"` // of Offer.Text
	Offer       schema.ParsedOffer     `json:"offer"`
	BaseSHA256  string                 `json:"base_sha256"`
	BaseYAML    string                 `json:"base_yaml"`
	Plan        *schema.PlannedChanges `json:"plan,omitempty"`
	Applied     *schema.AppliedChanges `json:"applied,omitempty"`
	CVSHA256    string                 `json:"cv_sha256"`
	Render      schema.RenderOptions   `json:"render,omitzero"`
	Engine      string                 `json:"engine,omitempty"`
	Dir         string                 `json:"dir,omitempty"` // where photo and fonts lie, on the machine that made it
	PDFSHA256   string                 `json:"pdf_sha256,omitempty"`
}

// ErrDiffers is wrapped when what is made again is not what was recorded.
var ErrDiffers = errors.New("differs from the record")

// Encode writes the record and its name, the SHA-256 of its bytes in hex.
func (b Bundle) Encode() (data []byte, name string, err error) {
	b.Format = Format
	if data, err = json.Marshal(b); err != nil {
		return nil, "", fmt.Errorf("writing the record: %w", err)
	}
	return data, Sum(data), nil
}

// Decode reads a record and checks that it is whole.
func Decode(data []byte) (Bundle, error) {
	var b Bundle
	if err := json.Unmarshal(data, &b); err != nil {
		return Bundle{}, fmt.Errorf("reading the record: %w", err)
	}
	switch {
	case b.Format != Format:
		return Bundle{}, fmt.Errorf("the record has format %d, this version reads %d", b.Format, Format)
	case Sum([]byte(b.Offer.Text)) != b.OfferSHA256:
		return Bundle{}, fmt.Errorf("the offer %w", ErrDiffers)
	case Sum([]byte(b.BaseYAML)) != b.BaseSHA256:
		return Bundle{}, fmt.Errorf("the base CV %w", ErrDiffers)
	}
	return b, nil
}

// Typesetter is what renders the recorded CV again; *render.Engine is one.
type Typesetter interface {
	Render(ctx context.Context, source []byte, options render.Options) (*render.Result, error)
}

// Reproduce applies the recorded decisions to the recorded base CV and renders
// it as recorded. pdf is nil when none was rendered. The error wraps
// ErrDiffers when a hash does not come out. engine is the one that Engine names,
// readPhoto as in render.Options.
func (b Bundle) Reproduce(
	ctx context.Context, engine Typesetter, readPhoto func(ctx context.Context, place string) ([]byte, error),
) (yaml, pdf []byte, err error) {
	document, err := cv.Parse([]byte(b.BaseYAML))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the recorded base CV: %w", err)
	}
	if b.Plan != nil && b.Applied != nil {
		if document, err = document.Apply(chosen(b.Plan.Edits, b.Applied.Applied)); err != nil {
			return nil, nil, fmt.Errorf("applying the recorded decisions: %w", err)
		}
	}
	if document.SHA256() != b.CVSHA256 {
		return nil, nil, fmt.Errorf("the tailored CV %w", ErrDiffers)
	}
	if b.PDFSHA256 == "" {
		return document.Bytes(), nil, nil
	}
	day, err := time.Parse(time.DateOnly, b.Render.Date)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the recorded date: %w", err)
	}
	options := render.Options{Theme: b.Render.Theme, Design: b.Render.Design, Dir: b.Dir, Now: day, ReadPhoto: readPhoto}
	if b.Render.NoPhoto {
		options.ReadPhoto = func(context.Context, string) ([]byte, error) {
			return nil, fmt.Errorf("%w: it was left out of the recorded PDF", render.ErrPhotoRefused)
		}
	}
	result, err := engine.Render(ctx, document.Bytes(), options)
	if err != nil {
		return nil, nil, fmt.Errorf("rendering the tailored CV: %w", err)
	}
	if Sum(result.PDF) != b.PDFSHA256 {
		return nil, nil, fmt.Errorf("the PDF %w: its photo or fonts, or bespoke's engine, changed", ErrDiffers)
	}
	return document.Bytes(), result.PDF, nil
}

func chosen(edits []schema.Edit, ids []string) []schema.Edit {
	return slices.DeleteFunc(slices.Clone(edits), func(edit schema.Edit) bool { return !slices.Contains(ids, edit.ID) })
}

// Sum is the SHA-256 of data in hex.
func Sum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
