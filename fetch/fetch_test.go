package fetch

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func anywhere(netip.Addr) bool { return true }

func TestPublicRefusesEveryPrivateRange(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:4700::1111": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "ff02::1": false,
	} {
		assert.Equal(t, want, public(netip.MustParseAddr(address)), address)
	}
}

func TestGetRefusesThisMachine(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") }))
	defer web.Close()
	_, _, err := Get(t.Context(), web.URL)
	require.ErrorIs(t, err, ErrPrivate)
	_, _, err = Get(t.Context(), strings.Replace(web.URL, "127.0.0.1", "localhost", 1))
	require.ErrorIs(t, err, ErrPrivate)
}

func TestGetRefusesWhatIsNoWebAddress(t *testing.T) {
	for _, address := range []string{"", "file:///etc/passwd", "gopher://x", "http://", "not an address"} {
		_, _, err := Get(t.Context(), address)
		assert.ErrorContains(t, err, "not a web address", address)
	}
}

func TestGetReturnsBodyAndType(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<h1>Welder</h1>"))
	}))
	defer web.Close()
	body, contentType, err := get(t.Context(), web.URL, anywhere)
	require.NoError(t, err)
	assert.Equal(t, "<h1>Welder</h1>", string(body))
	assert.Contains(t, contentType, "text/html")
}

func TestGetBoundsWhatItReadsAndFollows(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/huge", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, maxBytes+1))
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/gone", http.NotFound)
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	web := httptest.NewServer(mux)
	defer web.Close()
	for path, want := range map[string]string{"/huge": "larger than 2 MiB", "/loop": "too many redirects", "/gone": "404", "/file": "not followed"} {
		_, _, err := get(t.Context(), web.URL+path, anywhere)
		assert.ErrorContains(t, err, want, path)
	}
}

func TestRedirectIntoAPrivateNetworkIsRefused(t *testing.T) {
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") }))
	defer inner.Close()
	innerAddress := netip.MustParseAddrPort(strings.TrimPrefix(inner.URL, "http://"))
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(inner.URL, "127.0.0.1", "127.0.0.2", 1), http.StatusFound)
	}))
	defer outer.Close()
	_, _, err := get(t.Context(), outer.URL, func(address netip.Addr) bool { return address == innerAddress.Addr() })
	require.ErrorIs(t, err, ErrPrivate)
}
