package pdf

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// segment is text that stands together on a base line.
type segment struct {
	glyphs         []glyph
	x0, x1, y      float64
	size           float64
	text           string
	bold, artifact bool
}

// row is the segments of a base line from left to right.
type row struct {
	y        float64
	size     float64
	segments []segment
}

// rows puts glyphs together to segments and rows.
func rows(glyphs []glyph) []row {
	glyphs = slices.Clone(glyphs)
	slices.SortStableFunc(glyphs, func(a, b glyph) int { return cmp.Compare(a.y, b.y) })
	var out []row
	for start := 0; start < len(glyphs); {
		end, y, size := start+1, glyphs[start].y, glyphs[start].size
		for end < len(glyphs) && glyphs[end].y-y < .3*max(size, glyphs[end].size) {
			if glyphs[end].size > size { // the base line is that of the larger letters
				size = glyphs[end].size
				y = glyphs[end].y
			}
			end++
		}
		line := glyphs[start:end]
		slices.SortStableFunc(line, func(a, b glyph) int { return cmp.Compare(a.x, b.x) })
		r := row{segments: segments(line)}
		if len(r.segments) > 0 {
			r.y, r.size = r.segments[0].y, r.segments[0].size
			for _, s := range r.segments {
				if len(s.text) > 3 || len(r.segments) == 1 {
					r.y, r.size = s.y, max(s.size, 1)
					break
				}
			}
			out = append(out, r)
		}
		start = end
	}
	return out
}

// segments divides a base line at gaps that are wider than between words.
func segments(line []glyph) []segment {
	var out []segment
	var current []glyph
	end, spaced := 0., false
	flush := func() {
		if s, ok := newSegment(current); ok {
			out = append(out, s)
		}
		current, spaced = nil, false
	}
	for _, g := range line {
		blank := g.blank()
		if len(current) > 0 && !blank {
			size := min(g.size, current[len(current)-1].size)
			limit := .85 * size
			if spaced {
				limit = 1.9 * size
			}
			if g.x-end > limit {
				flush()
			}
		}
		if blank {
			spaced = spaced || len(current) > 0
			if len(current) > 0 {
				current = append(current, g)
			}
			continue
		}
		if last := len(current) - 1; last >= 0 && current[last].text == g.text && g.text != "" && math.Abs(current[last].x-g.x) < .12*g.size && math.Abs(current[last].y-g.y) < .1*g.size {
			current[last].bold = true // the same letter twice is a way to print bold
			continue
		}
		spaced = false
		current = append(current, g)
		end = max(end, g.x+g.width)
		if len(current) == 1 {
			end = g.x + g.width
		}
	}
	flush()
	return out
}

func newSegment(glyphs []glyph) (segment, bool) {
	for len(glyphs) > 0 && glyphs[len(glyphs)-1].blank() {
		glyphs = glyphs[:len(glyphs)-1]
	}
	if len(glyphs) == 0 {
		return segment{}, false
	}
	glyphs = withSpaces(glyphs)
	s := segment{glyphs: glyphs, x0: glyphs[0].x, y: glyphs[0].y, bold: true, artifact: true}
	var b strings.Builder
	weight := map[float64]int{}
	for _, g := range glyphs {
		b.WriteString(g.text)
		s.x1 = max(s.x1, g.x+g.width)
		if strings.TrimSpace(g.text) != "" {
			s.bold = s.bold && g.bold
			s.artifact = s.artifact && g.artifact
			weight[g.size] += len(g.text)
			if weight[g.size] > weight[s.size] {
				s.size, s.y = g.size, g.y
			}
		}
	}
	s.text = b.String()
	return s, strings.TrimSpace(s.text) != ""
}

// withSpaces adds the word spaces that a file shows only by distance.
func withSpaces(glyphs []glyph) []glyph {
	// Letters set wide apart ("E X P E R I E N C E") are not words.
	tracking := 0.
	var gaps []float64
	for i := 1; i < len(glyphs); i++ {
		if glyphs[i].text != " " && glyphs[i-1].text != " " {
			gaps = append(gaps, (glyphs[i].x-glyphs[i-1].x-glyphs[i-1].width)/max(glyphs[i].size, 1))
		}
	}
	if len(gaps) > 3 {
		slices.Sort(gaps)
		tracking = max(0, gaps[len(gaps)/2])
	}
	out := make([]glyph, 0, len(glyphs)+8)
	for i, g := range glyphs {
		if i > 0 {
			before := glyphs[i-1]
			gap := g.x - before.x - before.width
			if gap > (.17+tracking)*min(g.size, before.size) && !strings.HasSuffix(before.text, " ") && !strings.HasPrefix(g.text, " ") {
				out = append(out, glyph{x: before.x + before.width, y: g.y, width: gap, size: g.size, text: " ", bold: g.bold && before.bold, url: both(g.url, before.url)})
			}
		}
		if g.text == " " && len(out) > 0 && strings.HasSuffix(out[len(out)-1].text, " ") {
			continue
		}
		out = append(out, g)
	}
	return out
}

func both(a, b string) string {
	if a == b {
		return a
	}
	return ""
}

// columns divides the rows of a page into columns that are read one after the
// other: the lines above them, the columns, then what is below.
func columns(all []row, width float64) [][]row {
	x, from, to := gutter(all, width)
	if to == 0 {
		return [][]row{all}
	}
	var left, right []row
	for _, r := range all[from:to] {
		l, rr := row{y: r.y, size: r.size}, row{y: r.y, size: r.size}
		for _, s := range r.segments {
			if s.x0 < x {
				l.segments = append(l.segments, s)
			} else {
				rr.segments = append(rr.segments, s)
			}
		}
		for _, part := range []struct {
			row  row
			list *[]row
		}{{l, &left}, {rr, &right}} {
			if len(part.row.segments) > 0 {
				part.row.y, part.row.size = part.row.segments[0].y, part.row.segments[0].size
				*part.list = append(*part.list, part.row)
			}
		}
	}
	var out [][]row
	if from > 0 {
		out = append(out, columns(all[:from], width)...)
	}
	// A narrow column beside the main one comes first, so that what goes on
	// on the next page goes on from the main one.
	if x > width*.55 {
		left, right = right, left
	}
	out = append(out, left, right)
	if to < len(all) {
		out = append(out, columns(all[to:], width)...)
	}
	return out
}

// gutter finds the white space between two columns: its right edge and the rows
// it goes through; to is 0 when there is none.
func gutter(all []row, width float64) (x float64, from, to int) {
	best := 0
	for _, edge := range edges(all, width) {
		start := 0
		for i := 0; i <= len(all); i++ {
			if i < len(all) && !crosses(all[i], float64(edge)-1.5) {
				continue
			}
			if score := i - start; score > best && apart(all[start:i], float64(edge)-1.5) {
				best, x, from, to = score, float64(edge)-1.5, start, i
			}
			start = i + 1
		}
	}
	for to > 0 && from < to && !reaches(all[from], x) { // rows above the second column
		from++
	}
	return x, from, to
}

// mostEdges bounds the work on a page: one that people made has a dozen.
const mostEdges = 64

// edges lists the places, in whole points, where at least six segments begin
// within a point and a second column may: the mostEdges with most segments, from
// left to right.
func edges(all []row, width float64) []int {
	begin := map[int]int{}
	for _, r := range all {
		for i, s := range r.segments {
			if s.x0 > width*.2 && s.x0 < width && (i > 0 || s.x0 > width*.25) {
				begin[int(s.x0+.5)]++
			}
		}
	}
	support := map[int]int{}
	var found []int
	for edge := range begin {
		if n := begin[edge-1] + begin[edge] + begin[edge+1]; n >= 6 {
			support[edge] = n
			found = append(found, edge)
		}
	}
	slices.SortFunc(found, func(a, b int) int { return cmp.Or(support[b]-support[a], a-b) })
	found = found[:min(len(found), mostEdges)]
	slices.Sort(found)
	return found
}

func reaches(r row, x float64) bool { return r.segments[len(r.segments)-1].x0 >= x }

func crosses(r row, x float64) bool {
	for _, s := range r.segments {
		if s.x0 < x && s.x1 > x-2 {
			return true
		}
	}
	return false
}

// apart reports whether what stands on both sides of x are columns, not the
// cells of rows such as dates beside titles: columns have lines that do not
// stand on the other's base lines, or are long and dense.
func apart(rows []row, x float64) bool {
	var sides [2]struct{ rows, alone, letters, wide, run, longest int }
	var last [2]float64
	for _, r := range rows {
		var on [2]bool
		for _, s := range r.segments {
			side := 0
			if s.x0 >= x {
				side = 1
			}
			on[side] = true
			letters := utf8.RuneCountInString(s.text)
			sides[side].letters += letters
			if letters > 40 { // running text
				sides[side].wide++
			}
		}
		aligned := on[0] && on[1]
		for side := range sides {
			if !on[side] {
				continue
			}
			s := &sides[side]
			s.rows++
			if !aligned {
				s.alone++
			}
			if s.run == 0 || r.y-last[side] < 1.9*r.size {
				s.run++
			} else {
				s.run = 1
			}
			s.longest = max(s.longest, s.run)
			last[side] = r.y
		}
	}
	l, r := sides[0], sides[1]
	if l.rows < 6 || r.rows < 6 {
		return false
	}
	if l.wide > 1 && r.wide > 1 {
		return true
	}
	fewer, more := l, r
	if r.rows < l.rows {
		fewer, more = r, l
	}
	// Every row of the one side has its partner on the other: cells.
	if fewer.alone*5 < fewer.rows && (fewer.letters/fewer.rows < 32 || more.letters/more.rows < 32) && fewer.longest < 10 {
		return false
	}
	return fewer.alone*3 >= fewer.rows || fewer.longest >= 10 && fewer.letters/fewer.rows > 20
}

// bullets are what lists begin with.
const bullets = "•●◦▪▫■□‣·–—-*»✓✔➢➤→○∙⁃◆★▸►❖"

// bulletText reports whether a segment is nothing but a bullet or number.
func bulletText(text string) bool {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) == 1 {
		r, _ := utf8.DecodeRuneInString(text)
		return strings.ContainsRune(bullets, r) || text == "o"
	}
	number := strings.TrimRight(text, ".)")
	return number != text && len(number) <= 2 && strings.Trim(number, "0123456789") == ""
}

// cutBullet takes a bullet or number off the beginning of a row, and reports
// whether there was one.
func cutBullet(r row) (cut row, item bool, number int) {
	first := r.segments[0]
	if bulletText(first.text) && len(r.segments) > 1 && r.segments[1].x0-first.x1 < 4*max(r.size, first.size) {
		r.segments = r.segments[1:]
		return r, true, numberOf(first.text)
	}
	mark, rest, ok := strings.Cut(strings.TrimSpace(first.text), " ")
	if !ok || !bulletText(mark) || numberOf(mark) > 0 && !startsWord(rest) {
		return r, false, 0
	}
	blank := false
	for i, g := range first.glyphs {
		if g.blank() {
			blank = true
			continue
		}
		if !blank {
			continue
		}
		if s, ok := newSegment(first.glyphs[i:]); ok {
			r.segments = slices.Clone(r.segments)
			r.segments[0] = s
			return r, true, numberOf(mark)
		}
	}
	return r, false, 0
}

func numberOf(mark string) int {
	number, err := strconv.Atoi(strings.TrimRight(strings.TrimSpace(mark), ".)"))
	if err != nil {
		return 0
	}
	return number
}

func startsWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}
