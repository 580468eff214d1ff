package content

import "github.com/bespoke-cv/bespoke/render/markup"

// notes fills in the top note, the footer and the PDF's title.
func (b *builder) notes() {
	name := markup.From(b.out.Author, "/cv/name")
	b.out.TopNote, b.out.Footer = b.out.Notes(name)
	values := b.dayFields(b.out.Date)
	values["CURRENT_DATE"] = markup.Source{Text: b.writeDay(b.out.Date)}
	values["NAME"] = markup.Source{Text: b.out.Author}
	b.out.Title = substitute(b.out.Title, values).Text
}

// Notes expands the templates of the top note and the footer with a name.
func (c *CV) Notes(name markup.Source) (topNote, footer markup.Source) {
	b := &builder{out: *c}
	values := b.dayFields(c.Date)
	values["CURRENT_DATE"] = markup.Source{Text: b.writeDay(c.Date)}
	values["NAME"] = name
	values["PAGE_NUMBER"] = markup.Source{Text: markup.PageNumber}
	values["TOTAL_PAGES"] = markup.Source{Text: markup.TotalPages}
	footer = b.bold(substitute(c.Design.Templates.Footer, values))
	delete(values, "PAGE_NUMBER")
	delete(values, "TOTAL_PAGES")
	values["LAST_UPDATED"] = markup.Source{Text: c.Locale.LastUpdated}
	return b.bold(substitute(c.Design.Templates.TopNote, values)), footer
}
