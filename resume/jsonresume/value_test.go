package jsonresume

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEachValueKnowsItsPlace(t *testing.T) {
	_, doc, err := Read([]byte("{\"basics\": {\n  \"name\": \"Zoë Ünal\", \"label\": \"Welder\"},\n\"skills\": [\"TIG\",\r\n \"MIG\"]}"))
	require.NoError(t, err)
	var places []string
	for _, line := range doc.Lines {
		places = append(places, line.Place)
	}
	assert.Equal(t, []string{"/basics/name (line 2, column 12)", "/basics/label (line 2, column 33)", "/skills/0 (line 3, column 13)", "/skills/1 (line 4, column 3)"}, places)
}

// Short values by the hundred thousand in one line are read in one pass.
func TestManyValuesInOneLine(t *testing.T) {
	_, doc, err := Read([]byte(`{"skills": [` + strings.Repeat("1,", 100_000) + `1]}`))
	require.NoError(t, err)
	assert.Equal(t, "/skills/100000 (line 1, column 200013)", doc.Lines[100_000].Place)
}
