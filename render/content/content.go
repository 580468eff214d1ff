// Package content works out what a RenderCV file says: every text that is to
// be printed, in Markdown, with the YAML leaf it came from.
//
// It does what RenderCV v2.8 does before it turns Markdown into Typst: it lays
// the design over its theme, picks the locale, reads the header in the order
// of the file, tells entry types by their keys, formats dates, time spans,
// phone numbers and links, and expands the templates. Package document sets
// the result for the layout; package export writes it as Typst, Markdown or
// plain text.
//
// A value that breaks RenderCV's rules is printed as it stands, or the default
// is used, and a lint says so: a file that was not quite right can be rendered
// all the same.
package content

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/render/locale"
	"github.com/bespoke-cv/bespoke/render/markup"
	"github.com/bespoke-cv/bespoke/render/theme"
	"github.com/bespoke-cv/bespoke/schema"
)

// ErrTheme is wrapped by the error for a theme that is not built in.
var ErrTheme = errors.New("unknown theme")

// Options are what a caller may choose beside the file.
type Options struct {
	Theme  string         // instead of design.theme; the file's other design options stay
	Design map[string]any // laid over the file's design, as a tree of maps
	Now    time.Time      // today, unless settings.current_date names a day; zero: time.Now
	Dir    string         // the folder of the YAML file, for the photo
	Memory *Memory        // of earlier CVs; nil: none
}

// CV is what a RenderCV file says.
type CV struct {
	Design theme.Design
	Locale locale.Locale
	Date   time.Time // the current date of the CV
	Title  string    // of the PDF
	Author string    // the name without markup

	Name        markup.Source
	Headline    markup.Source
	Photo       *Photo
	Connections []Connection
	TopNote     markup.Source
	Footer      markup.Source
	Sections    []Section

	keywords keywords
}

// Photo is the picture beside the header.
type Photo struct {
	File string // path on disk
	Path string // JSON Pointer
}

// Connection is one contact in the header.
type Connection struct {
	ID    uint64 // as of an Entry; several in one list have the same
	Icon  string // Font Awesome name
	Label string // what the icon stands for: "Phone", "LinkedIn"
	Body  markup.Source
	URL   string // "" if it leads nowhere
	Path  string
	// Of a social network: the username, even where Body shows the address.
	Network  bool
	Username markup.Source
}

// Section is a title and its entries.
type Section struct {
	TitleID uint64 // as of an Entry
	Title   markup.Source
	Path    string
	Kind    cv.EntryKind
	Entries []Entry
}

// Entry is one entry in RenderCV's columns. Text, bullet and numbered entries
// have Main only.
type Entry struct {
	// ID is the same for what a memory has seen before: an entry with the same
	// value at the same path, in the same design, locale, settings and day. 0
	// without a memory.
	ID   uint64
	Path string
	Kind cv.EntryKind
	Main markup.Source // one line of the column a line; see Lines
	Date markup.Source
	// Degree is the degree column of an education entry.
	Degree markup.Source
}

// Build reads a CV. The error wraps ErrTheme; everything else that is wrong is
// a lint.
func Build(src *cv.Document, options Options) (*CV, []schema.Lint, error) {
	b := &builder{root: src.Tree(), options: options, templates: map[templateKey][]string{}}
	if err := b.configure(); err != nil {
		return nil, nil, err
	}
	b.remember()
	b.cv = b.root.Get("cv")
	b.header()
	b.notes()
	sections := b.cv.Get("sections").Pairs()
	b.out.Sections = slices.Grow(b.out.Sections, len(sections))
	for _, pair := range sections {
		b.section(pair.Key, pair.Value)
	}
	return &b.out, b.lints, nil
}

type builder struct {
	root, cv  *yamltree.Node
	options   Options
	out       CV
	lints     []schema.Lint
	templates map[templateKey][]string // expanded so far; see fill

	setting [sha256.Size]byte // what all parts depend on; see remember
	key     []byte            // of a part, to be used again
}

// problem reports a value that RenderCV would refuse.
func (b *builder) problem(path, words, format string, args ...any) {
	b.lint("invalid_value", path, words, fmt.Sprintf(format, args...))
}

func (b *builder) lint(kind, path, words, message string) {
	b.lints = append(b.lints, schema.Lint{Kind: kind, Path: path, Words: words, Message: message})
}
