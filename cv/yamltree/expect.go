package yamltree

// slot is one place in a list or mapping after the edits.
type slot struct {
	base    int // index of an item of the unedited list, or -1
	removed bool
	landing *landing // of what was not there before
}

// order lists what stands in a collection of n items after the edits. Removed
// items keep a slot, so that what stood around them can be told.
func (s *shape) order(n int) []slot {
	slots := make([]slot, 0, n)
	for i := 0; i <= n; i++ {
		landings := s.landing[i]
		for j := range landings {
			if landings[j].from >= 0 {
				slots = append(slots, slot{base: landings[j].from})
			} else {
				slots = append(slots, slot{base: -1, landing: &landings[j]})
			}
		}
		if _, moved := s.moved[i]; i < n && !moved {
			slots = append(slots, slot{base: i, removed: s.removed[i]})
		}
	}
	return slots
}

// expect is the tree that the edited file has to give when it is parsed. It
// shares with the unedited one what does not change.
func (p *plan) expect(n *Node) *Node {
	if !p.changed[n] {
		return n
	}
	if value, ok := p.values[n]; ok {
		return value
	}
	if copied, ok := p.written[n]; ok {
		return p.expect(copied)
	}
	changes := p.shapes[n]
	if changes == nil {
		changes = &shape{} // something further down
	}
	if n.Kind == Scalar {
		return p.expectFilled(n, changes)
	}
	out := &Node{Kind: n.Kind, Style: n.Style, Tag: n.Tag, Anchor: n.Anchor, Start: detached}
	for _, slot := range changes.order(len(n.Items)) {
		switch {
		case slot.removed:
		case slot.landing != nil:
			out.Items = append(out.Items, p.expect(slot.landing.value))
			if n.Kind == Mapping {
				out.Keys = append(out.Keys, NewScalar(slot.landing.key))
			}
		default:
			out.Items = append(out.Items, p.expect(n.Items[slot.base]))
			if n.Kind == Mapping {
				out.Keys = append(out.Keys, n.Keys[slot.base])
			}
		}
	}
	return out
}

// expectFilled is an empty value that becomes a list or a mapping.
func (p *plan) expectFilled(n *Node, shape *shape) *Node {
	out := &Node{Kind: Sequence, Style: Block, Tag: TagSeq, Anchor: n.Anchor, Start: detached}
	for _, landing := range shape.landing[0] {
		if landing.key != "" {
			out.Kind, out.Tag = Mapping, TagMap
			out.Keys = append(out.Keys, NewScalar(landing.key))
		}
		out.Items = append(out.Items, p.expect(landing.value))
	}
	return out
}
