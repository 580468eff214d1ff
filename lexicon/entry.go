package lexicon

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is the sort of skill that an entry names.
type Kind string

// The kinds.
const (
	Tool        Kind = "tool"
	Language    Kind = "language" // a programming, query or markup language
	Framework   Kind = "framework"
	Method      Kind = "method"
	Soft        Kind = "soft"
	Spoken      Kind = "spoken"
	Certificate Kind = "certificate"
	Domain      Kind = "domain"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{Tool, Language, Framework, Method, Soft, Spoken, Certificate, Domain}
}

// technical reports whether a mention of this kind is context enough for an
// ambiguous technical word beside it.
func (k Kind) technical() bool { return k == Tool || k == Language || k == Framework }

// Entry is one skill: its canonical name, the other ways to write it, and its
// neighbours. Entries are shared and must not be changed.
type Entry struct {
	Name     string
	Kind     Kind
	Aliases  []string            // other spellings of the same thing, in any language
	Same     []string            // the aliases that mean exactly what the name means, see Interchangeable
	Parents  []string            // names of entries that whoever has this one may claim too
	Siblings []string            // names of entries that are easily confused and never match
	Forms    map[string][]string // spellings in one language, by ISO 639-1 code
	Rules    Rules

	marks map[string]mark // spelling ─► how it has to stand
}

// Rules say when a spelling that is also an everyday word counts. They apply
// to the spellings marked in the data: "=" asks for the exact case, "?" for
// context. Context is any of: the spelling is a line of its own, another
// technical skill stands close by on the line, or one of the words below.
// Words are lower case without diacritics.
type Rules struct {
	Near    []string // any of these on the same line
	Prev    []string // any of these directly before
	Next    []string // any of these directly after
	NotPrev []string // none of these directly before
	NotNext []string // none of these directly after
}

// mark is how strictly one spelling is read.
type mark uint8

const (
	exactCase mark = 1 << iota
	needsContext
)

// Spellings lists the canonical name, the aliases and the forms of language
// lang; with an empty lang the forms of all languages.
func (e *Entry) Spellings(lang string) []string {
	spellings := append([]string{e.Name}, e.Aliases...)
	for _, code := range Languages() {
		if lang == "" || lang == code {
			spellings = append(spellings, e.Forms[code]...)
		}
	}
	return spellings
}

// Languages are the codes under which forms are kept, English first. English
// spellings are names and aliases.
func Languages() []string { return []string{"en", "de", "fr", "es", "it", "pt", "nl"} }

// parseEntry reads one line of the list: name and kind, then aliases if there
// are any, then what is known by key. Items are separated by ";".
//
//	Kubernetes|tool|K8s;Kube|is=Container Orchestration|not=Docker Swarm
//	Welding|method|is=Metalworking|de=Schweißen|fr=soudage;soudure
//	=?Go|language|Golang|prev=in;using|not-next=to;live
//
// "same" lists aliases that are full synonyms (see Interchangeable), "is"
// names parents and "not" siblings, a language code its forms; near,
// prev, next, not-prev and not-next are Rules. A spelling may be marked with
// "=" and "?", see Rules.
func parseEntry(line string) (*Entry, error) {
	fields := strings.Split(line, "|")
	if len(fields) < 2 {
		return nil, fmt.Errorf("%q has no kind, want name|kind and what is known of it", line)
	}
	entry := &Entry{Kind: Kind(strings.TrimSpace(fields[1])), marks: map[string]mark{}}
	entry.Name = entry.unmark(fields[0])
	if entry.Name == "" {
		return nil, fmt.Errorf("%q has no name", line)
	}
	if !slices.Contains(Kinds(), entry.Kind) {
		return nil, fmt.Errorf("%q: kind %q is none of %v", entry.Name, entry.Kind, Kinds())
	}
	for i, field := range fields[2:] {
		key, value, keyed := strings.Cut(strings.TrimSpace(field), "=")
		switch {
		case keyed && entry.set(key, items(value)):
		case i == 0:
			entry.Aliases = entry.unmarkAll(items(field))
		default:
			return nil, fmt.Errorf("%q: %q begins with no known key", entry.Name, field)
		}
	}
	return entry, nil
}

// set files values under key and reports whether there is such a key.
func (e *Entry) set(key string, values []string) bool {
	switch key {
	case "same":
		e.Same = e.unmarkAll(values)
		e.Aliases = append(e.Aliases, e.Same...)
	case "is":
		e.Parents = values
	case "not":
		e.Siblings = values
	case "near":
		e.Rules.Near = foldAll(values)
	case "prev":
		e.Rules.Prev = foldAll(values)
	case "next":
		e.Rules.Next = foldAll(values)
	case "not-prev":
		e.Rules.NotPrev = foldAll(values)
	case "not-next":
		e.Rules.NotNext = foldAll(values)
	default:
		if !slices.Contains(Languages(), key) {
			return false
		}
		if e.Forms == nil {
			e.Forms = map[string][]string{}
		}
		e.Forms[key] = append(e.Forms[key], e.unmarkAll(values)...)
	}
	return true
}

func (e *Entry) unmarkAll(spellings []string) []string {
	for i := range spellings {
		spellings[i] = e.unmark(spellings[i])
	}
	return spellings
}

func foldAll(words []string) []string {
	for i := range words {
		words[i] = Fold(words[i])
	}
	return words
}

// unmark strips the marks of a spelling and remembers them.
func (e *Entry) unmark(spelling string) string {
	spelling = strings.TrimSpace(spelling)
	var m mark
	for len(spelling) > 1 {
		switch spelling[0] {
		case '=':
			m |= exactCase
		case '?':
			m |= needsContext
		default:
			if m != 0 {
				e.marks[spelling] = m
			}
			return spelling
		}
		spelling = spelling[1:]
	}
	return spelling
}

// items splits a field into its trimmed, non-empty items.
func items(field string) []string {
	var list []string
	for item := range strings.SplitSeq(field, ";") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}
