package schema_test

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
)

func ExampleFor() {
	fmt.Println(string(schema.For[schema.Evidence]()))
	// Output: {"$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"path":{"type":"string","maxLength":400,"description":"JSON Pointer into the base YAML or fact:ID"},"quote":{"type":"string","maxLength":4000}},"additionalProperties":false,"type":"object","required":["path","quote"]}
}

func ExampleCountEdits() {
	fmt.Println(schema.CountEdits(1), schema.CountEdits(3))
	// Output: 1 edit 3 edits
}

func ExampleStatus_Move() {
	fmt.Println(schema.Interview.Move(schema.Applied, ""))
	// Output: status cannot change: applied does not come after interview; take one of [offer accepted rejected withdrawn closed]
}

// A handle says what it stands for, so that one of another kind is told apart.
func ExampleParseHandle() {
	id := uuid.MustParse("01932d4e-8f7a-7c3e-9b1d-2f3a4b5c6d7e")
	handle := schema.Handle(schema.KindJobOffer, id)
	fmt.Println(handle)
	back, err := schema.ParseHandle(schema.KindJobOffer, handle)
	fmt.Println(back == id, err)
	_, err = schema.ParseHandle(schema.KindCV, handle)
	fmt.Println(err)
	// Output:
	// job_01932d4e8f7a7c3e9b1d2f3a4b5c6d7e
	// true <nil>
	// not a handle: "job_01932d4e8f7a7c3e9b1d2f3a4b5c6d7e" does not look like cv_ and 32 hex digits
}

// Fresh handles sort by the time at which they were made.
func ExampleNewHandle() {
	first, second := schema.NewHandle(schema.KindRun), schema.NewHandle(schema.KindRun)
	fmt.Println(first[:4], first < second)
	// Output:
	// run_ true
}

// One rejected edit rejects the whole; one to look at makes the whole one.
func ExampleJudge() {
	fmt.Println(schema.Judge(nil).Outcome)
	verdict := schema.Judge([]schema.Finding{
		{Kind: "new_word", Outcome: schema.NeedsReview}, {Kind: "new_number", Outcome: schema.Reject},
	})
	fmt.Println(verdict.Outcome, len(verdict.Findings))
	// Output:
	// pass
	// reject 2
}

func ExampleStatuses() {
	fmt.Println(schema.Statuses())
	fmt.Println(schema.Offered.Rank() > schema.Interview.Rank(), schema.Rejected.Ends())
	// Output:
	// [saved applied responded screening interview offer accepted rejected withdrawn closed]
	// true true
}

func ExampleMessageKinds() {
	fmt.Println(schema.MessageKinds())
	// Output:
	// [receipt update screening assessment interview_invitation scheduling document_request offer rejection position_closed application follow_up thank_you acceptance withdrawal other]
}

// A day without a time is over when it ends, where its reader is.
func ExampleActionPoint_Due() {
	leeds := time.FixedZone("BST", 60*60)
	day := schema.ActionPoint{Text: "Send references", DueOn: "2026-06-01"}
	call := schema.ActionPoint{Text: "Call", DueOn: "2026-06-01", DueTime: "14:30", Zone: "Europe/Berlin"}
	fmt.Println(day.Due(leeds).Format(time.RFC3339))
	fmt.Println(call.Due(leeds).UTC().Format(time.RFC3339))
	// Output:
	// 2026-06-02T00:00:00+01:00
	// 2026-06-01T12:30:00Z
}

// A term that is nice to have counts half of one that must be.
func ExampleImportance_Weight() {
	fmt.Println(schema.Must.Weight(), schema.Nice.Weight())
	// Output:
	// 1 0.5
}

// What is read from the model's cache counts against a budget like the rest.
func ExampleModelCall_Tokens() {
	fmt.Println(schema.ModelCall{PromptTokens: 900, CachedTokens: 800, CompletionTokens: 100, ReasoningTokens: 60}.Tokens())
	// Output:
	// 1000
}

func ExamplePrecedent_Line() {
	fmt.Println(schema.Precedent{Path: "/cv/sections/experience/0/start_date", Message: "app_1 was sent with 2019-04"}.Line())
	// Output:
	// app_1 was sent with 2019-04 (/cv/sections/experience/0/start_date)
}
