package guard

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/sieve"
)

// checkInstructions: a text that talks to a program or a reader instead of
// telling about a person, and characters that hide text.
func checkInstructions(c *claim) {
	if folded := lexicon.Fold(c.change.new); injection().MatchString(folded) {
		for _, phrase := range injections() {
			if strings.Contains(folded, phrase) && !strings.Contains(lexicon.Fold(c.change.old), phrase) && !slices.ContainsFunc(c.ev.all, func(s *source) bool { return strings.Contains(s.folded, phrase) }) {
				c.reject("instruction", "a CV tells about a person, it gives no instructions", phrase)
			}
		}
	}
	for _, r := range c.change.new {
		if (r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x2064 || r == 0xfeff || r >= 0xe0000 && r <= 0xe007f) && !strings.ContainsRune(c.change.old, r) {
			c.reject("hidden_text", "invisible characters have no place in a CV")
		}
	}
}

var injections = sync.OnceValue(func() []string {
	var list []string
	for _, line := range readLines("injections") {
		list = append(list, lexicon.Fold(line))
	}
	return list
})

// injection matches where one of them stands.
var injection = sync.OnceValue(func() *sieve.Regexp {
	var quoted []string
	for _, phrase := range injections() {
		quoted = append(quoted, regexp.QuoteMeta(phrase))
	}
	return sieve.Of(regexp.MustCompile(strings.Join(quoted, "|")))
})

// checkCopied: an added text whose words come from the offer more than from
// the CV.
func checkCopied(c *claim) {
	if c.field != claimText {
		return
	}
	var copied []string
	for i, tok := range c.new.tokens {
		if !tok.stop && !tok.number && !c.explained[i] && !c.known(i) && !c.synonym(i) && !generic(c.new, i) && c.guard.offer()[tok.stem] {
			copied = append(copied, tok.text)
		}
	}
	if len(copied) >= 2 {
		c.reject("copied_from_offer", "these words come from the job offer, not from the CV", copied...)
	}
}

// checkTranslation: rules cannot tell whether a translation is faithful, nor
// read a language without word tables.
func checkTranslation(c *claim) {
	switch {
	case c.foreign:
		c.review("unknown_language", "rules cannot read this language; read it before you use it")
	case c.translated && c.old != nil && c.conceptsAgree():
	case c.translated:
		c.review("translation", "rules cannot tell whether this translation is faithful; read it before you use it")
	}
}
