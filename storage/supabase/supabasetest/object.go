package supabasetest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

type object struct {
	id   string
	data []byte
	kind string
	at   time.Time
}

// object finds the bucket and the name in it.
func (s *Server) find(where string) (*bucket, string, *refusal) {
	id, name, _ := strings.Cut(where, "/")
	if s.buckets[id] == nil {
		return nil, "", &noSuchBucket
	}
	return s.buckets[id], name, nil
}

func (s *Server) doObject(who caller, r *http.Request, where string, body []byte) (any, *refusal) {
	b, name, refused := s.find(where)
	if refused != nil {
		return nil, refused
	}
	switch r.Method {
	case http.MethodGet:
		return s.get(who, where)
	case http.MethodDelete:
		return b.remove(who, body)
	case http.MethodPost, http.MethodPut:
	default:
		return nil, &badRequest
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	_, there := b.objects[name]
	switch {
	case !who.may(name):
		return nil, &denied
	case len(b.MimeTypes) > 0 && !slices.Contains(b.MimeTypes, kind):
		return nil, &badMime
	case b.SizeLimit != nil && int64(len(body)) > *b.SizeLimit:
		return nil, &tooLarge
	case there && r.Method == http.MethodPost && r.Header.Get("X-Upsert") != "true":
		return nil, &keyExists
	}
	b.objects[name] = object{id: uuid.NewString(), data: body, kind: kind, at: time.Now()}
	return map[string]string{"Id": b.objects[name].id, "Key": where}, nil
}

func (b *bucket) remove(who caller, body []byte) (any, *refusal) {
	var wanted struct {
		Prefixes []string `json:"prefixes"`
	}
	if json.Unmarshal(body, &wanted) != nil || len(wanted.Prefixes) == 0 {
		return nil, &badRequest
	}
	removed := []map[string]string{}
	for _, name := range wanted.Prefixes {
		if _, there := b.objects[name]; there && who.may(name) { // what one may not see is not there
			delete(b.objects, name)
			removed = append(removed, map[string]string{"name": name, "bucket_id": b.ID})
		}
	}
	return removed, nil
}

func (s *Server) get(who caller, where string) (any, *refusal) {
	b, name, refused := s.find(where)
	if refused != nil {
		return nil, refused
	}
	found, there := b.objects[name]
	if !there || !who.may(name) {
		return nil, &noSuchKey
	}
	return found, nil
}

func (s *Server) signURL(who caller, where string, body []byte) (any, *refusal) {
	var wanted struct {
		ExpiresIn int `json:"expiresIn"`
	}
	if json.Unmarshal(body, &wanted) != nil || wanted.ExpiresIn < 1 {
		return nil, &badRequest
	}
	if _, refused := s.get(who, where); refused != nil {
		return nil, refused
	}
	signed := token(jwt.MapClaims{"url": where, "exp": time.Now().Add(time.Duration(wanted.ExpiresIn) * time.Second).Unix()})
	return map[string]string{"signedURL": "/object/sign/" + where + "?token=" + url.QueryEscape(signed)}, nil
}

func (s *Server) getSigned(where, raw string) (any, *refusal) {
	claims := jwt.MapClaims{}
	_, err := jwt.ParseWithClaims(raw, claims, func(*jwt.Token) (any, error) { return []byte(Secret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired())
	if err != nil || claims["url"] != where {
		return nil, &badToken
	}
	return s.get(caller{service: true}, where)
}

// list gives one level below a prefix: objects, and folders without an id.
func (s *Server) list(who caller, id string, body []byte) (any, *refusal) {
	b := s.buckets[id]
	if b == nil {
		return nil, &noSuchBucket
	}
	var wanted struct {
		Prefix        string
		Limit, Offset int
	}
	if json.Unmarshal(body, &wanted) != nil {
		return nil, &badRequest
	}
	prefix := ""
	if wanted.Prefix != "" {
		prefix = strings.TrimSuffix(wanted.Prefix, "/") + "/"
	}
	found := map[string]map[string]any{}
	for name, object := range b.objects {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok || !who.may(name) {
			continue
		}
		if folder, _, deeper := strings.Cut(rest, "/"); deeper {
			found[folder] = map[string]any{"name": folder, "id": nil, "updated_at": nil, "metadata": nil}
			continue
		}
		found[rest] = map[string]any{
			"name": rest, "id": object.id, "updated_at": object.at.UTC().Format(time.RFC3339Nano),
			"metadata": map[string]any{"size": len(object.data), "mimetype": object.kind},
		}
	}
	names := []string{}
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	names = names[min(wanted.Offset, len(names)):]
	names = names[:min(max(wanted.Limit, 1), len(names))]
	entries := []map[string]any{}
	for _, name := range names {
		entries = append(entries, found[name])
	}
	return entries, nil
}
