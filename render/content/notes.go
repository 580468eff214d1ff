package content

import "github.com/bespoke-cv/bespoke/render/markup"

// notes fills in the top note, the footer and the PDF's title.
func (b *builder) notes() {
	values := b.today()
	b.out.TopNote, b.out.Footer = b.expand(values, markup.From(b.out.Author, "/cv/name"))
	values["NAME"] = markup.Source{Text: b.out.Author}
	b.out.Title = substitute(b.out.Title, values).Text
}

// today are the placeholders for the current date.
func (b *builder) today() fields {
	values := b.dayFields(b.out.Date)
	values["CURRENT_DATE"] = substitute(b.out.Design.Templates.SingleDate, values)
	return values
}

// Notes expands the templates of the top note and the footer with a name.
func (c *CV) Notes(name markup.Source) (topNote, footer markup.Source) {
	b := &builder{out: *c}
	return b.expand(b.today(), name)
}

// expand is Notes with the placeholders of today, which it leaves as they were but
// for the name.
func (b *builder) expand(values fields, name markup.Source) (topNote, footer markup.Source) {
	templates := &b.out.Design.Templates
	values["NAME"] = name
	values["PAGE_NUMBER"] = markup.Source{Text: markup.PageNumber}
	values["TOTAL_PAGES"] = markup.Source{Text: markup.TotalPages}
	footer = b.bold(substitute(templates.Footer, values))
	delete(values, "PAGE_NUMBER")
	delete(values, "TOTAL_PAGES")
	values["LAST_UPDATED"] = markup.Source{Text: b.out.Locale.LastUpdated}
	topNote = b.bold(substitute(templates.TopNote, values))
	delete(values, "LAST_UPDATED")
	return topNote, footer
}
