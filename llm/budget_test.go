package llm_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

func spend(tokens int64) llmtest.Reply {
	return llmtest.Reply{Text: "ok", PromptTokens: tokens - 10, CompletionTokens: 10}
}

func TestARunIsHeldToItsBudget(t *testing.T) {
	server := llmtest.New(t, spend(600), spend(390))
	model := fast(t, server, func(config *llm.Config) { config.MaxTokens = 100 })
	counter := llm.NewBudget(llm.Limits{Run: 1000}, nil).Run("ada", llm.Spent{}, nil)
	ctx := llm.WithTokenCounter(t.Context(), counter)
	for range 2 {
		_, err := model.Generate(ctx, ask("Go."))
		require.NoError(t, err)
	}
	response, err := model.Generate(ctx, ask("Go."))
	require.ErrorIs(t, err, llm.ErrBudget)
	assert.Zero(t, response.Calls)
	assert.Contains(t, err.Error(), "990 of 1000 tokens")
	assert.Contains(t, err.Error(), "BESPOKE_RUN_TOKENS")
	assert.Equal(t, int64(990), counter.Usage().Total())
	assert.Len(t, counter.Lines(), 2, "a call that was not made costs nothing")

	_, err = model.Generate(llm.WithTokenCounter(t.Context(), llm.NewBudget(llm.Limits{Run: 1000}, nil).Run("ada", llm.Spent{Run: 950}, nil)), ask("Go."))
	require.ErrorIs(t, err, llm.ErrBudget, "a resumed run goes on where it was")
}

func TestAUserIsHeldToADaysBudget(t *testing.T) {
	var clock atomic.Int64
	clock.Store(time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC).Unix())
	budget := llm.NewBudget(llm.Limits{UserDay: 1000}, func() time.Time { return time.Unix(clock.Load(), 0) })
	server := llmtest.New(t, spend(950), spend(950), spend(950))
	model := fast(t, server, func(config *llm.Config) { config.MaxTokens = 100 })
	call := func(user string) error {
		_, err := model.Generate(llm.WithTokenCounter(t.Context(), budget.Run(user, llm.Spent{}, nil)), ask("Go."))
		return err
	}
	require.NoError(t, call("ada"))
	assert.Equal(t, int64(950), budget.UsedToday("ada"))
	err := call("ada")
	require.ErrorIs(t, err, llm.ErrBudget)
	assert.Contains(t, err.Error(), "2026-03-02T00:00:00Z")
	var e *llm.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, time.Hour, e.RetryAfter)
	require.NoError(t, call("bob"), "another user's day")

	clock.Add(3600)
	assert.Zero(t, budget.UsedToday("ada"))
	require.NoError(t, call("ada"))
}

func TestWhatOtherProcessesSpentCounts(t *testing.T) {
	budget := llm.NewBudget(llm.Limits{UserDay: 1000}, nil)
	server := llmtest.New(t, spend(300), spend(300))
	model := fast(t, server, func(config *llm.Config) { config.MaxTokens = 100 })
	var recorded []llm.Line
	call := func(day int64) error {
		counter := budget.Run("ada", llm.Spent{Day: day}, func(line llm.Line) { recorded = append(recorded, line) })
		_, err := model.Generate(llm.WithTokenCounter(t.Context(), counter), ask("Go."))
		return err
	}
	require.NoError(t, call(200))
	assert.Equal(t, int64(500), budget.UsedToday("ada"))
	require.NoError(t, call(500), "what this process told the others is not counted twice")
	assert.Equal(t, int64(800), budget.UsedToday("ada"))
	require.ErrorIs(t, call(950), llm.ErrBudget)
	require.Len(t, recorded, 2)
	assert.Equal(t, int64(300), recorded[0].Usage.Total())
}

func TestParallelCallsCannotOverdraw(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = func(llmtest.Request) llmtest.Reply {
		reply := spend(200)
		reply.Delay = 20 * time.Millisecond
		return reply
	}
	model := fast(t, server, func(config *llm.Config) { config.MaxTokens = 200 })
	budget := llm.NewBudget(llm.Limits{Run: 1000, UserDay: 1000}, nil)
	counter := budget.Run("ada", llm.Spent{}, nil)
	ctx := llm.WithTokenCounter(t.Context(), counter)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { _, _ = model.Generate(ctx, ask("Go.")) })
	}
	wg.Wait()
	assert.LessOrEqual(t, counter.Usage().Total(), int64(1000))
	assert.NotEmpty(t, counter.Lines())
	assert.Equal(t, counter.Usage().Total(), budget.UsedToday("ada"), "every reservation is given back")
}

func TestFailedCallsGiveBackWhatTheyReserved(t *testing.T) {
	server := llmtest.New(t, llmtest.Fail(401, llmtest.Error{Message: "no"}), llmtest.Cut("half"))
	budget := llm.NewBudget(llm.Limits{UserDay: 100_000}, nil)
	counter := budget.Run("ada", llm.Spent{}, nil)
	ctx := llm.WithTokenCounter(t.Context(), counter)
	model := fast(t, server)
	_, err := model.Generate(ctx, ask("Go."))
	require.ErrorIs(t, err, llm.ErrKey)
	assert.Zero(t, budget.UsedToday("ada"))
	_, err = model.Generate(ctx, ask("Go."))
	require.ErrorIs(t, err, llm.ErrTruncated)
	assert.Equal(t, counter.Usage().Total(), budget.UsedToday("ada"))
	assert.True(t, counter.Lines()[1].Failed)
}

func TestCostLines(t *testing.T) {
	server := llmtest.New(t,
		llmtest.Reply{Text: "ok", PromptTokens: 1_000_000, CachedTokens: 400_000, CompletionTokens: 100_000}, spend(100))
	prices := func(config *llm.Config) {
		config.Prices = llm.Prices{"test-model": {Input: 2, Cached: 0.5, Output: 10}}
	}
	counter := llm.NewBudget(llm.Limits{}, nil).Run("ada", llm.Spent{}, nil)
	ctx := llm.WithTokenCounter(t.Context(), counter)
	response, err := fast(t, server, prices).Generate(ctx, ask("Go."))
	require.NoError(t, err)
	assert.InDelta(t, 0.6*2+0.4*0.5+0.1*10, response.Cost.USD, 1e-9)
	assert.True(t, response.Cost.Known)
	assert.Regexp(t, `^testing: test-model, 1000000 in \(400000 cached\) \+ 100000 out tokens, \$2\.4000, \d+\.\d s$`, counter.Lines()[0].String())

	_, err = fast(t, server).Generate(ctx, ask("Go."))
	require.NoError(t, err)
	assert.Contains(t, counter.Lines()[1].String(), "price unknown")
	assert.Equal(t, "at least $2.4000 (a price is unknown)", counter.Cost().String())
}

func TestPricesFitDatedNames(t *testing.T) {
	prices := llm.DefaultPrices()
	require.NotEmpty(t, prices)
	for name, want := range map[string]string{
		"gpt-4o": "gpt-4o", "gpt-4o-2024-08-06": "gpt-4o", "gpt-4o-mini": "gpt-4o-mini",
		"gpt-4o-mini-2024-07-18": "gpt-4o-mini", "gpt-4o-audio-preview": "", "gpt-5-pro": "", "qwen3:8b": "", "": "",
	} {
		price, known := prices.For(name)
		assert.Equal(t, want != "", known, name)
		assert.Equal(t, prices[want], price, name)
	}
}
