package api

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/schema"
)

// operation is one method of one path: how it is answered and how it is
// described.
type operation struct {
	method, path string
	id           string // operationId
	summary      string
	description  string
	parameters   []parameter
	body         string // name of the schema of the JSON body; empty for none
	answers      []answer
	handle       http.HandlerFunc
	public       bool // needs no login
	elsewhere    bool // is served by the server itself; only described here
}

// parameter is one of path, query or header.
type parameter struct {
	in, name, description string
	schema                map[string]any
	kind                  schema.Kind // of the handle in a path
	required, many        bool
}

// answer is one way in which an operation answers, other than a problem.
type answer struct {
	status      int
	description string
	schema      string // name; empty when there is no JSON
	mediaType   string // application/json when empty and schema is not
	headers     []string
}

// checked refuses what no operation takes: query parameters that it does not
// know, handles that are none, and bodies of another kind.
func (o operation) checked() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		for _, check := range []func(*http.Request) *problem.Problem{o.checkPath, o.checkQuery, o.checkMedia} {
			if refusal := check(r); refusal != nil {
				refusal.ServeHTTP(w, r)
				return
			}
		}
		o.handle(w, r)
	})
}

func refuse(kind problem.Kind, format string, arguments ...any) *problem.Problem {
	p := problem.New(kind, fmt.Sprintf(format, arguments...))
	return &p
}

// checkPath: an address with a handle that cannot be one leads nowhere.
func (o operation) checkPath(r *http.Request) *problem.Problem {
	for _, p := range o.parameters {
		if p.in != "path" {
			continue
		}
		value := r.PathValue(p.name)
		if p.kind != "" {
			if _, err := schema.ParseHandle(p.kind, value); err != nil {
				return refuse(problem.NotFound, "%v", err)
			}
		} else if words := p.wrong([]string{value}); words != "" {
			return refuse(problem.NotFound, "%s: %s", p.name, words)
		}
	}
	return nil
}

func (o operation) checkQuery(r *http.Request) *problem.Problem {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return refuse(problem.BadRequest, "the query cannot be read: %v", err)
	}
	var known []string
	for _, p := range o.parameters {
		if p.in != "query" {
			continue
		}
		known = append(known, p.name)
		values, given := query[p.name]
		delete(query, p.name)
		if !given {
			if p.required {
				return refuse(problem.BadRequest, "the query parameter %s is missing", p.name)
			}
			continue
		}
		if len(values) > 1 && !p.many {
			return refuse(problem.BadRequest, "the query parameter %s is given %d times", p.name, len(values))
		}
		if words := p.wrong(values); words != "" {
			return refuse(problem.BadRequest, "the query parameter %s: %s", p.name, words)
		}
	}
	for name := range query {
		if len(known) == 0 {
			return refuse(problem.BadRequest, "there is no query parameter %q here", name)
		}
		return refuse(problem.BadRequest, "there is no query parameter %q: take %s", name, strings.Join(known, ", "))
	}
	return nil
}

// wrong says what values have against the parameter's schema, in the few words
// of JSON Schema that the parameters use.
func (p parameter) wrong(values []string) string {
	rules := p.schema
	if p.many {
		rules = rules["items"].(map[string]any)
	}
	for _, value := range values {
		if rules["type"] == "integer" {
			number, err := strconv.Atoi(value)
			least, most := rules["minimum"].(int), rules["maximum"].(int)
			if err != nil || number < least || number > most {
				return fmt.Sprintf("%q is no whole number from %d to %d", value, least, most)
			}
		}
		if choices, ok := rules["enum"].([]string); ok && !slices.Contains(choices, value) {
			return fmt.Sprintf("%q is none of %s", value, strings.Join(choices, ", "))
		}
		if most, ok := rules["maxLength"].(int); ok && len([]rune(value)) > most {
			return fmt.Sprintf("it is longer than %d characters", most)
		}
		if form, ok := rules["pattern"].(string); ok && !regexp.MustCompile(form).MatchString(value) {
			return fmt.Sprintf("%q does not have the form %s", value, form)
		}
	}
	return ""
}

// bodyTypes are the media types that a method takes.
var bodyTypes = map[string][]string{
	http.MethodPost:  {"application/json"},
	http.MethodPatch: {"application/merge-patch+json", "application/json"},
}

func (o operation) checkMedia(r *http.Request) *problem.Problem {
	if o.body == "" {
		return nil
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return refuse(problem.UnsupportedMedia, "Content-Encoding %q is not taken: send the body as it is", encoding)
	}
	given := r.Header.Get("Content-Type")
	mediaType, attributes, err := mime.ParseMediaType(given)
	if charset := attributes["charset"]; err != nil || !slices.Contains(bodyTypes[o.method], mediaType) ||
		(charset != "" && !strings.EqualFold(charset, "utf-8")) {
		return refuse(problem.UnsupportedMedia, "Content-Type %q is not taken: send %s in UTF-8", given, strings.Join(bodyTypes[o.method], " or "))
	}
	return nil
}

// given are those of the query parameters that say something, as arguments of
// the same names.
func given(r *http.Request, names ...string) map[string]any {
	arguments := map[string]any{}
	for _, name := range names {
		if value := r.URL.Query().Get(name); value != "" {
			arguments[name] = value
		}
	}
	return arguments
}

// integer reads a query parameter that checkQuery let pass.
func integer(r *http.Request, name string, otherwise int) int {
	number, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return otherwise
	}
	return number
}

// etag names a version of what is at an address, and fresh tells whether the
// client has it.
func etag(version string) string { return `"` + version + `"` }

func fresh(r *http.Request, tag string) bool {
	for known := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		known = strings.TrimPrefix(strings.TrimSpace(known), "W/") // a cache may have weakened it
		if known == tag || known == "*" {
			return true
		}
	}
	return false
}

// reply answers with value as JSON.
func reply(w http.ResponseWriter, status int, value json.RawMessage) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(value, '\n')) // a client that hung up needs no answer
}
