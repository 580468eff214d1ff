package page

// Role is a structure type of ISO 32000-1, 14.8.4.
type Role string

// The roles that a CV needs.
const (
	RoleDocument Role = "Document"
	RoleH1       Role = "H1"
	RoleH2       Role = "H2"
	RoleP        Role = "P"
	RoleL        Role = "L"
	RoleLI       Role = "LI"
	RoleLbl      Role = "Lbl"
	RoleLBody    Role = "LBody"
	RoleLink     Role = "Link"
	RoleSpan     Role = "Span"
	RoleFigure   Role = "Figure"
	RoleSect     Role = "Sect"
)

// Node is an element of the structure tree. Only leaves have content: the
// items that point at them, in painting order, over as many lines and pages as
// they take. A leaf is a Span (or a Figure); a writer may fold a Span without
// ActualText into its parent.
//
// A Span with ActualText stands for that text as a whole: a word that a line
// break hyphenates is one Span with the unbroken word as ActualText and the
// glyphs of both halves, hyphen included, as content.
type Node struct {
	Role       Role
	ActualText string
	Alt        string
	Children   []*Node
	// Text is what a leaf without ActualText reads as, line breaks as spaces.
	Text string
}

// Add appends a new child and returns it.
func (n *Node) Add(role Role) *Node {
	child := &Node{Role: role}
	n.Children = append(n.Children, child)
	return child
}

// Leaf reports whether n holds content and no elements.
func (n *Node) Leaf() bool { return len(n.Children) == 0 }
