package hyphen_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/render/hyphen"
)

func divide(language, word string) string {
	var parts []string
	start := 0
	for _, at := range hyphen.For(language).Breaks(word) {
		parts = append(parts, word[start:at])
		start = at
	}
	return strings.Join(append(parts, word[start:]), "-")
}

func TestBreaks(t *testing.T) {
	tests := []struct{ language, want string }{
		{"en", "ex-ten-sive"},
		{"en", "Prob-a-bil-ity"},
		{"en", "wHaT-eVeR"},
		{"en", "hy-phen-ation"},
		{"en", "a"},
		{"en", ""},
		{"en-GB", "rec-og-nize"},
		{"de", "Aus-bil-dung"},
		{"de", "Über-set-zung"},
		{"fr", "tra-vail"},
		{"fr", "dé-ve-lop-pe-ment"},
		{"es", "pro-gra-ma-ción"},
		{"it", "svi-lup-po"},
		{"nl", "ont-wik-ke-ling"},
		{"pt", "de-sen-vol-vi-mento"},
		{"da", "ud-vik-ling"},
		{"nb", "ut-vik-ling"},
		{"hu", "fej-lesz-tés"},
		{"tr", "ge-liş-tir-me"},
		{"ru", "раз-ра-бот-ка"},
		{"ja", "開発"},
		{"xx", "unknown"},
	}
	for _, test := range tests {
		t.Run(test.language+" "+test.want, func(t *testing.T) {
			assert.Equal(t, test.want, divide(test.language, strings.ReplaceAll(test.want, "-", "")))
		})
	}
}

func ExamplePatterns_Breaks() {
	word := "typesetting"
	for _, at := range hyphen.For("en").Breaks(word) {
		fmt.Println(word[:at], word[at:])
	}
	// Output: type setting
	// typeset ting
}

func FuzzBreaks(f *testing.F) {
	f.Add("en", "typesetting")
	f.Add("ru", "разработка")
	f.Add("de", "İŞẞ")
	f.Fuzz(func(t *testing.T, language, word string) {
		last := 0
		for _, at := range hyphen.For(language).Breaks(word) {
			assert.Greater(t, at, last)
			assert.Less(t, at, len(word))
			if utf8.ValidString(word) {
				assert.True(t, utf8.RuneStart(word[at]))
			}
			last = at
		}
	})
}

func BenchmarkBreaks(b *testing.B) {
	english := hyphen.For("en")
	for b.Loop() {
		english.Breaks("internationalization")
	}
}
