package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// event is one server-sent event.
type event struct {
	id, name string
	data     struct {
		Step    string            `json:"step"`
		Status  string            `json:"status"`
		Done    int               `json:"done"`
		Total   int               `json:"total"`
		Handles map[string]string `json:"handles"`
	}
}

func (e event) String() string {
	return fmt.Sprintf("%s %s %s %s %d/%d", e.id, e.name, e.data.Step, e.data.Status, e.data.Done, e.data.Total)
}

// follow reads at most most events of a run, and then hangs up.
func (w *world) follow(path string, most int, headers ...string) (events []event) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 30*time.Second)
	defer cancel()
	answer, err := http.DefaultClient.Do(w.request(mara, http.MethodGet, path, nil, headers...).WithContext(ctx))
	require.NoError(w.t, err)
	defer answer.Body.Close()
	require.Equal(w.t, http.StatusOK, answer.StatusCode)
	require.Equal(w.t, "text/event-stream", answer.Header.Get("Content-Type"))
	lines := bufio.NewReader(answer.Body)
	var current event
	for len(events) < most {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			return events
		}
		require.NoError(w.t, err)
		field, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch field {
		case "id":
			current.id = value
		case "event":
			current.name = value
		case "data":
			require.NoError(w.t, json.Unmarshal([]byte(value), &current.data))
		case "":
			if current.id != "" {
				events = append(events, current)
			}
			current = event{}
		}
	}
	return events
}

var wholeRun = []string{
	"1 step parse_job_offer running 0/5",
	"2 step parse_job_offer succeeded 1/5",
	"3 step plan_cv_changes running 1/5",
	"4 step plan_cv_changes succeeded 2/5",
	"5 step apply_cv_edits running 2/5",
	"6 step apply_cv_edits succeeded 3/5",
	"7 step render_pdf running 3/5",
	"8 step render_pdf succeeded 4/5",
	"9 step save_application running 4/5",
	"10 step save_application succeeded 5/5",
	"11 run  succeeded 5/5",
}

func told(events []event) (lines []string) {
	for _, e := range events {
		lines = append(lines, e.String())
	}
	return lines
}

func TestProgressIsToldAsItHappensAndAgain(t *testing.T) {
	w := newWorld(t)
	w.hold = make(chan struct{})
	answer := w.send(mara, http.MethodPost, "/applications", sample(t))
	path := answer.Header.Get("Location") + "/events"
	first := w.follow(path, 1) // hangs up in mid-run
	assert.Equal(t, wholeRun[:1], told(first))
	close(w.hold)
	live := w.follow(path, 100, "Last-Event-ID", "1")
	assert.Equal(t, wholeRun[1:], told(live))
	assert.NotEmpty(t, live[len(live)-1].data.Handles["application_id"])
	assert.Equal(t, wholeRun, told(w.follow(path, 100)), "who comes late is told everything")
	assert.Equal(t, wholeRun[8:], told(w.follow(path, 100, "Last-Event-ID", "8")))
	ended := w.send(mara, http.MethodGet, path, nil, "Last-Event-ID", "11")
	assert.Equal(t, http.StatusNoContent, ended.StatusCode, "204 tells a browser not to come back")
}

func TestEventsOfACancelledRunEnd(t *testing.T) {
	w := newWorld(t)
	w.hold = make(chan struct{})
	defer close(w.hold)
	location := w.send(mara, http.MethodPost, "/applications", sample(t)).Header.Get("Location")
	done := make(chan []event, 1)
	go func() { done <- w.follow(location+"/events", 100) }()
	time.Sleep(50 * time.Millisecond)
	w.send(mara, http.MethodDelete, location, nil)
	events := <-done
	require.NotEmpty(t, events)
	assert.Equal(t, "11 run  cancelled 1/5", events[len(events)-1].String())
}

func TestClientsThatHangUpAreForgotten(t *testing.T) {
	w := newWorld(t)
	w.hold = make(chan struct{})
	defer close(w.hold)
	path := w.send(mara, http.MethodPost, "/applications", sample(t)).Header.Get("Location") + "/events"
	for range 20 {
		w.follow(path, 1)
	}
	assert.Eventually(t, func() bool { return w.following.Load() == 0 }, 10*time.Second, 10*time.Millisecond)
}
