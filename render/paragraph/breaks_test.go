package paragraph

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

// FuzzUnicodeBreaks compares the short way for plain words with the rules.
func FuzzUnicodeBreaks(f *testing.F) {
	for _, text := range []string{
		"", " ", "word", "two words  and more ", "a (b c) d, e. f", "5 % of 3-4 days\nnext line\r\n\r\nx", "“quoted text” and more",
		"a\u0301b c\u0301 d", "漢字 and kana かな", "end.  Begin", "🇩🇪 🇫🇷 flags", "a\u00a0b c", "x \u2014 y", "a \u200bb", "https://a.example/b c",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip()
		}
		want := segment(nil, text, 0, len(text))
		if n := len(want); n > 0 {
			want[n-1].kind = mandatory
		}
		got := unicodeBreaks(text)
		if len(want) > 0 || len(got) > 0 {
			assert.Equal(t, want, got, "%q", text)
		}
	})
}
