package message_test

import (
	"fmt"
	"time"

	"github.com/bespoke-cv/bespoke/message"
	"github.com/bespoke-cv/bespoke/schema"
)

func ExampleRead() {
	reading := message.Read(message.Message{
		Text:   "Dear Ada,\nwe would like to invite you to an interview on Thursday, 5 March 2026 at 15:00.\nPlease send us your certificates by 3 March.",
		At:     time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC),
		Status: schema.Applied,
	})
	fmt.Println(reading.Kind, reading.Status)
	for _, point := range reading.Points {
		fmt.Printf("%s %s %s: %q\n", point.DueOn, point.DueTime, point.Text, point.Quote)
	}
	// Output:
	// interview_invitation interview
	// 2026-03-05 15:00 Interview: "Dear Ada,\nwe would like to invite you to an interview on Thursday, 5 March 2026 at 15:00."
	// 2026-03-03  Send what was asked for: "Please send us your certificates by 3 March."
}

// Lines that a mail program broke belong together.
func ExampleSentences() {
	text := "Thank you for your\napplication. We will\nwrite by Friday."
	for _, at := range message.Sentences(text) {
		fmt.Printf("%q\n", text[at[0]:at[1]])
	}
	// Output:
	// "Thank you for your\napplication."
	// "We will\nwrite by Friday."
}
