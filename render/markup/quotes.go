package markup

import "unicode"

// quotePair is how a language opens and closes a quotation in single quotes.
type quotePair struct{ open, close rune }

// singleQuotes are Typst's, by ISO 639-1 code, where they are not ‘ ’.
var singleQuotes = map[string]quotePair{
	"ar": {'’', '‘'}, "de": {'‚', '‘'}, "es": {'“', '”'}, "fa": {'’', '‘'}, "fr": {'“', '”'},
	"he": {'’', '’'}, "hu": {'’', '’'}, "it": {'“', '”'}, "nb": {'’', '’'}, "nn": {'’', '’'},
	"ru": {'„', '“'},
}

// quoter chooses the character for each straight single quote of a paragraph,
// as Typst does. Straight double quotes stay: RenderCV escapes them.
type quoter struct {
	pair quotePair
	open int // quotations begun and not ended
}

func newQuoter(language string) quoter {
	pair, ok := singleQuotes[language]
	if !ok {
		pair = quotePair{'‘', '’'}
	}
	return quoter{pair: pair}
}

// quote returns the character for a quote behind before.
func (q *quoter) quote(before rune) rune {
	switch {
	case unicode.IsNumber(before) && q.open == 0:
		return '′'
	case q.open == 0 && unicode.IsLetter(before):
		return '’'
	case q.open > 0 && !unicode.IsSpace(before) && before != '(' && before != '[' && before != '{':
		q.open--
		return q.pair.close
	}
	q.open++
	return q.pair.open
}
