package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"image"
	"image/png"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"
)

func anywhere(netip.Addr) bool { return true }

func TestPublicRefusesEveryPrivateRange(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:4700::1111": true,
		"127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false,
		"64:ff9b::7f00:1": false, "64:ff9b:1::7f00:1": false, "2002:7f00:1::": false, "ff02::1": false, "2001:0:7f00:1::": false,
		"::127.0.0.1": false, "::ffff:0:127.0.0.1": false, "fec0::1": false, "fe80::1%eth0": false, "2606:4700::1111%eth0": false,
		"2001:db8::1": false, "3fff::1": false, "5f00::1": false, "100::1": false, "192.88.99.1": false, "240.0.0.1": false,
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

func TestOtherSpellingsOfThisMachineAreRefused(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") }))
	defer web.Close()
	_, port, err := net.SplitHostPort(strings.TrimPrefix(web.URL, "http://"))
	require.NoError(t, err)
	for _, host := range []string{
		"2130706433", "0x7f000001", "0x7f.1", "017700000001", "127.1", "127.0.0.1.", "0.0.0.0", "0", "[::1]", "[::]",
		"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "user:word@127.0.0.1", "LOCALHOST", "localhost.",
	} {
		_, _, err := Get(t.Context(), "http://"+host+":"+port+"/")
		assert.Error(t, err, host)
	}
}

// answering makes a name server that answers each question for an IPv4 address
// with the next of answers, and the resolver of everybody until the test ends.
func answering(t *testing.T, answers ...string) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() {
		packet := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(packet)
			if err != nil {
				return
			}
			var message dnsmessage.Message
			if message.Unpack(packet[:n]) != nil || len(message.Questions) == 0 {
				continue
			}
			message.Response, message.Authoritative, message.Additionals = true, true, nil
			if question := message.Questions[0]; question.Type == dnsmessage.TypeA {
				message.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: question.Name, Type: question.Type, Class: question.Class},
					Body:   &dnsmessage.AResource{A: netip.MustParseAddr(answers[0]).As4()},
				}}
				if len(answers) > 1 {
					answers = answers[1:]
				}
			}
			if answer, err := message.Pack(); err == nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = before
		_ = conn.Close()
	})
}

// The name of a page is first an allowed address; when the page leads to
// itself, the same name has become this machine.
func TestANameWhoseAnswerChangesIsJudgedAnew(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.2:0")
	require.NoError(t, err)
	outer := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+r.Host+"/again", http.StatusFound)
	}))
	_ = outer.Listener.Close()
	outer.Listener = listener
	outer.Start()
	defer outer.Close()
	inner, err := net.Listen("tcp", strings.Replace(listener.Addr().String(), "127.0.0.2", "127.0.0.1", 1))
	require.NoError(t, err)
	defer inner.Close()
	go func() {
		if _, err := inner.Accept(); err == nil {
			t.Error("reached")
		}
	}()

	answering(t, "127.0.0.2", "127.0.0.1")
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	allowed := netip.MustParseAddr("127.0.0.2")
	_, _, err = get(t.Context(), offer, "http://offers.example:"+port+"/", func(address netip.Addr) bool { return address == allowed })
	require.ErrorIs(t, err, ErrPrivate)
	require.ErrorContains(t, err, "/again", "the first answer was followed")
}

func TestAPackedBombIsReadNoFurtherThanTheBound(t *testing.T) {
	var bomb bytes.Buffer
	packer, err := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	require.NoError(t, err)
	for range 64 {
		_, err := packer.Write(make([]byte, 1<<20))
		require.NoError(t, err)
	}
	require.NoError(t, packer.Close())
	encoding := "gzip"
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", encoding)
		_, _ = w.Write(bomb.Bytes())
	}))
	defer web.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err = get(t.Context(), offer, web.URL, anywhere)
	runtime.ReadMemStats(&after)
	require.ErrorContains(t, err, "larger than 2 MiB")
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(32<<20), "bytes for a page that unpacks to 64 MiB")
	for _, encoding = range []string{"br", "zstd", "deflate", "gzip, gzip"} {
		_, _, err = get(t.Context(), offer, web.URL, anywhere)
		assert.ErrorContains(t, err, "not asked for", encoding)
	}
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
	body, contentType, err := get(t.Context(), offer, web.URL, anywhere)
	require.NoError(t, err)
	assert.Equal(t, "<h1>Welder</h1>", string(body))
	assert.Contains(t, contentType, "text/html")
}

func TestGetBoundsWhatItReadsAndFollows(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/huge", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, offer.maxBytes+1))
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/gone", http.NotFound)
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	web := httptest.NewServer(mux)
	defer web.Close()
	for path, want := range map[string]string{"/huge": "the offer: it is larger than 2 MiB: paste", "/loop": "too many redirects", "/gone": "404", "/file": "not followed"} {
		_, _, err := get(t.Context(), offer, web.URL+path, anywhere)
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
	_, _, err := get(t.Context(), offer, outer.URL, func(address netip.Addr) bool { return address == innerAddress.Addr() })
	require.ErrorIs(t, err, ErrPrivate)
}

func TestPhotoReturnsPicturesOnly(t *testing.T) {
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 4))))
	mux := http.NewServeMux()
	mux.HandleFunc("/me.png", func(w http.ResponseWriter, r *http.Request) {
		assert.Contains(t, r.Header.Get("Accept"), "image/png")
		_, _ = w.Write(picture.Bytes())
	})
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/me.png", http.StatusFound) })
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png") // it lies
		_, _ = w.Write([]byte("<!doctype html><p>Sign in"))
	})
	mux.HandleFunc("/huge", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(append(picture.Bytes(), make([]byte, photo.maxBytes)...))
	})
	mux.HandleFunc("/gone", http.NotFound)
	web := httptest.NewServer(mux)
	defer web.Close()
	for path, want := range map[string]string{
		"/me.png": "", "/moved": "", "/page": "text/html; charset=utf-8, no JPEG or PNG", "/huge": "larger than 8 MiB", "/gone": "404",
	} {
		data, err := getPhoto(t.Context(), web.URL+path, anywhere)
		if want != "" {
			assert.ErrorContains(t, err, want, path)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, picture.Bytes(), data)
	}
	_, err := Photo(t.Context(), web.URL+"/me.png")
	require.ErrorIs(t, err, ErrPrivate)
}
