package yamltree

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrPath is wrapped by every error about an address.
var ErrPath = errors.New("no such place")

var (
	escape   = strings.NewReplacer("~", "~0", "/", "~1")
	unescape = strings.NewReplacer("~1", "/", "~0", "~")
)

// Escape writes a key as one token of a JSON Pointer (RFC 6901).
func Escape(key string) string {
	if strings.IndexByte(key, '/') < 0 && strings.IndexByte(key, '~') < 0 {
		return key
	}
	return escape.Replace(key)
}

func unescaped(token string) string {
	if strings.IndexByte(token, '~') < 0 {
		return token
	}
	return unescape.Replace(token)
}

// Tokens splits a JSON Pointer. The empty pointer is the whole document.
func Tokens(path string) ([]string, error) {
	if path == "" {
		return nil, nil
	}
	if path[0] != '/' {
		return nil, fmt.Errorf("%w: %q must begin with / as in /cv/name", ErrPath, path)
	}
	tokens := strings.Split(path[1:], "/")
	for i, token := range tokens {
		tokens[i] = unescaped(token)
	}
	return tokens, nil
}

// Lookup is Find for who does not ask why there is no such place: nil.
func (f *File) Lookup(path string) *Node {
	n := f.Root
	for n != nil && path != "" {
		if path[0] != '/' {
			return nil
		}
		token := path[1:]
		if end := strings.IndexByte(token, '/'); end >= 0 {
			token = token[:end]
		}
		path = path[1+len(token):]
		n = n.below(unescaped(token))
	}
	return n
}

// below is what stands under a token, or nil.
func (n *Node) below(token string) *Node {
	n = n.Resolve()
	switch n.Kind {
	case Mapping:
		return n.Get(token)
	case Sequence:
		if i, ok := indexOf(token); ok && i < len(n.Items) {
			return n.Items[i]
		}
	}
	return nil
}

// indexOf reads the index of a list's item.
func indexOf(token string) (int, bool) {
	i, err := strconv.Atoi(token)
	return i, err == nil && i >= 0 && strconv.Itoa(i) == token
}

// Find returns the node at a JSON Pointer, an alias as the alias. The error
// names the part of the path that is not there and what is.
func (f *File) Find(path string) (*Node, error) {
	if found := f.Lookup(path); found != nil {
		return found, nil
	}
	tokens, err := Tokens(path)
	if err != nil {
		return nil, err
	}
	n := f.Root
	for i, token := range tokens {
		next, err := n.child(token)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: under %q %s", ErrPath, path, Join(tokens[:i]...), err)
		}
		n = next
	}
	return n, nil
}

// Join makes a JSON Pointer of keys and indices.
func Join(tokens ...string) string {
	var b strings.Builder
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(Escape(token))
	}
	return b.String()
}

func (n *Node) child(token string) (*Node, error) {
	if found := n.below(token); found != nil {
		return found, nil
	}
	switch n = n.Resolve(); n.Kind {
	case Mapping:
		return nil, fmt.Errorf("there is no key %q; there are %s", token, n.keyList())
	case Sequence:
		if i, ok := indexOf(token); ok {
			return nil, fmt.Errorf("there is no item %d; the list has %d items, counted from 0", i, len(n.Items))
		}
		return nil, fmt.Errorf("%q is no index of a list", token)
	}
	return nil, errors.New("stands a single value, nothing below it")
}

func (n *Node) keyList() string {
	pairs := n.Pairs()
	if len(pairs) == 0 {
		return "none"
	}
	names := make([]string, 0, 12)
	for i, pair := range pairs {
		if i == 12 {
			names = append(names, "…")
			break
		}
		names = append(names, pair.Key)
	}
	return strings.Join(names, ", ")
}
