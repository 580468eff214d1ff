package match

import (
	"slices"
	"strings"
	"unsafe"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// Texts remembers what matchers have read, by the text: a CV is matched with each
// offer that it is tailored to, and most of what a tailored one says stood in it
// before. It is safe for concurrent use; a nil one remembers nothing.
type Texts struct{ read *cache.Cache[reading, *text] }

// reading is what a text's reading depends on.
type reading struct {
	raw, lang string
	lexicon   *lexicon.Lexicon
}

// NewTexts returns a memory of some bytes.
func NewTexts(bytes int) *Texts { return &Texts{cache.New[reading, *text](bytes)} }

// Forget empties the memory.
func (t *Texts) Forget() {
	if t != nil {
		t.read.Purge()
	}
}

// New is match.New with this memory.
func (t *Texts) New(offer schema.ParsedOffer, base *cv.Document, lex *lexicon.Lexicon, lang string) *Matcher {
	return newMatcher(offer, base, lex, lang, t)
}

func (t *Texts) recall(key reading, read func(raw string) *text) *text {
	if t == nil {
		return read(key.raw)
	}
	return t.read.Recall(key, func() (reading, *text, int) {
		key.raw = strings.Clone(key.raw) // not the whole CV with it
		fresh := read(key.raw)
		return key, fresh, fresh.bytes()
	})
}

// text is a line of a CV as it is read for every offer. It is shared and never
// changes.
type text struct {
	raw      string
	mentions []lexicon.Mention // the skills that it names
	claims   []lexicon.Mention // those of them that it says its owner has
	shown    []*lexicon.Entry  // what it claims, and what that implies: PostgreSQL is SQL

	// affirmed is raw without the skills that it names and does not claim, so that
	// "learning Rust" is no answer to a call for Rust.
	affirmed string
	stems    []string // of affirmed
}

func newText(raw string, mentions []lexicon.Mention, lex *lexicon.Lexicon, stemmer *stemmer) *text {
	t := &text{raw: raw, mentions: mentions, claims: mentions, affirmed: raw}
	unclaimed := func(m lexicon.Mention) bool { return disclaimed(raw, m.Start) }
	if slices.ContainsFunc(mentions, unclaimed) {
		t.claims = slices.DeleteFunc(slices.Clone(mentions), unclaimed)
		for _, m := range slices.Backward(mentions) {
			if unclaimed(m) && m.End <= len(t.affirmed) {
				t.affirmed = t.affirmed[:m.Start] + t.affirmed[m.End:]
			}
		}
	}
	for _, m := range t.claims {
		t.shown = append(append(t.shown, m.Entry), lex.Ancestors(m.Entry)...)
	}
	t.stems = stemmer.stems(t.affirmed)
	return t
}

// shows reports whether a text supports a skill.
func (t *text) shows(want *lexicon.Entry) bool {
	for _, have := range t.shown {
		if have == want || have.Name == want.Name {
			return true
		}
	}
	return false
}

// bytes is about how much a text that was read keeps in use.
func (t *text) bytes() int {
	return int(unsafe.Sizeof(*t)) + 2*len(t.raw) + len(t.affirmed) + (len(t.mentions)+len(t.claims))*int(unsafe.Sizeof(lexicon.Mention{})) +
		len(t.stems)*int(unsafe.Sizeof("")) + cap(t.shown)*int(unsafe.Sizeof(t))
}
