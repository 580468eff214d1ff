package llmtest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// stream answers in pieces, as server-sent events.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, request Request, reply Reply) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusOK)
	send := func(event any) {
		text, _ := json.Marshal(event)
		_, _ = fmt.Fprintf(w, "data: %s\n\n", text)
		_ = http.NewResponseController(w).Flush()
	}
	chunk := func(choices []any) map[string]any {
		event := map[string]any{
			"id": completionID, "object": "chat.completion.chunk", "created": created,
			"model": request.Model, "choices": choices,
		}
		if request.StreamOptions.IncludeUsage {
			event["usage"] = nil
		}
		return event
	}
	delta := func(delta map[string]any, finish any) map[string]any {
		return chunk([]any{map[string]any{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": nil}})
	}

	if !s.breaks(r, reply, -1, send) {
		return
	}
	send(delta(map[string]any{"role": "assistant", "content": "", "refusal": nil}, nil))
	for i, piece := range reply.pieces() {
		if !s.pause(r, reply.Pace) {
			return
		}
		send(delta(piece, nil))
		if !s.breaks(r, reply, i+1, send) {
			return
		}
	}
	if finish := reply.finish(); finish != "none" {
		send(delta(map[string]any{}, finish))
	}
	if request.StreamOptions.IncludeUsage && !reply.NoUsage {
		last := chunk([]any{})
		last["usage"] = reply.usage(request)
		send(last)
	}
	_, _ = fmt.Fprint(w, "data: [DONE]\n\n")
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
func (s *Server) breaks(r *http.Request, reply Reply, pieces int, send func(any)) bool {
	switch pieces {
	case reply.StallAfter:
		s.hold(r)
		return false
	case reply.DropAfter:
		panic(http.ErrAbortHandler)
	case reply.ErrorAfter:
		send(reply.Error.wire())
		return false
	}
	return true
}

// pieces are the deltas of the answer.
func (r Reply) pieces() []map[string]any {
	var list []map[string]any
	for _, part := range []struct{ key, text string }{{"reasoning_content", r.Reasoning}, {"refusal", r.Refusal}, {"content", r.Text}} {
		for _, piece := range split(part.text, r.Size) {
			list = append(list, map[string]any{part.key: piece})
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
