package offer

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text that a page carries but does not show is no part of the offer. It is
// kept apart and reported, because it is a known way to slip orders to
// programs.

var (
	hidingStyle = pattern(`display:none|visibility:hidden|font-size:0(?:px|pt|em|rem|%)?(?:;|!|$)|opacity:0(?:\.0+)?(?:;|!|$)|text-indent:-\d{3,}|(?:left|top|right|bottom):-\d{3,}|(?:^|;)(?:max-)?(?:width|height):0(?:px)?(?:;|!|$)|clip:rect\(0|clip-path:inset\(50%|color:transparent`)
	whiteText   = pattern(`(?:^|;)color:(?:#fff(?:fff)?|white|rgba?\(255,255,255[^)]*\))(?:;|!|$)`)
	background  = pattern(`background(?:-color)?:([^;]+)`)
	cssRule     = pattern(`(?s)([^{}@]+)\{([^{}]*)\}`)
	cssName     = pattern(`^[.#][\w-]+$`)
	blank       = pattern(`\s+`)
)

// hidingRules lists the classes (".x") and ids ("#x") that the page's own
// style sheets hide outside media queries.
func hidingRules(root *html.Node) []string {
	var names []string
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		if n.DataAtom == atom.Style && n.FirstChild != nil && !strings.Contains(n.FirstChild.Data, "@media") {
			names = append(names, rulesOf(n.FirstChild.Data)...)
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			visit(child)
		}
	}
	visit(root)
	return names
}

func rulesOf(sheet string) []string {
	var names []string
	for _, rule := range cssRule().FindAllStringSubmatch(sheet, 200) {
		if !hidingStyle().MatchString(packed(rule[2])) {
			continue
		}
		for selector := range strings.SplitSeq(rule[1], ",") {
			if name := strings.TrimSpace(selector); cssName().MatchString(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func packed(style string) string { return strings.ToLower(blank().ReplaceAllString(style, "")) }

// hides reports whether an element is kept from the reader's eyes.
func (w *pageWalker) hides(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if strings.EqualFold(a.Val, "true") {
				return true
			}
		case "style":
			style := packed(a.Val)
			if hidingStyle().MatchString(style) || whiteText().MatchString(style) && !coloured(style) && !colouredAround(n) {
				return true
			}
		case "class":
			for class := range strings.FieldsSeq(a.Val) {
				if slices.Contains(w.hiding, "."+class) {
					return true
				}
			}
		case "id":
			if slices.Contains(w.hiding, "#"+a.Val) {
				return true
			}
		}
	}
	return false
}

// coloured reports whether a style sets a background that white text shows on.
func coloured(style string) bool {
	m := background().FindStringSubmatch(style)
	return m != nil && !strings.Contains(m[1], "#fff") && !strings.Contains(m[1], "white")
}

func colouredAround(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if coloured(packed(attribute(p, "style"))) || attribute(p, "bgcolor") != "" {
			return true
		}
	}
	return false
}

// hide records hidden prose. Pages hide menus and single words for honest
// reasons; those are dropped without a word.
func (w *pageWalker) hide(n *html.Node) {
	w.collectScripts(n)
	w.report(text(n), 5)
}

// comment records an HTML comment that talks to its reader.
func (w *pageWalker) comment(s string) {
	if strings.HasPrefix(s, "[if") || strings.HasPrefix(s, "[CDATA") {
		return
	}
	if instructs(s) {
		w.report(s, 1)
	}
}

func (w *pageWalker) report(s string, words int) {
	s = strings.TrimSpace(blank().ReplaceAllString(s, " "))
	if len(strings.Fields(s)) < words || len(w.hidden) == maxReported {
		return
	}
	if len(s) > 500 {
		s = strings.ToValidUTF8(s[:500], "")
	}
	if !slices.Contains(w.hidden, s) {
		w.hidden = append(w.hidden, s)
	}
}

// hiddenOutside looks for hidden orders in the parts of the page around the
// offer, where only text that talks to a program is worth a report.
func (w *pageWalker) hiddenOutside(n, offer *html.Node) {
	if n == offer || n.DataAtom == atom.Script || n.DataAtom == atom.Style {
		return
	}
	switch {
	case n.Type == html.CommentNode:
		w.comment(n.Data)
	case n.Type == html.ElementNode && w.hides(n):
		if s := text(n); instructs(s) {
			w.report(s, 1)
		}
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		w.hiddenOutside(child, offer)
	}
}

// instructs reports whether s holds words that address a program.
func instructs(s string) bool {
	for _, h := range bookFor("en").find(tokenize(s)) {
		if h.kind == "instruct" {
			return true
		}
	}
	return false
}
