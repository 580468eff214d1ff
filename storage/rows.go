package storage

import (
	"time"

	"github.com/bespoke-cv/bespoke/schema"
)

// JobOffer is a stored offer.
type JobOffer struct {
	ID string // "job_…"
	schema.ParsedOffer
	TextSHA256 string // hex, of Text
	// Fingerprint is what Text is compared with others' by; its caller knows how
	// it is made. Nil in rows of versions that took none.
	Fingerprint []byte
	CreatedAt   time.Time
}

// CVKind tells what the user wrote from what bespoke made of it.
type CVKind string

// The kinds of CVs.
const (
	BaseCV     CVKind = "base"
	TailoredCV CVKind = "tailored"
)

// CV is a stored RenderCV document, to the byte.
type CV struct {
	ID     string // "cv_…"
	Kind   CVKind // BaseCV when empty
	YAML   []byte
	SHA256 string // hex, of YAML
	Name   string // whose CV it is, as the document says; may be empty
	BaseID string // the CV it was tailored from; empty for a base
	PlanID string // the plan it was tailored by; may be empty
	File   string // base name of the file it came from; may be empty
	Dir    string // absolute folder of that file, where photo and fonts lie; may be empty
	// Applied are the decisions that made a tailored CV; nil for a base.
	Applied   *schema.AppliedChanges
	CreatedAt time.Time
}

// Plan is stored planned changes: what to do with one CV for one offer.
type Plan struct {
	ID         string // "plan_…"
	BaseID     string // "cv_…", whose paths the edits use
	JobOfferID string // "job_…"; empty when edits came without an offer
	Changes    schema.PlannedChanges
	CreatedAt  time.Time
}

// PDF is a stored rendering. The bytes are a blob under BlobKey.
type PDF struct {
	ID        string // "pdf_…"
	CVID      string // "cv_…" that was rendered
	SHA256    string // hex, of the bytes
	Size      int64  // bytes
	Pages     int
	Theme     string
	Engine    string // "builtin" or "rendercv"
	Options   schema.RenderOptions
	BlobKey   string // name under which Blobs holds the bytes
	Path      string // absolute path of the user's own copy; may be empty
	Report    schema.RenderReport
	CreatedAt time.Time
}

// ApplicationFilter chooses applications. The zero value chooses all.
type ApplicationFilter struct {
	Statuses []schema.Status // any of them; none is all
	Text     string          // its words all stand in company, title or notes, whatever the case
	Limit    int             // 1–MaxLimit; 0 is DefaultLimit
	Cursor   string          // ApplicationPage.Next of the page before
}

// Bounds of a page.
const (
	DefaultLimit = 20
	MaxLimit     = 200
)

// ApplicationPage is one page of a list.
type ApplicationPage struct {
	Applications []schema.Application
	Next         string // cursor of the next page; empty on the last
}

// ApplicationChange names what changes in an application; nil stays as it is.
type ApplicationChange struct {
	Status *schema.Status
	Reason string // why the status changed; required for rejected, withdrawn and closed
	Notes  *string
	CVID   *string
	PDFID  *string
	PlanID *string
	// BundleSHA256 goes with a change of CV or PDF.
	BundleSHA256 *string
}

// ActionPointFilter chooses reminders. The zero value chooses all.
type ActionPointFilter struct {
	ApplicationID string // "app_…"
	OpenOnly      bool   // leave out what is done
	DueBy         string // YYYY-MM-DD; only what is due on or before that day
	Limit         int    // 1–MaxLimit; 0 is MaxLimit
}

// Posting says what other applications' offers are compared with; an empty
// field is like none.
type Posting struct {
	TextSHA256 string // hex, of the offer's text
	Address    string // host and path that stand in the offer's URL
	Company    string // stands in the company's name, whatever the case
}

// Similar is an application, without its history, and what its offer is
// recognised by.
type Similar struct {
	Application schema.Application
	URL         string
	Reference   string
	Fingerprint []byte // as in JobOffer
}

// MaxSimilar is how many of them are given at most.
const MaxSimilar = 50

// Record is a message and what follows from it.
type Record struct {
	Message schema.Communication // of which application
	Points  []schema.ActionPoint // of the same application, whatever they name
	// Status is where the message moves the application; nil leaves it.
	Status *schema.Status
	Reason string
}

// Recorded is what a Record made. Points are empty when nothing was created.
type Recorded struct {
	Created     bool
	Message     schema.Communication
	Points      []schema.ActionPoint
	Application schema.Application
}

// References are the blobs that a user's rows name.
type References struct {
	PDFs    map[string]string // SHA-256 in hex by BlobKey
	Records map[string]bool   // BundleSHA256 of applications
}

// ReviewGrant lets whoever knows a secret review one plan in a browser.
type ReviewGrant struct {
	Digest    string // SHA-256 of the secret, in hex
	PlanID    string // "plan_…"
	Once      bool   // a link, which its first use ends; else a session
	Local     bool   // given to this machine's own user (identity.Identity.Local)
	ExpiresAt time.Time
}

// MaxReviewGrants is how many of a user's grants stand at once.
const MaxReviewGrants = 100
