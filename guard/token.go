package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/spanish"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// word is what a word, an identifier such as K8s or a run of digits is by
// itself, in one language. It is never changed.
type word struct {
	text     string
	fold     string // lower case without diacritics
	stem     string // folded stem
	family   string // "" for a word of the tables
	number   bool   // digits only
	ident    bool   // letters and digits, or capitals inside: K8s, NEWS2, GitLab, AMU
	capital  bool   // begins with a capital
	function bool   // a function word
}

// token is a word in its place.
type token struct {
	*word
	start, end int  // byte offsets, end exclusive
	first      bool // begins a sentence, a list item or the text
	stop       bool // a function word of the text's language
	hyphen     bool // a hyphen or a slash joins it to the token before
	truncated  bool // ends in a hanging hyphen: Urlaubs- und
	depth      int  // how many brackets are open
	clause     int  // counts sentences and ;-parts, from 0
	item       int  // counts comma, bracket and slash separated parts, from 0
}

// tokenize splits text into tokens; lang chooses stemmer and function words.
func tokenize(text, lang string) []token { return tokenizeWith(text, lang, wordOf) }

// tokenizeWith is tokenize with the words read by read.
func tokenizeWith(text, lang string, read func(text, lang string) *word) []token {
	tokens := make([]token, 0, len(text)/6+1)
	depth, clause, item, first := 0, 0, 0, true
	hyphen := false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			switch r {
			case '(', '[', '{':
				depth, item = depth+1, item+1
			case ')', ']', '}':
				depth, item = max(0, depth-1), item+1
			case ';', '!', '?', '\n', '•':
				clause, item, first = clause+1, item+1, true
			case '.', ':':
				if next, _ := utf8.DecodeRuneInString(text[i+size:]); next == ' ' || i+size == len(text) {
					item, first = item+1, true
					if r == '.' && sentenceEnds(tokens, text[i+size:]) {
						clause++
					}
				}
			case ',', '|', '·', '–', '—', '/', '&', '+':
				item++
				first = first || r == '|' || r == '·'
			}
			if r == '-' || r == '‑' || r == '/' {
				hyphen = len(tokens) > 0 && tokens[len(tokens)-1].end == i
				if next, _ := utf8.DecodeRuneInString(text[i+size:]); hyphen && r != '/' && (next == ' ' || next == ',') {
					last := &tokens[len(tokens)-1]
					last.truncated = true
					last.stop = last.stop && !(last.capital && len(last.text) == 1) // A- und C-Teile
				}
			}
			i += size
			continue
		}
		end := wordEnd(text, i)
		t := token{word: read(text[i:end], lang), start: i, end: end}
		t.stop = t.function
		if t.capital && end-i == 1 && lettered(text, i, end) {
			t.stop = false // licence B, D+E; B.Eng.
		}
		t.depth, t.clause, t.item, t.first = depth, clause, item, first
		t.hyphen = hyphen && len(tokens) > 0 && i-tokens[len(tokens)-1].end <= 3
		tokens = append(tokens, t)
		first, hyphen = false, false
		i = end
	}
	return tokens
}

// lettered reports whether a single capital at text[start:end] stands for itself: an
// item of a list, or the first letter of an abbreviation.
func lettered(text string, start, end int) bool {
	before, after := strings.TrimRight(text[:start], " "), strings.TrimLeft(text[end:], " ")
	listed := before != "" && strings.ContainsRune(",+/;", rune(before[len(before)-1]))
	if listed && (after == "" || strings.ContainsRune(",+/;)", rune(after[0]))) {
		return true
	}
	dotted, letter := strings.CutPrefix(text[end:], ".")
	next, _ := utf8.DecodeRuneInString(dotted)
	return letter && unicode.IsUpper(next)
}

// sentenceEnds tells a full stop behind the last token from an abbreviation.
func sentenceEnds(tokens []token, rest string) bool {
	if len(tokens) == 0 {
		return false
	}
	switch last := tokens[len(tokens)-1].fold; last {
	case "approx", "inkl", "incl", "stellv", "insb", "aprox", "resp", "gest", "dipl", "prof", "asst", "dept", "univ":
		return false
	default:
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " "))
		return len(last) > 3 && (next == utf8.RuneError || unicode.IsUpper(next))
	}
}

// wordEnd finds where the word at start ends. A + or # behind a short word
// belongs to it (C++, C#); an apostrophe ends it (d'offres, Oswin's).
func wordEnd(text string, start int) int {
	end := lexicon.WordEnd(text, start, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
	})
	for end-start <= 3 && end < len(text) && (text[end] == '#' || text[end] == '+') && !unicode.IsDigit(rune(text[start])) {
		end++
	}
	return end
}

// newToken is a word that stands alone.
func newToken(text, lang string) token {
	w := wordOf(text, lang)
	return token{word: w, end: len(text), stop: w.function}
}

// shapeOf is what a word is in whatever language.
func shapeOf(text string) word {
	w := word{text: text, fold: lexicon.Fold(text)}
	letters, digits, inner := 0, 0, 0
	for i, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
			if unicode.IsUpper(r) && i > 0 {
				inner++
			}
		}
	}
	head, _ := utf8.DecodeRuneInString(text)
	w.capital = unicode.IsUpper(head)
	w.number = letters == 0 && digits > 0
	w.ident = letters > 0 && (digits > 0 || inner > 0 || strings.ContainsAny(text, "+#"))
	w.function = letters == 1 && digits == 0 && !w.capital
	return w
}

// readWord reads a word of a language, but for its family.
func readWord(text, lang string) *word {
	w := shapeOf(text)
	w.stem = snowball(text, lang)
	w.function = w.function || functionWords()[lang][w.fold] && !w.ident
	return &w
}

// snowball is the folded Snowball stem of word. British and American endings are
// made one first.
func snowball(word, lang string) string {
	word = strings.ToLower(word)
	if lang == "en" || lang == "" {
		word = british.Replace(word)
	}
	env := snowballstem.NewEnv(word)
	switch lang {
	case "de":
		german.Stem(env)
	case "fr":
		french.Stem(env)
	case "es":
		spanish.Stem(env)
	case "it":
		italian.Stem(env)
	case "pt":
		portuguese.Stem(env)
	case "nl":
		dutch.Stem(env)
	case "en", "":
		english.Stem(env)
	}
	return lexicon.Fold(env.Current())
}

// british turns -ize into -ise and a few American spellings into British ones.
var british = strings.NewReplacer(
	"ization", "isation", "izing", "ising", "ize", "ise", "yzed", "ysed", "yzing", "ysing", "yze", "yse",
	"labor", "labour", "behavior", "behaviour", "center", "centre", "modeling", "modelling", "modeled", "modelled",
	"fulfillment", "fulfilment", "enrollment", "enrolment", "pediatric", "paediatric", "anesthe", "anaesthe", "orthopedic", "orthopaedic",
	"programme", "program",
)
