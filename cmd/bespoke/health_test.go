package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHealthFailsUnlessEveryPartWorks(t *testing.T) {
	status, report := http.StatusOK, `{"status":"ok"}`
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "/health", r.URL.Path)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, report)
	}))
	defer web.Close()
	ask := func(args ...string) (code int, out, err string) {
		var stdout, stderr bytes.Buffer
		code = run(t.Context(), append([]string{"health"}, args...), stdio{strings.NewReader(""), &stdout, &stderr})
		return code, stdout.String(), stderr.String()
	}
	for _, address := range []string{web.URL, web.URL + "/", web.URL + "/health"} {
		code, out, err := ask(address)
		assert.Zero(t, code, err)
		assert.Equal(t, report+"\n", out)
	}
	_, port, err := net.SplitHostPort(web.Listener.Addr().String())
	require.NoError(t, err)
	for _, addr := range []string{"0.0.0.0:", "127.0.0.1:", ":"} {
		t.Setenv("BESPOKE_ADDR", addr+port)
		code, _, err := ask()
		assert.Zero(t, code, err)
	}
	status, report = http.StatusServiceUnavailable, `{"status":"failing","store":"failing"}`
	code, _, said := ask(web.URL)
	assert.Equal(t, 1, code)
	assert.Contains(t, said, `"store":"failing"`)
	web.Close()
	code, _, _ = ask(web.URL)
	assert.Equal(t, 1, code)
	t.Setenv("BESPOKE_ADDR", "8080")
	code, _, said = ask()
	assert.Equal(t, 2, code)
	assert.Contains(t, said, "127.0.0.1:8080")
}
