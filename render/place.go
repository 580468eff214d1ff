package render

import "strings"

// Place is where a line stands on a page. X, Y, Width and Height are shares of
// the page's width and height, from its top left, so that they fit a picture of
// any resolution.
type Place struct {
	Page                int // from 1
	X, Y, Width, Height float64
}

// Places gives the lines that print the value at path, a JSON Pointer into the
// rendered file, in reading order; of a mapping or list, those of all in it. A
// line that prints several values counts for its first. Another engine's result
// has none.
func (r *Result) Places(path string) []Place {
	if r.laid.set == nil {
		return nil
	}
	set := r.laid.set()
	var places []Place
	for i := range set.Lines {
		line := &set.Lines[i]
		if line.Path != path && !strings.HasPrefix(line.Path, path+"/") {
			continue
		}
		paper := set.Document.Pages[line.Page-1]
		places = append(places, Place{
			Page: line.Page, X: line.X / paper.Width, Y: line.Y / paper.Height,
			Width: line.Width / paper.Width, Height: line.Height / paper.Height,
		})
	}
	return places
}
