package offer

import (
	"encoding/json"
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// posting is a schema.org JobPosting, https://schema.org/JobPosting, reduced
// to what an offer can hold. Sites bend the vocabulary freely, so each value
// is read in every shape that is met in the wild.
type posting struct {
	title, company, location     string
	remote                       bool
	employment                   string
	published, closes, starts    string
	salary                       *schema.Salary
	pay                          string // the salary where it is text
	reference, description       string
	qualifications, duties       string
	skills, experience, benefits string
}

// readPostings collects the JobPostings of JSON-LD sources, in order. Sources
// that cannot be repaired are counted.
func readPostings(sources []string) (found []posting, broken int) {
	for _, source := range sources {
		var value any
		if err := json.Unmarshal([]byte(source), &value); err != nil {
			if json.Unmarshal([]byte(mendJSON(source)), &value) != nil {
				broken++
				continue
			}
		}
		collectPostings(value, 0, &found)
	}
	return found, broken
}

func collectPostings(value any, depth int, found *[]posting) {
	if depth > 8 || len(*found) >= 50 {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			collectPostings(item, depth+1, found)
		}
	case map[string]any:
		if hasType(v, "JobPosting") {
			*found = append(*found, readPosting(v))
			return
		}
		for _, key := range []string{"@graph", "mainEntity", "itemListElement", "item", "hasPart", "mainEntityOfPage"} {
			collectPostings(v[key], depth+1, found)
		}
	}
}

func hasType(v map[string]any, want string) bool {
	switch t := v["@type"].(type) {
	case string:
		return strings.EqualFold(t[strings.LastIndexAny(t, "/:")+1:], want)
	case []any:
		for _, item := range t {
			if s, ok := item.(string); ok && strings.EqualFold(s, want) {
				return true
			}
		}
	}
	return false
}

func readPosting(v map[string]any) posting {
	p := posting{
		title:          plain(word(v["title"], "name")),
		company:        plain(word(v["hiringOrganization"], "name", "legalName")),
		employment:     strings.Join(words(v["employmentType"]), ", "),
		published:      day(word(v["datePosted"])),
		closes:         day(word(v["validThrough"])),
		starts:         day(word(v["jobStartDate"])),
		reference:      plain(word(v["identifier"], "value")),
		description:    word(v["description"]),
		qualifications: strings.Join(words(v["qualifications"]), "\n"),
		duties:         strings.Join(words(v["responsibilities"]), "\n"),
		skills:         strings.Join(words(v["skills"]), "\n"),
		benefits:       strings.Join(words(v["jobBenefits"]), "\n"),
		salary:         readBaseSalary(v["baseSalary"]),
	}
	if p.salary == nil {
		p.pay = payText(v["baseSalary"])
	}
	if p.title == "" {
		p.title = plain(word(v["name"]))
	}
	switch strings.ToLower(p.company) {
	case "confidential", "n/a", "na", "none", "unknown", "company", "undisclosed", "anonymous", "vertraulich", "confidentiel", "confidencial":
		p.company = ""
	}
	for _, kind := range words(v["jobLocationType"]) {
		p.remote = p.remote || strings.Contains(strings.ToUpper(kind), "TELECOMMUTE")
	}
	p.location = readPlace(v["jobLocation"])
	if text := word(v["experienceRequirements"]); text != "" {
		p.experience = text
	} else if e, ok := v["experienceRequirements"].(map[string]any); ok {
		if months := number(e["monthsOfExperience"]); months >= 12 {
			p.experience = fmt.Sprintf("%d years of experience", int(months)/12)
		}
	}
	return p
}

func readPlace(v any) string {
	switch place := v.(type) {
	case string:
		return plain(place)
	case []any:
		for _, item := range place {
			if s := readPlace(item); s != "" {
				return s
			}
		}
	case map[string]any:
		address, ok := place["address"].(map[string]any)
		if !ok {
			if s := plain(word(place["address"])); s != "" {
				return s
			}
			if place["addressLocality"] == nil && place["addressRegion"] == nil {
				return plain(word(place["name"]))
			}
			address = place
		}
		var parts []string
		for _, key := range []string{"addressLocality", "addressRegion", "addressCountry"} {
			if s := plain(word(address[key], "name")); s != "" && (len(parts) == 0 || parts[len(parts)-1] != s) {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ", ")
	}
	return ""
}

// readBaseSalary reads a MonetaryAmount. Values that no one is paid (0, 1, or
// a year's pay below 1,000) are placeholders.
func readBaseSalary(v any) *schema.Salary {
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = list[0]
	}
	amount, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	value, ok := amount["value"].(map[string]any)
	if !ok {
		value = map[string]any{"value": amount["value"], "minValue": amount["minValue"], "maxValue": amount["maxValue"], "unitText": amount["unitText"]}
	}
	s := &schema.Salary{Min: number(value["minValue"]), Max: number(value["maxValue"])}
	if single := number(value["value"]); single > 0 && s.Min == 0 && s.Max == 0 {
		s.Min, s.Max = single, single
	}
	for _, holder := range []map[string]any{amount, value} {
		if code := strings.ToUpper(strings.TrimSpace(word(holder["currency"]))); len(code) == 3 && s.Currency == "" {
			s.Currency = code
		}
		if unit := strings.ToUpper(word(holder["unitText"])); s.Period == "" {
			s.Period = map[string]schema.Period{
				"HOUR": schema.PerHour, "HOURLY": schema.PerHour, "DAY": schema.PerDay, "DAILY": schema.PerDay, "WEEK": schema.PerWeek, "WEEKLY": schema.PerWeek,
				"MONTH": schema.PerMonth, "MONTHLY": schema.PerMonth, "YEAR": schema.PerYear, "YEARLY": schema.PerYear, "ANNUAL": schema.PerYear, "ANNUALLY": schema.PerYear,
			}[unit]
		}
	}
	if s.Max > 0 && s.Min > s.Max {
		s.Min, s.Max = s.Max, s.Min
	}
	top := math.Max(s.Min, s.Max)
	if top <= 1 || s.Period == schema.PerYear && top < 1000 || s.Period == schema.PerMonth && top < 50 {
		return nil
	}
	return s
}

// payText is a salary that is stated in words: "£55,000 – £65,000 per year".
func payText(v any) string {
	if amount, ok := v.(map[string]any); ok {
		v = amount["value"]
	}
	if s, ok := v.(string); ok && number(s) == 0 {
		return plain(s)
	}
	return ""
}

// word reads a string, a number, or the named parts of an object; of a list
// the first that is not empty.
func word(v any, keys ...string) string {
	switch t := v.(type) {
	case string:
		return strings.TrimSpace(t)
	case float64:
		return strconv.FormatFloat(t, 'f', -1, 64)
	case []any:
		for _, item := range t {
			if s := word(item, keys...); s != "" {
				return s
			}
		}
	case map[string]any:
		for _, key := range append(keys, "@value") {
			if s := word(t[key]); s != "" {
				return s
			}
		}
	}
	return ""
}

func words(v any) []string {
	if list, ok := v.([]any); ok {
		var all []string
		for _, item := range list {
			all = append(all, words(item)...)
		}
		return all
	}
	if s := word(v, "name", "description"); s != "" {
		return []string{s}
	}
	return nil
}

func number(v any) float64 {
	switch t := v.(type) {
	case float64:
		return finite(t)
	case string:
		if n, ok := parseAmount(strings.TrimSpace(t)); ok {
			return finite(n)
		}
	}
	return 0
}

func finite(n float64) float64 {
	if n < 0 || n > 1e9 || math.IsNaN(n) {
		return 0
	}
	return n
}

// plain turns a value into one line of text without markup.
func plain(s string) string {
	if strings.Contains(s, "<") {
		s = readPage(s).text
	}
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

// day keeps the date of an ISO 8601 time.
func day(s string) string {
	if len(s) >= 10 {
		s = s[:10]
	}
	if date, ok := isoDate(s); ok {
		return date
	}
	return ""
}

// mendJSON repairs what is commonly broken in JSON-LD: raw line breaks inside
// strings, comments and CDATA around it, commas before a closing bracket, a
// semicolon behind, brackets never closed.
func mendJSON(s string) string {
	s = strings.Replace(s, "<![CDATA[", "", 1)
	start := strings.IndexAny(s, "{[")
	if start < 0 {
		return s
	}
	var b strings.Builder
	var open []byte
	inString := false
	for i := start; i < len(s); i++ {
		c := s[i]
		switch {
		case inString && c == '\\' && i+1 < len(s):
			i++
			if strings.IndexByte(`"\/bfnrtu`, s[i]) < 0 {
				b.WriteByte('\\')
			}
			b.WriteByte('\\')
			b.WriteByte(s[i])
			continue
		case inString && c == '"':
			inString = false
		case inString && c < ' ':
			fmt.Fprintf(&b, `\u%04x`, c)
			continue
		case inString:
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			open = append(open, c+2) // '}' and ']' stand two behind
		case c == '}' || c == ']':
			trimComma(&b)
			if len(open) == 0 {
				return b.String()
			}
			open = open[:len(open)-1]
			b.WriteByte(c)
			if len(open) == 0 {
				return b.String()
			}
			continue
		}
		b.WriteByte(c)
	}
	if inString {
		b.WriteByte('"')
	}
	trimComma(&b)
	for i := len(open) - 1; i >= 0; i-- {
		b.WriteByte(open[i])
	}
	return b.String()
}

func trimComma(b *strings.Builder) {
	s := strings.TrimRight(b.String(), " \t\r\n")
	if trimmed, ok := strings.CutSuffix(s, ","); ok {
		b.Reset()
		b.WriteString(trimmed)
	}
}
