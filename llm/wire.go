package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"
)

type modelList struct {
	Data []struct {
		ID string `json:"id"`
	} `json:"data"`
}

// request is one on its way to the server, with the body as JSON when there is
// one.
func (m *openAIModel) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, m.config.BaseURL+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "bespoke")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if m.config.Key != "" {
		request.Header.Set("Authorization", "Bearer "+m.config.Key)
	}
	if isOpenAI(m.base) && m.config.Organization != "" {
		request.Header.Set("OpenAI-Organization", m.config.Organization)
	}
	if isOpenAI(m.base) && m.config.Project != "" {
		request.Header.Set("OpenAI-Project", m.config.Project)
	}
	return request, nil
}

// models lists what the server has.
func (m *openAIModel) models(ctx context.Context) (modelList, error) {
	var list modelList
	request, err := m.request(ctx, http.MethodGet, "/models", nil)
	if err != nil {
		return list, err
	}
	response, err := m.http.Do(request)
	if err != nil {
		return list, err
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		return list, m.fault(response.StatusCode, response.Header, nil, time.Now())
	}
	return list, json.NewDecoder(http.MaxBytesReader(nil, response.Body, maxAnswer)).Decode(&list)
}
