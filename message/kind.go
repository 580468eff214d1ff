package message

import "github.com/bespoke-cv/bespoke/schema"

// rank is the kinds of messages in the order in which they count: a rejection
// thanks for the interview, an invitation for the application.
type rank struct {
	cue  string
	kind schema.MessageKind
	// open kinds stand also where the sentence is a mere possibility: "if you
	// do not hear from us" is as much as an update says.
	open bool
}

var inbound = []rank{
	{"says.rejection", schema.Rejection, false},
	{"says.closed", schema.PositionClosed, false},
	{"says.moved", schema.Scheduling, false},
	{"says.offer", schema.JobOfferMade, false},
	{"says.interview", schema.InterviewInvitation, false},
	{"says.screening", schema.ScreeningCall, false},
	{"says.assessment", schema.Assessment, false},
	{"says.confirmed", schema.Scheduling, false},
	{"says.availability", schema.Scheduling, false},
	{"says.documents", schema.DocumentRequest, false},
	{"says.delay", schema.Update, true},
	{"says.receipt", schema.Receipt, true},
	{"says.update", schema.Update, true},
}

var outbound = []rank{
	{"mine.withdrawal", schema.Withdrawal, false},
	{"mine.acceptance", schema.Acceptance, false},
	{"mine.thank_you", schema.ThankYou, false},
	{"mine.follow_up", schema.FollowUp, false},
	{"mine.application", schema.ApplicationSent, false},
}

// kind tells what the message is about and the sentence that says so.
func (d *document) kind() (schema.MessageKind, *sentence) {
	ranks := inbound
	if d.Direction == schema.Outbound {
		ranks = outbound
	}
	for _, r := range ranks {
		for i := range d.sentences {
			s := &d.sentences[i]
			if s.has(r.cue) && (r.open || !s.possibility(r.cue)) && d.plausible(r.kind, s) {
				return r.kind, s
			}
		}
	}
	return schema.OtherMessage, nil
}

// possibility reports whether the cue stands behind an "if": "if you are
// successful we will invite you". An if behind it is a courtesy: "we invite
// you; if the date does not suit you, call us".
func (s *sentence) possibility(kind string) bool {
	for _, cue := range s.cues {
		if cue.Kind == kind {
			return false
		}
		if cue.Kind == "cond" {
			return true
		}
	}
	return false
}

// plausible reports whether a sentence can carry a kind by itself. Words that
// stand in many messages need company.
func (d *document) plausible(kind schema.MessageKind, s *sentence) bool {
	switch kind {
	case schema.Scheduling:
		// "We moved to a new office" plans nothing.
		return d.meets() && (s.has("says.availability") || len(s.moments) > 0 || s.has("says.confirmed") || d.asks() || d.dated())
	case schema.InterviewInvitation, schema.ScreeningCall:
		// A receipt describes the steps that may come; a plan has a date, an
		// address to the reader, or asks.
		return !d.describes(s)
	case schema.DocumentRequest:
		return !s.has("says.receipt")
	case schema.Assessment:
		return !d.describes(s)
	}
	return true
}

// meets reports whether the message speaks of a meeting at all.
func (d *document) meets() bool {
	for i := range d.sentences {
		if d.sentences[i].has("says.interview", "says.screening", "says.availability", "says.confirmed", "meeting") {
			return true
		}
	}
	return false
}

func (d *document) asks() bool {
	for i := range d.sentences {
		if d.sentences[i].has("reply", "says.availability") {
			return true
		}
	}
	return false
}

func (d *document) dated() bool {
	for i := range d.sentences {
		if len(d.sentences[i].moments) > 0 {
			return true
		}
	}
	return false
}

// describes reports whether s says what happens in general: the message
// confirms a receipt, names no date and asks for nothing.
func (d *document) describes(s *sentence) bool {
	receipt := false
	for i := range d.sentences {
		other := &d.sentences[i]
		receipt = receipt || other.has("says.receipt", "says.delay") && !other.has("reply")
	}
	return receipt && !d.plans() && !d.asks() && !s.has("invite")
}

// plans reports whether the message names a day with a time.
func (d *document) plans() bool {
	for i := range d.sentences {
		for _, m := range d.sentences[i].moments {
			if m.clock != "" {
				return true
			}
		}
	}
	return false
}
