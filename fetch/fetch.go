// Package fetch gets an offer's page or a CV's photo from the public web and
// from nowhere else. The address is checked where it counts, when the connection is dialled
// to a resolved IP address, so neither a redirect nor a changing DNS answer
// leads into a private network.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

const (
	maxTime      = 10 * time.Second
	maxRedirects = 5
)

// ErrPrivate is wrapped when an address is not on the public internet.
var ErrPrivate = errors.New("not a public address")

// reserved are the ranges that net/netip does not name: shared, documentation,
// benchmarking, protocol assignments, relays, and IPv4 in IPv6.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"),
}

// global is all of IPv6 that is given out for the public internet. Outside it
// lie the other ways to write IPv4 in IPv6 and the old site-local addresses.
var global = netip.MustParsePrefix("2000::/3")

// public reports whether an IP address is one that anyone could reach.
func public(address netip.Addr) bool {
	address = address.Unmap()
	if !address.IsGlobalUnicast() || address.IsPrivate() || address.Zone() != "" || (address.Is6() && !global.Contains(address)) {
		return false
	}
	for _, prefix := range reserved {
		if prefix.Contains(address) {
			return false
		}
	}
	return true
}

// thing is what can be fetched.
type thing struct {
	name     string // for errors
	accept   string
	agent    string
	maxBytes int
	instead  string // what to do when it cannot be fetched
}

var (
	offer = thing{
		name: "the offer", agent: "bespoke (job offer reader)", accept: "text/html, text/plain;q=0.9, */*;q=0.1",
		maxBytes: 2 << 20, instead: ": paste the offer's text instead",
	}
	photo = thing{
		name: "the photo", agent: "bespoke (typesetter of CVs)", accept: "image/jpeg, image/png",
		maxBytes: 8 << 20,
	}
)

// Get returns the body (at most 2 MiB, within 10 s) and content type of a page.
func Get(ctx context.Context, address string) (body []byte, contentType string, err error) {
	return get(ctx, offer, address, public)
}

// Photo returns a JPEG or PNG picture (at most 8 MiB, within 10 s), as far as its
// content type and first bytes tell.
func Photo(ctx context.Context, address string) ([]byte, error) {
	return getPhoto(ctx, address, public)
}

func getPhoto(ctx context.Context, address string, allowed func(netip.Addr) bool) ([]byte, error) {
	body, _, err := get(ctx, photo, address, allowed)
	if err != nil {
		return nil, err
	}
	switch kind := http.DetectContentType(body); kind {
	case "image/jpeg", "image/png":
		return body, nil
	default:
		return nil, fmt.Errorf("fetching the photo: what the site sent is %s, no JPEG or PNG picture", kind)
	}
}

func get(ctx context.Context, what thing, address string, allowed func(netip.Addr) bool) (body []byte, contentType string, err error) {
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Host == "" {
		return nil, "", fmt.Errorf("%q is not a web address: it should start with https://", address)
	}
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", fmt.Errorf("fetching %s: %w", what.name, err)
	}
	request.Header.Set("User-Agent", what.agent)
	request.Header.Set("Accept", what.accept)
	response, err := client(allowed).Do(request)
	if err != nil {
		return nil, "", fmt.Errorf("fetching %s: %w%s", what.name, err, what.instead)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, "", fmt.Errorf("fetching %s: the site answered %s%s", what.name, response.Status, what.instead)
	}
	// What was packed as we asked is unpacked while it is read, within the bound.
	if encoding := response.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, "", fmt.Errorf("fetching %s: the site packs it as %q, which was not asked for%s", what.name, encoding, what.instead)
	}
	body, err = io.ReadAll(io.LimitReader(response.Body, int64(what.maxBytes)+1))
	if err != nil {
		return nil, "", fmt.Errorf("fetching %s: %w%s", what.name, err, what.instead)
	}
	if len(body) > what.maxBytes {
		return nil, "", fmt.Errorf("fetching %s: it is larger than %d MiB%s", what.name, what.maxBytes>>20, what.instead)
	}
	return body, response.Header.Get("Content-Type"), nil
}

func client(allowed func(netip.Addr) bool) *http.Client {
	dialer := &net.Dialer{
		Timeout: 5 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			resolved, err := netip.ParseAddrPort(address)
			if err != nil || !allowed(resolved.Addr()) {
				return ErrPrivate
			}
			return nil
		},
	}
	return &http.Client{
		// No proxy: it would be dialled in the page's place and see no check.
		Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true, TLSHandshakeTimeout: 5 * time.Second},
		CheckRedirect: func(request *http.Request, via []*http.Request) error {
			if len(via) >= maxRedirects {
				return errors.New("too many redirects")
			}
			if request.URL.Scheme != "http" && request.URL.Scheme != "https" {
				return fmt.Errorf("redirect to %s is not followed", request.URL.Scheme)
			}
			return nil
		},
	}
}
