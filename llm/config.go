package llm

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// OpenAI is the base URL used when a Config has none.
const OpenAI = "https://api.openai.com/v1"

// Config says which model to ask, where, and within which limits. Model is
// needed; every other zero value has a default.
type Config struct {
	BaseURL string // up to and including /v1; default OpenAI
	Key     string // sent as a bearer token; local servers need none
	Model   string

	Organization, Project string // of a key that belongs to several; told to OpenAI alone

	MaxTokens    int64         // of one answer, reasoning included; default 8192
	Timeout      time.Duration // of one call with its retries; default 3 minutes
	FirstByte    time.Duration // longest silence before the answer starts; default 90 s, as a local model may be loading
	StallTimeout time.Duration // longest silence within an answer; default 30 s
	MaxRetries   int           // after 429, 5xx and broken connections; default 3, negative for none

	Backoff time.Duration // first pause before a retry, doubled each time up to 8 s; default 500 ms

	// ReasoningEffort is passed on to models that reason: minimal, low, medium, high.
	ReasoningEffort string

	// API is the protocol to begin with; default APIChat, which every server
	// has. A model that wants the other one is asked by it.
	API API

	Budget *Budget // default NewBudget(DefaultLimits, nil); calls without a TokenCounter in their context are runs of user ""
	Prices Prices  // default DefaultPrices, nil for a server on this machine
	Memory *Memory // share one among models of the same process; default a new one

	Transport http.RoundTripper // default a clone of http.DefaultTransport
}

// Open checks config and returns its model. It does not call the server.
func Open(config Config) (Model, error) {
	config.BaseURL = strings.TrimRight(strings.TrimSpace(config.BaseURL), "/")
	if config.BaseURL == "" {
		config.BaseURL = OpenAI
	}
	config.Key, config.Model = strings.TrimSpace(config.Key), strings.TrimSpace(config.Model)
	base, err := url.Parse(config.BaseURL)
	switch {
	case err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https"):
		return nil, fmt.Errorf("the model's base URL is not an http or https URL; it looks like http://localhost:11434/v1: %w", ErrNoModel)
	case base.User != nil || base.RawQuery != "":
		return nil, fmt.Errorf("the model's base URL carries a user or a query; give the key as OPENAI_API_KEY instead: %w", ErrNoModel)
	case config.Model == "":
		return nil, fmt.Errorf("no model is named; set BESPOKE_MODEL to one of %s/models: %w", config.BaseURL, ErrNoModel)
	case config.Key == "" && isOpenAI(base):
		return nil, &Error{Kind: ErrKey, Model: config.Model, Host: base.Host, Hint: "set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own"}
	case strings.ContainsAny(config.Key, "\r\n"):
		return nil, &Error{Kind: ErrKey, Model: config.Model, Host: base.Host, Hint: "OPENAI_API_KEY has a line break in it"}
	}
	if config.MaxTokens <= 0 {
		config.MaxTokens = 8192
	}
	if config.Timeout <= 0 {
		config.Timeout = 3 * time.Minute
	}
	if config.FirstByte <= 0 {
		config.FirstByte = 90 * time.Second
	}
	if config.StallTimeout <= 0 {
		config.StallTimeout = 30 * time.Second
	}
	if config.MaxRetries == 0 {
		config.MaxRetries = 3
	}
	if config.Backoff <= 0 {
		config.Backoff = 500 * time.Millisecond
	}
	if config.Budget == nil {
		config.Budget = NewBudget(DefaultLimits, nil)
	}
	if config.Memory == nil {
		config.Memory = NewMemory()
	}
	if config.Prices == nil && isOpenAI(base) {
		config.Prices = DefaultPrices()
	}
	if config.Transport == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 16
		config.Transport = transport
	}
	return newOpenAIModel(config, base), nil
}

// ConfigFromEnv is the Config of the model that the environment names, read
// through getenv (os.Getenv, usually):
//
//	OPENAI_API_KEY, OPENAI_BASE_URL   where and as whom
//	OPENAI_ORG_ID, OPENAI_PROJECT_ID  which of the key's, at OpenAI
//	BESPOKE_MODEL                     which model
//	BESPOKE_MODEL_TIMEOUT             of one call, such as 90s
//	BESPOKE_MODEL_MAX_TOKENS          of one answer
//	BESPOKE_RUN_TOKENS, BESPOKE_DAY_TOKENS   budgets per run and per user and day; 0 for none
//	BESPOKE_PRICES                    a JSON file: {"model": {"input": 1.25, "cached": 0.125, "output": 10}}
//
// Where neither a key, nor a base URL, nor a model is named it gives ErrNoModel:
// there is no model, which is a fine way to run.
func ConfigFromEnv(getenv func(string) string) (Config, error) {
	config := Config{BaseURL: getenv("OPENAI_BASE_URL"), Key: getenv("OPENAI_API_KEY"), Model: getenv("BESPOKE_MODEL")}
	if config.BaseURL == "" && config.Key == "" && config.Model == "" {
		return Config{}, fmt.Errorf("%w: set OPENAI_API_KEY or OPENAI_BASE_URL, and BESPOKE_MODEL", ErrNoModel)
	}
	config.Organization, config.Project = getenv("OPENAI_ORG_ID"), getenv("OPENAI_PROJECT_ID")
	limits := DefaultLimits
	for name, number := range map[string]*int64{
		"BESPOKE_MODEL_MAX_TOKENS": &config.MaxTokens,
		"BESPOKE_RUN_TOKENS":       &limits.Run,
		"BESPOKE_DAY_TOKENS":       &limits.UserDay,
	} {
		if text := getenv(name); text != "" {
			parsed, err := strconv.ParseInt(text, 10, 64)
			if err != nil || parsed < 0 {
				return Config{}, fmt.Errorf("%s is %q; it is a number of tokens, such as 200000", name, text)
			}
			*number = parsed
		}
	}
	config.Budget = NewBudget(limits, nil)
	if text := getenv("BESPOKE_MODEL_TIMEOUT"); text != "" {
		timeout, err := time.ParseDuration(text)
		if err != nil || timeout <= 0 {
			return Config{}, fmt.Errorf("BESPOKE_MODEL_TIMEOUT is %q; it is a duration, such as 90s", text)
		}
		config.Timeout = timeout
	}
	if path := getenv("BESPOKE_PRICES"); path != "" {
		prices, err := readPrices(path)
		if err != nil {
			return Config{}, fmt.Errorf("BESPOKE_PRICES: %w", err)
		}
		config.Prices = prices
	}
	return config, nil
}

// isOpenAI tells OpenAI itself, regional hosts included, from servers that
// speak its protocol.
func isOpenAI(base *url.URL) bool {
	host := strings.ToLower(base.Hostname())
	return host == "api.openai.com" || strings.HasSuffix(host, ".api.openai.com")
}
