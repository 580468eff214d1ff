package cv

import "github.com/bespoke-cv/bespoke/schema"

// Validate lists the places where a document breaks RenderCV's rules.
func Validate(d *Document) []schema.SchemaProblem { return nil }

// NewProblems lists the problems in after that were not in before.
func NewProblems(before, after []schema.SchemaProblem) []schema.SchemaProblem { return nil }
