package render

import (
	"context"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/page"
)

// RenderNested is Render, but bullets that come from one highlight hang below
// its first.
func (e *Engine) RenderNested(source []byte, options Options) (*Result, error) {
	file, err := cv.Parse(source)
	if err != nil {
		return nil, err
	}
	doc, lints, err := document.Build(file, document.Options{Now: options.Now})
	if err != nil {
		return nil, err
	}
	for i := range doc.Sections {
		for j := range doc.Sections[i].Entries {
			entry := &doc.Sections[i].Entries[j]
			nest(entry.Main)
			nest(entry.SecondRow)
		}
	}
	return e.print(context.Background(), doc, lints, options)
}

func nest(blocks []document.Block) {
	for i, block := range blocks {
		list, isList := block.(document.List)
		if !isList {
			continue
		}
		var items []document.Item
		path := ""
		for _, item := range list.Items {
			text := item.Blocks[0].(document.Paragraph).Inline
			own := text[len(text)-1].Path
			if own != path {
				items, path = append(items, item), own
				continue
			}
			last := &items[len(items)-1]
			if len(last.Blocks) == 1 {
				last.Blocks = append(last.Blocks, document.List{})
			}
			inner := last.Blocks[1].(document.List)
			inner.Items = append(inner.Items, item)
			last.Blocks[1] = inner
		}
		list.Items = items
		blocks[i] = list
	}
}

// Spot is where a glyph stands.
type Spot struct {
	Page int
	X, Y float64
	Char rune
}

// Spots lists the glyphs of a result by page, with the first character of each
// cluster.
func (r *Result) Spots() []Spot {
	var spots []Spot
	for i := range r.document.Pages {
		for _, item := range r.document.Pages[i].Items {
			text, isText := item.(*page.Text)
			if !isText {
				continue
			}
			x := text.X
			for j := range text.Glyphs {
				glyph := &text.Glyphs[j]
				if char, size := utf8.DecodeRuneInString(glyph.Text); size > 0 {
					spots = append(spots, Spot{i + 1, x + glyph.XOffset, text.Baseline - glyph.YOffset, char})
				}
				x += glyph.Advance
			}
		}
	}
	return spots
}
