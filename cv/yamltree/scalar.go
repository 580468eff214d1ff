package yamltree

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// layout is how a file is used to writing things.
type layout struct {
	list    int  // columns from a key to the dashes below it
	mapping int  // columns from a key to the keys below it
	single  bool // single quotes are the more frequent ones
	star    bool // texts begin with * without quotes, as only RenderCV reads them
}

func (f *File) layout() layout {
	out := layout{list: -1, mapping: 0}
	quotes := 0
	f.Root.visit(func(n *Node) {
		switch {
		case n.Kind == Scalar && n.Style == Plain && strings.HasPrefix(n.Value, "*"):
			out.star = true
		case n.Kind == Scalar && n.Style == SingleQuoted:
			quotes++
		case n.Kind == Scalar && n.Style == DoubleQuoted:
			quotes--
		case n.Parent == nil || n.Parent.Kind != Mapping || n.Style != Block:
		case n.Kind == Sequence && out.list < 0:
			out.list = f.lines.column(n.Content) - n.indent
		case n.Kind == Mapping && out.mapping == 0:
			out.mapping = f.lines.column(n.Content) - n.indent
		}
	})
	out.single = quotes > 0
	if out.list < 0 {
		out.list = 2
	}
	if out.mapping <= 0 {
		out.mapping = 2
	}
	return out
}

// restyle writes a scalar's new value like its old one where that can hold it.
func (w *writer) restyle(n, value *Node) string {
	if value.Tag != TagString && !value.Tagged {
		return value.Value
	}
	text := value.Value
	style := n.Style
	if n.Start == n.End || n.Tag == TagNull {
		return w.inlineLike(value, w.siblingStyle(n), n.inFlow)
	}
	if style == Plain && !w.plainFits(text, n.inFlow, n.Tagged) {
		style = w.quotesFor(text)
		if strings.ContainsAny(text, "\n") && !n.inFlow && n.Start == n.Content {
			if literal, ok := w.literal(text, max(n.indent, 0)); ok && !w.careful {
				return literal
			}
		}
	}
	quoted := w.quote(text, style)
	if first, last := w.file.lines.number(n.Content), w.file.lines.number(n.End); last > first {
		return w.wrapLike(n, quoted, first, last)
	}
	return quoted
}

// wrapLike breaks a text into lines of the width that the old one has.
func (w *writer) wrapLike(n *Node, quoted string, first, last int) string {
	f := w.file
	width, column := 0, 0
	for number := first; number <= last; number++ {
		width = max(width, utf8.RuneCount(f.lines.text(number)))
	}
	for number := first + 1; number <= last && column == 0; number++ {
		line := string(f.lines.text(number))
		column = len(line) - len(strings.TrimLeft(line, " "))
	}
	if column == 0 || strings.Contains(string(f.src[n.Content:n.End]), "\t") {
		return quoted
	}
	lines := wrap(quoted, width, f.lines.column(n.Content), column)
	return strings.Join(lines, w.newline+strings.Repeat(" ", column))
}

// wrap breaks text at single spaces into lines of at most width characters,
// where the first begins at one column and the others at another.
func wrap(text string, width, first, column int) []string {
	var lines []string
	at, line := first, ""
	words := strings.Split(text, " ")
	for i, word := range words {
		breakable := i > 0 && word != "" && words[i-1] != "" && line != "" && !strings.HasSuffix(line, `\`)
		if breakable && at+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			at, line = column, word
			at += utf8.RuneCountInString(word)
			continue
		}
		if i > 0 {
			line += " "
			at++
		}
		line += word
		at += utf8.RuneCountInString(word)
	}
	return append(lines, line)
}

// siblingStyle is the quoting that all texts beside n share.
func (w *writer) siblingStyle(n *Node) Style {
	if n.Parent == nil || n.Parent.Kind != Sequence {
		return Plain
	}
	return sharedStyle(n.Parent)
}

func sharedStyle(list *Node) Style {
	style, seen := Plain, false
	for _, item := range list.Items {
		if item.Kind != Scalar || item.Start == item.End {
			continue
		}
		if seen && item.Style != style {
			return Plain
		}
		style, seen = item.Style, true
	}
	if style == SingleQuoted || style == DoubleQuoted {
		return style
	}
	return Plain
}

// styled gives a new text the quoting that all items of its list share.
func (w *writer) styled(list, value *Node) *Node {
	if value.Kind == Scalar && value.Tag == TagString && list.Kind == Sequence {
		value.Style = sharedStyle(list)
	}
	return value
}

// inline is a scalar on one line.
func (w *writer) inline(value *Node) string { return w.inlineLike(value, value.Style, false) }

func (w *writer) inlineLike(value *Node, style Style, inFlow bool) string {
	if value.Tag != TagString && isStandard(value.Tag) && !value.Tagged {
		return value.Value
	}
	if style != SingleQuoted && style != DoubleQuoted {
		style = Plain
		if !w.plainFits(value.Value, inFlow, false) {
			style = w.quotesFor(value.Value)
		}
	}
	return w.quote(value.Value, style)
}

// quotesFor chooses the quotes that the file is used to, or the others where
// those would need escapes.
func (w *writer) quotesFor(text string) Style {
	if w.careful || !singleFits(text) {
		return DoubleQuoted
	}
	escapes := strings.ContainsAny(text, `"\`)
	if w.layout.single && (escapes || !strings.Contains(text, "'")) || escapes && !strings.Contains(text, "'") {
		return SingleQuoted
	}
	return DoubleQuoted
}

func (w *writer) quote(text string, style Style) string {
	switch {
	case style == Plain && !w.careful:
		return text
	case style == SingleQuoted && singleFits(text) && !w.careful:
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return doubleQuote(text)
}

func doubleQuote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case printable(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// printable is true for characters that every YAML reader takes as they are.
func printable(r rune) bool {
	switch {
	case r == 0x2028 || r == 0x2029 || r == 0xFEFF || r == utf8.RuneError:
		return false
	case r >= ' ' && r < 0x7F || r >= 0xA0 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD:
		return true
	}
	return r > 0xFFFF
}

func singleFits(text string) bool {
	for _, r := range text {
		if !printable(r) {
			return false
		}
	}
	return true
}

// plainFits is true when text can stand without quotes in this file.
func (w *writer) plainFits(text string, inFlow, tagged bool) bool {
	if w.layout.star && len(text) > 1 && text[0] == '*' && text[1] != ' ' && !inFlow {
		// An x in front: what follows an asterisk is judged like any text.
		return !aliasLike.MatchString(text) && plainFits("x"+text, inFlow, tagged)
	}
	return plainFits(text, inFlow, tagged)
}

var aliasLike = regexp.MustCompile(`^\*[0-9A-Za-z_-]+(?:[ ,\]}:?%@` + "`" + `]|$)`)

// words that some YAML reader takes for something else than text
var specialWord = regexp.MustCompile(`(?i)^(?:y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?\.inf|\.nan|[-+]?[0-9][0-9_,.]*(?:e[-+]?[0-9]+)?|0[xob][0-9a-f_]+|[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?)$`)

// plainFits is true when text can stand without quotes and be read back as the
// same text. A tag of its own makes it text whatever it looks like.
func plainFits(text string, inFlow, tagged bool) bool {
	if text == "" || !singleFits(text) || text[0] == ' ' || text[len(text)-1] == ' ' || text[len(text)-1] == ':' {
		return false
	}
	if strings.Contains(text, ": ") || strings.Contains(text, " #") || strings.HasPrefix(text, "---") || strings.HasPrefix(text, "...") {
		return false
	}
	if strings.IndexByte(",[]{}#&*!|>'\"%@`", text[0]) >= 0 {
		return false
	}
	if strings.IndexByte("-?:", text[0]) >= 0 && (len(text) == 1 || text[1] == ' ' || inFlow) {
		return false
	}
	if inFlow && (strings.ContainsAny(text, ",[]{}?") || strings.Contains(text, "::")) {
		return false
	}
	special := strings.IndexByte(text, ' ') < 0 && specialWord.MatchString(text)
	return tagged || !special && tagOf(text) == TagString
}

// literal is a text under a header of its own, for a value below a key or dash
// in this column.
func (w *writer) literal(text string, column int) (string, bool) {
	body := strings.TrimRight(text, "\n")
	if body == "" || !blockFits(body) {
		return "", false
	}
	header := "|"
	switch breaks := len(text) - len(body); {
	case breaks == 0:
		header = "|-"
	case breaks > 1:
		return "", false
	}
	return header + w.indented(strings.Split(body, "\n"), column+2), true
}

// blockFits is true when a block scalar can hold text without an indentation
// indicator.
func blockFits(text string) bool {
	if text == "" || strings.IndexByte(" \t\n", text[0]) >= 0 {
		return false
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && !printable(r) {
			return false
		}
	}
	return true
}

func (w *writer) indented(lines []string, column int) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(w.newline)
		if line != "" {
			b.WriteString(strings.Repeat(" ", column))
			b.WriteString(line)
		}
	}
	return b.String()
}

// blockBody is the lines of a block scalar below its header.
func (w *writer) blockBody(n *Node, t blockText, value *Node) (string, bool) {
	if value.Tag != TagString && !value.Tagged || w.careful {
		return "", false
	}
	body := strings.TrimRight(value.Value, "\n")
	if !blockFits(body) {
		return "", false
	}
	lines := strings.Split(body, "\n")
	if n.Style == Folded {
		var folded []string
		for i, line := range lines {
			if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
				return "", false
			}
			if i > 0 {
				folded = append(folded, "")
			}
			if line != "" {
				folded = append(folded, wrap(line, max(t.width, 40), 0, 0)...)
			}
		}
		lines = folded
	}
	text := w.indented(lines, t.indent)
	if t.chomp == '+' && len(finalBreaks(n)) > 1 {
		text += strings.Repeat(w.newline, len(finalBreaks(n))-1)
	}
	return text, true
}
