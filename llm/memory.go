package llm

import (
	"maps"
	"sync"
)

// Mode is how a server is asked for JSON of a given shape.
type Mode string

// The modes, from the one that binds the model most to the one that every
// server has.
const (
	ModeStrict Mode = "json_schema_strict" // response_format json_schema, strict: the server enforces the shape
	ModeSchema Mode = "json_schema"        // response_format json_schema: the server tries to
	ModeTool   Mode = "tool"               // one tool whose arguments have the shape, and the model must call it
	ModeJSON   Mode = "json_object"        // response_format json_object: some JSON; the schema is in the prompt
	ModePrompt Mode = "prompt"             // the schema is in the prompt, and that is all
)

var ladder = []Mode{ModeStrict, ModeSchema, ModeTool, ModeJSON, ModePrompt}

// API is one of the two protocols in which servers are asked.
type API string

// The protocols. A model that answers on the responses API only is found out
// by asking.
const (
	APIChat      API = "chat"
	APIResponses API = "responses"
)

// rank is the mode's place on the ladder.
func (m Mode) rank() int {
	for i, mode := range ladder {
		if mode == m {
			return i
		}
	}
	return 0
}

// Memory remembers, for each base URL and model, what the server has refused,
// so that it is asked in vain once only. It is safe for concurrent use and
// lives as long as the process.
type Memory struct {
	mu    sync.Mutex
	known map[string]settings
}

// NewMemory returns a memory of nothing.
func NewMemory() *Memory { return &Memory{known: map[string]settings{}} }

// Mode is the best mode that the model behind baseURL has not refused.
func (m *Memory) Mode(baseURL, model string) Mode {
	return m.recall(baseURL, model).modeFor(nil)
}

// settings are what a request may contain.
type settings struct {
	api     API             // the protocol that the model turned out to want; "" before anything was said
	mode    Mode            // the best mode not refused; "" before anything was
	schemas map[string]Mode // the same for single schemas, by Schema.hash
	without map[string]bool // parameters refused, by their names on the wire
}

func (s settings) clone() settings {
	s.schemas, s.without = maps.Clone(s.schemas), maps.Clone(s.without)
	if s.schemas == nil {
		s.schemas = map[string]Mode{}
	}
	if s.without == nil {
		s.without = map[string]bool{}
	}
	return s
}

// modeFor is the best mode left for schema, which may be nil.
func (s settings) modeFor(schema *Schema) Mode {
	rank := s.mode.rank()
	if schema != nil {
		rank = max(rank, s.schemas[schema.hash].rank())
		if schema.strict == nil {
			rank = max(rank, ModeSchema.rank())
		}
	}
	return ladder[rank]
}

func (m *Memory) recall(baseURL, model string) settings {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known[baseURL+"\n"+model].clone()
}

// learn adds what a call that came through had to leave out.
func (m *Memory) learn(baseURL, model string, found settings) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := baseURL + "\n" + model
	known := m.known[key].clone()
	if found.api != "" {
		known.api = found.api
	}
	if found.mode.rank() > known.mode.rank() {
		known.mode = found.mode
	}
	maps.Copy(known.without, found.without)
	for hash, mode := range found.schemas {
		if mode.rank() > known.schemas[hash].rank() {
			known.schemas[hash] = mode
		}
	}
	m.known[key] = known
}
