package agents

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/bespoke-cv/bespoke/agents/prompts"
	"github.com/bespoke-cv/bespoke/schema"
)

// Brief is an offer as far as it bears on a CV: its title, its requirements
// with their ids, its duties. An offer of which the rules read neither is given
// whole, less what addresses a program.
func Brief(parsed schema.ParsedOffer) string {
	var text strings.Builder
	job := parsed.JobOffer
	fmt.Fprintf(&text, "Title: %s\n", job.Title)
	for _, line := range job.Requirements {
		fmt.Fprintf(&text, "[%s] %s: %s\n", line.ID, line.Importance, line.Quote.Text)
	}
	for _, line := range job.Responsibilities {
		fmt.Fprintf(&text, "Duty: %s\n", line.Text)
	}
	if len(job.Requirements)+len(job.Responsibilities) == 0 {
		parsed.Text = mask(parsed)
		text.WriteString(visible(parsed))
	}
	return strings.TrimSpace(text.String())
}

func facts(list []schema.Fact) []string {
	var lines []string
	for _, fact := range list {
		lines = append(lines, "fact:"+fact.ID+" "+fact.Text)
	}
	return lines
}

func fenceLines(label string, lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return prompts.Fence(label, strings.Join(lines, "\n"))
}

// supported are the gaps that the base CV proves all the same.
func supported(gaps []schema.Term) []schema.Term {
	return slices.DeleteFunc(slices.Clone(gaps), func(t schema.Term) bool { return len(t.Paths) == 0 })
}

func unsupported(gaps []schema.Term) []schema.Term {
	return slices.DeleteFunc(slices.Clone(gaps), func(t schema.Term) bool { return len(t.Paths) > 0 })
}

// termNames lists skills in the offer's spelling, fenced: an offer may call
// anything a skill.
func termNames(terms []schema.Term) string {
	var names []string
	for _, term := range terms {
		name := term.Spelling
		if name == "" {
			name = term.Name
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return fenceLines("skills", names)
}

// languageName is a language's English name, or its code when it has none.
func languageName(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	return display.English.Languages().Name(tag)
}
