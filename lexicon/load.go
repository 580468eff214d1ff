package lexicon

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxListBytes is the largest list that Load reads; ESCO's skills in one
// language take 11 MB.
const MaxListBytes = 32 << 20

// ErrList is wrapped by every error of Load about what the list holds.
var ErrList = errors.New("not a list of skills")

// columns are the headings of tables that Load knows, folded: those of ESCO
// (preferredLabel, altLabels), of O*NET's technology skills (Example, Commodity
// Title) and plain ones.
var (
	nameColumns   = []string{"preferredlabel", "example", "name", "skill", "element name", "title"}
	aliasColumns  = []string{"altlabels", "aliases", "alias", "synonyms"}
	hiddenColumns = []string{"hiddenlabels"} // ESCO's: spellings to find, not to show
	kindColumns   = []string{"kind", "type"}
	parentColumns = []string{"parents", "parent", "commodity title"}
)

// Load reads a user's own list and returns a lexicon with its entries added; l
// stays as it is. An entry whose name is there already adds its aliases, forms
// and parents to it.
//
// The list is either in the form of the embedded files, a line such as
// "Kubernetes|tool|K8s", or a table with a heading, parted by commas,
// semicolons or tabs, as ESCO and O*NET publish them. A table needs a column
// for the name; columns for aliases (several in one cell, on lines or parted by
// | or ;), kind and parent are read when there. Without a kind an entry is a
// method, or a tool in O*NET's table of technologies.
//
// Names of one or two letters and aliases that belong to another entry are left
// out: they would hurt more than help. The error wraps ErrList and names the
// line.
func (l *Lexicon) Load(r io.Reader) (*Lexicon, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxListBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading the list of skills: %w", err)
	}
	if len(raw) > MaxListBytes {
		return nil, fmt.Errorf("%w: it has more than %d MB; give the part you need", ErrList, MaxListBytes>>20)
	}
	if !utf8.Valid(raw) {
		return nil, fmt.Errorf("%w: it is not UTF-8 text; save it as UTF-8", ErrList)
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	read := parseTable
	if isOwnForm(text) {
		read = parseList
	}
	entries, err := read(text)
	if err != nil {
		return nil, fmt.Errorf("%w: line %w", ErrList, err)
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrList)
	}
	return l.merge(entries), nil
}

// isOwnForm tells the form of the embedded files by its first line: it has a
// kind behind a bar, or at least no other separator, so that a wrong kind is
// told as such.
func isOwnForm(text string) bool {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "|")
		return len(fields) > 1 && (slices.Contains(kinds, Kind(strings.TrimSpace(fields[1]))) || !strings.ContainsAny(line, ",\t"))
	}
	return false
}

func parseTable(text string) ([]*Entry, error) {
	heading, _, _ := strings.Cut(text, "\n")
	table := csv.NewReader(strings.NewReader(text))
	table.FieldsPerRecord = -1
	table.LazyQuotes = true
	table.Comma = separator(heading)
	first, err := table.Read()
	if err != nil {
		return nil, fmt.Errorf("1: %w", err)
	}
	name := column(first, nameColumns)
	if name < 0 {
		return nil, fmt.Errorf("1: the table has no column for the name; call one of its columns %s", strings.Join(nameColumns[:3], ", "))
	}
	aliases, hidden, kind, parent := column(first, aliasColumns), column(first, hiddenColumns), column(first, kindColumns), column(first, parentColumns)
	unsaid := Method
	if Fold(strings.TrimSpace(first[name])) == "example" {
		unsaid = Tool // O*NET's technology skills are products
	}
	var entries []*Entry
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		line, _ := table.FieldPos(0)
		if err != nil {
			return nil, fmt.Errorf("%d: %w", line, err)
		}
		entry := &Entry{Name: strings.Join(strings.Fields(cell(row, name)), " "), Kind: Kind(Fold(cell(row, kind)))}
		if entry.Name == "" {
			continue
		}
		if !slices.Contains(kinds, entry.Kind) {
			entry.Kind = unsaid
		}
		entry.Aliases = union(cellItems(cell(row, aliases)), cellItems(cell(row, hidden)))
		entry.Parents = cellItems(cell(row, parent))
		entries = append(entries, entry)
	}
}

func separator(heading string) rune {
	for _, r := range "\t;" {
		if strings.ContainsRune(heading, r) {
			return r
		}
	}
	return ','
}

// column finds the first of names in a heading, -1 for none.
func column(heading, names []string) int {
	for _, name := range names {
		for i, title := range heading {
			if Fold(strings.TrimSpace(title)) == name {
				return i
			}
		}
	}
	return -1
}

func cell(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[i])
}

// cellItems splits a cell that holds several names.
func cellItems(text string) []string {
	var list []string
	for item := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '|' || r == ';' }) {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// shortest is the length in runes from which a spelling of a user's list is
// looked for; marked and shorter ones belong into the embedded files.
const shortest = 3

// merge builds a lexicon of l's entries and more.
func (l *Lexicon) merge(more []*Entry) *Lexicon {
	entries := slices.Clone(l.entries)
	place := make(map[string]int, len(entries))
	owner := make(map[string]string, len(l.trie.spellings))
	for i, entry := range entries {
		place[Fold(entry.Name)] = i
	}
	for _, s := range l.trie.spellings {
		if folded := Fold(s.text); owner[folded] == "" {
			owner[folded] = s.entry.Name
		}
	}
	for _, entry := range more {
		name := Fold(entry.Name)
		if holder, taken := owner[name]; taken {
			name = Fold(holder) // their name may be our alias: one entry
		}
		entry.Aliases = slices.DeleteFunc(entry.Aliases, func(alias string) bool {
			holder, taken := owner[Fold(alias)]
			return taken && Fold(holder) != name || utf8.RuneCountInString(alias) < shortest
		})
		for _, alias := range entry.Aliases {
			owner[Fold(alias)] = entry.Name
		}
		if i, there := place[name]; there {
			entries[i] = entries[i].with(entry)
			continue
		}
		if utf8.RuneCountInString(entry.Name) < shortest && entry.marks == nil {
			continue
		}
		place[name], owner[name] = len(entries), entry.Name
		entries = append(entries, entry)
	}
	return index(entries)
}

// with is a copy of e that also has what other has.
func (e *Entry) with(other *Entry) *Entry {
	sum := *e
	sum.Aliases = union(e.Aliases, other.Aliases)
	sum.Same = union(e.Same, other.Same)
	sum.Parents = union(e.Parents, other.Parents)
	sum.Siblings = union(e.Siblings, other.Siblings)
	sum.Forms = map[string][]string{}
	for _, code := range languages {
		if forms := union(e.Forms[code], other.Forms[code]); len(forms) > 0 {
			sum.Forms[code] = forms
		}
	}
	sum.marks = map[string]mark{}
	for _, marks := range []map[string]mark{other.marks, e.marks} {
		maps.Copy(sum.marks, marks)
	}
	return &sum
}

func union(a, b []string) []string {
	list := slices.Clone(a)
	for _, item := range b {
		if !slices.Contains(list, item) {
			list = append(list, item)
		}
	}
	return list
}
