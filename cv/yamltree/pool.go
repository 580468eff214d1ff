package yamltree

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Commented is a list item that its author has commented out.
type Commented struct {
	Line  int    // its first line, from 1
	Count int    // number of lines
	Text  string // what the item would say
	List  *Node  // the list it stands in, or the empty value that would become one
	Index int    // the place it would land at

	column int      // of the number sign, from 0
	dash   int      // column of the dash behind it, from 0
	raw    []string // its lines behind the dash, without the number signs
}

// Pool lists the commented-out items of block lists of texts, in the order of
// the file.
func (f *File) Pool() []Commented {
	f.poolOnce.Do(func() { f.pool = f.findPool() })
	return f.pool
}

func (f *File) findPool() []Commented {
	var inText []bool
	var homes []home
	var pool []Commented
	for number := 1; number <= len(f.lines.starts); number++ {
		if line := bytes.TrimLeft(f.src[f.lines.starts[number-1]:], " \t"); len(line) == 0 || line[0] != '#' {
			continue
		}
		if inText == nil {
			inText, homes = f.textLines(), f.homes()
		}
		if inText[number] {
			continue
		}
		item, ok := f.commentedAt(number, inText)
		if !ok {
			continue
		}
		if list, index := f.homeOf(item, homes); list != nil {
			item.List, item.Index = list, index
			pool = append(pool, item)
		}
		number += item.Count - 1
	}
	return pool
}

// textLines marks the lines that continue a scalar, where # starts no comment.
func (f *File) textLines() []bool {
	marked := make([]bool, len(f.lines.starts)+1)
	f.Root.visit(func(n *Node) {
		if n.Kind != Scalar || n.Line < len(f.lines.starts) && n.End < f.lines.starts[n.Line] {
			return // on one line, as most are
		}
		for number := f.lines.number(n.Content) + 1; number <= f.lines.number(n.End); number++ {
			marked[number] = true
		}
	})
	return marked
}

func (n *Node) visit(do func(*Node)) {
	do(n)
	for i, item := range n.Items {
		if n.Kind == Mapping {
			n.Keys[i].visit(do)
		}
		item.visit(do)
	}
}

// commentedAt reads the commented-out item that begins on a line. The lines
// below it belong to it while they are comments that stand further right.
func (f *File) commentedAt(number int, inText []bool) (Commented, bool) {
	line := string(f.lines.text(number))
	sign := strings.TrimLeft(line, " \t")
	behind, commented := strings.CutPrefix(sign, "#")
	dash := strings.TrimLeft(behind, " \t")
	body, isItem := strings.CutPrefix(dash, "-")
	first := strings.TrimLeft(body, " \t")
	if !commented || !isItem || first == "" || len(first) == len(body) {
		return Commented{}, false
	}
	item := Commented{Line: number, Count: 1, column: len(line) - len(sign), raw: []string{first}}
	item.dash = item.column + 1 + len(behind) - len(dash)
	for next := number + 1; next <= len(f.lines.starts) && !inText[next]; next++ {
		text := string(f.lines.text(next))
		body, ok := strings.CutPrefix(strings.TrimLeft(text, " \t"), "#")
		trimmed := strings.TrimLeft(body, " \t")
		column := utf8.RuneCountInString(text) - utf8.RuneCountInString(trimmed)
		if !ok || trimmed == "" || column < item.dash+2 || strings.HasPrefix(trimmed, "- ") {
			break
		}
		item.raw = append(item.raw, strings.Repeat(" ", column-item.dash-2)+trimmed)
		item.Count++
	}
	var ok bool
	item.Text, ok = itemText(item.raw)
	return item, ok
}

// simpleText is what a single line says that is its own text, but for double
// quotes around it.
func simpleText(raw []string) (string, bool) {
	if len(raw) > 1 {
		return "", false
	}
	inner, quoted := strings.CutPrefix(raw[0], `"`)
	if !quoted {
		return raw[0], plainFits(raw[0], false, false)
	}
	inner, closed := strings.CutSuffix(inner, `"`)
	return inner, closed && inner != "" && !strings.ContainsAny(inner, `"\`) && singleFits(inner)
}

// itemText is what the lines of an item say, false when they are no text. A
// bullet with a colon in it would be a mapping; it is text to its author when
// what stands before the colon is no key.
func itemText(raw []string) (string, bool) {
	if text, ok := simpleText(raw); ok {
		return text, true
	}
	var list yaml.Node
	err := yaml.Unmarshal([]byte("- "+strings.Join(raw, "\n  ")), &list)
	if err != nil || len(list.Content) != 1 || len(list.Content[0].Content) != 1 {
		return "", false
	}
	item := list.Content[0].Content[0]
	switch {
	case item.Kind == yaml.ScalarNode && item.Value != "":
		return item.Value, true
	case item.Kind == yaml.MappingNode && item.Style&yaml.FlowStyle == 0:
		key := item.Content[0].Value
		first, _ := utf8.DecodeRuneInString(key)
		if strings.Contains(key, " ") || unicode.IsUpper(first) {
			return strings.Join(strings.Fields(strings.Join(raw, " ")), " "), true
		}
	}
	return "", false
}

// home is a place where a commented-out item may belong.
type home struct {
	list       *Node
	start, end int // bytes between which comments belong to it
	column     int // of its dashes, -1 when it has none
	keyColumn  int
}

// homes lists the block lists of texts, and the empty values that may become
// one, in the order of the file.
func (f *File) homes() []home {
	var homes []home
	f.Root.visit(func(n *Node) {
		if n.isKey || n.Parent == nil {
			return
		}
		list := n.Kind == Sequence && n.Style == Block && n.ofScalars()
		empty := n.Kind == Scalar && n.Start == n.End && n.Parent.Kind == Mapping && n.Parent.Style == Block
		if !list && !empty {
			return
		}
		h := home{list: n, start: n.Start, end: f.skipSpace(n.End), column: -1, keyColumn: n.indent}
		if n.Parent.Kind == Mapping {
			h.start = n.Parent.Keys[n.index].End
		}
		if list {
			h.column = f.lines.column(n.Content)
		}
		homes = append(homes, h)
	})
	return homes
}

func (n *Node) ofScalars() bool {
	for _, item := range n.Items {
		if item.Resolve().Kind != Scalar {
			return false
		}
	}
	return true
}

// homeOf finds the list of a commented-out item: one whose dashes stand in the
// column of the number sign, else in that of the dash behind it, else the
// innermost list around it.
func (f *File) homeOf(item Commented, homes []home) (*Node, int) {
	at := f.lines.starts[item.Line-1] + item.column
	best, score := -1, 0
	for i, h := range homes {
		if at < h.start || at >= h.end {
			continue
		}
		points := 1
		switch {
		case h.column < 0 && item.column < h.keyColumn && item.dash <= h.keyColumn:
			continue
		case h.column == item.column:
			points = 4
		case h.column == item.dash:
			points = 3
		case h.column < 0:
			points = 2
		}
		if points >= score {
			best, score = i, points
		}
	}
	if best < 0 {
		return nil, 0
	}
	list, index := homes[best].list, 0
	for _, child := range list.Items {
		if child.Start < at {
			index++
		}
	}
	return list, index
}

// verbatim is true when the lines behind the number signs are YAML for the
// text as they stand.
func (c *Commented) verbatim() bool {
	if _, ok := simpleText(c.raw); ok {
		return true
	}
	var list []any
	err := yaml.Unmarshal([]byte("- "+strings.Join(c.raw, "\n  ")), &list)
	return err == nil && len(list) == 1 && list[0] == any(c.Text)
}
