package yamltree

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Error is a place in a YAML file that cannot be read, and the way out. Line
// and Column count from 1; Line 0 means the file as a whole.
type Error struct {
	Line, Column int
	Problem      string
	Hint         string
}

func (e *Error) Error() string {
	text := e.Problem
	if e.Line > 0 {
		text = fmt.Sprintf("line %d, column %d: %s", e.Line, max(e.Column, 1), text)
	}
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

const byteOrderMark = "\ufeff"

// checkKind refuses what is no YAML text at all.
func checkKind(src []byte) error {
	if kind := binaryKind(src); kind != "" {
		hint := "give the YAML file that it was made from"
		if kind == wideText {
			hint = "save the file as UTF-8"
		}
		return &Error{Problem: "this is " + kind + ", not YAML text", Hint: hint}
	}
	if len(src) > MaxBytes {
		return &Error{Problem: fmt.Sprintf("the file has %d KB, more than the %d KB that a CV may have", len(src)>>10, MaxBytes>>10), Hint: "remove what is not part of the CV, such as embedded pictures"}
	}
	return nil
}

const wideText = "UTF-16 text"

func binaryKind(src []byte) string {
	for _, magic := range []struct{ prefix, kind string }{
		{"%PDF-", "a PDF"},
		{"PK\x03\x04", "a DOCX, ODT or ZIP file"},
		{"\xD0\xCF\x11\xE0", "a DOC file"},
		{"\x89PNG", "a picture"},
		{"\xFF\xD8\xFF", "a picture"},
		{"{\\rtf", "an RTF file"},
		{"\xFF\xFE", wideText},
		{"\xFE\xFF", wideText},
	} {
		if bytes.HasPrefix(src, []byte(magic.prefix)) {
			return magic.kind
		}
	}
	if bytes.IndexByte(src, 0) >= 0 {
		return "a binary file"
	}
	return ""
}

var parserLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// diagnose turns a parser's error into ours: yaml.v3 gives a line that may be
// the one before or after, and no column.
func (f *File) diagnose(err error) error {
	problem, line := err.Error(), 0
	if m := parserLine.FindStringSubmatch(problem); m != nil {
		line, _ = strconv.Atoi(m[1])
		problem = m[2]
	}
	if m := unknownAnchor.FindStringSubmatch(problem); m != nil {
		return f.unknownAlias(m[1])
	}
	if strings.Contains(problem, "escape code") {
		if at := surrogate.FindIndex(f.src); at != nil {
			line, column := f.lines.position(at[0])
			return &Error{Line: line, Column: column, Problem: "half a character is escaped here, as JSON does with emoji", Hint: `write the character itself, or all of it as in "\U0001F600"`}
		}
	}
	if strings.Contains(problem, "',' or") {
		if found := f.openBracket(); found != nil {
			return found
		}
	}
	line = min(max(line, 1), len(f.lines.starts))
	for _, near := range []int{line, line - 1, line + 1} {
		if found := f.suspect(near, problem); found != nil {
			return found
		}
	}
	text := string(f.lines.text(line))
	column := len(text) - len(strings.TrimLeft(text, " \t")) + 1
	return &Error{Line: line, Column: column, Problem: "the YAML is broken here: " + problem, Hint: "compare the indentation, quotes and brackets of this line with those of its neighbours"}
}

var unknownAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)

// surrogate is half of a character beyond U+FFFF, which JSON escapes in two
// halves and YAML in one piece.
var surrogate = regexp.MustCompile(`\\u[dD][89a-fA-F][0-9a-fA-F]{2}`)

const noAnchor = "there is no anchor"

// unknownAlias points at the first use of a name that stands for nothing.
func (f *File) unknownAlias(name string) *Error {
	found := &Error{Line: 1, Column: 1, Problem: fmt.Sprintf(noAnchor+" &%s above the alias *%s", name, name), Hint: "put a text that begins with * in quotes, or define the anchor first"}
	use := regexp.MustCompile(`(?:^|[\s\[,{])(\*` + regexp.QuoteMeta(name) + `)(?:[\s,\]}]|$)`)
	if m := use.FindSubmatchIndex(f.src); m != nil {
		found.Line, found.Column = f.lines.position(m[2])
	}
	return found
}

// openBracket points at the first flow list or mapping that is still open
// where the next line with its indentation begins.
func (f *File) openBracket() *Error {
	for i := range f.lines.starts {
		line := string(f.lines.text(i + 1))
		m := startsFlow.FindStringSubmatchIndex(line)
		if m == nil {
			continue
		}
		depth := bracketDepth(line[m[2]:])
		for next := i + 2; depth > 0 && next <= len(f.lines.starts); next++ {
			text := string(f.lines.text(next))
			if strings.TrimSpace(text) != "" && indentOf(text) <= indentOf(line) && strings.IndexByte("]}", strings.TrimSpace(text)[0]) < 0 {
				break
			}
			depth += bracketDepth(text)
		}
		if depth > 0 {
			return &Error{Line: i + 1, Column: utf8.RuneCountInString(line[:m[2]]) + 1, Problem: "the bracket that opens here is never closed", Hint: "close it, or put a text that begins with a bracket in quotes"}
		}
	}
	return nil
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// bracketDepth counts opening less closing brackets outside of quotes.
func bracketDepth(text string) int {
	depth, quote := 0, rune(0)
	for _, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '[' || r == '{':
			depth++
		case r == ']' || r == '}':
			depth--
		}
	}
	return depth
}

var (
	startsFlow     = regexp.MustCompile(`^\s*(?:- +)*(?:[\w .-]+: +)?([\[{])`)
	quotedThenText = regexp.MustCompile(`^\s*(?:- +)*(?:[\w .-]+: +)?("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*[^\s#,:\]}]`)
	keyThenColon   = regexp.MustCompile(`^\s*(?:- +)*[^\s"'\[{#|>][^#]*?:\s+[^\s"'\[{|>][^#]*?(:\s|:$)`)
	bulletColon    = regexp.MustCompile(`^\s*- +[^\s"'\[{#|>]`)
	reservedStart  = regexp.MustCompile(`^\s*(?:- +)*(?:[\w .-]+: +)?([@` + "`" + `%])`)
	tabIndent      = regexp.MustCompile(`^ *(\t)`)
	openQuote      = regexp.MustCompile(`^\s*(?:- +)*(?:[\w .-]+: +)?(["'])`)
)

// suspect looks for the usual mistakes on one line.
func (f *File) suspect(number int, problem string) *Error {
	if number < 1 || number > len(f.lines.starts) {
		return nil
	}
	line := string(f.lines.text(number))
	found := func(column int, what, hint string) *Error {
		return &Error{Line: number, Column: utf8.RuneCountInString(line[:column]) + 1, Problem: what, Hint: hint}
	}
	if m := tabIndent.FindStringSubmatchIndex(line); m != nil && strings.TrimSpace(line) != "" {
		return found(m[2], "a tab is used for indentation", "use spaces")
	}
	if m := quotedThenText.FindStringSubmatchIndex(line); m != nil {
		_, size := utf8.DecodeLastRuneInString(line[:m[1]])
		return found(m[1]-size, "text follows a closing quote", "double or escape the quotes inside the text, or write the text on lines of its own under |")
	}
	if m := reservedStart.FindStringSubmatchIndex(line); m != nil {
		return found(m[2], fmt.Sprintf("a text cannot begin with %s", line[m[2]:m[3]]), "put the text in quotes")
	}
	if m := keyThenColon.FindStringSubmatchIndex(line); m != nil && strings.Contains(problem, "mapping values") {
		return found(m[2], "a colon and a space stand inside a text without quotes", "put the text in quotes")
	}
	if m := openQuote.FindStringSubmatchIndex(line); m != nil && strings.Contains(problem, "unexpected end of stream") {
		return found(m[2], "the quote that opens here is never closed", "close it, or escape the quotes inside the text")
	}
	if bulletColon.MatchString(line) && strings.Contains(problem, "mapping values") {
		if at := strings.Index(line, ": "); at >= 0 {
			return found(at, "a colon and a space stand inside a text without quotes", "put the text in quotes")
		}
	}
	return nil
}
