package offer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// Check holds a caller's own reading of an offer against the text that Parse
// read. Every value needs words of the text that say it: a source given by the
// caller, or the value itself when the text holds it. What has none is dropped
// with a warning that names the field. Fields that the caller leaves empty keep
// what the rules found. Text that the page hides proves nothing.
func Check(parsed schema.ParsedOffer, callers schema.JobOffer) (schema.ParsedOffer, error) {
	if strings.TrimSpace(parsed.Text) == "" {
		return schema.ParsedOffer{}, ErrEmpty
	}
	c := &checker{parsed: parsed, own: callers, offer: parsed.JobOffer, visible: len(Visible(parsed))}
	c.offer.Sources = slices.Clone(parsed.JobOffer.Sources)
	c.words()
	c.enums()
	c.salary()
	c.dates()
	c.contact()
	c.lists()
	c.requirements()
	c.skills()
	parsed.JobOffer = c.offer
	parsed.ParsedBy = "caller"
	parsed.Warnings = append(slices.Clone(parsed.Warnings), c.warnings...)
	return parsed, nil
}

// Visible is the part of an offer's text that its page shows to a reader.
func Visible(parsed schema.ParsedOffer) string {
	shown, _, _ := strings.Cut(parsed.Text, hiddenMark)
	return shown
}

type checker struct {
	parsed   schema.ParsedOffer
	own      schema.JobOffer // as the caller reads it
	offer    schema.JobOffer // the result
	visible  int
	warnings []string
}

func (c *checker) drop(field string, value any, why string) {
	c.warnings = append(c.warnings, fmt.Sprintf("%s: %q was left out: %s", field, fmt.Sprint(value), why))
}

// find looks for words in the visible text: as they are, else without regard
// to case and white space.
func (c *checker) find(words string) (schema.Quote, bool) {
	words = strings.TrimSpace(words)
	if words == "" {
		return schema.Quote{}, false
	}
	text := c.parsed.Text[:c.visible]
	if i := strings.Index(text, words); i >= 0 {
		return schema.Quote{Text: words, Start: i, End: i + len(words)}, true
	}
	want := tokenize(words)
	if len(want) == 0 {
		return schema.Quote{}, false
	}
	have := tokenize(text)
	for i := range have {
		if i+len(want) > len(have) {
			break
		}
		same := true
		for j := range want {
			if have[i+j].fold != want[j].fold {
				same = false
				break
			}
		}
		if same {
			start, end := have[i].start, have[i+len(want)-1].end
			return schema.Quote{Text: text[start:end], Start: start, End: end}, true
		}
	}
	return schema.Quote{}, false
}

// quoteFor returns the words that the caller gives for a field.
func (c *checker) quoteFor(field string) (schema.Quote, bool) {
	for _, s := range c.own.Sources {
		if s.Field == field {
			if q, ok := c.find(s.Quote.Text); ok {
				return q, true
			}
		}
	}
	return schema.Quote{}, false
}

// source replaces the sources of a field.
func (c *checker) source(field string, q schema.Quote) {
	c.offer.Sources = slices.DeleteFunc(c.offer.Sources, func(s schema.FieldSource) bool { return s.Field == field })
	c.offer.Sources = append(c.offer.Sources, schema.FieldSource{Field: field, Quote: q})
}

// words checks fields whose value is words of the text.
func (c *checker) words() {
	for _, f := range []struct {
		name       string
		own, value *string
	}{
		{"title", &c.own.Title, &c.offer.Title},
		{"company", &c.own.Company, &c.offer.Company},
		{"agency", &c.own.Agency, &c.offer.Agency},
		{"location", &c.own.Location, &c.offer.Location},
		{"reference", &c.own.Reference, &c.offer.Reference},
		{"visa", &c.own.Visa, &c.offer.Visa},
	} {
		if *f.own == "" || *f.own == *f.value {
			continue
		}
		q, ok := c.find(*f.own)
		if !ok {
			if q, ok = c.quoteFor(f.name); ok && !within(*f.own, q.Text) {
				ok = false
			}
		}
		if !ok {
			c.drop(f.name, *f.own, "the offer's text does not say it")
			continue
		}
		*f.value = *f.own
		c.source(f.name, q)
	}
	if c.own.URL != "" {
		c.offer.URL = c.own.URL
	}
}

// within reports whether every word of value stands in the quote: a title may
// lose its "(m/w/d)", not gain a word.
func within(value, quote string) bool {
	have := map[string]bool{}
	for _, t := range tokenize(quote) {
		have[t.fold] = true
	}
	for _, t := range tokenize(value) {
		if !have[t.fold] {
			return false
		}
	}
	return true
}

// enums checks fields with a fixed set of values: the quoted words must read
// as that value, or as nothing that contradicts it.
func (c *checker) enums() {
	check := func(field, own string, value func() string, take func(), family string) {
		if own == "" || own == value() {
			return
		}
		q, ok := c.quoteFor(field)
		if !ok {
			c.drop(field, own, "give the words that say it under sources")
			return
		}
		read, contradicts := "", false
		for _, h := range bookFor(c.offer.Language).find(tokenize(q.Text)) {
			if h.is(family) && !strings.HasSuffix(h.kind, ".none") {
				read = strings.TrimPrefix(h.kind, family)
				contradicts = contradicts || read != own
			}
			if read == own {
				contradicts = false
				break
			}
		}
		if read == "" || contradicts {
			c.drop(field, own, fmt.Sprintf("%q does not say it", q.Text))
			return
		}
		take()
		c.source(field, q)
	}
	check("arrangement", string(c.own.Arrangement), func() string { return string(c.offer.Arrangement) }, func() { c.offer.Arrangement = c.own.Arrangement }, "work.")
	check("employment_type", string(c.own.EmploymentType), func() string { return string(c.offer.EmploymentType) }, func() { c.offer.EmploymentType = c.own.EmploymentType }, "hire.")
	check("seniority", string(c.own.Seniority), func() string { return string(c.offer.Seniority) }, func() { c.offer.Seniority = c.own.Seniority }, "level.")
}

// reread parses quoted words as if they were the offer.
func (c *checker) reread(q schema.Quote) *document {
	src := source{text: q.Text, visible: len(q.Text), given: map[string]schema.Quote{}}
	d := &document{source: src, quoted: map[string]bool{}, lang: c.offer.Language, book: bookFor(c.offer.Language), lexicon: lexicon.Default()}
	d.tokens = tokenize(q.Text)
	d.splitLines(q.Text)
	return d
}

func (c *checker) salary() {
	own := c.own.Salary
	if own == nil || c.offer.Salary != nil && *own == *c.offer.Salary {
		return
	}
	q, ok := c.quoteFor("salary")
	if !ok {
		c.drop("salary", *own, "give the words that say it under sources")
		return
	}
	d := c.reread(q)
	for i := range d.lines {
		for _, p := range d.paysIn(i) {
			same := p.Min == own.Min && p.Max == own.Max
			if same && (own.Currency == "" || p.Currency == own.Currency) && (own.Period == "" || p.Period == own.Period) {
				salary := *own
				c.offer.Salary = &salary
				c.source("salary", q)
				return
			}
		}
	}
	c.drop("salary", *own, fmt.Sprintf("%q does not say it", q.Text))
}

func (c *checker) dates() {
	for _, f := range []struct {
		name       string
		own, value *string
	}{
		{"published_on", &c.own.PublishedOn, &c.offer.PublishedOn},
		{"closes_on", &c.own.ClosesOn, &c.offer.ClosesOn},
		{"starts_on", &c.own.StartsOn, &c.offer.StartsOn},
	} {
		if *f.own == "" || *f.own == *f.value {
			continue
		}
		q, ok := c.find(*f.own)
		if !ok {
			if q, ok = c.quoteFor(f.name); ok {
				d := c.reread(q)
				d.offer.Salary = c.offer.Salary
				date, _, _ := d.dateIn(0, len(q.Text), dayOf(*f.own))
				ok = date == *f.own
			}
		}
		if !ok {
			c.drop(f.name, *f.own, "quote the date as the offer writes it under sources")
			continue
		}
		*f.value = *f.own
		c.source(f.name, q)
	}
	if own := c.own.MinYears; own > 0 && own != c.offer.MinYears {
		if q, ok := c.quoteFor("min_years"); ok && c.saysNumber(q, own) {
			c.offer.MinYears = own
			c.source("min_years", q)
		} else {
			c.drop("min_years", own, "the words given do not say it")
		}
	}
}

func (c *checker) saysNumber(q schema.Quote, n int) bool {
	d := c.reread(q)
	for i := range d.tokens {
		if d.numberAt(i) == n {
			return true
		}
	}
	return false
}

func (c *checker) contact() {
	if c.own.Contact == nil {
		return
	}
	have := schema.Contact{}
	if c.offer.Contact != nil {
		have = *c.offer.Contact
	}
	own := *c.own.Contact
	for _, f := range []struct {
		name       string
		own, value *string
	}{{"name", &own.Name, &have.Name}, {"email", &own.Email, &have.Email}, {"phone", &own.Phone, &have.Phone}, {"url", &own.URL, &have.URL}} {
		if *f.own == "" || *f.own == *f.value {
			continue
		}
		q, ok := c.find(*f.own)
		if !ok {
			c.drop("contact."+f.name, *f.own, "the offer's text does not say it")
			continue
		}
		*f.value = *f.own
		c.offer.Sources = append(c.offer.Sources, schema.FieldSource{Field: "contact", Quote: q})
	}
	if have != (schema.Contact{}) {
		c.offer.Contact = &have
	}
}
