package rules

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// Networks are RenderCV's social networks by the host of their addresses; what
// of the path is the user name, the expression says.
var Networks = []struct {
	Name, Host string
	path       string // begins before the user name
}{
	{"LinkedIn", "linkedin.com", "in/"},
	{"GitHub", "github.com", ""},
	{"GitLab", "gitlab.com", ""},
	{"IMDB", "imdb.com", "name/"},
	{"Instagram", "instagram.com", ""},
	{"ORCID", "orcid.org", ""},
	{"StackOverflow", "stackoverflow.com", "users/"},
	{"ResearchGate", "researchgate.net", "profile/"},
	{"YouTube", "youtube.com", "@"},
	{"Google Scholar", "scholar.google.com", "citations?user="},
	{"Telegram", "t.me", ""},
	{"WhatsApp", "wa.me", ""},
	{"Leetcode", "leetcode.com", "u/"},
	{"Leetcode", "leetcode.com", ""},
	{"X", "x.com", ""},
	{"X", "twitter.com", ""},
	{"Bluesky", "bsky.app", "profile/"},
	{"Reddit", "reddit.com", "user/"},
	{"Reddit", "reddit.com", "u/"},
}

// Network tells the social network and user name that an address stands for.
func Network(address string) (network, username string, ok bool) {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", "", false
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	path := strings.TrimPrefix(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if len(host) > len("xx.linkedin.com") && strings.HasSuffix(host, ".linkedin.com") {
		return "", "", false
	}
	if i := strings.Index(host, ".linkedin.com"); i == 2 { // de.linkedin.com
		host = host[3:]
	}
	for _, n := range Networks {
		if host != n.Host {
			continue
		}
		if rest, found := strings.CutPrefix(path, n.path); found {
			name := strings.TrimSuffix(rest, "/")
			if n.Name == "Google Scholar" {
				name, _, _ = strings.Cut(name, "&")
			}
			if plain, err := url.PathUnescape(name); err == nil {
				name = plain
			}
			if name != "" && (!strings.Contains(name, "/") || n.Name == "StackOverflow") && !strings.ContainsAny(name, "?# ") {
				return n.Name, name, true
			}
		}
	}
	if name, found := strings.CutPrefix(path, "@"); found && host != "" && !strings.Contains(name, "/") && (strings.Contains(host, "mastodon") || strings.Contains(host, "social") || strings.HasPrefix(host, "fosstodon")) {
		return "Mastodon", "@" + name + "@" + host, true
	}
	return "", "", false
}

var contactForms = sync.OnceValue(func() (f struct {
	email, link, phone, label, handle *regexp.Regexp
},
) {
	f.email = regexp.MustCompile(`[\p{L}\d._%+'-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+`)
	f.link = regexp.MustCompile(`(?i)(?:https?://|www\.)[^\s|<>"•·]+|\b(?:[a-z0-9-]+\.)+(?:com|org|net|dev|io|me|de|fr|es|it|pt|nl|eu|uk|ch|at|be|br|ca|info|example|app|social|ai|tech|edu|xyz|page|site)(?:/[^\s|<>"•·,;)]*)?`)
	f.phone = regexp.MustCompile(`(?:\+|00|\()?\d[\d\s()./-]{6,}\d`)
	// What people write before a contact.
	f.label = regexp.MustCompile(`(?i)^\W*(?:e-?mail|mail|courriel|correo(?: electrónico)?|phone|telephone|tel(?:éfono|efon|efoon|efone|efono|éphone)?|mobile?|mobil(?:telefon)?|móvil|telemóvel|portable|cell(?:ulare)?|cel|handy|address|adresse|anschrift|direcci[oó]n|indirizzo|morada|endereço|adres|wohnort|residence|woonplaats|location|ort|lieu|lugar|luogo|localidade|website|web(?:site|seite)?|homepage|site(?: web)?|sito(?: web)?|url|portfolio|name|nom|nombre|nome|naam|linkedin|github|gitlab|xing|twitter|x|orcid|google scholar|researchgate|mastodon|bluesky|stack ?overflow|whatsapp|telegram|instagram|youtube|leetcode|reddit|imdb|blog|profile?)\s*(?:\([^)]*\))?\s*[:.]\s*|^(?:Location|E-?mail|Phone|Website)\s+`)
	f.handle = regexp.MustCompile(`(?i)^\W*(linkedin|github|gitlab|twitter|x|orcid|mastodon|bluesky|telegram|instagram|youtube|leetcode|reddit|researchgate|imdb|whatsapp|stack ?overflow|google scholar)(?: profile)?\s*(?::| )\s*(@?[\w@./+-]+)\s*$`)
	return f
})

// contacts reads the pieces of a header: one call a piece, in order.
type contacts struct {
	doc    *source.Document
	cv     *draft.Node
	region string // ISO code of the country, for telephone numbers without one
	found  int    // contacts, and places where a piece was cut
}

// maxFound is how many contacts, and texts between them, are read. A line is
// looked through again behind each; what comes after is listed as unread.
const maxFound = 400

// maxContacts is the longest line that is cut into contacts, in bytes: each piece
// is looked for in all that follows it.
const maxContacts = 2000

// pieces cuts a line where people divide contacts.
func (c *contacts) pieces(line source.Line) []source.Span {
	if line.End-line.Start > maxContacts {
		return []source.Span{line.Span}
	}
	var all []source.Span
	cells := slices.Clone(line.Cells)
	if len(cells) == 0 {
		cells = []source.Span{line.Span}
	}
	for i, cell := range cells {
		// "Telephone:" and its number may stand in two cells.
		if text := c.doc.Slice(cell); i+1 < len(cells) && strings.HasSuffix(strings.TrimSpace(text), ":") && len(text) < 40 {
			cells[i+1].Start = cell.Start
			continue
		}
		text, at := c.doc.Slice(cell), cell.Start
		for {
			i, size := divider(text)
			if i < 0 {
				break
			}
			all = append(all, source.Span{Start: at, End: at + i})
			at += i + size
			text = text[i+size:]
		}
		all = append(all, source.Span{Start: at, End: at + len(text)})
	}
	return all
}

var dividers = []string{" | ", "|", " • ", "•", " · ", " ● ", " ◦ ", " ∙ ", " ⋄ ", " ♦ ", " ⋅ ", "\t", " / ", " // ", " – ", " — ", " -- ", " ; ", "; ", "   "}

// dividerBytes are the bytes that dividers begin with.
const dividerBytes = " |\t;\xe2\xc2"

// divider finds the first divider of a text, the longest of those that begin
// there. The first of a kind that stands behind a label divides nothing.
func divider(text string) (at, size int) {
	resume := make([]int, len(dividers)) // where a kind counts again
	for i := range len(text) {
		if strings.IndexByte(dividerBytes, text[i]) < 0 {
			continue
		}
		for k, d := range dividers {
			switch {
			case i < resume[k] || !strings.HasPrefix(text[i:], d):
			case resume[k] == 0 && i > 0 && text[i-1] == ':':
				resume[k] = i + len(d)
			default:
				size = max(size, len(d))
			}
		}
		if size > 0 {
			return i, size
		}
	}
	return -1, 0
}

// read takes a piece for a contact if it is one.
func (c *contacts) read(s source.Span) bool {
	s = trim(c.doc, s)
	if s.Empty() {
		return true
	}
	if c.found > maxFound {
		return false
	}
	text := c.doc.Slice(s)
	for _, link := range c.doc.URLs(s) {
		start, end := max(link.Start, s.Start)-s.Start, min(link.End, s.End)-s.Start
		switch {
		case onlyLabel(text[:start] + text[end:]):
			if c.address(link.URL, s) {
				return true
			}
		case end-start < len(text):
			return c.split(s, []int{start, end})
		}
	}
	if m := contactForms().email.FindStringIndex(text); m != nil {
		if !onlyLabel(text[:m[0]] + text[m[1]:]) { // several contacts without a divider
			return c.split(s, m)
		}
		c.many("email", strings.TrimRight(text[m[0]:m[1]], "."), s)
		return true
	}
	if m := contactForms().handle.FindStringSubmatch(text); m != nil && c.handle(m[1], m[2], s) {
		return true
	}
	if m := contactForms().link.FindStringIndex(text); m != nil {
		if !onlyLabel(text[:m[0]] + text[m[1]:]) {
			return c.split(s, m)
		}
		return c.address(strings.TrimRight(text[m[0]:m[1]], ".,;)"), s)
	}
	if m := contactForms().phone.FindStringIndex(text); m != nil {
		switch {
		case !onlyLabel(text[:m[0]] + text[m[1]:]):
			return c.split(s, m)
		case c.phone(text[m[0]:m[1]], s):
			return true
		}
	}
	return false
}

// strip removes the label of a contact.
func strip(text string) string {
	return strings.Trim(contactForms().label.ReplaceAllString(text, ""), " \t,:;()|")
}

// labels are words that say no more than which contact follows.
var labels = map[string]bool{
	"linkedin": true, "github": true, "gitlab": true, "website": true, "web": true, "portfolio": true, "email": true, "e-mail": true, "mail": true, "phone": true, "tel": true, "mobile": true, "blog": true, "homepage": true,
	"twitter": true, "x": true, "orcid": true, "mastodon": true, "xing": true, "profile": true, "telefon": true, "mobil": true, "m": true, "t": true, "e": true, "p": true, "w": true,
}

// onlyLabel reports whether what stands around a contact is no more than its
// label.
func onlyLabel(rest string) bool {
	for word := range strings.FieldsFuncSeq(strip(rest), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }) {
		if !labels[strings.ToLower(word)] {
			return false
		}
	}
	return true
}

// split reads a piece that holds several contacts one after the other.
func (c *contacts) split(s source.Span, m []int) bool {
	c.found++
	whole := c.read(source.Span{Start: s.Start + m[0], End: s.Start + m[1]})
	for _, part := range []source.Span{{Start: s.Start, End: s.Start + m[0]}, {Start: s.Start + m[1], End: s.End}} {
		if part = trim(c.doc, part); part.Empty() || strip(c.doc.Slice(part)) == "" {
			continue
		}
		if !c.read(part) && !c.location(part) {
			whole = false
		}
	}
	return whole
}

// many adds a value to a key that may hold one or a list.
func (c *contacts) many(key, value string, quote source.Span) {
	c.found++
	had := c.cv.Get(key)
	switch {
	case had == nil:
		c.cv.Add(draft.Leaf(key, value, quote))
	case had.Kind == draft.List:
		for _, item := range had.Items {
			if item.Text == value {
				item.Quotes = append(item.Quotes, quote)
				return
			}
		}
		had.Add(draft.Leaf("", value, quote))
	case had.Text == value:
		had.Quotes = append(had.Quotes, quote)
	default:
		first := *had
		first.Key = ""
		*had = *draft.Seq(key, &first, draft.Leaf("", value, quote))
	}
}

// address takes the address of a link.
func (c *contacts) address(address string, quote source.Span) bool {
	if mail, ok := strings.CutPrefix(address, "mailto:"); ok {
		mail, _, _ = strings.Cut(mail, "?")
		if !contactForms().email.MatchString(mail) {
			return false
		}
		c.many("email", mail, quote)
		return true
	}
	if number, ok := strings.CutPrefix(address, "tel:"); ok {
		return c.phone(number, quote)
	}
	if network, username, ok := Network(address); ok {
		c.network(network, username, quote)
		return true
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.Contains(u.Hostname(), ".") {
		return false
	}
	if u, _ := url.Parse(address); u.Path == "/" && u.RawQuery == "" {
		address = strings.TrimSuffix(address, "/")
	}
	c.many("website", address, quote)
	return true
}

func (c *contacts) network(network, username string, quote source.Span) {
	c.found++
	list := c.cv.Get("social_networks")
	if list == nil {
		list = draft.Seq("social_networks")
		c.cv.Items = append(c.cv.Items, list)
	}
	for _, item := range list.Items {
		if item.Get("network").Text == network && item.Get("username").Text == username {
			item.Get("username").Quotes = append(item.Get("username").Quotes, quote)
			return
		}
	}
	list.Add(draft.Map("", draft.Leaf("network", network, quote), draft.Leaf("username", username, quote)))
}

// handle takes a user name behind the name of its network.
func (c *contacts) handle(network, username string, quote source.Span) bool {
	for _, n := range Networks {
		if !strings.EqualFold(strings.ReplaceAll(n.Name, " ", ""), strings.ReplaceAll(network, " ", "")) && (!strings.EqualFold(network, "twitter") || n.Name != "X") {
			continue
		}
		if strings.Contains(username, "/") {
			return false // an address
		}
		switch n.Name {
		case "YouTube", "X", "Instagram", "Telegram", "Bluesky", "GitHub", "LinkedIn":
			username = strings.TrimPrefix(username, "@")
		case "StackOverflow":
			return false
		}
		c.network(n.Name, username, quote)
		return true
	}
	if strings.EqualFold(network, "mastodon") && strings.Count(username, "@") == 2 {
		c.network("Mastodon", username, quote)
		return true
	}
	return false
}

// Phone writes a telephone number as RenderCV takes it; ok is false when there
// is no such number, or when the country it belongs to is not known.
func Phone(number, region string) (string, bool) {
	number = strings.TrimSpace(number)
	if rest, ok := strings.CutPrefix(number, "00"); ok {
		number = "+" + rest
	}
	if strings.HasPrefix(number, "+") {
		number = strings.Replace(number, "(0)", "", 1)
	}
	parsed, err := phonenumbers.Parse(number, region)
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return "", false
	}
	return phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL), true
}

func (c *contacts) phone(number string, quote source.Span) bool {
	if len(numbersIn(number)) == 0 {
		return false
	}
	value, ok := Phone(number, c.region)
	if !ok {
		return false
	}
	c.many("phone", value, quote)
	return true
}

// location takes a piece that names a place.
func (c *contacts) location(s source.Span) bool {
	if c.cv.Get("location") != nil {
		return false
	}
	text := strip(c.doc.Slice(s))
	labelled := text != strings.TrimSpace(c.doc.Slice(s))
	if !isPlace(text) && !(labelled && addressLike(text)) {
		return false
	}
	start := s.Start + strings.Index(c.doc.Slice(s), text)
	c.cv.Add(draft.Leaf("location", c.doc.Markdown(source.Span{Start: start, End: start + len(text)}), s))
	return true
}

// trim takes spaces and stray dividers off a span.
func trim(doc *source.Document, s source.Span) source.Span {
	text := doc.Slice(s)
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return source.Span{Start: s.Start, End: s.Start}
	}
	left := strings.TrimLeft(text, " \t\u00a0,;|•·–—:")
	s.Start += len(text) - len(left)
	s.End = s.Start + len(strings.TrimRight(left, " \t\u00a0,;|•·–—:"))
	return s
}
