package llm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/telemetry"
)

// What can go wrong, for callers to branch on with errors.Is. Each comes inside
// an *Error, which says what to do about it.
var (
	ErrNoModel   = errors.New("no model is configured")
	ErrKey       = errors.New("the server does not accept the key")
	ErrModel     = errors.New("the server does not have this model")
	ErrQuota     = errors.New("the account has no credit left")
	ErrEndpoint  = errors.New("the server cannot be reached")
	ErrBusy      = errors.New("the server is busy")
	ErrServer    = errors.New("the server failed")
	ErrStalled   = errors.New("the server went silent")
	ErrSlow      = errors.New("the call took longer than it may")
	ErrRejected  = errors.New("the server rejects the request")
	ErrRefused   = errors.New("the model refuses to answer")
	ErrEmpty     = errors.New("the model's answer is empty")
	ErrTruncated = errors.New("the model's answer is cut off")
	ErrInvalid   = errors.New("the model's answer does not have the asked-for shape")
	ErrTooLong   = errors.New("the prompt does not fit the model's context window")
	ErrPromptCut = errors.New("the server dropped part of the prompt")
	ErrBudget    = errors.New("the token budget is used up")
)

// words are the kinds of failure as metrics name them.
var words = []struct {
	kind error
	word string
}{
	{context.Canceled, "cancelled"},
	{ErrNoModel, "no_model"},
	{ErrKey, "key"},
	{ErrModel, "model"},
	{ErrQuota, "quota"},
	{ErrEndpoint, "endpoint"},
	{ErrBusy, "busy"},
	{ErrServer, "server"},
	{ErrStalled, "stalled"},
	{ErrSlow, "slow"},
	{ErrRejected, "rejected"},
	{ErrRefused, "refused"},
	{ErrEmpty, "empty"},
	{ErrTruncated, "truncated"},
	{ErrInvalid, "invalid"},
	{ErrTooLong, "too_long"},
	{ErrPromptCut, "prompt_cut"},
	{ErrBudget, "budget"},
}

// outcomeOf is how a call ended, without the error's words.
func outcomeOf(err error) telemetry.Outcome {
	if err == nil {
		return telemetry.Outcome{Name: telemetry.OK}
	}
	for _, known := range words {
		if errors.Is(err, known.kind) {
			return telemetry.Outcome{Name: "error", Kind: known.word}
		}
	}
	return telemetry.Outcome{Name: "error", Kind: "other"}
}

// Error is a failed call. Its text names the model, the kind of failure and the
// way out, and quotes neither prompt nor answer, so it may be logged.
type Error struct {
	Kind       error  // one of the sentinel errors
	Model      string // the model asked
	Host       string // the server's host
	Status     int    // the HTTP status, or 0
	Code       string // the server's code for the error, or ""
	Hint       string // the way out
	RetryAfter time.Duration

	// Message is what the server said. It may quote the prompt: show it to
	// whoever wrote the prompt, never log it.
	Message string

	// Problems are what an ErrInvalid answer still lacked after its repair.
	Problems []Problem

	param string // the request's parameter that the server objects to
	cause error
}

// Error says what failed, where, and what to do about it.
func (e *Error) Error() string {
	var text strings.Builder
	if e.Model != "" {
		fmt.Fprintf(&text, "model %s", e.Model)
		if e.Host != "" {
			fmt.Fprintf(&text, " at %s", e.Host)
		}
		text.WriteString(": ")
	}
	text.WriteString(e.Kind.Error())
	switch {
	case e.Status != 0 && e.Code != "":
		fmt.Fprintf(&text, " (HTTP %d, %s)", e.Status, e.Code)
	case e.Status != 0:
		fmt.Fprintf(&text, " (HTTP %d)", e.Status)
	}
	if e.cause != nil {
		fmt.Fprintf(&text, ": %v", e.cause)
	}
	for i, problem := range e.Problems {
		text.WriteString([]string{": ", "; "}[min(i, 1)] + problem.String())
	}
	if e.Hint != "" {
		text.WriteString("; " + e.Hint)
	}
	return text.String()
}

// Unwrap gives the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.cause}
}
