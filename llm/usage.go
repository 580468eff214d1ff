package llm

import (
	"fmt"
	"unicode"
)

// Usage counts tokens as the server does.
type Usage struct {
	Prompt     int64 `json:"prompt"`
	Cached     int64 `json:"cached,omitempty"` // of Prompt, read from the server's cache
	Completion int64 `json:"completion"`
	Reasoning  int64 `json:"reasoning,omitempty"` // of Completion
	Estimated  bool  `json:"estimated,omitempty"` // in part, because a server did not report
}

// Total is what a budget is charged.
func (u Usage) Total() int64 { return u.Prompt + u.Completion }

// Add sums two usages.
func (u Usage) Add(other Usage) Usage {
	return Usage{
		Prompt:     u.Prompt + other.Prompt,
		Cached:     u.Cached + other.Cached,
		Completion: u.Completion + other.Completion,
		Reasoning:  u.Reasoning + other.Reasoning,
		Estimated:  u.Estimated || other.Estimated,
	}
}

// String is the usage as people read it: "1200 in (200 cached) + 300 out tokens".
func (u Usage) String() string {
	text := fmt.Sprintf("%d in", u.Prompt)
	if u.Cached > 0 {
		text += fmt.Sprintf(" (%d cached)", u.Cached)
	}
	text += fmt.Sprintf(" + %d out tokens", u.Completion)
	if u.Estimated {
		text += " (estimated)"
	}
	return text
}

// estimateTokens is about how many tokens text has: near the truth for the
// tokenizers in use on European languages, high rather than low.
func estimateTokens(text string) int64 {
	var ascii, other int64
	for _, r := range text {
		if r < 0x80 {
			ascii++
		} else {
			other++
		}
	}
	return (ascii+3)/4 + other
}

// leastTokens is a number of tokens that text cannot go below. Tokenizers of
// the byte-pair and the SentencePiece kind cut text at spaces, and between
// letters, digits and signs, before they merge; so each run is a token at
// least. A single sign may merge with the letters that follow, at most three
// digits merge, and scripts without spaces are given eight letters to a token.
func leastTokens(text string) int64 {
	var tokens int64
	var kind, run int
	const none, letter, digit, sign, dense = 0, 1, 2, 3, 4
	flush := func(next int) {
		switch kind {
		case letter:
			tokens++
		case digit:
			tokens += int64(run+2) / 3
		case sign:
			if run > 1 || next != letter {
				tokens++
			}
		case dense:
			tokens += int64(run+7) / 8
		}
	}
	for _, r := range text {
		next := sign
		switch {
		case 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z': // most of it, and quick to tell
			next = letter
		case unicode.IsSpace(r):
			next = none
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Khmer, unicode.Lao, unicode.Myanmar):
			next = dense
		case unicode.IsLetter(r) || unicode.IsMark(r):
			next = letter
		case unicode.IsDigit(r):
			next = digit
		}
		if next != kind {
			flush(next)
			kind, run = next, 0
		}
		run++
	}
	flush(none)
	return tokens
}
