package cv_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
)

func TestPoolFindsCommentedOutBulletsAndTheirLists(t *testing.T) {
	doc, err := cv.Parse([]byte(`cv:
  name: A
  # - not below a list
  sections:
    summary:
      # - first text
      - text
      # plain comment
    jobs:
      - company: A
        position: B
        highlights:
          - one   # - inline
          # - "two: quoted"
          # - three over
          #   two lines
          - four
          #- without a space
          # - Led: five
          # - company: an entry
#          - six from column 0
        # - outside
      - company: C
        position: D
        highlights:
          # - only
        summary: |
          # - text of the summary
      # - company: E
      #   position: F
`))
	require.NoError(t, err)
	const jobs = "/cv/sections/jobs"
	assert.Equal(t, []cv.Comment{
		{Line: 6, Text: "first text", List: "/cv/sections/summary", Index: 0},
		{Line: 14, Text: "two: quoted", List: jobs + "/0/highlights", Index: 1},
		{Line: 15, Text: "three over two lines", List: jobs + "/0/highlights", Index: 1},
		{Line: 18, Text: "without a space", List: jobs + "/0/highlights", Index: 2},
		{Line: 19, Text: "Led: five", List: jobs + "/0/highlights", Index: 2},
		{Line: 21, Text: "six from column 0", List: jobs + "/0/highlights", Index: 2},
		{Line: 22, Text: "outside", List: jobs + "/0/highlights", Index: 2},
		{Line: 26, Text: "only", List: jobs + "/1/highlights", Index: 0},
	}, doc.Pool())
}
