package workflow

import (
	"context"
	"sync"
	"time"
)

// liveRuns are the runs that this process carries out now, and who listens.
type liveRuns struct {
	mu        sync.Mutex
	runs      map[string]*liveRun     // by execution id
	listeners map[string][]chan Event // by execution id
	idle      chan struct{}           // closed when the last run ends; nil while none waits
	ended     []string                // execution ids that have ended here, until recentlyEnded asks
}

// liveRun is a run that this process carries out.
type liveRun struct {
	id, runID string
	total     int
	all       *liveRuns
	done      chan struct{} // closed when the steps have ended
	cancel    context.CancelCauseFunc
	cancelled bool
	doing     string // what the step that runs has last reported
}

func (l *liveRuns) begin(id, runID string, total int) *liveRun {
	l.mu.Lock()
	run := &liveRun{id: id, runID: runID, total: total, all: l, done: make(chan struct{})}
	l.runs[id] = run
	l.mu.Unlock()
	run.emit(Event{Status: Running})
	return run
}

// end tells listeners how the run ended here and lets them go. When the run
// has come back to this process in the meantime, they stay with the newer one.
func (r *liveRun) end(status Status, err error) {
	event := Event{Status: status}
	if err != nil && status == Failed {
		event.Error = err.Error()
	}
	l := r.all
	l.mu.Lock()
	defer l.mu.Unlock()
	defer close(r.done)
	if l.runs[r.id] != r {
		return
	}
	r.send(event)
	for _, listener := range l.listeners[r.id] {
		close(listener)
	}
	delete(l.listeners, r.id)
	delete(l.runs, r.id)
	l.ended = append(l.ended, r.id)
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
		select {
		case listener <- event:
		default:
		}
	}
}

// report takes what the step that runs is at.
func (r *liveRun) report(doing string) {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	r.doing = doing
}

// doing is what the step that runs is at, "" when it does not say or runs in
// another process.
func (l *liveRuns) doing(id string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if run := l.runs[id]; run != nil {
		return run.doing
	}
	return ""
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

func (l *liveRuns) subscribe(id string) (<-chan Event, func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	events := make(chan Event, 64)
	if l.listeners == nil {
		l.listeners = map[string][]chan Event{}
	}
	l.listeners[id] = append(l.listeners[id], events)
	return events, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		for i, listener := range l.listeners[id] {
			if listener == events {
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

// wait returns after pause, at most, or when the steps of a run of this process
// have ended: its outcome is written right behind them.
func (l *liveRuns) wait(ctx context.Context, id string, pause, most time.Duration) error {
	l.mu.Lock()
	run := l.runs[id]
	l.mu.Unlock()
	var done <-chan struct{}
	if run != nil {
		done, pause = run.done, time.Second
	}
	timer := time.NewTimer(min(pause, most))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-done:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// recentlyEnded gives, once, the runs that have ended here since it was asked
// last.
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

// count is how many runs this process carries out.
func (l *liveRuns) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.runs)
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
