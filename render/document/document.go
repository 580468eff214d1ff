// Package document turns a RenderCV YAML file into a typed document: what is
// to be printed, in reading order, with the design that says how.
//
// Data flows one way. Build reads the CV's tree, lays the design over its
// theme, expands RenderCV's templates entry by entry, and parses the Markdown
// of each line into spans. The layout takes the result; it never sees YAML,
// templates or Markdown. Every span remembers the YAML leaf it came from, so
// that what was printed can be checked against what was written.
package document

import (
	"time"

	"github.com/bespoke-cv/bespoke/render/markup"
	"github.com/bespoke-cv/bespoke/render/theme"
)

// Document is a CV ready to be laid out.
type Document struct {
	Design   theme.Design
	Language string // ISO 639-1, such as "en"
	RTL      bool   // text runs from right to left
	Title    string // of the PDF
	Author   string // the name without markup
	Date     time.Time

	Name        Inline
	Headline    Inline // empty: no headline
	Photo       *Photo // nil: no photo
	Connections []Connection
	TopNote     Inline // printed if Design.Page.ShowTopNote
	Footer      Inline // printed on each page if Design.Page.ShowFooter
	Sections    []Section
}

// Photo is the picture beside the header.
type Photo struct {
	File string // path on disk, made absolute with Options.Dir
	Path string // JSON Pointer of the YAML leaf
}

// Connection is one contact in the header.
type Connection struct {
	ID     uint64 // as of an Entry; several have the same where the file has a list
	Icon   string // Font Awesome name; printed if Design.Header.Connections.ShowIcons
	Label  string // what the icon stands for, in words: "Phone", "LinkedIn"
	Inline Inline
	URL    string // empty: no link. Linked only if Design.Header.Connections.Hyperlink
	Path   string

	Network bool // one of the social networks
}

// Section is a title and its entries, all of one kind family: either all are
// set in columns (Regular, Education) or none is.
type Section struct {
	TitleID uint64 // as of an Entry
	Title   Inline
	Path    string // JSON Pointer of the section's list
	Kind    EntryKind
	Entries []Entry
}

// EntryKind is the form in which an entry is set.
type EntryKind int

// The entry forms. Experience, normal and publication entries are Regular.
const (
	Text EntryKind = iota
	Bullet
	Numbered
	ReversedNumbered
	OneLine
	Regular
	Education
)

// Columns reports whether entries of this kind have a main and a date column.
func (k EntryKind) Columns() bool { return k == Regular || k == Education }

// Entry is one entry of a section. Entries without columns use Main only.
type Entry struct {
	// ID is the same for what a Memory has seen before, in the same design; 0
	// without a memory. Entries with one ID share their blocks.
	ID   uint64
	Kind EntryKind
	Path string // JSON Pointer of the entry

	Main      []Block // first row, main column
	Date      []Block // first row, date and location column
	SecondRow []Block // below the first row, across both columns
	Degree    []Block // Education: the degree column; see HasDegree
	// HasSecondRow is false where Design.Entries.ShortSecondRow puts all into Main.
	HasSecondRow bool
	// HasDegree is true if the design has a degree column, even if it is empty.
	HasDegree bool
}

// Content returns the blocks of a section without columns as RenderCV sets
// them: paragraphs for Text and OneLine entries, a single list for Bullet,
// Numbered and ReversedNumbered entries.
func (s Section) Content() []Block {
	var blocks []Block
	for _, e := range s.Entries {
		for _, b := range e.Main {
			if l, ok := b.(List); ok && len(blocks) > 0 {
				if prev, ok := blocks[len(blocks)-1].(List); ok && prev.Ordered == l.Ordered {
					prev.Items = append(prev.Items[:len(prev.Items):len(prev.Items)], l.Items...)
					blocks[len(blocks)-1] = prev
					continue
				}
			}
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// Block is a Paragraph, a List or a Summary.
type Block interface{ block() }

// Paragraph is running text.
type Paragraph struct{ Inline Inline }

// List is a bullet list or, if Ordered, a numbered one.
type List struct {
	Ordered  bool
	Reversed bool // numbers count down to 1
	Items    []Item
}

// Item is one item of a list. It may hold a nested List.
type Item struct {
	Blocks []Block
	Number int // of an ordered item; 0: one more than the item before it
}

// Summary is an entry's summary, set in a block of its own.
type Summary struct{ Inline Inline }

func (Paragraph) block() {}
func (List) block()      {}
func (Summary) block()   {}

// Inline is a run of text with its markup.
type Inline = markup.Inline

// Span is a piece of an Inline with one style.
type Span = markup.Span
