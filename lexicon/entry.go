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

var kinds = []Kind{Tool, Language, Framework, Method, Soft, Spoken, Certificate, Domain}

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
	for _, code := range languages {
		if lang == "" || lang == code {
			spellings = append(spellings, e.Forms[code]...)
		}
	}
	return spellings
}

// Languages are the codes under which forms are kept, English first. English
// spellings are names and aliases.
func Languages() []string { return slices.Clone(languages) }

var languages = []string{"en", "de", "fr", "es", "it", "pt", "nl"}

// parse reads one line of the list: name and kind, then aliases if there
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
func (e *Entry) parse(line string, room *room) error {
	name, rest, ok := strings.Cut(line, "|")
	if !ok {
		return fmt.Errorf("%q has no kind, want name|kind and what is known of it", line)
	}
	kind, rest, more := strings.Cut(rest, "|")
	e.Kind = Kind(strings.TrimSpace(kind))
	e.Name = e.unmark(name)
	if e.Name == "" {
		return fmt.Errorf("%q has no name", line)
	}
	if !slices.Contains(kinds, e.Kind) {
		return fmt.Errorf("%q: kind %q is none of %v", e.Name, e.Kind, kinds)
	}
	for i := 0; more; i++ {
		var field string
		field, rest, more = strings.Cut(rest, "|")
		key, value, keyed := strings.Cut(strings.TrimSpace(field), "=")
		switch {
		case keyed && e.set(key, value, room):
		case i == 0:
			e.Aliases = e.unmarkAll(room.items(field))
		default:
			return fmt.Errorf("%q: %q begins with no known key", e.Name, field)
		}
	}
	return nil
}

// set files a field's items under key and reports whether there is such a key.
func (e *Entry) set(key, value string, room *room) bool {
	switch key {
	case "same":
		e.Same = e.unmarkAll(room.items(value))
		e.Aliases = append(e.Aliases, e.Same...)
	case "is":
		e.Parents = room.items(value)
	case "not":
		e.Siblings = room.items(value)
	case "near":
		e.Rules.Near = foldAll(room.items(value))
	case "prev":
		e.Rules.Prev = foldAll(room.items(value))
	case "next":
		e.Rules.Next = foldAll(room.items(value))
	case "not-prev":
		e.Rules.NotPrev = foldAll(room.items(value))
	case "not-next":
		e.Rules.NotNext = foldAll(room.items(value))
	default:
		if !slices.Contains(languages, key) {
			return false
		}
		if e.Forms == nil {
			e.Forms = map[string][]string{}
		}
		if forms := e.unmarkAll(room.items(value)); e.Forms[key] == nil {
			e.Forms[key] = forms
		} else {
			e.Forms[key] = append(e.Forms[key], forms...)
		}
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
				if e.marks == nil {
					e.marks = map[string]mark{}
				}
				e.marks[spelling] = m
			}
			return spelling
		}
		spelling = spelling[1:]
	}
	return spelling
}

// room holds the items of many fields in one piece.
type room []string

// items splits a field into its trimmed, non-empty items.
func (r *room) items(field string) []string {
	start := len(*r)
	for more := true; more; {
		var item string
		item, field, more = strings.Cut(field, ";")
		if item = strings.TrimSpace(item); item != "" {
			*r = append(*r, item)
		}
	}
	return (*r)[start:len(*r):len(*r)]
}
