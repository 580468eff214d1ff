package offer

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is what a reader sees of an HTML document, and what is kept from them.
type page struct {
	text     string
	headings map[int]bool // byte offsets in text at which a heading line starts
	title    string       // the main heading
	hidden   []string
	scripts  []string // JSON-LD sources
	items    []any    // microdata
}

var htmlSign = pattern(`(?i)<(!doctype html|html|head|body|div|p|ul|li|br|span|h[1-6]|table|section|article|script|strong|b)\b[^>]*>`)

// looksLikeHTML tells HTML given as text: a document, or several tags.
func looksLikeHTML(text string) bool {
	if !strings.Contains(text, "<") {
		return false
	}
	head := strings.ToLower(text[:min(len(text), 400)])
	if strings.Contains(head, "<!doctype html") || strings.Contains(head, "<html") {
		return true
	}
	return len(htmlSign().FindAllStringIndex(text, 3)) == 3
}

// readPage walks an HTML document. It never fails: the parser repairs what is
// broken as browsers do.
func readPage(source string) page {
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return page{text: source}
	}
	w := &pageWalker{headings: map[int]bool{}, hiding: hidingRules(root)}
	start := root
	if article := mainContent(root, w.hiding); article != nil {
		w.collectScripts(root)
		start = article
	}
	w.walk(start, false)
	if start != root {
		w.hiddenOutside(root, start)
	}
	w.trim()
	seen := page{text: w.b.String(), headings: w.headings, title: w.title, hidden: w.hidden, scripts: w.scripts}
	if strings.Contains(source, "/JobPosting") && strings.Contains(source, "itemprop") {
		seen.items = microdata(root)
	}
	return seen
}

type pageWalker struct {
	b        strings.Builder
	headings map[int]bool
	title    string
	hidden   []string
	scripts  []string
	hiding   []string // class names and ids that a style sheet hides
	space    bool     // a space is due before the next word
}

// skipped elements hold no part of an offer.
var skipped = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Nav: true, atom.Iframe: true,
	atom.Svg: true, atom.Button: true, atom.Select: true, atom.Form: true, atom.Input: true, atom.Textarea: true,
	atom.Object: true, atom.Video: true, atom.Audio: true, atom.Canvas: true, atom.Head: true, atom.Dialog: true,
}

var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Main: true, atom.Header: true,
	atom.Footer: true, atom.Aside: true, atom.Ul: true, atom.Ol: true, atom.Dl: true, atom.Dt: true, atom.Dd: true,
	atom.Table: true, atom.Tr: true, atom.Tbody: true, atom.Thead: true, atom.Li: true, atom.H1: true, atom.H2: true, atom.H3: true,
	atom.H4: true, atom.H5: true, atom.H6: true, atom.Blockquote: true, atom.Pre: true, atom.Hr: true, atom.Figure: true,
	atom.Address: true, atom.Fieldset: true, atom.Details: true, atom.Summary: true,
}

var paragraphs = map[atom.Atom]bool{
	atom.P: true, atom.Ul: true, atom.Ol: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true,
	atom.H6: true, atom.Table: true, atom.Section: true, atom.Article: true, atom.Dl: true,
}

func (w *pageWalker) walk(n *html.Node, pre bool) {
	switch n.Type {
	case html.TextNode:
		w.write(n.Data, pre)
		return
	case html.CommentNode:
		w.comment(n.Data)
		return
	case html.ElementNode:
		if skipped[n.DataAtom] {
			w.skip(n)
			return
		}
		if furniture(n) {
			return
		}
		if w.hides(n) {
			w.hide(n)
			return
		}
	}
	w.element(n, pre || n.DataAtom == atom.Pre)
}

func (w *pageWalker) skip(n *html.Node) {
	if n.DataAtom == atom.Script && isJSONLD(n) && n.FirstChild != nil {
		w.scripts = append(w.scripts, n.FirstChild.Data)
		return
	}
	w.collectScripts(n)
}

func (w *pageWalker) element(n *html.Node, pre bool) {
	block := n.Type == html.ElementNode && blocks[n.DataAtom]
	switch {
	case n.DataAtom == atom.Br:
		w.newline(1)
		return
	case (n.DataAtom == atom.Td || n.DataAtom == atom.Th) && previousCell(n):
		w.b.WriteByte('\t')
		w.space = false
	case block && paragraphs[n.DataAtom]:
		w.newline(2)
	case block:
		w.newline(1)
	}
	start := w.b.Len()
	if n.DataAtom == atom.Li {
		w.b.WriteString("- ")
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		w.walk(child, pre)
	}
	if w.b.Len() > start && heading(n) {
		w.headings[start] = true
		if n.DataAtom == atom.H1 && w.title == "" {
			w.title = strings.TrimSpace(w.b.String()[start:])
		}
	}
	switch {
	case block && (n.DataAtom == atom.P || heading(n)):
		w.newline(2)
	case block:
		w.newline(1)
	}
}

func heading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dt, atom.Summary:
		return true
	case atom.Strong, atom.B, atom.U:
		return aloneOnLine(n)
	}
	return false
}

// aloneOnLine reports whether bold text is all of its line: a heading in
// everything but name.
func aloneOnLine(n *html.Node) bool {
	for s := n.PrevSibling; s != nil; s = s.PrevSibling {
		if s.DataAtom == atom.Br {
			break
		}
		if strings.TrimSpace(text(s)) != "" {
			return false
		}
	}
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		if s.DataAtom == atom.Br || blocks[s.DataAtom] {
			break
		}
		if strings.Trim(text(s), " \u00a0:\n\t") != "" {
			return false
		}
	}
	return n.Parent != nil && n.Parent.DataAtom != atom.Li
}

func previousCell(n *html.Node) bool {
	for s := n.PrevSibling; s != nil; s = s.PrevSibling {
		if s.DataAtom == atom.Td || s.DataAtom == atom.Th {
			return true
		}
	}
	return false
}

// write appends text with runs of white space folded into one space.
func (w *pageWalker) write(s string, pre bool) {
	for _, c := range s {
		switch {
		case pre && c == '\n':
			w.newline(1)
		case unicode.IsSpace(c):
			w.space = true
		default:
			if w.space && w.b.Len() > 0 && !endsIn(w.b.String(), "\n\t ") {
				w.b.WriteByte(' ')
			}
			w.space = false
			w.b.WriteRune(c)
		}
	}
}

func endsIn(s, set string) bool { return s != "" && strings.IndexByte(set, s[len(s)-1]) >= 0 }

// newline makes sure that at least n line ends stand at the end of the text.
func (w *pageWalker) newline(n int) {
	s := w.b.String()
	w.space = false
	if s == "" {
		return
	}
	have := len(s) - len(strings.TrimRight(s, "\n"))
	for ; have < n; have++ {
		w.b.WriteByte('\n')
	}
}

func (w *pageWalker) trim() {
	trimmed := strings.TrimRight(w.b.String(), "\n\t ")
	w.b.Reset()
	w.b.WriteString(trimmed)
}

// furniture reports whether an element is the page's own: navigation, cookie
// consent, a search bar.
func furniture(n *html.Node) bool {
	switch attribute(n, "role") {
	case "navigation", "dialog", "alertdialog", "search", "menu", "menubar", "banner":
		return n.DataAtom != atom.Body && n.DataAtom != atom.Main
	}
	if n.DataAtom == atom.Footer && !inside(n, atom.Article, atom.Main) {
		return true
	}
	name := strings.ToLower(attribute(n, "class") + " " + attribute(n, "id"))
	if n.DataAtom == atom.Body || n.DataAtom == atom.Html || name == " " {
		return false
	}
	return holdsAny(name, "cookie", "consent", "gdpr", "breadcrumb", "navbar", "site-header", "site-footer", "onetrust", "similar-jobs", "related-jobs", "share-buttons")
}

func inside(n *html.Node, atoms ...atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains(atoms, p.DataAtom) {
			return true
		}
	}
	return false
}

// mainContent returns the <main> or <article> that holds most of the text, or
// nil when there is none with enough of it.
func mainContent(root *html.Node, hiding []string) *html.Node {
	var best *html.Node
	longest := 400
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		if n.DataAtom == atom.Main || n.DataAtom == atom.Article || attribute(n, "role") == "main" {
			if size := len(text(n)); size > longest && !(&pageWalker{hiding: hiding}).hides(n) {
				best, longest = n, size
			}
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			visit(child)
		}
	}
	visit(root)
	if best != nil && len(text(best))*3 < len(visibleBody(root)) {
		return nil // one teaser of many
	}
	return best
}

func visibleBody(root *html.Node) string {
	var b strings.Builder
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode && (skipped[n.DataAtom] || furniture(n)) {
			return
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			visit(child)
		}
	}
	visit(root)
	return b.String()
}

// collectScripts gathers the JSON-LD of a part that is not walked.
func (w *pageWalker) collectScripts(n *html.Node) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if isJSONLD(child) && child.FirstChild != nil && !slices.Contains(w.scripts, child.FirstChild.Data) {
			w.scripts = append(w.scripts, child.FirstChild.Data)
			continue
		}
		w.collectScripts(child)
	}
}

func isJSONLD(n *html.Node) bool {
	return n.DataAtom == atom.Script && strings.Contains(strings.ToLower(attribute(n, "type")), "ld+json")
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is all text below n, script and style left out.
func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.Type == html.CommentNode {
		return ""
	}
	var b strings.Builder
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		b.WriteString(text(child))
	}
	return b.String()
}
