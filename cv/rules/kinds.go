package rules

import (
	"fmt"
	"hash/maphash"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/image/colornames"
	"golang.org/x/net/idna"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// kinds tell what is wrong with a single value, "" when nothing is.
var kinds = map[string]func(n *yamltree.Node, r rule) string{
	"text":         text,
	"choice":       choice,
	"theme":        theme,
	"boolean":      boolean,
	"dimension":    dimension,
	"color":        color,
	"email":        email,
	"phone":        phone,
	"url":          httpURL,
	"photo":        photo,
	"doi":          doi,
	"date":         date,
	"exact date":   exactDate,
	"end date":     endDate,
	"current date": currentDate,
}

// help says what a key holds.
func (r rule) help() string {
	help := map[string]string{
		"text": "give a text", "boolean": "give true or false", "dimension": dimensionHelp, "color": colorHelp,
		"email": "give an address such as name@example.org", "phone": phoneHelp, "url": urlHelp, "doi": doiHelp,
		"photo": "give a file name or URL", "date": "give a date or a text such as Fall 2023", "exact date": dateHelp,
		"end date": dateHelp + " or present", "current date": "give YYYY-MM-DD or today", "theme": "give one of " + strings.Join(Themes, ", "),
		"choice": "give one of " + strings.Join(r.choices, ", "), "sections": "give section titles, each with a list of entries",
	}[r.kind]
	switch {
	case r.many && r.orOne:
		help += ", or a list of them"
	case r.many:
		help = "give a list"
	case r.object != nil:
		help = "give keys below it: " + list(r.object.names())
	}
	return help
}

const (
	dimensionHelp = "give a number and a unit (cm, in, pt, mm, em) as in 0.1cm"
	colorHelp     = `give a name, "#rrggbb" in quotes, rgb(0, 79, 144) or hsl(270, 60%, 70%)`
	phoneHelp     = "give the number with its country code in quotes as in \"+49 30 901820\""
	urlHelp       = "give a full address as in https://example.org"
	doiHelp       = "a DOI begins with 10. as in 10.1000/182"
	dateHelp      = "give YYYY-MM-DD, YYYY-MM or YYYY"
)

// isText is true for what RenderCV reads as a string: dates are, numbers and
// booleans are not.
func isText(n *yamltree.Node) bool {
	switch n.Tag {
	case yamltree.TagInt, yamltree.TagFloat, yamltree.TagBool, yamltree.TagNull:
		return false
	}
	return true
}

func text(n *yamltree.Node, _ rule) string {
	if !isText(n) {
		return fmt.Sprintf("%s is read as a %s, not as a text; put it in quotes", n.Value, kindOf(n))
	}
	return ""
}

func kindOf(n *yamltree.Node) string {
	if n.Tag == yamltree.TagBool {
		return "yes or no"
	}
	return "number"
}

func choice(n *yamltree.Node, r rule) string {
	if isText(n) && slices.Contains(r.choices, n.Value) {
		return ""
	}
	if near := Nearest(n.Value, r.choices); near != "" && len([]rune(near)) > 1 {
		return fmt.Sprintf("%q is no %s; did you mean %s?", n.Value, r.name, near)
	}
	return fmt.Sprintf("%q is no %s; give one of %s", n.Value, r.name, strings.Join(r.choices, ", "))
}

// Themes are RenderCV's built-in themes.
var Themes = []string{"classic", "ember", "engineeringclassic", "engineeringresumes", "harvard", "ink", "moderncv", "opal", "sb2nov"}

func theme(n *yamltree.Node, r rule) string {
	if slices.Contains(Themes, n.Value) {
		return ""
	}
	if near := Nearest(n.Value, Themes); near != "" {
		return fmt.Sprintf("%q is no built-in theme; did you mean %s?", n.Value, near)
	}
	return fmt.Sprintf("%q is no built-in theme; give one of %s, or render a theme of your own with RenderCV's command (engine rendercv)", n.Value, strings.Join(Themes, ", "))
}

var booleans = []string{"true", "false", "yes", "no", "on", "off", "t", "f", "y", "n", "1", "0"}

func boolean(n *yamltree.Node, _ rule) string {
	if slices.Contains(booleans, strings.ToLower(n.Value)) {
		return ""
	}
	return fmt.Sprintf("%q is neither true nor false", n.Value)
}

var dimensionForm = regexp.MustCompile(`^-?\d+(?:\.\d+)?(?:cm|in|pt|mm|em)$`)

func dimension(n *yamltree.Node, _ rule) string {
	if isText(n) && dimensionForm.MatchString(n.Value) {
		return ""
	}
	return fmt.Sprintf("%q is no length; %s", n.Value, dimensionHelp)
}

var colorForms = regexp.MustCompile(`^(?i:\s*(?:(?:#|0x)?(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})` +
	`|rgba?\(\s*\d{1,3}(?:\.\d+)?%?\s*,\s*\d{1,3}(?:\.\d+)?%?\s*,\s*\d{1,3}(?:\.\d+)?%?\s*(?:,\s*(?:\d(?:\.\d+)?|\.\d+|\d{1,2}%)\s*)?\)` +
	`|rgba?\(\s*\d{1,3}\s+\d{1,3}\s+\d{1,3}\s*(?:/\s*(?:\d(?:\.\d+)?|\.\d+|\d{1,2}%)\s*)?\)` +
	`|hsla?\(\s*-?\d+(?:\.\d+)?\s*(?:deg|rad|turn)?\s*[, ]\s*\d{1,3}(?:\.\d+)?%\s*[, ]\s*\d{1,3}(?:\.\d+)?%\s*(?:[,/]\s*(?:\d(?:\.\d+)?|\.\d+|\d{1,2}%)\s*)?\))\s*)$`)

func color(n *yamltree.Node, _ rule) string {
	if isText(n) {
		if _, named := colornames.Map[strings.ToLower(n.Value)]; named || strings.EqualFold(n.Value, "transparent") || colorForms.MatchString(n.Value) {
			return ""
		}
	}
	return fmt.Sprintf("%q is no color; %s", n.Value, colorHelp)
}

var (
	emailLocal = regexp.MustCompile(`^[^\s@<>()\[\]\\,;:".](?:[^\s@<>()\[\]\\,;:"]{0,62}[^\s@<>()\[\]\\,;:".])?$`)
	emailShown = regexp.MustCompile(`^[\w ]*? *<(.*)> *$`)
)

// reservedDomains never get mail (RFC 6761); RenderCV refuses them.
var reservedDomains = []string{"arpa", "invalid", "local", "localhost", "onion", "test"}

func email(n *yamltree.Node, _ rule) string {
	address := n.Value
	if m := emailShown.FindStringSubmatch(address); m != nil {
		address = m[1]
	}
	local, domain, _ := strings.Cut(address, "@")
	ascii, err := idna.Lookup.ToASCII(domain)
	labels := strings.Split(ascii, ".")
	valid := isText(n) && err == nil && emailLocal.MatchString(local) && !strings.Contains(local, "..") && len(labels) > 1 && len(ascii) < 254
	for _, label := range labels {
		valid = valid && label != "" && len(label) < 64
	}
	last := labels[len(labels)-1]
	if !valid || strings.Trim(last, "0123456789") == "" || slices.Contains(reservedDomains, last) {
		return fmt.Sprintf("%q is no email address; give one such as name@example.org", n.Value)
	}
	return ""
}

// knownPhones are the numbers that were looked at, by hashes that nobody can read
// a number from: each CV of a user has the same one, before and after.
var (
	knownPhones cache.Memo[uint64, bool]
	phoneSeed   = maphash.MakeSeed()
)

func validPhone(number string) bool {
	hash := maphash.String(phoneSeed, number)
	return knownPhones.Get(hash, func() (uint64, bool) {
		parsed, err := phonenumbers.Parse(number, "")
		return hash, err == nil && phonenumbers.IsValidNumber(parsed)
	})
}

func phone(n *yamltree.Node, _ rule) string {
	switch {
	case !isText(n):
		return fmt.Sprintf("%s is read as a number; put it in quotes", n.Value)
	case !validPhone(n.Value):
		return fmt.Sprintf("%q is no phone number that exists; %s", n.Value, phoneHelp)
	}
	return ""
}

func validURL(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && len(address) <= 2083
}

func httpURL(n *yamltree.Node, _ rule) string {
	if isText(n) && validURL(n.Value) {
		return ""
	}
	return fmt.Sprintf("%q is no web address; %s", n.Value, urlHelp)
}

func photo(n *yamltree.Node, r rule) string {
	if strings.HasPrefix(n.Value, "http:") || strings.HasPrefix(n.Value, "https:") {
		return httpURL(n, r)
	}
	return text(n, r)
}

var doiForm = regexp.MustCompile(`\b10\..*`)

func doi(n *yamltree.Node, _ rule) string {
	if isText(n) && doiForm.MatchString(n.Value) {
		return ""
	}
	return fmt.Sprintf("%q is no DOI; %s", n.Value, doiHelp)
}

// The forms of a date: a digit for every 0.
const (
	fullDate  = "0000-00-00"
	monthDate = "0000-00"
	yearDate  = "0000"
)

func hasForm(value, form string) bool {
	if len(value) != len(form) {
		return false
	}
	for i := range len(form) {
		digit := value[i] >= '0' && value[i] <= '9'
		if value[i] != form[i] && !(digit && form[i] == '0') {
			return false
		}
	}
	return true
}

// day is the first day that a date names; ok is false when it names none.
func day(value string) (when time.Time, ok bool) {
	switch {
	case hasForm(value, fullDate):
	case hasForm(value, monthDate):
		value += "-01"
	case hasForm(value, yearDate):
		value += "-01-01"
	default:
		return time.Time{}, false
	}
	when, err := time.Parse(time.DateOnly, value)
	return when, err == nil && when.Year() > 0
}

// date may be a text; only what looks like a date has to be one.
func date(n *yamltree.Node, _ rule) string {
	if n.Tag == yamltree.TagFloat || n.Tag == yamltree.TagBool {
		return fmt.Sprintf("%q is no date; put the text in quotes", n.Value)
	}
	if _, ok := day(n.Value); !ok && (hasForm(n.Value, fullDate) || hasForm(n.Value, monthDate)) {
		return fmt.Sprintf("there is no day %s; check month and day", n.Value)
	}
	return ""
}

func exactDate(n *yamltree.Node, _ rule) string {
	if _, ok := day(n.Value); !ok {
		return fmt.Sprintf("%q is no date; %s", n.Value, dateHelp)
	}
	return ""
}

func endDate(n *yamltree.Node, r rule) string {
	if n.Value == "present" {
		return ""
	}
	if message := exactDate(n, r); message != "" {
		return message + " or present"
	}
	return ""
}

func currentDate(n *yamltree.Node, _ rule) string {
	if _, ok := day(n.Value); n.Value == "today" || ok && hasForm(n.Value, fullDate) {
		return ""
	}
	return fmt.Sprintf("%q is no date; give YYYY-MM-DD or today", n.Value)
}
