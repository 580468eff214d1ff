package pdf

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Limits of a page's content.
const (
	maxOperators = 3_000_000
	maxGlyphs    = 400_000
	maxForms     = 12 // within each other
)

// glyph is a piece of text at its place on the page, in points from the upper
// left corner.
type glyph struct {
	x, y, width, size float64
	text              string
	bold              bool
	artifact          bool // marked as no part of the text
	url               string
}

// blank reports whether a glyph is a space. One without text is none: it is the
// rest of what another glyph reads as, such as the end of a hyphenated word.
func (g glyph) blank() bool { return g.text != "" && strings.TrimSpace(g.text) == "" }

type matrix [6]float64

func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) at(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

type state struct {
	ctm                                          matrix
	font                                         *font
	size, spacing, words, stretch, leading, rise float64
}

// interpreter runs a page's content and collects its glyphs.
type interpreter struct {
	file      *file
	fonts     map[ref]*font
	glyphs    []glyph
	operators int
	total     *int // glyphs of all pages

	state
	saved      []state
	text, line matrix
	marks      []mark
	forms      int
}

// mark is a piece of content with properties of its own (14.6).
type mark struct {
	actual   *string // what all of it reads as
	used     bool
	artifact bool
}

var errLong = fmt.Errorf("%w: a page has too much on it", ErrTooLarge)

// run interprets content with the resources it uses.
func (p *interpreter) run(content []byte, resources dict) error {
	l := &lexer{data: content}
	var stack []any
	for {
		v, err := l.value(false)
		if err != nil {
			if l.at >= len(content) {
				return nil
			}
			l.at++
			continue
		}
		op, ok := v.(keyword)
		if !ok {
			if len(stack) < 100 {
				stack = append(stack, v)
			}
			continue
		}
		if op == "" {
			return nil
		}
		if p.operators++; p.operators > maxOperators {
			return errLong
		}
		if op == "BI" { // a picture among the text
			i := strings.Index(string(content[l.at:min(len(content), l.at+1<<20)]), "EI")
			if i < 0 {
				return nil
			}
			l.at += i + 2
		}
		if err := p.operate(string(op), stack, resources); err != nil {
			return err
		}
		stack = stack[:0]
	}
}

func numbers(stack []any, n int) ([]float64, bool) {
	if len(stack) < n {
		return nil, false
	}
	out := make([]float64, n)
	for i, v := range stack[len(stack)-n:] {
		number, ok := v.(float64)
		if !ok || math.IsNaN(number) || math.Abs(number) > 1e9 {
			return nil, false
		}
		out[i] = number
	}
	return out, true
}

func (p *interpreter) operate(op string, stack []any, resources dict) error {
	switch op {
	case "q":
		if len(p.saved) < 200 {
			p.saved = append(p.saved, p.state)
		}
	case "Q":
		if n := len(p.saved); n > 0 {
			p.state, p.saved = p.saved[n-1], p.saved[:n-1]
		}
	case "cm":
		if m, ok := numbers(stack, 6); ok {
			p.ctm = matrix(m).times(p.ctm)
		}
	case "BT":
		p.text, p.line = matrix{1, 0, 0, 1, 0, 0}, matrix{1, 0, 0, 1, 0, 0}
	case "Tf":
		if len(stack) >= 2 {
			size, _ := stack[1].(float64)
			which, _ := stack[0].(name)
			p.size, p.font = size, p.fontNamed(which, resources)
		}
	case "Tm":
		if m, ok := numbers(stack, 6); ok {
			p.text, p.line = matrix(m), matrix(m)
		}
	case "Td", "TD":
		if m, ok := numbers(stack, 2); ok {
			if op == "TD" {
				p.leading = -m[1]
			}
			p.next(m[0], m[1])
		}
	case "T*":
		p.next(0, -p.leading)
	case "Tc", "Tw", "Tz", "TL", "Ts":
		if m, ok := numbers(stack, 1); ok {
			*map[string]*float64{"Tc": &p.spacing, "Tw": &p.words, "Tz": &p.stretch, "TL": &p.leading, "Ts": &p.rise}[op] = m[0]
		}
	case "Tj", "'", `"`, "TJ":
		return p.show(op, stack)
	case "BMC", "BDC", "EMC":
		p.marked(op, stack, resources)
	case "Do":
		if len(stack) > 0 {
			which, _ := stack[0].(name)
			return p.form(which, resources)
		}
	}
	return nil
}

func (p *interpreter) next(x, y float64) {
	p.line = matrix{1, 0, 0, 1, x, y}.times(p.line)
	p.text = p.line
}

func (p *interpreter) fontNamed(which name, resources dict) *font {
	fonts, _ := p.file.dict(resources["Font"])
	v, ok := fonts[which]
	if !ok {
		return nil
	}
	if r, ok := v.(ref); ok {
		if known, ok := p.fonts[r]; ok {
			return known
		}
		p.fonts[r] = p.file.font(v)
		return p.fonts[r]
	}
	return p.file.font(v)
}

// show sets text (9.4.3).
func (p *interpreter) show(op string, stack []any) error {
	if op == `"` {
		if m, ok := numbers(stack[:max(0, len(stack)-1)], 2); ok {
			p.words, p.spacing = m[0], m[1]
		}
	}
	if op == "'" || op == `"` {
		p.next(0, -p.leading)
	}
	if p.font == nil || len(stack) == 0 {
		return nil
	}
	items := array{stack[len(stack)-1]}
	if list, ok := stack[len(stack)-1].(array); ok {
		items = list
	}
	for _, item := range items {
		switch item := item.(type) {
		case float64:
			p.advance(-item / 1000 * p.size * p.stretch / 100)
		case text:
			for _, d := range p.font.decode(item) {
				if err := p.glyph(d); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (p *interpreter) advance(by float64) { p.text = matrix{1, 0, 0, 1, by, 0}.times(p.text) }

// glyph sets one glyph.
func (p *interpreter) glyph(d decoded) error {
	full := matrix{p.size * p.stretch / 100, 0, 0, p.size, 0, p.rise}.times(p.text).times(p.ctm)
	by := d.width*p.size + p.spacing
	if d.space {
		by += p.words
	}
	by *= p.stretch / 100
	letters := d.text
	artifact, replaced := false, false
	for i := len(p.marks) - 1; i >= 0; i-- {
		m := &p.marks[i]
		artifact = artifact || m.artifact
		if m.actual != nil {
			letters, replaced = "", true
			if !m.used {
				letters, m.used = *m.actual, true
			}
		}
	}
	x, y := full.at(0, 0)
	size := math.Hypot(full[2], full[3])
	if (letters != "" || replaced) && math.Abs(full[1]) < .05*math.Abs(full[0]) && full[0] > 0 { // upright
		if *p.total++; *p.total > maxGlyphs {
			return errLong
		}
		p.glyphs = append(p.glyphs, glyph{x: x, y: y, width: d.width * full[0], size: size, text: readable(letters), bold: p.font.bold, artifact: artifact})
	}
	p.advance(by)
	return nil
}

// readable takes ligatures apart and removes letters of private use, which are
// icons.
func readable(letters string) string {
	ascii := true
	for i := 0; i < len(letters); i++ {
		ascii = ascii && letters[i] >= ' ' && letters[i] < 0x7f
	}
	if ascii {
		return letters
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0xF0B7, r == 0xF0A7, r == 0xF0D8, r == 0xF076, r == 0xF0FC, r == 0xF0A8: // of Symbol and Wingdings
			return '•'
		case r >= 0xE000 && r <= 0xF8FF, r >= 0xF0000, r < ' ', r == 0x200b, r == 0xfeff, r == '\uFFFD':
			return -1
		case unicode.Is(unicode.Zs, r):
			return ' '
		}
		return r
	}, presentation(letters))
}

// presentation writes presentation forms such as ﬁ as plain letters.
func presentation(letters string) string {
	for _, r := range letters {
		if r >= 0xFB00 && r <= 0xFB4F {
			return norm.NFKC.String(letters)
		}
	}
	return norm.NFC.String(letters)
}

func (p *interpreter) marked(op string, stack []any, resources dict) {
	if op == "EMC" {
		if n := len(p.marks); n > 0 {
			p.marks = p.marks[:n-1]
		}
		return
	}
	var m mark
	if len(stack) > 0 {
		m.artifact = stack[0] == name("Artifact")
	}
	if op == "BDC" && len(stack) > 1 {
		properties, ok := stack[1].(dict)
		if which, named := stack[1].(name); named {
			all, _ := p.file.dict(resources["Properties"])
			properties, ok = p.file.dict(all[which])
		}
		if actual, is := p.file.get(properties["ActualText"]).(text); ok && is {
			reads := textString(actual)
			m.actual = &reads
		}
	}
	if len(p.marks) < 200 {
		p.marks = append(p.marks, m)
	}
}

// form runs a form (8.10).
func (p *interpreter) form(which name, resources dict) error {
	all, _ := p.file.dict(resources["XObject"])
	s, ok := p.file.get(all[which]).(*stream)
	if !ok || p.file.name(s.dict["Subtype"]) != "Form" || p.forms >= maxForms {
		return nil
	}
	content, err := p.file.stream(all[which])
	if err != nil {
		return err
	}
	inner, ok := p.file.dict(s.dict["Resources"])
	if !ok {
		inner = resources
	}
	before, text, line := p.state, p.text, p.line
	if m := p.file.array(s.dict["Matrix"]); len(m) == 6 {
		var own matrix
		for i := range own {
			own[i] = p.file.number(m[i])
		}
		p.ctm = own.times(p.ctm)
	}
	p.forms++
	err = p.run(content, inner)
	p.forms--
	p.state, p.text, p.line = before, text, line
	return err
}
