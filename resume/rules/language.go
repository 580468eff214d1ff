package rules

import (
	"strings"

	"github.com/abadojack/whatlanggo"

	"github.com/bespoke-cv/bespoke/resume/draft"
)

// tongues are the languages that titles are known in, by RenderCV's names.
var tongues = map[whatlanggo.Lang]string{
	whatlanggo.Eng: "english", whatlanggo.Deu: "german", whatlanggo.Fra: "french", whatlanggo.Spa: "spanish",
	whatlanggo.Ita: "italian", whatlanggo.Por: "portuguese", whatlanggo.Nld: "dutch",
}

// Language is RenderCV's name for the language of a CV, told from its running
// text; "" for English, or when there is too little to tell.
func Language(cv *draft.Node) string {
	var text strings.Builder
	cv.Walk(func(_ string, leaf *draft.Node) {
		if len(strings.Fields(leaf.Text)) > 3 {
			text.WriteString(leaf.Text + "\n")
		}
	})
	if text.Len() < 80 {
		return ""
	}
	name := tongueOf(text.String())
	if name == "english" {
		return ""
	}
	return name
}

func tongueOf(text string) string {
	whitelist := map[whatlanggo.Lang]bool{}
	for language := range tongues {
		whitelist[language] = true
	}
	return tongues[whatlanggo.DetectLangWithOptions(text, whatlanggo.Options{Whitelist: whitelist})]
}
