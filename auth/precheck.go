package auth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// precheck refuses, before any key is looked for, what the parser would let
// pass or would spend a fetch of keys on: names that stand twice in one object
// (RFC 7519, 4), of which parsers take one or the other; parameters that name
// keys or that must be understood; and tokens of other issuers.
func (v *Verifier) precheck(token string) error {
	if len(token) > MaxToken {
		return fmt.Errorf("%w: it has %d bytes, at most %d are taken", ErrInvalid, len(token), MaxToken)
	}
	parts := strings.Split(token, ".")
	// encoding/base64 would pass over line ends.
	if len(parts) != 3 || strings.ContainsAny(token, "\r\n") {
		return fmt.Errorf("%w: it is malformed", ErrInvalid)
	}
	header, err := object(parts[0])
	if err != nil {
		return fmt.Errorf("%w: its header is malformed", ErrInvalid)
	}
	claims, err := object(parts[1])
	if err != nil {
		return fmt.Errorf("%w: its claims are malformed", ErrInvalid)
	}
	for _, name := range []string{"jwk", "jku", "x5u", "x5c", "crit", "zip"} {
		if _, there := header[name]; there {
			return fmt.Errorf("%w: its header has %s, which is not taken", ErrInvalid, name)
		}
	}
	var issuer string
	if json.Unmarshal(claims["iss"], &issuer) != nil || issuer != v.config.Issuer {
		return fmt.Errorf("%w: it is from another issuer", ErrInvalid)
	}
	return nil
}

// errTwice: a name stands twice in one object, or twice but for its case, which
// encoding/json would take for the same.
var errTwice = errors.New("a name stands twice")

// object decodes a part of a token, which must be one JSON object with each
// name once, at every depth.
func object(part string) (map[string]json.RawMessage, error) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil {
		return nil, err
	}
	if err := once(data); err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	if all == nil {
		return nil, errors.New("null is no object")
	}
	return all, nil
}

// once reads data as one JSON value and looks for names that stand twice.
func once(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	type level struct {
		names map[string]bool // nil in an array
		value bool            // the next token is a name's value
	}
	var open []level
	for {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		top := len(open) - 1
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			open = open[:top]
		} else {
			if top >= 0 && open[top].names != nil && !open[top].value {
				name := strings.ToLower(token.(string))
				if open[top].names[name] {
					return errTwice
				}
				open[top].names[name], open[top].value = true, true
				continue
			}
			if top >= 0 {
				open[top].value = false
			}
			switch token {
			case json.Delim('{'):
				open = append(open, level{names: map[string]bool{}})
			case json.Delim('['):
				open = append(open, level{})
			}
		}
		if len(open) == 0 {
			return nil
		}
	}
}
