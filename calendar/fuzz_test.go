package calendar_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"github.com/bespoke-cv/bespoke/calendar"
)

// FuzzWrite takes any text for what an offer or a mail said: one entry makes one
// event, whose lines are its own.
func FuzzWrite(f *testing.F) {
	f.Add("Interview", "Bring: papers, \\; and\nEND:VEVENT", "2026-07-05", "14:30", "Europe/Berlin")
	f.Add("a\r\nBEGIN:VEVENT", "ATTACH:file:///etc/passwd", "2026-02-29", "24:00", "UTC")
	f.Add("é\u2028\u0085\x00", "", "2026-07-05", "", "")
	f.Fuzz(func(t *testing.T, text, quote, day, clock, zone string) {
		if !utf8.ValidString(text + quote) {
			return // the store keeps none
		}
		file, err := calendar.Write([]calendar.Entry{entry(func(e *calendar.Entry) {
			e.Text, e.Quote, e.DueOn, e.DueTime, e.Zone = text, quote, day, clock, zone
		})}, now)
		if err != nil || day == "" {
			return
		}
		read, err := ics.ParseCalendar(strings.NewReader(file))
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		if events := len(read.Events()); events != 1 {
			t.Fatalf("%d events\n%s", events, file)
		}
		for line := range strings.SplitSeq(file, "\r\n") {
			if strings.HasPrefix(line, "ATTACH") {
				t.Fatalf("a text became a property\n%s", file)
			}
		}
	})
}
