package llm_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
	"github.com/bespoke-cv/bespoke/progress"
)

func TestErrorsOfAServerAreToldApart(t *testing.T) { onBothAPIs(t, testErrorsOfAServerAreToldApart) }

func testErrorsOfAServerAreToldApart(t *testing.T) {
	ollama404 := llmtest.FailWith(404, "application/json", `{"error":{"message":"model \"test-model\" not found, try pulling it first","type":"api_error","param":null,"code":null}}`)
	for name, c := range map[string]struct {
		reply llmtest.Reply
		kind  error
		hint  string
	}{
		"wrong key":              {llmtest.Fail(401, llmtest.Error{Message: "Incorrect API key", Code: "invalid_api_key"}), llm.ErrKey, "OPENAI_API_KEY is wrong"},
		"no right":               {llmtest.Fail(403, llmtest.Error{Message: "no access", Code: "unsupported_country_region_territory"}), llm.ErrKey, "permissions and region"},
		"no credit":              {llmtest.Fail(429, llmtest.Error{Message: "You exceeded your current quota", Code: "insufficient_quota"}), llm.ErrQuota, "add credit"},
		"no credit, OpenRouter":  {llmtest.FailWith(402, "application/json", `{"error":{"code":402,"message":"Insufficient credits"}}`), llm.ErrQuota, "add credit"},
		"no model":               {llmtest.Fail(404, llmtest.Error{Message: "The model `x` does not exist", Code: "model_not_found"}), llm.ErrModel, "BESPOKE_MODEL"},
		"no model, Ollama":       {ollama404, llm.ErrModel, "BESPOKE_MODEL"},
		"no model, OpenRouter":   {llmtest.FailWith(400, "application/json", `{"error":{"code":400,"message":"x/y is not a valid model ID"}}`), llm.ErrModel, "BESPOKE_MODEL"},
		"model of no API":        {llmtest.Fail(404, llmtest.Error{Message: "This model is only supported in v1/responses and not in v1/chat/completions."}), llm.ErrModel, "does not answer on the API"},
		"no API":                 {llmtest.FailWith(404, "text/plain", "404 page not found"), llm.ErrEndpoint, "ends in /v1"},
		"a web page":             {llmtest.FailWith(200, "text/html", "<html>welcome</html>"), llm.ErrEndpoint, "web page"},
		"too long, llama.cpp":    {llmtest.FailWith(400, "application/json", `{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}`), llm.ErrTooLong, "larger context"},
		"too large":              {llmtest.FailWith(413, "text/html", "<html>"), llm.ErrTooLong, "less at once"},
		"bad request":            {llmtest.FailWith(400, "application/json", `{"detail":"something else"}`), llm.ErrRejected, ""},
		"failing proxy":          {llmtest.FailWith(502, "text/html", "<html>Bad Gateway</html>"), llm.ErrServer, "log"},
		"overloaded":             {llmtest.FailWith(529, "application/json", `{"error":{"type":"overloaded_error"}}`), llm.ErrBusy, "later"},
		"error in the stream":    {llmtest.Reply{Text: "some words", ErrorAfter: 1, Error: llmtest.Error{Message: "boom", Type: "server_error"}}, llm.ErrServer, "log"},
		"rate limit in a stream": {llmtest.Reply{Text: "some words", ErrorAfter: 1, Error: llmtest.Error{Message: "slow down", Code: "rate_limit_exceeded"}}, llm.ErrBusy, "later"},
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t)
			server.Answer = func(llmtest.Request) llmtest.Reply { return c.reply }
			model := fast(t, server, func(config *llm.Config) { config.MaxRetries = -1 })
			_, err := model.Generate(t.Context(), ask("secret words"))
			require.ErrorIs(t, err, c.kind)
			assert.Contains(t, err.Error(), c.hint)
			assert.Contains(t, err.Error(), "test-model at 127.0.0.1")
			assert.NotContains(t, err.Error(), "test-key")
			assert.NotContains(t, err.Error(), "secret words")
		})
	}
}

func TestAKeyThatTheServerChecks(t *testing.T) { onBothAPIs(t, testAKeyThatTheServerChecks) }

func testAKeyThatTheServerChecks(t *testing.T) {
	server := llmtest.New(t, llmtest.Text("welcome"))
	server.Key, server.Models = "test-key", []string{"test-model"}
	_, err := fast(t, server).Generate(t.Context(), ask("hello"))
	require.NoError(t, err)

	_, err = fast(t, server, func(config *llm.Config) { config.Key = "other" }).Generate(t.Context(), ask("hello"))
	require.ErrorIs(t, err, llm.ErrKey)
	_, err = fast(t, server, func(config *llm.Config) { config.Key = "" }).Generate(t.Context(), ask("hello"))
	require.ErrorIs(t, err, llm.ErrKey)
	assert.Contains(t, err.Error(), "this server wants a key: set OPENAI_API_KEY")
	_, err = fast(t, server, func(config *llm.Config) { config.Model = "other" }).Generate(t.Context(), ask("hello"))
	require.ErrorIs(t, err, llm.ErrModel)
	assert.Contains(t, err.Error(), "it has test-model: set BESPOKE_MODEL")
	assert.Len(t, server.Requests(), 2, "neither is asked twice")
}

func TestAKeyOfTheEnvironmentIsNotSentElsewhere(t *testing.T) {
	t.Setenv("OPENAI_API_KEY", "sk-of-openai")
	t.Setenv("OPENAI_ORG_ID", "org-1")
	t.Setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
	server := llmtest.New(t, llmtest.Text("hello"))
	_, err := fast(t, server, func(config *llm.Config) { config.Key = "" }).Generate(t.Context(), ask("hello"))
	require.NoError(t, err)
	header := server.Requests()[0].Header
	assert.Empty(t, header.Get("Authorization"))
	assert.Empty(t, header.Get("OpenAI-Organization"))
}

func TestABusyServerIsAskedAgain(t *testing.T) { onBothAPIs(t, testABusyServerIsAskedAgain) }

func testABusyServerIsAskedAgain(t *testing.T) {
	for name, replies := range map[string][]llmtest.Reply{
		"429 without a word":     {llmtest.Busy("")},
		"503 while it loads":     {llmtest.FailWith(503, "application/json", `{"error":{"message":"Loading model"}}`)},
		"500 then 502":           {llmtest.FailWith(500, "text/plain", "oops"), llmtest.FailWith(502, "text/html", "<html>")},
		"connection dropped":     {llmtest.Drop("partial words that are lost", 1)},
		"dropped at once":        {llmtest.Drop("", 0)},
		"stream without its end": {{Text: "partial", DropAfter: 1}},
		"error in the stream":    {{Text: "some words", ErrorAfter: 1, Error: llmtest.Error{Code: "503", Message: "overloaded"}}},
	} {
		t.Run(name, func(t *testing.T) {
			model := fast(t, llmtest.New(t, append(replies, llmtest.Text("whole"))...))
			response, err := model.Generate(t.Context(), ask("Go."))
			require.NoError(t, err)
			assert.Equal(t, "whole", response.Text)
			assert.Equal(t, len(replies)+1, response.Calls)
		})
	}
}

func TestRetryAfterIsWaitedFor(t *testing.T) {
	for name, after := range map[string]func() (string, time.Duration){
		"seconds": func() (string, time.Duration) { return "1", 900 * time.Millisecond },
		// A date has whole seconds: three ahead are more than two.
		"date": func() (string, time.Duration) {
			return time.Now().UTC().Add(3 * time.Second).Format(http.TimeFormat), 1900 * time.Millisecond
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, least := after()
			model := fast(t, llmtest.New(t, llmtest.Busy(text), llmtest.Text("at last")))
			response, err := model.Generate(t.Context(), ask("Go."))
			require.NoError(t, err)
			assert.GreaterOrEqual(t, response.Elapsed, least)
		})
	}
}

func TestARetryAfterBeyondTheDeadlineIsNotWaitedFor(t *testing.T) {
	onBothAPIs(t, testARetryAfterBeyondTheDeadlineIsNotWaitedFor)
}

func testARetryAfterBeyondTheDeadlineIsNotWaitedFor(t *testing.T) {
	server := llmtest.New(t, llmtest.Busy("120"))
	response, err := fast(t, server).Generate(t.Context(), ask("Go."))
	require.ErrorIs(t, err, llm.ErrBusy)
	var e *llm.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, 2*time.Minute, e.RetryAfter)
	assert.Contains(t, err.Error(), "asks to wait 2m0s")
	assert.Equal(t, 1, response.Calls)
}

func TestRetriesEnd(t *testing.T) { onBothAPIs(t, testRetriesEnd) }

func testRetriesEnd(t *testing.T) {
	server := llmtest.New(t, llmtest.Busy(""), llmtest.Busy(""), llmtest.Busy(""))
	_, err := fast(t, server, func(config *llm.Config) { config.MaxRetries = 2 }).Generate(t.Context(), ask("Go."))
	require.ErrorIs(t, err, llm.ErrBusy)
	assert.Len(t, server.Requests(), 3)
}

func TestSilence(t *testing.T) { onBothAPIs(t, testSilence) }

func testSilence(t *testing.T) {
	quick := func(config *llm.Config) {
		config.FirstByte, config.StallTimeout = 150*time.Millisecond, 150*time.Millisecond
	}
	for name, reply := range map[string]llmtest.Reply{
		"before the first byte": llmtest.Stall("", 0),
		"in the headers":        {Text: "late", Delay: time.Minute},
		"within the answer":     llmtest.Stall("some words and then nothing", 1),
	} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t, reply)
			response, err := fast(t, server, quick).Generate(t.Context(), ask("Go."))
			require.ErrorIs(t, err, llm.ErrStalled)
			assert.NotErrorIs(t, err, context.Canceled, "the caller has not cancelled")
			assert.Len(t, server.Requests(), 1)
			if name == "within the answer" {
				assert.Equal(t, "some words a", response.Text)
				assert.NotZero(t, response.Usage.Total(), "what came was paid for")
			}
		})
	}
}

func TestSlowTokensAreNoSilence(t *testing.T) { onBothAPIs(t, testSlowTokensAreNoSilence) }

func testSlowTokensAreNoSilence(t *testing.T) {
	server := llmtest.New(t, llmtest.Reply{Text: strings.Repeat("slow words, ", 10), Pace: 60 * time.Millisecond})
	model := fast(t, server, func(config *llm.Config) { config.StallTimeout = 400 * time.Millisecond })
	response, err := model.Generate(t.Context(), ask("Go."))
	require.NoError(t, err)
	assert.Greater(t, response.Elapsed, 400*time.Millisecond)
}

func TestTheDeadlineEndsSlowAnswers(t *testing.T) { onBothAPIs(t, testTheDeadlineEndsSlowAnswers) }

func testTheDeadlineEndsSlowAnswers(t *testing.T) {
	slow := llmtest.Reply{Text: strings.Repeat("slow words, ", 100), Pace: 50 * time.Millisecond}
	model := fast(t, llmtest.New(t, slow, slow))
	request := ask("Go.")
	request.Params.Timeout = 200 * time.Millisecond
	response, err := model.Generate(t.Context(), request)
	require.ErrorIs(t, err, llm.ErrSlow)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.NotEmpty(t, response.Text)

	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err = model.Generate(ctx, ask("Go."))
	require.ErrorIs(t, err, llm.ErrSlow)
}

func TestCancelEndsACallAtOnce(t *testing.T) { onBothAPIs(t, testCancelEndsACallAtOnce) }

func testCancelEndsACallAtOnce(t *testing.T) {
	for name, reply := range map[string]llmtest.Reply{
		"before the answer": {Text: "late", Delay: time.Minute},
		"mid-stream":        {Text: strings.Repeat("words, ", 1000), Pace: 20 * time.Millisecond},
		"in silence":        llmtest.Stall("words and words and words", 1),
		"in a pause":        llmtest.Busy("5"),
	} {
		t.Run(name, func(t *testing.T) {
			model := fast(t, llmtest.New(t, reply))
			ctx, cancel := context.WithCancel(t.Context())
			var cancelled time.Time
			time.AfterFunc(150*time.Millisecond, func() { cancelled = time.Now(); cancel() })
			_, err := model.Generate(ctx, ask("Go."))
			require.ErrorIs(t, err, context.Canceled)
			assert.Less(t, time.Since(cancelled), time.Second)
		})
	}
}

func TestTheCauseOfACancelIsKept(t *testing.T) {
	reason := errors.New("the run was stopped by its owner")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(50*time.Millisecond, func() { cancel(reason) })
	_, err := fast(t, llmtest.New(t, llmtest.Reply{Delay: time.Minute})).Generate(ctx, ask("Go."))
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, reason)
}

func TestAServerThatIsNotThere(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	for url, hint := range map[string]string{
		"http://" + address + "/v1":      "nothing listens there",
		"http://no-such-host.invalid/v1": "the host name is unknown",
		tlsTo(t):                         "http or https",
	} {
		model, err := llm.Open(llm.Config{BaseURL: url, Model: "m"})
		require.NoError(t, err)
		response, err := model.Generate(t.Context(), ask("Go."))
		require.ErrorIs(t, err, llm.ErrEndpoint, url)
		assert.Contains(t, err.Error(), hint)
		assert.Equal(t, 1, response.Calls)
	}
}

// tlsTo is an https URL of a server that speaks plain HTTP.
func tlsTo(t *testing.T) string {
	return "https" + strings.TrimPrefix(llmtest.New(t).URL, "http")
}

func TestProgressMovesWhileTheModelIsSilentAndWhileItSpeaks(t *testing.T) {
	onBothAPIs(t, testProgressMovesWhileTheModelIsSilentAndWhileItSpeaks)
}

func testProgressMovesWhileTheModelIsSilentAndWhileItSpeaks(t *testing.T) {
	var mu sync.Mutex
	var updates []progress.Update
	ctx := progress.With(t.Context(), func(update progress.Update) {
		mu.Lock()
		defer mu.Unlock()
		updates = append(updates, update)
	})
	server := llmtest.New(t, llmtest.Reply{Text: strings.Repeat("private words", 12), Delay: 1100 * time.Millisecond, Pace: 100 * time.Millisecond})
	_, err := fast(t, server).Generate(ctx, ask("Go."))
	require.NoError(t, err)
	mu.Lock()
	defer mu.Unlock()
	require.GreaterOrEqual(t, len(updates), 4)
	var messages []string
	for i, update := range updates {
		messages = append(messages, update.Message)
		if i > 0 {
			assert.Greater(t, update.Done, updates[i-1].Done)
		}
	}
	all := strings.Join(messages, "\n")
	assert.Contains(t, all, "testing: waiting for test-model")
	assert.Regexp(t, `testing: test-model answers: \d+ tokens`, all)
	assert.NotContains(t, all, "private")
}

func TestConnectionsAreUsedAgain(t *testing.T) { onBothAPIs(t, testConnectionsAreUsedAgain) }

func testConnectionsAreUsedAgain(t *testing.T) {
	server := llmtest.New(t, llmtest.Text("one"), llmtest.Text("two"), llmtest.Text("three"))
	model := fast(t, server)
	for range 3 {
		_, err := model.Generate(t.Context(), ask("Go."))
		require.NoError(t, err)
	}
	requests := server.Requests()
	assert.Equal(t, requests[0].Remote, requests[2].Remote)
}

func TestAStreamThatStaysOpenAfterItsEndIsNotWaitedFor(t *testing.T) {
	onBothAPIs(t, testAStreamThatStaysOpenAfterItsEndIsNotWaitedFor)
}

func testAStreamThatStaysOpenAfterItsEndIsNotWaitedFor(t *testing.T) {
	model := fast(t, llmtest.New(t, llmtest.Reply{Text: "done", Hold: true}))
	response, err := model.Generate(t.Context(), ask("Go."))
	require.NoError(t, err)
	assert.Equal(t, "done", response.Text)
	assert.Less(t, response.Elapsed, time.Second)
}
