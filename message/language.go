package message

import (
	"strings"

	"github.com/bespoke-cv/bespoke/offer"
)

// language tells the language of the live parts: by their words and, where
// those are few, by whose phrases they hold.
func language(text string, live []bounds) string {
	var own strings.Builder
	for _, part := range live {
		own.WriteString(text[part.start:part.end])
		own.WriteByte('\n')
	}
	lang := offer.Language(own.String())
	_, taught := books[lang]
	if taught && own.Len() > shortText {
		return lang
	}
	best, most := lang, 0
	if taught {
		most = held(lang, own.String()) + lead
	}
	for _, candidate := range offer.Taught() {
		if bytes := held(candidate, own.String()); bytes > most {
			best, most = candidate, bytes
		}
	}
	return best
}

// A text of up to shortText bytes is another language's than it looks when
// that language's phrases cover lead more bytes of it.
const (
	shortText = 250
	lead      = 8
)

// held is how many bytes of a text are a language's phrases.
func held(lang, text string) (bytes int) {
	reach := 0
	for _, cue := range bookFor(lang).Find(text) {
		if cue.End > reach {
			bytes += cue.End - max(cue.Start, reach)
			reach = cue.End
		}
	}
	return bytes
}
