// Package calendar writes what is due as an iCalendar file (RFC 5545), for a
// calendar program to import or to subscribe to.
//
//	entries ─ Write ─► VCALENDAR ─► .ics
//
// Each entry is a VEVENT under the same UID in every export, so that importing
// again changes what is there instead of doubling it. A time in a zone is
// written in UTC, which needs no table of time zones and is the same moment
// everywhere; a time without a zone floats: it is that hour wherever the reader
// is; a day without a time is a day.
package calendar

import (
	"cmp"
	"fmt"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/bespoke-cv/bespoke/schema"
)

// Type is the media type of a calendar file.
const Type = "text/calendar"

// Entry is one action point and what it belongs to.
type Entry struct {
	schema.ActionPoint
	Title   string // of the application
	Company string
}

// layouts of RFC 5545, section 3.3.
const (
	dateLayout     = "20060102"
	floatingLayout = "20060102T150405"
	utcLayout      = "20060102T150405Z"
)

// Write makes a calendar of the entries that have a day; now is when it is
// made.
func Write(entries []Entry, now time.Time) (string, error) {
	file := ics.NewCalendar()
	file.SetProductId("-//bespoke//applications//EN")
	file.SetXWRCalName("Applications")
	for _, entry := range entries {
		if entry.DueOn == "" {
			continue
		}
		start, day, err := begin(entry.ActionPoint)
		if err != nil {
			return "", fmt.Errorf("calendar entry %s: %w", entry.ID, err)
		}
		event := file.AddEvent(entry.ID + "@bespoke")
		event.SetProperty(ics.ComponentPropertyDtstamp, now.UTC().Format(utcLayout))
		event.SetProperty(ics.ComponentPropertyCreated, entry.CreatedAt.UTC().Format(utcLayout))
		if day {
			event.SetProperty(ics.ComponentPropertyDtStart, start, ics.WithValue(string(ics.ValueDataTypeDate)))
			event.SetTimeTransparency(ics.TransparencyTransparent) // a limit blocks no day
		} else {
			event.SetProperty(ics.ComponentPropertyDtStart, start)
		}
		event.SetSummary(summary(entry))
		event.SetDescription(description(entry))
	}
	return file.Serialize(ics.WithNewLineWindows), nil
}

// begin writes when a point is due, and reports whether that is a whole day.
func begin(point schema.ActionPoint) (start string, day bool, err error) {
	on, err := time.Parse(time.DateOnly, point.DueOn)
	if err != nil {
		return "", false, err
	}
	if point.DueTime == "" {
		return on.Format(dateLayout), true, nil
	}
	zone := time.UTC
	if point.Zone != "" {
		if zone, err = time.LoadLocation(point.Zone); err != nil {
			return "", false, err
		}
	}
	at, err := time.ParseInLocation(time.DateOnly+" 15:04", point.DueOn+" "+point.DueTime, zone)
	if err != nil {
		return "", false, err
	}
	if point.Zone == "" {
		return at.Format(floatingLayout), false, nil
	}
	return at.UTC().Format(utcLayout), false, nil
}

func summary(entry Entry) string {
	about := cmp.Or(entry.Title, entry.Company)
	if entry.Title != "" && entry.Company != "" {
		about += ", " + entry.Company
	}
	if about == "" {
		return entry.Text
	}
	return entry.Text + " (" + about + ")"
}

func description(entry Entry) string {
	if entry.Quote == "" {
		return entry.ApplicationID
	}
	return "“" + entry.Quote + "”\n" + entry.ApplicationID
}
