package llm_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

// The time per call is our overhead and the test server's together: its answers
// take no time to think up.

func benchmarkServer(b *testing.B, reply llmtest.Reply) llm.Model {
	b.Helper()
	server := llmtest.New(b)
	server.Answer = func(llmtest.Request) llmtest.Reply { return reply }
	model, err := llm.Open(llm.Config{BaseURL: server.URL, Model: "test", Budget: llm.NewBudget(llm.Limits{}, nil)})
	require.NoError(b, err)
	return model
}

var offerSized = strings.Repeat("We look for someone who knows the trade and its tools. ", 200) // 11 kB

func BenchmarkGenerate(b *testing.B) {
	model := benchmarkServer(b, llmtest.Text(strings.Repeat("words ", 50)))
	request := ask(offerSized)
	for b.Loop() {
		_, err := model.Generate(b.Context(), request)
		require.NoError(b, err)
	}
}

func BenchmarkGenerateStructured(b *testing.B) {
	model := benchmarkServer(b, llmtest.JSON(good))
	request := ask(offerSized)
	for b.Loop() {
		_, err := model.GenerateStructured(b.Context(), request, posting)
		require.NoError(b, err)
	}
}

// BenchmarkLongAnswer streams 1000 pieces, 3 kB: the cost per token.
func BenchmarkLongAnswer(b *testing.B) {
	model := benchmarkServer(b, llmtest.Reply{Text: strings.Repeat("abc", 1000), Size: 3})
	request := ask("Go.")
	for b.Loop() {
		_, err := model.Generate(b.Context(), request)
		require.NoError(b, err)
	}
}

// BenchmarkCall sets a structured call beside a bare HTTP client that sends
// the same question to the same server and reads the answer's bytes. ms-own is
// the difference: what our side costs a call.
func BenchmarkCall(b *testing.B) {
	server := llmtest.New(b)
	server.Answer = func(llmtest.Request) llmtest.Reply { return llmtest.Reply{Text: goodJSON, Size: 4} }
	model, err := llm.Open(llm.Config{BaseURL: server.URL, Model: "test", Budget: llm.NewBudget(llm.Limits{}, nil)})
	require.NoError(b, err)
	ask := llm.Ask(offerSized, llm.RequestParams{SystemPrompt: "You read."})
	_, err = model.GenerateStructured(b.Context(), ask, posting)
	require.NoError(b, err)
	body := server.Requests()[0].Body
	var own, bare time.Duration
	for b.Loop() {
		start := time.Now()
		_, err := model.GenerateStructured(b.Context(), ask, posting)
		require.NoError(b, err)
		own += time.Since(start)

		start = time.Now()
		response, err := http.Post(server.URL+"/chat/completions", "application/json", bytes.NewReader(body))
		require.NoError(b, err)
		_, err = io.Copy(io.Discard, response.Body)
		require.NoError(b, err)
		response.Body.Close()
		bare += time.Since(start)
	}
	b.ReportMetric(float64(own-bare)/float64(b.N)/1e6, "ms-own")
	b.ReportMetric(float64(own)/float64(bare), "times-bare")
}
