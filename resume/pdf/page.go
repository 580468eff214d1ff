package pdf

import (
	"errors"
	"fmt"
)

// page is what is on a page.
type page struct {
	width, height float64
	glyphs        []glyph
}

// pages reads all pages.
func (f *file) pages() ([]page, error) {
	var leaves []dict
	seen := map[int]bool{}
	var walk func(v any, inherited dict, depth int) error
	walk = func(v any, inherited dict, depth int) error {
		if r, ok := v.(ref); ok {
			if seen[r.number] {
				return nil
			}
			seen[r.number] = true
		}
		d, ok := f.dict(v)
		if !ok || depth > maxDepth {
			return nil
		}
		own := dict{}
		for _, key := range []name{"Resources", "MediaBox", "CropBox", "Rotate"} {
			if value, ok := d[key]; ok {
				own[key] = value
			} else if value, ok := inherited[key]; ok {
				own[key] = value
			}
		}
		if kids := f.array(d["Kids"]); kids != nil {
			for _, kid := range kids {
				if err := walk(kid, own, depth+1); err != nil {
					return err
				}
			}
			return nil
		}
		own["Contents"], own["Annots"] = d["Contents"], d["Annots"]
		if leaves = append(leaves, own); len(leaves) > maxPages {
			return fmt.Errorf("%w: it has more than %d pages", ErrTooLarge, maxPages)
		}
		return nil
	}
	if err := walk(f.root["Pages"], dict{}, 0); err != nil {
		return nil, err
	}
	if len(leaves) == 0 {
		return nil, fmt.Errorf("%w (it has no pages)", ErrNotPDF)
	}
	fonts := map[ref]*font{}
	total := 0
	pages := make([]page, len(leaves))
	for i, leaf := range leaves {
		var err error
		if pages[i], err = f.page(leaf, fonts, &total); err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	if total == 0 {
		for _, fnt := range fonts {
			if fnt.unmapped > 0 {
				return nil, errors.Join(ErrNoText, errors.New("its fonts do not say which letters they show"))
			}
		}
		return nil, ErrNoText
	}
	return pages, nil
}

func (f *file) page(leaf dict, fonts map[ref]*font, total *int) (page, error) {
	box := f.array(leaf["CropBox"])
	if len(box) != 4 {
		box = f.array(leaf["MediaBox"])
	}
	left, bottom, right, top := 0., 0., 595., 842.
	if len(box) == 4 {
		left, bottom, right, top = f.number(box[0]), f.number(box[1]), f.number(box[2]), f.number(box[3])
	}
	// y grows downwards from here on.
	ctm := matrix{1, 0, 0, -1, -left, top}
	out := page{width: right - left, height: top - bottom}
	switch (f.integer(leaf["Rotate"])%360 + 360) % 360 {
	case 90:
		ctm = matrix{0, 1, 1, 0, -bottom, -left}
		out.width, out.height = out.height, out.width
	case 180:
		ctm = matrix{-1, 0, 0, 1, right, -bottom}
	case 270:
		ctm = matrix{0, -1, -1, 0, top, right}
		out.width, out.height = out.height, out.width
	}
	p := &interpreter{file: f, fonts: fonts, total: total, state: state{ctm: ctm, stretch: 100}}
	resources, _ := f.dict(leaf["Resources"])
	var content []byte
	parts := f.array(leaf["Contents"])
	if parts == nil {
		parts = array{leaf["Contents"]}
	}
	for _, part := range parts {
		data, err := f.stream(part)
		if err != nil {
			return out, err
		}
		if len(content)+len(data) > 2*maxStream {
			return out, errLong
		}
		content = append(append(content, data...), '\n')
	}
	if err := p.run(content, resources); err != nil {
		return out, err
	}
	out.glyphs = p.glyphs
	f.links(&out, leaf, ctm)
	return out, nil
}

// links notes where the glyphs under link annotations lead (12.5.6.5).
func (f *file) links(p *page, leaf dict, ctm matrix) {
	annotations := f.array(leaf["Annots"])
	for _, v := range annotations[:min(len(annotations), 1000)] {
		d, _ := f.dict(v)
		action, _ := f.dict(d["A"])
		uri, _ := f.get(action["URI"]).(text)
		rect := f.array(d["Rect"])
		if uri == "" || len(rect) != 4 || len(uri) > 2000 {
			continue
		}
		x0, y0 := ctm.at(f.number(rect[0]), f.number(rect[1]))
		x1, y1 := ctm.at(f.number(rect[2]), f.number(rect[3]))
		x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
		for i := range p.glyphs {
			g := &p.glyphs[i]
			if x, y := g.x+g.width/2, g.y-g.size*.25; x >= x0 && x <= x1 && y >= y0 && y <= y1 {
				g.url = string(uri)
			}
		}
	}
}
