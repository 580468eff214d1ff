package llm

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sethvargo/go-retry"

	"github.com/bespoke-cv/bespoke/progress"
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
	c.counter = TokenCounterFrom(ctx)
	if c.counter == nil {
		c.counter = m.config.Budget.Run("", 0)
	}
	c.ctx, c.cancel = context.WithTimeout(ctx, params.Timeout)
	c.report = startReporter(c.ctx, params.Purpose, m.config.Model)
	return c, nil
}

// end writes the bill.
func (c *call) end(response Response, err error) (Response, error) {
	c.report.stop()
	c.cancel()
	response.Model, response.Warnings = c.model, c.warnings
	response.Usage, response.Calls, response.Elapsed = c.usage, c.calls, time.Since(c.start)
	response.Cost = c.m.config.Prices.Of(c.m.config.Model, c.usage)
	if c.calls > 0 {
		c.counter.bill(Line{
			Purpose: c.params.Purpose, Model: c.m.config.Model, Usage: response.Usage, Cost: response.Cost,
			Calls: response.Calls, Elapsed: response.Elapsed, Failed: err != nil,
		})
	}
	return response, err
}

func (c *call) warn(kind, text string) {
	for _, warning := range c.warnings {
		if warning.Kind == kind {
			return
		}
	}
	c.warnings = append(c.warnings, Warning{Kind: kind, Text: text})
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
			s.without["max_tokens"], s.without["max_completion_tokens"] = true, true
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
	least, estimate = LeastTokens(system), EstimateTokens(system)
	for _, message := range messages {
		least += LeastTokens(message.Content)
		estimate += EstimateTokens(message.Content) + 4
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
		completion := max(EstimateTokens(found.text), found.pieces)
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

// concessions are the parameters that a server may refuse, and how its words
// name them. Those that are common words must be in quotes.
var concessions = []struct {
	name  string
	words *regexp.Regexp
}{
	{"response_format", regexp.MustCompile(`(?i)response_format|response format|json_schema|json_object|structured output|grammar|guided_json`)},
	{"max_completion_tokens", regexp.MustCompile(`max_completion_tokens`)},
	{"max_tokens", regexp.MustCompile(`max_tokens`)},
	{"stream_options", regexp.MustCompile(`stream_options|include_usage`)},
	{"temperature", regexp.MustCompile(`(?i)temperature`)},
	{"reasoning_effort", regexp.MustCompile(`(?i)reasoning_effort|reasoning\.effort`)},
	{"seed", regexp.MustCompile("['\"`]seed['\"`]")},
	{"stop", regexp.MustCompile("['\"`]stop['\"`]")},
	{"system", regexp.MustCompile("(?i)system (role|message|prompt)|role ['\"`]?system|['\"`]system['\"`]")},
	{"stream", regexp.MustCompile("(?i)['\"`]stream['\"`]|streaming (is )?not")},
}

// concede drops from the settings what the server refuses, and tells whether
// there is something to try without it. s is what was sent.
func (c *call) concede(e *Error, p prompt, s settings) bool {
	if errors.Is(e, ErrTooLong) && !c.noLimit {
		// Prompt and MaxTokens may be too long only together.
		c.noLimit = true
		return true
	}
	rejected := errors.Is(e, ErrRejected) && e.Status < 500 || e.Status == 501 || errors.Is(e, ErrServer) && e.Status == 500
	if !rejected {
		return false
	}
	name := named(e, c.candidates(p, s))
	if e.Status == 500 && name != "response_format" {
		return false
	}
	if name == "" && p.schema != nil && s.modeFor(p.schema) != ModePrompt {
		name = "response_format" // the likeliest of all
	}
	switch name {
	case "":
		return false
	case "response_format":
		return c.stepDown(e, p.schema)
	}
	c.settings.without[name] = true
	return true
}

// candidates are the parameters that were sent and can be left out.
func (c *call) candidates(p prompt, s settings) map[string]bool {
	system, _ := c.m.fill(p, s)
	sent := map[string]bool{
		"response_format":  p.schema != nil && s.modeFor(p.schema) != ModePrompt,
		"temperature":      !s.without["temperature"],
		"seed":             !s.without["seed"],
		"stop":             len(c.params.StopSequences) > 0 && !s.without["stop"],
		"reasoning_effort": c.m.config.ReasoningEffort != "" && !s.without["reasoning_effort"],
		"stream":           !s.without["stream"],
		"stream_options":   !s.without["stream"] && !s.without["stream_options"],
		"system":           system != "",
	}
	sent[c.m.limitParam(s)] = true
	return sent
}

// named is the parameter that an error is about: the one it gives as param, or
// the one its words come to first.
func named(e *Error, candidates map[string]bool) string {
	first, name := -1, ""
	for _, concession := range concessions {
		if !candidates[concession.name] {
			continue
		}
		if e.param == concession.name || strings.HasPrefix(e.param, concession.name+".") {
			return concession.name
		}
		if at := concession.words.FindStringIndex(e.Message); at != nil && (first < 0 || at[0] < first) {
			first, name = at[0], concession.name
		}
	}
	return name
}

var schemaAtFault = regexp.MustCompile(`(?i)invalid schema|unsupported (schema|keyword)|schema is (not valid|invalid)|parse grammar|compile grammar`)

// stepDown goes to the next mode: for this schema alone when the server takes
// issue with the schema, for all when it does not know the format.
func (c *call) stepDown(e *Error, schema *Schema) bool {
	mode := c.settings.modeFor(schema)
	next := map[Mode]Mode{ModeStrict: ModeJSON, ModeSchema: ModeJSON, ModeJSON: ModePrompt}[mode]
	if mode == ModeStrict && (schemaAtFault.MatchString(e.Message) || strings.Contains(e.Message, "strict")) {
		next = ModeSchema
	}
	if next == "" {
		return false
	}
	if schemaAtFault.MatchString(e.Message) {
		c.settings.schemas[schema.hash] = next
	} else {
		c.settings.mode = next
	}
	return true
}

// reporter reports a call's progress while it runs. Done is the time it has
// taken in seconds, so that it grows whatever the model does; there is no total.
type reporter struct {
	ctx     context.Context //nolint:containedctx // the call's own
	purpose string
	model   string
	start   time.Time
	doing   atomic.Value // string
	pieces  atomic.Int64
	quit    chan struct{}
	gone    chan struct{}
}

const reportEvery = 500 * time.Millisecond

func startReporter(ctx context.Context, purpose, model string) *reporter {
	r := &reporter{ctx: ctx, purpose: purpose, model: model, start: time.Now(), quit: make(chan struct{}), gone: make(chan struct{})}
	r.phase("asking")
	r.tell()
	go func() {
		defer close(r.gone)
		tick := time.NewTicker(reportEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				r.tell()
			case <-r.quit:
				return
			}
		}
	}()
	return r
}

func (r *reporter) phase(doing string) {
	r.pieces.Store(0)
	r.doing.Store(doing)
}

func (r *reporter) heard(pieces int64) { r.pieces.Store(pieces) }

func (r *reporter) tell() {
	message := fmt.Sprintf("%s %s", r.doing.Load(), r.model)
	if pieces := r.pieces.Load(); pieces > 0 {
		message = fmt.Sprintf("%s answers: %d tokens", r.model, pieces)
	}
	if r.purpose != "" {
		message = r.purpose + ": " + message
	}
	progress.Report(r.ctx, time.Since(r.start).Seconds(), 0, message)
}

// stop ends the reports; none comes after it.
func (r *reporter) stop() {
	close(r.quit)
	<-r.gone
}
