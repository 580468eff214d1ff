package tools

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/calendar"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

type saveActionPointIn struct {
	ActionPointID string  `json:"action_point_id,omitempty" jsonschema:"maxLength=60,description=The one to change; without it a new one is made"`
	ApplicationID string  `json:"application_id,omitempty" jsonschema:"maxLength=60,description=Required for a new one"`
	Text          string  `json:"text,omitempty" jsonschema:"maxLength=500,description=What is to be done"`
	DueOn         *string `json:"due_on,omitempty" jsonschema:"maxLength=10,description=YYYY-MM-DD; empty takes the date away"`
	DueTime       *string `json:"due_time,omitempty" jsonschema:"maxLength=5,description=HH:MM"`
	Zone          *string `json:"zone,omitempty" jsonschema:"maxLength=60,description=IANA zone of due_time"`
	Waiting       *bool   `json:"waiting,omitempty" jsonschema:"description=True when the next move is the other side's"`
	Done          *bool   `json:"done,omitempty" jsonschema:"description=True completes it"`
}

type actionPointOut struct {
	ActionPoint schema.ActionPoint `json:"action_point"`
}

func (b *Toolbox) saveActionPoint() definition {
	return define(declaration[saveActionPointIn, actionPointOut]{
		name:        "save_action_point",
		title:       "Save an action point",
		description: "Make, change or complete a reminder of an application. Use it when the user wants to be reminded or has done something. Next: list_action_points.",
		hints:       hints{destructive: true, idempotent: true},
		run: func(ctx context.Context, owner uuid.UUID, in saveActionPointIn) (answer[actionPointOut], error) {
			point, err := b.changedPoint(ctx, owner, in)
			if err != nil {
				return answer[actionPointOut]{}, err
			}
			saved, err := b.Store.SaveActionPoint(ctx, owner, point)
			if err != nil {
				return answer[actionPointOut]{}, fmt.Errorf("saving the action point: %w", err)
			}
			text := saved.ID + " saved: " + pointLine(saved)
			if saved.Done {
				text = saved.ID + " is done: " + pointLine(saved)
			}
			return answer[actionPointOut]{result: actionPointOut{saved}, text: text}, nil
		},
	})
}

// changedPoint is the action point as it shall be kept: what the arguments
// leave out stays.
func (b *Toolbox) changedPoint(ctx context.Context, owner uuid.UUID, in saveActionPointIn) (schema.ActionPoint, error) {
	point := schema.ActionPoint{ApplicationID: in.ApplicationID}
	if in.ActionPointID != "" {
		known, err := b.Store.ActionPoint(ctx, owner, in.ActionPointID)
		if err != nil {
			return point, fmt.Errorf("action_point_id: %w", err)
		}
		if in.ApplicationID != "" && in.ApplicationID != known.ApplicationID {
			return point, fmt.Errorf("application_id: %s belongs to %s and stays there: leave it out, or make a new one without action_point_id", known.ID, known.ApplicationID)
		}
		point = known
	} else if in.ApplicationID == "" || in.Text == "" {
		return point, errors.New("application_id and text are needed for a new action point; to change one, pass action_point_id")
	}
	if in.Text != "" {
		point.Text = in.Text
	}
	if in.DueOn != nil {
		if point.DueOn = *in.DueOn; point.DueOn == "" {
			point.DueTime, point.Zone = "", ""
		}
	}
	if in.DueTime != nil {
		if point.DueTime = *in.DueTime; point.DueTime == "" {
			point.Zone = ""
		}
	}
	if in.Zone != nil {
		point.Zone = *in.Zone
	}
	if in.Waiting != nil {
		point.Waiting = *in.Waiting
	}
	if in.Done != nil {
		point.Done = *in.Done
	}
	return point, nil
}

type listActionPointsIn struct {
	ApplicationID string `json:"application_id,omitempty" jsonschema:"maxLength=60"`
	State         string `json:"state,omitempty" jsonschema:"enum=open,enum=due,enum=overdue,enum=waiting,enum=done,description=Default open; due includes overdue"`
	Days          int    `json:"days,omitempty" jsonschema:"minimum=1,maximum=366,description=Due within so many days; default 7"`
}

// agendaPoint is an action point and what it belongs to.
type agendaPoint struct {
	schema.ActionPoint
	State       string `json:"state" jsonschema:"description=overdue or due or waiting or open or done"`
	Application string `json:"application"`
}

type listActionPointsOut struct {
	ActionPoints []agendaPoint `json:"action_points"`
	CalendarURI  string        `json:"calendar_uri,omitempty" jsonschema:"description=Resource with what is open as iCalendar"`
}

func (b *Toolbox) listActionPoints() definition {
	return define(declaration[listActionPointsIn, listActionPointsOut]{
		name:        "list_action_points",
		title:       "List action points",
		description: "List what is to be done and what is waited for, the soonest first. Use it when the user asks what is due. Next: save_action_point with done, draft_message.",
		hints:       hints{readOnly: true, idempotent: true},
		run: func(ctx context.Context, owner uuid.UUID, in listActionPointsIn) (answer[listActionPointsOut], error) {
			out, err := b.agenda(ctx, owner, in)
			if err != nil {
				return answer[listActionPointsOut]{}, err
			}
			return answer[listActionPointsOut]{result: out, text: agendaText(out, in)}, nil
		},
	})
}

const defaultDays = 7

func (b *Toolbox) agenda(ctx context.Context, owner uuid.UUID, in listActionPointsIn) (listActionPointsOut, error) {
	out := listActionPointsOut{ActionPoints: []agendaPoint{}}
	points, err := b.Store.ActionPoints(ctx, owner, storage.ActionPointFilter{ApplicationID: in.ApplicationID, OpenOnly: in.State != "done"})
	if err != nil {
		return out, fmt.Errorf("application_id: %w", err)
	}
	if in.Days == 0 {
		in.Days = defaultDays
	}
	titles := titles{toolbox: b, owner: owner}
	for _, point := range points {
		entry := agendaPoint{ActionPoint: point, State: pointState(point, b.Now(), in.Days)}
		if !wanted(entry, in.State) {
			continue
		}
		application, err := titles.of(ctx, point.ApplicationID)
		if err != nil {
			return out, err
		}
		entry.Application = applicationTitle(application)
		out.ActionPoints = append(out.ActionPoints, entry)
	}
	if len(out.ActionPoints) > 0 && in.State != "done" {
		out.CalendarURI = "calendar://all"
		if in.ApplicationID != "" {
			out.CalendarURI = "calendar://" + in.ApplicationID
		}
	}
	return out, nil
}

// titles remembers the applications that points belong to.
type titles struct {
	toolbox *Toolbox
	owner   uuid.UUID
	known   map[string]schema.Application
}

func (t *titles) of(ctx context.Context, id string) (schema.Application, error) {
	if application, ok := t.known[id]; ok {
		return application, nil
	}
	application, err := t.toolbox.Store.Application(ctx, t.owner, id)
	if err != nil {
		return application, err
	}
	if t.known == nil {
		t.known = map[string]schema.Application{}
	}
	t.known[id] = application
	return application, nil
}

// pointState tells where a point stands: overdue is what should have been done,
// or answered, before now.
func pointState(point schema.ActionPoint, now time.Time, days int) string {
	due := point.Due(now.Location())
	switch {
	case point.Done:
		return "done"
	case !due.IsZero() && due.Before(now):
		return "overdue"
	case point.Waiting:
		return "waiting"
	case !due.IsZero() && due.Before(now.AddDate(0, 0, days+1)):
		return "due"
	}
	return "open"
}

func wanted(point agendaPoint, state string) bool {
	switch state {
	case "", "open":
		return !point.Done
	case "due":
		return point.State == "due" || point.State == "overdue"
	case "waiting":
		return point.Waiting
	}
	return point.State == state
}

func agendaText(out listActionPointsOut, in listActionPointsIn) string {
	if len(out.ActionPoints) == 0 {
		switch in.State {
		case "", "open":
			return "Nothing is to be done. Next: record_communication with a message the user received, or save_action_point for a reminder."
		case "done":
			return "Nothing is done yet. Next: list_action_points with state open."
		}
		return fmt.Sprintf("Nothing is %s. Next: list_action_points with state open shows all the rest.", in.State)
	}
	var text strings.Builder
	for _, point := range out.ActionPoints {
		fmt.Fprintf(&text, "%s: %s, %s (%s)", point.ID, point.State, pointLine(point.ActionPoint), point.Application)
		if point.State == "overdue" && point.Waiting {
			text.WriteString(": they have not answered; draft_message writes a follow_up")
		}
		text.WriteString("\n")
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// readCalendarResource gives what is open of the application with handle id,
// or of "all", as an iCalendar file.
func (b *Toolbox) readCalendarResource(ctx context.Context, owner uuid.UUID, id, _ string) (string, []byte, error) {
	if id == "all" {
		id = ""
	}
	points, err := b.Store.ActionPoints(ctx, owner, storage.ActionPointFilter{ApplicationID: id, OpenOnly: true})
	if err != nil {
		return "", nil, err
	}
	titles := titles{toolbox: b, owner: owner}
	var entries []calendar.Entry
	for _, point := range points {
		application, err := titles.of(ctx, point.ApplicationID)
		if err != nil {
			return "", nil, err
		}
		entries = append(entries, calendar.Entry{ActionPoint: point, Title: application.Title, Company: application.Company})
	}
	text, err := calendar.Write(entries, b.Now())
	return text, nil, err
}
