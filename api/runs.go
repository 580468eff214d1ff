package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/workflow"
)

func (a *API) getRun(w http.ResponseWriter, r *http.Request) {
	a.answerRunAsIs(w, r, "get_run", map[string]any{"run_id": r.PathValue("id"), "wait_seconds": integer(r, "wait", 0)})
}

func (a *API) cancelRun(w http.ResponseWriter, r *http.Request) {
	a.answerRunAsIs(w, r, "cancel_run", map[string]any{"run_id": r.PathValue("id")})
}

func (a *API) answerRunAsIs(w http.ResponseWriter, r *http.Request, tool string, arguments map[string]any) {
	result, err := a.call(r.Context(), tool, arguments)
	var run runFields
	if err == nil {
		err = json.Unmarshal(result, &run)
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	retryAfter(w, run.PollAfterSeconds)
	reply(w, http.StatusOK, result)
}

// RunEvent is one event of a run's progress: a step that began or ended, or, at
// last, the run's own end.
type RunEvent struct {
	RunID  string          `json:"run_id"`
	Status workflow.Status `json:"status" jsonschema:"enum=running,enum=succeeded,enum=failed,enum=cancelled"`
	Step   string          `json:"step,omitempty" jsonschema:"description=The step; none in the last event, which is about the run"`
	Done   int             `json:"done" jsonschema:"description=Steps that have ended"`
	Total  int             `json:"total" jsonschema:"description=Steps in all"`
	Error  string          `json:"error,omitempty"`
	Result json.RawMessage `json:"result,omitempty" jsonschema:"description=What the step has to show"`
	// Handles are in the last event.
	Handles map[string]string `json:"handles,omitempty" jsonschema:"description=Ids of what the run has made"`
}

// numbered is an event with its place in the run. Places are the same in every
// telling, so that a client can go on where it was cut off, at any server: the
// i-th step begins at 2i+1 and ends at 2i+2, and the run's end comes last.
type numbered struct {
	place int
	event string
	RunEvent
}

// eventsOf are the events of a run so far.
func eventsOf(run workflow.Run) (events []numbered) {
	done := 0
	for i, step := range run.Steps {
		if step.Status == workflow.Pending {
			continue
		}
		event := RunEvent{RunID: run.RunID, Step: step.Name, Done: done, Total: len(run.Steps), Status: workflow.Running}
		events = append(events, numbered{2*i + 1, "step", event})
		if step.Status.Final() {
			done++
			event.Done, event.Status, event.Error, event.Result = done, step.Status, step.Error, step.Result
			events = append(events, numbered{2*i + 2, "step", event})
		}
	}
	if run.Status.Final() {
		events = append(events, numbered{2*len(run.Steps) + 1, "run", RunEvent{
			RunID: run.RunID, Status: run.Status, Done: done, Total: len(run.Steps), Error: run.Error, Handles: run.Values,
		}})
	}
	return events
}

// keepAlive is how often an idle stream shows a sign of life.
const keepAlive = 15 * time.Second

// runEvents streams a run's progress as server-sent events until it has ended.
// Who comes back with Last-Event-ID gets what came after it; 204, which tells
// a browser to stop, when that was the end.
func (a *API) runEvents(w http.ResponseWriter, r *http.Request) {
	id, ok := identity.From(r.Context())
	if !ok {
		problem.New(problem.Internal, "the request has no identity").ServeHTTP(w, r)
		return
	}
	last, err := lastEvent(r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	stream := &stream{w: w, flush: http.NewResponseController(w).Flush, last: last}
	defer stream.keepAlive()()
	run, err := a.config.Runs.Follow(r.Context(), id.User, r.PathValue("id"), stream.tell)
	stream.mu.Lock()
	defer stream.mu.Unlock()
	switch {
	case stream.begun:
	case err != nil:
		a.fail(w, r, err)
	case run.Status.Final(): // and all of it was told before
		w.WriteHeader(http.StatusNoContent)
	}
}

func lastEvent(r *http.Request) (int, error) {
	value := r.Header.Get("Last-Event-ID")
	if value == "" {
		return 0, nil
	}
	last, err := strconv.Atoi(value)
	if err != nil || last < 0 {
		return 0, &refusal{kind: problem.BadRequest, words: fmt.Sprintf("Last-Event-ID: %q is no id of an event of this run", value)}
	}
	return last, nil
}

// stream writes events to one client, each once.
type stream struct {
	mu    sync.Mutex
	w     http.ResponseWriter
	flush func() error
	last  int // place of the last event that the client has
	begun bool
}

// tell writes what is new. A stream begins with its first event, so that a run
// that is not there, or is over, can be answered otherwise.
func (s *stream) tell(run workflow.Run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := eventsOf(run)
	ended := run.Status.Final() && len(events) > 0 && events[len(events)-1].place <= s.last
	if !s.begun && !ended {
		s.w.Header().Set("Content-Type", "text/event-stream")
		s.w.Header().Set("X-Accel-Buffering", "no") // nginx would hold events back
		s.w.WriteHeader(http.StatusOK)
		_, _ = fmt.Fprint(s.w, "retry: 2000\n\n")
		s.begun = true
	}
	for _, event := range events {
		if event.place <= s.last {
			continue
		}
		data, err := json.Marshal(event.RunEvent)
		if err != nil {
			continue // its result was JSON when it was read
		}
		_, _ = fmt.Fprintf(s.w, "id: %d\nevent: %s\ndata: %s\n\n", event.place, event.event, data)
		s.last = event.place
	}
	if s.begun {
		_ = s.flush() // a client that hung up ends the request's context
	}
}

// keepAlive sends comments while nothing happens, until stop is called.
func (s *stream) keepAlive() (stop func()) {
	ticker, done := time.NewTicker(keepAlive), make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				s.mu.Lock()
				if s.begun {
					_, _ = fmt.Fprint(s.w, ": still running\n\n")
					_ = s.flush()
				}
				s.mu.Unlock()
			}
		}
	})
	return func() {
		ticker.Stop()
		close(done)
		group.Wait() // nothing may be written once the handler has returned
	}
}
