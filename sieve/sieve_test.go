package sieve

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func ExampleOf() {
	pay := Of(regexp.MustCompile(`(?i)(?:EUR|€|euros?)\s?\d+`))
	fmt.Println(pay.FindString("We pay EUR 3000 a month"), pay.MatchString("We pay well"))
	// Output: EUR 3000 false
}

func TestWhatIsNeeded(t *testing.T) {
	for pattern, want := range map[string]string{
		`recruitment|staffing`:           "recruitment staffing",
		`\b(?:GmbH|AG)\b\.?`:             "GmbH AG",
		`(?i)(?:GmbH|AG)\.`:              "~gmbh. ~ag.",
		`S\. ?A`:                         "S. A S.A",
		`^\s*[([]?(?:id|ID)\d+`:          "id ID",
		`[0-3]+%?`:                       "0 1 2 3",
		`(?:at|@)\s(?:the )?company`:     "company",
		`(?i)intérim`:                    "~intérim ~intÉrim",
		`x{2,3}`:                         "xxx xx",
		`(?:Mr|Ms)(?: and (?:Mr|Ms))?`:   "Mr and Mr Mr and Ms Mr Ms and Mr Ms and Ms Ms",
		`(?i)caf(?:e|\x{e9})s`:           "~cafes ~cafes ~cafÉs ~cafés",
		`(?:a|b)?`:                       "",
		`\p{L}+`:                         "",
		`.*`:                             "",
		"[\ufffd]":                       "",
		`(?:Raum|Kreis) \p{Lu}|\w+ area`: "Raum Kreis  area",
	} {
		parsed, err := syntax.Parse(pattern, syntax.Perl)
		require.NoError(t, err)
		var got []string
		for _, n := range look(parsed.Simplify()).need {
			if n.folded {
				n.text = "~" + n.text
			}
			got = append(got, n.text)
		}
		assert.Equal(t, want, strings.Join(got, " "), pattern)
	}
}

func TestWhatATextBeginsWith(t *testing.T) {
	copula := Of(regexp.MustCompile(`(?i)^,? (?:is|are|è) (?:the |a)`))
	for text, may := range map[string]bool{" is the": true, ", ARE a": true, " È a": true, "is": false, " in the": false, "": false, "x is the": false, " i": false} {
		assert.Equal(t, may, copula.may(text), text)
	}
	number := Of(regexp.MustCompile(`^\s*(?:Art|§) ?\d`))
	assert.True(t, number.may("anything"), "\\s* may be anything")
	assert.False(t, Of(regexp.MustCompile(`^(?:Art|§) ?\d`)).may("Ars"))
}

// TestResultsAreThoseOfTheRegularExpression asks both for all that is asked.
func TestResultsAreThoseOfTheRegularExpression(t *testing.T) {
	patterns := []string{
		`(?i)\b(?:kunden|mandant)s?\b`, `[€£$]\s?\d+`, `\b(?:GmbH|e\.\s?V\.)`, `(?i)é|school`, `^$`, `\d{3,}`, `(?:a|)b?`, `(?i)straße`,
		`(?m)^- `, `[^a-z]{2}`, `(\w+)@(\w+)`, `(?i)[sk]x`, `@|https?://|www\.`, `a|b`, `(?i)^,?(?:me|strasse|[sk]x|é)`, `^(?:a|ab|\$|€ ?)+\d?`, `^-? `,
	}
	texts := []string{
		"", "a", "Mandant", "KUNDEN und Kundſen", "ſX", "\u212ax \u212aX", "€ 30", "$5 £ 6", "Verein e. V.", "Muster GmbH & Co", "ÉCOLE", "school",
		"SCHOOL", "STRASSE Straße STRAßE", "- item\n- other", "1234", "me@home", "\xff\xfe", "日本 b", "ab",
	}
	filtered := 0
	for _, pattern := range patterns {
		quick, plain := Of(regexp.MustCompile(pattern)), regexp.MustCompile(pattern)
		for _, text := range texts {
			assertSame(t, quick, plain, text)
			if !quick.may(text) {
				filtered++
			}
		}
	}
	assert.Greater(t, filtered, len(patterns)*len(texts)/3)
}

func assertSame(t *testing.T, quick *Regexp, plain *regexp.Regexp, text string) {
	t.Helper()
	pattern := plain.String()
	upper := func(s string) string { return strings.ToUpper(s) + "." }
	require.Equal(t, plain.MatchString(text), quick.MatchString(text), "%q in %q", pattern, text)
	require.Equal(t, plain.FindString(text), quick.FindString(text), "%q in %q", pattern, text)
	require.Equal(t, plain.FindStringIndex(text), quick.FindStringIndex(text), "%q in %q", pattern, text)
	require.Equal(t, plain.FindStringSubmatch(text), quick.FindStringSubmatch(text), "%q in %q", pattern, text)
	require.Equal(t, plain.FindStringSubmatchIndex(text), quick.FindStringSubmatchIndex(text), "%q in %q", pattern, text)
	require.Equal(t, plain.FindAllString(text, -1), quick.FindAllString(text, -1), "%q in %q", pattern, text)
	require.Equal(t, plain.FindAllStringIndex(text, 2), quick.FindAllStringIndex(text, 2), "%q in %q", pattern, text)
	require.Equal(t, plain.FindAllStringSubmatch(text, -1), quick.FindAllStringSubmatch(text, -1), "%q in %q", pattern, text)
	require.Equal(t, plain.FindAllStringSubmatchIndex(text, -1), quick.FindAllStringSubmatchIndex(text, -1), "%q in %q", pattern, text)
	require.Equal(t, plain.ReplaceAllString(text, "<$0>"), quick.ReplaceAllString(text, "<$0>"), "%q in %q", pattern, text)
	require.Equal(t, plain.ReplaceAllStringFunc(text, upper), quick.ReplaceAllStringFunc(text, upper), "%q in %q", pattern, text)
}

func FuzzSieve(f *testing.F) {
	for _, pattern := range []string{`(?i)\b(?:kunden|mandant)s?\b`, `(?:a|b[cd]{2,4})?e+|[ſK]é`, `(?i)ſo|K`, `[^\x00-\x7f]x|(?-i)(?i:Ab)Cd`, `^(?i)b?[cdſ]`} {
		f.Add(pattern, "Mandanten bcde ſO \u212a ÉabCd")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		plain, err := regexp.Compile(pattern)
		if err != nil || len(pattern) > 60 || len(text) > 200 {
			return
		}
		// What a part of the pattern says makes a text that is likely to match.
		letters := slices.DeleteFunc([]rune(pattern), func(r rune) bool { return strings.ContainsRune(`\()[]{}?*+|^$`, r) })
		for _, text := range []string{text, string(letters), strings.ToUpper(string(letters)), text + strings.ToLower(string(letters))} {
			assertSame(t, Of(regexp.MustCompile(pattern)), plain, text)
		}
	})
}
