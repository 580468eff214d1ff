package markup

import (
	"regexp"
	"strings"
)

// Typst writes nodes in the Typst markup that RenderCV generates for them.
func Typst(nodes []Node) string {
	var b strings.Builder
	typst(&b, nodes)
	return b.String()
}

// TypstLine is Typst for one line, with the space around it dropped, as
// RenderCV drops it, but for a bullet's Indentation.
func TypstLine(line Source) string {
	return Indentation(line.Text) + strings.TrimFunc(Typst(Line(line)), isSpace)
}

func typst(b *strings.Builder, nodes []Node) {
	for i := range nodes {
		switch n := nodes[i]; n.Kind {
		case Text:
			b.WriteString(escapeTypst(n.Text))
		case Raw:
			b.WriteString(n.Text)
		case Strong:
			b.WriteString("#strong[")
			typst(b, n.Kids)
			b.WriteByte(']')
		case Emph:
			b.WriteString("#emph[")
			typst(b, n.Kids)
			b.WriteByte(']')
		case Code:
			b.WriteString("`" + escapeHTML(n.Text) + "`")
		case Link:
			b.WriteString(`#link("` + linkTarget(n.URL) + `")[`)
			typst(b, n.Kids)
			b.WriteByte(']')
		case Image:
		}
	}
}

// linkTarget is the address that RenderCV gives a link.
func linkTarget(url string) string {
	if url == "" {
		return "https://example.com"
	}
	return url
}

// passThrough is text that RenderCV hands to Typst as a command or a formula.
var passThrough = regexp.MustCompile(`\$\$.*?\$\$|#[A-Za-z][^\s()\[]*(?:\([^)]*\))?(?:\[[^\]]*\])?`)

var typstEscapes = strings.NewReplacer(
	"[", `\[`, "]", `\]`, `\`, `\\`, `"`, `\"`, "#", `\#`, "$", `\$`, "@", `\@`, "%", `\%`,
	"~", `\~`, "_", `\_`, "/", `\/`, ">", `\>`, "<", `\<`,
	"* ", "#sym.ast.basic ", "*", "#sym.ast.basic#h(0pt, weak: true) ",
)

// escapeTypst escapes what Typst would read as markup, except for commands
// and formulas.
func escapeTypst(text string) string {
	if !strings.ContainsAny(text, `[]\"#$@%~_/><*`) {
		return text
	}
	if !strings.ContainsAny(text, "#$") {
		return typstEscapes.Replace(text)
	}
	var b strings.Builder
	from := 0
	for _, m := range passThrough.FindAllStringIndex(text, -1) {
		b.WriteString(typstEscapes.Replace(text[from:m[0]]))
		b.WriteString(strings.ReplaceAll(text[m[0]:m[1]], "$$", "$"))
		from = m[1]
	}
	b.WriteString(typstEscapes.Replace(text[from:]))
	return b.String()
}

// TypstCommands lists the commands and formulas in a text that RenderCV would
// hand to Typst. Code and the addresses of links hold none.
func TypstCommands(text string) []string {
	var commands []string
	var walk func([]Node)
	walk = func(nodes []Node) {
		for _, n := range nodes {
			walk(n.Kids)
			if n.Kind != Text {
				continue
			}
			for _, m := range passThrough.FindAllString(n.Text, -1) {
				if !strings.HasPrefix(PageNumber, m) && !strings.HasPrefix(TotalPages, m) {
					commands = append(commands, m)
				}
			}
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		walk(Parse(Source{Text: line}))
	}
	return commands
}
