package guard

import (
	"strconv"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/schema"
)

// spelling is a word in a language, "" for in all.
type spelling struct{ text, lang string }

// What pure functions of a word gave. A CV and its edits say the same words over
// and over, and stemming a word in seven languages to tell its own is most of
// the work of reading them.
var (
	knownWords cache.Memo[spelling, *word]
	speeches   cache.Memo[string, speech]
)

// wordOf is readWord with the word's family, remembered.
func wordOf(text, lang string) *word {
	return knownWords.Get(spelling{text, lang}, func() (spelling, *word) {
		text := strings.Clone(text) // not the whole CV with it
		w := readWord(text, lang)
		w.family = family(w, lang)
		return spelling{text, lang}, w
	})
}

// judged remembers what a guard found in a change: a plan's edits are judged when
// it is made and again when it is applied. When full it remembers no more.
type judged struct {
	mu    sync.Mutex
	known map[string][]schema.Finding
}

// judgedSize bounds it; a plan has some thirty edits, a model's some more.
const judgedSize = 256

func (j *judged) get(ch change, mode Mode, compute func() []schema.Finding) []schema.Finding {
	key := ch.spell(mode)
	j.mu.Lock()
	found, ok := j.known[key]
	j.mu.Unlock()
	if ok {
		return found
	}
	found = compute()
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.known == nil {
		j.known = map[string][]schema.Finding{}
	}
	if len(j.known) < judgedSize {
		j.known[key] = found
	}
	return found
}

// spell writes down all that a change is, and how it is judged.
func (ch change) spell(mode Mode) string {
	text := make([]byte, 0, 64+len(ch.path)+len(ch.base)+len(ch.entry)+len(ch.key)+len(ch.old)+len(ch.new))
	for _, is := range []bool{mode == Strict, ch.fresh, ch.hadOld, ch.removed} {
		text = strconv.AppendBool(text, is)
	}
	for _, part := range append([]string{ch.path, ch.base, ch.entry, ch.key, ch.old, ch.new}, ch.beside...) {
		text = append(strconv.AppendInt(text, int64(len(part)), 10), ' ')
		text = append(text, part...)
	}
	return string(text)
}

// spokenIn is speechOf, remembered.
func spokenIn(text string) speech {
	return speeches.Get(text, func() (string, speech) {
		text := strings.Clone(text)
		return text, speechOf(text)
	})
}
