package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word or a symbol that can be part of a skill's name.
type token struct {
	start, end int
	symbol     bool // one of + # . / rather than a word
	hyphenated bool // a hyphen joins it to the token before
	line       int32
	exact      uint32   // id of the folded word, 0 when no entry uses it
	stems      []uint32 // ids of the stem in each language searched
}

// Fold lowers s and drops diacritics, so that "Führung" and "fuhrung" are one.
func Fold(s string) string {
	if isLowerASCII(s) {
		return s
	}
	var room [64]byte // of most words and lines: no garbage but the result
	return string(fold(room[:0], s))
}

// AppendFold appends the folded s to buf.
func AppendFold(buf []byte, s string) []byte { return fold(buf, s) }

func isLowerASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

func fold(buf []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return foldUnicode(buf, s[i:])
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf = append(buf, c)
	}
	return buf
}

// latin folds the letters from U+00C0 to U+017F, a byte each. Those with a
// blank are no such letter or become two.
const latin = "aaaaaa ceeeeiiii nooooo ouuuuy  aaaaaa ceeeeiiii nooooo ouuuuy yaaaaaaccccccccdd  eeeeeeeeee" +
	"gggggggghh  iiiiiiiii   jjkk llllll  llnnnnnn   oooooo  rrrrrrsssssssstttt  uuuuuuuuuuuuwwyyyzzzzzzs"

func foldUnicode(buf []byte, s string) []byte {
	for _, r := range s {
		switch i := r - 0xC0; {
		case r < utf8.RuneSelf:
			buf = append(buf, byte(unicode.ToLower(r)))
		case 0 <= i && int(i) < len(latin) && latin[i] != ' ':
			buf = append(buf, latin[i])
		default:
			buf = foldRune(buf, r)
		}
	}
	return buf
}

func foldRune(buf []byte, r rune) []byte {
	for _, r := range norm.NFKD.String(string(r)) {
		switch r = unicode.ToLower(r); {
		case unicode.Is(unicode.Mn, r):
		case r == 'ß':
			buf = append(buf, "ss"...)
		case r == 'ø':
			buf = append(buf, 'o')
		case r == 'æ':
			buf = append(buf, "ae"...)
		case r == 'œ':
			buf = append(buf, "oe"...)
		case r == 'ł':
			buf = append(buf, 'l')
		default:
			buf = utf8.AppendRune(buf, r)
		}
	}
	return buf
}

// scan calls yield for every word and every symbol of text. Hyphens,
// apostrophes, Markdown's marks and other punctuation only separate. Web and mail addresses are
// passed over: a skill in an address is no claim.
func scan(text string, yield func(start, end int, symbol, hyphenated bool, line int32)) {
	var line int32
	hyphenated := false
	addresses := holdsAddress(text)
	fresh := true // where an address may start
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if unicode.IsSpace(r) {
			if r == '\n' {
				line++
				addresses = holdsAddress(text[i+1:])
			}
			hyphenated, fresh = false, true
			i += size
			continue
		}
		if fresh && addresses {
			fresh = false
			if end := addressEnd(text, i); end > i {
				i = end
				continue
			}
		}
		switch {
		case isWord(r):
			end := WordEnd(text, i+size, isWord)
			yield(i, end, false, hyphenated, line)
			hyphenated = false
			i = end
			continue
		case r == '+' || r == '#' || r == '.' || r == '/' || r == '&':
			yield(i, i+1, true, hyphenated, line)
			hyphenated = false
		case r == '-' || r == '‑' || r == '\u00ad' || r == '_':
			hyphenated = true
		default:
			hyphenated = false
			fresh = r == '(' || r == '[' || r == '<'
		}
		i += size
	}
}

// holdsAddress reports whether a sign of an address stands in the first line of
// text.
func holdsAddress(text string) bool {
	line, _, _ := strings.Cut(text, "\n")
	return strings.Contains(line, "@") || strings.Contains(line, "://") || strings.Contains(line, "www.")
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return wordBytes[r]
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// wordBytes are the letters and digits of ASCII.
var wordBytes = func() (list [utf8.RuneSelf]bool) {
	for c := range list {
		list[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return list
}()

// WordEnd is where the word ends that goes on at i: behind letters and digits of
// ASCII, and whatever else inWord takes.
func WordEnd(text string, i int, inWord func(r rune) bool) int {
	for i < len(text) {
		if c := text[i]; c < utf8.RuneSelf {
			if !wordBytes[c] {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !inWord(r) {
			break
		}
		i += size
	}
	return i
}

const maxAddress = 512

// addressEnd returns the end of the web or mail address that starts at i, or i.
// What goes on without a blank for longer than any address is none.
func addressEnd(text string, i int) int {
	text = text[:min(len(text), i+maxAddress)]
	end := i
	at, scheme := false, strings.HasPrefix(text[i:], "www.")
	for end < len(text) {
		c := text[end]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == ')' || c == ']' || c == ',' || c == ';' {
			break
		}
		if c == '@' && end > i {
			at = true
		}
		if c == ':' && strings.HasPrefix(text[end:], "://") {
			scheme = true
		}
		end++
	}
	if scheme || at && strings.Contains(text[i:end], ".") {
		return end
	}
	return i
}

// stem strips the inflection of a folded word, lightly: plural and case
// endings only, never a derivation, so that "welder" and "welding" stay apart.
// The result is a prefix of word.
func stem(word []byte, lang string) []byte {
	switch lang {
	case "en":
		return stemEnglish(word)
	case "de":
		return strip(word, 4, "en", "em", "er", "es", "e", "n", "s")
	case "nl":
		return strip(word, 4, "en", "e", "s")
	case "fr":
		return strip(strip(word, 4, "s", "x"), 4, "e")
	case "es", "pt":
		return strip(strip(word, 4, "s"), 4, "e", "o", "a")
	case "it":
		return strip(word, 4, "a", "e", "i", "o")
	}
	return word
}

func stemEnglish(word []byte) []byte {
	n := len(word)
	if n < 4 {
		return word
	}
	if word[n-1] == 'y' && n > 4 {
		return word[:n-1]
	}
	if word[n-1] != 's' || word[n-2] == 's' || word[n-2] == 'u' || word[n-2] == 'i' {
		return word
	}
	if word[n-2] == 'e' && n > 5 {
		switch word[n-3] {
		case 'i': // policies, policy
			return word[:n-3]
		case 's', 'x', 'h': // switches
			return word[:n-2]
		}
	}
	return word[:n-1]
}

// strip cuts the first of endings that word has and that leaves at least keep
// bytes.
func strip(word []byte, keep int, endings ...string) []byte {
	for _, ending := range endings {
		if n := len(word) - len(ending); n >= keep && string(word[n:]) == ending {
			return word[:n]
		}
	}
	return word
}
