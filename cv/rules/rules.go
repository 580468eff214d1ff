// Package rules knows what a RenderCV v2.8 file may hold. Check walks a YAML
// tree and names every place that RenderCV would refuse, with what is allowed
// there.
//
// The rules stand in two forms: tables.go says which keys there are and what
// each holds, in the words of RenderCV's documentation; the other files hold
// what a table cannot say, such as how a section's entry type is told and what
// a valid phone number is.
package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// Problem is a place where a file breaks a rule.
type Problem struct {
	Node    *yamltree.Node
	Path    string // JSON Pointer
	Message string
	Input   string // the text found there, "" for mappings and lists
}

// Check lists the problems in the order of the file. today is what "present"
// means in dates, unless settings.current_date says otherwise. Files that RenderCV reads beside the YAML (photo, fonts,
// custom themes) are not looked at.
func Check(root *yamltree.Node, today time.Time) []Problem {
	c := checker{today: today}
	if given := root.Get("settings").Get("current_date"); given != nil && given.Resolve().Kind == yamltree.Scalar {
		if when, ok := day(given.Resolve().Value); ok && hasForm(given.Resolve().Value, fullDate) {
			c.today = when
		}
	}
	c.object(root, "", tables().top)
	return c.problems
}

type checker struct {
	today    time.Time
	problems []Problem
}

func (c *checker) report(n *yamltree.Node, path, message string, args ...any) {
	problem := Problem{Node: n, Path: path, Message: fmt.Sprintf(message, args...)}
	if resolved := n.Resolve(); resolved.Kind == yamltree.Scalar && !resolved.IsNull() {
		problem.Input = resolved.Value
	}
	c.problems = append(c.problems, problem)
}

// object checks the keys of a mapping against a table.
func (c *checker) object(n *yamltree.Node, path string, table *object) {
	if n.Resolve().Kind != yamltree.Mapping {
		c.report(n, path, "this must hold keys: %s", list(table.names()))
		return
	}
	for i, pair := range n.Pairs() {
		at := path + "/" + yamltree.Escape(pair.Key)
		rule, ok := table.find(pair.Key)
		if !ok {
			if !table.open {
				c.report(keyNode(n, i, pair), at, "the key %q is unknown here; %s", pair.Key, table.suggest(pair.Key))
			}
			continue
		}
		c.value(pair.Value, at, rule)
	}
	for i := range table.rules {
		if rule := &table.rules[i]; rule.required && n.Get(rule.name) == nil {
			c.report(n, path+"/"+rule.name, "the key %s is missing; %s", rule.name, c.missing(n, table, *rule))
		}
	}
}

// missing says which key may have been meant by one that is missing: in a
// mapping that may hold others as well nothing else speaks of those.
func (c *checker) missing(n *yamltree.Node, table *object, rule rule) string {
	if table.open {
		for i, pair := range n.Pairs() {
			if _, known := table.find(pair.Key); !known && Nearest(pair.Key, []string{rule.name}) != "" {
				key := keyNode(n, i, pair)
				return fmt.Sprintf("is %q (line %d, column %d) meant to be it?", pair.Key, key.Line, key.Column)
			}
		}
	}
	return rule.help()
}

// keyNode is where a key stands; one from a merge key stands at its value.
func keyNode(n *yamltree.Node, i int, pair yamltree.Pair) *yamltree.Node {
	n = n.Resolve()
	if i < len(n.Keys) && n.Items[i] == pair.Value {
		return n.Keys[i]
	}
	return pair.Value
}

// value checks one value against its rule.
func (c *checker) value(n *yamltree.Node, path string, rule rule) {
	if n.IsNull() {
		if !rule.nullable {
			c.report(n, path, "this is empty; %s", rule.help())
		}
		return
	}
	resolved := n.Resolve()
	if rule.many && (resolved.Kind == yamltree.Sequence || !rule.orOne) {
		c.listOf(n, path, rule)
		return
	}
	switch {
	case rule.object != nil && (resolved.Kind == yamltree.Mapping || rule.kind == ""):
		c.object(n, path, rule.object)
		if rule.name == "social_networks" {
			c.username(n, path)
		}
	case rule.kind == "sections":
		c.sections(n, path)
	case resolved.Kind != yamltree.Scalar:
		c.report(n, path, "this must be a single value, not a %s; %s", resolved.Kind, rule.help())
	default:
		if message := kinds[rule.kind](resolved, rule); message != "" {
			c.report(n, path, "%s", message)
		}
	}
}

func (c *checker) listOf(n *yamltree.Node, path string, rule rule) {
	resolved := n.Resolve()
	if resolved.Kind != yamltree.Sequence {
		c.report(n, path, "this must be a list, each item on a line of its own behind a dash")
		return
	}
	if rule.length > 0 && len(resolved.Items) != rule.length {
		c.report(n, path, "this list must have %d items; it has %d", rule.length, len(resolved.Items))
	}
	one := rule
	one.many, one.nullable = false, false
	for i, item := range resolved.Items {
		at := path + "/" + strconv.Itoa(i)
		if item.Resolve().Kind == yamltree.Mapping && rule.kind == "text" {
			c.report(item, at, "this item is read as a key with a value, because a colon and a space stand in it; put the text in quotes")
			continue
		}
		c.value(item, at, one)
	}
}

// suggest says which key may be meant, and which there are.
func (o *object) suggest(key string) string {
	if renamed := o.renamed[key]; renamed != "" {
		return fmt.Sprintf("since RenderCV v2 it is called %s", renamed)
	}
	names := o.names()
	if near := Nearest(key, names); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "there are " + list(names)
}

// Nearest is the name that key was most likely meant to be, or "".
func Nearest(key string, names []string) string {
	if len(key) > 64 {
		return ""
	}
	best, least := "", max(1, min(3, len([]rune(key))/4))+1
	for _, name := range names {
		if sameWords(key, name) {
			return name
		}
		if d := distance(strings.ToLower(key), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	return best
}

// sameWords reports whether two names are the same words in another order.
func sameWords(a, b string) bool {
	words := func(name string) []string {
		return slices.Sorted(slices.Values(strings.Split(strings.ToLower(name), "_")))
	}
	return strings.Contains(a, "_") && len(a) == len(b) && slices.Equal(words(a), words(b))
}

// distance is the number of letters to change, add, drop or swap.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(s)][len(t)]
}

// list joins names for a message.
func list(names []string) string {
	if len(names) > 24 {
		names = append(slices.Clone(names[:24]), "…")
	}
	return strings.Join(names, ", ")
}
