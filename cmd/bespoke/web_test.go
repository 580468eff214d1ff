package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// exchange makes a request, with headers as name, value pairs, and gives the
// answer that was read to its end.
func exchange(t *testing.T, method, address, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(answer)
}

// get gets a page, with a token unless that is empty.
func get(t *testing.T, address, token string) (status int, body string) {
	t.Helper()
	var headers []string
	if token != "" {
		headers = []string{"Authorization", "Bearer " + token}
	}
	response, body := exchange(t, http.MethodGet, address, "", headers...)
	return response.StatusCode, body
}

// postSamples has an application made of the samples over HTTP, and gives the
// run's answer.
func postSamples(t *testing.T, address, token string) string {
	t.Helper()
	yaml, offer := samples(t)
	body, err := json.Marshal(map[string]string{"cv_yaml": yaml, "job_offer_text": offer})
	require.NoError(t, err)
	response, answer := exchange(t, http.MethodPost, address+"/applications?wait=40", string(body),
		"Authorization", "Bearer "+token, "Content-Type", "application/json")
	require.Equal(t, http.StatusCreated, response.StatusCode, answer)
	return answer
}

// samples are the CV and the offer that most tests use.
func samples(t testing.TB) (yaml, offer string) {
	t.Helper()
	cv, err := os.ReadFile(sampleCV)
	require.NoError(t, err)
	posting, err := os.ReadFile(sampleOffer)
	require.NoError(t, err)
	return string(cv), string(posting)
}
