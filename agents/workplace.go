package agents

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
)

// parallel is how many calls an agent makes at once for one piece of work. A CV
// is never cut into more pieces than that, so that all are asked in one latency
// of the model.
const parallel = 6

// workplace is the part of a CV that one call may change: the running text of
// one section, or of several small ones.
type workplace struct {
	sections []string // titles
	places   []cv.Leaf
	pool     []cv.Comment
	lists    []string // that a line may be added to
}

// reworded are the keys whose text a model may reword. Titles, names, dates and
// places are none of its business; text without a key is a plain line.
var reworded = []string{"", "highlights", "summary", "details", "bullet"}

// workplaces cuts a CV into at most limit places of about the same size.
func workplaces(document *cv.Document, limit int) []workplace {
	var all []workplace
	pool := document.Pool()
	leaves := document.Leaves()
	for _, section := range document.Sections() {
		work := workplace{sections: []string{section.Title}}
		for _, leaf := range leaves {
			if leaf.Section == section.Title && slices.Contains(reworded, leaf.Key) && isText(document, leaf.Path) {
				work.places = append(work.places, leaf)
			}
		}
		if section.Kind == cv.TextEntry {
			work.lists = append(work.lists, section.Path)
		}
		for _, entry := range section.Entries {
			if _, ok := document.Value(entry.Path + "/highlights"); ok {
				work.lists = append(work.lists, entry.Path+"/highlights")
			}
		}
		for _, comment := range pool {
			if slices.Contains(work.lists, comment.List) {
				work.pool = append(work.pool, comment)
			}
		}
		if len(work.places)+len(work.pool) > 0 {
			all = append(all, work)
		}
	}
	for len(all) > max(limit, 1) {
		// The two smallest neighbours become one.
		best := 0
		for i := range all[:len(all)-1] {
			if all[i].size()+all[i+1].size() < all[best].size()+all[best+1].size() {
				best = i
			}
		}
		all[best] = all[best].with(all[best+1])
		all = slices.Delete(all, best+1, best+2)
	}
	return all
}

func isText(document *cv.Document, path string) bool {
	value, _ := document.Value(path)
	_, ok := value.(string)
	return ok
}

func (w workplace) size() (bytes int) {
	for _, place := range w.places {
		bytes += len(place.Text)
	}
	for _, comment := range w.pool {
		bytes += len(comment.Text)
	}
	return bytes
}

func (w workplace) with(other workplace) workplace {
	return workplace{
		sections: slices.Concat(w.sections, other.sections), places: slices.Concat(w.places, other.places),
		pool: slices.Concat(w.pool, other.pool), lists: slices.Concat(w.lists, other.lists),
	}
}

// halves cuts a place whose answer was too long in two; ok is false when
// nothing is left to cut.
func (w workplace) halves() (first, second workplace, ok bool) {
	if len(w.places) < 2 {
		return w, workplace{}, false
	}
	middle := len(w.places) / 2
	first = workplace{sections: w.sections, places: w.places[:middle], pool: w.pool, lists: w.lists}
	second = workplace{sections: w.sections, places: w.places[middle:], lists: w.lists}
	return first, second, true
}

// listing writes places as a model reads them: the JSON Pointer and the text as
// a JSON string, so that line ends and quotes can be copied exactly. A model gets
// to see the CV's Content only: no edit needs name, address, phone and profiles.
func listing(leaves []cv.Leaf) string {
	var text strings.Builder
	for _, leaf := range leaves {
		fmt.Fprintf(&text, "%s %s\n", leaf.Path, quoted(leaf.Text))
	}
	return strings.TrimSuffix(text.String(), "\n")
}

func poolListing(pool []cv.Comment) string {
	pool = slices.Clone(pool)
	slices.SortFunc(pool, func(a, b cv.Comment) int { return cmp.Compare(a.Line, b.Line) })
	var text strings.Builder
	for _, comment := range pool {
		fmt.Fprintf(&text, "line:%d of %s %s\n", comment.Line, comment.List, quoted(comment.Text))
	}
	return strings.TrimSuffix(text.String(), "\n")
}

func quoted(text string) string {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always encodes
	return strings.TrimSpace(line.String())
}
