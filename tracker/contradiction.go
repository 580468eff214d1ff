package tracker

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

// Sent is an application and the CV that went with it.
type Sent struct {
	Application schema.Application
	CV          *cv.Document
}

// Contradictions tells where the CV of one application says another thing than
// those of others about the same employer, school, certificate or achievement.
// What only one of them tells is no contradiction: every CV leaves something
// out.
func Contradictions(sent Sent, others []Sent) []schema.Precedent {
	var all []schema.Precedent
	told := map[string]bool{}
	lang, _ := match.OwnLanguage(sent.CV)
	for _, other := range others {
		if other.Application.ID == sent.Application.ID || other.CV.SHA256() == sent.CV.SHA256() {
			continue
		}
		otherLang, _ := match.OwnLanguage(other.CV)
		c := comparison{other: other, translated: lang != otherLang}
		for _, pair := range pairs(entries(sent.CV), entries(other.CV)) {
			c.compare(pair.a, pair.b)
		}
		for _, found := range c.found {
			if said := found.Path + found.Kind; !told[said] {
				told[said] = true
				all = append(all, found)
			}
		}
	}
	return all
}

// comparison collects what one other CV contradicts.
type comparison struct {
	other      Sent
	translated bool         // the CVs are in two languages, so only dates compare
	guard      *guard.Guard // of the other CV; made when numbers differ
	found      []schema.Precedent
}

func (c *comparison) add(kind, path, this, that string) {
	c.found = append(c.found, schema.Precedent{
		Kind: kind, ApplicationID: c.other.Application.ID, Status: c.other.Application.Status, Path: path,
		Message: fmt.Sprintf("This CV says %q; the one sent with %s (%s) says %q.", this, c.other.Application.ID, name(c.other.Application), that),
	})
}

// names are the keys that tell an entry apart, in the order in which they are
// looked for.
var names = []string{"company", "institution", "name", "title"}

// titles are what was held, studied or won there.
var titles = []string{"position", "degree", "area"}

var dates = []string{"start_date", "end_date", "date"}

// entry is a CV entry under the name that it is told apart by.
type entry struct {
	cv.Entry
	name string
}

func entries(document *cv.Document) []entry {
	var all []entry
	for _, section := range document.Sections() {
		for _, e := range section.Entries {
			for _, field := range names {
				if name := key(e.Get(field)); name != "" {
					all = append(all, entry{e, name})
					break
				}
			}
		}
	}
	return all
}

type pair struct{ a, b entry }

// pairs puts together the entries of two CVs that are about the same. Of
// several at one employer those with the same title go together, then those
// with the same start, then the last that is left on both sides.
func pairs(left, right []entry) []pair {
	var all []pair
	taken := map[string]bool{}
	same := func(fits func(a, b entry) bool) {
		for _, a := range left {
			if taken["a"+a.Path] {
				continue
			}
			fitting := slices.DeleteFunc(slices.Clone(right), func(b entry) bool {
				return taken["b"+b.Path] || a.name != b.name || a.Kind != b.Kind || !fits(a, b)
			})
			if len(fitting) == 1 {
				taken["a"+a.Path], taken["b"+fitting[0].Path] = true, true
				all = append(all, pair{a, fitting[0]})
			}
		}
	}
	same(func(a, b entry) bool { return held(a) == held(b) && a.Get("start_date") == b.Get("start_date") })
	same(func(a, b entry) bool { return held(a) != "" && held(a) == held(b) })
	same(func(a, b entry) bool {
		return a.Get("start_date") != "" && a.Get("start_date") == b.Get("start_date")
	})
	same(func(a, b entry) bool { return alone(left, a, taken, "a") && alone(right, b, taken, "b") })
	return all
}

// alone reports whether no other entry of that name is left.
func alone(list []entry, e entry, taken map[string]bool, side string) bool {
	return !slices.ContainsFunc(list, func(o entry) bool { return o.Path != e.Path && o.name == e.name && !taken[side+o.Path] })
}

func held(e entry) string {
	var parts []string
	for _, field := range titles {
		parts = append(parts, strings.Join(offer.Words(e.Get(field)), " "))
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

func (c *comparison) compare(a, b entry) {
	for _, field := range dates {
		if this, that := a.Get(field), b.Get(field); contradict(this, that) {
			c.add("date_differs", a.Path+"/"+field, this, that)
		}
	}
	if c.translated {
		return
	}
	for _, field := range titles {
		this, that := a.Get(field), b.Get(field)
		if this != "" && that != "" && !slices.Equal(offer.Words(this), offer.Words(that)) {
			c.add("title_differs", a.Path+"/"+field, this, that)
		}
	}
	for _, this := range a.Highlights {
		for _, that := range b.Highlights {
			if c.numbersDiffer(this, that) {
				c.add("number_differs", this.Path, this.Text, that.Text)
			}
		}
	}
}

// contradict reports whether two dates cannot both be true. A year and a month
// of it can, and so can "present" and the day it ended on.
func contradict(this, that string) bool {
	this, that = strings.TrimSpace(this), strings.TrimSpace(that)
	switch {
	case this == "" || that == "" || strings.HasPrefix(this, that) || strings.HasPrefix(that, this):
		return false
	case !strings.ContainsAny(this, "0123456789") || !strings.ContainsAny(that, "0123456789"):
		return false // "present"
	}
	return !slices.Equal(numbers(this), numbers(that))
}

var number = regexp.MustCompile(`\d+(?:[.,:]\d+)*`)

// thousands are points and commas that only group digits.
var thousands = regexp.MustCompile(`(\d)[.,](\d{3})\b`)

func numbers(text string) []string {
	found := number.FindAllString(text, -1)
	for i, n := range found {
		n = strings.ReplaceAll(thousands.ReplaceAllString(n, "$1$2"), ",", ".")
		if found[i] = strings.TrimLeft(n, "0"); found[i] == "" {
			found[i] = "0"
		}
	}
	return found
}

// sameWords is how much of two bullets must be the same for them to tell of one
// thing.
const sameWords = 0.6

// numbersDiffer reports whether two bullets tell the same with other numbers.
// What can be reckoned from the other's numbers is no contradiction: the guard
// decides, as it does for a tailored line.
func (c *comparison) numbersDiffer(this, that cv.Leaf) bool {
	left, right := numbers(this.Text), numbers(that.Text)
	if !lacks(left, right) || !lacks(right, left) || overlap(plain(this.Text), plain(that.Text)) < sameWords {
		return false
	}
	if c.guard == nil {
		c.guard = guard.New(guard.Evidence{Base: c.other.CV})
	}
	verdict := c.guard.Check(schema.Edit{Op: schema.Replace, Path: that.Path, After: this.Text}, guard.Open)
	return slices.ContainsFunc(verdict.Findings, func(f schema.Finding) bool {
		return strings.Contains(f.Kind, "number") || f.Kind == "new_date" || f.Kind == "unit_changed" || f.Kind == "period_changed"
	})
}

// lacks reports whether list has something that other has not.
func lacks(list, other []string) bool {
	return slices.ContainsFunc(list, func(n string) bool { return !slices.Contains(other, n) })
}

// plain are the words of a text that are no numbers, each once.
func plain(text string) map[string]bool {
	all := map[string]bool{}
	for _, word := range offer.Words(text) {
		if !strings.ContainsAny(word, "0123456789") {
			all[word] = true
		}
	}
	return all
}

// overlap is the share of the shorter list that stands in the longer.
func overlap(a, b map[string]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 2 {
		return 0 // too few words to tell
	}
	common := 0
	for word := range a {
		if b[word] {
			common++
		}
	}
	return float64(common) / float64(len(a))
}
