package llm

import (
	"encoding/json"
	"maps"
	"os"
	"sync"
	"time"

	"github.com/bespoke-cv/bespoke/atomicfile"
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
// so that it is asked in vain once only. It is safe for concurrent use.
type Memory struct {
	path string // "" for the life of the process

	mu    sync.Mutex
	known map[string]settings
}

// NewMemory returns a memory of nothing, which lives as long as the process.
func NewMemory() *Memory { return &Memory{known: map[string]settings{}} }

// OpenMemory returns the memory kept in a file, which need not be there yet.
// A file that cannot be read is nothing to remember: servers are asked anew,
// and so they are when what is known of one is older than Remembered, for
// servers learn too.
func OpenMemory(path string) *Memory {
	m := &Memory{path: path, known: map[string]settings{}}
	m.read()
	return m
}

// Remembered is how long a kept memory lasts.
const Remembered = 7 * 24 * time.Hour

// read adds what the file holds, where nothing is known yet. It needs m.mu, or
// to be alone.
func (m *Memory) read() {
	text, err := os.ReadFile(m.path)
	if err != nil {
		return
	}
	var kept map[string]settings
	if json.Unmarshal(text, &kept) != nil {
		return
	}
	for key, found := range kept {
		if _, newer := m.known[key]; !newer && time.Since(found.Since) < Remembered {
			m.known[key] = found
		}
	}
}

// keep writes the file. What cannot be kept is found out again. It needs m.mu.
func (m *Memory) keep() {
	if m.path == "" {
		return
	}
	m.read() // another process may have learned of other servers
	if text, err := json.MarshalIndent(m.known, "", "  "); err == nil {
		_ = atomicfile.Write(m.path, append(text, '\n'), 0o600)
	}
}

// Mode is the best mode that the model behind baseURL has not refused.
func (m *Memory) Mode(baseURL, model string) Mode {
	return m.recall(baseURL, model).modeFor(nil)
}

// settings are what a request may contain.
type settings struct {
	API     API             `json:"api,omitempty"`     // the protocol that the model turned out to want; "" before anything was said
	Mode    Mode            `json:"mode,omitempty"`    // the best mode not refused; "" before anything was
	Schemas map[string]Mode `json:"schemas,omitempty"` // the same for single schemas, by Schema.hash
	Without map[string]bool `json:"without,omitempty"` // parameters refused, by their names on the wire
	Since   time.Time       `json:"since"`
}

func (s settings) clone() settings {
	s.Schemas, s.Without = maps.Clone(s.Schemas), maps.Clone(s.Without)
	if s.Schemas == nil {
		s.Schemas = map[string]Mode{}
	}
	if s.Without == nil {
		s.Without = map[string]bool{}
	}
	return s
}

// modeFor is the best mode left for schema, which may be nil.
func (s settings) modeFor(schema *Schema) Mode {
	rank := s.Mode.rank()
	if schema != nil {
		rank = max(rank, s.Schemas[schema.hash].rank())
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
	before := known.clone()
	if found.API != "" {
		known.API = found.API
	}
	if found.Mode.rank() > known.Mode.rank() {
		known.Mode = found.Mode
	}
	maps.Copy(known.Without, found.Without)
	for hash, mode := range found.Schemas {
		if mode.rank() > known.Schemas[hash].rank() {
			known.Schemas[hash] = mode
		}
	}
	if known.same(before) {
		return
	}
	known.Since = time.Now().UTC()
	m.known[key] = known
	m.keep()
}

func (s settings) same(other settings) bool {
	return s.API == other.API && s.Mode == other.Mode && maps.Equal(s.Schemas, other.Schemas) && maps.Equal(s.Without, other.Without)
}
