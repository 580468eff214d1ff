package export

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/content"
)

// JSONResume writes a CV in the JSON Resume format (jsonresume.org/schema,
// version 1.0.0), which has fixed lists: jobs go to work, schooling to
// education, and so on by the type of the entries and the title of their
// section. Sections that the format has no list for, and the titles and order
// of all, stand in meta.rendercv, from where package resume/jsonresume reads
// them again.
func JSONResume(doc *cv.Document) ([]byte, error) {
	w := &jsonWriter{doc: doc, lists: map[string][]any{}}
	basics := w.basics()
	sections := []any{}
	for _, s := range doc.Sections() {
		sections = append(sections, w.section(s, basics))
	}
	out := object{{"$schema", jsonSchemaURL}, {"basics", basics}}
	for _, key := range []string{"work", "volunteer", "education", "awards", "certificates", "publications", "skills", "languages", "interests", "references", "projects"} {
		if list := w.lists[key]; len(list) > 0 {
			out.set(key, list)
		}
	}
	out.set("meta", object{{"version", "v1.0.0"}, {"rendercv", object{{"sections", sections}}}})
	data, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing JSON Resume: %w", err)
	}
	return append(data, '\n'), nil
}

const jsonSchemaURL = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"

// object is a JSON object that keeps the order of its keys.
type object []field

type field struct {
	key   string
	value any
}

// set adds a key unless it says nothing.
func (o *object) set(key string, value any) {
	if text, ok := value.(string); ok && text == "" {
		return
	}
	*o = append(*o, field{key, value})
}

// MarshalJSON writes the keys in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, f := range o {
		if i > 0 {
			out = append(out, ',')
		}
		key, err := json.Marshal(f.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}

type jsonWriter struct {
	doc   *cv.Document
	lists map[string][]any
}

// texts are the values under a key that may hold one or a list.
func (w *jsonWriter) texts(path string) []string {
	value, _ := w.doc.Value(path)
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		all := make([]string, len(value))
		for i, item := range value {
			all[i] = fmt.Sprint(item)
		}
		return all
	}
	text, _ := w.doc.Scalar(path)
	return []string{text}
}

func (w *jsonWriter) first(path string) string {
	if all := w.texts(path); len(all) > 0 {
		return all[0]
	}
	return ""
}

func (w *jsonWriter) basics() *object {
	out := &object{}
	out.set("name", plainText(w.first("/cv/name")))
	out.set("label", plainText(w.first("/cv/headline")))
	if photo := w.first("/cv/photo"); strings.HasPrefix(photo, "http") {
		out.set("image", photo)
	}
	out.set("email", w.first("/cv/email"))
	out.set("phone", strings.TrimPrefix(w.first("/cv/phone"), "tel:"))
	out.set("url", w.first("/cv/website"))
	if place := w.first("/cv/location"); place != "" {
		out.set("location", object{{"address", plainText(place)}})
	}
	profiles := []any{}
	networks, _ := w.doc.Value("/cv/social_networks")
	list, _ := networks.([]any)
	for _, item := range list {
		entry, _ := item.(map[string]any)
		network, username := fmt.Sprint(entry["network"]), fmt.Sprint(entry["username"])
		profile := object{{"network", network}, {"username", username}}
		profile.set("url", content.ProfileURL(network, username))
		profiles = append(profiles, profile)
	}
	custom, _ := w.doc.Value("/cv/custom_connections")
	list, _ = custom.([]any)
	for _, item := range list {
		entry, _ := item.(map[string]any)
		profile := object{{"network", fmt.Sprint(entry["placeholder"])}}
		if address, ok := entry["url"].(string); ok {
			profile.set("url", address)
		}
		profiles = append(profiles, profile)
	}
	for _, more := range [][]string{w.texts("/cv/email"), w.texts("/cv/phone"), w.texts("/cv/website")} {
		for i, text := range more {
			if i == 0 {
				continue
			}
			profile := object{{"network", text}}
			if _, err := url.ParseRequestURI(text); err == nil {
				profile.set("url", text)
			}
			profiles = append(profiles, profile)
		}
	}
	if len(profiles) > 0 {
		out.set("profiles", profiles)
	}
	return out
}

// listOf names the list that a section's entries go to by their type and the
// section's title, "" for none.
func listOf(s cv.Section) string {
	title := strings.ToLower(s.Title)
	about := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(title, word) {
				return true
			}
		}
		return false
	}
	switch s.Kind {
	case cv.ExperienceEntry:
		if about("volunt", "ehrenamt", "bénévol", "benevol", "vrijwillig") {
			return "volunteer"
		}
		return "work"
	case cv.EducationEntry:
		return "education"
	case cv.PublicationEntry:
		return "publications"
	case cv.OneLineEntry:
		if about("langu", "sprach", "idioma", "lingu", "língu", "talen") {
			return "languages"
		}
		if about("interest", "interess", "hobb", "intérêt", "loisir") {
			return "interests"
		}
		return "skills"
	case cv.NormalEntry:
		if about("certif", "zertif", "licen") {
			return "certificates"
		}
		if about("award", "auszeichnung", "prix", "premio", "prémio", "prijs", "honor", "honour") {
			return "awards"
		}
		return "projects"
	}
	return ""
}

// section writes a section into its list and says so, or whole.
func (w *jsonWriter) section(s cv.Section, basics *object) object {
	list := listOf(s)
	for _, e := range s.Entries {
		if list == "" || e.Kind != s.Kind {
			list = ""
			break
		}
	}
	if s.Kind == cv.TextEntry && !has(*basics, "summary") && len(w.lists) == 0 {
		var texts []string
		for _, e := range s.Entries {
			texts = append(texts, plainText(e.Text))
		}
		basics.set("summary", strings.Join(texts, "\n\n"))
		return object{{"title", s.Title}, {"list", "summary"}}
	}
	if list == "" || len(s.Entries) == 0 {
		entries, _ := w.doc.Value(s.Path)
		return object{{"title", s.Title}, {"content", entries}}
	}
	for _, e := range s.Entries {
		w.lists[list] = append(w.lists[list], entryJSON(list, e, w.doc))
	}
	return object{{"title", s.Title}, {"list", list}, {"entries", len(s.Entries)}}
}

func has(o object, key string) bool {
	for _, f := range o {
		if f.key == key {
			return true
		}
	}
	return false
}

func entryJSON(list string, e cv.Entry, doc *cv.Document) object {
	out := object{}
	switch list {
	case "work":
		named(&out, "name", e.Get("company"))
		out.set("position", plainText(e.Get("position")))
	case "volunteer":
		named(&out, "organization", e.Get("company"))
		out.set("position", plainText(e.Get("position")))
	case "education":
		named(&out, "institution", e.Get("institution"))
		out.set("area", plainText(e.Get("area")))
		out.set("studyType", plainText(e.Get("degree")))
	case "publications":
		return publicationJSON(e, doc)
	case "skills", "interests":
		out.set("name", plainText(e.Get("label")))
		keywords := []any{}
		for keyword := range splitList(plainText(e.Get("details"))) {
			keywords = append(keywords, keyword)
		}
		out.set("keywords", keywords)
		return out
	case "languages":
		out.set("language", plainText(e.Get("label")))
		out.set("fluency", plainText(e.Get("details")))
		return out
	case "awards":
		named(&out, "title", e.Get("name"))
	default:
		named(&out, "name", e.Get("name"))
	}
	datesJSON(&out, list, e)
	out.set("location", plainText(e.Get("location")))
	key := map[string]string{"projects": "description", "certificates": "issuer", "awards": "awarder"}[list]
	if key == "" {
		key = "summary"
	}
	out.set(key, plainText(e.Get("summary")))
	if len(e.Highlights) > 0 {
		highlights := make([]any, len(e.Highlights))
		for i, h := range e.Highlights {
			highlights[i] = plainText(h.Text)
		}
		out.set("highlights", highlights)
	}
	return out
}

// splitList divides at commas that stand outside of brackets.
func splitList(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		depth, start := 0, 0
		for i, r := range text {
			switch {
			case r == '(':
				depth++
			case r == ')':
				depth--
			case r == ',' && depth <= 0 && strings.HasPrefix(text[i:], ", "):
				if !yield(text[start:i]) {
					return
				}
				start = i + 2
			}
		}
		yield(text[start:])
	}
}

func publicationJSON(e cv.Entry, doc *cv.Document) object {
	out := object{}
	out.set("name", plainText(e.Get("title")))
	out.set("publisher", plainText(e.Get("journal")))
	out.set("releaseDate", isoDate(e.Get("date")))
	if e.Get("date") != "" && isoDate(e.Get("date")) == "" {
		out.set("date", e.Get("date"))
	}
	switch doi := e.Get("doi"); {
	case doi != "":
		out.set("url", "https://doi.org/"+doi)
		out.set("doi", doi)
	default:
		out.set("url", e.Get("url"))
	}
	out.set("summary", plainText(e.Get("summary")))
	authors, _ := doc.Value(e.Path + "/authors")
	if list, ok := authors.([]any); ok {
		names := make([]any, len(list))
		for i, author := range list {
			names[i] = plainText(fmt.Sprint(author))
		}
		out.set("authors", names)
	}
	return out
}

var isoForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{4}(?:-\d{2}){0,2}$`) })

func isoDate(date string) string {
	if isoForm().MatchString(date) {
		return date
	}
	return ""
}

// datesJSON writes the dates; a list with one date has its own key for it, and
// what is no date stays as a text under it.
func datesJSON(out *object, list string, e cv.Entry) {
	date, start, end := e.Get("date"), e.Get("start_date"), e.Get("end_date")
	single := list == "certificates" || list == "awards"
	switch {
	case date != "" && (single || isoDate(date) == "" || start == ""):
		if isoDate(date) == "" && single {
			out.set("when", date) // the format takes dates only
			return
		}
		if isoDate(date) == "" {
			out.set("date", date)
			return
		}
		if single {
			out.set("date", date)
			return
		}
		out.set("endDate", date)
	case single:
		out.set("date", isoDate(start))
		if end != "" && end != "present" {
			out.set("endDate", isoDate(end))
		}
	default:
		out.set("startDate", isoDate(start))
		if end != "present" {
			out.set("endDate", isoDate(end))
		}
	}
}

var linkForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\[([^\]]+)\]\((https?://[^)\s]+)\)$`) })

// named writes a text; one that is a link as a whole gives the address as well.
func named(out *object, key, text string) {
	if m := linkForm().FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		out.set(key, m[1])
		out.set("url", m[2])
		return
	}
	out.set(key, plainText(text))
}

// plainText takes the markup of bold and slanted letters off. Links stay as
// Markdown, which most themes of the format print.
func plainText(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "**", ""), "\n", " "))
}
