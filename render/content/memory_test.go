package content_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
)

const rememberedCV = `
cv:
  name: Jo
  phone: "+49 30 901820"
  email: [jo@example.org, jo]
  sections:
    experience:
      - &job {company: A, position: B, start_date: 2020-01, highlights: [Led 3 teams - well, Used Go]}
      - {company: A, position: B, start_date: "2019", end_date: 2020, summary: costs $1}
      - *job
    skills:
      - {label: Go, details: all of it}
      - {company: A, position: B, date: 2020-01-02}
    2020: [text, {bullet: text}]
design: {theme: classic}
locale: {language: english}
settings: {current_date: 2026-03-01}
`

// TestWhatIsRememberedReadsTheSame reads CVs that differ in one thing each with
// one memory, and without.
func TestWhatIsRememberedReadsTheSame(t *testing.T) {
	type reading struct {
		yaml    string
		options content.Options
	}
	var readings []reading
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, change := range [][2]string{
		{},
		{"name: Jo", "name: Jim"},
		{"Led 3", "Led 4"},
		{"2020-01,", `"2020-01",`},
		{"2020,", `"2020",`},
		{"position: B", "position: null"},
		{"position: B", "position: \"null\""},
		{"position: B", "role: B"},
		{"theme: classic", "theme: ember"},
		{"language: english", "language: german"},
		{"{theme: classic}", "{theme: classic, templates: {date_range: START_DATE/END_DATE}}"},
		{"experience:", "work:"},
		{"{theme: classic}", "{theme: classic, header: {connections: {phone_number_format: E164}}}"},
		{"{theme: classic}", "{theme: classic, sections: {show_time_spans_in: [skills]}}"},
		{"2026-03-01}", "2026-04-01}"},
		{"2026-03-01}", "2026-03-01, bold_keywords: [Go]}"},
		{"settings: {current_date: 2026-03-01}", ""},
		{"*job", "{company: A, position: B, start_date: 2020-01, highlights: [Led 3 teams - well, Used Go]}"},
		{"901820", "901821"},
		{"901820", "1"},
		{"jo@example.org, jo", "jo"},
		{"email: [jo@example.org, jo]", "email: jo"},
		{"email: [jo@example.org, jo]", "website: jo"},
	} {
		yaml := strings.Replace(rememberedCV, change[0], change[1], 1)
		if change[0] != "" {
			require.NotEqual(t, rememberedCV, yaml, change[0])
		}
		for _, options := range []content.Options{
			{Now: day},
			{Now: day, Theme: "opal"},
			{Now: day, Design: map[string]any{"header": map[string]any{"connections": map[string]any{"phone_number_format": "international"}}}},
			{Now: day.AddDate(0, 2, 0)},
			{Now: day.In(time.FixedZone("", -3600))},
		} {
			readings = append(readings, reading{yaml, options})
		}
	}
	memory := content.NewMemory(1 << 20)
	for range 2 {
		for _, one := range readings {
			file, err := cv.Parse([]byte(one.yaml))
			require.NoError(t, err)
			want, wantLints, err := content.Build(file, one.options)
			require.NoError(t, err)
			one.options.Memory = memory
			got, lints, err := content.Build(file, one.options)
			require.NoError(t, err)
			var ids []*uint64
			for i := range got.Connections {
				ids = append(ids, &got.Connections[i].ID)
			}
			for i := range got.Sections {
				ids = append(ids, &got.Sections[i].TitleID)
				for j := range got.Sections[i].Entries {
					ids = append(ids, &got.Sections[i].Entries[j].ID)
				}
			}
			for _, id := range ids {
				assert.NotZero(t, *id)
				*id = 0
			}
			assert.Equal(t, want.Sections, got.Sections, one.yaml)
			assert.Equal(t, want.Connections, got.Connections, one.yaml)
			assert.Equal(t, wantLints, lints, one.yaml)
		}
	}
}

func TestEntriesHaveTheirIDUntilTheyAreForgotten(t *testing.T) {
	memory := content.NewMemory(1 << 20)
	id := func(yaml string) uint64 {
		file, err := cv.Parse([]byte(yaml))
		require.NoError(t, err)
		said, _, err := content.Build(file, content.Options{Memory: memory})
		require.NoError(t, err)
		return said.Sections[0].Entries[0].ID
	}
	first := id(rememberedCV)
	assert.Equal(t, first, id(strings.Replace(rememberedCV, "name: Jo", "name: Jim", 1)))
	assert.NotEqual(t, first, id(strings.Replace(rememberedCV, "company: A", "company: C", 1)))
	memory.Forget()
	assert.NotEqual(t, first, id(rememberedCV))
}
