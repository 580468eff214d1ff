package llmtest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// A voice says one answer in the events of one of the two APIs.
type voice interface {
	begin()
	say(kind, text string)
	end(finish string)
	fail(e Error)
}

// The kinds of what is said.
const (
	reasoning = "reasoning_content"
	refusing  = "refusal"
	content   = "content"
	arguments = "arguments" // of the tool that must be called
)

// stream answers in pieces, as server-sent events.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, request Request, reply Reply) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusOK)
	send := func(name string, event any) {
		if name != "" {
			_, _ = fmt.Fprintf(w, "event: %s\n", name)
		}
		text, _ := json.Marshal(event)
		_, _ = fmt.Fprintf(w, "data: %s\n\n", text)
		_ = http.NewResponseController(w).Flush()
	}
	var speaker voice = &chatVoice{request: request, reply: reply, send: send}
	if request.API == Responses {
		speaker = &responsesVoice{request: request, reply: reply, send: send}
	}

	if !s.breaks(r, reply, -1, speaker) {
		return
	}
	speaker.begin()
	for i, piece := range reply.pieces(request) {
		if !s.pause(r, reply.Pace) {
			return
		}
		speaker.say(piece.kind, piece.text)
		if !s.breaks(r, reply, i+1, speaker) {
			return
		}
	}
	speaker.end(reply.finish())
	if request.API != Responses {
		_, _ = fmt.Fprint(w, "data: [DONE]\n\n")
	}
	if reply.Hold {
		_ = http.NewResponseController(w).Flush()
		s.hold(r)
	}
}

// hold waits until nobody listens any more.
func (s *Server) hold(r *http.Request) {
	select {
	case <-r.Context().Done():
		s.abandoned()
	case <-s.quit:
	}
}

// breaks does what the script has for the moment after so many pieces, and
// tells whether to go on.
func (s *Server) breaks(r *http.Request, reply Reply, pieces int, speaker voice) bool {
	switch pieces {
	case reply.StallAfter:
		s.hold(r)
		return false
	case reply.DropAfter:
		panic(http.ErrAbortHandler)
	case reply.ErrorAfter:
		speaker.fail(reply.Error)
		return false
	}
	return true
}

type piece struct{ kind, text string }

// pieces are the parts of the answer as they are sent.
func (r Reply) pieces(request Request) []piece {
	kind := content
	if r.calls(request) {
		kind = arguments
	}
	var list []piece
	for _, part := range []piece{{reasoning, r.Reasoning}, {refusing, r.Refusal}, {kind, r.Text}} {
		for _, text := range split(part.text, r.Size) {
			list = append(list, piece{part.kind, text})
		}
	}
	return list
}

func split(text string, size int) []string {
	if size <= 0 {
		size = 12
	}
	var list []string
	for runes := []rune(text); len(runes) > 0; {
		n := min(size, len(runes))
		list = append(list, string(runes[:n]))
		runes = runes[n:]
	}
	return list
}
