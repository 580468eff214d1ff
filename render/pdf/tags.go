package pdf

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/render/page"
)

// errNode is the error for an item that belongs to no part of the structure tree, a mistake of the layout.
var errNode = errors.New("an item on a page points at a node outside of the structure tree")

// element is a structure element (ISO 32000-1, 14.7.2) to be written. A Span that says nothing beyond its content
// has none of its own: its content belongs to the element around it.
type element struct {
	object  ref
	node    *page.Node
	parent  *element
	content []contentRef // of the node itself
	kids    []kid
}

// kid is one child of a node: an element, or a folded Span with its content.
type kid struct {
	element *element // nil for a folded Span
	content []contentRef
}

// contentRef is a piece of page content (a marked-content sequence), or a link annotation.
type contentRef struct {
	page       int
	sequence   int // the number of the marked-content sequence on its page
	annotation ref // 0: a sequence
}

// slot is where content of a node is entered: the element it belongs to, the kid that keeps it in its place among the
// element's children, and the node's rank in reading order.
type slot struct {
	element *element
	kid     int // own: the element itself
	rank    int
}

// own is the slot's kid where a node has an element of its own.
const own = -1

// content is the list that content is entered in.
func (s slot) content() *[]contentRef {
	if s.kid == own {
		return &s.element.content
	}
	return &s.element.kids[s.kid].content
}

// tags is the structure of a document while it is written.
type tags struct {
	root     *element
	elements []*element // in reading order
	slots    []slot     // by their rank
	ranks    map[*page.Node]int32
	parents  [][]*element // of each sequence, page by page
	links    []*element   // of each link annotation

	// What elements are made of, in few pieces.
	newElements []element
	newKids     []kid
	references  []contentRef
}

// newTags lays out the elements of a structure tree.
func newTags(root *page.Node, pages int) *tags {
	t := &tags{parents: make([][]*element, pages)}
	if root == nil {
		root = &page.Node{Role: page.RoleDocument}
	}
	nodes, elements := count(root)
	t.ranks, t.slots = make(map[*page.Node]int32, nodes), make([]slot, 0, nodes)
	t.elements, t.newElements = make([]*element, 0, elements), make([]element, elements)
	t.newKids, t.references = make([]kid, nodes), make([]contentRef, nodes)
	t.root = t.visit(root, nil)
	return t
}

// count counts the nodes of a tree, and those that are elements of their own.
func count(node *page.Node) (nodes, elements int) {
	nodes, elements = 1, 1
	for _, child := range node.Children {
		if folds(child) {
			nodes++
			continue
		}
		n, e := count(child)
		nodes, elements = nodes+n, elements+e
	}
	return nodes, elements
}

// visit enters the element of a node and what is below it.
func (t *tags) visit(node *page.Node, parent *element) *element {
	e := &take(&t.newElements, 1)[0]
	e.node, e.parent = node, parent
	t.elements = append(t.elements, e)
	t.enter(node, e, own)
	e.kids = take(&t.newKids, len(node.Children))[:0]
	for _, child := range node.Children {
		if _, seen := t.ranks[child]; seen {
			continue // a tree has no node twice
		}
		at := len(e.kids)
		e.kids = append(e.kids, kid{})
		if folds(child) {
			t.enter(child, e, at)
		} else {
			e.kids[at].element = t.visit(child, e)
		}
	}
	return e
}

// take takes the first n of what there are; more than there are are made.
func take[T any](from *[]T, n int) []T {
	if n > len(*from) {
		return make([]T, n)
	}
	taken := (*from)[:n:n]
	*from = (*from)[n:]
	return taken
}

// enter gives a node the next rank.
func (t *tags) enter(n *page.Node, e *element, kid int) {
	t.ranks[n] = int32(len(t.slots))
	t.slots = append(t.slots, slot{e, kid, len(t.slots)})
}

// folds tells whether a node is a mere run of text in its parent.
func folds(n *page.Node) bool {
	return n.Role == page.RoleSpan && n.Leaf() && n.ActualText == "" && n.Alt == ""
}

// slot finds where the content of a node is entered.
func (t *tags) slot(n *page.Node) (slot, error) {
	rank, ok := t.ranks[n]
	if !ok {
		return slot{}, errNode
	}
	return t.slots[rank], nil
}

// begin enters a new marked-content sequence of a page and returns its number.
func (t *tags) begin(pageNumber int, s slot) int {
	sequence := len(t.parents[pageNumber])
	t.parents[pageNumber] = append(t.parents[pageNumber], s.element)
	content := s.content()
	if *content == nil {
		*content = take(&t.references, 1)[:0] // most have one
	}
	*content = append(*content, contentRef{page: pageNumber, sequence: sequence})
	return sequence
}

// link enters a link annotation, under a Link element of its own if the layout names none, and returns its key in
// the parent tree.
func (t *tags) link(pageNumber int, annotation ref, n *page.Node) (key int, err error) {
	if n == nil {
		n = &page.Node{Role: page.RoleLink}
		e := &element{node: n, parent: t.root}
		t.elements = append(t.elements, e)
		t.root.kids = append(t.root.kids, kid{element: e})
		t.enter(n, e, own)
	}
	s, err := t.slot(n)
	if err != nil {
		return 0, err
	}
	s.element.kids = append(s.element.kids, kid{content: []contentRef{{page: pageNumber, annotation: annotation}}})
	t.links = append(t.links, s.element)
	return len(t.parents) + len(t.links) - 1, nil
}

// write puts all elements and the parent tree, and returns the tree's root. Elements without content are left out.
func (t *tags) write(out *file, doc *page.Document, pages []ref) ref {
	root := out.reserve()
	for _, e := range t.elements {
		if e == t.root || e.filled() {
			e.object = out.reserve()
		}
	}
	for _, e := range t.elements {
		if e.object == 0 {
			continue
		}
		parent := root
		if e.parent != nil {
			parent = e.parent.object
		}
		out.write(e.object, func(out []byte) []byte {
			out = append(append(out, "<</S/"...), e.role()...)
			out = parent.append(append(out, "/P "...))
			return append(e.entries(out, doc, pages), ">>"...)
		})
	}
	parentTree := out.reserve()
	out.write(parentTree, t.parentTree)
	out.put(root, "<</Type/StructTreeRoot/K %s/ParentTree %s/ParentTreeNextKey %d>>",
		t.root.object, parentTree, len(t.parents)+len(t.links))
	return root
}

// parentTree maps each page's sequences and each link annotation to their elements (ISO 32000-1, 14.7.4.4).
func (t *tags) parentTree(out []byte) []byte {
	out = append(out, "<</Nums["...)
	for i, elements := range t.parents {
		out = append(strconv.AppendInt(out, int64(i), 10), '[')
		for _, e := range elements {
			out = append(e.object.append(out), ' ')
		}
		out = append(out, ']')
	}
	for i, e := range t.links {
		out = append(strconv.AppendInt(out, int64(len(t.parents)+i), 10), ' ')
		out = append(e.object.append(out), ' ')
	}
	return append(out, "]>>"...)
}

// filled tells whether an element has any content, below it too.
func (e *element) filled() bool {
	if len(e.content) > 0 {
		return true
	}
	for _, kid := range e.kids {
		if len(kid.content) > 0 || kid.element != nil && kid.element.filled() {
			return true
		}
	}
	return false
}

func (e *element) role() page.Role {
	if e.node.Role == "" {
		return page.RoleSpan
	}
	return e.node.Role
}

// entries appends an element's alternative texts, attributes and children.
func (e *element) entries(out []byte, doc *page.Document, pages []ref) []byte {
	if e.node.ActualText != "" {
		out = append(append(out, "/ActualText"...), textString(e.node.ActualText)...)
	}
	if e.node.Alt != "" {
		out = append(append(out, "/Alt"...), textString(e.node.Alt)...)
	}
	home := e.firstPage()
	if home >= 0 {
		out = pages[home].append(append(out, "/Pg "...))
	}
	switch e.node.Role {
	case page.RoleL:
		if numbering := listNumbering(e.node); numbering != "" {
			out = append(append(append(out, "/A<</O/List/ListNumbering/"...), numbering...), ">>"...)
		}
	case page.RoleFigure:
		out = append(out, figureBox(doc, e.node)...)
	}
	out = append(out, "/K["...)
	out = e.appendContent(out, e.content, home, pages)
	for _, kid := range e.kids {
		if kid.element != nil && kid.element.object != 0 {
			out = append(kid.element.object.append(out), ' ')
		}
		out = e.appendContent(out, kid.content, home, pages)
	}
	return append(bytes.TrimRight(out, " "), ']')
}

// appendContent lists sequences by number where they are on the element's own page.
func (e *element) appendContent(out []byte, content []contentRef, home int, pages []ref) []byte {
	for _, c := range content {
		switch {
		case c.annotation != 0:
			out = c.annotation.append(append(out, "<</Type/OBJR/Obj "...))
			out = append(pages[c.page].append(append(out, "/Pg "...)), ">>"...)
		case c.page != home:
			out = pages[c.page].append(append(out, "<</Type/MCR/Pg "...))
			out = append(strconv.AppendInt(append(out, "/MCID "...), int64(c.sequence), 10), ">>"...)
		default:
			out = append(strconv.AppendInt(out, int64(c.sequence), 10), ' ')
		}
	}
	return out
}

// firstPage is the page of the element's first own content, -1 without any.
func (e *element) firstPage() int {
	if len(e.content) > 0 {
		return e.content[0].page
	}
	for _, kid := range e.kids {
		if kid.element == nil && len(kid.content) > 0 {
			return kid.content[0].page
		}
	}
	return -1
}

// listNumbering names the kind of labels in a list, which PDF/UA-1 (7.6) asks for where there are labels.
func listNumbering(list *page.Node) string {
	for _, item := range list.Children {
		for _, part := range item.Children {
			if part.Role != page.RoleLbl {
				continue
			}
			label := labelText(part)
			switch {
			case strings.ContainsAny(label, "0123456789"):
				return "Decimal"
			case strings.ContainsAny(label, "◦○"):
				return "Circle"
			case strings.ContainsAny(label, "■▪"):
				return "Square"
			default:
				return "Disc"
			}
		}
	}
	return ""
}

func labelText(n *page.Node) string {
	s := n.Text
	for _, child := range n.Children {
		s += labelText(child)
	}
	return s
}

// figureBox is the place of a figure on its page.
func figureBox(doc *page.Document, n *page.Node) string {
	for _, p := range doc.Pages {
		for _, item := range p.Items {
			if image, ok := item.(*page.Image); ok && image.Node == n {
				return "/A<</O/Layout/Placement/Block/BBox[" + box(p.Height, image.X, image.Y, image.Width, image.Height) + "]>>"
			}
		}
	}
	return ""
}

// box turns a rectangle of a page of some height into PDF's left, bottom, right and top.
func box(height, x, y, w, h float64) string {
	return number(x) + " " + number(height-y-h) + " " + number(x+w) + " " + number(height-y)
}
