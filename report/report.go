// Package report shows a tailored CV to the person it belongs to: what
// changed and why, what was refused, how the CV stands to the offer before and
// after, and what the pages look like.
//
//	offer, base CV, plan, decisions, rendering ─► Report ─► Write ─► one HTML page
//
// The page stands alone. It has no script, asks no other machine for anything
// (its Content-Security-Policy forbids it), and can be read on a phone, on
// paper and by a screen reader. Offers and CVs are other people's words: they
// come into the page as text, escaped in page.qtpl, and never as markup.
package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

// Report is what the page shows. Every field may be empty; its part of the
// page is then left out.
type Report struct {
	MadeOn time.Time
	Offer  schema.ParsedOffer
	// Base is the CV that the plan's paths point into. It names the places;
	// without it they are named by their paths alone.
	Base *cv.Document
	Plan schema.PlannedChanges
	// Applied is nil as long as nothing is decided; the edits are then shown
	// as proposals.
	Applied *schema.AppliedChanges
	Render  schema.RenderReport
	Pages   [][]byte // PNG files, one for each page of the PDF in order
	Files   []File
	IDs     []ID
}

// File is something that lies beside the page.
type File struct {
	What string // such as "PDF"
	Name string
	Link string // address relative to the page; no link when empty
}

// ID is a handle or a hash that names something.
type ID struct {
	What  string // such as "Application"
	Value string
}

//go:generate go run github.com/valyala/quicktemplate/qtc@v1.8.0 -file page.qtpl

//go:embed style.css
var styleCSS string

// Style is the page's style sheet, for pages that look like it.
func Style() string { return styleCSS }

// safeLink is an address relative to the page, "#" for any other: a scheme such
// as javascript: would make it more than an address.
func safeLink(link string) string {
	address, err := url.Parse(link)
	if err != nil || address.Scheme != "" || address.Host != "" || address.User != nil {
		return "#"
	}
	return address.String()
}

// policy lets the page show its own style and its own pictures and nothing
// else.
func policy() string {
	sum := sha256.Sum256([]byte(styleCSS))
	return "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}

// Write writes the page in UTF-8. The same report gives the same bytes. The
// error names the page whose picture is no PNG, or is w's own; nothing is
// written unless the whole page can be.
func Write(w io.Writer, r Report) error {
	view, err := newView(r)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, page(view)); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}
