package review

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/storetest"
)

// world is a review in front of a real store and tools that only tell how they
// were called.
type world struct {
	*httptest.Server
	reviews *Reviews
	store   storage.Store
	plan    string
	owner   identity.Identity
	calls   []string
	taken   []string
	now     time.Time
}

func (w *world) CallTool(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	caller, ok := identity.From(ctx)
	arguments, err := json.Marshal(request.Params.Arguments)
	if err != nil {
		return nil, err
	}
	w.calls = append(w.calls, fmt.Sprintf("%s %s known=%t own=%t local=%t", request.Params.Name, arguments, ok, caller.User == w.owner.User, caller.Local))
	return mcp.NewToolResultStructured(map[string]any{"plan_id": w.plan}, "done"), nil
}

func (w *world) OfPlan(_ context.Context, plan, handle string) error {
	if plan == w.plan && strings.HasSuffix(handle, "_mine") {
		return nil
	}
	return fmt.Errorf("%s: %w", handle, storage.ErrNotFound)
}

func (w *world) Read(_ context.Context, uri string) (string, []byte, error) {
	return "application/pdf", []byte("%PDF of " + uri), nil
}

func newWorld(t *testing.T, change func(*Config)) *world {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	w := &world{
		store: store, plan: schema.NewHandle(schema.KindPlan), now: time.Now(),
		owner: identity.Identity{User: storetest.NewUser()},
	}
	config := Config{
		Grants: store, Tools: w, Documents: w, Base: func() string { return w.URL }, Now: func() time.Time { return w.now },
	}
	if change != nil {
		change(&config)
	}
	w.reviews = New(config)
	w.Server = httptest.NewServer(w.reviews)
	t.Cleanup(w.Close)
	return w
}

// link makes a link and gives its secret.
func (w *world) link(t *testing.T, caller identity.Identity, plan string) string {
	link, err := w.reviews.Link(identity.With(t.Context(), caller), plan)
	require.NoError(t, err)
	address, secret, found := strings.Cut(link, "#t=")
	require.True(t, found, link)
	require.Equal(t, w.URL+"/review/"+plan, address)
	return strings.TrimSuffix(secret, "&saved=1")
}

type header map[string]string

func (w *world) post(t *testing.T, path, body string, headers header) *http.Response {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	t.Cleanup(func() { response.Body.Close() })
	return response
}

func text(t *testing.T, response *http.Response) string {
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(body)
}

// open gives the cookie of a session.
func (w *world) open(t *testing.T, plan, secret string) *http.Cookie {
	response := w.post(t, "/review/"+plan+"/session", `{"token":"`+secret+`"}`, nil)
	require.Equal(t, http.StatusNoContent, response.StatusCode, text(t, response))
	require.Len(t, response.Cookies(), 1)
	return response.Cookies()[0]
}

func with(cookie *http.Cookie) header { return header{"Cookie": cookie.Name + "=" + cookie.Value} }

func TestThePageIsTheSameForEverybody(t *testing.T) {
	w := newWorld(t, nil)
	var bodies []string
	for _, plan := range []string{w.plan, schema.NewHandle(schema.KindPlan)} {
		response, err := http.Get(w.URL + "/review/" + plan)
		require.NoError(t, err)
		defer response.Body.Close()
		assert.Equal(t, http.StatusOK, response.StatusCode)
		bodies = append(bodies, text(t, response))
		policy := response.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'sha256-", "connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"} {
			assert.Contains(t, policy, part)
		}
		assert.NotContains(t, policy, "unsafe")
		assert.Equal(t, "no-store", response.Header.Get("Cache-Control"))
		assert.Equal(t, "no-referrer", response.Header.Get("Referrer-Policy"))
		assert.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"))
		assert.Equal(t, "same-origin", response.Header.Get("Cross-Origin-Opener-Policy"))
		assert.Equal(t, "same-origin", response.Header.Get("Cross-Origin-Resource-Policy"))
		assert.Empty(t, response.Cookies())
	}
	assert.Equal(t, bodies[0], bodies[1], "it does not tell whether a plan exists")
	for _, path := range []string{"/review/", "/review/plan_1", "/review/../etc", "/review/" + w.plan + "/pdf"} {
		response, err := http.Get(w.URL + path)
		require.NoError(t, err)
		response.Body.Close()
		assert.GreaterOrEqual(t, response.StatusCode, 400, path)
	}
}

func TestALinkOpensOneSessionOfOnePlan(t *testing.T) {
	w := newWorld(t, nil)
	secret := w.link(t, w.owner, w.plan)
	cookie := w.open(t, w.plan, secret)
	assert.True(t, cookie.HttpOnly)
	assert.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
	assert.Equal(t, "/review/"+w.plan, cookie.Path)
	assert.Equal(t, int(SessionLifetime.Seconds()), cookie.MaxAge)
	assert.False(t, cookie.Secure, "this machine has no certificate")
	assert.NotEqual(t, secret, cookie.Value)

	response := w.post(t, "/review/"+w.plan+"/session", `{"token":"`+secret+`"}`, nil)
	assert.Equal(t, http.StatusUnauthorized, response.StatusCode, "it works once")
	assert.Contains(t, text(t, response), "used before")
	assert.Equal(t, http.StatusUnauthorized, w.post(t, "/review/"+w.plan+"/session", `{"token":"`+cookie.Value+`"}`, nil).StatusCode, "a session is no link")

	for range 2 {
		response = w.post(t, "/review/"+w.plan+"/tools/review_plan", `{"plan_id":"`+w.plan+`","accept":["e1"]}`, with(cookie))
		require.Equal(t, http.StatusOK, response.StatusCode)
		assert.Contains(t, text(t, response), `"structuredContent":{"plan_id":"`+w.plan)
	}
	assert.Equal(t, fmt.Sprintf(`review_plan {"accept":["e1"],"plan_id":"%s"} known=true own=true local=false`, w.plan), w.calls[0])

	other := schema.NewHandle(schema.KindPlan)
	assert.Equal(t, http.StatusUnauthorized, w.post(t, "/review/"+other+"/tools/review_plan", `{"plan_id":"`+other+`"}`, with(cookie)).StatusCode,
		"its cookie is worth nothing for another plan, wherever a client sends it")
	foreign := w.link(t, w.owner, other)
	assert.Equal(t, http.StatusUnauthorized, w.post(t, "/review/"+w.plan+"/session", `{"token":"`+foreign+`"}`, nil).StatusCode)
	assert.Len(t, w.calls, 2)
}

func TestWhoIsOnThisMachineStaysThat(t *testing.T) {
	w := newWorld(t, nil)
	w.owner = identity.Local()
	cookie := w.open(t, w.plan, w.link(t, identity.Local(), w.plan))
	w.post(t, "/review/"+w.plan+"/tools/review_plan", `{}`, with(cookie))
	require.Len(t, w.calls, 1)
	assert.Contains(t, w.calls[0], "own=true local=true", "a photo beside the CV may be read")
	_, err := w.reviews.Link(t.Context(), w.plan)
	assert.Error(t, err, "nobody's link")
}

func TestRightsEnd(t *testing.T) {
	w := newWorld(t, nil)
	begin := w.now
	w.now = begin.Add(-LinkLifetime - time.Second)
	old := w.link(t, w.owner, w.plan)
	assert.Equal(t, http.StatusUnauthorized, w.post(t, "/review/"+w.plan+"/session", `{"token":"`+old+`"}`, nil).StatusCode)
	w.now = begin
	fresh := w.link(t, w.owner, w.plan)
	w.now = begin.Add(-SessionLifetime - time.Second)
	cookie := w.open(t, w.plan, fresh)
	response := w.post(t, "/review/"+w.plan+"/tools/review_plan", `{}`, with(cookie))
	assert.Equal(t, http.StatusUnauthorized, response.StatusCode)
	assert.Equal(t, problem.ContentType, response.Header.Get("Content-Type"))
}

func TestForgedSecretsOpenNothing(t *testing.T) {
	w := newWorld(t, nil)
	secret := w.link(t, w.owner, w.plan)
	stranger := w.link(t, identity.Identity{User: storetest.NewUser()}, w.plan)
	for _, forged := range []string{
		"", "x", secret[:len(secret)-1], secret + "A", strings.ToUpper(secret), strings.Repeat("A", len(secret)), "!" + secret[1:],
		stranger[:22] + secret[22:], // another user's rows, this one's secret
	} {
		response := w.post(t, "/review/"+w.plan+"/session", `{"token":"`+forged+`"}`, nil)
		assert.Equal(t, http.StatusUnauthorized, response.StatusCode, forged)
		assert.Empty(t, response.Cookies())
		assert.Equal(t, http.StatusUnauthorized, w.post(t, "/review/"+w.plan+"/tools/review_plan", `{}`, header{"Cookie": cookieName + "=" + forged}).StatusCode)
	}
	assert.Equal(t, http.StatusUnauthorized, w.post(t, "/review/"+w.plan+"/tools/review_plan", `{}`, nil).StatusCode)
	assert.Empty(t, w.calls)
	w.open(t, w.plan, secret)
}

func TestOtherPagesCannotUseTheSession(t *testing.T) {
	w := newWorld(t, nil)
	cookie := w.open(t, w.plan, w.link(t, w.owner, w.plan))
	path := "/review/" + w.plan + "/tools/apply_cv_edits"
	for name, headers := range map[string]header{
		"another site":                         {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
		"another port of this machine":         {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
		"another origin, by an older browser":  {"Origin": "http://127.0.0.1:1"},
		"a sandboxed page":                     {"Origin": "null"},
		"a form":                               {"Content-Type": "application/x-www-form-urlencoded"},
		"a form that sends text that is JSON":  {"Content-Type": "text/plain"},
		"a request without a kind of its body": {"Content-Type": ""},
	} {
		headers["Cookie"] = cookie.Name + "=" + cookie.Value
		status := w.post(t, path, `{}`, headers).StatusCode
		assert.Contains(t, []int{http.StatusForbidden, http.StatusUnsupportedMediaType}, status, name)
	}
	assert.Empty(t, w.calls)
	for _, headers := range []header{{"Origin": w.URL, "Sec-Fetch-Site": "same-origin"}, {"Origin": w.URL}, {}} {
		headers["Cookie"] = cookie.Name + "=" + cookie.Value
		assert.Equal(t, http.StatusOK, w.post(t, path, `{}`, headers).StatusCode)
	}
}

func TestASessionDoesWhatThePageDoes(t *testing.T) {
	w := newWorld(t, nil)
	w.reviews.config.Taken = func(plan, pdf string) { w.taken = append(w.taken, plan+" "+pdf) }
	cookie := w.open(t, w.plan, w.link(t, w.owner, w.plan))
	other := schema.NewHandle(schema.KindPlan)
	for _, test := range []struct {
		name, tool, body string
		status           int
		words            string
	}{
		{"a tool that it has", "render_pdf", `{"cv_id":"cv_mine","preview":false}`, 200, ""},
		{"another tool", "erase_my_data", `{"confirm":"erase everything"}`, 404, "take one of apply_cv_edits, render_pdf"},
		{"another plan", "apply_cv_edits", `{"plan_id":"` + other + `"}`, 422, "this review is of " + w.plan},
		{"a plan that is no text", "apply_cv_edits", `{"plan_id":7}`, 422, "this review is of"},
		{"a path to write to", "apply_cv_edits", `{"output_path":"/etc/passwd"}`, 422, "output_path"},
		{"a CV by path", "render_pdf", `{"cv_path":"/etc/passwd"}`, 422, "cv_path"},
		{"another's CV", "render_pdf", `{"cv_id":"cv_theirs"}`, 404, "no such document"},
		{"a CV that is no text", "render_pdf", `{"cv_id":["cv_mine"]}`, 422, "cv_id is a text"},
		{"another's PDF", "save_application", `{"cv_id":"cv_mine","pdf_id":"pdf_theirs"}`, 404, "no such document"},
		{"no JSON", "render_pdf", `cv_id`, 400, "no JSON object"},
		{"a list", "render_pdf", `[1]`, 400, "no JSON object"},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := len(w.calls)
			response := w.post(t, "/review/"+w.plan+"/tools/"+test.tool, test.body, with(cookie))
			body := text(t, response)
			assert.Equal(t, test.status, response.StatusCode, body)
			assert.Contains(t, body, test.words)
			if test.status != http.StatusOK {
				assert.Len(t, w.calls, before, "the tool was not called")
			}
		})
	}
	response := w.post(t, "/review/"+w.plan+"/pdf", `{"pdf_id":"pdf_mine"}`, with(cookie))
	assert.Equal(t, "%PDF of pdf://pdf_mine", text(t, response))
	assert.Equal(t, `attachment; filename="cv.pdf"`, response.Header.Get("Content-Disposition"))
	assert.Equal(t, http.StatusNotFound, w.post(t, "/review/"+w.plan+"/pdf", `{"pdf_id":"pdf_theirs"}`, with(cookie)).StatusCode)
	assert.Equal(t, []string{w.plan + " pdf_mine"}, w.taken)
}

func TestBehindAProxy(t *testing.T) {
	w := newWorld(t, nil)
	w.reviews.config.Base = func() string { return "https://cv.example.org/bespoke" }
	link, err := w.reviews.Link(identity.With(t.Context(), w.owner), w.plan)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(link, "https://cv.example.org/bespoke/review/"+w.plan+"#t="), link)
	_, secret, _ := strings.Cut(link, "#t=")
	cookie := w.open(t, w.plan, secret)
	assert.True(t, cookie.Secure)
	assert.Equal(t, "/bespoke/review/"+w.plan, cookie.Path)
}

func TestAUsersShareBoundsTheReview(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.Limit = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if _, ok := identity.From(r.Context()); !ok {
					panic("whose share?")
				}
				problem.New(problem.TooMany, "slowly").ServeHTTP(rw, r)
			})
		}
	})
	cookie := w.open(t, w.plan, w.link(t, w.owner, w.plan))
	assert.Equal(t, http.StatusTooManyRequests, w.post(t, "/review/"+w.plan+"/tools/review_plan", `{}`, with(cookie)).StatusCode)
}
