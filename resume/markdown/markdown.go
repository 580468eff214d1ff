// Package markdown reads a CV that is written in Markdown: titles, lists,
// tables, bold letters and links. The markup within a line stays as it is,
// since RenderCV reads the same.
package markdown

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/resume/source"
)

var forms = sync.OnceValue(func() (f struct {
	heading, item, rule, setext, bold, link, auto, row, tag *regexp.Regexp
},
) {
	f.heading = regexp.MustCompile(`^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$`)
	f.item = regexp.MustCompile(`^(\s*)([-*+•]|\d{1,3}[.)])\s+(\S.*)$`)
	f.rule = regexp.MustCompile(`^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$`)
	f.setext = regexp.MustCompile(`^ {0,3}(=+|-+)\s*$`)
	f.bold = regexp.MustCompile(`\*\*[^*\n]+\*\*|__[^_\n]+__`)
	f.link = regexp.MustCompile(`\[([^\]\n]*)\]\(\s*<?([^\s()<>]+)>?(?:\s+"[^"]*")?\s*\)`)
	f.auto = regexp.MustCompile(`<((?:https?://|mailto:)[^\s>]+|[^\s<>@]+@[^\s<>@]+)>`)
	f.row = regexp.MustCompile(`^\s*\|.*\|\s*$`)
	f.tag = regexp.MustCompile(`(?i)</?(?:div|span|center|p|b|i|strong|em|h[1-6]|ul|ol|li|small|sub|sup|table|tr|td|th|tbody|thead|img|hr|br)\b[^>]*>`)
	return f
})

// Is reports whether a text looks like Markdown rather than plain text.
func Is(text string) bool {
	signs := 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if forms().heading.MatchString(line) {
			return true
		}
		if forms().link.MatchString(line) || forms().bold.MatchString(line) {
			signs++
		}
	}
	return signs > 1
}

// Read divides a text into lines.
func Read(text string) *source.Document {
	p := &parser{lines: strings.Split(comments(text), "\n")}
	for i := 0; i < len(p.lines); {
		i = p.block(i)
	}
	doc := p.Document()
	doc.Verbatim = true
	return doc
}

// comments blanks HTML comments out, line ends kept.
func comments(text string) string {
	var kept strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<!--")
		comment, after, closed := strings.Cut(rest, "-->")
		if !found || !closed {
			break
		}
		kept.WriteString(before + strings.Repeat("\n", strings.Count(comment, "\n")))
		text = after
	}
	kept.WriteString(text)
	return kept.String()
}

type parser struct {
	source.Builder
	lines  []string
	blank  bool
	depths source.Depths
}

// block reads what begins at line i and returns where the next one does.
func (p *parser) block(i int) int {
	raw := strings.TrimRight(p.lines[i], " \t")
	line := source.Line{Place: fmt.Sprintf("line %d", i+1), Gap: p.blank}
	p.blank = strings.TrimSpace(raw) == ""
	switch {
	case p.blank:
		return i + 1
	case strings.HasPrefix(strings.TrimSpace(raw), "```"), strings.HasPrefix(strings.TrimSpace(raw), "~~~"), forms().rule.MatchString(raw):
		return i + 1
	case forms().row.MatchString(raw):
		p.row(line, raw)
		return i + 1
	}
	if m := forms().heading.FindStringSubmatch(raw); m != nil {
		line.Heading = len(m[1])
		p.inline(line, m[2])
		return i + 1
	}
	if i+1 < len(p.lines) && forms().setext.MatchString(p.lines[i+1]) && forms().item.FindString(raw) == "" {
		line.Heading = 1
		if strings.Contains(p.lines[i+1], "-") {
			line.Heading = 2
		}
		p.inline(line, raw)
		return i + 2
	}
	text := strings.TrimLeft(raw, " \t>")
	if m := forms().item.FindStringSubmatch(raw); m != nil {
		line.Item = p.depths.At(len(strings.ReplaceAll(m[1], "\t", "    ")))
		line.Number, _ = strconv.Atoi(strings.TrimRight(m[2], ".)")) // 0 for a bullet
		text = m[3]
	} else {
		p.depths = nil
	}
	next := i + 1
	for last := p.lines[i]; next < len(p.lines) && len(text) < source.MaxLine && p.goesOn(last, p.lines[next], line.Item > 0); next++ {
		last = p.lines[next]
		text = strings.TrimSuffix(text, `\`) + " " + strings.TrimLeft(strings.TrimSpace(last), ">")
	}
	p.inline(line, text)
	return next
}

// goesOn reports whether a line belongs to the paragraph or item before it.
// Short lines below each other are meant as lines, whatever Markdown does with
// them.
func (p *parser) goesOn(before, after string, item bool) bool {
	trimmed := strings.TrimSpace(after)
	switch {
	case trimmed == "", forms().heading.MatchString(after), forms().item.MatchString(after), forms().row.MatchString(after),
		forms().rule.MatchString(after), forms().setext.MatchString(after), strings.HasPrefix(trimmed, "```"):
		return false
	case strings.HasSuffix(before, "  "), strings.HasSuffix(before, `\`), strings.Contains(before, "<br"):
		return false
	case item && (strings.HasPrefix(after, "  ") || strings.HasPrefix(after, "\t")):
		return true
	}
	return len(before) >= 60
}

func (p *parser) row(line source.Line, raw string) {
	inner := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(raw), "|"), "|")
	if strings.Trim(inner, "-: |") == "" {
		return
	}
	for i, cell := range strings.Split(inner, "|") {
		if i > 0 {
			p.Write("\t")
		}
		if cell = strings.TrimSpace(cell); cell != "" {
			line.Cells = append(line.Cells, p.marked(cell))
		}
	}
	if len(line.Cells) < 2 {
		line.Cells = nil
	}
	p.End(line)
}

func (p *parser) inline(line source.Line, text string) {
	text = strings.TrimSpace(strings.TrimSuffix(text, `\`))
	p.marked(text)
	bold := forms().bold.FindString(text)
	line.Bold = bold != "" && bold == text
	p.End(line)
}

// marked writes text and notes its bold letters and links.
func (p *parser) marked(text string) source.Span {
	s := source.Span{Start: p.Len()}
	for _, part := range source.Break(strings.TrimSpace(forms().tag.ReplaceAllString(text, " "))) {
		p.mark(part)
	}
	s.End = p.Len()
	return s
}

func (p *parser) mark(text string) {
	s := p.Write(text)
	for _, m := range forms().bold.FindAllStringIndex(text, -1) {
		p.Mark(source.Mark{Span: source.Span{Start: s.Start + m[0], End: s.Start + m[1]}, Bold: true})
	}
	for _, m := range forms().link.FindAllStringSubmatchIndex(text, -1) {
		p.Mark(source.Mark{Span: source.Span{Start: s.Start + m[0], End: s.Start + m[1]}, URL: text[m[4]:m[5]]})
	}
	for _, m := range forms().auto.FindAllStringSubmatchIndex(text, -1) {
		url := text[m[2]:m[3]]
		if !strings.Contains(url, ":") {
			url = "mailto:" + url
		}
		p.Mark(source.Mark{Span: source.Span{Start: s.Start + m[0], End: s.Start + m[1]}, URL: url})
	}
}
