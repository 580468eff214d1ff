package guard

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/lexicon"
)

// numeral is the longest run of digits and thousands or decimal signs at start.
func numeral(raw string, start int) (literal string, end int) {
	end = start
	groups, group := 0, 0
	var text strings.Builder
	for end < len(raw) {
		r, size := utf8.DecodeRuneInString(raw[end:])
		if unicode.IsDigit(r) {
			text.WriteByte('0' + byte(digitValue(r)))
			group++
			end += size
			continue
		}
		run := digitRun(raw[end+size:])
		switch {
		case (r == '.' || r == ',' || r == '٫' || r == '٬') && run > 0:
			if r == '٫' {
				r = '.'
			} else if r == '٬' {
				r = ','
			}
			text.WriteRune(r)
		case strings.ContainsRune(" \u00a0\u202f\u2009'’_", r) && run == 3 && (groups == 0 && group <= 3 || groups > 0 && group == 3):
			text.WriteByte(' ')
		default:
			return text.String(), end
		}
		groups, group = groups+1, 0
		end += size
	}
	return text.String(), end
}

func digitRun(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsDigit(r) {
			break
		}
		n++
	}
	return n
}

// letters reads the letters glued to a number: k in 450k.
func letters(raw string, start int) (string, int) {
	end := start
	for end < len(raw) {
		r, size := utf8.DecodeRuneInString(raw[end:])
		if !unicode.IsLetter(r) && !(end > start && unicode.IsDigit(r)) && r != '²' && r != '³' {
			break
		}
		end += size
	}
	return raw[start:end], end
}

// parseNumeral gives the value as lang reads the separators, and the other
// reading when there is one: 1.200 is 1200 in German, 1.2 in English.
func parseNumeral(literal, lang string) (value, other float64) {
	literal = strings.ReplaceAll(literal, " ", "")
	dot, comma := strings.Count(literal, "."), strings.Count(literal, ",")
	plain := func(decimal string) float64 {
		s := strings.ReplaceAll(strings.ReplaceAll(literal, map[string]string{".": ",", ",": "."}[decimal], ""), decimal, ".")
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			v, _ = strconv.ParseFloat(strings.NewReplacer(".", "", ",", "").Replace(literal), 64)
		}
		return v
	}
	switch {
	case dot == 0 && comma == 0:
		value, _ = strconv.ParseFloat(literal, 64)
		return value, math.NaN()
	case dot > 0 && comma > 0:
		if strings.LastIndex(literal, ".") > strings.LastIndex(literal, ",") {
			return plain("."), math.NaN()
		}
		return plain(","), math.NaN()
	}
	sign := "."
	if comma > 0 {
		sign = ","
	}
	groups := strings.Split(literal, sign)
	thousands := len(groups[0]) <= 3 && groups[0] != "0"
	for _, group := range groups[1:] {
		thousands = thousands && len(group) == 3
	}
	whole, _ := strconv.ParseFloat(strings.ReplaceAll(literal, sign, ""), 64)
	switch {
	case thousands && len(groups) > 2:
		return whole, math.NaN()
	case thousands && (sign == ",") == (lang == "en" || lang == ""):
		return whole, plain(sign)
	case thousands:
		return plain(sign), whole
	case len(groups) > 2:
		return whole, math.NaN()
	}
	return plain(sign), math.NaN()
}

// multiplier is what k, million or Mio multiply by, or 0.
func multiplier(word, lang string) float64 {
	switch word {
	case "k", "K":
		return 1e3
	case "M", "m", "mn", "mio", "Mio", "mln":
		return 1e6
	case "bn", "Mrd", "mrd", "Md":
		return 1e9
	}
	tokens := []token{newToken(word, lang)}
	for _, h := range bookOf(lang).find(lang, tokens)[numberWords] {
		if factor, ok := strings.CutPrefix(h.class, "*"); ok {
			f, _ := strconv.ParseFloat(factor, 64)
			return f
		}
	}
	return 0
}

// oftenWords stand before a period.
var oftenWords = map[string]bool{"once": true, "twice": true, "times": true, "days": true, "weeks": true, "hours": true, "meets": true}

// numberWord reads "twelve", "two thirds" or "a hundred".
func numberWord(t *text, i int) (value float64, next int, ok bool) {
	for _, h := range t.hits[numberWords] {
		if h.start != i || t.tokens[i].ident {
			continue
		}
		if strings.HasPrefix(h.class, "#") || strings.HasPrefix(h.class, "^") {
			continue // an ordinal, or a change
		}
		factor, multiplies := strings.CutPrefix(h.class, "*")
		if multiplies && len(t.tokens[i].fold) <= 3 && t.tokens[i].fold != "cem" && t.tokens[i].fold != "mil" {
			continue // k, M, Mio alone count nothing
		}
		number, _ := strconv.ParseFloat(factor, 64)
		if number == 1 && h.end < len(t.tokens) && t.tokens[h.end].stop {
			continue // one of the
		}
		if number == 0.25 && i > 0 && oftenWords[t.tokens[i-1].fold] {
			continue // once a quarter
		}
		if h.end > next {
			value, next, ok = number, h.end, true
		}
	}
	if !ok {
		value, ok = composed(t.lang)[t.tokens[i].fold]
		next = i + 1
	}
	if ok {
		value, next = t.composedWith(value, next)
		if n := t.andHalf(next); n > 0 && value >= 1 {
			return value + 0.5, next + n, true
		}
	}
	return value, next, ok
}

// composedWith adds what stands behind tens: thirty-eight, treinta y ocho.
func (t *text) composedWith(tens float64, next int) (value float64, end int) {
	if tens < 20 || tens > 90 || math.Mod(tens, 10) != 0 || next >= len(t.tokens) {
		return tens, next
	}
	at := next
	if slices.Contains(conjunction[t.lang], t.tokens[at].fold) && t.lang != "en" && t.lang != "de" && t.lang != "nl" {
		at++
	} else if !t.tokens[at].hyphen {
		return tens, next
	}
	rest := bookOf(t.lang).find(t.lang, t.tokens[at:min(at+2, len(t.tokens))])[numberWords]
	for _, h := range longest(rest) {
		limit := 9.0
		if t.lang == "fr" && (tens == 60 || tens == 80) {
			limit = 19 // soixante-dix-huit
		}
		if n, err := strconv.ParseFloat(h.class, 64); err == nil && h.start == 0 && n >= 1 && n <= limit && n == math.Trunc(n) {
			return tens + n, at + h.end
		}
	}
	return tens, next
}

// composed are the numbers from 21 to 99 that a language writes as one word of
// two others: achtunddreißig, trentotto, achtendertig.
var composed = func() func(lang string) map[string]float64 {
	sets := map[string]func() map[string]float64{}
	for column, lang := range languages() {
		sets[lang] = sync.OnceValue(func() map[string]float64 { return compose(lang, column) })
	}
	return func(lang string) map[string]float64 {
		if read, ok := sets[lang]; ok {
			return read()
		}
		return nil
	}
}()

func compose(lang string, column int) map[string]float64 {
	joint, ok := map[string]string{"de": "und", "nl": "en", "it": ""}[lang]
	if !ok {
		return nil
	}
	small, tens := map[float64][]string{}, map[float64][]string{}
	for _, l := range lines() {
		n, err := strconv.ParseFloat(l.concept.class, 64)
		if l.concept.table != numberWords || err != nil {
			continue
		}
		l.forms(column, func(form string, _ bool) {
			switch fold := lexicon.Fold(form); {
			case n >= 1 && n <= 9 && n == math.Trunc(n):
				small[n] = append(small[n], fold)
			case n >= 20 && n <= 90 && math.Mod(n, 10) == 0:
				tens[n] = append(tens[n], fold)
			}
		})
	}
	set := map[string]float64{}
	for ten, names := range tens {
		for n, digits := range small {
			for _, name := range names {
				for _, digit := range digits {
					if lang == "it" {
						if n == 1 || n == 8 {
							set[name[:len(name)-1]+digit] = ten + n
						}
						set[name+digit] = ten + n
						continue
					}
					set[digit+joint+name] = ten + n
				}
			}
		}
	}
	return set
}

// andHalf counts the tokens of "and a half" at i.
func (t *text) andHalf(i int) int {
	if i+1 >= len(t.tokens) || !slices.Contains(conjunction[t.lang], t.tokens[i].fold) {
		return 0
	}
	switch t.tokens[i+1].fold {
	case "demi", "demie", "medio", "media", "mezzo", "mezza", "meio", "meia":
		return 2
	}
	if i+2 < len(t.tokens) && (t.tokens[i+2].fold == "half" || t.tokens[i+2].fold == "halve") {
		return 3
	}
	return 0
}

// numberCompound reads the number in a German adjective: vierköpfig, zweiwöchig.
// One that says how often (vierzehntägig) is no number.
func numberCompound(t *text, i int) (value float64, unit string, ok bool) {
	if t.lang != "de" || slices.ContainsFunc(t.hits[periods], func(h hit) bool { return h.holds(i) }) {
		return 0, "", false
	}
	for ending, counted := range compoundUnits {
		at := strings.LastIndex(t.tokens[i].fold, ending)
		if at <= 0 || len(t.tokens[i].fold)-at-len(ending) > 2 {
			continue
		}
		for _, h := range bookOf("de").find("de", []token{newToken(t.tokens[i].fold[:at], "de")})[numberWords] {
			if n, err := strconv.ParseFloat(h.class, 64); err == nil && n >= 1 {
				return n, counted, true
			}
		}
	}
	return 0, "", false
}

// compoundUnits are the ends of such adjectives, folded, with their unit.
var compoundUnits = map[string]string{
	"kopfig": "", "minutig": "minute", "stundig": "hour", "tagig": "day", "wochig": "week", "monatig": "month", "jahrig": "year",
}

// compounded reports whether a word is an adjective for how many people make up
// what it is said of.
func compounded(tok token) bool { return strings.Contains(tok.fold, "kopfig") }
