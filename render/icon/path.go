package icon

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/bespoke-cv/bespoke/render/page"
)

// parsePath reads SVG path data (SVG 1.1, section 8.3). Arcs become curves.
func parsePath(d string) ([]page.Segment, error) {
	p := pathReader{rest: d}
	for {
		p.skip()
		if p.rest == "" {
			return p.out, p.err
		}
		if c := p.rest[0]; isCommand(c) {
			p.command, p.rest = c, p.rest[1:]
		} else if p.command == 0 || p.command|0x20 == 'z' { // which takes no numbers
			return nil, fmt.Errorf("path has %q where a command should be", c)
		}
		p.step()
		if p.err != nil {
			return nil, p.err
		}
	}
}

var errNumber = errors.New("a number is missing in the path")

type pathReader struct {
	rest       string
	command    byte
	out        []page.Segment
	at, start  page.Point
	control    page.Point // the last one, for the smooth commands
	controlled byte       // 'C' or 'Q' if control is set
	err        error
}

func isCommand(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }

func (p *pathReader) skip() {
	for p.rest != "" && (p.rest[0] == ' ' || p.rest[0] == ',' || p.rest[0] == '\n' || p.rest[0] == '\t') {
		p.rest = p.rest[1:]
	}
}

// number reads the next number; ".5.5" are two.
func (p *pathReader) number() float64 {
	p.skip()
	i, point, exponent := 0, false, false
scan:
	for ; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c >= '0' && c <= '9':
		case (c == '-' || c == '+') && (i == 0 || p.rest[i-1] == 'e'):
		case c == '.' && !point && !exponent:
			point = true
		case c == 'e' && i > 0 && !exponent:
			exponent = true
		default:
			break scan
		}
	}
	v, err := strconv.ParseFloat(p.rest[:i], 64)
	if err != nil {
		p.err = errNumber
		return 0
	}
	p.rest = p.rest[i:]
	return v
}

// flag reads one digit: flags may follow each other without a space.
func (p *pathReader) flag() bool {
	p.skip()
	if p.rest == "" || p.rest[0] != '0' && p.rest[0] != '1' {
		p.err = errNumber
		return false
	}
	set := p.rest[0] == '1'
	p.rest = p.rest[1:]
	return set
}

func (p *pathReader) relative() bool { return p.command >= 'a' }

func (p *pathReader) point() page.Point {
	v := page.Point{X: p.number(), Y: p.number()}
	if p.relative() {
		v.X, v.Y = v.X+p.at.X, v.Y+p.at.Y
	}
	return v
}

func (p *pathReader) step() {
	controlled := p.controlled
	p.controlled = 0
	switch p.command | 0x20 {
	case 'm':
		to := p.point()
		p.add(page.MoveTo, to)
		p.start = to
		p.command -= 'm' - 'l' // more points are lines
	case 'l':
		p.add(page.LineTo, p.point())
	case 'h':
		to := page.Point{X: p.number(), Y: p.at.Y}
		if p.relative() {
			to.X += p.at.X
		}
		p.add(page.LineTo, to)
	case 'v':
		to := page.Point{X: p.at.X, Y: p.number()}
		if p.relative() {
			to.Y += p.at.Y
		}
		p.add(page.LineTo, to)
	case 'c':
		p.curve(p.point(), p.point(), p.point())
	case 's':
		p.curve(p.reflected(controlled, 'C'), p.point(), p.point())
	case 'q':
		p.quad(p.point(), p.point())
	case 't':
		p.quad(p.reflected(controlled, 'Q'), p.point())
	case 'a':
		rx, ry, turn, large, sweep := p.number(), p.number(), p.number(), p.flag(), p.flag()
		p.arc(rx, ry, turn, large, sweep, p.point())
	case 'z':
		p.out = append(p.out, page.Segment{Verb: page.Close})
		p.at = p.start
	default:
		p.err = fmt.Errorf("path has the unknown command %q", p.command)
	}
}

func (p *pathReader) add(verb page.Verb, points ...page.Point) {
	s := page.Segment{Verb: verb}
	copy(s.Points[:], points)
	p.out = append(p.out, s)
	p.at = points[len(points)-1]
}

func (p *pathReader) curve(a, b, to page.Point) {
	p.add(page.CurveTo, a, b, to)
	p.control, p.controlled = b, 'C'
}

func (p *pathReader) quad(a, to page.Point) {
	p.add(page.QuadTo, a, to)
	p.control, p.controlled = a, 'Q'
}

// reflected is the last control point, mirrored at where the path is.
func (p *pathReader) reflected(was, want byte) page.Point {
	if was != want {
		return p.at
	}
	return page.Point{X: 2*p.at.X - p.control.X, Y: 2*p.at.Y - p.control.Y}
}

// arc follows SVG 1.1, appendix F.6: from end points to a centre, then a curve
// for each quarter turn.
func (p *pathReader) arc(rx, ry, turn float64, large, sweep bool, to page.Point) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || p.at == to {
		p.add(page.LineTo, to)
		return
	}
	sin, cos := math.Sincos(turn * math.Pi / 180)
	dx, dy := (p.at.X-to.X)/2, (p.at.Y-to.Y)/2
	x, y := cos*dx+sin*dy, -sin*dx+cos*dy
	if scale := x*x/(rx*rx) + y*y/(ry*ry); scale > 1 {
		rx, ry = rx*math.Sqrt(scale), ry*math.Sqrt(scale)
	}
	square := (rx*rx*ry*ry - rx*rx*y*y - ry*ry*x*x) / (rx*rx*y*y + ry*ry*x*x)
	k := math.Sqrt(max(0, square))
	if large == sweep {
		k = -k
	}
	cx, cy := k*rx*y/ry, -k*ry*x/rx
	from := math.Atan2((y-cy)/ry, (x-cx)/rx)
	sweepAngle := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - from
	switch {
	case sweep && sweepAngle < 0:
		sweepAngle += 2 * math.Pi
	case !sweep && sweepAngle > 0:
		sweepAngle -= 2 * math.Pi
	}
	mx, my := (p.at.X+to.X)/2, (p.at.Y+to.Y)/2
	place := func(ex, ey float64) page.Point {
		ex, ey = ex*rx+cx, ey*ry+cy
		return page.Point{X: cos*ex - sin*ey + mx, Y: sin*ex + cos*ey + my}
	}
	n := int(math.Ceil(math.Abs(sweepAngle)/(math.Pi/2) - 1e-9))
	part := sweepAngle / float64(n)
	handle := 4.0 / 3 * math.Tan(part/4)
	for i := range n {
		s1, c1 := math.Sincos(from + float64(i)*part)
		s2, c2 := math.Sincos(from + float64(i+1)*part)
		end := place(c2, s2)
		if i == n-1 {
			end = to
		}
		p.add(page.CurveTo, place(c1-handle*s1, s1+handle*c1), place(c2+handle*s2, s2-handle*c2), end)
	}
}
