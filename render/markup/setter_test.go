package markup_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/render/markup"
)

func set(text, language string) markup.Inline {
	s := markup.From(text, "/cv/x")
	return markup.Set(markup.Line(s), s, language)
}

// The right-hand sides were printed by Typst 0.14.
func TestPunctuationIsTypsts(t *testing.T) {
	for in, want := range map[string]string{
		"don't, rock'n'roll":          "don’t, rock’n’roll",
		"1990's":                      "1990′s",
		"5' 6'' 'tis 'a' ('b) ''c''":  "5′ 6′‘ ‘tis ‘a’ (‘b) ‘’c’’",
		"a -5 (-5 x-5 /-5 -5 **-5** ": "a −5 (-5 x-5 /−5 −5 −5",
		"a, -5 \\[-5 -.5 [-5] 5 -- 5": "a, −5 [−5 -.5 [−5] 5 – 5",
		"a-- b --- c .... d...e":      "a– b — c …. d…e",
		"a:-5 a.-5 é-5 –-5 ' -5":      "a:−5 a.-5 é-5 –-5 ‘ −5",
		"a -½ b x-$5 -٣":              "a −½ b x-$5 −٣",
		"two  spaces \t and a tab":    "two spaces and a tab",
		"*a* **b** ***c*** `d  e`":    "a b c d  e",
		"3 * 4*5 \"quoted\" ~ a_b":    "3 * 4*5 \"quoted\" ~ a_b",
		"R&D <5 ms C<T> &amp; x":      "R&D <5 ms C<T> &amp; x",
		"#hash F# $$x^2$$ 100%":       "#hash F# $$x^2$$ 100%",
		"**'x'** `y`'s 3rd's":         "‘x’ y’s 3rd’s",
	} {
		assert.Equal(t, want, set(in, "en").Text(), in)
	}
	for language, want := range map[string]string{
		"de": "‚b‘ don’t", "fr": "“b” don’t", "ru": "„b“ don’t", "nb": "’b’ don’t", "tr": "‘b’ don’t", "fa": "’b‘ don’t",
	} {
		assert.Equal(t, want, set("'b' don't", language).Text(), language)
	}
}

func TestSpansKnowTheirStyleAndOrigin(t *testing.T) {
	var b markup.Builder
	b.WriteString("**")
	b.Write(markup.From("Acme *Inc*", "/cv/company"))
	b.WriteString("**, ")
	b.Write(markup.From("Cook at [x](https://x.example)", "/cv/position"))
	s := b.Source()
	assert.Equal(t, markup.Inline{
		{Text: "Acme ", Bold: true, Path: "/cv/company"},
		{Text: "Inc", Bold: true, Italic: true, Path: "/cv/company"},
		{Text: ", "},
		{Text: "Cook at ", Path: "/cv/position"},
		{Text: "x", Link: "https://x.example", LinkID: 1, Path: "/cv/position"},
	}, markup.Set(markup.Parse(s), s, "en"))
}

func TestFooterPlaceholdersBecomePageNumbers(t *testing.T) {
	in := set("*Jo -- "+markup.PageNumber+"/"+markup.TotalPages+"*", "en")
	assert.Equal(t, markup.Inline{
		{Text: "Jo – ", Italic: true, Path: "/cv/x"},
		{PageNumber: true, Italic: true, Path: "/cv/x"},
		{Text: "/", Italic: true, Path: "/cv/x"},
		{TotalPages: true, Italic: true, Path: "/cv/x"},
	}, in)
}

func TestTypstCommandsAreFoundInTextOnly(t *testing.T) {
	got := markup.TypstCommands("#let x C# #1 $5 **#strong[y]** $$x^2$$\n[#a](http://x#b) `#c` " + markup.PageNumber)
	assert.Equal(t, []string{"#let", "#strong[y]", "$$x^2$$", "#a"}, got)
}

func TestSourceSlicesKeepOrigins(t *testing.T) {
	var b markup.Builder
	b.Write(markup.From(" one\ntwo ", "/a"))
	b.Write(markup.From("three", "/b"))
	lines := b.Source().Lines()
	assert.Equal(t, markup.From(" one", "/a"), lines[0])
	assert.Equal(t, markup.Source{Text: "two three", Origins: []markup.Origin{{0, 4, "/a"}, {4, 9, "/b"}}}, lines[1])
	assert.Equal(t, markup.From("one", "/a"), lines[0].TrimSpace())
}

// FuzzSet checks that no text panics and that every letter and digit of it is set.
func FuzzSet(f *testing.F) {
	for _, seed := range []string{"**a** _b_ `c` [d](e)", "<m@x.org> <a b='c'>", "[a]: b", "---", "    code", "\\*\\", "a\r\n\x02b\t", "#str(here().page())"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.Contains(text, "](") && strings.ContainsAny(text, "\"'!") || unnamed.MatchString(text) {
			t.Skip() // link titles, the addresses of images and links of nothing are not printed
		}
		in := set(text, "de")
		markup.TypstLine(markup.From(text, "/x"))
		got := letters(in.Text() + linksOf(in))
		set := count(got)
		for r, n := range count(letters(withoutPlaceholders(text))) {
			if set[r] < n {
				t.Fatalf("%q: %q is set %d times, wanted %d, in %q", text, r, set[r], n, in.Text())
			}
		}
	})
}

var unnamed = regexp.MustCompile(`\[\W*\]\(`)

func withoutPlaceholders(text string) string {
	return strings.NewReplacer(markup.PageNumber, "", markup.TotalPages, "").Replace(text)
}

func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 0x2fff && r != utf8.RuneError {
			return r
		}
		return -1
	}, text)
}

func linksOf(in markup.Inline) string {
	var b strings.Builder
	seen := map[int]bool{}
	for _, span := range in {
		if span.LinkID > 0 && !seen[span.LinkID] {
			seen[span.LinkID] = true
			b.WriteString(span.Link)
		}
	}
	return b.String()
}

func count(text string) map[rune]int {
	n := map[rune]int{}
	for _, r := range text {
		n[r]++
	}
	return n
}
