package llm

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sethvargo/go-retry"

	"github.com/bespoke-cv/bespoke/telemetry"
)

// call is one Generate or GenerateStructured on its way: its deadline, its
// budget, what the server refused on the way, and what it took so far.
type call struct {
	m       *openAIModel
	ctx     context.Context //nolint:containedctx // the call's own, which carries its deadline
	cancel  context.CancelFunc
	params  RequestParams
	counter *TokenCounter

	settings settings
	warnings []Warning
	usage    Usage
	model    string
	calls    int
	start    time.Time

	report  *reporter
	ended   func(telemetry.Tokens, telemetry.Outcome)
	noLimit bool // this prompt leaves no room for MaxTokens
}

func (m *openAIModel) begin(ctx context.Context, request Request) (*call, error) {
	if err := checkRequest(request); err != nil {
		return nil, err
	}
	params := request.Params
	if params.MaxTokens <= 0 {
		params.MaxTokens = m.config.MaxTokens
	}
	if params.Timeout <= 0 {
		params.Timeout = m.config.Timeout
	}
	c := &call{m: m, params: params, start: time.Now(), settings: m.config.Memory.recall(m.config.BaseURL, m.config.Model)}
	if c.settings.API == "" {
		c.settings.API = m.config.API
	}
	c.counter = tokenCounterFrom(ctx)
	if c.counter == nil {
		c.counter = m.config.Budget.Run("", Spent{}, nil)
	}
	ctx, c.ended = telemetry.Model(ctx, m.config.Model, params.Purpose)
	c.ctx, c.cancel = context.WithTimeout(ctx, params.Timeout)
	c.report = startReporter(c.ctx, params.Purpose, m.config.Model)
	return c, nil
}

// end writes the bill.
func (c *call) end(response Response, err error) (Response, error) {
	c.report.stop()
	if e := (*Error)(nil); errors.As(err, &e) && errors.Is(e, ErrModel) {
		e.Hint = c.suggest(e.Hint)
	}
	c.cancel()
	response.Model, response.Warnings = c.model, c.warnings
	response.Usage, response.Calls, response.Elapsed = c.usage, c.calls, time.Since(c.start)
	response.Cost = c.m.config.Prices.Of(c.m.config.Model, c.usage)
	c.ended(telemetry.Tokens{
		Prompt: c.usage.Prompt, Cached: c.usage.Cached, Completion: c.usage.Completion, Reasoning: c.usage.Reasoning,
		Requests: c.calls, USD: response.Cost.USD, Priced: response.Cost.Known,
	}, outcomeOf(err))
	if c.calls > 0 {
		c.counter.bill(Line{
			Purpose: c.params.Purpose, Model: c.m.config.Model, Usage: response.Usage, Cost: response.Cost,
			Calls: response.Calls, Elapsed: response.Elapsed, Failed: err != nil,
		})
	}
	return response, err
}

// suggest names the models that the server has, when they are few. It is asked
// for a moment only.
func (c *call) suggest(hint string) string {
	const few = 12
	ctx, cancel := context.WithTimeout(c.ctx, 2*time.Second)
	defer cancel()
	list, err := c.m.models(ctx)
	if err != nil || len(list.Data) == 0 || len(list.Data) > few {
		return hint
	}
	var names []string
	for _, model := range list.Data {
		if modelName.MatchString(model.ID) {
			names = append(names, model.ID)
		}
	}
	return fmt.Sprintf("it has %s: set BESPOKE_MODEL to one of them", strings.Join(names, ", "))
}

var modelName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,99}$`)

func (c *call) warn(kind, text string) {
	if !slices.ContainsFunc(c.warnings, func(w Warning) bool { return w.Kind == kind }) {
		c.warnings = append(c.warnings, Warning{Kind: kind, Text: text})
	}
}

// ask gets one answer within the budget, asking again as often as it makes
// sense: without what the server refuses, and after a pause when it is busy or
// broken.
func (c *call) ask(p prompt) (answer, error) {
	least, estimate := c.measure(p)
	reserved := estimate + c.params.MaxTokens
	if err := c.counter.reserve(reserved); err != nil {
		var e *Error
		if errors.As(err, &e) {
			e.Model, e.Host = c.m.config.Model, c.m.base.Host
		}
		return answer{}, err
	}
	before := c.usage.Total()
	defer func() { c.counter.settle(reserved, c.usage.Total()-before) }()

	pauses := retry.WithCappedDuration(8*time.Second, retry.WithJitterPercent(25, retry.NewExponential(c.m.config.Backoff)))
	for failures := 0; ; {
		sent := p
		sent.params = c.params
		s := c.settings.clone()
		if c.noLimit {
			s.Without["max_tokens"], s.Without["max_completion_tokens"] = true, true
		}
		c.report.phase("waiting for")
		found, err := c.m.send(c.ctx, sent, s, c.report.heard)
		c.calls++
		c.charge(found, err, estimate)
		if err == nil {
			c.m.config.Memory.learn(c.m.config.BaseURL, c.m.config.Model, c.settings)
			err = c.judge(found, least)
		}
		var e *Error
		if err == nil || !errors.As(err, &e) {
			return found, err
		}
		if c.concede(e, p, s) {
			continue
		}
		pause, again := c.again(e, failures, pauses)
		if !again {
			return found, err
		}
		failures++
		if err := c.sleep(pause); err != nil {
			return found, err
		}
	}
}

// measure counts the prompt: the tokens it has at least, and about.
func (c *call) measure(p prompt) (least, estimate int64) {
	system, messages := c.m.fill(p, c.settings)
	least, estimate = leastTokens(system), estimateTokens(system)
	for _, message := range messages {
		least += leastTokens(message.Content)
		estimate += estimateTokens(message.Content) + 4
	}
	return least, estimate
}

// charge adds what a request used, by the server's count or by ours: an answer
// that broke off was paid for too.
func (c *call) charge(found answer, err error, estimate int64) {
	if found.model != "" {
		c.model = found.model
	}
	switch {
	case found.reported:
		c.usage = c.usage.Add(found.usage)
	case err == nil || found.pieces > 0:
		completion := max(estimateTokens(found.text), found.pieces)
		c.usage = c.usage.Add(Usage{Prompt: estimate, Completion: completion, Estimated: true})
		c.warn(WarnEstimated, "the server reports no usage; tokens and cost are estimates")
	}
}

// judge tells whether what came through is an answer.
func (c *call) judge(found answer, least int64) error {
	e := &Error{Model: c.m.config.Model, Host: c.m.base.Host}
	switch {
	case found.refusal != "":
		e.Kind, e.Message, e.Hint = ErrRefused, found.refusal, "go on without the model, or ask in other words"
	case found.finish == "content_filter":
		e.Kind, e.Hint = ErrRefused, "the server's content filter stopped the answer"
	case found.finish == "length":
		e.Kind, e.Hint = ErrTruncated, fmt.Sprintf("ask for less at once, or raise MaxTokens above %d; a reasoning model needs room to think", c.params.MaxTokens)
	case strings.TrimSpace(withoutThoughts(found.text)) == "":
		e.Kind, e.Hint = ErrEmpty, "ask again, or use another model"
	case c.cut(found, least) && !c.params.AllowCut:
		e.Kind, e.Hint = ErrPromptCut, fmt.Sprintf("it counted %d tokens where there are %d or more: give the model a larger context window (Ollama: OLLAMA_CONTEXT_LENGTH or num_ctx) or ask about less at once", found.usage.Prompt, least)
	default:
		return nil
	}
	return e
}

// cut tells whether the server read less than it was sent, with a tenth in
// hand, and warns. Short prompts are not worth the doubt.
func (c *call) cut(found answer, least int64) bool {
	if !found.reported || found.usage.Prompt == 0 || least < 256 || found.usage.Prompt*10 >= least*9 {
		return false
	}
	c.warn(WarnPromptCut, fmt.Sprintf("the server read %d tokens of a prompt of %d or more", found.usage.Prompt, least))
	return true
}

// again tells whether to ask once more, and after which pause.
func (c *call) again(e *Error, failures int, pauses retry.Backoff) (time.Duration, bool) {
	retryable := errors.Is(e, ErrBusy) || errors.Is(e, ErrServer) || (errors.Is(e, ErrEmpty) && failures == 0)
	if !retryable || failures >= c.m.config.MaxRetries {
		return 0, false
	}
	pause, _ := pauses.Next()
	if e.RetryAfter > 0 {
		pause = e.RetryAfter
	}
	if deadline, ok := c.ctx.Deadline(); ok && time.Until(deadline) <= pause {
		e.Hint = fmt.Sprintf("it asks to wait %s, which is longer than this call may take; try again then", pause.Round(time.Second))
		return 0, false
	}
	return pause, true
}

func (c *call) sleep(pause time.Duration) error {
	c.report.phase(fmt.Sprintf("pausing %s before asking again:", pause.Round(100*time.Millisecond)))
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.ctx.Done():
		return c.m.ended(c.ctx, c.ctx.Err())
	}
}
