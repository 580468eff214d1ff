package markup

import "slices"

// links replaces [text](url "title"). The text may hold code and emphasis.
func (p *parser) links(units []unit) []unit {
	return p.bracketed(units, func(text []unit, url string, src int32) unit {
		return p.stash(Node{Kind: Link, URL: url, Kids: p.inline(slices.Clone(text), imageStage)}, src)
	}, false)
}

// images replaces ![text](url).
func (p *parser) images(units []unit) []unit {
	return p.bracketed(units, func(text []unit, url string, src int32) unit {
		return p.stash(Node{Kind: Image, URL: url, Text: p.textOf(text), places: placesOf(text)}, src)
	}, true)
}

func (p *parser) bracketed(units []unit, make func(text []unit, url string, src int32) unit, image bool) []unit {
	if !slices.ContainsFunc(units, func(u unit) bool { return u.r == '[' }) {
		return units
	}
	var out []unit
	copied := 0
	for i := 0; i < len(units); i++ {
		if units[i].r != '[' || image != (i > 0 && units[i-1].r == '!') {
			continue
		}
		close := closeBracket(units, i+1)
		if close < 0 {
			continue
		}
		href, after, ok := p.destination(units, close+1)
		if !ok {
			continue
		}
		begin := i
		if image {
			begin--
		}
		out = append(out, units[copied:begin]...)
		out = append(out, make(units[i+1:close], href, units[begin].src))
		copied, i = after, after-1
	}
	if copied == 0 {
		return units
	}
	return append(out, units[copied:]...)
}

// closeBracket is the place of the ] that closes the [ before start, or -1.
func closeBracket(units []unit, start int) int {
	depth := 1
	for i := start; i < len(units); i++ {
		switch units[i].r {
		case ']':
			depth--
		case '[':
			depth++
		}
		if depth == 0 {
			return i
		}
	}
	return -1
}

// destination reads (url) or (<url> "title") at start and returns where it ends.
func (p *parser) destination(units []unit, start int) (url string, after int, ok bool) {
	if start >= len(units) || units[start].r != '(' {
		return "", 0, false
	}
	i := start + 1
	for i < len(units) && isSpace(units[i].r) {
		i++
	}
	if url, after, ok := p.angled(units, i); ok {
		return url, after, true
	}
	d := destination{units: units, start: i, index: i, brackets: 1, backtrack: 1, lastBracket: -1, quoteEnd: -1, altEnd: -1}
	end, ok := d.scan()
	if !ok {
		return "", 0, false
	}
	return p.textOf(trimUnits(units[i:max(i, end)])), d.index, true
}

// angled reads <url> with an optional title and the closing parenthesis.
func (p *parser) angled(units []unit, i int) (url string, after int, ok bool) {
	if i >= len(units) || units[i].r != '<' {
		return "", 0, false
	}
	close := i + 1
	for close < len(units) && units[close].r != '>' {
		if units[close].r == '<' {
			return "", 0, false
		}
		close++
	}
	j := skipSpaces(units, close+1)
	if j < len(units) && (units[j].r == '\'' || units[j].r == '"') {
		quote := units[j].r
		for j++; j < len(units) && units[j].r != quote; j++ {
		}
		j = skipSpaces(units, j+1)
	}
	if j >= len(units) || units[j].r != ')' {
		return "", 0, false
	}
	return p.textOf(trimUnits(units[i+1 : close])), j + 1, true
}

func skipSpaces(units []unit, i int) int {
	for i < len(units) && isSpace(units[i].r) {
		i++
	}
	return i
}

// destination scans a link's address with Python-Markdown's rules for nested
// parentheses and for a title in quotes, either of which may not resolve.
type destination struct {
	units                []unit
	start, index         int
	brackets, backtrack  int
	lastBracket          int
	quote, alt           rune
	quoteStart, quoteEnd int
	altStart, altEnd     int
	inTitle              bool
	last                 rune
}

// scan returns where the address ends; index is then behind the link.
func (d *destination) scan() (end int, ok bool) {
	for _, u := range d.units[d.start:] {
		d.step(u.r)
		d.index++
		if d.brackets == 0 {
			switch {
			case d.quoteEnd >= 0 && d.quote == d.last:
				return d.quoteStart - 1, true
			case d.altEnd >= 0 && d.alt == d.last:
				return d.altStart - 1, true
			}
			return d.index - 1, true
		}
		if u.r != ' ' {
			d.last = u.r
		}
	}
	if d.brackets != 0 && d.backtrack == 0 && d.lastBracket > 0 {
		d.index = d.lastBracket
		return d.lastBracket - 1, true
	}
	return 0, false
}

func (d *destination) step(r rune) {
	switch r {
	case '(':
		if !d.inTitle {
			d.brackets++
		} else if d.backtrack > 0 {
			d.backtrack--
		}
	case ')':
		switch {
		case d.quoteEnd != -1 && d.quote == d.last, d.altEnd != -1 && d.alt == d.last:
			d.brackets = 0
		case !d.inTitle:
			d.brackets--
		case d.backtrack > 0:
			d.backtrack--
			if d.backtrack == 0 {
				d.lastBracket = d.index + 1
			}
		}
	case '\'', '"':
		switch {
		case d.quote == 0:
			d.inTitle = true
			d.backtrack, d.brackets = d.brackets, 1
			d.quoteStart, d.quote = d.index+1, r
		case r != d.quote && d.alt == 0:
			d.altStart, d.alt = d.index+1, r
		case r == d.quote:
			d.quoteEnd = d.index + 1
		case r == d.alt:
			d.altEnd = d.index + 1
		}
	}
}
