package schema

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Status is where an application stands. The order is total:
// saved < applied < responded < screening < interview < offer < accepted;
// rejected, withdrawn and closed end it with a reason.
type Status string

// The statuses.
const (
	Saved     Status = "saved"
	Applied   Status = "applied"
	Responded Status = "responded"
	Screening Status = "screening"
	Interview Status = "interview"
	Offered   Status = "offer"
	Accepted  Status = "accepted"
	Rejected  Status = "rejected"
	Withdrawn Status = "withdrawn"
	Closed    Status = "closed"
)

// Statuses lists every status in order, the ends last.
func Statuses() []Status {
	return []Status{Saved, Applied, Responded, Screening, Interview, Offered, Accepted, Rejected, Withdrawn, Closed}
}

// Rank is the place of s in the total order, or -1 when s is no status.
func (s Status) Rank() int { return slices.Index(Statuses(), s) }

// Ends reports whether s closes an application.
func (s Status) Ends() bool {
	return s == Accepted || s == Rejected || s == Withdrawn || s == Closed
}

// ErrStatus is wrapped by every error of Move.
var ErrStatus = errors.New("status cannot change")

// Move tells whether an application may go from s to next: forward in the
// order, any number of places, until it ends. Rejected, withdrawn and closed
// can come from every open status and need a reason. The error wraps ErrStatus
// and names the way out.
func (s Status) Move(next Status, reason string) error {
	switch {
	case next.Rank() < 0:
		return fmt.Errorf("%w: %q is no status; take one of %v", ErrStatus, next, Statuses())
	case s.Ends():
		return fmt.Errorf("%w: %s is an end; start a new application instead", ErrStatus, s)
	case next.Rank() <= s.Rank():
		return fmt.Errorf("%w: %s does not come after %s; take one of %v", ErrStatus, next, s, Statuses()[s.Rank()+1:])
	case next.Ends() && next != Accepted && reason == "":
		return fmt.Errorf("%w: %s needs a reason", ErrStatus, next)
	}
	return nil
}

// StatusChange is one line of an application's history, which only grows.
type StatusChange struct {
	Status Status    `json:"status"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
}

// Application is one tracked application: an offer, the CV and PDF that were
// made for it, and where it stands. Version grows by one with every change.
type Application struct {
	ID             string         `json:"id"`
	JobOfferID     string         `json:"job_offer_id"`
	CVID           string         `json:"cv_id"`
	PDFID          string         `json:"pdf_id,omitempty"`
	PlanID         string         `json:"plan_id,omitempty"`
	Company        string         `json:"company,omitempty"`
	Title          string         `json:"title,omitempty"`
	Status         Status         `json:"status"`
	Notes          string         `json:"notes,omitempty"`
	IdempotencyKey string         `json:"idempotency_key,omitempty"`
	BundleSHA256   string         `json:"bundle_sha256,omitempty" jsonschema:"description=SHA-256 of the immutable record of offer and decisions and documents"`
	Version        int            `json:"version"`
	CreatedAt      time.Time      `json:"created_at"`
	UpdatedAt      time.Time      `json:"updated_at"`
	History        []StatusChange `json:"history,omitempty"`
}
