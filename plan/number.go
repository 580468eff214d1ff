package plan

import (
	"fmt"
	"regexp"
	"strings"
)

// groupSigns part the thousands in each language, as its readers expect them.
var groupSigns = map[string]string{"en": ",", "de": ".", "es": ".", "it": ".", "pt": ".", "nl": ".", "fr": "\u202f"}

// foreignGroups finds numbers whose thousands are parted in a way that can be
// nothing else: by an apostrophe or a hard space, or by any sign twice. A single
// "1.200" is left alone, it may be a decimal.
var foreignGroups = regexp.MustCompile(`\d{1,3}(?:['’\x{a0}\x{202f}\x{2009}]\d{3})+|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?: \d{3}){2,}`)

var anyGroups = regexp.MustCompile(`\d{1,3}(?:([,.'’\x{a0}\x{202f}\x{2009} ])\d{3})+`)

// formatNumbers parts thousands as the offer does, when it is in the language of
// the CV and does so as that language does.
func (p *planner) formatNumbers(texts drafted) {
	lang := p.matcher.Language()
	sign, known := groupSigns[lang]
	if !known || p.Offer.JobOffer.Language != lang {
		return
	}
	for _, text := range texts {
		after := regroup(text.after, sign)
		if after == text.after {
			continue
		}
		if !p.offerParts(sign) {
			return
		}
		text.after = after
		text.reasons = append(text.reasons, fmt.Sprintf("Parts thousands as the offer does: 12%s000.", sign))
	}
}

// offerParts reports whether the offer parts thousands by sign, and no other.
func (p *planner) offerParts(sign string) bool {
	found := false
	for _, match := range anyGroups.FindAllStringSubmatch(p.Offer.Text, -1) {
		switch {
		case match[1] == sign || sign == "\u202f" && (match[1] == "\u00a0" || match[1] == " "):
			found = true
		case match[1] != " ": // two numbers side by side
			return false
		}
	}
	return found
}

// regroup parts the thousands of each number by sign; one that goes on to the
// left or right (a version, a telephone number, a decimal) stays.
func regroup(text, sign string) string {
	if !hasGroup(text) {
		return text
	}
	var out strings.Builder
	last := 0
	for _, at := range foreignGroups.FindAllStringIndex(text, -1) {
		if joins(text, at[0]-1) || joins(text, at[1]) {
			continue
		}
		out.WriteString(text[last:at[0]])
		out.WriteString(grouped(onlyDigits(text[at[0]:at[1]]), sign))
		last = at[1]
	}
	return out.String() + text[last:]
}

// hasGroup reports whether a number may have foreignGroups: three digits stand
// behind a sign behind a digit, and where that is a comma, a point or a blank,
// another such group before them.
func hasGroup(text string) bool {
	digits, row, decimal := 0, 0, false // digits so far, signs before them in a row, and whether the last may part decimals
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9':
			if digits++; digits == 3 && row > 0 && (row > 1 || !decimal) {
				return true
			}
			continue
		case digits == 0:
			row = 0
		case digits == 3 && row > 0:
			row++
		default:
			row = 1
		}
		digits, decimal = 0, r == ',' || r == '.' || r == ' '
	}
	return false
}

func onlyDigits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

// joins reports whether the byte at i makes a number part of something longer.
func joins(text string, i int) bool {
	if i < 0 || i >= len(text) {
		return false
	}
	c := text[i]
	digit := func(j int) bool { return j >= 0 && j < len(text) && '0' <= text[j] && text[j] <= '9' }
	return digit(i) || strings.IndexByte("+/_", c) >= 0 || strings.IndexByte(".,-' ", c) >= 0 && digit(i-1) && digit(i+1)
}

func grouped(digits, sign string) string {
	var out strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out.WriteString(sign)
		}
		out.WriteRune(digit)
	}
	return out.String()
}
