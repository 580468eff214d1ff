package locale_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/locale"
)

func TestEveryLanguageIsComplete(t *testing.T) {
	names := locale.Names()
	require.Len(t, names, 22)
	codes := map[string]bool{}
	for _, name := range names {
		l, ok := locale.Lookup(name)
		require.True(t, ok, name)
		assert.Equal(t, name, l.Language)
		assert.Len(t, l.Code, 2, name)
		assert.Len(t, l.MonthNames, 12, name)
		assert.Len(t, l.MonthAbbreviations, 12, name)
		for _, word := range []string{l.LastUpdated, l.Month, l.Months, l.Year, l.Years, l.Present} {
			assert.NotEmpty(t, word, name)
		}
		assert.Contains(t, l.DegreeWithArea, "AREA", name)
		codes[l.Code] = true
	}
	assert.Len(t, codes, 22)
}

func TestOverlay(t *testing.T) {
	l, _ := locale.Lookup("german")
	problems := l.Overlay(map[string]any{
		"language": "german", "present": "heute", "months": 3, "month_names": []any{"Jänner"}, "tense": "past",
		"phrases": map[string]any{"degree_with_area": "AREA (DEGREE)"},
	})
	require.Len(t, problems, 3)
	assert.Equal(t, "month_names", problems[0].Path)
	assert.Equal(t, "heute", l.Present)
	assert.Equal(t, "Monate", l.Months)
	assert.Equal(t, "AREA (DEGREE)", l.DegreeWithArea)
	fresh, _ := locale.Lookup("german")
	assert.Equal(t, "gegenwärtig", fresh.Present)
}
