package tracker

import (
	"encoding/binary"
	"slices"

	"github.com/cespare/xxhash/v2"

	"github.com/bespoke-cv/bespoke/offer"
)

// Fingerprint is what two offers' texts are compared by, two kilobytes at most:
// it is taken once and kept with the offer, so that comparing with every offer
// of an employer reads none of their texts.
//
// The words of a text, shingle in a row, make a set. The fingerprint holds how
// many there are, a digest of them all, and the least of their hashes: of most
// offers all, of longer ones a sample that estimates how much two texts share
// (Broder 1997, "On the resemblance and containment of documents"). Layout:
//
//	version (1 byte) ∥ number of elements (4) ∥ digest (8) ∥ upper halves of the least hashes, ascending (4 each)
type Fingerprint []byte

const (
	// version changes with how texts become words and hashes.
	version = 1
	// shingle is how many words in a row are compared.
	shingle = 4
	// sampled is how many hashes are kept at most: what long texts share is then
	// told within two hundredths, as a rule.
	sampled = 512

	head, hash = 1 + 4 + 8, 4 // bytes
)

// FingerprintOf takes the fingerprint of a text.
func FingerprintOf(text string) Fingerprint {
	hashes := shingles(text)
	digest := xxhash.New()
	kept := hashes[:min(len(hashes), sampled)]
	made := make(Fingerprint, head, head+len(kept)*hash)
	var whole []byte
	for _, h := range hashes {
		whole = binary.BigEndian.AppendUint64(whole[:0], h)
		_, _ = digest.Write(whole) // never fails
	}
	made[0] = version
	binary.BigEndian.PutUint32(made[1:], uint32(len(hashes)))
	binary.BigEndian.PutUint64(made[5:], digest.Sum64())
	for _, h := range kept {
		made = binary.BigEndian.AppendUint32(made, uint32(h>>32))
	}
	return made
}

// shingles are the hashes of a text's shingles, ascending and each once.
func shingles(text string) []uint64 {
	words := offer.Words(text)
	if len(words) < shingle {
		return nil
	}
	line := make([]byte, 0, len(text))
	starts := make([]int, len(words)+1) // of the words in line, and of the one behind the last
	for i, word := range words {
		line = append(append(line, word...), ' ')
		starts[i+1] = len(line)
	}
	hashes := make([]uint64, len(words)-shingle+1)
	for i := range hashes {
		hashes[i] = xxhash.Sum64(line[starts[i]:starts[i+shingle]])
	}
	slices.Sort(hashes)
	return slices.Compact(hashes)
}

// Current reports whether f can be compared with what FingerprintOf makes now.
// Another version's cannot, and neither can one that was cut off.
func (f Fingerprint) Current() bool {
	return len(f) >= head && f[0] == version && (len(f)-head)%hash == 0
}

// Same reports whether two texts have the same shingles, and any.
func (f Fingerprint) Same(other Fingerprint) bool {
	return f.Current() && other.Current() && f.elements() > 0 && slices.Equal(f[:head], other[:head])
}

// Likeness is the share of shingles that two texts have in common, 0 to 1.
func (f Fingerprint) Likeness(other Fingerprint) float64 {
	if !f.Current() || !other.Current() {
		return 0
	}
	a, b := f[head:], other[head:]
	common, all := 0, 0
	for len(a) > 0 && len(b) > 0 {
		left, right := binary.BigEndian.Uint32(a), binary.BigEndian.Uint32(b)
		if left <= right {
			a = a[hash:]
		}
		if left >= right {
			b = b[hash:]
		}
		if all++; left == right {
			common++
		}
	}
	// Behind the end of a list that is whole stands nothing; behind a sample's end
	// nobody knows what both have.
	if len(a) == 0 && !f.partial() {
		all += len(b) / hash
	} else if len(b) == 0 && !other.partial() {
		all += len(a) / hash
	}
	if all == 0 {
		return 0
	}
	return float64(common) / float64(all)
}

func (f Fingerprint) elements() int { return int(binary.BigEndian.Uint32(f[1:])) }

func (f Fingerprint) partial() bool { return f.elements() > sampled }
