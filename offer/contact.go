package offer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/sieve"

	"github.com/bespoke-cv/bespoke/schema"
)

var (
	emailPattern = pattern(`[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}`)
	phonePattern = pattern(`(?:\+|00|\(0|\b0|\()[\d][\d\s\x{00a0}().\-/]{6,20}\d`)
	phoneWord    = pattern(`(?i)\b(?:tel|tél|phone|telefon|téléphone|teléfono|telefono|telefone|telefoon|telefoonnummer|mobile?|mobil|handy|call|ring|anruf\w*|rufnummer|bel|whatsapp|contact|kontakt|ansprechpartner\w*|fon)\b|☎|📞`)
	urlPattern   = pattern(`https?://[^\s<>"')\]]+`)
	personName   = pattern(`^(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Frau|Herr|Herrn|Mme|M|Mme\.|Madame|Monsieur|Sra|Sr|D|Dª|Dott|Dott\.ssa|Sig|Sig\.ra|Dhr|Mevr|Mevrouw|De heer|Dipl\.-\w+)\.?\s+)*(\p{Lu}[\p{L}'’\-]+(?:\s+(?:von|van|de|der|den|da|di|del|dos|le|la|\p{Lu}\.|\p{Lu}[\p{L}'’\-]+)){1,3})`)
	referenceTok = pattern(`^[#\s:.°ºª]*([A-Za-z]{2,6} \d{2,4}[/\-]\d{2,}|[A-Za-z0-9][A-Za-z0-9\-_/.]*)`)
)

// readContact finds the person and address to write to.
func (d *document) readContact() {
	var c schema.Contact
	note := func(start, end int) string {
		d.addSource("contact", start, end)
		return d.text[start:end]
	}
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped {
			continue
		}
		s := d.text[l.start:l.end]
		if at := strings.IndexByte(s, '@'); c.Email == "" && at >= 0 {
			from := strings.LastIndexByte(s[:at], ' ') + 1 // the pattern would try every word
			if m := emailPattern().FindStringIndex(s[from:]); m != nil {
				c.Email = note(l.start+from+m[0], l.start+from+m[1])
			}
		}
		if c.Phone == "" && digitsIn(s) >= 7 && (phoneWord().MatchString(s) || i > 0 && d.lines[i-1].has("label.contact")) {
			from := max(0, strings.IndexAny(s, "+0(")-1) // as numbers begin, and the sign before
			if m := phonePattern().FindStringIndex(s[from:]); m != nil {
				start, end := l.start+from+m[0], l.start+from+m[1]
				if digits := digitsIn(d.text[start:end]); digits >= 7 && digits <= 15 {
					c.Phone = note(start, end)
				}
			}
		}
		if c.URL == "" && (l.section == applySection || l.has("flow.apply")) {
			if m := urlPattern().FindStringIndex(s); m != nil {
				end := l.start + m[0] + len(strings.TrimRight(s[m[0]:m[1]], ".,;:!?"))
				c.URL = note(l.start+m[0], end)
			}
		}
	}
	d.labelledAll("label.contact", func(_ *line, start, end int) bool {
		m := personName().FindStringSubmatchIndex(d.text[start:end])
		if m == nil || occupied(tokenize(d.text[start+m[2]:start+m[3]])) || bookFor(d.lang).telling(d.text[start+m[2]:start+m[3]]) {
			return false
		}
		c.Name = note(start+m[2], start+m[3])
		return true
	})
	if c != (schema.Contact{}) {
		d.offer.Contact = &c
	}
}

// telling reports whether s holds a heading or a label, so is no name.
func (b *book) telling(s string) bool {
	for _, h := range b.find(tokenize(s)) {
		if h.is("heading.") || h.is("label.") || h.is("flow.") || h.kind == "boilerplate" {
			return true
		}
	}
	return false
}

func digitsIn(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' || r >= utf8.RuneSelf && unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// readReference finds the offer's own code. A code holds a digit.
func (d *document) readReference() {
	if q, ok := d.given["reference"]; ok {
		d.offer.Reference = cut(q.Text, 100)
		d.set("reference", q.Start, q.End)
		return
	}
	for i := range d.lines {
		l := &d.lines[i]
		if l.dropped || l.start < d.body {
			continue
		}
		for _, h := range l.hits {
			if h.kind != "label.reference" {
				continue
			}
			_, from := d.span(h)
			to := l.end
			if h.last == l.last {
				start, end, ok := d.nextLine(i)
				if !ok {
					continue
				}
				from, to = start, end
			}
			m := referenceTok().FindStringSubmatchIndex(d.text[from:to])
			if m == nil {
				continue
			}
			code := strings.TrimRight(d.text[from+m[2]:from+m[3]], ".-/_")
			if len(code) >= 3 && len(code) <= 40 && holdsDigit(code) {
				d.offer.Reference = code
				d.set("reference", from+m[2], from+m[2]+len(code))
				return
			}
		}
	}
	d.referenceInTitle()
}

func (d *document) referenceInTitle() {
	q, ok := d.sourceOf("title")
	if !ok {
		return
	}
	if m := referenceTag().FindStringSubmatchIndex(q.Text); m != nil {
		d.offer.Reference = q.Text[m[2]:m[3]]
		d.set("reference", q.Start+m[2], q.Start+m[3])
		return
	}
	for _, shape := range []*sieve.Regexp{codeTag(), codeLead()} {
		m := shape.FindStringIndex(q.Text)
		if m == nil {
			continue
		}
		code := strings.Trim(q.Text[m[0]:m[1]], " ()[]-–|#:")
		code = code[strings.LastIndexByte(code, ' ')+1:]
		if at := strings.Index(q.Text, code); len(code) >= 3 && at >= 0 {
			d.offer.Reference = code
			d.set("reference", q.Start+at, q.Start+at+len(code))
			return
		}
	}
}
