package llmtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"time"
)

// Reply is what the server answers, or how it fails. The zero value is an
// empty answer.
type Reply struct {
	Text      string
	Reasoning string // sent before Text, as reasoning_content
	Refusal   string // sent in the place of Text
	Finish    string // finish_reason; default stop; "none" sends none

	PromptTokens     int64 // reported; 0 counts the prompt
	CompletionTokens int64 // reported; 0 counts the text
	CachedTokens     int64
	NoUsage          bool // usage is not reported

	Delay   time.Duration // before the first byte
	Size    int           // characters in a piece of the stream; default 12
	Pace    time.Duration // between the pieces
	Plain   bool          // not streamed
	InWords bool          // no tool is called, even where one must be
	Hold    bool          // the stream stays open after its end

	// StallAfter and DropAfter end the stream after so many pieces, by silence
	// or by a broken connection; 0 for never, -1 for at once.
	StallAfter, DropAfter int
	ErrorAfter            int   // ends the stream with Error as an event
	Error                 Error // with Status or ErrorAfter

	Status      int // an HTTP error
	Header      http.Header
	Body        string // the error's body when it is not Error in OpenAI's form
	ContentType string // of Body
}

// Error is an error in OpenAI's form.
type Error struct {
	Message string
	Type    string
	Param   string
	Code    string
}

// Text answers with text.
func Text(text string) Reply { return Reply{Text: text} }

// JSON answers with value as JSON.
func JSON(value any) Reply {
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("llmtest: %v", err)) // a test's mistake
	}
	return Reply{Text: string(text)}
}

// Refuse answers with a refusal.
func Refuse(reason string) Reply { return Reply{Refusal: reason} }

// Cut answers with text that ends at the limit of tokens.
func Cut(text string) Reply { return Reply{Text: text, Finish: "length"} }

// Stall begins to answer and goes silent after so many pieces; at once when 0.
func Stall(text string, pieces int) Reply {
	if pieces <= 0 {
		pieces = -1
	}
	return Reply{Text: text, StallAfter: pieces}
}

// Drop begins to answer and breaks the connection after so many pieces; at once
// when 0.
func Drop(text string, pieces int) Reply {
	if pieces <= 0 {
		pieces = -1
	}
	return Reply{Text: text, DropAfter: pieces}
}

// Busy answers 429 with a Retry-After, in seconds or a date; "" for none.
func Busy(retryAfter string) Reply {
	reply := Fail(http.StatusTooManyRequests, Error{Message: "Rate limit reached.", Type: "requests", Code: "rate_limit_exceeded"})
	if retryAfter != "" {
		reply.Header = http.Header{"Retry-After": {retryAfter}}
	}
	return reply
}

// Fail answers with an HTTP error in OpenAI's form.
func Fail(status int, e Error) Reply { return Reply{Status: status, Error: e} }

// FailWith answers with an HTTP error and a body of any form.
func FailWith(status int, contentType, body string) Reply {
	return Reply{Status: status, ContentType: contentType, Body: body}
}

func (r Reply) writeFailure(w http.ResponseWriter) {
	if r.ContentType == "" {
		writeError(w, r.Status, r.Header, r.Error)
		return
	}
	maps.Copy(w.Header(), r.Header)
	w.Header().Set("Content-Type", r.ContentType)
	w.WriteHeader(r.Status)
	_, _ = w.Write([]byte(r.Body))
}

// wire is the error as it travels: absent fields are null.
func (e Error) wire() map[string]any {
	orNull := func(text string) any {
		if text == "" {
			return nil
		}
		return text
	}
	return map[string]any{"error": map[string]any{
		"message": e.Message, "type": orNull(e.Type), "param": orNull(e.Param), "code": orNull(e.Code),
	}}
}

func writeError(w http.ResponseWriter, status int, header http.Header, e Error) {
	maps.Copy(w.Header(), header)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(e.wire())
}

func (r Reply) finish() string {
	if r.Finish == "" {
		return "stop"
	}
	return r.Finish
}

// calls tells whether the answer is a call of the tool that must be called.
func (r Reply) calls(request Request) bool {
	return request.Tool != "" && !r.InWords && r.Refusal == ""
}

// tokens are what the prompt and the answer have.
func (r Reply) tokens(request Request) (in, out int64) {
	if in, out = r.PromptTokens, r.CompletionTokens; in == 0 {
		in = request.promptTokens()
	}
	if out == 0 {
		out = countTokens(r.Text + r.Refusal + r.Reasoning)
	}
	return in, out
}
