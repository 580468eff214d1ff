package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// sections checks every section: a list of entries that are all of one type.
func (c *checker) sections(n *yamltree.Node, path string) {
	if n.Resolve().Kind != yamltree.Mapping {
		c.report(n, path, "this must hold section titles, each with a list of entries below it")
		return
	}
	for _, pair := range n.Pairs() {
		at := path + "/" + yamltree.Escape(pair.Key)
		section := pair.Value.Resolve()
		if section.Kind != yamltree.Sequence {
			c.report(pair.Value, at, "a section must be a list of entries, each behind a dash")
			continue
		}
		c.section(section, at)
	}
}

func (c *checker) section(section *yamltree.Node, path string) {
	if len(section.Items) == 0 {
		return
	}
	table, because := typeOf(section)
	if table == nil && because == nil {
		c.untyped(section, path)
		return
	}
	for i, item := range section.Items {
		at := path + "/" + strconv.Itoa(i)
		switch entry := item.Resolve(); {
		case table == nil:
			c.textEntry(item, at)
		case entry.Kind != yamltree.Mapping:
			c.report(item, at, "this entry must be of the type %s like the others of its section; give the keys %s", table.kind, list(table.names()))
		default:
			if other := tableOf(entry); other != nil && other != table && !table.has(entry) {
				c.report(item, at, "this entry is of the type %s, but its section is of the type %s since line %d: all entries of a section must be of one type", other.kind, table.kind, because.Line)
				continue
			}
			c.object(item, at, table.object)
			c.dates(item, at)
		}
	}
}

// untyped says what is amiss where no entry tells the section's type.
func (c *checker) untyped(section *yamltree.Node, path string) {
	known := entryKeys()
	for i, item := range section.Items {
		entry := item.Resolve()
		if entry.Kind != yamltree.Mapping {
			continue
		}
		at := path + "/" + strconv.Itoa(i)
		for j, pair := range entry.Pairs() {
			key := keyNode(entry, j, pair)
			if near := Nearest(pair.Key, known); near != "" {
				c.report(key, at+"/"+yamltree.Escape(pair.Key), "the key %q is unknown here; did you mean %s?", pair.Key, near)
				return
			}
			if len(entry.Items) == 1 && strings.Contains(pair.Key, " ") {
				c.report(item, at, "this entry is read as a key with a value, because a colon and a space stand in it; put the text in quotes")
				return
			}
		}
	}
	c.report(section, path, "no entry of this section has a key that tells its type; the types are told by %s, or plain texts", strings.Join(known, ", "))
}

// typeOf tells a section's type by its first entry that has one: a table, or
// nil for texts, and that entry.
func typeOf(section *yamltree.Node) (*entryTable, *yamltree.Node) {
	for _, item := range section.Items {
		entry := item.Resolve()
		switch entry.Kind {
		case yamltree.Scalar:
			if isText(entry) {
				return nil, item
			}
		case yamltree.Mapping:
			if table := tableOf(entry); table != nil {
				return table, item
			}
		}
	}
	return nil, nil
}

// tableOf tells an entry's own type; nil: none.
func tableOf(entry *yamltree.Node) *entryTable {
	for i := range tables().entries {
		if table := &tables().entries[i]; table.has(entry) {
			return table
		}
	}
	return nil
}

// has reports whether an entry has a key that no other type has.
func (t *entryTable) has(entry *yamltree.Node) bool {
	return slices.ContainsFunc(t.keys, func(key string) bool { return entry.Get(key) != nil })
}

// entryKeys lists the keys that tell a type.
func entryKeys() []string {
	var all []string
	for _, entry := range tables().entries {
		all = append(all, entry.keys...)
	}
	return all
}

func (c *checker) textEntry(item *yamltree.Node, path string) {
	switch entry := item.Resolve(); {
	case entry.Kind == yamltree.Mapping:
		c.report(item, path, "this section holds texts, but this one is read as keys with values; put a text with a colon in quotes")
	case entry.Kind == yamltree.Sequence:
		c.report(item, path, "this section holds texts, not lists")
	case entry.IsNull():
		c.report(item, path, "this entry is empty; give a text or remove the dash")
	default:
		if message := text(entry, rule{}); message != "" {
			c.report(item, path, "%s", message)
		}
	}
}

// dates checks that an entry does not end before it starts.
func (c *checker) dates(entry *yamltree.Node, path string) {
	start, end := entry.Get("start_date"), entry.Get("end_date")
	if start.IsNull() || !entry.Get("date").IsNull() {
		return
	}
	from, ok := day(start.Resolve().Value)
	if !ok || start.Resolve().Kind != yamltree.Scalar {
		return // reported on its own
	}
	to, shown := c.today, "present"
	if !end.IsNull() && end.Resolve().Value != "present" {
		shown = end.Resolve().Value
		if to, ok = day(shown); !ok {
			return
		}
	}
	if from.After(to.Truncate(24 * time.Hour)) {
		c.report(start, path+"/start_date", "start_date %s is after end_date %s; swap or correct them", start.Resolve().Value, shown)
	}
}

// usernames of networks that are particular about them
var usernames = map[string]struct {
	form *regexp.Regexp
	help string
}{
	"Mastodon":      {regexp.MustCompile(`^@[^@]+@[^@]+$`), "@name@server"},
	"StackOverflow": {regexp.MustCompile(`^\d+/[^/]+$`), "number/name as in 12345/jane-doe"},
	"YouTube":       {regexp.MustCompile(`^(?:[^@].*)?$`), "the name without @ in front"},
	"ORCID":         {regexp.MustCompile(`^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$`), "0000-0000-0000-0000"},
	"IMDB":          {regexp.MustCompile(`^nm\d{7}$`), "nm and seven digits"},
	"Bluesky":       {regexp.MustCompile(`^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`), "a handle without @ as in jane.bsky.social"},
	"Reddit":        {regexp.MustCompile(`^[a-zA-Z0-9_-]{3,23}$`), "3 to 23 letters, digits, _ and -"},
}

// username checks a social network's user name.
func (c *checker) username(n *yamltree.Node, path string) {
	network, username := n.Get("network"), n.Get("username")
	if network.IsNull() || username.IsNull() || username.Resolve().Kind != yamltree.Scalar || !isText(username.Resolve()) {
		return // reported on its own
	}
	name, value := network.Resolve().Value, username.Resolve().Value
	if name == "WhatsApp" && !validPhone(value) {
		c.report(username, path+"/username", "a WhatsApp user name is a phone number; %s", phoneHelp)
	}
	if particular, ok := usernames[name]; ok && !particular.form.MatchString(value) {
		c.report(username, path+"/username", "%q is no %s user name; give %s", value, name, particular.help)
	}
}
