package tools_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/tools"
)

// choice is something a user says, the tool that answers it and what of the
// words becomes an argument. A list's argument names one of its items.
type choice struct {
	Say       string         `json:"say"`
	Tool      string         `json:"tool"`
	Arguments map[string]any `json:"arguments"`
}

func choices(t *testing.T) (all []choice) {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "choice", "phrases.jsonl"))
	require.NoError(t, err)
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var c choice
		require.NoError(t, json.Unmarshal(lines.Bytes(), &c), lines.Text())
		all = append(all, c)
	}
	return all
}

// listed are the tools as a client's model reads them.
func listed() []mcp.Tool { return tools.Brief((&tools.Toolbox{}).Tools()) }

// The stand-in for a model chooses by words alone: BM25 over names, titles,
// descriptions and arguments, after a dictionary's translation word by word. It
// is worse than any model, so what it finds, the words make plain. Put a better
// description in place, not a lower floor.
func TestWhatUsersSayLeadsToTheRightTool(t *testing.T) {
	all, chooser := choices(t), newChooser(t, listed())
	require.GreaterOrEqual(t, len(all), 60)
	covered := map[string]bool{}
	right, first3, filled, wanted := 0, 0, 0, 0
	for _, c := range all {
		covered[c.Tool] = true
		ranked := chooser.rank(c.Say)
		if ranked[0] == c.Tool {
			right++
		} else {
			t.Logf("%s, not %v: %s", c.Tool, ranked[:3], c.Say)
		}
		if slices.Contains(ranked[:3], c.Tool) {
			first3++
		}
		got := chooser.fill(c.Tool, c.Say)
		for name, value := range c.Arguments {
			wanted++
			if fmt.Sprint(got[name]) == fmt.Sprint(value) {
				filled++
			} else {
				t.Logf("%s.%s is %v, not %v: %s", c.Tool, name, got[name], value, c.Say)
			}
		}
		for name, value := range got {
			if _, expected := c.Arguments[name]; !expected {
				wanted++
				t.Logf("%s.%s is %v and should be left out: %s", c.Tool, name, value, c.Say)
			}
		}
	}
	for _, tool := range listed() {
		assert.True(t, covered[tool.Name], "no phrase leads to %s: add some to testdata/choice/phrases.jsonl", tool.Name)
	}
	n := float64(len(all))
	t.Logf("of %d phrases the right tool is first for %.1f %%, among three for %.1f %%; %.1f %% of %d arguments right",
		len(all), 100*float64(right)/n, 100*float64(first3)/n, 100*float64(filled)/float64(wanted), wanted)
	assert.GreaterOrEqual(t, float64(right)/n, 0.88)
	assert.GreaterOrEqual(t, float64(first3)/n, 0.96)
	assert.GreaterOrEqual(t, float64(filled)/float64(wanted), 0.95)
}

// chooser ranks tools by the words of a phrase.
type chooser struct {
	names      []string
	documents  []map[string]float64 // stem ─► weight, of each tool
	lengths    []float64
	mean       float64
	in         map[string]int // stem ─► tools it is in
	arguments  map[string]map[string]argument
	dictionary map[string]string
}

type argument struct {
	Type        string    `json:"type"`
	Description string    `json:"description"`
	Enum        []string  `json:"enum"`
	Items       *argument `json:"items"`
}

func newChooser(t *testing.T, list []mcp.Tool) *chooser {
	t.Helper()
	c := &chooser{in: map[string]int{}, arguments: map[string]map[string]argument{}, dictionary: map[string]string{}}
	raw, err := os.ReadFile(filepath.Join("testdata", "choice", "dictionary.tsv"))
	require.NoError(t, err)
	for line := range strings.Lines(string(raw)) {
		foreign, words, found := strings.Cut(strings.TrimSpace(line), "\t")
		require.True(t, found, line)
		c.dictionary[foreign] = words
	}
	whole := (&tools.Toolbox{}).Tools() // with the choices that the list leaves out
	for i, tool := range list {
		var shape struct {
			Properties map[string]argument `json:"properties"`
		}
		require.NoError(t, json.Unmarshal(whole[i].Tool.RawInputSchema, &shape))
		c.arguments[tool.Name] = shape.Properties
		document := map[string]float64{}
		add := func(weight float64, text string) {
			for _, stem := range c.stems(text) {
				document[stem] += weight
			}
		}
		add(4, tool.Name)
		add(3, tool.Title)
		add(2, beforeNext(tool.Description))
		var brief struct {
			Properties map[string]argument `json:"properties"`
		}
		require.NoError(t, json.Unmarshal(tool.RawInputSchema, &brief))
		for name, property := range brief.Properties {
			add(0.5, name+" "+property.Description+" "+strings.Join(property.Enum, " "))
		}
		length := 0.0
		for stem, weight := range document {
			length += weight
			c.in[stem]++
		}
		c.names, c.documents, c.lengths = append(c.names, tool.Name), append(c.documents, document), append(c.lengths, length)
		c.mean += length / float64(len(list))
	}
	return c
}

// beforeNext leaves out what a description says of other tools.
func beforeNext(description string) string {
	text, _, _ := strings.Cut(description, " Next: ")
	return text
}

func (c *chooser) rank(say string) []string {
	const k, b = 1.2, 0.75
	scores := map[string]float64{}
	for _, stem := range c.stems(say) {
		n := float64(len(c.names))
		idf := math.Log(1 + (n-float64(c.in[stem])+0.5)/(float64(c.in[stem])+0.5))
		for i, document := range c.documents {
			weight := document[stem]
			scores[c.names[i]] += idf * weight * (k + 1) / (weight + k*(1-b+b*c.lengths[i]/c.mean))
		}
	}
	ranked := slices.Clone(c.names)
	slices.SortStableFunc(ranked, func(x, y string) int {
		switch {
		case scores[x] > scores[y]:
			return -1
		case scores[x] < scores[y]:
			return 1
		}
		return 0
	})
	return ranked
}

var (
	address = regexp.MustCompile(`https?://[^\s,]*[^\s,.?]`)
	file    = regexp.MustCompile(`\b[\w/-]+\.(yaml|yml|txt|html|pdf|docx|json|md)\b`)
	handled = regexp.MustCompile(`\b(job|cv|plan|pdf|app|run|act)_[0-9a-f]{32}\b`)
	pages   = regexp.MustCompile(`(\d+) pages?`)
)

// stopwords say nothing about what is wanted.
var stopwords = strings.Fields("a an and about at by for from i in is it me my of on or that the this to what where which with you your")

// nouns are what handles stand for in the names of arguments.
var nouns = map[string]string{"job": "job_offer", "app": "application", "act": "action_point"}

// stems are the words of a text, translated where the dictionary has them. Of
// an address, a path or a handle it is what kind of thing it is.
func (c *chooser) stems(text string) (all []string) {
	text = address.ReplaceAllString(text, " url ")
	text = handled.ReplaceAllStringFunc(text, func(handle string) string {
		kind, _, _ := strings.Cut(handle, "_")
		if noun, ok := nouns[kind]; ok {
			kind = noun
		}
		return " " + strings.ReplaceAll(kind, "_", " ") + " id "
	})
	text = file.ReplaceAllString(text, " path $1 ")
	text = strings.ToLower(strings.ReplaceAll(text, "_", " "))
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		if slices.Contains(stopwords, word) {
			continue
		}
		if english, ok := c.dictionary[word]; ok {
			word = english
		}
		for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return r == ' ' || r == '-' }) {
			env := snowballstem.NewEnv(part)
			english.Stem(env)
			all = append(all, env.Current())
		}
	}
	return all
}

// fill finds the arguments of a tool in what was said, by their form alone.
func (c *chooser) fill(tool, say string) map[string]any {
	arguments, found := c.arguments[tool], map[string]any{}
	put := func(value any, names ...string) {
		for _, name := range names {
			if _, exists := arguments[name]; exists && found[name] == nil {
				found[name] = value
				return
			}
		}
	}
	for _, handle := range handled.FindAllString(say, -1) {
		kind, _, _ := strings.Cut(handle, "_")
		if noun, ok := nouns[kind]; ok {
			kind = noun
		}
		put(handle, kind+"_id")
	}
	if found := address.FindString(say); found != "" {
		put(found, "url", "job_offer_url")
	}
	for _, path := range file.FindAllString(address.ReplaceAllString(say, ""), -1) {
		put(path, "cv_path", "path")
	}
	if match := pages.FindStringSubmatch(say); match != nil {
		put(match[1], "max_pages")
	}
	said := c.stems(say)
	for name, argument := range arguments {
		choices := argument.Enum
		if argument.Items != nil {
			choices = argument.Items.Enum
		}
		for _, choice := range choices {
			// The status offer is also what every second phrase is about; a format
			// is asked for, not the one that a file has; codes of languages are words
			// of other languages.
			if choice == "offer" || name == "format" || len(choice) == 2 {
				continue
			}
			stems := c.stems(choice)
			if !slices.ContainsFunc(stems, func(stem string) bool { return !slices.Contains(said, stem) }) {
				found[name] = choice
			}
		}
	}
	return found
}
