// Package otlptest is an OpenTelemetry collector for tests: it takes OTLP over
// HTTP, decodes the protobuf and keeps what it got.
package otlptest

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"
	resourcepb "go.opentelemetry.io/proto/otlp/resource/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
)

// Server is a collector. Set its fields before the first message.
type Server struct {
	URL  string
	Busy int // messages that are answered with 503 first

	mu       sync.Mutex
	spans    []*tracepb.Span
	metrics  map[string]*metricspb.Metric // the latest of each name
	resource map[string]string
	headers  []http.Header
	text     bytes.Buffer
}

// New starts a collector that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{metrics: map[string]*metricspb.Metric{}, resource: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", func(w http.ResponseWriter, r *http.Request) {
		var message tracepb.TracesData
		s.take(w, r, &message, func() {
			for _, resource := range message.ResourceSpans {
				s.about(resource.Resource)
				for _, scope := range resource.ScopeSpans {
					s.spans = append(s.spans, scope.Spans...)
				}
			}
		})
	})
	mux.HandleFunc("POST /v1/metrics", func(w http.ResponseWriter, r *http.Request) {
		var message metricspb.MetricsData
		s.take(w, r, &message, func() {
			for _, resource := range message.ResourceMetrics {
				s.about(resource.Resource)
				for _, scope := range resource.ScopeMetrics {
					for _, metric := range scope.Metrics {
						s.metrics[metric.Name] = metric
					}
				}
			}
		})
	})
	listening := httptest.NewServer(mux)
	t.Cleanup(listening.Close)
	s.URL = listening.URL
	return s
}

// take reads a message and has it kept, or answers why not.
func (s *Server) take(w http.ResponseWriter, r *http.Request, message proto.Message, keep func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Busy > 0 {
		s.Busy--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	var body io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		body = unpacked
	}
	raw, err := io.ReadAll(body)
	if err == nil {
		err = proto.UnmarshalOptions{DiscardUnknown: false}.Unmarshal(raw, message)
	}
	if err != nil || r.Header.Get("Content-Type") != "application/x-protobuf" {
		http.Error(w, "no OTLP", http.StatusBadRequest)
		return
	}
	s.headers = append(s.headers, r.Header.Clone())
	s.text.WriteString(prototext.Format(message))
	keep()
}

// about keeps what a message says of its sender.
func (s *Server) about(resource *resourcepb.Resource) {
	for _, kv := range resource.GetAttributes() {
		s.resource[kv.Key] = kv.Value.GetStringValue()
	}
}

// Spans are all spans, in the order in which they came.
func (s *Server) Spans() []*tracepb.Span {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.spans)
}

// Metrics are the metrics as they came last, by name.
func (s *Server) Metrics() map[string]*metricspb.Metric {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.metrics)
}

// Resource is what the sender says of itself.
func (s *Server) Resource() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.resource)
}

// Headers are those of each message.
func (s *Server) Headers() []http.Header {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.headers)
}

// Text is everything that came, as text to search.
func (s *Server) Text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
