package sieve

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// gramBytes is how many bytes of a string are looked for.
const gramBytes = 4

// need is what a text has to hold one of: strings by their first bytes, up to
// gramBytes, in a bitmap for each length. The zero value needs nothing.
type need struct {
	first  bool // at the beginning of the text
	bits   [bitmapWords]uint64
	exact  []int // lengths that are looked for as they stand
	folded []int // lengths that are looked for in lower case
}

const bitmapWords = 64

// fill makes it need one of some strings anywhere.
func (n *need) fill(list []needle) {
	for i := range list {
		list[i].text = rarest(list[i].text, min(len(list[i].text), gramBytes))
	}
	n.enter(list)
}

// begin makes it need one of some strings at the beginning.
func (n *need) begin(list []needle) {
	n.first = true
	n.enter(list)
}

func (n *need) enter(list []needle) {
	for _, one := range list {
		size := min(len(one.text), gramBytes)
		if size == 0 {
			*n = need{} // the empty string is everywhere
			return
		}
		gram := uint32(0)
		for _, c := range []byte(one.text[:size]) {
			gram = gram<<8 | uint32(c)
		}
		a, b := places(gram, size)
		n.bits[a>>6] |= 1 << (a & 63)
		n.bits[b>>6] |= 1 << (b & 63)
		lengths := &n.exact
		if one.folded {
			lengths = &n.folded
		}
		if !slices.Contains(*lengths, size) {
			*lengths = append(*lengths, size)
		}
	}
}

// rarest is the stretch of a string that the fewest texts hold, as far as its
// letters tell.
func rarest(text string, size int) string {
	best, score := text[:size], -1
	for at := 0; at+size <= len(text); at++ {
		sum := 0
		for _, c := range []byte(text[at : at+size]) {
			switch {
			case strings.IndexByte(" etaoinsr", c) >= 0:
			case 'a' <= c && c <= 'z':
				sum++
			default:
				sum += 2
			}
		}
		if sum > score {
			best, score = text[at:at+size], sum
		}
	}
	return best
}

// places are the two bits of a gram: another one has both by chance only.
func places(gram uint32, size int) (a, b uint32) {
	mixed := (gram + uint32(size)) * 0x9E3779B1
	return mixed >> 20, mixed * 0x85EBCA6B >> 20
}

// has reports whether the last bytes of a gram are looked for, of which some
// have been read; at the beginning, whether all of them are.
func (n *need) has(gram uint32, lengths []int, read int) bool {
	for _, size := range lengths {
		if size > read || n.first && size < read {
			continue
		}
		a, b := places(gram&masks[size], size)
		if n.bits[a>>6]&(1<<(a&63)) != 0 && n.bits[b>>6]&(1<<(b&63)) != 0 {
			return true
		}
	}
	return false
}

// masks keep the last bytes of a gram.
var masks = [gramBytes + 1]uint32{0, 0xff, 0xffff, 0xffffff, 0xffffffff}

// in reports whether a text holds something that is needed, or may do so.
func (n *need) in(s string) bool {
	if len(n.exact)+len(n.folded) == 0 {
		return true
	}
	var exact, folded uint32
	for i := range len(s) {
		c := s[i]
		exact = exact<<8 | uint32(c)
		if c >= utf8.RuneSelf && strangeCase(s[i:]) {
			return true
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		folded = folded<<8 | uint32(c)
		if n.has(exact, n.exact, i+1) || n.has(folded, n.folded, i+1) {
			return true
		}
		if n.first && i+1 == gramBytes {
			return false
		}
	}
	return false
}

// strangeCase reports whether a text begins with one of the two letters outside
// of ASCII that are another case of one in it: the long s and the sign for
// kelvin.
func strangeCase(s string) bool { return strings.HasPrefix(s, "ſ") || strings.HasPrefix(s, "\u212a") }
