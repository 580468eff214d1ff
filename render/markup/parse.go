package markup

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads the inline Markdown of a text. Line feeds in it are kept as
// text.
func Parse(s Source) []Node {
	if s.Text == "" {
		return nil
	}
	if !strings.ContainsAny(s.Text, "\\`*_[<&\t\r\x02\x03") {
		return []Node{{Kind: Text, Text: s.Text, places: []place{{0, 0}}}}
	}
	p := &parser{}
	return p.inline(toUnits(s.Text), codeStage)
}

// Line reads one line as RenderCV does: space around it is dropped, four
// spaces before it make it code, and a line of dashes is a rule that is not
// printed.
func Line(s Source) []Node {
	trimmed := strings.TrimFunc(s.Text, isSpace)
	space := len(s.Text) - len(strings.TrimLeftFunc(s.Text, isSpace))
	var nodes []Node
	switch {
	case trimmed == "":
		return nil
	case strings.HasPrefix(s.Text, "    "):
		nodes = []Node{codeLine(trimmed)}
	case strings.IndexByte("-_*", trimmed[0]) >= 0 && rule.MatchString(s.Text):
		return nil
	default:
		nodes = Parse(Source{Text: s.Text[space:]})
	}
	shift(nodes, space)
	return nodes
}

// shift moves the places that nodes were read at to the right.
func shift(nodes []Node, by int) {
	if by == 0 {
		return
	}
	for i := range nodes {
		for k := range nodes[i].places {
			nodes[i].places[k].src += by
		}
		shift(nodes[i].Kids, by)
	}
}

// Indentation is the space before a line that holds a bullet below another
// one; empty for all other lines. RenderCV v2.8 lost it by mistake (its issue
// 712); v2.7 and the published examples have it.
func Indentation(line string) string {
	bullet := strings.TrimLeft(line, " ")
	if space := len(line) - len(bullet); space > 0 && space < 4 && strings.HasPrefix(bullet, "- ") {
		return line[:space]
	}
	return ""
}

// codeLine keeps the line feed that Python-Markdown ends a code block with.
func codeLine(text string) Node {
	return Node{Kind: Code, Text: text + "\n", places: []place{{0, 0}}}
}

var rule = regexp.MustCompile(`^ {0,3}(?:(?:-+ {0,2}){3,}|(?:_+ {0,2}){3,}|(?:\*+ {0,2}){3,}) *$`)

type stage int

// Python-Markdown's inline patterns in the order in which they are tried. Each
// is applied to the whole text before the next.
const (
	codeStage stage = iota
	escapeStage
	linkStage
	imageStage
	angleStage
	entityStage
	emphasisStage
)

type parser struct{ nodes []Node }

func (p *parser) inline(units []unit, from stage) []Node {
	for s := from; s <= emphasisStage; s++ {
		switch s {
		case codeStage:
			units = p.code(units)
		case escapeStage:
			units = escapes(units)
		case linkStage:
			units = p.links(units)
		case imageStage:
			units = p.images(units)
		case angleStage:
			units = p.angles(units)
		case entityStage:
			units = p.entities(units)
		case emphasisStage:
			units = p.emphasis(units)
		}
	}
	return p.merge(units)
}

func (p *parser) stash(n Node, src int32) unit {
	p.nodes = append(p.nodes, n)
	return unit{r: ^rune(len(p.nodes) - 1), src: src}
}

// toUnits decodes text; tabs go to the next column of four, as in
// Python-Markdown, and its control characters are dropped.
func toUnits(text string) []unit {
	units := make([]unit, 0, len(text)+8)
	column := 0
	for i, r := range text {
		switch r {
		case '\x02', '\x03':
			continue
		case '\r':
			r = '\n'
			if i+1 < len(text) && text[i+1] == '\n' {
				continue
			}
		case '\t':
			for {
				units = append(units, unit{' ', int32(i)})
				column++
				if column%4 == 0 {
					break
				}
			}
			continue
		}
		column++
		if r == '\n' {
			column = 0
		}
		units = append(units, unit{r, int32(i)})
	}
	return units
}

// code replaces backtick spans.
func (p *parser) code(units []unit) []unit {
	if !slices.ContainsFunc(units, func(u unit) bool { return u.r == '`' }) {
		return units
	}
	out := make([]unit, 0, len(units))
	for i := 0; i < len(units); {
		if units[i].r == '\\' {
			// An even number of backslashes before a backtick stands for half
			// as many; an odd number escapes the backtick.
			n := run(units, i, '\\')
			if i+n < len(units) && units[i+n].r == '`' {
				for k := 0; k+1 < n; k += 2 {
					out = append(out, unit{'\\' | escaped, units[i+k].src})
				}
				i += n
				if n%2 == 1 {
					out = append(out, unit{'`' | escaped, units[i].src})
					i++
				}
				continue
			}
			out = append(out, units[i:i+n]...)
			i += n
			continue
		}
		if units[i].r != '`' {
			out = append(out, units[i])
			i++
			continue
		}
		start, end, after := codeSpan(units, i)
		if end < 0 {
			out = append(out, units[i:start]...)
			i = start
			continue
		}
		content := trimUnits(units[start:end])
		out = append(out, p.stash(Node{Kind: Code, Text: p.textOf(content), places: placesOf(content)}, units[i].src))
		i = after
	}
	return out
}

// codeSpan finds the backticks that close those at begin. end is -1 if there
// are none; then start is where to go on.
func codeSpan(units []unit, begin int) (start, end, after int) {
	ticks := run(units, begin, '`')
	start = begin + ticks
	longest, longestEnd := 0, 0
	for i := start; i < len(units); {
		n := run(units, i, '`')
		if n == 0 {
			i++
			continue
		}
		i += n
		if n == ticks {
			return start, i - n, i
		}
		if n > longest {
			longest, longestEnd = n, i
		}
	}
	if 0 < longest && longest < ticks {
		start -= ticks - longest
		end = longestEnd - longest
		return start, end, end + start - begin
	}
	return start, -1, start
}

func run(units []unit, i int, r rune) int {
	n := 0
	for i+n < len(units) && units[i+n].r == r {
		n++
	}
	return n
}

func trimUnits(units []unit) []unit {
	for len(units) > 0 && isSpace(units[0].r) {
		units = units[1:]
	}
	for len(units) > 0 && isSpace(units[len(units)-1].r) {
		units = units[:len(units)-1]
	}
	return units
}

func placesOf(units []unit) []place {
	if len(units) == 0 {
		return nil
	}
	return []place{{0, int(units[0].src)}}
}

// escapes undoes backslash escapes.
func escapes(units []unit) []unit {
	out := units[:0:len(units)]
	for i := 0; i < len(units); i++ {
		if units[i].r == '\\' && i+1 < len(units) && isEscapable(units[i+1].r) {
			i++
			out = append(out, unit{units[i].r | escaped, units[i].src})
			continue
		}
		if units[i].r == '\\' && i+1 < len(units) && units[i+1].r != '\n' {
			// The pattern \\(.) also takes a character that it does not
			// escape, so that a backslash before a backslash counts once.
			out = append(out, units[i], units[i+1])
			i++
			continue
		}
		out = append(out, units[i])
	}
	return out
}

func isEscapable(r rune) bool {
	return r > 0 && r < utf8.RuneSelf && strings.IndexByte("\\`*_{}[]()>#+-.!", byte(r)) >= 0
}

// angles replaces automatic links, mail addresses and HTML tags.
func (p *parser) angles(units []unit) []unit {
	if !slices.ContainsFunc(units, func(u unit) bool { return u.r == '<' }) {
		return units
	}
	units = p.replace(units, autoLink, func(m []string) Node {
		return Node{Kind: Link, URL: m[1], Kids: []Node{{Kind: Text, Text: m[1]}}}
	})
	units = p.replace(units, autoMail, func(m []string) Node {
		address := strings.TrimPrefix(m[1], "mailto:")
		return Node{Kind: Link, URL: "mailto:" + address, Kids: []Node{{Kind: Text, Text: address}}}
	})
	return p.replace(units, htmlTag, func(m []string) Node { return Node{Kind: Raw, Text: m[0]} })
}

var (
	autoLink = regexp.MustCompile(`<([A-Za-z][A-Za-z0-9+.-]*://[^<>]*)>`)
	autoMail = regexp.MustCompile(`<([^<> !]+@[^@<> ]+)>`)
	htmlTag  = regexp.MustCompile(`<(?:/?[a-zA-Z][^\s"'<>@]*(?:\s+[^\s"'=<>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>]+))?)*\s*/?|!--.*?--|[?].*?[?]|!\[CDATA\[.*?\]\])>`)
	entity   = regexp.MustCompile(`&(?:#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z0-9]+);`)
)

func (p *parser) entities(units []unit) []unit {
	if !slices.ContainsFunc(units, func(u unit) bool { return u.r == '&' }) {
		return units
	}
	return p.replace(units, entity, func(m []string) Node { return Node{Kind: Raw, Text: m[0]} })
}

// replace stashes what pattern matches. Nodes and escaped characters look like
// a control character to it.
func (p *parser) replace(units []unit, pattern *regexp.Regexp, node func([]string) Node) []unit {
	text := make([]byte, 0, len(units)+16)
	starts := make([]int, 0, len(units)+1)
	for _, u := range units {
		starts = append(starts, len(text))
		if u.isNode() || u.r&escaped != 0 {
			text = append(text, '\x02')
			continue
		}
		text = appendRune(text, u.r)
	}
	starts = append(starts, len(text))
	matches := pattern.FindAllSubmatchIndex(text, -1)
	if matches == nil {
		return units
	}
	out := make([]unit, 0, len(units))
	from := 0
	for _, m := range matches {
		first, _ := slices.BinarySearch(starts, m[0])
		last, _ := slices.BinarySearch(starts, m[1])
		groups := []string{p.textOf(units[first:last])}
		if len(m) > 2 {
			a, _ := slices.BinarySearch(starts, m[2])
			b, _ := slices.BinarySearch(starts, m[3])
			groups = append(groups, p.textOf(units[a:b]))
		}
		n := node(groups)
		here := []place{{0, int(units[first].src)}}
		n.places = here
		for i := range n.Kids {
			n.Kids[i].places = here
		}
		out = append(out, units[from:first]...)
		out = append(out, p.stash(n, units[first].src))
		from = last
	}
	return append(out, units[from:]...)
}

// escapeHTML is Python-Markdown's code_escape.
var escapeHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace

// isSpace is Python's str.isspace for what may stand in a text.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f
}

// isWord is \w of a regular expression in Python.
func isWord(r rune) bool {
	return r == '_' || r > 0 && r&(escaped|noRune) == 0 && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

func appendRune(b []byte, r rune) []byte { return utf8.AppendRune(b, r) }
