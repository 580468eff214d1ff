package llm

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// complaint is what a server says about an error, whichever form it says it in.
type complaint struct {
	message, code, kind, param string
	raw                        string
}

// readComplaint reads OpenAI's {"error": {"message", "code", "type", "param"}}
// and the forms of its imitators: {"error": "…"}, {"message": "…"}, {"detail": …}.
func readComplaint(body []byte) complaint {
	found := complaint{raw: string(body)}
	var outer map[string]json.RawMessage
	if json.Unmarshal(body, &outer) != nil {
		return found
	}
	inner := outer
	if raw, ok := outer["error"]; ok {
		if json.Unmarshal(raw, &found.message) == nil {
			return found
		}
		inner = nil
		_ = json.Unmarshal(raw, &inner)
	} else if raw, ok := outer["detail"]; ok {
		found.message = strings.Trim(string(raw), `"`)
		return found
	}
	text := func(key string) string {
		var s string
		if json.Unmarshal(inner[key], &s) == nil {
			return s
		}
		return strings.Trim(string(inner[key]), `"`) // codes may be numbers
	}
	found.message, found.code, found.kind, found.param = text("message"), text("code"), text("type"), text("param")
	for _, field := range []*string{&found.code, &found.kind, &found.param} {
		if *field == "null" || !plainWord.MatchString(*field) {
			*field = ""
		}
	}
	return found
}

// plainWord is what may go into an error's text: a code, not a sentence.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_.\[\]-]{1,64}$`)

var (
	noSuchModel = regexp.MustCompile(`(?i)model[^.]{0,120}(not found|does not exist|not exist|not a valid model|not available|not supported|no longer|not loaded)|(no such|unknown|invalid) model|not a valid model|model_not_found|try pulling it`)
	tooLong     = regexp.MustCompile(`(?i)context_length_exceeded|exceed_context_size|context (length|window|size)|maximum (context|prompt)|prompt is too long|too many tokens|input is too long`)
	outOfCredit = regexp.MustCompile(`(?i)insufficient_quota|insufficient (balance|credits?|funds)|billing_hard_limit|exceeded your current quota`)
	unsafe      = regexp.MustCompile(`(?i)content_filter|content_policy|invalid_prompt|content management policy`)
)

// fault turns an HTTP error into an *Error.
func (m *openAIModel) fault(status int, header http.Header, body []byte, now time.Time) *Error {
	said := readComplaint(body)
	words := said.code + " " + said.kind + " " + said.message
	e := &Error{Model: m.config.Model, Host: m.base.Host, Status: status, Code: said.code, Message: said.message, param: said.param, RetryAfter: retryAfter(header, now)}
	if e.Code == "" {
		e.Code = said.kind
	}
	switch {
	case status == http.StatusPaymentRequired, outOfCredit.MatchString(words):
		e.Kind, e.Hint = ErrQuota, "add credit to the account behind the key, or use another key or a local model"
	case status == http.StatusUnauthorized:
		e.Kind, e.Hint = ErrKey, m.keyHint()
	case status == http.StatusForbidden:
		e.Kind, e.Hint = ErrKey, "the key is known but may not use this model or server: check its project, permissions and region"
	case status == http.StatusTooManyRequests:
		e.Kind, e.Hint = ErrBusy, "try again later, or make fewer calls at once"
	case status == http.StatusServiceUnavailable || status == 529 || status == http.StatusRequestTimeout || status == http.StatusTooEarly:
		e.Kind, e.Hint = ErrBusy, "try again later; a local server may still be loading the model"
	case status < 500 && unsafe.MatchString(said.code+" "+said.kind):
		e.Kind, e.Hint = ErrRefused, "the server's content filter stopped the request"
	case status == http.StatusRequestEntityTooLarge || (status < 500 || status == 500) && tooLong.MatchString(words):
		e.Kind, e.Hint = ErrTooLong, "ask about less at once, or use a model with a larger context window"
	case (status == http.StatusNotFound || status == http.StatusBadRequest) && responsesOnly.MatchString(said.message):
		e.Kind, e.Hint = ErrModel, "this model does not answer on the API that this server has; choose another"
	case (status == http.StatusNotFound || status == http.StatusBadRequest) && noSuchModel.MatchString(words):
		e.Kind, e.Hint = ErrModel, "set BESPOKE_MODEL to one of "+m.config.BaseURL+"/models"
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed:
		e.Kind, e.Hint = ErrEndpoint, "there is no such API here; a base URL usually ends in /v1"
	case status >= 500:
		e.Kind, e.Hint = ErrServer, "try again later; if it stays, look into the server's own log"
	default:
		e.Kind = ErrRejected
	}
	return e
}

func (m *openAIModel) keyHint() string {
	if m.config.Key == "" {
		return "this server wants a key: set OPENAI_API_KEY"
	}
	return "OPENAI_API_KEY is wrong, expired or of another server: make a new one and set it"
}

// broken turns a failed connection into an *Error.
func (m *openAIModel) broken(err error) *Error {
	e := &Error{Kind: ErrServer, Model: m.config.Model, Host: m.base.Host, Hint: "the connection broke; try again", cause: err}
	var dns *net.DNSError
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Kind, e.Hint = ErrEndpoint, "nothing listens there: start the server or correct OPENAI_BASE_URL"
	case errors.As(err, &dns):
		e.Kind, e.Hint = ErrEndpoint, "the host name is unknown here: check OPENAI_BASE_URL and the network"
	case strings.Contains(err.Error(), "tls:") || strings.Contains(err.Error(), "x509:") || strings.Contains(err.Error(), "HTTPS client"):
		e.Kind, e.Hint = ErrEndpoint, "no trusted TLS connection: check http or https in OPENAI_BASE_URL, and the certificate"
	}
	return e
}

// ended turns the end of a call's context into an error: the context's own when
// the caller cancelled, otherwise what ended it.
func (m *openAIModel) ended(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	e := &Error{Model: m.config.Model, Host: m.base.Host, cause: err}
	switch {
	case errors.Is(cause, ErrStalled):
		e.Kind, e.cause = ErrStalled, nil
		e.Hint = "no byte came for longer than Config.FirstByte or StallTimeout; the server may be overloaded or out of memory"
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		e.Kind, e.cause = ErrSlow, context.DeadlineExceeded
		e.Hint = "raise BESPOKE_MODEL_TIMEOUT, ask for less at once, or use a faster model"
	default:
		e.Kind, e.cause = context.Canceled, nil
		if cause != nil && !errors.Is(cause, context.Canceled) {
			e.cause = cause
		}
	}
	return e
}

// retryAfter reads how long a server asks to wait: Retry-After-Ms, or
// Retry-After in seconds or as a date (RFC 9110, 10.2.3). 0 when it does not say.
func retryAfter(header http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(header.Get("Retry-After-Ms"), 64); err == nil && ms > 0 && ms < 1e9 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds > 0 && seconds < 1e7 {
		return time.Duration(seconds * float64(time.Second))
	}
	if date, err := http.ParseTime(text); err == nil {
		return max(date.Sub(now), 0)
	}
	return 0
}
