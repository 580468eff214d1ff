package guard

import (
	"strings"
	"unsafe"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/lexicon"
)

// Texts remembers what guards have read, by the text: a CV is read for each offer
// that it is tailored to, and most of what a tailored one says stood in it
// before. It is safe for concurrent use; a nil one remembers nothing.
type Texts struct{ read *cache.Cache[reading, *text] }

// reading is what a text's reading depends on.
type reading struct {
	raw, lang string
	told      bool // lang is the text's own, else that of the CV around it
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

// of reads a text in a language. Its result is shared: do not change it.
func (t *Texts) of(raw, lang string, lex *lexicon.Lexicon) *text {
	return t.recall(reading{raw, lang, true, lex}, func(raw string) *text { return readText(raw, lang, lex) })
}

// within reads a text in its own language, which is that around it where nothing
// else can be told.
func (t *Texts) within(raw, around string, lex *lexicon.Lexicon) *text {
	return t.recall(reading{raw, around, false, lex}, func(raw string) *text { return t.of(raw, detect(raw, around), lex) })
}

// language is detect, for a text that is read next.
func (t *Texts) language(raw, fallback string, lex *lexicon.Lexicon) string {
	if t == nil {
		return detect(raw, fallback)
	}
	return t.within(raw, fallback, lex).lang
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

// bytes is about how much a text that was read keeps in use.
func (t *text) bytes() int {
	const ofMap = 48 // an entry of a map of short strings
	hits := 0
	for _, list := range t.hits {
		hits += cap(list)
	}
	return int(unsafe.Sizeof(*t)) + 2*len(t.raw) + cap(t.tokens)*int(unsafe.Sizeof(token{})) + hits*int(unsafe.Sizeof(hit{})) +
		(len(t.stems)+len(t.concepts))*ofMap + len(t.quantities)*int(unsafe.Sizeof(quantity{})) + len(t.dates)*int(unsafe.Sizeof(date{})) +
		len(t.mentions)*int(unsafe.Sizeof(lexicon.Mention{}))
}
