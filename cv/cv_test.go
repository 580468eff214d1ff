package cv_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
)

const small = `cv:
  name: Ada Sample
  headline:
  sections:
    summary:
      - Plain text
    experience:
      - company: Sample Ltd
        position: Engineer
        start_date: 2020
        highlights:
          - "Did **this**"
          - 'Did that'
`

func TestLeavesNameEveryTextWithItsPlace(t *testing.T) {
	doc, err := cv.Parse([]byte(small))
	require.NoError(t, err)
	assert.Equal(t, "Ada Sample", doc.Name())
	assert.Equal(t, []cv.Leaf{
		{Path: "/cv/name", Text: "Ada Sample", Key: "name", Line: 2},
		{Path: "/cv/sections/summary/0", Text: "Plain text", Section: "summary", Entry: "/cv/sections/summary/0", Line: 6},
		{Path: "/cv/sections/experience/0/company", Text: "Sample Ltd", Key: "company", Section: "experience", Entry: "/cv/sections/experience/0", Line: 8},
		{Path: "/cv/sections/experience/0/position", Text: "Engineer", Key: "position", Section: "experience", Entry: "/cv/sections/experience/0", Line: 9},
		{Path: "/cv/sections/experience/0/start_date", Text: "2020", Key: "start_date", Section: "experience", Entry: "/cv/sections/experience/0", Line: 10},
		{Path: "/cv/sections/experience/0/highlights/0", Text: "Did **this**", Key: "highlights", Section: "experience", Entry: "/cv/sections/experience/0", Line: 12},
		{Path: "/cv/sections/experience/0/highlights/1", Text: "Did that", Key: "highlights", Section: "experience", Entry: "/cv/sections/experience/0", Line: 13},
	}, doc.Leaves())
	year, ok := doc.Value("/cv/sections/experience/0/start_date")
	assert.True(t, ok)
	assert.Equal(t, 2020, year)
}
