package hyphen

import "bytes"

// A trie is a set of patterns as bytes, written by generate.mjs. The first
// three bytes are the place of the root node. A node is
//
//	number of levels, number of steps, the levels, the steps' bytes,
//	and for each step the place of the next node in three bytes,
//
// all numbers big-endian. A node's levels belong to the pattern that ends
// there and count from the pattern's first byte; trailing zeros are left out.
// Equal nodes are stored once.
type trie []byte

// match raises levels to those of every pattern that text begins with.
func (t trie) match(text, levels []byte) {
	node := t.place(0)
	for {
		levelCount, stepCount := int(t[node]), int(t[node+1])
		at := node + 2
		for i, level := range t[at : at+levelCount] {
			levels[i] = max(levels[i], level)
		}
		if len(text) == 0 {
			return
		}
		at += levelCount
		step := bytes.IndexByte(t[at:at+stepCount], text[0])
		if step < 0 {
			return
		}
		node = t.place(at + stepCount + 3*step)
		text = text[1:]
	}
}

// place reads a three-byte number.
func (t trie) place(at int) int {
	return int(t[at])<<16 | int(t[at+1])<<8 | int(t[at+2])
}
