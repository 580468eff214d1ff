package offer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// What a caller's reading of an offer lists, item by item.

// lists checks the lists of words: each item needs its own words.
func (c *checker) lists() {
	for _, f := range []struct {
		name       string
		own, value *[]string
	}{
		{"degrees", &c.own.Degrees, &c.offer.Degrees},
		{"languages", &c.own.Languages, &c.offer.Languages},
		{"licences", &c.own.Licences, &c.offer.Licences},
	} {
		for _, item := range *f.own {
			if slices.ContainsFunc(*f.value, func(have string) bool { return strings.EqualFold(have, item) }) {
				continue
			}
			q, ok := c.find(item)
			if !ok && f.name == "languages" {
				q, ok = c.findLanguage(item)
			}
			if !ok {
				c.drop(f.name, item, "the offer's text does not say it")
				continue
			}
			*f.value = append(slices.Clone(*f.value), item)
			c.offer.Sources = append(c.offer.Sources, schema.FieldSource{Field: f.name, Quote: q})
		}
	}
}

// findLanguage finds a language that the offer names in another language, as
// long as its level is one of the offer's too.
func (c *checker) findLanguage(item string) (schema.Quote, bool) {
	name, level, _ := strings.Cut(item, " (")
	want, ok := languageNames[fold(name)]
	if !ok {
		return schema.Quote{}, false
	}
	level = strings.TrimSuffix(level, ")")
	for _, r := range append(c.parsed.JobOffer.Requirements, c.own.Requirements...) {
		for _, t := range tokenize(r.Quote.Text) {
			if languageNames[t.fold] != want || level != "" && !strings.Contains(fold(r.Quote.Text), fold(level)) {
				continue
			}
			return c.find(r.Quote.Text)
		}
	}
	return schema.Quote{}, false
}

// requirements takes the caller's list when at least one line of it stands in
// the text; lines that do not are dropped.
func (c *checker) requirements() {
	if len(c.own.Requirements) > 0 {
		var kept []schema.Requirement
		for i, r := range c.own.Requirements {
			q, ok := c.find(r.Quote.Text)
			if !ok || r.Importance != schema.Must && r.Importance != schema.Nice {
				c.drop(fmt.Sprintf("requirements[%d]", i), r.Quote.Text, "the offer's text does not hold this line, or importance is neither must nor nice")
				continue
			}
			r.Quote = q
			r.ID = fmt.Sprintf("r%d", len(kept)+1)
			r.Skills = slices.DeleteFunc(slices.Clone(r.Skills), func(name string) bool { return !c.names(q.Text, name) })
			kept = append(kept, r)
		}
		if len(kept) > 0 {
			c.offer.Requirements = kept
		}
	}
	if len(c.own.Responsibilities) == 0 {
		return
	}
	var kept []schema.Quote
	for i, r := range c.own.Responsibilities {
		if q, ok := c.find(r.Text); ok {
			kept = append(kept, q)
		} else {
			c.drop(fmt.Sprintf("responsibilities[%d]", i), r.Text, "the offer's text does not hold this line")
		}
	}
	if len(kept) > 0 {
		c.offer.Responsibilities = kept
	}
}

// names reports whether a text names a skill: in the skill's own words or in
// one that the lexicon knows for it.
func (c *checker) names(text, skill string) bool {
	if strings.Contains(fold(text), fold(skill)) {
		return true
	}
	return slices.ContainsFunc(lexicon.Default().Find(text, c.offer.Language), func(m lexicon.Mention) bool {
		return strings.EqualFold(m.Entry.Name, skill)
	})
}

// skills adds the caller's skills that the rules did not find.
func (c *checker) skills() {
	for _, s := range c.own.Skills {
		at := slices.IndexFunc(c.offer.Skills, func(have schema.OfferSkill) bool { return strings.EqualFold(have.Name, s.Name) })
		if at >= 0 {
			if s.Importance == schema.Must || s.Importance == schema.Nice {
				c.offer.Skills = slices.Clone(c.offer.Skills)
				c.offer.Skills[at].Importance = s.Importance
			}
			continue
		}
		spelling := s.Spelling
		if spelling == "" {
			spelling = s.Name
		}
		q, ok := c.find(spelling)
		if !ok || !c.names(q.Text, s.Name) && !strings.EqualFold(q.Text, s.Name) {
			c.drop("skills", s.Name, "the offer's text does not name it")
			continue
		}
		if s.Importance != schema.Nice {
			s.Importance = schema.Must
		}
		s.Spelling, s.Quotes = q.Text, []schema.Quote{q}
		c.offer.Skills = append(slices.Clone(c.offer.Skills), s)
	}
}
