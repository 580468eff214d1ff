package schema

import "time"

// Direction says who wrote a communication.
type Direction string

// The directions.
const (
	Inbound  Direction = "inbound"
	Outbound Direction = "outbound"
)

// MessageKind is what a communication is about.
type MessageKind string

// The kinds of messages: what employers write, then what applicants write.
const (
	Receipt             MessageKind = "receipt"              // the application has arrived
	Update              MessageKind = "update"               // it is being looked at; wait
	ScreeningCall       MessageKind = "screening"            // a first call with a recruiter
	Assessment          MessageKind = "assessment"           // a test, a case or a task to do at home
	InterviewInvitation MessageKind = "interview_invitation" // with a date, or asking for one
	Scheduling          MessageKind = "scheduling"           // a date is asked for, moved or called off
	DocumentRequest     MessageKind = "document_request"
	JobOfferMade        MessageKind = "offer"
	Rejection           MessageKind = "rejection"
	PositionClosed      MessageKind = "position_closed" // nobody is hired
	ApplicationSent     MessageKind = "application"
	FollowUp            MessageKind = "follow_up"
	ThankYou            MessageKind = "thank_you"
	Acceptance          MessageKind = "acceptance"
	Withdrawal          MessageKind = "withdrawal"
	OtherMessage        MessageKind = "other" // nothing follows from it
)

// MessageKinds lists every kind.
func MessageKinds() []MessageKind {
	return []MessageKind{
		Receipt, Update, ScreeningCall, Assessment, InterviewInvitation, Scheduling, DocumentRequest, JobOfferMade, Rejection, PositionClosed,
		ApplicationSent, FollowUp, ThankYou, Acceptance, Withdrawal, OtherMessage,
	}
}

// Communication is a message about an application.
type Communication struct {
	ID            string      `json:"id"`
	ApplicationID string      `json:"application_id"`
	Direction     Direction   `json:"direction"`
	Kind          MessageKind `json:"kind,omitempty"`
	Text          string      `json:"text"`
	At            time.Time   `json:"at"`
}

// ActionPoint is something the user has to do, or waits for, by a date.
type ActionPoint struct {
	ID            string    `json:"id"`
	ApplicationID string    `json:"application_id"`
	Text          string    `json:"text"`
	Quote         string    `json:"quote,omitempty" jsonschema:"description=The words of the message it comes from"`
	DueOn         string    `json:"due_on,omitempty" jsonschema:"description=YYYY-MM-DD"`
	DueTime       string    `json:"due_time,omitempty" jsonschema:"description=HH:MM"`
	Zone          string    `json:"zone,omitempty" jsonschema:"description=IANA zone of due_time; empty where no message names one"`
	Waiting       bool      `json:"waiting,omitempty" jsonschema:"description=True when the next move is the other side's"`
	Done          bool      `json:"done,omitempty"`
	CreatedAt     time.Time `json:"created_at"`
}

// Due is the moment of an action point. A day without a time is due when it
// ends; what has no zone of its own is in local. Zero when it has no day.
func (p ActionPoint) Due(local *time.Location) time.Time {
	day, err := time.ParseInLocation(time.DateOnly, p.DueOn, local)
	if err != nil {
		return time.Time{}
	}
	if p.DueTime == "" {
		return day.AddDate(0, 0, 1)
	}
	zone := local
	if p.Zone != "" {
		if named, err := time.LoadLocation(p.Zone); err == nil {
			zone = named
		}
	}
	at, err := time.ParseInLocation(time.DateOnly+" 15:04", p.DueOn+" "+p.DueTime, zone)
	if err != nil {
		return day.AddDate(0, 0, 1)
	}
	return at
}
