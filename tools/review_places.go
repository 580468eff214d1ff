package tools

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
)

// viewPlace is where an edit shows on the pages of a preview: boxes of x, y,
// width and height in thousandths of the page.
type viewPlace struct {
	Page  int      `json:"page"`
	Boxes [][4]int `json:"boxes"`
}

// placesOf finds each edit on the pages of a rendered CV that has the accepted
// ones: by its new words when it is accepted, else by the old ones. What is not
// printed has no place.
func placesOf(edits []schema.Edit, accepted []string, document *cv.Document, printed *render.Result) map[string]viewPlace {
	leaves := document.Leaves()
	reworded := rewordings(edits, accepted)
	places := map[string]viewPlace{}
	for _, edit := range edits {
		words := edit.Before
		if edit.Op != schema.Move && slices.Contains(accepted, edit.ID) {
			words = edit.After
		}
		for _, text := range longestFirst(words) {
			leaf, found := standing(leaves, cmp.Or(reworded[text], text), edit.Path)
			if !found {
				continue
			}
			lines := printed.Places(leaf.Path)
			if len(lines) == 0 && leaf.Entry != "" { // it shares its lines with what stands before it
				lines = printed.Places(leaf.Entry)
			}
			if len(lines) > 0 {
				places[edit.ID] = onPage(lines)
				break
			}
		}
	}
	return places
}

// rewordings are the texts that accepted edits replace, and what by: another
// edit may move such a text.
func rewordings(edits []schema.Edit, accepted []string) map[string]string {
	all := map[string]string{}
	for _, edit := range edits {
		before, isText := edit.Before.(string)
		after, stays := edit.After.(string)
		if edit.Op == schema.Replace && isText && stays && slices.Contains(accepted, edit.ID) {
			all[before] = after
		}
	}
	return all
}

// longestFirst are the texts in a value; the longest says best which it is.
func longestFirst(value any) []string {
	var texts []string
	var collect func(any)
	collect = func(value any) {
		switch value := value.(type) {
		case string:
			texts = append(texts, value)
		case []any:
			for _, item := range value {
				collect(item)
			}
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(value)) {
				collect(value[key])
			}
		}
	}
	collect(value)
	slices.SortStableFunc(texts, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return texts
}

// standing is where a text stands now. An edit's own path counts places in the
// unedited list, so of equal texts the one in the nearest list is meant.
func standing(leaves []cv.Leaf, text, near string) (stands cv.Leaf, found bool) {
	best := -1
	for _, leaf := range leaves {
		if leaf.Text == "" || leaf.Text != text {
			continue
		}
		if common := commonParts(leaf.Path, near); common > best {
			stands, best = leaf, common
		}
	}
	return stands, best >= 0
}

// commonParts counts the parts that two paths begin with alike.
func commonParts(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	return n
}

// onPage gives the lines, one at least, on the page on which a text begins.
func onPage(lines []render.Place) viewPlace {
	share := func(x float64) int { return int(math.Round(1000 * x)) }
	place := viewPlace{Page: lines[0].Page}
	for _, line := range lines {
		if line.Page == place.Page {
			place.Boxes = append(place.Boxes, [4]int{share(line.X), share(line.Y), share(line.Width), share(line.Height)})
		}
	}
	return place
}
