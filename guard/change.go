package guard

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// change is one text that an edit or a document changes, adds or removes.
type change struct {
	place
	old     string
	hadOld  bool // old is what stood there
	new     string
	removed bool
	beside  []string // the other texts that the old one was split into
}

// place is where a value stands.
type place struct {
	path  string // in the edited document, for messages
	base  string // of the value it comes from in the base CV
	entry string // base path of its entry, "" for a new entry or outside of entries
	key   string // nearest key: company, highlights…
	fresh bool   // inside an entry that the base does not have
}

// differ collects the changes between two values.
type differ struct {
	guard   *Guard
	changes []change
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

func (p place) child(key string) place {
	escaped := escape.Replace(key)
	p.path, p.base, p.key = p.path+"/"+escaped, p.base+"/"+escaped, key
	return p
}

func (p place) item(index, baseIndex int) place {
	p.path += "/" + strconv.Itoa(index)
	p.base += "/" + strconv.Itoa(baseIndex)
	return p
}

// compare walks two values side by side.
func (d *differ) compare(at place, old, edited any) {
	if at.entry == "" {
		at.entry = d.guard.entryOf(at.base)
	}
	if at.key == "" {
		at.key = listKey(at.base)
	}
	switch o := old.(type) {
	case map[string]any:
		if e, ok := edited.(map[string]any); ok {
			d.compareMaps(at, o, e)
			return
		}
	case []any:
		if e, ok := list(edited); ok {
			d.compareLists(at, o, e)
			return
		}
	case nil:
		d.added(at, edited)
		return
	default:
		if e, ok := scalar(edited); ok {
			s, _ := scalar(old)
			d.scalar(at, s, true, e)
			return
		}
	}
	d.removed(at, old)
	d.added(at, edited)
}

func (d *differ) compareMaps(at place, old, edited map[string]any) {
	var changed, gone []string
	for key, value := range edited {
		if text, ok := old[key].(string); !ok || value != text {
			changed = append(changed, key)
		}
	}
	for key := range old {
		if _, ok := edited[key]; !ok {
			gone = append(gone, key)
		}
	}
	slices.Sort(changed)
	slices.Sort(gone)
	for _, key := range changed {
		if value, ok := old[key]; ok {
			d.compare(at.child(key), value, edited[key])
		} else if at.path == "/cv/sections" {
			d.section(at.child(key), old, edited[key])
		} else {
			d.added(at.child(key), edited[key])
		}
	}
	for _, key := range gone {
		d.removed(at.child(key), old[key])
	}
}

// section handles a section under a title that the base does not have: it may
// be an old one under a new name.
func (d *differ) section(at place, old map[string]any, edited any) {
	items, ok := list(edited)
	if !ok {
		d.added(at, edited)
		return
	}
	d.heading(at)
	for i, item := range items {
		here := at.item(i, i)
		if base, path := d.closest(item); base != nil {
			d.compare(place{path: here.path, base: path, entry: path, key: listKey(path)}, base, item)
		} else {
			here.fresh = true
			d.added(here, item)
		}
	}
}

// heading checks the title of a new section like any other text.
func (d *differ) heading(at place) {
	title := strings.ReplaceAll(at.key, "_", " ")
	d.changes = append(d.changes, change{place: place{path: at.path, base: at.base, key: "section"}, new: title})
}

// compareLists pairs the items of two lists: equal ones first, then the most
// alike. What has no partner was added or removed.
func (d *differ) compareLists(at place, old, edited []any) {
	start := len(d.changes)
	defer func() { split(d.changes[start:]) }()
	if at.key == "authors" {
		d.authors(at, old, edited)
		return
	}
	partner := make([]int, len(edited))
	used := make([]bool, len(old))
	for i := range edited {
		partner[i] = -1
		for k := range old {
			if !used[k] && equal(old[k], edited[i]) {
				partner[i], used[k] = k, true
				break
			}
		}
	}
	bags := make([][]string, len(old)) // of those that were compared
	for i := range edited {
		if partner[i] >= 0 || d.restored(at.base, edited[i]) {
			continue
		}
		best, score := identified(old, used, edited[i]), likeness
		if best < 0 {
			best, score = likest(old, used, edited[i], bags)
		}
		if d.pooled(at.base, at.item(i, len(old)), edited[i], score) {
			continue
		}
		if best < 0 && len(old) == len(edited) && i < len(old) && !used[i] {
			best = i // reworded beyond recognition in its place
		}
		if best >= 0 {
			partner[i], used[best] = best, true
			d.compare(at.item(i, best), old[best], edited[i])
			continue
		}
		if base, path := d.closest(edited[i]); base != nil {
			d.compare(place{path: at.item(i, i).path, base: path, entry: path, key: listKey(path)}, base, edited[i])
			continue
		}
		here := at.item(i, len(old))
		here.fresh = here.entry == "" || d.guard.entryOf(here.base) == here.base
		if here.fresh {
			here.entry = ""
		}
		d.added(here, edited[i])
	}
	for k := range old {
		if !used[k] {
			d.removed(at.item(k, k), old[k])
		}
	}
}

// split tells the parts of a divided text of each other.
func split(changes []change) {
	for i := range changes {
		for k := range changes {
			if i != k && changes[i].hadOld && changes[k].hadOld && changes[i].base == changes[k].base && !changes[k].removed {
				changes[i].beside = append(changes[i].beside, changes[k].new)
			}
		}
	}
}

// restored reports whether a text is one of the author's commented-out bullets of
// the list: bringing it back adds nothing.
func (d *differ) restored(list string, item any) bool {
	text, ok := scalar(item)
	return ok && slices.ContainsFunc(d.guard.ev.pool, func(p pooled) bool { return p.Comment.List == list && same(p.Comment.Text, text) })
}

// pooled reports whether a text is more like one of the author's commented-out
// bullets of the list than score, and compares it with that one: a rewording of
// it is judged as such.
func (d *differ) pooled(list string, at place, item any, score float64) bool {
	text, ok := scalar(item)
	if !ok {
		return false
	}
	found := -1
	var words []string
	for i, p := range d.guard.ev.pool {
		if p.Comment.List != list {
			continue
		}
		if words == nil {
			words = bag(text)
		}
		if s := alikeBy(p.Comment.Text, text, bag(p.Comment.Text), words); s > score {
			found, score = i, s
		}
	}
	if found < 0 {
		return false
	}
	d.scalar(at, d.guard.ev.pool[found].Comment.Text, true, text)
	return true
}

// equal reports whether two values say the same.
func equal(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for key, value := range a {
			if other, ok := b[key]; !ok || !equal(value, other) {
				return false
			}
		}
		return true
	case []any:
		b, ok := list(b)
		return ok && slices.EqualFunc(a, b, equal)
	case string:
		if b, ok := b.(string); ok {
			return a == b
		}
	}
	return fmt.Sprint(a) == fmt.Sprint(b)
}

func textual(v any) bool { _, ok := scalar(v); return ok }

// authors compares author lists place by place: their order is a claim.
func (d *differ) authors(at place, old, edited []any) {
	for i := range max(len(old), len(edited)) {
		switch {
		case i >= len(edited):
			d.removed(at.item(i, i), old[i])
		case i >= len(old):
			d.added(at.item(i, i), edited[i])
		default:
			d.compare(at.item(i, i), old[i], edited[i])
		}
	}
}

// closest finds an entry of the base that an entry under another section is.
func (d *differ) closest(item any) (any, string) {
	if _, ok := item.(map[string]any); !ok {
		return nil, ""
	}
	var found any
	path, score := "", 0.5
	for _, section := range d.guard.base.Sections() {
		for _, entry := range section.Entries {
			value, _ := d.guard.base.Value(entry.Path)
			if s := alike(value, item); s > score {
				found, path, score = value, entry.Path, s
			}
		}
	}
	return found, path
}

// added records every text of a value that was not there.
func (d *differ) added(at place, value any) {
	switch v := value.(type) {
	case map[string]any:
		if d.guard.entryOf(at.base) == "" || isIndexOrEnd(at.path) {
			at.fresh, at.entry = true, ""
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			d.added(at.child(key), v[key])
		}
	case []any:
		d.addedList(at, v)
	case []string:
		items, _ := list(v)
		d.addedList(at, items)
	default:
		if s, ok := scalar(v); ok && s != "" {
			d.scalar(at, "", false, s)
		}
	}
}

func (d *differ) addedList(at place, items []any) {
	if strings.Count(at.path, "/") == 3 && strings.HasPrefix(at.path, "/cv/sections/") {
		at.key = ""
	}
	for i, item := range items {
		here := at.item(i, i)
		if base, path := d.closest(item); base != nil && at.key == "" {
			d.compare(place{path: here.path, base: path, entry: path, key: listKey(path)}, base, item)
			continue
		}
		if d.restored(at.base, item) || d.pooled(at.base, here, item, likeness) {
			continue
		}
		d.added(here, item)
	}
}

func isIndexOrEnd(path string) bool {
	last := path[strings.LastIndexByte(path, '/')+1:]
	return last == "-" || last != "" && strings.Trim(last, "0123456789") == ""
}

func (d *differ) removed(at place, value any) {
	if at.key == "" {
		at.key = listKey(at.base)
	}
	if s, ok := scalar(value); ok {
		d.changes = append(d.changes, change{place: at, old: s, hadOld: true, removed: true})
	} else if at.key == "authors" {
		d.changes = append(d.changes, change{place: at, old: fmt.Sprint(value), hadOld: true, removed: true})
	}
}

// scalar records a text that differs from the old one.
func (d *differ) scalar(at place, old string, hadOld bool, edited string) {
	if hadOld && same(old, edited) {
		return
	}
	d.changes = append(d.changes, change{place: at, old: old, hadOld: hadOld, new: edited})
}

// same compares texts but for white space and emphasis.
func same(a, b string) bool {
	i, common := 0, min(len(a), len(b))
	for i < common && a[i] == b[i] {
		i++
	}
	if i < common && wordByte(a[i]) && wordByte(b[i]) {
		return false // as most that differ do
	}
	return a == b || squeeze(a) == squeeze(b)
}

// wordByte reports whether a byte is a letter or a digit by itself.
func wordByte(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' }

func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "**", "")), " ")
}

func list(v any) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case []string:
		items := make([]any, len(v))
		for i, s := range v {
			items[i] = s
		}
		return items, true
	}
	return nil, false
}

// scalar is the text of a single value.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case map[string]any, []any, []string:
		return "", false
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return fmt.Sprint(v), true
}
