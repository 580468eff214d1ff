package server

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// health asks every part at once. It answers 200 with each part's state, or 503
// naming the failing part.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	report := map[string]string{"status": "ok", "version": s.config.Version}
	if s.draining.Load() {
		report["status"] = "draining"
	}
	failures := make([]error, len(s.config.Checks))
	var group sync.WaitGroup
	for i, check := range s.config.Checks {
		group.Go(func() { failures[i] = check.Run(ctx) })
	}
	group.Wait()
	for i, check := range s.config.Checks {
		report[check.Name] = "ok"
		if err := failures[i]; err != nil {
			s.config.Log.ErrorContext(ctx, "health check failed", "part", check.Name, "error", err)
			report[check.Name], report["status"] = "failing", "failing"
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if report["status"] != "ok" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(report) // a client that hung up needs no answer
}
