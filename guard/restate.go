package guard

import (
	"slices"
	"strings"
)

// A number may be new and yet say nothing new: it counts what is listed right
// behind it, or gives a rate of the CV over another stretch of time that the
// text names.

// enumerates reports whether a number counts the items that follow it: three
// channels (email, chat, phone), two people: an assistant and a trainee.
func (c *claim) enumerates(q quantity) bool {
	if q.unit != "" || q.value < 2 || q.value > 12 || q.bound != "" {
		return false
	}
	t := c.new
	for i := q.last; i < min(q.last+4, len(t.tokens)-1); i++ {
		if t.tokens[i].clause != q.clause {
			return false
		}
		between := t.raw[t.tokens[i].end:t.tokens[i+1].start]
		switch {
		case strings.ContainsAny(between, "(["):
			end := i + 1
			for end < len(t.tokens) && t.tokens[end].depth > t.tokens[i].depth {
				end++
			}
			return t.parts(i+1, end) == int(q.value)
		case strings.ContainsAny(between, ":–"):
			end := i + 1
			for end < len(t.tokens) && t.tokens[end].clause == q.clause {
				end++
			}
			return t.parts(i+1, end) == int(q.value)
		case strings.ContainsAny(between, ",;"):
			return false
		}
	}
	return false
}

// parts counts what commas, "and" and slashes divide in tokens[start:end].
func (t *text) parts(start, end int) int {
	n := 1
	for i := start + 1; i < end; i++ {
		if slices.Contains(conjunction[t.lang], t.tokens[i].fold) || strings.ContainsAny(t.raw[t.tokens[i-1].end:t.tokens[i].start], ",/&+") {
			if !slices.Contains(conjunction[t.lang], t.tokens[i-1].fold) {
				n++
			}
		}
	}
	return n
}

// restates reports whether a count over a stretch of time is the CV's rate: 180
// a day are 900 over five days; or a time that such a count is given over.
func (c *claim) restates(q quantity) bool {
	for _, t := range c.anchors() {
		for _, rate := range t.quantities {
			if yearly[rate.period] == 0 && rate.period != "hour" {
				continue
			}
			for _, span := range c.new.quantities {
				if span.unit != rate.period || span.value < 2 || span.period != "" {
					continue
				}
				for _, count := range c.new.quantities {
					if count.unit == rate.unit && count.first != span.first && close(count.value, rate.value*span.value) && (q.first == count.first || q.first == span.first) && compareBounds(count.bound, rate.bound).outcome == "" {
						return true
					}
				}
			}
		}
	}
	return false
}
