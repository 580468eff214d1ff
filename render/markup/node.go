package markup

// Kind is what a Node is.
type Kind uint8

// The kinds of nodes.
const (
	Text   Kind = iota
	Strong      // **Kids**
	Emph        // *Kids*
	Code        // `Text`
	Link        // [Kids](URL)
	Image       // ![Text](URL); RenderCV prints nothing
	Raw         // HTML or an entity, which RenderCV passes to Typst as it is
)

// Node is a piece of marked-up text.
type Node struct {
	Kind Kind
	Text string
	URL  string
	Kids []Node

	places []place
}

// place says that Text[at:] was read at source offset src, up to the next place.
type place struct{ at, src int }

// unit is a character in the making: of the text, escaped by a backslash, or a
// node that took the place of its source.
type unit struct {
	r   rune // below 0: node ^r; with the escaped bit: not markup any more
	src int32
}

const (
	escaped rune = 1 << 24
	noRune  rune = 1 << 25 // before the first and after the last unit
)

func (u unit) isNode() bool { return u.r < 0 }

// merge turns units into nodes, joining neighbouring characters.
func (p *parser) merge(units []unit) []Node {
	var nodes []Node
	var text []byte
	var places []place
	next := int32(-1) // where the text goes on without a gap
	flush := func() {
		if len(text) > 0 {
			nodes = append(nodes, Node{Kind: Text, Text: string(text), places: places})
			text, places = text[:0], nil
		}
		next = -1
	}
	for _, u := range units {
		if u.isNode() {
			flush()
			nodes = append(nodes, p.nodes[^u.r])
			continue
		}
		if u.src != next {
			places = append(places, place{len(text), int(u.src)})
		}
		before := len(text)
		text = appendRune(text, u.r&^escaped)
		next = u.src + int32(len(text)-before)
	}
	flush()
	return nodes
}

// textOf is the plain text of units, escapes undone and nodes as their text.
func (p *parser) textOf(units []unit) string {
	var text []byte
	for _, u := range units {
		if u.isNode() {
			text = append(text, plain(p.nodes[^u.r])...)
			continue
		}
		text = appendRune(text, u.r&^escaped)
	}
	return string(text)
}

func plain(n Node) string {
	if len(n.Kids) == 0 {
		return n.Text
	}
	text := ""
	for _, kid := range n.Kids {
		text += plain(kid)
	}
	return text
}

// TrimStart cuts the first n bytes of the text that nodes begin with.
func TrimStart(nodes []Node, n int) {
	first := &nodes[0]
	first.Text = first.Text[n:]
	places := make([]place, 0, len(first.places))
	for _, p := range first.places {
		if p.at < n {
			// The last place at or before n is where the text now begins.
			places = append(places[:0], place{0, p.src + n - p.at})
			continue
		}
		if p.at == n {
			places = places[:0]
		}
		places = append(places, place{p.at - n, p.src})
	}
	first.places = places
}
