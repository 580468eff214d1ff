package sieve

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// automaton reads a text once, a character at a time, and tells whether a
// pattern matches somewhere in it. Its states are made when a text first leads
// to them, by the subset construction (Thompson, 1968; as RE2 does): a state is
// the set of instructions at which the pattern's program may stand.
type automaton struct {
	prog     *syntax.Prog
	looks    syntax.EmptyOp // the assertions in the program
	exact    bool           // a match is one of the pattern; else it may be none
	alphabet *alphabet
	start    atomic.Pointer[state]

	mu     sync.Mutex // for all below
	states map[string]*state
	seen   []uint32 // by instruction: the round in which it was reached
	round  uint32
}

// state is where the program may stand. All but next stays as it was made.
type state struct {
	next    []atomic.Pointer[state] // by class of the next character; nil: not made yet
	at      []uint32                // instructions that read a character or ask what follows
	behind  rune                    // what assertions see of the character before; -1: none
	matched bool                    // the pattern has matched, whatever follows
	dead    bool                    // it will not match
	ends    bool                    // it matches when the text ends here
}

// Bounds of what is kept for a pattern and made for a text. Rare texts lead to
// states that no other does.
const (
	mostStates = 1000
	mostMade   = 100
)

// mostRepeats is how often a part of a pattern is repeated before it counts as
// repeated at will: each repetition would be a state, and each pair of them.
const mostRepeats = 4

// newAutomaton looks through a pattern; nil: it has too many kinds of characters.
func newAutomaton(pattern string) *automaton {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	a := &automaton{exact: !loosen(parsed)}
	if a.prog, err = syntax.Compile(parsed.Simplify()); err != nil {
		return nil
	}
	var ok bool
	if a.alphabet, ok = newAlphabet(a.prog); !ok {
		return nil
	}
	for i := range a.prog.Inst {
		if inst := &a.prog.Inst[i]; inst.Op == syntax.InstEmptyWidth {
			a.looks |= syntax.EmptyOp(inst.Arg)
		}
	}
	a.seen = make([]uint32, len(a.prog.Inst))
	a.forget()
	return a
}

// loosen takes the upper bounds off repetitions and lowers the lower ones, so
// that the pattern matches more; it reports whether there were any.
func loosen(re *syntax.Regexp) (loosened bool) {
	if re.Op == syntax.OpRepeat && (re.Max > mostRepeats || re.Min > mostRepeats) {
		re.Min, re.Max, loosened = min(re.Min, mostRepeats), -1, true
	}
	for _, sub := range re.Sub {
		loosened = loosen(sub) || loosened
	}
	return loosened
}

// match reports whether the pattern matches; unsure: the text leads to too many
// new states to tell, or a match would be one of a looser pattern.
func (a *automaton) match(text string) (matched, sure bool) {
	made := 0
	at := a.start.Load()
	for i := 0; i < len(text); {
		if at.matched || at.dead {
			return at.matched, at.dead || a.exact
		}
		var class uint8
		if c := text[i]; c < utf8.RuneSelf {
			class = a.alphabet.near[c]
			i++
		} else {
			r, size := utf8.DecodeRuneInString(text[i:])
			class = a.alphabet.of(r)
			i += size
		}
		next := at.next[class].Load()
		if next == nil {
			if made++; made > mostMade {
				return true, false
			}
			next = a.step(at, class)
		}
		at = next
	}
	matched = at.matched || at.ends
	return matched, !matched || a.exact
}

// step makes the state behind another and a character of a class.
func (a *automaton) step(from *state, class uint8) *state {
	a.mu.Lock()
	defer a.mu.Unlock()
	if next := from.next[class].Load(); next != nil {
		return next
	}
	r := a.alphabet.some[class]
	here, matched := a.reach(from.at, from.behind, known(r))
	to := &state{matched: matched, behind: a.sees(r)}
	if !matched {
		seeds := make([]uint32, 0, len(here)+1)
		for _, pc := range here {
			if inst := &a.prog.Inst[pc]; inst.MatchRune(r) {
				seeds = append(seeds, inst.Out)
			}
		}
		seeds = append(seeds, uint32(a.prog.Start)) // a match may begin anywhere
		to.at, to.matched = a.reach(seeds, to.behind, unknown)
	}
	next := a.keep(to)
	from.next[class].Store(next)
	return next
}

// keep returns the state that is like another, which it becomes if there is none.
func (a *automaton) keep(s *state) *state {
	if s.matched {
		s.at, s.behind = nil, 0
	}
	slices.Sort(s.at)
	key := binary.LittleEndian.AppendUint32(nil, uint32(s.behind))
	for _, pc := range s.at {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	if s.matched {
		key = []byte("matched")
	}
	if known := a.states[string(key)]; known != nil {
		return known
	}
	if len(a.states) >= mostStates {
		a.forget()
	}
	s.dead = !s.matched && len(s.at) == 0 && a.looks&syntax.EmptyBeginLine == 0
	_, s.ends = a.reach(s.at, s.behind, atEnd)
	if !s.matched && !s.dead {
		s.next = make([]atomic.Pointer[state], len(a.alphabet.some))
	}
	a.states[string(key)] = s
	return s
}

// forget drops all states but a first one.
func (a *automaton) forget() {
	a.states = map[string]*state{}
	first := &state{behind: -1}
	first.at, first.matched = a.reach([]uint32{uint32(a.prog.Start)}, -1, unknown)
	a.start.Store(a.keep(first))
}

// sees is what assertions see of a character.
func (a *automaton) sees(r rune) rune {
	const words, lines = syntax.EmptyWordBoundary | syntax.EmptyNoWordBoundary, syntax.EmptyBeginLine | syntax.EmptyEndLine
	switch {
	case r == '\n' && a.looks&lines != 0:
		return '\n'
	case syntax.IsWordChar(r) && a.looks&words != 0:
		return 'a'
	}
	return ' '
}

// ahead is what follows, as far as it is known.
type ahead struct {
	r     rune // -1: the text ends
	known bool
}

func known(r rune) ahead { return ahead{r, true} }

var (
	atEnd   = known(-1)
	unknown = ahead{}
)

// reach lists the instructions that read a character, reached from some without
// reading one; where it is unknown what follows also those that ask for it. It
// reports whether the pattern is matched on the way.
func (a *automaton) reach(from []uint32, behind rune, follows ahead) (list []uint32, matched bool) {
	a.round++
	holds := syntax.EmptyOpContext(behind, follows.r)
	const looksBack = syntax.EmptyBeginText | syntax.EmptyBeginLine
	var visit func(pc uint32)
	visit = func(pc uint32) {
		if a.seen[pc] == a.round {
			return
		}
		a.seen[pc] = a.round
		switch inst := &a.prog.Inst[pc]; inst.Op {
		case syntax.InstFail:
		case syntax.InstMatch:
			matched = true
		case syntax.InstAlt, syntax.InstAltMatch:
			visit(inst.Out)
			visit(inst.Arg)
		case syntax.InstCapture, syntax.InstNop:
			visit(inst.Out)
		case syntax.InstEmptyWidth:
			switch asks := syntax.EmptyOp(inst.Arg); {
			case asks&looksBack&^holds != 0:
			case asks&^looksBack == 0 || follows.known && asks&^holds == 0:
				visit(inst.Out)
			case !follows.known:
				list = append(list, pc)
			}
		default:
			list = append(list, pc)
		}
	}
	for _, pc := range from {
		visit(pc)
	}
	return list, matched
}
