package file

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/text/encoding/charmap"

	"github.com/bespoke-cv/bespoke/offer"
)

// Limits of a mail, which comes from a stranger.
const (
	maxParts  = 100
	maxNested = 8
)

var mailHeader = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\A(?:[\x21-\x39\x3b-\x7e]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+`)
})

// mailSign is a header field that only a mail has, not a text that begins
// "Title: …".
var mailSign = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?im)^(?:mime-version|content-transfer-encoding|received|message-id):`)
})

// readMail reads a message as mail programs save it (RFC 5322, MIME). ok is
// false for anything else.
func readMail(data []byte) (in offer.Input, ok bool, err error) {
	data = bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	if !mailSign().Match(mailHeader().Find(data[:min(len(data), 64<<10)])) {
		return in, false, nil
	}
	message, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return in, false, nil // a text after all
	}
	letter := letter{}
	letter.part(textproto.MIMEHeader(message.Header), message.Body, 0)
	text, page := strings.TrimSpace(letter.text), strings.TrimSpace(letter.page)
	if text == "" && page == "" {
		return in, false, offer.ErrEmpty
	}
	decoder := mime.WordDecoder{CharsetReader: func(name string, raw io.Reader) (io.Reader, error) {
		all, err := io.ReadAll(raw)
		return strings.NewReader(decode(name, all)), err
	}}
	var head []string
	for _, name := range []string{"From", "Subject"} {
		field, err := decoder.DecodeHeader(message.Header.Get(name))
		if err == nil && field != "" {
			head = append(head, name+": "+field)
		}
	}
	if page != "" {
		in.HTML = "<p>" + escape.Replace(strings.Join(head, "\n")) + "</p>\n" + page
	} else {
		in.Text = strings.Join(head, "\n") + "\n\n" + text
	}
	return in, true, nil
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\n", "<br>")

// letter is what a mail says, each in its first part of that kind.
type letter struct {
	text, page string
	parts      int
}

// part reads one part of a message, and the parts in it. Broken ones say what
// could be read of them.
func (l *letter) part(header textproto.MIMEHeader, body io.Reader, depth int) {
	if l.parts++; l.parts > maxParts || depth > maxNested {
		return
	}
	kind, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, parameters["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err != nil {
				return
			}
			l.part(part.Header, part, depth+1)
		}
	}
	if strings.HasPrefix(strings.ToLower(header.Get("Content-Disposition")), "attachment") {
		return
	}
	switch strings.ToLower(strings.TrimSpace(header.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	raw, _ := io.ReadAll(body)
	switch {
	case kind == "text/plain" && l.text == "":
		l.text = decode(parameters["charset"], raw)
	case kind == "text/html" && l.page == "":
		l.page = decode(parameters["charset"], raw)
	}
}

// decode brings text of a named charset to UTF-8. Names that are unknown or do
// not fit are told from the bytes.
func decode(name string, raw []byte) string {
	name = plainName(name)
	for _, one := range charmap.All {
		table, ok := one.(*charmap.Charmap)
		if !ok || name == "" || name != plainName(table.String()) {
			continue
		}
		if text, err := table.NewDecoder().Bytes(raw); err == nil {
			return string(text)
		}
	}
	text, _, err := offer.Decode(string(raw))
	if err != nil {
		return ""
	}
	return text
}

func plainName(charset string) string {
	return strings.NewReplacer("-", "", " ", "", "_", "").Replace(strings.ToLower(charset))
}
