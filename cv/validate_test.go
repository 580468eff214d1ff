package cv_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

func TestValidateNamesPlaceAndWhatIsAllowed(t *testing.T) {
	const head = "cv:\n  name: A\n"
	section := func(entry string) string { return head + "  sections:\n    x:\n      - " + entry + "\n" }
	job := func(field string) string { return section("company: A\n        position: B\n        " + field) }
	cases := []struct {
		name, text   string
		line, column int
		path, want   string
	}{
		{"unknown top key", head + "desgin: {}\n", 3, 1, "/desgin", "did you mean design?"},
		{"renamed top key", head + "locale_catalog: {}\n", 3, 1, "/locale_catalog", "it is called locale"},
		{"unknown cv key", head + "  emial: a@example.org\n", 3, 3, "/cv/emial", "did you mean email?"},
		{"email", head + "  email: ada@local\n", 3, 10, "/cv/email", "is no email address"},
		{"one email of several", head + "  email: [a@example.org, b]\n", 3, 26, "/cv/email/1", "is no email address"},
		{"phone", head + "  phone: \"+49 1\"\n", 3, 10, "/cv/phone", "no phone number that exists"},
		{"phone without quotes", head + "  phone: +4930901820\n", 3, 10, "/cv/phone", "put it in quotes"},
		{"website", head + "  website: example.org\n", 3, 12, "/cv/website", "https://example.org"},
		{"network", head + "  social_networks:\n    - network: Github\n      username: a\n", 4, 16, "/cv/social_networks/0/network", "did you mean GitHub?"},
		{"user name", head + "  social_networks:\n    - network: ORCID\n      username: a\n", 5, 17, "/cv/social_networks/0/username", "0000-0000-0000-0000"},
		{"section is no list", head + "  sections:\n    x: text\n", 4, 8, "/cv/sections/x", "list of entries"},
		{"no entry type", section("location: A"), 5, 7, "/cv/sections/x", "tells its type"},
		{"misspelt key that tells the type", section("compny: A"), 5, 9, "/cv/sections/x/0/compny", "did you mean company?"},
		{"misspelt key of an entry", section("compny: A\n        position: B"), 5, 9, "/cv/sections/x/0/company", `is "compny" (line 5, column 9) meant to be it?`},
		{"entry of another type", section("company: A\n        position: B\n      - bullet: c"), 7, 9, "/cv/sections/x/1", "the type BulletEntry, but its section is of the type ExperienceEntry since line 5"},
		{"text with a colon alone", section("I did: this"), 5, 9, "/cv/sections/x/0", "put the text in quotes"},
		{"words in another order", head + "design:\n  theme: ink\n  page:\n    margin_top: 2cm\n", 6, 5, "/design/page/margin_top", "did you mean top_margin?"},
		{"bullet", head + "design:\n  theme: ink\n  entries:\n    highlights:\n      bullet: '*'\n", 7, 15, "/design/entries/highlights/bullet", "give one of ●, •"},
		{"missing key", section("company: A"), 5, 9, "/cv/sections/x/0/position", "the key position is missing"},
		{"two types", section("company: A\n        position: B\n      - text"), 7, 9, "/cv/sections/x/1", "of the type ExperienceEntry"},
		{"text with a colon", section("text\n      - a: b"), 6, 9, "/cv/sections/x/1", "in quotes"},
		{"number as text", job("location: 12"), 7, 19, "/cv/sections/x/0/location", "read as a number"},
		{"date", job("start_date: 2020-13"), 7, 21, "/cv/sections/x/0/start_date", "give YYYY-MM-DD, YYYY-MM or YYYY"},
		{"end before start", job("start_date: 2020-05\n        end_date: 2019"), 7, 21, "/cv/sections/x/0/start_date", "is after end_date 2019"},
		{"bullet with a colon", job("highlights:\n          - a: b"), 8, 13, "/cv/sections/x/0/highlights/0", "put the text in quotes"},
		{"highlights are no list", job("highlights: a"), 7, 21, "/cv/sections/x/0/highlights", "must be a list"},
		{"theme", head + "design:\n  theme: clasic\n", 4, 10, "/design/theme", "did you mean classic?"},
		{"theme missing", head + "design:\n  page: {}\n", 4, 3, "/design/theme", "the key theme is missing"},
		{"length", head + "design:\n  theme: ink\n  page:\n    top_margin: 2 cm\n", 6, 17, "/design/page/top_margin", "a number and a unit"},
		{"color", head + "design:\n  theme: ink\n  colors:\n    body: reddish\n", 6, 11, "/design/colors/body", "is no color"},
		{"choice", head + "design:\n  theme: ink\n  page:\n    size: A4\n", 6, 11, "/design/page/size", "did you mean a4?"},
		{"language", head + "locale:\n  language: deutsch\n", 4, 13, "/locale/language", "give one of arabic"},
		{"months", head + "locale:\n  language: german\n  month_names: [Januar]\n", 5, 16, "/locale/month_names", "must have 12 items; it has 1"},
		{"setting", head + "settings:\n  current_date: soon\n", 4, 17, "/settings/current_date", "YYYY-MM-DD or today"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			doc, err := cv.Parse([]byte(c.text))
			require.NoError(t, err)
			problems := cv.Validate(doc)
			require.Len(t, problems, 1)
			assert.Equal(t, c.path, problems[0].Path)
			assert.Equal(t, []int{c.line, c.column}, []int{problems[0].Line, problems[0].Column})
			assert.Contains(t, problems[0].Message, c.want)
		})
	}
}

func TestValidateAllowsWhatRenderCVAllows(t *testing.T) {
	doc, err := cv.Parse([]byte(`cv:
  name: A
  headline:
  email: Ada <ada@example.org>
  phone: "tel:+49-30-901820"
  custom_connections: [{fontawesome_icon: x, placeholder: y, url: }]
  sections:
    empty: []
    entries with keys of their own:
      - name: N
        color: blue
        start_date: 2020
        end_date: 2019
        date: Fall 2023
    publications:
      - {title: T, authors: [A], doi: 10.1000/182, url: https://example.org}
    talks:
      - reversed_number: one
design:
  theme: sb2nov
  colors: {body: "#ff0", name: Black, links: "rgb(0, 79, 144)", footer: "hsl(270, 60%, 70%)"}
  typography: {font_family: Anything, font_size: {name: -2.5em}}
  templates: {education_entry: {degree_column: }}
settings: {current_date: today}
`))
	require.NoError(t, err)
	assert.Empty(t, cv.Validate(doc))
}

func TestNewProblemsLeavesOutWhatWasThereBefore(t *testing.T) {
	before, err := cv.Parse([]byte("cv:\n  label: old\n  sections:\n    x:\n      - name: a\n        location: 1\n      - name: b\n"))
	require.NoError(t, err)
	after, err := before.Apply([]schema.Edit{
		{Op: schema.Move, From: "/cv/sections/x/0", Path: "/cv/sections/x/2"},
		{Op: schema.Remove, Path: "/cv/sections/x/1/name"},
		{Op: schema.Insert, Path: "/cv/sections/x/1/location", After: 2},
	})
	require.NoError(t, err)
	added := cv.NewProblems(cv.Validate(before), cv.Validate(after))
	var paths []string
	for _, problem := range added {
		paths = append(paths, problem.Path)
	}
	assert.ElementsMatch(t, []string{"/cv/sections/x/0/location", "/cv/sections/x/0/name"}, paths)
}

func TestValidateDoesNotPanic(t *testing.T) {
	for _, text := range []string{
		"cv: {sections: {x: [[], {}, 1, ~]}}", "cv: {}\ndesign: x\nlocale: []\nsettings: 1",
		"cv: {phone: {}, email: [[]], social_networks: [1, {network: [], username: {}}]}",
		"cv: &a {sections: {x: [{company: b, start_date: [], end_date: {}}]}}",
	} {
		doc, err := cv.Parse([]byte(text))
		require.NoError(t, err)
		assert.NotEmpty(t, cv.Validate(doc))
	}
}

func FuzzParseAndValidate(f *testing.F) {
	f.Add([]byte("cv:\n  name: A\n  phone: +49\n  sections:\n    x:\n      - company: a\n        # - b\n"))
	f.Add([]byte(strings.Repeat("- ", 90)))
	f.Fuzz(func(t *testing.T, src []byte) {
		doc, err := cv.Parse(src)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		for _, problem := range cv.Validate(doc) {
			require.Positive(t, problem.Line)
			require.Positive(t, problem.Column)
		}
		for _, leaf := range doc.Leaves() {
			text, ok := doc.Scalar(leaf.Path)
			require.True(t, ok, leaf.Path)
			require.Equal(t, leaf.Text, text)
		}
		doc.Sections()
		doc.Pool()
	})
}
