// Package tracker tells what a new application has to do with the earlier ones
// of the same person:
//
//	postings ─ Duplicates ─► the same job, applied for before
//	CVs ─ Contradictions ─► the same fact, told differently to two employers
//
// Both give schema.Precedents. A duplicate may be meant and a fact may have
// been put right, so they are told to the user and nothing is refused.
package tracker

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

// Posting is an application and what the offer it answers is recognised by.
type Posting struct {
	Application schema.Application
	URL         string      // of the offer; may be empty
	Reference   string      // the offer's own; may be empty
	PublishedOn string      // YYYY-MM-DD; may be empty
	Fingerprint Fingerprint // of the offer's text
}

// Duplicates tells which of the earlier applications are for the job of the new
// one, each once and by its strongest sign, in their order. The new one is
// passed over where it is among them.
func Duplicates(posting Posting, earlier []Posting) []schema.Precedent {
	var all []schema.Precedent
	own := look(posting)
	for _, old := range earlier {
		if old.Application.ID == posting.Application.ID {
			continue
		}
		kind := own.sameness(old)
		if kind == "" {
			continue
		}
		all = append(all, schema.Precedent{
			Kind: kind, ApplicationID: old.Application.ID, Status: old.Application.Status,
			Message: fmt.Sprintf("%s: %s, %s, %s since %s.", words[kind], old.Application.ID, name(old.Application),
				old.Application.Status, old.Application.UpdatedAt.Format(time.DateOnly)),
		})
	}
	return all
}

var words = map[string]string{
	"same_offer":    "There is an application to this very offer",
	"same_url":      "There is an application to an offer at the same address",
	"same_text":     "There is an application to an offer with the same text",
	"same_position": "There is an application to the same employer for the same position",
	"reposted":      "This looks like a posting anew of an offer applied to before",
}

func name(application schema.Application) string {
	switch {
	case application.Title == "":
		return "title unknown"
	case application.Company == "":
		return application.Title
	}
	return application.Title + " at " + application.Company
}

// looked is a posting with what the earlier ones are compared by.
type looked struct {
	Posting
	address, employer, position string
}

func look(posting Posting) looked {
	return looked{posting, address(posting.URL), key(posting.Application.Company), titleKey(posting.Application.Title)}
}

// sameness is the strongest sign that an earlier offer is for the job of a;
// empty for none.
func (a looked) sameness(b Posting) string {
	switch {
	case a.Application.JobOfferID == b.Application.JobOfferID:
		return "same_offer"
	case a.address != "" && a.address == address(b.URL):
		return "same_url"
	case a.Fingerprint.Same(b.Fingerprint):
		return "same_text"
	}
	// Names that are written alike, as most are, need no reading.
	employer := a.employer != "" && (a.Application.Company == b.Application.Company || a.employer == key(b.Application.Company))
	position := a.position != "" && (a.Application.Title == b.Application.Title || a.position == titleKey(b.Application.Title))
	reference := a.Reference != "" && strings.EqualFold(a.Reference, b.Reference)
	switch {
	case (employer || position) && a.Fingerprint.Likeness(b.Fingerprint) >= nearlyAll, employer && position && later(a.Posting, b):
		return "reposted"
	case employer && (position || reference):
		return "same_position"
	}
	return ""
}

// nearlyAll is the likeness of a posting whose date, place or reference was
// changed. Offers of one employer for different jobs share their boilerplate,
// and stay below.
const nearlyAll = 0.8

// later reports whether a is of a new round: b has ended, or a was published
// after b was applied to.
func later(a, b Posting) bool {
	published, err := time.Parse(time.DateOnly, a.PublishedOn)
	return b.Application.Status.Ends() && b.Application.Status != schema.Accepted || err == nil && published.After(b.Application.CreatedAt)
}

func key(company string) string { return strings.Join(offer.Words(offer.PlainName(company)), " ") }

// titleKey is a title without what tells nobody's job apart: "(m/w/d)", the
// endings of gendered forms, the hours.
func titleKey(title string) string {
	for {
		open := strings.IndexAny(title, "([")
		if open < 0 {
			break
		}
		end := strings.IndexAny(title[open:], ")]")
		if end < 0 {
			break
		}
		title = title[:open] + " " + title[open+end+1:]
	}
	var kept []string
	for _, word := range offer.Words(title) {
		if len(word) > 1 && word != "in" && word != "innen" {
			kept = append(kept, strings.TrimSuffix(strings.TrimSuffix(word, "innen"), "in"))
		}
	}
	return strings.Join(kept, " ")
}

// address is an offer's address without what differs between two visits:
// scheme, "www.", the fragment and the parameters that only tell where the
// visitor came from. Empty when raw is no address.
func address(raw string) string {
	parsed, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || parsed.Host == "" {
		return ""
	}
	query := parsed.Query()
	for parameter := range query {
		if strings.HasPrefix(parameter, "utm_") || slices.Contains(visits, strings.ToLower(parameter)) {
			query.Del(parameter)
		}
	}
	plain := Place(raw)
	if encoded := query.Encode(); encoded != "" {
		plain += "?" + encoded
	}
	return plain
}

var visits = []string{"ref", "referrer", "source", "src", "trk", "trackingid", "refid", "gclid", "fbclid", "msclkid", "gh_src", "lever-source", "lang", "locale"}

// Place is host and path of an address in lower case, by which the same offer
// is looked for; empty when raw is no address.
func Place(raw string) string {
	parsed, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || parsed.Host == "" {
		return ""
	}
	return strings.ToLower(strings.TrimPrefix(parsed.Host, "www.") + strings.TrimSuffix(parsed.Path, "/"))
}
