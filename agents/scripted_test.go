package agents_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/agents/agentstest"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

// scriptedModel answers as its function says, without a server.
type scriptedModel struct {
	answer func(request llm.Request, schema string) (any, error)

	mu       sync.Mutex
	requests []llm.Request
}

func (m *scriptedModel) Name() string { return "scripted" }

func (m *scriptedModel) Generate(ctx context.Context, request llm.Request) (llm.Response, error) {
	response, err := m.GenerateStructured(ctx, request, nil)
	response.Text = string(response.JSON)
	return response, err
}

func (m *scriptedModel) GenerateStructured(ctx context.Context, request llm.Request, schema *llm.Schema) (llm.Response, error) {
	if err := ctx.Err(); err != nil {
		return llm.Response{}, err
	}
	m.mu.Lock()
	m.requests = append(m.requests, request)
	m.mu.Unlock()
	name := ""
	if schema != nil {
		name = schema.Name()
	}
	value, err := m.answer(request, name)
	if err != nil {
		return llm.Response{}, err
	}
	raw, err := json.Marshal(value)
	return llm.Response{JSON: raw}, err
}

func (m *scriptedModel) asked() []llm.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.requests)
}

func last(request llm.Request) string { return request.Messages[len(request.Messages)-1].Content }

type (
	edit         = agentstest.Edit
	evidenceItem = agentstest.Evidence
)

func replaced(path, after string) edit { return edit{Op: "replace", Path: path, After: after} }

func edits(list ...edit) any { return agentstest.Edits(list...) }

// Places of the sample CV.
const (
	firstLine = "/cv/sections/experience/0/highlights/0"
	onCall    = "/cv/sections/experience/1/highlights/3"
	support   = "/cv/sections/experience/2/highlights/1"
)

// offers tells whether the question's places hold the path.
func offers(request llm.Request, path string) bool {
	_, places, _ := strings.Cut(request.Messages[0].Content, "Propose edits for these places")
	return strings.Contains(places, "\n"+path+" ")
}

var today = time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)

func sample(t testing.TB, kind, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "examples", kind, name))
	require.NoError(t, err)
	return string(text)
}

func sampleCV(t testing.TB) *cv.Document {
	t.Helper()
	document, err := cv.Parse([]byte(sample(t, "cvs", "software-engineer.yaml")))
	require.NoError(t, err)
	return document
}

func parsed(t testing.TB, in offer.Input) schema.ParsedOffer {
	t.Helper()
	in.Today = today
	result, err := offer.Parse(in)
	require.NoError(t, err)
	return result
}

func sampleInput(t testing.TB) plan.Input {
	t.Helper()
	return plan.Input{
		Offer: parsed(t, offer.Input{Text: sample(t, "offers", "platform-engineer.txt")}),
		Base:  sampleCV(t), Lexicon: lexicon.Default(), AsOf: today,
	}
}

// memoryCache keeps answers in a map.
type memoryCache struct {
	mu    sync.Mutex
	known map[string][]byte
}

func (c *memoryCache) Get(_ context.Context, key string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	value, ok := c.known[key]
	return value, ok
}

func (c *memoryCache) Put(_ context.Context, key string, value []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[string][]byte{}
	}
	c.known[key] = value
}

var _ agents.Cache = (*memoryCache)(nil)
