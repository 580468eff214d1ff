package message

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/offer"
)

// sentence is the bytes [start, end) of a message and what was found there.
type sentence struct {
	start, end int
	cues       []offer.Cue
	moments    []moment
	clocks     []clock
}

func (s *sentence) has(kinds ...string) bool {
	for _, cue := range s.cues {
		if slices.Contains(kinds, cue.Kind) {
			return true
		}
	}
	return false
}

// Sentences gives the sentences of a text as pairs of byte offsets, without the
// blanks around them. A line that a mail program broke is one with the next.
func Sentences(text string) [][2]int {
	var all [][2]int
	for _, s := range split(text, paragraphs(text, false)) {
		all = append(all, [2]int{s.start, s.end})
	}
	return all
}

// bounds are bytes [start, end) of a text.
type bounds struct{ start, end int }

// earlier is a line behind which a message quotes an earlier one, in the words
// of the mail programs.
var earlier = regexp.MustCompile(`(?i)^(?:-{2,} ?(?:original|forwarded|ursprüngliche|weitergeleitete|message|mensaje|messaggio|mensagem|oorspronkelijk|doorgestuurd).*` +
	`|_{10,}$|(?:on|am|le|el|il|em|op)\b.{4,120}(?:wrote|schrieb.*|a écrit|escribió|ha scritto|escreveu|schreef.*) ?: ?$)`)

// signature parts a message from its signature.
var signature = regexp.MustCompile(`^-- ?$`)

// liveRanges are the paragraphs of a message itself: neither what it quotes of
// an earlier one nor the signature.
func liveRanges(text string) []bounds { return paragraphs(text, true) }

// paragraphs are the parts of a text between empty lines, or between lines
// where a new one clearly begins; with live only those of the message itself.
func paragraphs(text string, live bool) []bounds {
	var all []bounds
	from, to := -1, 0
	flush := func() {
		if from >= 0 {
			all = append(all, bounds{from, to})
		}
		from = -1
	}
	for start := 0; start < len(text); {
		end := start + strings.IndexByte(text[start:]+"\n", '\n')
		line := strings.TrimSpace(text[start:end])
		if live && (earlier.MatchString(line) || signature.MatchString(strings.TrimRight(text[start:end], "\r"))) {
			break
		}
		switch {
		case line == "" || live && strings.HasPrefix(line, ">"):
			flush()
		case from >= 0 && !wraps(text[from:to], line):
			flush()
			fallthrough
		default:
			if from < 0 {
				from = start
			}
			to = end
		}
		start = end + 1
	}
	flush()
	return all
}

// wraps reports whether line goes on where before was cut by a mail program:
// behind a long line, and not in a list.
func wraps(before, line string) bool {
	last := strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:])
	first, _ := utf8.DecodeRuneInString(line)
	if strings.ContainsRune("-*•–·", first) {
		return false
	}
	return utf8.RuneCountInString(last) >= 50 || unicode.IsLower(first)
}

// split cuts the live parts of a message into sentences.
func split(text string, live []bounds) []sentence {
	var all []sentence
	for _, part := range live {
		from := part.start
		for i := part.start; i < part.end; i++ {
			if c := text[i]; (c == '.' || c == '!' || c == '?') && endsSentence(text[part.start:part.end], i-part.start) {
				all = appendSentence(all, text, from, i+1)
				from = i + 1
			}
		}
		all = appendSentence(all, text, from, part.end)
	}
	return all
}

func appendSentence(all []sentence, text string, start, end int) []sentence {
	piece := trimmed(text, start, end)
	if piece == "" {
		return all
	}
	start += strings.Index(text[start:end], piece)
	return append(all, sentence{start: start, end: start + len(piece)})
}

func trimmed(text string, start, end int) string { return strings.TrimSpace(text[start:end]) }

// endsSentence reports whether the sign at s[i] ends a sentence: a blank and a
// capital follow, and it is no point of an abbreviation or an ordinal.
func endsSentence(s string, i int) bool {
	rest := s[i+1:]
	after := strings.TrimLeft(rest, " \t\r\n\")”»")
	if after == "" {
		return true
	}
	if after == rest {
		return false
	}
	first, _ := utf8.DecodeRuneInString(after)
	if !unicode.IsUpper(first) && !strings.ContainsRune("¿¡-•\"„“«", first) && !unicode.IsDigit(first) {
		return false
	}
	if s[i] != '.' {
		return true
	}
	word := s[strings.LastIndexAny(s[:i], " \t\n(")+1 : i]
	if word == "" || len(word) <= 2 && word[0] >= '0' && word[0] <= '9' {
		return false // "am 5. März"
	}
	_, short := abbreviations[strings.ToLower(word)]
	return !short && utf8.RuneCountInString(word) > 1
}

var abbreviations = func() map[string]struct{} {
	all := map[string]struct{}{}
	for word := range strings.FieldsSeq("dr dipl ing prof mr mrs ms mme m mlle hr fr herr sr sra srta dott dott.ssa dra eng mevr dhr ir drs " +
		"z.b bzw ca ggf inkl evtl nr tel str st e.g i.e approx no p.ej aprox n.b sig sig.ra ecc bijv t.a.v a.u.b jan feb mar apr jun jul aug sep sept oct okt nov dec dez janv févr mo di mi do fr") {
		all[word] = struct{}{}
	}
	return all
}()
