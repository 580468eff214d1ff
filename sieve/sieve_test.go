package sieve

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func ExampleOf() {
	pay := Of(regexp.MustCompile(`(?i)(?:EUR|€|euros?)\s?\d+`))
	fmt.Println(pay.FindString("We pay EUR 3000 a month"), pay.MatchString("We pay well"))
	// Output: EUR 3000 false
}

// TestResultsAreThoseOfTheRegularExpression asks both for all that is asked.
func TestResultsAreThoseOfTheRegularExpression(t *testing.T) {
	patterns := []string{
		`(?i)\b(?:kunden|mandant)s?\b`, `[€£$]\s?\d+`, `\b(?:GmbH|e\.\s?V\.)`, `(?i)é|school`, `^$`, `\d{3,}`, `(?:a|)b?`, `(?i)straße`,
		`(?m)^- `, `[^a-z]{2}`, `(\w+)@(\w+)`, `(?i)[sk]x`, `@|https?://|www\.`, `a|b`, `(?i)^,?(?:me|strasse|[sk]x|é)`, `^(?:a|ab|\$|€ ?)+\d?`, `^-? `,
		`\bB\b|\Bb\B`, `(?m)o$\n?`, `b\z`, `[a-z]{3,9} .{0,20}\d`, `(?s).\W$`, `\x{fffd}`, `[^\x{fffd}a]x?$`,
	}
	texts := []string{
		"", "a", "Mandant", "KUNDEN und Kundſen", "ſX", "\u212ax \u212aX", "€ 30", "$5 £ 6", "Verein e. V.", "Muster GmbH & Co", "ÉCOLE", "school",
		"SCHOOL", "STRASSE Straße STRAßE", "- item\n- other", "1234", "me@home", "\xff\xfe", "日本 b", "ab",
	}
	for _, pattern := range patterns {
		quick, plain := lookedThrough(pattern), regexp.MustCompile(pattern)
		for _, text := range texts {
			assertSame(t, quick, plain, text)
		}
	}
}

// lookedThrough is a pattern that was asked about enough.
func lookedThrough(pattern string) *Regexp {
	r := Of(regexp.MustCompile(pattern))
	r.asked.Store(askedBytes + 1)
	return r
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

func TestMatchesAreToldWithoutTheRegularExpression(t *testing.T) {
	for pattern, texts := range map[string][]string{
		`(?i)\b(?:kunden|mandant)s?\b`: {"Mandant", "mandanten", "die KUNDEN.", "Kundensd", ""},
		`^(?:Art|§) ?\d`:               {"Art 1", "Ars 1", "x Art 1", "§2"},
		`\d (?:km|miles)$`:             {"5 km", "5 km a day", "km"},
		`(?m)^- .`:                     {"- a", "a\n- b", "a - b"},
	} {
		quick := newAutomaton(pattern)
		for _, text := range texts {
			matched, sure := quick.match(text)
			assert.True(t, sure, "%s in %q", pattern, text)
			assert.Equal(t, regexp.MustCompile(pattern).MatchString(text), matched, "%s in %q", pattern, text)
		}
	}
}

func TestManyRepetitionsCountAsAnyNumber(t *testing.T) {
	quick := newAutomaton(`a{2,30}!|b{3}\?`)
	for text, want := range map[string][2]bool{"aaa!": {true, false}, strings.Repeat("a", 40) + "!": {true, false}, "a!": {false, true}, "bb?": {false, true}} {
		matched, sure := quick.match(text)
		assert.Equal(t, want, [2]bool{matched, sure}, text)
	}
}

func TestTextsThatLeadFarAreLeftToTheRegularExpression(t *testing.T) {
	var all strings.Builder // each state remembers where the last a's were
	random := rand.New(rand.NewPCG(1, 2))
	for range 1 << 12 {
		all.WriteByte("ab"[random.IntN(2)])
	}
	pattern := `a[ab][ab][ab][ab][ab][ab][ab][ab][ab][ab][ab][ab]c`
	quick := newAutomaton(pattern)
	_, sure := quick.match(all.String())
	assert.False(t, sure)
	for at := range 30 {
		quick.match(all.String()[at*100:])
		require.LessOrEqual(t, len(quick.states), mostStates)
	}
	assertSame(t, lookedThrough(pattern), regexp.MustCompile(pattern), all.String()+"c")
}

func TestAPatternIsLookedThroughWhenItWasAskedAboutEnough(t *testing.T) {
	r := Of(regexp.MustCompile(`a+b`))
	assert.True(t, r.MatchString("aab"))
	assert.Nil(t, r.quick.Load())
	for range askedBytes/wholeText + 1 {
		assert.False(t, r.MatchString(strings.Repeat("x", 2*wholeText)))
	}
	assert.True(t, r.MatchString("aab"))
	assert.NotNil(t, r.quick.Load())
}

func TestTooManyKindsOfCharactersAreLeftToTheRegularExpression(t *testing.T) {
	var pattern strings.Builder
	for i := range 300 {
		fmt.Fprintf(&pattern, "%c%c|", 0x4e00+i, 0x5e00+7*i%300)
	}
	text := strings.TrimSuffix(pattern.String(), "|")
	assert.Nil(t, newAutomaton(text))
	assertSame(t, lookedThrough(text), regexp.MustCompile(text), "日一\u5e00丁")
}

func TestManyAskAtOnce(t *testing.T) {
	pattern := `(?i)\b(?:kunden|mandant)s?\b|\d{2,}x`
	quick, plain := lookedThrough(pattern), regexp.MustCompile(pattern)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 300 {
				text := fmt.Sprintf("%d Mandant%d kunden %dx", i, j, j)
				assert.Equal(t, plain.FindString(text[j%9:]), quick.FindString(text[j%9:]))
			}
		})
	}
	group.Wait()
}

func FuzzSieve(f *testing.F) {
	for _, pattern := range []string{`(?i)\b(?:kunden|mandant)s?\b`, `(?:a|b[cd]{2,4})?e+|[ſK]é`, `(?i)ſo|K`, `[^\x00-\x7f]x|(?-i)(?i:Ab)Cd`, `^(?i)b?[cdſ]`, `(?m)^b|\bc$`} {
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
			assertSame(t, lookedThrough(pattern), plain, text)
		}
	})
}
