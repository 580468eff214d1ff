package content

import (
	"fmt"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/render/locale"
	"github.com/bespoke-cv/bespoke/render/theme"
)

// configure resolves design, locale and settings.
func (b *builder) configure() error {
	if err := b.design(); err != nil {
		return err
	}
	b.locale()
	settings := b.root.Get("settings")
	b.date(settings.Get("current_date"))
	b.out.keywords = b.boldKeywords(settings.Get("bold_keywords"))
	b.out.Title = "NAME - CV"
	if title := settings.Get("pdf_title"); !title.IsNull() {
		b.out.Title = b.text(title, "/settings/pdf_title").Text
	}
	return nil
}

func (b *builder) design() error {
	design := b.root.Get("design")
	name := b.options.Theme
	if name == "" {
		name = theme.Default
		if chosen := design.Get("theme"); !chosen.IsNull() {
			name = chosen.Resolve().Value
		}
	}
	d, ok := theme.BuiltIn(name)
	if !ok && b.options.Theme == "" {
		chosen := design.Get("theme")
		return fmt.Errorf("line %d, column %d: /design/theme: %w: %s", chosen.Line, chosen.Column, ErrTheme, theme.UnknownTheme(name))
	}
	if !ok {
		return fmt.Errorf("%w: %s", ErrTheme, theme.UnknownTheme(name))
	}
	var problems []theme.Problem
	if values, ok := plain(design).(map[string]any); ok {
		problems = d.Overlay(values)
	} else if !design.IsNull() {
		b.problem("/design", "", "design must be a mapping of design options; the %s theme is used as it is", name)
	}
	given := len(problems)
	problems = append(problems, d.Overlay(b.options.Design)...)
	for i, p := range problems {
		from := ""
		if i >= given {
			from = "design override "
		}
		b.problem("/design/"+strings.ReplaceAll(p.Path, ".", "/"), p.Value, "%s%s: %s", from, p.Path, p.Message)
	}
	b.out.Design = *d
	return nil
}

func (b *builder) locale() {
	node := b.root.Get("locale")
	language := locale.Default
	if chosen := node.Get("language"); !chosen.IsNull() {
		language = chosen.Resolve().Value
	}
	l, ok := locale.Lookup(language)
	if !ok {
		b.problem("/locale/language", language, "%s; english is used", locale.UnknownLanguage(language))
		l, _ = locale.Lookup(locale.Default)
	}
	if values, ok := plain(node).(map[string]any); ok {
		for _, p := range l.Overlay(values) {
			b.problem("/locale/"+strings.ReplaceAll(p.Path, ".", "/"), p.Value, "%s: %s", p.Path, p.Message)
		}
	}
	b.out.Locale = l
}

func (b *builder) date(node *yamltree.Node) {
	b.out.Date = b.options.Now
	if b.out.Date.IsZero() {
		b.out.Date = time.Now()
	}
	if node.IsNull() || node.Resolve().Value == "today" {
		return
	}
	day, err := time.Parse(time.DateOnly, node.Resolve().Value)
	if err != nil {
		b.problem("/settings/current_date", node.Resolve().Value, "current_date must be a day such as 2026-03-01, or today; today is used")
		return
	}
	b.out.Date = day
}

// plain is the value of a node as Go maps, lists and scalars; nil for none.
func plain(n *yamltree.Node) any {
	if n.Resolve() == nil {
		return nil
	}
	return n.Any()
}
