package offer

import (
	"slices"
	"strings"
)

// The web and mail addresses of an offer, which agree with its employer's name.

// hosts lists the names of e-mail and web addresses in the offer, without
// what comes before and behind the owner's part.
func (d *document) hosts() []string {
	var hosts []string
	if body := d.text[d.body:d.visible]; !addressSign().MatchString(body) {
		return nil
	}
	for _, m := range hostPattern().FindAllStringSubmatch(d.text[d.body:d.visible], 20) {
		labels := strings.Split(strings.ToLower(m[1]), ".")
		if len(labels) < 2 {
			continue
		}
		host := labels[len(labels)-2]
		if len(host) <= 3 && len(labels) > 2 { // co.uk, com.br
			host = labels[len(labels)-3]
		}
		if host = strings.ReplaceAll(host, "-", ""); len(host) >= 3 && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

var hostPattern = pattern(`(?:@|https?://|www\.)((?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,})`)

// agreesWithHost reports whether an address is made of the name: all of its
// words, or its first ones.
func (d *document) agreesWithHost(n name, hosts []string) bool {
	first := germanSpelling.Replace(d.tokens[n.first].fold)
	if !slices.ContainsFunc(hosts, func(host string) bool { return strings.HasPrefix(germanSpelling.Replace(host), first) }) && !organisationKinds[first] {
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

// germanSpelling levels "mueller" and "muller".
var germanSpelling = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "ß", "ss")
