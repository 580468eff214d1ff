package content

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/render/locale"
	"github.com/bespoke-cv/bespoke/render/markup"
	"github.com/bespoke-cv/bespoke/render/theme"
)

// The right-hand sides are what RenderCV's validation (pydantic) makes of the
// left; "" is refused.
func TestWebURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.org":                         "https://example.org/",
		"HTTP://Example.ORG:80/":                      "http://example.org/",
		"https://example.org:443/a/../b/./c":          "https://example.org/b/c",
		"https://example.org:8443":                    "https://example.org:8443/",
		"http://bücher.example/ä?q=ö&x=y z#frag ment": "http://xn--bcher-kva.example/%C3%A4?q=%C3%B6&x=y%20z#frag%20ment",
		"https://user:pw@example.org/p":               "https://user:pw@example.org/p",
		"https://example.org/a b\"<>`{}|^[]'%41~_-.":  "https://example.org/a%20b%22%3C%3E%60%7B%7D|^[]'%41~_-.",
		"https://example.org/?a='b'\"<>|^{}`[]":       "https://example.org/?a=%27b%27%22%3C%3E|^{}`[]",
		"https://example.org\\a\\b":                   "https://example.org/a/b",
		"http://[::1]:80/x":                           "http://[::1]/x",
		"https://exa_mple.org/":                       "https://exa_mple.org/",
		"https://example.org/a/..":                    "https://example.org/",
		"https://example.org/%e4%zz":                  "https://example.org/%e4%zz",
		" https://example.org ":                       "https://example.org/",
		"ftp://x.org":                                 "",
		"example.org":                                 "",
		"https://":                                    "",
		"https://exa mple.org":                        "",
		"https://example.org:99999/":                  "",
	} {
		got, ok := webURL(in)
		assert.Equal(t, want != "", ok, in)
		if ok {
			assert.Equal(t, want, got, in)
		} else {
			assert.Equal(t, in, got)
		}
	}
}

func TestSectionTitle(t *testing.T) {
	for in, want := range map[string]string{
		"education_and_training": "Education and Training",
		"über_uns":               "Über Uns",
		"Work_History":           "Work_History",
		"my work":                "my work",
		"職歴":                     "職歴",
		"the_art_of":             "The Art of",
		"":                       "",
	} {
		assert.Equal(t, want, sectionTitle(in), in)
	}
}

// The right-hand sides are RenderCV's.
func TestMissingPlaceholdersLeaveNoTraces(t *testing.T) {
	has := fields{"COMPANY": {}, "AREA": {}, "NAME": {}}
	for in, want := range map[string]string{
		"**COMPANY**, POSITION\nSUMMARY\nHIGHLIGHTS": "**COMPANY**",
		"POSITION at COMPANY, LOCATION":              " COMPANY",
		"**NAME** -- **LOCATION**":                   "**NAME**",
		"DEGREE in AREA":                             " AREA",
		"*DEGREE* *in* *AREA*":                       " *in* *AREA*",
		"NAME (DATE): URL":                           "NAME",
		"COMPANY | LOCATION | NAME":                  "COMPANY | | NAME",
		"NAME and\nCOMPANY":                          "NAME and\nCOMPANY",
		"AREA à LOCATION pour NAME":                  "AREA NAME",
		"Team: TEAM\nNAME":                           "Team\nNAME",
	} {
		assert.Equal(t, want, dropMissing([]string{in}, has)[0], in)
	}
}

func TestSubstitutePrefersTheLongestName(t *testing.T) {
	got := substitute(" YEAR_IN_TWO_DIGITS/YEAR MONTHS MONTH ", textFields(map[string]string{
		"YEAR": "2026", "YEAR_IN_TWO_DIGITS": "26", "MONTH": "3", "MONTHS": "months", "": "never",
	}))
	assert.Equal(t, "26/2026 months 3", got.Text)
}

func TestKeywordsAreBoldAsWholeWords(t *testing.T) {
	k := keywords{"data science", "C++", "Go", "é"}
	for in, want := range map[string]string{
		"Go, Golang, good data science": "**Go**, Golang, good **data science**",
		"C++ and C++x":                  "C++ and **C++**x", // a word must begin or end at each side
		"[Go](https://Go.example/Go)":   "[**Go**](https://Go.example/Go)",
		"né é":                          "né **é**",
		"nothing":                       "nothing",
	} {
		assert.Equal(t, want, k.bold(markup.From(in, "/x")).Text, in)
	}
	bold := k.bold(markup.From("to Go", "/x"))
	assert.Equal(t, []markup.Origin{{Start: 0, End: 3, Path: "/x"}, {Start: 5, End: 7, Path: "/x"}}, bold.Origins)
}

func TestTimeSpans(t *testing.T) {
	design, _ := theme.BuiltIn("classic")
	english, _ := locale.Lookup("english")
	b := &builder{out: CV{Design: *design, Locale: english, Date: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}}
	at := func(s string, number bool) moment { return moment{text: s, day: parseDay(s), number: number} }
	for _, c := range []struct {
		start, end moment
		want       string
	}{
		{at("2020-01", false), at("2020-01", false), "1 month"},
		{at("2020-01", false), at("2021-06", false), "1 year 6 months"},
		{at("2010-01-15", false), at("2010-12-31", false), "1 year"},
		{at("2021-03", false), moment{text: present, day: b.out.Date}, "5 years 1 month"},
		{at("2008", true), at("2009", true), "1 year"},
		{at("2004", true), at("2009-06", false), "5 years"},
		{at("2020-02", false), at("2020-01", false), ""}, // RenderCV refuses this
	} {
		assert.Equal(t, c.want, b.timeSpan(dates{start: c.start, end: c.end}), c.start.text)
	}
}

func TestSummariesAreOneLine(t *testing.T) {
	column := asSummary(markup.From("one\ntwo\n\nthree", "/s"))
	lines := Lines(column)
	assert.True(t, lines[0].Summary)
	assert.Equal(t, "one\ntwo", lines[0].Text)
	assert.Equal(t, "/s", lines[0].Origins[0].Path)
}
