// Package offer reads a job offer by rules: raw text, HTML or schema.org
// JSON-LD in, a [schema.ParsedOffer] out. It never guesses: a field is filled
// only when words of the offer say it, and those words are quoted with their
// place in the text.
//
// Data flows one way:
//
//	raw ─► repair (charset, mojibake) ─► page (HTML: visible text, hidden text,
//	JSON-LD) ─► document (text, words, lines) ─► sections (which line asks,
//	which describes, which sells) ─► fields, requirements, skills
//
// What offers say in so many words, in seven languages, stands in the phrase
// book under phrases/; the Go files hold only the rules.
//
// An offer is data. Sentences in it that address the reader's program are
// quoted as anomalies and obeyed by nobody.
package offer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// MaxBytes is the longest text that Parse reads, MaxHTMLBytes the largest page;
// the text that a page shows may be no longer than MaxBytes.
const (
	MaxBytes     = 200 << 10
	MaxHTMLBytes = 1 << 20
)

// The errors that callers branch on; Parse wraps them with the way out.
var (
	ErrEmpty    = errors.New("the offer is empty: paste its text, or give its HTML")
	ErrTooLarge = errors.New("the offer is too large: give only the offer itself, at most 200 KB of text or 1 MB of HTML")
	ErrBinary   = errors.New("the offer is a binary file: open it and paste its text")
)

// Input is an offer in any form. Text may hold plain text, Markdown or HTML,
// which is told by its looks; HTML is always read as HTML. With both, HTML
// wins.
type Input struct {
	Text string
	HTML string
	URL  string

	Notes   []string         // of who found the text in a file; they come first among the warnings
	Lexicon *lexicon.Lexicon // nil: lexicon.Default()
	Today   time.Time        // for "posted 3 days ago"; zero: such dates stay empty
}

// Parse reads an offer. Every quote q of the result satisfies
// result.Text[q.Start:q.End] == q.Text. The errors wrap ErrEmpty, ErrTooLarge
// or ErrBinary; an offer that merely says little is no error but is marked
// partial or title_only.
func Parse(in Input) (schema.ParsedOffer, error) {
	raw := in.HTML
	if strings.TrimSpace(raw) == "" {
		raw = in.Text
	}
	if in.HTML != "" && !strings.Contains(in.HTML, "<") {
		in.HTML = "" // plain text, which would lose its line breaks
	}
	html := in.HTML != "" || len(raw) <= MaxHTMLBytes && looksLikeHTML(raw)
	if len(raw) > MaxHTMLBytes || len(raw) > MaxBytes && !html {
		return schema.ParsedOffer{}, fmt.Errorf("%w (it has %d KB)", ErrTooLarge, len(raw)>>10)
	}
	clean, err := repair(raw)
	if err != nil {
		return schema.ParsedOffer{}, err
	}
	src := readSource(clean, in.HTML != "" || looksLikeHTML(clean.text))
	if len(src.text) > MaxBytes {
		return schema.ParsedOffer{}, fmt.Errorf("%w (it shows %d KB of text)", ErrTooLarge, len(src.text)>>10)
	}
	if strings.TrimSpace(src.text[:src.visible]) == "" {
		return schema.ParsedOffer{}, ErrEmpty
	}
	if in.Lexicon == nil {
		in.Lexicon = lexicon.Default()
	}
	d := newDocument(src, in)
	return d.parse(in), nil
}

// parse fills every field of the result, in order of what builds on what.
func (d *document) parse(in Input) schema.ParsedOffer {
	offer := &d.offer
	offer.Language = d.lang
	offer.URL = in.URL
	d.readTitle()
	d.readSeniority()
	d.readArrangement()
	d.readEmployment()
	d.readSalary()
	d.readDates(in.Today)
	d.readReference()
	d.readContact()
	d.readLocation()
	d.readEmployer()
	d.placeOfEmployer()
	d.readRequirements(in.Lexicon)
	d.readCredentials()
	d.readRoles()
	d.readAnomalies()
	return schema.ParsedOffer{
		Text:         d.text,
		JobOffer:     *offer,
		ParsedBy:     "rules",
		Completeness: d.completeness(),
		Warnings:     append(slices.Clone(in.Notes), d.warnings...),
		Anomalies:    d.anomalies,
	}
}

// completeness judges how much of an offer the text holds.
func (d *document) completeness() schema.Completeness {
	words := 0
	for _, l := range d.lines {
		if !l.dropped {
			words += l.last - l.first
		}
	}
	asked := len(d.offer.Requirements) + len(d.offer.Responsibilities)
	switch {
	case asked == 0 && words < 40 || words < 15:
		return schema.TitleOnly
	case len(d.offer.Requirements) < 2 || asked < 4 || words < 80:
		return schema.PartialOffer
	}
	return schema.CompleteOffer
}

// quote makes a quote of text[start:end].
func (d *document) quote(start, end int) schema.Quote {
	return schema.Quote{Text: d.text[start:end], Start: start, End: end}
}

// addSource notes the words that a field was read from.
func (d *document) addSource(field string, start, end int) {
	d.offer.Sources = append(d.offer.Sources, schema.FieldSource{Field: field, Quote: d.quote(start, end)})
}
