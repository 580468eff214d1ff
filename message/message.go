// Package message reads what was written about a job application: a mail of a
// recruiter, or one to them. It tells by rules what the message is about, where
// it moves the application, and what is to be done by when.
//
//	text ─► sentences ─► cues (phrases/) ─► kind ──► status
//	                 └─► moments (dates, times, zones) ─► points, each with its quote
//
// It reads English, German, French, Spanish, Italian, Portuguese and Dutch.
// Nothing is guessed: a date that could be two days is none, with a warning,
// and a message that says nothing of the kind is schema.OtherMessage. What the
// message quotes of an earlier one is not read. Sentences that address a
// program are data like the rest; they are not read either, and told of.
package message

import (
	"fmt"
	"slices"
	"time"

	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

// Message is a message to read.
type Message struct {
	Text      string
	Direction schema.Direction // Inbound when empty
	// At is when it was written, in the reader's zone: "tomorrow" is the day
	// after, and dates before it are no plans.
	At time.Time
	// Status is where the application stands; saved when empty.
	Status schema.Status
}

// Reading is what a message says.
type Reading struct {
	Kind     schema.MessageKind
	Quote    string // the words that decide the kind; empty for OtherMessage
	Language string // ISO 639-1; empty when unknown
	// Status is where the message moves the application; empty when it stays.
	Status   schema.Status
	Points   []Point
	Warnings []string
}

// Point is something to do, or to wait for.
type Point struct {
	Text    string // what, in English
	Quote   string // verbatim from the message
	DueOn   string // YYYY-MM-DD; empty when the message names no day
	DueTime string // HH:MM; empty when it names no time
	Zone    string // IANA name; empty when it names none
	Waiting bool   // the other side is to move
}

// Read reads a message. Every quote is a piece of its text, to the byte.
func Read(m Message) Reading {
	if m.Direction == "" {
		m.Direction = schema.Inbound
	}
	if m.Status == "" {
		m.Status = schema.Saved
	}
	d := newDocument(m)
	reading := Reading{Language: d.lang}
	var deciding *sentence
	reading.Kind, deciding = d.kind()
	if deciding != nil {
		reading.Quote = d.quote(deciding.start, deciding.end)
	}
	reading.Status = next(m.Status, reading.Kind)
	if m.Direction == schema.Inbound {
		reading.Points = d.points(reading.Kind, deciding)
	}
	if d.instructed {
		d.warn("the message holds text that addresses a program; it was not obeyed and not read")
	}
	reading.Warnings = slices.Compact(d.warnings)
	return reading
}

// next is where a message of a kind moves an application from status; empty
// when it does not.
func next(status schema.Status, kind schema.MessageKind) schema.Status {
	to, ok := map[schema.MessageKind]schema.Status{
		schema.Receipt: schema.Applied, schema.ApplicationSent: schema.Applied,
		schema.Update: schema.Responded, schema.DocumentRequest: schema.Responded,
		schema.ScreeningCall: schema.Screening, schema.Assessment: schema.Screening,
		schema.InterviewInvitation: schema.Interview, schema.JobOfferMade: schema.Offered,
		schema.Acceptance: schema.Accepted, schema.Rejection: schema.Rejected,
		schema.PositionClosed: schema.Closed, schema.Withdrawal: schema.Withdrawn,
	}[kind]
	if !ok || status.Move(to, "the message") != nil {
		return ""
	}
	if kind == schema.Acceptance && status != schema.Offered {
		return "" // nothing is known to have been offered
	}
	return to
}

// document is a message being read.
type document struct {
	Message
	lang       string
	sentences  []sentence
	instructed bool
	warnings   []string
}

func newDocument(m Message) *document {
	d := &document{Message: m}
	live := liveRanges(m.Text)
	d.lang = language(m.Text, live)
	phrases := bookFor(d.lang)
	for _, s := range split(m.Text, live) {
		for _, cue := range phrases.Find(m.Text[s.start:s.end]) {
			s.cues = append(s.cues, offer.Cue{Kind: cue.Kind, Start: s.start + cue.Start, End: s.start + cue.End})
		}
		if s.has("instruct") {
			d.instructed = true
			continue
		}
		d.sentences = append(d.sentences, s)
	}
	d.readMoments()
	return d
}

func (d *document) warn(format string, args ...any) {
	d.warnings = append(d.warnings, fmt.Sprintf(format, args...))
}

// maxQuote is the longest quote in bytes.
const maxQuote = 300

// quote is a piece of the text, cut at a word when it is long.
func (d *document) quote(start, end int) string {
	if end-start > maxQuote {
		end = start + maxQuote
		for end > start && d.Text[end] != ' ' && d.Text[end] != '\n' {
			end--
		}
	}
	return trimmed(d.Text, start, end)
}
