package subset

// Operators of Type 2 charstrings that matter to expanding subroutines. All others clear the stack.
const (
	csHstem     = 1
	csVstem     = 3
	csCallSubr  = 10
	csReturn    = 11
	csEscape    = 12
	csEndChar   = 14
	csHstemHM   = 18
	csHintMask  = 19
	csCntrMask  = 20
	csVstemHM   = 23
	csShortInt  = 28
	csCallGSubr = 29
	csFixed     = 255
)

// Limits of Technical Note 5177, appendix B, and one of our own against subroutines that call each other without
// end: no real glyph comes near a million steps.
const (
	maxCallDepth  = 10
	maxCharString = 65535
	maxSteps      = 1 << 20
)

// arithmetic gives, for the two-byte operators that leave results, how many operands they take and leave.
var arithmetic = map[byte]struct{ take, leave int }{
	3: {2, 1}, 4: {2, 1}, 5: {1, 1}, // and, or, not
	9: {1, 1}, 10: {2, 1}, 11: {2, 1}, 12: {2, 1}, 14: {1, 1}, 15: {2, 1}, // abs, add, sub, div, neg, eq
	18: {1, 0}, 20: {2, 0}, 21: {1, 1}, // drop, put, get
	22: {4, 1}, 23: {0, 1}, 24: {2, 1}, 26: {1, 1}, // ifelse, random, mul, sqrt
	27: {1, 2}, 28: {2, 2}, 29: {1, 1}, 30: {2, 0}, // dup, exch, index, roll
}

// operand is a number on the charstring's stack.
type operand struct {
	value      int
	start, end int  // where in the output it is written
	known      bool // a plain integer, not a fraction or a result
}

// expander copies a charstring and puts the bodies of subroutines in the place of their calls. It follows the stack
// only so far as it must: to know which subroutine is called, and how many stem hints a hint mask covers.
type expander struct {
	global, local index
	out           []byte
	stack         []operand
	stems         int
	steps         int
	done          bool
}

// expand returns a glyph's description without subroutine calls. The stack is that of earlier glyphs, to be used again.
func (f *cffFont) expand(glyph, fd int, stack *[]operand) ([]byte, error) {
	code, err := f.charStrings.at(glyph)
	if err != nil {
		return nil, err
	}
	e := expander{global: f.globalSubrs, local: f.dicts[fd].subrs, out: make([]byte, 0, 2*len(code)), stack: (*stack)[:0]}
	err = e.run(code, 0)
	*stack = e.stack
	if err != nil {
		return nil, err
	}
	if !e.done {
		e.out = append(e.out, csEndChar)
	}
	return e.out, nil
}

// run copies one charstring or subroutine.
func (e *expander) run(code input, depth int) error {
	if depth > maxCallDepth {
		return malformed("subroutines nested more than %d deep", maxCallDepth)
	}
	for at := 0; at < len(code) && !e.done; {
		if e.steps++; e.steps > maxSteps || len(e.out) > maxCharString {
			return malformed("its description is too long")
		}
		b := code[at]
		if b == csShortInt || b >= 32 {
			n, err := e.number(code[at:])
			if err != nil {
				return err
			}
			at += n
			continue
		}
		at++
		switch b {
		case csReturn:
			return nil
		case csCallSubr, csCallGSubr:
			subrs := e.local
			if b == csCallGSubr {
				subrs = e.global
			}
			if err := e.call(subrs, depth); err != nil {
				return err
			}
		case csEndChar:
			if len(e.stack) >= 4 {
				return malformed("it is built from two other glyphs in an outdated way (endchar with four operands)")
			}
			e.out = append(e.out, b)
			e.done = true
		case csHintMask, csCntrMask:
			e.stems += len(e.stack) / 2
			mask, err := code.slice(at, (e.stems+7)/8)
			if err != nil {
				return malformed("a hint mask is cut short")
			}
			e.out = append(append(e.out, b), mask...)
			e.stack = e.stack[:0]
			at += len(mask)
		case csHstem, csVstem, csHstemHM, csVstemHM:
			e.stems += len(e.stack) / 2
			e.out = append(e.out, b)
			e.stack = e.stack[:0]
		case csEscape:
			if at >= len(code) {
				return malformed("an operator is cut short")
			}
			if err := e.escaped(code[at]); err != nil {
				return err
			}
			at++
		default:
			e.out = append(e.out, b)
			e.stack = e.stack[:0]
		}
	}
	return nil
}

// number copies a number and returns its length.
func (e *expander) number(code input) (int, error) {
	b := int(code[0])
	size, known := 1, true
	switch {
	case b == csShortInt:
		size = 3
	case b == csFixed:
		size, known = 5, false
	case b >= 247:
		size = 2
	}
	raw, err := code.slice(0, size)
	if err != nil {
		return 0, malformed("a number is cut short")
	}
	value := 0
	switch size {
	case 1:
		value = b - 139
	case 2:
		value = shortNumber(b, int(raw[1]))
	case 3:
		value, _ = raw.uint16(1)
		value = int(int16(value))
	}
	e.stack = append(e.stack, operand{value, len(e.out), len(e.out) + size, known})
	e.out = append(e.out, raw...)
	return size, nil
}

// call takes the number of a subroutine off the stack and the output, and runs the subroutine.
func (e *expander) call(subrs index, depth int) error {
	if len(e.stack) == 0 {
		return malformed("a subroutine call without number")
	}
	top := e.stack[len(e.stack)-1]
	if !top.known || top.end != len(e.out) {
		return malformed("a subroutine call with a computed number")
	}
	e.stack = e.stack[:len(e.stack)-1]
	e.out = e.out[:top.start]
	body, err := subrs.at(top.value + bias(subrs.count))
	if err != nil {
		return malformed("it calls subroutine %d, which is not there", top.value)
	}
	return e.run(body, depth+1)
}

// bias is what is added to the number in a call, so that short numbers reach more subroutines.
func bias(count int) int {
	switch {
	case count < 1240:
		return 107
	case count < 33900:
		return 1131
	default:
		return 32768
	}
}

// escaped copies a two-byte operator, given its second byte.
func (e *expander) escaped(b byte) error {
	e.out = append(e.out, csEscape, b)
	effect, ok := arithmetic[b]
	if !ok { // a curve with flex, or an operator we do not know
		e.stack = e.stack[:0]
		return nil
	}
	if len(e.stack) < effect.take {
		return malformed("an operator lacks operands")
	}
	e.stack = e.stack[:len(e.stack)-effect.take]
	for range effect.leave {
		e.stack = append(e.stack, operand{})
	}
	return nil
}
