// Package agentstest plays models that do what the agents' prompts ask, well or
// badly, behind a server of package llmtest:
//
//	server := llmtest.New(t)
//	server.Answer = agentstest.Good
//
// They read the prompts as a model does, so they work on any offer and any CV.
package agentstest

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/bespoke-cv/bespoke/llm/llmtest"
)

// The shapes that the agents ask for.
const (
	ReadingSchema  = "job_offer_reading"
	ProposalSchema = "cv_edits"
)

// Edit is a proposal as a model writes it.
type Edit struct {
	Op             string     `json:"op"`
	Path           string     `json:"path"`
	From           string     `json:"from"`
	Before         string     `json:"before"`
	After          string     `json:"after"`
	Reason         string     `json:"reason"`
	RequirementIDs []string   `json:"requirement_ids"`
	Evidence       []Evidence `json:"evidence"`
}

// Evidence is a place of the CV and its words.
type Evidence struct {
	Path  string `json:"path"`
	Quote string `json:"quote"`
}

// Edits is the whole answer.
func Edits(list ...Edit) map[string]any {
	for i := range list {
		if list[i].RequirementIDs == nil {
			list[i].RequirementIDs = []string{}
		}
		if list[i].Evidence == nil {
			list[i].Evidence = []Evidence{}
		}
	}
	if list == nil {
		list = []Edit{}
	}
	return map[string]any{"edits": list}
}

// Good reads with care, and rewords only by writing abbreviations out as the
// offer does, which is true of any CV.
func Good(request llmtest.Request) llmtest.Reply {
	if Shape(request) == ReadingSchema {
		return llmtest.JSON(read(Fenced(request.Last(), "offer")))
	}
	return llmtest.JSON(Edits(writtenOut(request)...))
}

// Lying claims Rust in every line, gives itself a title, and insists on it
// when it is corrected.
func Lying(request llmtest.Request) llmtest.Reply {
	if Shape(request) == ReadingSchema {
		return llmtest.JSON(map[string]any{
			"fields": []map[string]string{{"field": "company", "value": "Globex", "quote": "Globex is hiring"}}, "requirements": []any{},
			"responsibilities": []string{}, "skills": []map[string]string{{"name": "Rust", "kind": "language", "importance": "must", "spelling": "Rust"}},
		})
	}
	edits := []Edit{{Op: "replace", Path: "/cv/headline", After: "Chief Rust Officer"}}
	for _, place := range Places(request) {
		edits = append(edits, Edit{Op: "replace", Path: place.Path, Before: place.Text, After: place.Text + ", in Rust"})
	}
	return llmtest.JSON(Edits(edits...))
}

// Sloppy is Good with the slips of small models: prose and a code fence
// around the JSON, a comma too many, keys that nobody asked for, an enum value
// in capitals.
func Sloppy(request llmtest.Request) llmtest.Reply {
	reply := Good(request)
	text := strings.TrimSuffix(reply.Text, "}") + `,"confidence":"high",}`
	text = strings.ReplaceAll(text, `"op":"replace"`, `"op":"Replace"`)
	return llmtest.Text("Sure! Here is what you asked for:\n\n```json\n" + text + "\n```\nLet me know if you need more.")
}

// Shape is the name of the schema that the answer is to have. It is told from
// the question, since not every server is given the schema by name.
func Shape(request llmtest.Request) string {
	if len(Places(request)) > 0 {
		return ProposalSchema
	}
	return ReadingSchema
}

// Fenced is the text behind the fence with that label in a prompt.
func Fenced(prompt, label string) string {
	_, rest, found := strings.Cut(prompt, "<data "+label+" ")
	if !found {
		return ""
	}
	mark, rest, _ := strings.Cut(rest, ">\n")
	text, _, _ := strings.Cut(rest, "\n</data "+mark+">")
	return text
}

// OutsideFences is what a prompt says in its own words.
func OutsideFences(prompt string) string {
	var own strings.Builder
	for {
		before, rest, found := strings.Cut(prompt, "<data ")
		own.WriteString(before)
		if !found {
			return own.String()
		}
		head, _, _ := strings.Cut(rest, ">")
		label, mark, _ := strings.Cut(head, " ")
		_, after, closed := strings.Cut(rest, "</data "+mark+">")
		if !closed || label == "" {
			return own.String() + rest
		}
		prompt = after
	}
}

// Place is a line of the CV that may be reworded.
type Place struct{ Path, Text string }

// Places are those that the conversation is about.
func Places(request llmtest.Request) []Place {
	var places []Place
	for _, message := range request.Messages {
		for line := range strings.SplitSeq(Fenced(message.Content, "places"), "\n") {
			path, quoted, found := strings.Cut(line, " ")
			var text string
			if found && json.Unmarshal([]byte(quoted), &text) == nil {
				places = append(places, Place{path, text})
			}
		}
	}
	return places
}

// abbreviations are written out where the offer does so.
var abbreviations = [][2]string{{"Postgres", "PostgreSQL"}, {"K8s", "Kubernetes"}}

func writtenOut(request llmtest.Request) []Edit {
	offer := ""
	for _, message := range request.Messages {
		offer += Fenced(message.Content, "offer")
	}
	var edits []Edit
	for _, place := range Places(request) {
		after := place.Text
		for _, pair := range abbreviations {
			if strings.Contains(offer, pair[1]) {
				after = regexp.MustCompile(`\b`+pair[0]+`\b`).ReplaceAllString(after, pair[1])
			}
		}
		if after != place.Text {
			edits = append(edits, Edit{
				Op: "replace", Path: place.Path, Before: place.Text, After: after, Reason: "Writes it as the offer does.",
				Evidence: []Evidence{{Path: place.Path, Quote: place.Text}},
			})
		}
	}
	return edits
}

var (
	nice   = regexp.MustCompile(`(?i)nice to have|a plus|optional|wünschenswert`)
	asking = regexp.MustCompile(`(?i)bring|require|qualif|profil|must|erwarten`)
	duties = regexp.MustCompile(`(?i)you'?ll do|what you|role|tasks|aufgaben|responsib`)
)

// read goes through the offer line by line: the first is the title, and what
// stands under a heading is what the heading says.
func read(offer string) map[string]any {
	fields, requirements, responsibilities := []map[string]string{}, []map[string]string{}, []string{}
	under := ""
	for line := range strings.SplitSeq(offer, "\n") {
		line = strings.TrimSpace(line)
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case line == "":
		case len(fields) == 0:
			fields = append(fields, map[string]string{"field": "title", "value": line, "quote": line})
		case isItem && (under == "must" || under == "nice"):
			requirements = append(requirements, map[string]string{"importance": under, "quote": item})
		case isItem && under == "duties":
			responsibilities = append(responsibilities, item)
		case isItem:
		case nice.MatchString(line):
			under = "nice"
		case asking.MatchString(line):
			under = "must"
		case duties.MatchString(line):
			under = "duties"
		default:
			under = ""
		}
	}
	return map[string]any{
		"fields": fields, "requirements": requirements, "responsibilities": responsibilities, "skills": []any{},
	}
}
