package problem

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryKindHasAStatusAndSaysItTwice(t *testing.T) {
	for kind := range table {
		recorder := httptest.NewRecorder()
		New(kind, "the words").ServeHTTP(recorder, nil)
		assert.Equal(t, kind.Status(), recorder.Code, kind)
		assert.GreaterOrEqual(t, recorder.Code, 400, kind)
		assert.Equal(t, ContentType, recorder.Header().Get("Content-Type"))
		var body Problem
		require.NoError(t, json.Unmarshal(recorder.Body.Bytes(), &body))
		assert.Equal(t, kind.Status(), body.Status)
		assert.True(t, strings.HasSuffix(body.Type, "/"+string(kind)), body.Type)
		assert.Equal(t, "the words", body.Detail)
		assert.NotEmpty(t, body.Title)
	}
}

func TestAKindThatIsNoneIsOurFault(t *testing.T) {
	assert.Equal(t, http.StatusInternalServerError, New("nonsense", "").Status)
}

func TestRetryAfterIsRoundedUp(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		time.Millisecond: "1", time.Second: "1", 1001 * time.Millisecond: "2", time.Hour: "3600",
	} {
		recorder := httptest.NewRecorder()
		New(TooMany, "").RetryAfter(wait).ServeHTTP(recorder, nil)
		assert.Equal(t, want, recorder.Header().Get("Retry-After"), wait)
	}
}
