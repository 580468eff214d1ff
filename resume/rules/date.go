package rules

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/bespoke-cv/bespoke/resume/source"
)

// period is a date, or a time from one date to another, in a text.
type period struct {
	source.Span        // all of it, with brackets and what introduces it
	start, end  string // YYYY, YYYY-MM or YYYY-MM-DD; end may be "present"
	free        string // a date that is none of these: "Spring 2020"
	rangeText   bool   // it says from when until when
}

// months in en de fr es it pt nl, folded; the first three letters of most do.
var monthNames = [12]string{
	"january jan januar janner jan. janvier janv enero ene gennaio gen janeiro januari",
	"february feb februar feber fevrier fevr febrero febbraio fevereiro fev februari",
	"march mar marz maerz mrz mars marzo marco maart mrt",
	"april apr avril avr abril abr aprile",
	"may mai mayo maggio mag maio mei",
	"june jun juni juin junio giugno giu junho",
	"july jul juli juillet juil julio luglio lug julho",
	"august aug aout agosto ago augustus agustus",
	"september sep sept septembre septiembre settembre set setembro",
	"october oct oktober okt octobre octubre ottobre ott outubro out",
	"november nov novembre noviembre novembro",
	"december dec dezember dez decembre diciembre dic dicembre dezembro desember",
}

const presentWords = `present|current(?:ly)?|now|today|ongoing|to date|heute|aktuell|gegenwärtig|gegenwart|jetzt|laufend|dato|à ce jour|a ce jour|aujourd['’]?hui|actuel(?:lement)?|présent|en cours|ce jour|actualidad|presente|actual(?:mente)?|hoy|la fecha|oggi|attuale|attualmente|in corso|ad oggi|atual(?:mente)?|o momento|hoje|heden|nu|nog steeds|vandaag`

// expressions of dates; compiled at their first use, since most processes need
// none.
var dates = sync.OnceValue(func() (d struct {
	months           map[string]int
	period, duration *regexp.Regexp
	one              *regexp.Regexp
},
) {
	d.months = map[string]int{}
	var all []string
	for i, names := range monthNames {
		for name := range strings.FieldsSeq(names) {
			name = strings.TrimSuffix(name, ".")
			d.months[name] = i + 1
			all = append(all, name)
		}
	}
	// Accented spellings are matched as they are written and folded later.
	all = append(all, "jänner", "mär", "märz", "février", "févr", "août", "décembre", "déc", "março")
	for i := 1; i < len(all); i++ { // longest first
		for j := i; j > 0 && len(all[j]) > len(all[j-1]); j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	month := `(?:` + strings.Join(all, "|") + `)\.?`
	season := `(?:spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst|printemps|été|automne|hiver|primavera|verano|otoño|invierno|estate|autunno|inverno|verão|outono|voorjaar|lente|zomer|herfst|q[1-4])`
	year := `(?:19|20)\d\d`
	one := `(?:` +
		`(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.|er|º)? (?:of |de )?` + month + `,?(?: de| of)? ` + year + // 15 March 2020
		`|` + month + ` (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,? ` + year + // March 15, 2020
		`|` + month + `,?(?: de| of| del)?[ -]{0,2}['’]?` + year + // March 2020
		`|` + month + ` ?['’]\d\d\b` +
		`|` + season + `(?: of| de)? ` + year +
		`|` + year + `-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])` +
		`|` + year + `[-/.](?:0[1-9]|1[0-2])\b` +
		`|(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])[./]` + year +
		`|(?:0?[1-9]|1[0-2]) ?[./-] ?` + year +
		`|` + year + ` ` + month +
		`|` + year + `)`
	dash := ` ?(?:-|–|—|−|‐|‑|~|→|to|until|till|through|bis(?: zum)?|à|a|au|jusqu['’]à|hasta|ad|al|fino a|até|ao|tot(?: en met)?|t/m) ?`
	since := `(?:since|from|seit|ab|depuis|desde|dal|da|sinds|vanaf|von|de|du|del|van)`
	edge := `(?:^|[^\p{L}\d./-])`
	d.period = regexp.MustCompile(`(?i)` + edge + `(\(?(?:(` + since + `) )?(` + one + `)(?:` + dash + `(` + one + `|` + presentWords + `|\d\d\b))?(?: ?[-–—] ?$)?\)?)`)
	unit := `(?:years?|yrs?|months?|mos?|jahre?n?|monate?n?|ans?|années?|mois|años?|m[eê]s(?:es)?|anni?|anno|mesi?|mese|anos?|jaar|jaren|maand(?:en)?|weeks?|wochen?)`
	d.duration = regexp.MustCompile(`(?i)^[(·•,| ]*\d{1,2}(?:[.,]\d)? ` + unit + `\.?(?:(?:,| and| und| et| y| e| en)? \d{1,2} ` + unit + `\.?)?\)?$`)
	d.one = regexp.MustCompile(`(?i)^` + one + `$`)
	return d
})

// periods finds the dates in a piece of a document, in order.
func periods(doc *source.Document, s source.Span) []period {
	text := flat(doc.Slice(s))
	var found []period
	for at := 0; at < len(text); {
		skip, digits := undated(text[at:])
		if !digits {
			break
		}
		at += skip
		m := dates().period.FindStringSubmatchIndex(text[at:])
		if m == nil {
			break
		}
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return text[at+m[2*i] : at+m[2*i+1]]
		}
		p := period{Span: source.Span{Start: s.Start + at + m[2], End: s.Start + at + m[3]}}
		next := at + m[3]
		if follows(text[next:]) {
			at = next
			continue
		}
		p.read(group(2), group(3), group(4), strings.TrimRight(group(1), " )"))
		// A bracket that was not opened here stays.
		if raw := group(1); strings.HasPrefix(raw, "(") != strings.HasSuffix(raw, ")") {
			if strings.HasPrefix(raw, "(") {
				p.Start++
			} else {
				p.End--
			}
		}
		if p.start != "" || p.end != "" || p.free != "" {
			found = append(found, p)
		}
		at = next
	}
	return found
}

// dateLead is more than a date has before its first two digits, in bytes.
const dateLead = 100

// undated is how many bytes of a text no date begins in. All dates have two
// digits side by side; digits is false when no such are left. The expression is
// large and slow, most of a CV is neither.
func undated(text string) (skip int, digits bool) {
	for i := 1; i < len(text); i++ {
		if isDigit(text[i-1]) && isDigit(text[i]) {
			// The space stands for the beginning of the text, which a date may follow too.
			return max(strings.LastIndexByte(text[:max(i-dateLead, 0)], ' '), 0), true
		}
	}
	return 0, false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// follows reports whether a number goes on, so that it is no date.
func follows(rest string) bool {
	if rest == "" {
		return false
	}
	return rest[0] >= '0' && rest[0] <= '9' || (rest[0] == '.' || rest[0] == ',') && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9'
}

// flat replaces spaces of other widths by plain ones of as many bytes.
func flat(text string) string {
	if !strings.ContainsAny(text, "\u00a0\u202f\u2009\t") {
		return text
	}
	return strings.NewReplacer("\u00a0", "  ", "\u202f", "   ", "\u2009", "   ", "\t", " ").Replace(text)
}

func (p *period) read(since, from, to, all string) {
	start, season := parseDate(from)
	if season {
		if to == "" {
			p.free = from
			return
		}
		p.free = all
		return
	}
	p.start = start
	switch folded := fold(to); {
	case to == "" && isSince(since):
		p.end, p.rangeText = "present", true
	case to == "" && strings.HasSuffix(strings.TrimSpace(all), "–"), to == "" && strings.HasSuffix(all, "-"), to == "" && strings.HasSuffix(all, "—"):
		p.end, p.rangeText = "present", true
	case to == "":
	case len(folded) == 2 && folded[0] >= '0' && folded[0] <= '9': // 2019-21
		p.end, p.rangeText = p.start[:2]+folded, true
	default:
		p.rangeText = true
		if p.end, season = parseDate(to); season {
			p.start, p.end, p.free = "", "", all
		} else if p.end == "" {
			p.end = "present"
		}
	}
	if p.end != "" && p.end != "present" && p.end < p.start[:min(len(p.start), len(p.end))] {
		p.free, p.start, p.end = all, "", "" // it ends before it begins: as it is written
	}
}

func isSince(word string) bool {
	switch fold(word) {
	case "since", "seit", "ab", "depuis", "desde", "dal", "sinds", "vanaf", "from":
		return true
	}
	return false
}

// numbersIn lists the runs of digits in a text.
func numbersIn(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

// parseDate reads one date that the expression matched.
func parseDate(text string) (date string, season bool) {
	text = fold(text)
	month := 0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if m, ok := dates().months[word]; ok {
			month = m
		} else if len(word) > 3 || word == "q" || word == "ete" {
			season = true
		}
	}
	numbers := numbersIn(text)
	if len(numbers) == 0 {
		return "", false
	}
	if season && month == 0 {
		return "", true
	}
	var year string
	var small []int
	for i, number := range numbers {
		n, err := strconv.Atoi(number)
		if err != nil {
			continue
		}
		switch {
		case len(number) == 4:
			year = number
		case month > 0 && i == len(numbers)-1 && year == "" && len(number) == 2: // Mar '20
			year = "20" + number
			if n > 60 {
				year = "19" + number
			}
		default:
			small = append(small, n)
		}
	}
	day := 0
	switch {
	case month > 0 && len(small) > 0:
		day = small[0]
	case month == 0 && len(small) == 1:
		month = small[0]
	case month == 0 && len(small) == 2 && strings.HasPrefix(text, year):
		month, day = small[0], small[1]
	case month == 0 && len(small) == 2:
		day, month = small[0], small[1]
	}
	switch {
	case year == "" || month > 12:
		return "", false
	case day > 0:
		return fmt.Sprintf("%s-%02d-%02d", year, month, day), false
	case month > 0:
		return fmt.Sprintf("%s-%02d", year, month), false
	}
	return year, false
}

// isDuration reports whether a text says nothing but how long something took.
func isDuration(text string) bool {
	return len(text) < 40 && dates().duration.MatchString(strings.TrimSpace(flat(text)))
}

// Dates lists the dates that a text names, as RenderCV writes them.
func Dates(text string) []string {
	doc := &source.Document{Text: text}
	var all []string
	for _, p := range periods(doc, source.Span{End: len(text)}) {
		for _, date := range []string{p.start, p.end, p.free} {
			if date != "" {
				all = append(all, date)
			}
		}
	}
	return all
}
