package offer

import (
	"slices"
	"strings"
)

// The web and mail addresses of an offer, which agree with its employer's name.

// hosts are the owners' names in the offer's web and mail addresses, without
// what comes before and behind them.
type hosts struct {
	all  []string
	mail []string // those that mail goes to
}

func (d *document) hosts() hosts {
	var found hosts
	body := d.text[d.body:d.visible]
	for _, m := range addresses(body, 20) {
		labels := strings.Split(strings.ToLower(m.host), ".")
		if len(labels) < 2 {
			continue
		}
		host := labels[len(labels)-2]
		if len(host) <= 3 && len(labels) > 2 { // co.uk, com.br
			host = labels[len(labels)-3]
		}
		if host = strings.ReplaceAll(host, "-", ""); len(host) < 3 {
			continue
		}
		if !slices.Contains(found.all, host) {
			found.all = append(found.all, host)
		}
		if m.mail && !slices.Contains(found.mail, host) {
			found.mail = append(found.mail, host)
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
func (d *document) agreesWithHost(n name, hosts []string) bool {
	if !d.mayOwn(n, hosts) {
		return false
	}
	words := strings.Fields(nameKey(d.text[n.start:n.end]))
	for _, link := range []string{"and", "und", "et", "y", "e", "en"} {
		if slices.Contains(hosts, strings.Join(words, link)) {
			return true
		}
	}
	if organisationKinds[words[0]] && slices.ContainsFunc(words[1:], func(w string) bool { return len(w) >= 5 && !organisationKinds[w] && slices.Contains(hosts, w) }) {
		return true // University of Carrow, carrow.ac.uk
	}
	whole := strings.Join(words, "")
	for _, host := range hosts {
		if germanSpelling.Replace(host) == germanSpelling.Replace(whole) || len(whole) >= 5 && strings.HasPrefix(host, whole) {
			return true
		}
		prefix := ""
		for i, w := range words {
			prefix += w
			if germanSpelling.Replace(prefix) == germanSpelling.Replace(host) && (len(prefix) >= 5 || i > 0) {
				return true
			}
		}
	}
	return false
}

// mayOwn is a quick look for a host that starts like a name, its article aside;
// a kind of organisation may stand before what the host is made of.
func (d *document) mayOwn(n name, hosts []string) bool {
	named := n.first
	if named+1 < n.last && articleWords[d.tokens[named].fold] {
		named++
	}
	word := d.tokens[named].fold
	if organisationKinds[word] {
		return true
	}
	first := germanSpelling.Replace(word)
	return slices.ContainsFunc(hosts, func(host string) bool { return strings.HasPrefix(germanSpelling.Replace(host), first) })
}

// germanSpelling levels "mueller" and "muller".
var germanSpelling = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "ß", "ss")

// ownsHost reports whether a mail address is made of the whole name, its legal
// form and kind of organisation aside: applications go to the name.
func (d *document) ownsHost(n name, mail []string) bool {
	if !d.mayOwn(n, mail) {
		return false
	}
	words := strings.Fields(nameKey(d.text[n.start:n.end]))
	owns := func(words []string) bool {
		whole := germanSpelling.Replace(strings.Join(words, ""))
		return len(whole) >= 4 && slices.ContainsFunc(mail, func(host string) bool { return germanSpelling.Replace(host) == whole })
	}
	for _, link := range []string{"and", "und", "et", "y", "e", "en"} {
		if len(words) > 1 && owns([]string{strings.Join(words, link)}) {
			return true
		}
	}
	return owns(words) || len(words) > 2 && organisationKinds[words[0]] && owns(words[1:])
}
