// Package prompts holds the words that are put before a language model, as
// versioned text files, and the fence that keeps offers and CVs apart from
// them.
//
// A prompt file begins with a line "version: N". A line of three dashes parts
// what the system says, which is fixed, from what is asked, which is written as
// a text/template of fields and conditions:
//
//	name.md ─ Get ─► Prompt ─ Ask(data) ─► the question
//	offer, CV text ─ Fence ─► data between two marks ─┘
//
// Any change of a file's words raises its version; golden files under testdata
// hold every prompt as a model sees it.
package prompts

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

//go:embed *.md
var files embed.FS

// Prompt is one versioned prompt.
type Prompt struct {
	Name    string
	Version int
	System  string // fixed words; "" when the file has only a question

	question *parse.Tree
}

// Label names the exact prompt, such as "read_offer@3".
func (p *Prompt) Label() string { return p.Name + "@" + strconv.Itoa(p.Version) }

// Ask fills the question. Data from outside must be fenced in it.
func (p *Prompt) Ask(data map[string]any) (string, error) {
	var text strings.Builder
	if err := fill(&text, p.question.Root, data); err != nil {
		return "", fmt.Errorf("filling prompt %s: %w", p.Label(), err)
	}
	return strings.TrimSpace(text.String()), nil
}

var loaded sync.Map // name ─► *Prompt

// Get returns the prompt in name.md. Names are known when the program is
// written, so a missing or malformed file panics.
func Get(name string) *Prompt {
	if hit, ok := loaded.Load(name); ok {
		return hit.(*Prompt)
	}
	source, err := files.ReadFile(name + ".md")
	if err != nil {
		panic(fmt.Sprintf("prompt %s: %v", name, err))
	}
	prompt, err := read(name, string(source))
	if err != nil {
		panic(fmt.Sprintf("prompt %s: %v", name, err))
	}
	hit, _ := loaded.LoadOrStore(name, prompt)
	return hit.(*Prompt)
}

func read(name, source string) (*Prompt, error) {
	head, body, _ := strings.Cut(source, "\n")
	number, ok := strings.CutPrefix(head, "version: ")
	version, err := strconv.Atoi(number)
	if !ok || err != nil || version < 1 {
		return nil, fmt.Errorf("its first line is %q, not version: N", head)
	}
	system, question, found := strings.Cut(body, "\n---\n")
	if !found {
		system, question = "", body
	}
	trees, err := parse.Parse(name, question, "", "")
	if err != nil {
		return nil, err
	}
	return &Prompt{Name: name, Version: version, System: strings.TrimSpace(system), question: trees[name]}, nil
}

// Fence sets text from outside apart from a prompt's own words. The marks hold
// a digest of the text itself, so no text can contain its own closing mark: it
// would have to know the digest of what it is part of. The same text gets the
// same marks, which keeps prompts deterministic.
func Fence(label, text string) string {
	sum := sha256.Sum256([]byte(label + "\n" + text))
	mark := hex.EncodeToString(sum[:12])
	return fmt.Sprintf("<data %s %s>\n%s\n</data %s>", label, mark, text, mark)
}
