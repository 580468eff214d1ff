package yamltree

import "strings"

// The functions of this file write values that stood in no file before.

// value is what follows "key:" for a key in this column: " text", or lines.
func (w *writer) value(n *Node, column int) string {
	switch {
	case n.Kind == Scalar && n.Tag == TagNull:
		return ""
	case n.Kind == Scalar || n.Kind == Alias || len(n.Items) == 0:
		return " " + w.leaf(n, column)
	case n.Kind == Sequence:
		return w.list(n, column+w.layout.list)
	}
	return w.newline + w.pairs(n, column+w.layout.mapping)
}

// item is what follows the dash of a list item in this column.
func (w *writer) item(n *Node, column int) string {
	switch {
	case n.Kind == Scalar && n.Tag == TagNull:
		return ""
	case n.Kind == Scalar || n.Kind == Alias || len(n.Items) == 0:
		return " " + w.leaf(n, column)
	case n.Kind == Sequence:
		return w.list(n, column+2)
	}
	return " " + strings.TrimLeft(w.pairs(n, column+2), " ")
}

func (w *writer) list(n *Node, column int) string {
	var b strings.Builder
	for _, item := range n.Items {
		b.WriteString(w.newline + strings.Repeat(" ", column) + "-" + w.item(item, column))
	}
	return b.String()
}

func (w *writer) pairs(n *Node, column int) string {
	lines := make([]string, len(n.Items))
	for i, item := range n.Items {
		lines[i] = strings.Repeat(" ", column) + w.keyOf(n.Keys[i]) + ":" + w.value(item, column)
	}
	return strings.Join(lines, w.newline)
}

// leaf is a scalar, an alias or an empty collection.
func (w *writer) leaf(n *Node, column int) string {
	switch {
	case n.Kind == Alias:
		return "*" + n.Value
	case n.Kind == Sequence:
		return "[]"
	case n.Kind == Mapping:
		return "{}"
	}
	tag := ""
	switch {
	case strings.HasPrefix(n.Tag, "!!"):
	case strings.HasPrefix(n.Tag, "!"):
		tag = n.Tag + " "
	default:
		tag = "!<" + n.Tag + "> "
	}
	if n.Tag == TagString && strings.Contains(n.Value, "\n") && !w.careful {
		if literal, ok := w.literal(n.Value, column); ok {
			return literal
		}
	}
	return tag + w.inline(n)
}

func (w *writer) keyOf(key *Node) string {
	switch {
	case key.Kind == Alias:
		return "*" + key.Value + " "
	case key.Tag == TagMerge:
		return "<<"
	case key.Tag != TagString:
		return key.Value
	}
	return w.key(key.Value)
}

func (w *writer) key(text string) string {
	if plainFits(text, true, false) {
		return text
	}
	return doubleQuote(text)
}

// flow is a value on one line within brackets.
func (w *writer) flow(n *Node) string {
	switch {
	case n.Kind == Alias:
		return "*" + n.Value
	case n.Kind == Scalar && n.Tag == TagNull:
		return "null"
	case n.Kind == Scalar:
		return w.inlineLike(n, n.Style, true)
	}
	parts := make([]string, len(n.Items))
	for i, item := range n.Items {
		parts[i] = w.flow(item)
		if n.Kind == Mapping {
			parts[i] = w.keyOf(n.Keys[i]) + ": " + parts[i]
		}
	}
	if n.Kind == Mapping {
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
