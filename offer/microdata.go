package offer

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// microdata collects the JobPostings that a page marks up in its own elements
// (https://html.spec.whatwg.org/multipage/microdata.html), in the shape that
// JSON-LD has, so that both are read by the same rules.
func microdata(root *html.Node) (items []any) {
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		if has(n, "itemscope") && strings.HasSuffix(strings.TrimRight(attribute(n, "itemtype"), "/ "), "/JobPosting") {
			items = append(items, item(n, 0))
			return
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			visit(child)
		}
	}
	visit(root)
	return items
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// item is what the elements below n say about it. A property that is stated
// more than once becomes a list.
func item(n *html.Node, depth int) map[string]any {
	kind := strings.TrimRight(attribute(n, "itemtype"), "/ ")
	properties := map[string]any{"@type": kind[strings.LastIndexByte(kind, '/')+1:]}
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			for name := range strings.FieldsSeq(attribute(child, "itemprop")) {
				value := property(child, name, depth)
				switch stated := properties[name].(type) {
				case nil:
					properties[name] = value
				case []any:
					properties[name] = append(stated, value)
				default:
					properties[name] = []any{stated, value}
				}
			}
			if !has(child, "itemscope") {
				visit(child)
			}
		}
	}
	visit(n)
	return properties
}

// markedUp are the properties whose lists and headings matter.
var markedUp = []string{"description", "responsibilities", "qualifications", "skills", "experienceRequirements", "educationRequirements", "jobBenefits"}

func property(n *html.Node, name string, depth int) any {
	switch {
	case has(n, "itemscope") && depth < 6:
		return item(n, depth+1)
	case has(n, "content"):
		return attribute(n, "content")
	case n.DataAtom == atom.Time && has(n, "datetime"):
		return attribute(n, "datetime")
	case n.DataAtom == atom.Data || n.DataAtom == atom.Meter:
		return attribute(n, "value")
	case slices.Contains(markedUp, name):
		var inner strings.Builder
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			_ = html.Render(&inner, child) // a Builder takes everything
		}
		return inner.String()
	}
	return strings.Join(strings.Fields(text(n)), " ")
}
