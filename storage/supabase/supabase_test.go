package supabase_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	storage_go "github.com/supabase-community/storage-go"
	supabase_go "github.com/supabase-community/supabase-go"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/storetest"
	"github.com/bespoke-cv/bespoke/storage/supabase"
	"github.com/bespoke-cv/bespoke/storage/supabase/bucket"
	"github.com/bespoke-cv/bespoke/storage/supabase/supabasetest"
)

var pdf = []byte("%PDF-1.7\n\x00\xff binary")

func serve(t *testing.T, bucket string) *supabasetest.Server {
	t.Helper()
	server := supabasetest.New(bucket)
	t.Cleanup(server.Close)
	return server
}

func open(t *testing.T, address string) *supabase.Blobs {
	t.Helper()
	blobs, err := supabase.Open(supabase.Config{URL: address, Key: supabasetest.AnonKey, Sign: supabase.SecretSigner(supabasetest.Secret)})
	require.NoError(t, err)
	return blobs
}

func TestBlobs(t *testing.T) {
	storetest.RunBlobs(t, func(t *testing.T) storage.Blobs { return open(t, serve(t, supabase.Bucket).URL) })
}

// The independent reader is supabase-go, with the service key.
func TestAnotherClientReadsWhatWasKept(t *testing.T) {
	server := serve(t, supabase.Bucket)
	blobs, user := open(t, server.URL), storetest.NewUser()
	require.NoError(t, blobs.Put(t.Context(), user, "cv_1/a.pdf", pdf))
	reader, err := supabase_go.NewClient(server.URL, supabasetest.ServiceKey(), nil)
	require.NoError(t, err)
	data, err := reader.Storage.DownloadFile(supabase.Bucket, user.String()+"/cv_1/a.pdf")
	require.NoError(t, err)
	assert.Equal(t, pdf, data)
	files, err := reader.Storage.ListFiles(supabase.Bucket, user.String()+"/cv_1", storage_go.FileSearchOptions{})
	require.NoError(t, err)
	require.Len(t, files, 1)
	assert.Equal(t, "a.pdf", files[0].Name)
	assert.Equal(t, map[string]any{"mimetype": "application/pdf", "size": float64(len(pdf))}, files[0].Metadata)

	// And what it keeps, we read.
	kind := "application/json"
	_, err = reader.Storage.UploadFile(supabase.Bucket, user.String()+"/b.json", strings.NewReader("{}"), storage_go.FileOptions{ContentType: &kind})
	require.NoError(t, err)
	data, err = blobs.Get(t.Context(), user, "b.json")
	require.NoError(t, err)
	assert.Equal(t, "{}", string(data))
}

func TestASignedAddressNeedsNoTokenAndEnds(t *testing.T) {
	blobs, user := open(t, serve(t, supabase.Bucket).URL), storetest.NewUser()
	require.NoError(t, blobs.Put(t.Context(), user, "a.pdf", pdf))
	address, err := blobs.URL(t.Context(), user, "a.pdf", time.Second)
	require.NoError(t, err)
	status, body := fetch(t, address)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, string(pdf), body)
	status, _ = fetch(t, strings.Replace(address, "a.pdf", "b.pdf", 1))
	assert.Equal(t, http.StatusBadRequest, status, "an address is good for one blob")
	assert.Eventually(t, func() bool { status, _ := fetch(t, address); return status == http.StatusBadRequest }, 10*time.Second, 100*time.Millisecond)
}

func fetch(t *testing.T, address string) (int, string) {
	t.Helper()
	response, err := http.Get(address) //nolint:noctx // a test's own server
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

func TestErrorsAreToldApartByCode(t *testing.T) {
	server := serve(t, supabase.Bucket)
	blobs, user := open(t, server.URL), storetest.NewUser()
	for code, test := range map[string]struct {
		status int
		want   error
		says   string
	}{
		"NoSuchKey":        {400, storage.ErrNotFound, ""},
		"NoSuchBucket":     {400, storage.ErrUnusable, "bespoke supabase init"},
		"AccessDenied":     {400, storage.ErrUnusable, "policies"},
		"InvalidJWT":       {400, storage.ErrUnusable, "SUPABASE_JWT_SECRET"},
		"InvalidMimeType":  {400, storage.ErrInvalid, ""},
		"EntityTooLarge":   {400, storage.ErrInvalid, ""},
		"KeyAlreadyExists": {400, storage.ErrConflict, ""},
		"SlowDown":         {400, storage.ErrBusy, ""},
		"DatabaseTimeout":  {544, storage.ErrBusy, ""},
		"Unheard":          {400, storage.ErrUnusable, "Unheard"},
		"":                 {502, storage.ErrBusy, "HTTP 502"},
	} {
		server.Fail(1, test.status, code)
		err := blobs.Put(t.Context(), user, "a.pdf", pdf)
		assert.ErrorIs(t, err, test.want, code)
		assert.ErrorContains(t, err, test.says, code)
		assert.NotContains(t, err.Error(), "eyJ", "no token in a message")
	}
	for status, want := range map[int]error{404: storage.ErrNotFound, 413: storage.ErrInvalid, 429: storage.ErrBusy, 500: storage.ErrBusy, 507: storage.ErrFull, 403: storage.ErrUnusable} {
		server.Fail(1, status, "")
		_, err := blobs.Get(t.Context(), user, "a.pdf")
		assert.ErrorIs(t, err, want, status)
	}
	require.NoError(t, blobs.Put(t.Context(), user, "a.pdf", pdf))
}

func TestAnAnswerThatWasLostIsNoHarm(t *testing.T) {
	server := serve(t, supabase.Bucket)
	blobs, user := open(t, server.URL), storetest.NewUser()
	server.FailAfter(1, 500, "InternalError")
	assert.ErrorIs(t, blobs.Put(t.Context(), user, "a.pdf", pdf), storage.ErrBusy)
	require.NoError(t, blobs.Put(t.Context(), user, "a.pdf", pdf))
	assert.Equal(t, []string{user.String() + "/a.pdf"}, server.Objects(supabase.Bucket))
	server.FailAfter(1, 500, "InternalError")
	assert.ErrorIs(t, blobs.Delete(t.Context(), user, "a.pdf"), storage.ErrBusy)
	require.NoError(t, blobs.Delete(t.Context(), user, "a.pdf"))
}

func TestAServerThatHangsOrIsAwayIsBusy(t *testing.T) {
	held := make(chan struct{})
	hung := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-held }))
	defer hung.Close()
	defer close(held)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := open(t, hung.URL).Get(ctx, storetest.NewUser(), "a.pdf")
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	err = open(t, "http://127.0.0.1:1").Ping(t.Context())
	assert.ErrorIs(t, err, storage.ErrBusy)
}

func TestWithoutTheRightKeyNothingIsRead(t *testing.T) {
	server := serve(t, supabase.Bucket)
	user := storetest.NewUser()
	require.NoError(t, open(t, server.URL).Put(t.Context(), user, "a.pdf", pdf))
	wrong, err := supabase.Open(supabase.Config{URL: server.URL, Key: supabasetest.AnonKey, Sign: supabase.SecretSigner("another secret")})
	require.NoError(t, err)
	_, err = wrong.Get(t.Context(), user, "a.pdf")
	assert.ErrorIs(t, err, storage.ErrUnusable)
	for _, config := range []supabase.Config{{}, {URL: "abc.supabase.co", Key: "k", Sign: supabase.SecretSigner("s")}, {URL: "https://x", Sign: supabase.SecretSigner("s")}, {URL: "https://x", Key: "k"}} {
		_, err := supabase.Open(config)
		assert.ErrorContains(t, err, "SUPABASE_")
	}
}

func TestTokensOfAPrivateKey(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	jwk, err := jwkset.NewJWKFromKey(key, jwkset.JWKOptions{
		Marshal:  jwkset.JWKMarshalOptions{Private: true},
		Metadata: jwkset.JWKMetadataOptions{ALG: jwkset.AlgES256, KID: "k1"},
	})
	require.NoError(t, err)
	raw, err := json.Marshal(jwk.Marshal())
	require.NoError(t, err)
	sign, err := supabase.KeySigner(string(raw))
	require.NoError(t, err)
	user := storetest.NewUser()
	token, err := sign(user)
	require.NoError(t, err)
	parsed, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return &key.PublicKey, nil },
		jwt.WithValidMethods([]string{"ES256"}), jwt.WithAudience("authenticated"), jwt.WithExpirationRequired())
	require.NoError(t, err)
	assert.Equal(t, "k1", parsed.Header["kid"])
	subject, err := parsed.Claims.GetSubject()
	require.NoError(t, err)
	assert.Equal(t, user.String(), subject)

	public := jwk.Marshal()
	public.D = ""
	half, err := json.Marshal(public)
	require.NoError(t, err)
	for _, bad := range []string{"", "secret", "{}", string(half), `{"kty":"oct","k":"c2VjcmV0","alg":"HS256"}`} {
		_, err := supabase.KeySigner(bad)
		assert.ErrorContains(t, err, "SUPABASE_JWT_KEY", bad)
	}
}

func TestInitMakesAndChecksTheBucket(t *testing.T) {
	server := serve(t, "")
	admin, err := bucket.Open(server.URL, supabasetest.ServiceKey())
	require.NoError(t, err)
	blobs := open(t, server.URL)
	assert.ErrorContains(t, bucket.Probe(t.Context(), blobs), "bespoke supabase init")
	created, err := admin.Init(t.Context())
	require.NoError(t, err)
	assert.True(t, created)
	created, err = admin.Init(t.Context())
	require.NoError(t, err)
	assert.False(t, created)
	reader, err := supabase_go.NewClient(server.URL, supabasetest.ServiceKey(), nil)
	require.NoError(t, err)
	read, err := reader.Storage.GetBucket(supabase.Bucket)
	require.NoError(t, err)
	assert.False(t, read.Public, "another client reads the same")
	assert.Equal(t, int64(storage.MaxBlob), *read.FileSizeLimit)

	require.NoError(t, bucket.Probe(t.Context(), blobs))
	assert.Empty(t, server.Objects(supabase.Bucket), "the probe leaves nothing")

	user := storetest.NewUser()
	require.NoError(t, blobs.Put(t.Context(), user, "a.pdf", pdf))
	users, err := admin.Users(t.Context())
	require.NoError(t, err)
	assert.Contains(t, users, user)
	weak, err := bucket.Open(server.URL, supabasetest.Token(user, time.Minute))
	require.NoError(t, err)
	_, err = weak.Init(t.Context())
	assert.ErrorContains(t, err, "list buckets")
}

// A request's calls are made with the token it came with; everything else, with
// one that is signed here.
func TestCallsAreMadeWithTheCallersToken(t *testing.T) {
	server := serve(t, supabase.Bucket)
	signed := 0
	ours := supabase.SecretSigner(supabasetest.Secret)
	config := supabase.Config{URL: server.URL, Key: supabasetest.AnonKey, Callers: true, Sign: func(user uuid.UUID) (string, error) {
		signed++
		return ours(user)
	}}
	mara, noor := storetest.NewUser(), storetest.NewUser()
	caller := func(user uuid.UUID, lifetime time.Duration) context.Context {
		return identity.With(t.Context(), identity.Identity{
			User: user, Token: identity.NewToken(supabasetest.Token(user, lifetime)), Until: time.Now().Add(lifetime),
		})
	}
	for _, test := range []struct {
		name    string
		ctx     context.Context
		callers bool
		signed  int
	}{
		{"her own", caller(mara, time.Hour), true, 0},
		{"her own runs out", caller(mara, 10*time.Second), true, 1},
		{"somebody else's request", caller(noor, time.Hour), true, 1},
		{"a durable run", identity.With(t.Context(), identity.Identity{User: mara}), true, 1},
		{"no request", t.Context(), true, 1},
		{"a login elsewhere", caller(mara, time.Hour), false, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			signed, config.Callers = 0, test.callers
			blobs, err := supabase.Open(config)
			require.NoError(t, err)
			require.NoError(t, blobs.Put(test.ctx, mara, "cv_1/a.pdf", pdf))
			assert.Equal(t, test.signed, signed)
		})
	}
}
