package offer

import (
	"slices"
	"strings"
)

// The web and mail addresses of an offer, which agree with its employer's name.

// hosts are the owners' names in the offer's web and mail addresses, without
// what comes before and behind them.
type hosts struct {
	all  []host
	mail []host // those that mail goes to
}

// host is an owner's name, as it stands and in levelled spelling.
type host struct{ name, level string }

func (d *document) hosts() hosts {
	var found hosts
	body := d.text[d.body:d.visible]
	for _, m := range addresses(body, 20) {
		labels := strings.Split(strings.ToLower(m.host), ".")
		if len(labels) < 2 {
			continue
		}
		name := labels[len(labels)-2]
		if len(name) <= 3 && len(labels) > 2 { // co.uk, com.br
			name = labels[len(labels)-3]
		}
		if name = strings.ReplaceAll(name, "-", ""); len(name) < 3 {
			continue
		}
		owner := host{name, levelled(name)}
		if !slices.Contains(found.all, owner) {
			found.all = append(found.all, owner)
		}
		if m.mail && !slices.Contains(found.mail, owner) {
			found.mail = append(found.mail, owner)
		}
	}
	return found
}

// address is a web or mail address, of which only the host is kept.
type address struct {
	host string
	mail bool
}

// addresses lists the first most addresses of a text.
func addresses(text string, most int) []address {
	var found []address
	for from := 0; len(found) < most; {
		at, size, mail := nextAddress(text[from:])
		if size == 0 {
			break
		}
		from += at + size
		if host := hostName().FindString(text[from:]); host != "" {
			found = append(found, address{host, mail})
			from += len(host)
		}
	}
	return found
}

// hasAddress reports whether s holds the sign of a web or mail address.
func hasAddress(s string) bool {
	_, size, _ := nextAddress(s)
	return size > 0
}

// nextAddress finds the first sign of an address in s, and its size.
func nextAddress(s string) (at, size int, mail bool) {
	at = len(s)
	for _, sign := range []string{"@", "://", "www."} {
		if i := strings.Index(s[:at], sign); i >= 0 {
			at, size, mail = i, len(sign), sign == "@"
		}
	}
	return at, size, mail
}

var hostName = pattern(`^(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,}`)

// agreesWithHost reports whether an address is made of the name: all of its
// words, or its first ones.
func (d *document) agreesWithHost(n name, hosts []host) bool {
	words := strings.Fields(nameKey(d.text[n.start:n.end]))
	for _, link := range []string{"and", "und", "et", "y", "e", "en"} {
		if named(hosts, strings.Join(words, link)) {
			return true
		}
	}
	if organisationKinds[words[0]] && slices.ContainsFunc(words[1:], func(w string) bool { return len(w) >= 5 && !organisationKinds[w] && named(hosts, w) }) {
		return true // University of Carrow, carrow.ac.uk
	}
	whole := strings.Join(words, "")
	for _, host := range hosts {
		if host.level == levelled(whole) || len(whole) >= 5 && strings.HasPrefix(host.name, whole) {
			return true
		}
		prefix := ""
		for i, w := range words {
			prefix += w
			if levelled(prefix) == host.level && (len(prefix) >= 5 || i > 0) {
				return true
			}
		}
	}
	return false
}

// named reports whether a host is called so.
func named(hosts []host, name string) bool {
	return slices.ContainsFunc(hosts, func(host host) bool { return host.name == name })
}

// mayOwn is a quick look for a host that starts like a name, its article aside;
// a kind of organisation may stand before what the host is made of.
func (d *document) mayOwn(n name, hosts []host) bool {
	if len(hosts) == 0 {
		return false
	}
	named := n.first
	if named+1 < n.last && articleWords[d.tokens[named].fold] {
		named++
	}
	word := d.tokens[named].fold
	first := word[:min(1, len(word))]
	return organisationKinds[word] || slices.ContainsFunc(hosts, func(host host) bool {
		return strings.HasPrefix(host.level, first) && strings.HasPrefix(host.level, levelled(word))
	})
}

// levelled is one spelling for "mueller" and "muller".
func levelled(name string) string {
	if !holdsAny(name, "ae", "oe", "ue", "ß") {
		return name
	}
	return germanSpelling.Replace(name)
}

var germanSpelling = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "ß", "ss")

// ownsHost reports whether a mail address is made of the whole name, its legal
// form and kind of organisation aside: applications go to the name.
func (d *document) ownsHost(n name, mail []host) bool {
	if !d.mayOwn(n, mail) {
		return false
	}
	words := strings.Fields(nameKey(d.text[n.start:n.end]))
	owns := func(words []string) bool {
		whole := levelled(strings.Join(words, ""))
		return len(whole) >= 4 && slices.ContainsFunc(mail, func(host host) bool { return host.level == whole })
	}
	for _, link := range []string{"and", "und", "et", "y", "e", "en"} {
		if len(words) > 1 && owns([]string{strings.Join(words, link)}) {
			return true
		}
	}
	return owns(words) || len(words) > 2 && organisationKinds[words[0]] && owns(words[1:])
}
