package workflow

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// liveRuns are the runs that this process carries out now, and who listens.
type liveRuns struct {
	mu        sync.Mutex
	runs      map[string]*liveRun      // by execution id
	listeners map[string][]listener    // by execution id
	idle      chan struct{}            // closed when the last run ends; nil while none waits
	ended     []string                 // execution ids that have ended here, perhaps unwritten, until recentlyEnded asks
	parked    map[string]chan struct{} // by execution id
}

// listener is told of every event of a run, or of its end alone.
type listener struct {
	events  chan Event
	endOnly bool
}

// liveRun is a run that this process carries out.
type liveRun struct {
	id, runID string
	total     int
	startedAt time.Time // of a run that is carried out here from its start, else zero
	all       *liveRuns
	cancel    context.CancelCauseFunc
	cancelled bool
	waiting   bool        // for its turn
	steps     []StepState // those begun here, at their places
	values    map[string]string
	doing     string // what the step that runs has last reported
}

// begin takes in a run that goes on here; it waits until it began.
func (l *liveRuns) begin(id, runID string, total int) *liveRun {
	l.mu.Lock()
	defer l.mu.Unlock()
	run := &liveRun{id: id, runID: runID, total: total, all: l, waiting: true, steps: make([]StepState, total)}
	l.runs[id] = run
	return run
}

// expect takes in a run that is about to be started here, or gives nil when this
// process carries it out already.
func (l *liveRuns) expect(id, runID string, startedAt time.Time, total int) *liveRun {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.runs[id] != nil {
		return nil
	}
	run := &liveRun{id: id, runID: runID, total: total, startedAt: startedAt, all: l, waiting: true, steps: make([]StepState, total)}
	l.runs[id] = run
	return run
}

// forget drops a run that was expected and could not be started.
func (r *liveRun) forget() {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	if r.all.runs[r.id] == r {
		delete(r.all.runs, r.id)
		r.all.rest()
	}
}

// started is when a run was started that is carried out here from its start.
func (l *liveRuns) started(id string) (at time.Time, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if run := l.runs[id]; run != nil {
		at = run.startedAt
	}
	return at, !at.IsZero()
}

// began notes that the run's turn has come.
func (r *liveRun) began() {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	r.waiting = false
	r.send(Event{Status: Running})
}

// end tells listeners how the run ended here and lets them go. When the run
// has come back to this process in the meantime, they stay with the newer one.
func (r *liveRun) end(status Status, err error) {
	event := Event{Status: status, of: r}
	if err != nil && status == Failed {
		event.Error = err.Error()
	}
	l := r.all
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.runs[r.id] != r {
		return
	}
	r.send(event)
	for _, listener := range l.listeners[r.id] {
		close(listener.events)
	}
	delete(l.listeners, r.id)
	delete(l.runs, r.id)
	if status != Succeeded || r.startedAt.IsZero() { // else it was told because it is written down
		l.ended = append(l.ended, r.id)
	}
	l.rest()
}

// rest tells who waits for it that no run is left. The lock is held.
func (l *liveRuns) rest() {
	if len(l.runs) == 0 && l.idle != nil {
		close(l.idle)
		l.idle = nil
	}
}

// emit fills in the run and hands the event to who listens, never waiting.
func (r *liveRun) emit(event Event) {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	r.send(event)
}

// send is emit for who holds the lock.
func (r *liveRun) send(event Event) {
	event.RunID, event.Total, event.At = r.runID, r.total, time.Now().UTC()
	for _, listener := range r.all.listeners[r.id] {
		if listener.endOnly && event.of == nil {
			continue
		}
		select {
		case listener.events <- event:
		default:
		}
	}
}

// started and succeeded note where a step stands, and tell who listens. What a
// step has left is seen a moment before its checkpoint is written.
func (r *liveRun) started(index int, name string) (at time.Time) {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	r.doing, at = "", now()
	r.steps[index] = StepState{Name: name, Status: Running, StartedAt: at}
	r.send(Event{Step: name, Index: index, Status: Running})
	return at
}

func (r *liveRun) succeeded(index int, name string, left State) StepState {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	r.steps[index].Status, r.steps[index].Result, r.steps[index].EndedAt = Succeeded, left.Result, now()
	r.values = left.Values
	r.send(Event{Step: name, Index: index, Status: Succeeded, Result: left.Result})
	return r.steps[index]
}

// overtaken forgets what the steps did here: others went on with the run, and
// what they did counts.
func (r *liveRun) overtaken() {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	clear(r.steps)
	r.values = nil
}

// whole makes of a run that was read before what it is when it has succeeded
// here. It reports false when it has not, or not all of it here.
func (r *liveRun) whole(run *Run) bool {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	ended := *run
	ended.Steps, ended.Values = slices.Clone(r.steps), maps.Clone(r.values)
	if !ended.succeeded() {
		return false
	}
	*run = ended
	return true
}

// now is the time as finely as checkpoints keep it.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// bring moves a run that was read from the checkpoints on to where it stands in
// this process. It reports false when only the checkpoints know: the run is not
// carried out here, or was cancelled.
func (l *liveRuns) bring(id string, run *Run) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	live := l.runs[id]
	if live == nil || live.cancelled || run.Status.Final() {
		return false
	}
	run.Status, run.Steps = Running, slices.Clone(run.Steps)
	if live.waiting {
		run.Status, run.Step = Pending, ""
		for i := range run.Steps {
			if run.Steps[i].Status == Running {
				run.Steps[i].Status = Pending
			}
		}
		return true
	}
	if live.values != nil {
		run.Values = maps.Clone(live.values)
	}
	for i, step := range live.steps {
		switch step.Status {
		case Running:
			run.Step, step.Doing = step.Name, live.doing
		case Succeeded:
			run.UpdatedAt = step.EndedAt
			if i+1 < len(run.Steps) { // about to begin
				run.Step, run.Steps[i+1].Status = run.Steps[i+1].Name, Running
			}
		default: // pending, or finished before this process took the run over
			continue
		}
		run.Steps[i] = step
	}
	return true
}

// report takes what the step that runs is at.
func (r *liveRun) report(doing string) {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	r.doing = doing
}

// during lets the run's cancel reach the step that runs now.
func (r *liveRun) during(cancel context.CancelCauseFunc) (stop func()) {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	if r.cancelled {
		cancel(ErrCancelled)
	}
	r.cancel = cancel
	return func() {
		r.all.mu.Lock()
		defer r.all.mu.Unlock()
		r.cancel = nil
	}
}

func (l *liveRuns) cancel(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	run := l.runs[id]
	if run == nil {
		return
	}
	run.cancelled = true
	if run.cancel != nil {
		run.cancel(ErrCancelled)
	}
}

func (l *liveRuns) subscribe(id string, endOnly bool) (<-chan Event, func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	events := make(chan Event, 16) // more than a run of five steps has
	if l.listeners == nil {
		l.listeners = map[string][]listener{}
	}
	l.listeners[id] = append(l.listeners[id], listener{events, endOnly})
	return events, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for i, listener := range l.listeners[id] {
			if listener.events == events {
				l.listeners[id] = append(l.listeners[id][:i:i], l.listeners[id][i+1:]...)
				close(events)
				break
			}
		}
		if len(l.listeners[id]) == 0 {
			delete(l.listeners, id)
		}
	}
}

// park gives a channel to wait at for a run that ends here and is pending: what
// carried it out so far may write down no outcome before somebody goes on with
// it. It is nil for other runs.
func (l *liveRuns) park(id string, status Status) <-chan struct{} {
	if status != Pending {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.parked == nil {
		l.parked = map[string]chan struct{}{}
	}
	if l.parked[id] == nil {
		l.parked[id] = make(chan struct{})
	}
	return l.parked[id]
}

// unpark lets what waits for a run go.
func (l *liveRuns) unpark(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if parked := l.parked[id]; parked != nil {
		close(parked)
		delete(l.parked, id)
	}
}

// recentlyEnded gives, once, the runs that have ended here since it was asked
// last, but for those that are known to be written down.
func (l *liveRuns) recentlyEnded() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	ended := l.ended
	l.ended = nil
	return ended
}

// carries reports whether this process carries out the run.
func (l *liveRuns) carries(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.runs[id] != nil
}

// count is how many runs of this process wait or run: all, and the user's.
func (l *liveRuns) count(user uuid.UUID) (all, yours int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	prefix := user.String() + ":"
	for id := range l.runs {
		if strings.HasPrefix(id, prefix) {
			yours++
		}
	}
	return len(l.runs), yours
}

// drain waits until no run is left or ctx ends.
func (l *liveRuns) drain(ctx context.Context) {
	l.mu.Lock()
	if len(l.runs) == 0 {
		l.mu.Unlock()
		return
	}
	if l.idle == nil {
		l.idle = make(chan struct{})
	}
	idle := l.idle
	l.mu.Unlock()
	select {
	case <-idle:
	case <-ctx.Done():
	}
}
