package cv

import (
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv/rules"
	"github.com/bespoke-cv/bespoke/schema"
)

// Validate lists the places where a document breaks the rules of RenderCV
// v2.8, in the order of the file, each with what is allowed there. Files
// beside the YAML (photo, fonts, themes) are not looked at. "present" in dates
// is the day of the call.
func Validate(d *Document) []schema.SchemaProblem {
	var problems []schema.SchemaProblem
	for _, problem := range rules.Check(d.file.Root, time.Now()) {
		problems = append(problems, schema.SchemaProblem{
			Path: problem.Path, Line: problem.Node.Line, Column: problem.Node.Column,
			Message: problem.Message, Input: problem.Input,
		})
	}
	return problems
}

// NewProblems lists the problems of after that before does not have. Problems
// are the same when value and message are, wherever they stand: edits move
// entries, and an error that was there before must never block.
func NewProblems(before, after []schema.SchemaProblem) []schema.SchemaProblem {
	type identity struct{ key, message, input string }
	of := func(p schema.SchemaProblem) identity {
		parent, key := Parent(p.Path)
		for key != "" && strings.Trim(key, "0123456789") == "" { // the place in a list may change
			parent, key = Parent(parent)
		}
		return identity{key, p.Message, p.Input}
	}
	known := map[identity]int{}
	for _, problem := range before {
		known[of(problem)]++
	}
	var added []schema.SchemaProblem
	for _, problem := range after {
		if id := of(problem); known[id] > 0 {
			known[id]--
			continue
		}
		added = append(added, problem)
	}
	return added
}
