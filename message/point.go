package message

import (
	"slices"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/schema"
)

// What points say.
const (
	meetPoint   = "Interview"
	callPoint   = "Call with the recruiter"
	choosePoint = "Choose one of the proposed dates"
	answerPoint = "Answer the message"
	datesPoint  = "Answer with dates that suit you"
	sendPoint   = "Send what was asked for"
	taskPoint   = "Do the assessment"
	decidePoint = "Answer the offer"
	waitPoint   = "Wait for their answer"
)

// tasks are what a message of a kind asks for when it sets a limit.
var tasks = map[schema.MessageKind]string{
	schema.InterviewInvitation: answerPoint, schema.ScreeningCall: answerPoint, schema.Scheduling: answerPoint,
	schema.DocumentRequest: sendPoint, schema.Assessment: taskPoint, schema.JobOfferMade: decidePoint,
}

// points are what is to be done about an inbound message. deciding is the
// sentence that its kind was read from.
func (d *document) points(kind schema.MessageKind, deciding *sentence) []Point {
	if kind == schema.Rejection || kind == schema.PositionClosed || kind == schema.OtherMessage {
		return nil
	}
	var all []Point
	var slots []Point
	for i := range d.sentences {
		s := &d.sentences[i]
		for _, m := range s.moments {
			point := d.point(s, m)
			switch {
			case s.has("promise") && (m.limit || m.clock == "") && !s.has("invite"):
				point.Text, point.Waiting = waitPoint, true
			case m.limit && tasks[kind] != "":
				point.Text = d.task(kind, s)
			case meets(kind) && (m.clock != "" || s.has("says.interview", "says.screening", "says.confirmed", "says.availability", "says.moved", "meeting")):
				point.Text = eventPoint(kind, s)
				slots = append(slots, point)
				continue
			default:
				continue // a date that asks nothing of anybody
			}
			all = append(all, point)
		}
	}
	all = append(meetings(slots), all...)
	if main := d.mainPoint(kind, deciding, all); main.Text != "" {
		all = append(all, main)
	}
	return slices.CompactFunc(all, func(a, b Point) bool { return a.Text == b.Text && a.DueOn == b.DueOn && a.DueTime == b.DueTime })
}

func meets(kind schema.MessageKind) bool {
	return kind == schema.InterviewInvitation || kind == schema.ScreeningCall || kind == schema.Scheduling
}

func eventPoint(kind schema.MessageKind, s *sentence) string {
	if kind == schema.ScreeningCall || s.has("says.screening") {
		return callPoint
	}
	return meetPoint
}

// task is what a limit in s is for: documents are asked for in messages of
// other kinds too.
func (d *document) task(kind schema.MessageKind, s *sentence) string {
	if kind != schema.JobOfferMade && kind != schema.Assessment && s.has("says.documents") && !s.has("says.availability") {
		return sendPoint
	}
	return tasks[kind]
}

func (d *document) point(s *sentence, m moment) Point {
	return Point{
		Quote: d.quoteOf(min(s.start, m.start), max(s.end, m.end), m), DueOn: m.day.Format(time.DateOnly), DueTime: m.clock, Zone: m.zone,
	}
}

// quoteOf is the sentence around a moment, or what stands near it where that is
// too long.
func (d *document) quoteOf(start, end int, m moment) string {
	if end-start <= maxQuote {
		return d.quote(start, end)
	}
	if m.end-start > maxQuote {
		start = max(start, m.end-maxQuote)
		for start < m.start && d.Text[start] != ' ' && d.Text[start] != '\n' {
			start++
		}
	}
	return d.quote(start, end)
}

// meetings are the slots of a message: one is the meeting, several are to be
// chosen from before the first.
func meetings(slots []Point) []Point {
	slots = slices.CompactFunc(slots, func(a, b Point) bool { return a.DueOn == b.DueOn && (a.DueTime == b.DueTime || b.DueTime == "") })
	if len(slots) < 2 {
		return slots
	}
	first := slices.MinFunc(slots, func(a, b Point) int { return strings.Compare(a.DueOn+a.DueTime, b.DueOn+b.DueTime) })
	var when []string
	for _, slot := range slots {
		when = append(when, strings.TrimSpace(slot.DueOn+" "+slot.DueTime))
	}
	first.Text = choosePoint + ": " + strings.Join(when, ", ")
	return []Point{first}
}

// mainPoint is what the kind of the message asks for where no date said so;
// empty when a point says so already or it asks for nothing.
func (d *document) mainPoint(kind schema.MessageKind, deciding *sentence, have []Point) Point {
	text := tasks[kind]
	if text == "" {
		return Point{}
	}
	asking := deciding
	if meets(kind) {
		event := false
		for _, point := range have {
			if !point.Waiting && point.Text != meetPoint && point.Text != callPoint {
				return Point{} // a choice or a limit
			}
			event = event || !point.Waiting
		}
		if s := d.asking(); s != nil {
			asking = s
		} else if event {
			return Point{} // a date that is fixed
		}
		if !event {
			text = datesPoint
		}
	} else {
		for _, point := range have {
			if !point.Waiting {
				return Point{}
			}
		}
	}
	return Point{Text: text, Quote: d.quote(asking.start, asking.end)}
}

// asking is the first sentence that asks for an answer.
func (d *document) asking() *sentence {
	for i := range d.sentences {
		if s := &d.sentences[i]; s.has("reply", "says.availability") && !s.possibility("reply") {
			return s
		}
	}
	return nil
}
