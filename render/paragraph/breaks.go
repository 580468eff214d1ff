package paragraph

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/segmenter"

	"github.com/bespoke-cv/bespoke/render/hyphen"
)

// breakKind says what a line break at an opportunity is like.
type breakKind byte

const (
	ordinary  breakKind = iota // after a space or a dash, say
	mandatory                  // after a line break and at the end
	hyphened                   // inside a word, with a hyphen
)

// opportunity is a place where a line may end.
type opportunity struct {
	at            int // byte of the text where the next line would begin
	kind          breakKind
	before, after int // letters of the hyphened word on either side
}

type breakKey struct {
	text, language string
	hyphens        bool
}

// opportunities returns every place where a line of the paragraph may end, in
// order, the last one at the end of the text.
func (p *prepared) opportunities(hyphens bool) []opportunity {
	s := p.setter
	key := breakKey{p.text, s.language, hyphens}
	if found, known := s.breaks[key]; known {
		return found
	}
	var patterns *hyphen.Patterns
	if hyphens {
		patterns = s.patterns[s.language]
	}
	const most = 1 << 12
	if len(s.breaks) >= most {
		clear(s.breaks)
	}
	found := findBreaks(p.text, patterns)
	s.breaks[key] = found
	return found
}

// findBreaks follows UAX #14, with Typst's treatment of links and its
// hyphenation of words that are letters only.
func findBreaks(text string, patterns *hyphen.Patterns) []opportunity {
	if text == "" {
		return []opportunity{{kind: mandatory}}
	}
	var found []opportunity
	last := 0
	for _, point := range unicodeBreaks(text) {
		if point.at < last {
			continue
		}
		if strings.HasSuffix(text[:last], "://") || strings.HasPrefix(text[last:], "www.") {
			end := last + linkLength(text[last:])
			found = append(found, linkBreaks(text[last:end], last)...)
			last = end
			if point.at < last {
				continue
			}
		}
		if patterns != nil {
			found = append(found, wordBreaks(text[last:point.at], last, patterns)...)
		}
		found = append(found, point)
		last = point.at
	}
	return found
}

// unicodeBreaks returns the opportunities of UAX #14. Between spaces that
// stand between letters of ASCII, words of such letters need no look at the
// rules: a line may break behind the spaces and nowhere else.
func unicodeBreaks(text string) []opportunity {
	found := make([]opportunity, 0, len(text)/5+1)
	rough := 0 // where the text begins that was not looked at yet
	for start := 0; start < len(text); {
		end, plain := plainWord(text, start)
		if plain {
			found = segment(found, text, rough, start)
			found = append(found, opportunity{at: end})
			rough = end
		}
		start = end
	}
	found = segment(found, text, rough, len(text))
	if n := len(found); n > 0 {
		found[n-1].kind = mandatory
	}
	return found
}

// plainWord returns the end of what begins at start and reaches behind the
// next spaces between letters of ASCII. Plain reports whether it is letters
// and those spaces only.
func plainWord(text string, start int) (end int, plain bool) {
	plain = true
	for i := start; i < len(text); i++ {
		switch {
		case asciiLetter(text[i]):
		case text[i] == ' ' && i > start && asciiLetter(text[i-1]):
			for i+1 < len(text) && text[i+1] == ' ' {
				i++
			}
			if i+1 == len(text) || asciiLetter(text[i+1]) {
				return i + 1, plain
			}
			plain = false
		default:
			plain = false
		}
	}
	return len(text), plain
}

func asciiLetter(char byte) bool { return char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' }

// segment appends the opportunities in text[start:stop], of which the last is
// an ordinary one.
func segment(found []opportunity, text string, start, stop int) []opportunity {
	if start == stop {
		return found
	}
	var lines segmenter.Segmenter
	lines.Init([]rune(text[start:stop]))
	at, index := start, 0
	for iterator := lines.LineIterator(); iterator.Next(); {
		line := iterator.Line()
		for end := line.Offset + len(line.Text); index < end; index++ {
			_, size := utf8.DecodeRuneInString(text[at:])
			at += size
		}
		kind := ordinary
		if line.IsMandatoryBreak && at < stop {
			kind = mandatory
		}
		found = append(found, opportunity{at: at, kind: kind})
	}
	return found
}

// wordBreaks returns the places inside the words of a stretch of text where
// they may be divided.
func wordBreaks(text string, offset int, patterns *hyphen.Patterns) []opportunity {
	var found []opportunity
	for start := 0; start < len(text); {
		end, letters := word(text, start)
		if letters {
			content := text[start:end]
			count := utf8.RuneCountInString(content)
			for _, at := range patterns.Breaks(content) {
				before := utf8.RuneCountInString(content[:at])
				found = append(found, opportunity{offset + start + at, hyphened, before, count - before})
			}
		}
		start = end
	}
	return found
}

// word returns the end of the word that begins at start, by the rules of
// UAX #29 that matter here: letters, digits and underscores hold together, and
// so do a letter and a letter with a point, colon or apostrophe between them.
// Letters reports whether it is letters only.
func word(text string, start int) (end int, letters bool) {
	char, size := utf8.DecodeRuneInString(text[start:])
	if !wordChar(char) {
		return start + size, false
	}
	letters = unicode.IsLetter(char)
	for end = start + size; end < len(text); {
		next, width := utf8.DecodeRuneInString(text[end:])
		switch {
		case wordChar(next):
			letters = letters && unicode.IsLetter(next)
			end += width
		case strings.ContainsRune(".:'’·‧,;", next):
			after, _ := utf8.DecodeRuneInString(text[end+width:])
			before, _ := utf8.DecodeLastRuneInString(text[:end])
			between := unicode.IsLetter(before) && unicode.IsLetter(after) && !strings.ContainsRune(",;", next) ||
				unicode.IsDigit(before) && unicode.IsDigit(after) && strings.ContainsRune(".'’,;", next)
			if !between {
				return end, letters
			}
			letters = false
			end += width
		default:
			return end, letters
		}
	}
	return end, letters
}

func wordChar(char rune) bool {
	if char < utf8.RuneSelf {
		return char >= 'a' && char <= 'z' || char >= 'A' && char <= 'Z' || char >= '0' && char <= '9' || char == '_'
	}
	return unicode.IsLetter(char) || unicode.IsDigit(char) || unicode.IsMark(char)
}

// linkLength returns how much of text, which follows a scheme or begins with
// www, belongs to the address: up to the first character that cannot, brackets
// only in pairs, without punctuation at the end.
func linkLength(text string) int {
	var open []byte
	end := len(text)
scan:
	for i := range len(text) {
		switch char := text[i]; {
		case char >= 'a' && char <= 'z', char >= 'A' && char <= 'Z', char >= '0' && char <= '9',
			strings.IndexByte("!#$%&*+,-./:;=?@_~'", char) >= 0:
		case char == '[' || char == '(':
			open = append(open, char)
		case char == ']' || char == ')':
			partner := byte('[')
			if char == ')' {
				partner = '('
			}
			if len(open) == 0 || open[len(open)-1] != partner {
				end = i
				break scan
			}
			open = open[:len(open)-1]
		default:
			end = i
			break scan
		}
	}
	return len(strings.TrimRight(text[:end], "!,.:;?'"))
}

// linkBreaks returns where an address may break: between two signs, and where
// letters and digits change, but not behind an opening bracket. A very long
// piece breaks anywhere.
func linkBreaks(link string, offset int) []opportunity {
	const long = 16
	var found []opportunity
	from := 0
	previous := sign
	for i, char := range link {
		class := classOf(char)
		splits := class != previous
		if class == sign {
			splits = previous == sign
		}
		if i > 0 && previous != opening && splits {
			if i-from < long {
				found = append(found, opportunity{at: offset + i})
			} else {
				for at := from + 1; at <= i; at++ {
					found = append(found, opportunity{at: offset + at})
				}
			}
			from = i
		}
		previous = class
	}
	return found
}

// charClass is what a character counts as in an address, which is ASCII.
type charClass byte

const (
	letter charClass = iota
	digit
	opening
	sign
)

func classOf(char rune) charClass {
	switch {
	case unicode.IsLetter(char):
		return letter
	case unicode.IsDigit(char):
		return digit
	case char == '(' || char == '[':
		return opening
	}
	return sign
}
