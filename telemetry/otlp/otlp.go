// Package otlp sends spans and metrics to an OpenTelemetry collector: protobuf
// over HTTP, as the OTLP specification says.
//
// The official exporters do the same, but bring gRPC with them: 8 MB of program
// for a protocol that they do not speak. Spans are turned into messages by the
// official package; metrics and the sending are here.
package otlp

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sethvargo/go-retry"
	"google.golang.org/protobuf/proto"
)

// Config is where a collector listens. FromEnv makes one.
type Config struct {
	Traces, Metrics string      // the addresses that are posted to
	Header          http.Header // that every request carries, such as a key
	Timeout         time.Duration
	Gzip            bool
}

// FromEnv reads the standard variables by getenv: OTEL_EXPORTER_OTLP_ENDPOINT
// (nil when it is empty), …_HEADERS, …_TIMEOUT in milliseconds, …_COMPRESSION,
// …_PROTOCOL.
func FromEnv(getenv func(string) string) (*Config, error) {
	endpoint := getenv("OTEL_EXPORTER_OTLP_ENDPOINT")
	if endpoint == "" || strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") {
		return nil, nil
	}
	base, err := url.Parse(endpoint)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, errors.New("OTEL_EXPORTER_OTLP_ENDPOINT is no address such as http://localhost:4318")
	}
	config := &Config{
		Traces: base.JoinPath("v1", "traces").String(), Metrics: base.JoinPath("v1", "metrics").String(),
		Header: http.Header{}, Timeout: 10 * time.Second,
	}
	switch protocol := getenv("OTEL_EXPORTER_OTLP_PROTOCOL"); protocol {
	case "", "http/protobuf":
	default:
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL: bespoke does not speak %q: take http/protobuf, for which collectors listen on port 4318", protocol)
	}
	switch compression := getenv("OTEL_EXPORTER_OTLP_COMPRESSION"); compression {
	case "", "none":
	case "gzip":
		config.Gzip = true
	default:
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_COMPRESSION: %q is neither gzip nor none", compression)
	}
	if said := getenv("OTEL_EXPORTER_OTLP_TIMEOUT"); said != "" {
		milliseconds, err := strconv.Atoi(said)
		if err != nil || milliseconds < 1 {
			return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_TIMEOUT: %q is no number of milliseconds from 1 on", said)
		}
		config.Timeout = time.Duration(milliseconds) * time.Millisecond
	}
	return config, config.readHeaders(getenv("OTEL_EXPORTER_OTLP_HEADERS"))
}

// readHeaders reads name=value pairs divided by commas, the values
// percent-encoded. Errors do not quote them: they are secrets.
func (c *Config) readHeaders(text string) error {
	for i, pair := range strings.Split(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, found := strings.Cut(pair, "=")
		plain, err := url.PathUnescape(strings.TrimSpace(value))
		if name = strings.TrimSpace(name); !found || err != nil || name == "" {
			return fmt.Errorf("OTEL_EXPORTER_OTLP_HEADERS: pair %d is not name=value with the value percent-encoded", i+1)
		}
		c.Header.Set(name, plain)
	}
	return nil
}

// maxTries bounds how often a message is sent that the collector cannot take
// now.
const maxTries = 4

// errTryAgain is wrapped by what another attempt may mend.
var errTryAgain = errors.New("the collector cannot take it now")

// post sends a message. Errors name the collector's host and what it said in
// one number, nothing of the message.
func (c Config) post(ctx context.Context, address string, message proto.Message) error {
	raw, err := proto.Marshal(message)
	if err != nil {
		return fmt.Errorf("writing OTLP: %w", err)
	}
	encoding := ""
	if c.Gzip {
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		if _, err := writer.Write(raw); err != nil {
			return err
		}
		if err := writer.Close(); err != nil {
			return err
		}
		raw, encoding = packed.Bytes(), "gzip"
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	pauses := retry.WithMaxRetries(maxTries-1, retry.WithJitterPercent(20, retry.NewExponential(300*time.Millisecond)))
	return retry.Do(ctx, pauses, func(ctx context.Context) error {
		err := c.send(ctx, address, raw, encoding)
		if errors.Is(err, errTryAgain) {
			return retry.RetryableError(err)
		}
		return err
	})
}

func (c Config) send(ctx context.Context, address string, body []byte, encoding string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("addressing the collector: %w", err)
	}
	request.Header = c.Header.Clone()
	request.Header.Set("Content-Type", "application/x-protobuf")
	request.Header.Set("User-Agent", "bespoke")
	if encoding != "" {
		request.Header.Set("Content-Encoding", encoding)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		var whole *url.Error // which would show what the address holds
		if errors.As(err, &whole) {
			err = whole.Err
		}
		return fmt.Errorf("sending to the collector at %s: %w: %w", request.URL.Host, errTryAgain, err)
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10) // so that the connection can be used again
	switch response.StatusCode {
	case http.StatusOK, http.StatusAccepted, http.StatusNoContent:
		return nil
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fmt.Errorf("the collector at %s answers %d: %w", request.URL.Host, response.StatusCode, errTryAgain)
	}
	return fmt.Errorf("the collector at %s answers %d", request.URL.Host, response.StatusCode)
}
