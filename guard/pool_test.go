package guard_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/schema"
)

// withPool has commented-out bullets beside others, alone in a list, and under
// another employer.
const withPool = `cv:
  name: Mira Holm
  sections:
    experience:
      - company: Nordlys AS
        position: Software Engineer
        start_date: 2021-03
        end_date: present
        highlights:
          - Built REST APIs in Go
          # - Wrote runbooks for 9 on-call scenarios
      - company: Fjordlink
        position: Junior Developer
        start_date: 2018-08
        end_date: 2021-02
        highlights:
          # - Maintained a Django application for 40 customers
`

// What the author commented out is the author's own in its list and nowhere
// else, for an edit and for the finished document alike.
func TestTheCommentedOutPoolIsTheAuthorsInItsOwnList(t *testing.T) {
	const first, second = "/cv/sections/experience/0/highlights", "/cv/sections/experience/1/highlights"
	for name, c := range map[string]struct {
		list, text string
		want       schema.Outcome
		kind       string
	}{
		"word for word":                 {first, "Wrote runbooks for 9 on-call scenarios", schema.Pass, ""},
		"emphasised":                    {first, "Wrote **runbooks** for 9 on-call scenarios", schema.Pass, ""},
		"in a list of comments alone":   {second, "Maintained a Django application for 40 customers", schema.Pass, ""},
		"with another number":           {first, "Wrote runbooks for 19 on-call scenarios", schema.Reject, "new_number"},
		"with a skill it does not name": {second, "Maintained a Django and React application for 40 customers", schema.Reject, "new_skill"},
		"under another employer":        {second, "Wrote runbooks for 9 on-call scenarios", schema.Reject, ""},
	} {
		t.Run(name, func(t *testing.T) {
			ev := guard.Evidence{Base: parse(t, withPool), AsOf: asOf}
			edit := guard.New(ev).Check(schema.Edit{Op: schema.Insert, Path: c.list + "/-", After: c.text}, guard.Open)
			assert.Equal(t, c.want, edit.Outcome, "the edit: %v", edit.Findings)

			var tailored string
			if c.list == first {
				tailored = strings.Replace(withPool, "# - Wrote runbooks for 9 on-call scenarios", `- "`+c.text+`"`, 1)
			} else {
				tailored = strings.Replace(withPool, "# - Maintained a Django application for 40 customers", `- "`+c.text+`"`, 1)
			}
			document := guard.New(ev).CheckDocument(parse(t, tailored))
			assert.Equal(t, c.want, document.Verdict.Outcome, "the document: %v", document.Verdict.Findings)
			if c.want == schema.Pass {
				assert.Zero(t, document.Checked)
			}
			if c.kind != "" {
				assert.Equal(t, c.kind, document.Verdict.Findings[0].Kind)
			}
		})
	}
}
