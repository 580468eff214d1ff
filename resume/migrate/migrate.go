// Package migrate brings RenderCV files of any age up to version 2.8.
//
// Keys that only changed their name are renamed where they stand; values that
// stand elsewhere now are moved; what is gone is taken out and told. Bytes that
// none of this concerns stay as they were.
//
//	bytes ─ rename keys ─► bytes ─ values, moves, sections of 0.x ─► bytes, changes
package migrate

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/schema"
)

// Result is a migrated file.
type Result struct {
	YAML    []byte
	Changes []schema.Migration // in the order of the old file
	Unread  []schema.Unread    // comments and values that found no place
}

var sign = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(signs) })

// Is reports whether a text looks like a RenderCV file.
func Is(text string) bool { return sign().MatchString(text) }

// Migrate brings a file up to date. One that is up to date comes back byte for
// byte. The error names line and column of YAML that cannot be read.
func Migrate(src []byte) (*Result, error) {
	file, err := yamltree.Parse(src)
	if err != nil {
		return nil, err
	}
	m := &migration{file: file, original: file}
	if m.file.Root == nil || m.file.Root.Resolve().Kind != yamltree.Mapping {
		return nil, fmt.Errorf("%w: it holds no keys such as cv", cv.ErrNotRenderCV)
	}
	if m.file.Root.Get("cv") == nil {
		return nil, fmt.Errorf("%w: the key cv is missing; if cv, design and locale are separate files, give the one that holds cv", cv.ErrNotRenderCV)
	}
	if m.file.Root.Get("cv").Resolve().Kind != yamltree.Mapping {
		return nil, fmt.Errorf("%w: the value of cv holds no keys such as name", cv.ErrNotRenderCV)
	}
	m.report(m.file.Root)
	if err := m.rename(); err != nil {
		return nil, err
	}
	if err := m.phone(); err != nil {
		return nil, err
	}
	if err := m.rewrite(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(m.result.Changes, func(a, b schema.Migration) int { return a.Line - b.Line })
	m.result.YAML = m.file.Bytes()
	m.comments()
	return &m.result, nil
}

type migration struct {
	original, file *yamltree.File
	result         Result

	edits    []yamltree.Edit
	inserted *tree
	taken    map[*yamltree.Node]bool
}

// tree is what is inserted, by key.
type tree struct {
	value any // of a leaf
	keys  []string
	items map[string]*tree
}

func (t *tree) set(tokens []string, value any) {
	if len(tokens) == 0 {
		t.value = value
		return
	}
	if t.items == nil {
		t.items = map[string]*tree{}
	}
	if t.items[tokens[0]] == nil {
		t.items[tokens[0]] = &tree{}
		t.keys = append(t.keys, tokens[0])
	}
	t.items[tokens[0]].set(tokens[1:], value)
}

func (t *tree) any() any {
	if t.items == nil {
		return t.value
	}
	all := map[string]any{}
	for key, item := range t.items {
		all[key] = item.any()
	}
	return all
}

func (m *migration) change(n *yamltree.Node, before, after, format string, args ...any) {
	m.result.Changes = append(m.result.Changes, schema.Migration{
		Path: n.Path(), Line: n.Line, Column: n.Column, Before: before, After: after, Message: fmt.Sprintf(format, args...),
	})
}

// report tells of values that RenderCV 2.8 does not read and that cannot be
// migrated.
func (m *migration) report(n *yamltree.Node) {
	if n.Tagged && strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		m.result.Unread = append(m.result.Unread, schema.Unread{
			Text: strings.TrimSpace(n.Tag + " " + n.Value), Place: fmt.Sprintf("line %d, column %d", n.Line, n.Column),
			Reason: "RenderCV includes no other files: paste the text of " + strings.TrimSpace(n.Value) + " in its place",
		})
	}
	for _, item := range n.Items {
		m.report(item)
	}
}

// rename changes the names of keys in place.
func (m *migration) rename() error {
	for _, r := range renames {
		for {
			key := m.findKey(m.file.Root, strings.Split(r.path, "/")[1:])
			if key == nil {
				break
			}
			if err := m.renameKey(key, r.name); err != nil {
				return err
			}
		}
	}
	// An entry with details had its label under name.
	for {
		key := m.oldOneLine()
		if key == nil {
			break
		}
		if err := m.renameKey(key, "label"); err != nil {
			return err
		}
	}
	return nil
}

func (m *migration) renameKey(key *yamltree.Node, to string) error {
	src := m.file.Bytes()
	m.result.Changes = append(m.result.Changes, schema.Migration{
		Path: keyPath(key), Line: key.Line, Column: key.Column, Before: key.Value, After: to, Message: fmt.Sprintf("%s is called %s now", key.Value, to),
	})
	changed := slices.Concat(src[:key.Start], []byte(to), src[key.End:])
	file, err := yamltree.Parse(changed)
	if err != nil {
		return fmt.Errorf("renaming %s: %w", key.Value, err)
	}
	m.file = file
	return nil
}

func keyPath(key *yamltree.Node) string {
	if key.Parent == nil {
		return "/" + yamltree.Escape(key.Value)
	}
	return key.Parent.Path() + "/" + yamltree.Escape(key.Value)
}

// findKey finds the first key at a place whose mapping has no key of the new
// name yet.
func (m *migration) findKey(n *yamltree.Node, tokens []string) *yamltree.Node {
	if n == nil || n.Kind == yamltree.Alias {
		return nil
	}
	for i, item := range n.Items {
		matches := tokens[0] == "*"
		if n.Kind == yamltree.Mapping && n.Keys[i].Value == tokens[0] {
			matches = true
		}
		if !matches {
			continue
		}
		if len(tokens) > 1 {
			if key := m.findKey(item, tokens[1:]); key != nil {
				return key
			}
			continue
		}
		if n.Kind == yamltree.Mapping && n.Get(newName(n.Keys[i], n)) == nil {
			return n.Keys[i]
		}
	}
	return nil
}

// newName is what a key will be called.
func newName(key, parent *yamltree.Node) string {
	path := parent.Path() + "/" + key.Value
	for _, r := range renames {
		if matchPath(r.path, path) {
			return r.name
		}
	}
	return ""
}

func matchPath(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != "*" && a[i] != b[i] {
			return false
		}
	}
	return true
}

func (m *migration) oldOneLine() *yamltree.Node {
	sections := m.file.Root.Get("cv").Resolve()
	for _, n := range []*yamltree.Node{sections.Get("sections"), sections} {
		if n == nil || n.Kind != yamltree.Mapping {
			continue
		}
		for _, section := range n.Items {
			if section.Kind != yamltree.Sequence {
				continue
			}
			for _, entry := range section.Items {
				if entry.Kind != yamltree.Mapping || entry.Get("details") == nil || entry.Get("label") != nil {
					continue
				}
				for _, key := range entry.Keys {
					if key.Value == "name" {
						return key
					}
				}
			}
		}
	}
	return nil
}

// phone puts a telephone number that reads like a number in quotes.
func (m *migration) phone() error {
	n, err := m.file.Find("/cv/phone")
	if err != nil || n.Tag != yamltree.TagInt && n.Tag != yamltree.TagFloat {
		return nil
	}
	src := m.file.Bytes()
	raw := string(src[n.Content:n.End])
	m.change(n, raw, `"`+raw+`"`, "a telephone number is a text and stands in quotes")
	file, err := yamltree.Parse(slices.Concat(src[:n.Content], []byte(`"`+raw+`"`), src[n.End:]))
	if err != nil {
		return fmt.Errorf("quoting the telephone number: %w", err)
	}
	m.file = file
	return nil
}

// rewrite moves and changes values.
func (m *migration) rewrite() error {
	m.inserted, m.taken = &tree{}, map[*yamltree.Node]bool{}
	m.options()
	for _, move := range moves {
		m.move(move.from, move.to, move.value)
	}
	m.templates()
	for _, path := range slices.Sorted(maps.Keys(gone)) {
		if n := m.find(path); n != nil {
			m.take(n)
			m.change(n, brief(n), "", "%s is taken out: %s", path[strings.LastIndex(path, "/")+1:], gone[path])
		}
	}
	m.values()
	m.oldSections()
	if design := m.file.Root.Get("design"); design != nil && design.Resolve().Kind == yamltree.Mapping && design.Get("theme") == nil {
		m.inserted.set([]string{"design", "theme"}, "classic")
		m.change(design, "", "classic", "a design names its theme now")
	}
	if m.file.Root.Get("locale") != nil && m.find("/locale/language") == nil && !m.emptied(m.file.Root.Get("locale")) {
		m.inserted.set([]string{"locale", "language"}, "english")
		m.change(m.file.Root.Get("locale"), "", "english", "a locale names its language now")
	}
	m.removals(m.file.Root)
	if err := m.insertions(m.file.Root, m.inserted, ""); err != nil {
		return err
	}
	if len(m.edits) == 0 {
		return nil
	}
	file, err := m.file.Apply(m.edits)
	if err != nil {
		return fmt.Errorf("migrating the file: %w", err)
	}
	m.file = file
	return nil
}

// options lifts what stood below design.options in versions 0.x.
func (m *migration) options() {
	options := m.find("/design/options")
	if options == nil {
		return
	}
	for _, move := range moves {
		if rest, ok := strings.CutPrefix(move.from, "/design/"); ok {
			m.move("/design/options/"+rest, move.to, move.value)
		}
	}
}

// find returns the node at a path that is in the file and was not taken.
func (m *migration) find(path string) *yamltree.Node {
	n, err := m.file.Find(path)
	if err != nil || m.taken[n] {
		return nil
	}
	return n
}

func (m *migration) take(n *yamltree.Node) { m.taken[n] = true }

// emptied reports whether all that stands in a mapping was taken.
func (m *migration) emptied(n *yamltree.Node) bool {
	if m.taken[n] {
		return true
	}
	if n.Kind != yamltree.Mapping || len(n.Items) == 0 {
		return false
	}
	for _, item := range n.Items {
		if !m.emptied(item) {
			return false
		}
	}
	return true
}

func (m *migration) move(from string, to []string, transform string) {
	n := m.find(from)
	if n == nil {
		return
	}
	value, note := n.Resolve().Any(), ""
	if transform != "" {
		value, note = transformed(value, transform)
	}
	var places []string
	for _, path := range to {
		if m.find(path) != nil {
			continue // the file has the new one beside the old
		}
		tokens, err := yamltree.Tokens(path)
		if err != nil {
			continue
		}
		m.inserted.set(tokens, value)
		places = append(places, dotted(path))
	}
	m.take(n)
	m.change(n, brief(n), fmt.Sprint(value), "%s stands at %s now%s", dotted(from), strings.Join(places, ", "), note)
}

func dotted(path string) string { return strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", ".") }

func brief(n *yamltree.Node) string {
	text := fmt.Sprint(n.Any())
	if len(text) > 80 {
		text = strings.ToValidUTF8(text[:77], "") + "…"
	}
	return text
}

var dimensionForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*(-?\d*\.?\d+)\s*(cm|in|pt|mm|em|ex)\s*$`)
})

// transformed is a value as version 2.8 writes it.
func transformed(value any, how string) (any, string) {
	text := fmt.Sprint(value)
	switch how {
	case "not":
		if is, ok := value.(bool); ok {
			return !is, ", the other way round"
		}
	case "dimension":
		return dimension(value, text)
	case "pagesize":
		if size, ok := map[string]string{"a4paper": "a4", "letterpaper": "us-letter", "a5paper": "a5", "executivepaper": "us-executive"}[text]; ok {
			return size, ""
		}
	case "alignment":
		if text == "left-aligned" {
			return "left", ""
		}
	case "font":
		if name, ok := map[string]string{"SourceSans3": "Source Sans 3", "EBGaramond": "EB Garamond", "Latin Modern Serif": "New Computer Modern", "Latin Modern Sans Serif": "New Computer Modern", "Charter": "XCharter"}[text]; ok {
			return name, ""
		}
	case "template":
		return placeholders(text), ""
	case "range":
		if word := strings.TrimSpace(text); word != "" {
			return "START_DATE " + word + " END_DATE", ""
		}
		return "START_DATE – END_DATE", ""
	}
	return value, ""
}

func dimension(value any, text string) (any, string) {
	parts := dimensionForm().FindStringSubmatch(text)
	if parts == nil {
		return value, ""
	}
	number, unit := parts[1], parts[2]
	if strings.HasPrefix(number, ".") {
		number = "0" + number
	}
	if unit == "ex" { // about the height of an x
		size, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return value, ""
		}
		return strconv.FormatFloat(size*.45, 'f', -1, 64) + "em", ", in em, since ex is no unit any more"
	}
	return number + unit, ""
}

func placeholders(text string) string {
	text = strings.ReplaceAll(text, "FULL_MONTH_NAME", "MONTH_NAME")
	return regexp.MustCompile(`\bTODAY\b`).ReplaceAllString(text, "CURRENT_DATE")
}

// templates joins the two rows that templates of entries had.
func (m *migration) templates() {
	for kind, second := range map[string]string{
		"education_entry": "SUMMARY\nHIGHLIGHTS", "normal_entry": "SUMMARY\nHIGHLIGHTS", "experience_entry": "SUMMARY\nHIGHLIGHTS", "publication_entry": "AUTHORS\nURL (JOURNAL)",
	} {
		first := map[string]string{"education_entry": "**INSTITUTION**, AREA", "normal_entry": "**NAME**", "experience_entry": "**COMPANY**, POSITION", "publication_entry": "**TITLE**"}[kind]
		old := "/design/entry_types/" + kind + "/main_column_"
		upper, lower := m.find(old+"first_row_template"), m.find(old+"second_row_template")
		if upper == nil && lower == nil {
			continue
		}
		for _, n := range []*yamltree.Node{upper, lower} {
			if n != nil {
				m.take(n)
				m.change(n, brief(n), "", "%s stands at design.templates.%s.main_column now", dotted(n.Path()), kind)
			}
		}
		if upper != nil {
			first = fmt.Sprint(upper.Any())
		}
		if lower != nil {
			second = fmt.Sprint(lower.Any())
		}
		m.inserted.set([]string{"design", "templates", kind, "main_column"}, strings.TrimRight(first, "\n")+"\n"+second)
	}
}

// values changes values that stay where they are.
func (m *migration) values() {
	replace := func(n *yamltree.Node, value any, format string, args ...any) {
		node, err := yamltree.FromAny(value, func(string) int { return 0 })
		if err != nil {
			return
		}
		m.edits = append(m.edits, yamltree.Edit{Name: n.Path(), Op: yamltree.Replace, Path: n.Path(), Value: node})
		m.change(n, brief(n), fmt.Sprint(value), format, args...)
	}
	if n := m.find("/design/section_titles/type"); n != nil && strings.Contains(n.Value, "-") {
		replace(n, strings.ReplaceAll(n.Value, "-", "_"), "types of section titles are written with _ now")
	}
	if n := m.find("/locale/language"); n != nil && languages[n.Value] != "" {
		replace(n, languages[n.Value], "languages are named now")
	}
	if list := m.find("/cv/social_networks"); list != nil {
		for _, item := range list.Resolve().Items {
			network := item.Resolve().Get("network")
			if network != nil && networks[network.Value] != "" {
				replace(network, networks[network.Value], "the network is called %s now", networks[network.Value])
			}
		}
	}
	if design := m.file.Root.Get("design"); design != nil {
		m.dimensions(design, replace)
	}
}

// dimensions rewrites lengths such as "0.2 cm" that stay where they are.
func (m *migration) dimensions(n *yamltree.Node, replace func(*yamltree.Node, any, string, ...any)) {
	for _, item := range n.Items {
		switch {
		case m.taken[item]:
		case item.Kind != yamltree.Scalar:
			m.dimensions(item, replace)
		default:
			if value, note := dimension(item.Value, item.Value); value != item.Value {
				replace(item, value, "lengths are written without a space%s", note)
			}
		}
	}
}

// oldSections moves the sections of versions 0.x below cv.sections.
func (m *migration) oldSections() {
	person := m.file.Root.Get("cv").Resolve()
	if person.Get("sections") != nil {
		return
	}
	for _, key := range m.order(person) {
		n := person.Get(key)
		if n == nil {
			continue
		}
		value := n.Any()
		switch {
		case key == "custom_sections":
			m.customSections(n)
			continue
		case n.Kind == yamltree.Scalar:
			value = []any{value}
		}
		m.inserted.set([]string{"cv", "sections", key}, grades(value))
		m.take(n)
		m.change(n, "", "", "cv.%s stands at cv.sections.%[1]s now", key)
	}
}

// order is the order in which a file of version 0.x prints its sections.
func (m *migration) order(person *yamltree.Node) []string {
	var keys []string
	if order := person.Get("section_order"); order != nil {
		keys = append(keys, "summary")
		for _, item := range order.Items {
			keys = append(keys, strings.ReplaceAll(strings.ToLower(item.Value), " ", "_"))
		}
	}
	for _, key := range person.Keys {
		if slices.Contains(oldSections, key.Value) && !slices.Contains(keys, key.Value) {
			keys = append(keys, key.Value)
		}
	}
	return keys
}

func (m *migration) customSections(list *yamltree.Node) {
	for _, section := range list.Items {
		title, entries := section.Get("title"), section.Get("entries")
		if title == nil || entries == nil {
			m.result.Unread = append(m.result.Unread, schema.Unread{Text: brief(section), Place: fmt.Sprintf("line %d", section.Line), Reason: "a section without a title or entries"})
			continue
		}
		m.inserted.set([]string{"cv", "sections", title.Value}, grades(entries.Any()))
		m.change(section, "", "", "the section %s stands at cv.sections now", title.Value)
	}
	m.take(list)
}

// grades gives entries of versions 0.x the keys of today; grades go among the
// highlights, where they were printed.
func grades(section any) any {
	list, ok := section.([]any)
	if !ok {
		return section
	}
	for _, item := range list {
		entry, ok := item.(map[string]any)
		if !ok {
			continue
		}
		rename := func(from, to string) {
			if value, ok := entry[from]; ok && entry[to] == nil {
				entry[to] = value
				delete(entry, from)
			}
		}
		rename("study_type", "degree")
		if entry["details"] != nil {
			rename("name", "label")
		}
		if gpa, ok := entry["gpa"]; ok {
			text := fmt.Sprint("GPA: ", gpa)
			if url, ok := entry["transcript_url"]; ok {
				text += fmt.Sprintf(" ([Transcript](%v))", url)
				delete(entry, "transcript_url")
			}
			delete(entry, "gpa")
			highlights, _ := entry["highlights"].([]any)
			entry["highlights"] = append([]any{text}, highlights...)
		}
	}
	return list
}

// removals takes out what was taken, mappings as a whole where nothing is left.
func (m *migration) removals(n *yamltree.Node) {
	for _, item := range n.Items {
		if m.emptied(item) {
			m.edits = append(m.edits, yamltree.Edit{Name: item.Path(), Op: yamltree.Remove, Path: item.Path()})
			continue
		}
		m.removals(item)
	}
}

// insertions adds what is new, each at the deepest mapping that is there.
func (m *migration) insertions(n *yamltree.Node, t *tree, path string) error {
	for _, key := range t.keys {
		at := path + "/" + yamltree.Escape(key)
		item := t.items[key]
		existing := n.Get(key)
		if existing != nil && existing.Resolve().Kind == yamltree.Mapping && !m.emptied(existing) && item.items != nil {
			if err := m.insertions(existing.Resolve(), item, at); err != nil {
				return err
			}
			continue
		}
		value, err := yamltree.FromAny(item.any(), rank(item))
		if err != nil {
			return fmt.Errorf("%s: %w", dotted(at), err)
		}
		op := yamltree.Insert
		if existing != nil && !m.taken[existing] {
			op = yamltree.Replace
			m.edits = slices.DeleteFunc(m.edits, func(e yamltree.Edit) bool { return e.Path == at || strings.HasPrefix(e.Path, at+"/") })
		} else if existing != nil {
			return fmt.Errorf("%s: %w", dotted(at), errors.New("is moved and needed at once; rename it by hand first"))
		}
		m.edits = append(m.edits, yamltree.Edit{Name: at, Op: op, Path: at, Value: value})
	}
	return nil
}

// entryKeys is the order in which the keys of an entry are written.
var entryKeys = []string{"label", "details", "institution", "area", "degree", "company", "position", "name", "title", "authors", "date", "start_date", "end_date", "location", "doi", "url", "journal", "summary", "highlights"}

// rank orders new keys as they were set, those of entries as RenderCV does.
func rank(t *tree) func(string) int {
	order := slices.Clone(entryKeys)
	var gather func(*tree)
	gather = func(t *tree) {
		order = append(order, t.keys...)
		for _, key := range t.keys {
			gather(t.items[key])
		}
	}
	gather(t)
	return func(key string) int {
		if i := slices.Index(order, key); i >= 0 {
			return i
		}
		return len(order)
	}
}

// comments lists the comments that went with what was taken out.
func (m *migration) comments() {
	left := map[string]int{}
	each := func(f *yamltree.File, visit func(line int, comment string)) {
		for line := 1; line <= f.Lines(); line++ {
			text := strings.TrimSpace(f.Line(line))
			if i := strings.Index(" "+text, " #"); i >= 0 {
				visit(line, text[i:])
			}
		}
	}
	each(m.file, func(_ int, comment string) { left[comment]++ })
	each(m.original, func(line int, comment string) {
		if left[comment]--; left[comment] < 0 {
			m.result.Unread = append(m.result.Unread, schema.Unread{Text: comment, Place: fmt.Sprintf("line %d", line), Reason: "a comment on what was moved or taken out"})
		}
	})
}
