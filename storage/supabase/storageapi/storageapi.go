// Package storageapi makes calls of Supabase's storage-api: with a token, over
// net/http, and with the errors of package storage.
//
//	token, path, body ─► Call ─► answer, or what its code stands for (explain)
//
// It knows nothing of users and buckets. Package supabase keeps blobs through
// it, package bucket makes the bucket. The published Go clients do not serve:
// they take no context, lose an error's code, and the one for storage may not
// be passed on, as it comes without a licence.
package storageapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/storage"
)

// Patience bounds one call; a PDF is far below a megabyte.
const Patience = 30 * time.Second

// Client reaches the storage-api of one project. It is safe for concurrent use.
type Client struct {
	base string // ends in /storage/v1
	key  string
	http *http.Client
}

// Open makes a client of the project at address, such as
// https://abc.supabase.co, with one of its API keys. It does not call the
// server.
func Open(address, key string) (*Client, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		return nil, errors.New("SUPABASE_URL is no address such as https://abc.supabase.co")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32   // as many as run at once
	transport.WriteBufferSize = 64 << 10 // a PDF goes in one piece
	return &Client{
		base: strings.TrimSuffix(address, "/") + "/storage/v1", key: key,
		http: &http.Client{Transport: transport, Timeout: Patience},
	}, nil
}

// Address is where something of storage-api stands, such as a signed path.
func (c *Client) Address(where string) string { return c.base + where }

// Send makes a call whose body and answer are JSON; see Call.
func (c *Client) Send(ctx context.Context, token, doing, method, where string, body, answer any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return c.Call(ctx, token, doing, method, where, http.Header{"Content-Type": {"application/json"}}, data, answer)
}

// Call makes one call on behalf of whoever the token stands for. doing names it
// in errors, which wrap one of package storage. answer is nil, *[]byte for the
// bytes as they are, or what the JSON answer is decoded into.
func (c *Client) Call(ctx context.Context, token, doing, method, where string, header http.Header, body []byte, answer any) error {
	request, err := http.NewRequestWithContext(ctx, method, c.base+where, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	maps.Copy(request.Header, header)
	request.Header.Set("Apikey", c.key)
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, unreachable(ctx, err))
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, storage.MaxBlob+1))
	if err != nil {
		return fmt.Errorf("%s: %w", doing, unreachable(ctx, err))
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("%s: %w", doing, explain(response.StatusCode, data))
	}
	switch answer := answer.(type) {
	case nil:
		return nil
	case *[]byte:
		*answer = data
		return nil
	}
	if err := json.Unmarshal(data, answer); err != nil {
		return fmt.Errorf("%s: %w: the answer is not what storage-api gives: %w", doing, storage.ErrUnusable, err)
	}
	return nil
}
