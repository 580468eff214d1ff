package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/calendar"
	"github.com/bespoke-cv/bespoke/schema"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("CET", 3600))

func entry(change func(*calendar.Entry)) calendar.Entry {
	e := calendar.Entry{
		ActionPoint: schema.ActionPoint{ID: "act_1", ApplicationID: "app_1", Text: "Interview", DueOn: "2026-07-05", CreatedAt: now},
		Title:       "Nachtpflegerin", Company: "Haus Ölbaum",
	}
	change(&e)
	return e
}

func TestTimesAreZonedFloatingOrWholeDays(t *testing.T) {
	for name, test := range map[string]struct {
		clock, zone, want string
	}{
		"a day":             {"", "", "DTSTART;VALUE=DATE:20260705\r\n"},
		"a floating time":   {"14:30", "", "DTSTART:20260705T143000\r\n"},
		"a zone in summer":  {"14:30", "Europe/Berlin", "DTSTART:20260705T123000Z\r\n"},
		"over midnight":     {"22:00", "America/New_York", "DTSTART:20260706T020000Z\r\n"},
		"an offset of UTC":  {"14:30", "Etc/GMT-2", "DTSTART:20260705T123000Z\r\n"},
		"coordinated times": {"14:30", "UTC", "DTSTART:20260705T143000Z\r\n"},
	} {
		file, err := calendar.Write([]calendar.Entry{entry(func(e *calendar.Entry) { e.DueTime, e.Zone = test.clock, test.zone })}, now)
		require.NoError(t, err)
		assert.Contains(t, file, test.want, name)
	}
	_, err := calendar.Write([]calendar.Entry{entry(func(e *calendar.Entry) { e.DueTime, e.Zone = "14:30", "Mars/Base" })}, now)
	assert.ErrorContains(t, err, "act_1")
}

// The file is read back by the library's parser, and held to the rules of RFC
// 5545 that importers insist on.
func TestTheFileKeepsToRFC5545(t *testing.T) {
	quote := "Bitte bringen Sie mit: Zeugnisse, Ausweis; „Führungszeugnis“ \\ Fotos\nund " + strings.Repeat("Öl ", 60)
	written := []calendar.Entry{
		entry(func(e *calendar.Entry) { e.Quote, e.Text = quote, "Send what was asked for; by post, please" }),
		entry(func(e *calendar.Entry) { e.ID, e.DueTime = "act_2", "09:00" }),
		entry(func(e *calendar.Entry) { e.ID, e.DueOn = "act_3", "" }),
	}
	file, err := calendar.Write(written, now)
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(file, "BEGIN:VCALENDAR\r\n"))
	assert.True(t, strings.HasSuffix(file, "END:VCALENDAR\r\n"))
	for line := range strings.SplitSeq(strings.TrimSuffix(file, "\r\n"), "\r\n") {
		assert.LessOrEqual(t, len(line), 75, line)
		assert.NotContains(t, line, "\n")
		assert.True(t, strings.ToValidUTF8(line, "?") == line, "no character is cut: %q", line)
	}
	read, err := ics.ParseCalendar(strings.NewReader(file))
	require.NoError(t, err)
	require.Len(t, read.Events(), 2, "what has no day is in no calendar")
	first := read.Events()[0]
	assert.Equal(t, "act_1@bespoke", first.Id())
	assert.Equal(t, "20260302T080000Z", first.GetProperty(ics.ComponentPropertyDtstamp).Value)
	assert.Equal(t, "Send what was asked for; by post, please (Nachtpflegerin, Haus Ölbaum)", ics.FromText(first.GetProperty(ics.ComponentPropertySummary).Value))
	assert.Equal(t, "“"+quote+"”\napp_1", ics.FromText(first.GetProperty(ics.ComponentPropertyDescription).Value))
	again, err := calendar.Write(written, now)
	require.NoError(t, err)
	assert.Equal(t, file, again)
}

func TestNothingDueIsAnEmptyCalendar(t *testing.T) {
	file, err := calendar.Write(nil, now)
	require.NoError(t, err)
	assert.NotContains(t, file, "VEVENT")
	assert.Contains(t, file, "PRODID:")
	assert.Contains(t, file, "VERSION:2.0\r\n")
}

func ExampleWrite() {
	file, _ := calendar.Write([]calendar.Entry{{
		ActionPoint: schema.ActionPoint{ID: "act_1", ApplicationID: "app_1", Text: "Interview", DueOn: "2026-03-05", DueTime: "14:30", Zone: "Europe/Berlin"},
		Title:       "Deck Engineer", Company: "Northwind Ferries",
	}}, now)
	for line := range strings.SplitSeq(file, "\r\n") {
		if strings.HasPrefix(line, "DTSTART") || strings.HasPrefix(line, "SUMMARY") {
			fmt.Println(line)
		}
	}
	// Output:
	// DTSTART:20260305T133000Z
	// SUMMARY:Interview (Deck Engineer\, Northwind Ferries)
}
