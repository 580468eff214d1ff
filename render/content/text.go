package content

import (
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/render/markup"
)

// text is what a node of Markdown says; see value.
func (b *builder) text(n *yamltree.Node, path string) markup.Source {
	text := b.value(n, path)
	b.checkText(text.Text, path)
	return text
}

// value is what a node says, whatever form it has: a list is joined with
// commas, a mapping (a colon that was meant as text) reads "key: value".
func (b *builder) value(n *yamltree.Node, path string) markup.Source {
	n = n.Resolve()
	if n.IsNull() {
		return markup.Source{}
	}
	if n.Kind == yamltree.Scalar {
		return markup.From(strings.Clone(n.Value), path) // so that a memory does not keep the file
	}
	b.problem(path, "", "a single text is needed here, not a %s; put quotes around a text with a colon in it", n.Kind)
	var out markup.Builder
	b.flatten(&out, n, path)
	return out.Source()
}

func (b *builder) flatten(out *markup.Builder, n *yamltree.Node, path string) {
	n = n.Resolve()
	switch {
	case n.IsNull():
	case n.Kind == yamltree.Scalar:
		out.Write(markup.From(n.Value, path))
	case n.Kind == yamltree.Sequence:
		for i, item := range n.Items {
			if i > 0 {
				out.WriteString(", ")
			}
			b.flatten(out, item, path+"/"+strconv.Itoa(i))
		}
	default:
		for i, pair := range n.Pairs() {
			if i > 0 {
				out.WriteString(", ")
			}
			at := path + "/" + yamltree.Escape(pair.Key)
			out.Write(markup.From(pair.Key+": ", at))
			b.flatten(out, pair.Value, at)
		}
	}
}

// list gives the items of a field that takes one value or a list of them, each
// with its path.
func list(n *yamltree.Node, path string) (items []*yamltree.Node, paths []string) {
	n = n.Resolve()
	if n.IsNull() {
		return nil, nil
	}
	if n.Kind != yamltree.Sequence {
		return []*yamltree.Node{n}, []string{path}
	}
	for i, item := range n.Items {
		if !item.IsNull() {
			items = append(items, item)
			paths = append(paths, path+"/"+strconv.Itoa(i))
		}
	}
	return items, paths
}

// checkText reports commands of Typst, which only RenderCV's own engine obeys.
func (b *builder) checkText(text, path string) {
	if !strings.ContainsAny(text, "#$") {
		return
	}
	for _, command := range markup.TypstCommands(text) {
		b.lint("raw_typst", path, command, "this is a Typst command or formula; it is printed as it stands, only engine rendercv would carry it out")
	}
}
