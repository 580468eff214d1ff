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
	table    atomic.Pointer[table]

	mu     sync.Mutex // for all below
	draft  table      // what the next table will be
	states []state    // by number
	number map[string]uint16
	seen   []uint32 // by instruction: the round in which it was reached
	round  uint32
}

// table is what is known of the states so far. It is never changed.
type table struct {
	start int
	next  []uint16 // by state and class of the next character: the state behind
	ends  []bool   // by state: the pattern matches when the text ends there
}

// The first states; all others are sets of instructions.
const (
	unmade  = iota // not known yet
	dead           // the pattern will not match
	matched        // it has matched, whatever follows
)

// state is where the program may stand.
type state struct {
	at     []uint32 // instructions that read a character or ask what follows
	behind rune     // what assertions see of the character before; -1: none
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
	a.publish()
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
func (a *automaton) match(text string) (matches, sure bool) {
	known := a.table.Load()
	classes := len(a.alphabet.some)
	at := known.start
	if at <= matched {
		return a.told(at)
	}
	for i := 0; i < len(text); {
		var class uint8
		if c := text[i]; c < utf8.RuneSelf {
			class = a.alphabet.near[c]
			i++
		} else {
			r, size := utf8.DecodeRuneInString(text[i:])
			class = a.alphabet.of(r)
			i += size
		}
		if at = int(known.next[at*classes+int(class)]); at <= matched {
			if at == unmade {
				return a.learn(text)
			}
			return a.told(at)
		}
	}
	return a.ended(known, at)
}

func (a *automaton) told(at int) (matches, sure bool) {
	return at == matched, at == dead || a.exact
}

func (a *automaton) ended(known *table, at int) (matches, sure bool) {
	matches = known.ends[at]
	return matches, !matches || a.exact
}

// learn is match for a text that leads to new states, which others know from
// then on.
func (a *automaton) learn(text string) (matches, sure bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	defer a.publish()
	at, made := a.draft.start, len(a.states)
	for _, r := range text {
		if at <= matched {
			return a.told(at)
		}
		class := a.alphabet.of(r)
		next := &a.draft.next[at*len(a.alphabet.some)+int(class)]
		if *next == unmade {
			switch {
			case len(a.states) == mostStates:
				a.forget()
				return true, false
			case len(a.states)-made == mostMade:
				return true, false
			}
			to := a.keep(a.step(a.states[at], class))
			a.draft.next[at*len(a.alphabet.some)+int(class)] = to // which may have moved
			at = int(to)
			continue
		}
		at = int(*next)
	}
	return a.ended(&a.draft, at)
}

// publish makes what was learnt known.
func (a *automaton) publish() {
	known := a.draft
	known.next, known.ends = slices.Clone(known.next), slices.Clone(known.ends)
	a.table.Store(&known)
}

// step is the state behind another and a character of a class, and whether the
// pattern has matched on the way.
func (a *automaton) step(from state, class uint8) (to state, matches bool) {
	r := a.alphabet.some[class]
	here, matches := a.reach(from.at, from.behind, known(r))
	if matches {
		return state{}, true
	}
	var seeds []uint32
	for _, pc := range here {
		if inst := &a.prog.Inst[pc]; inst.MatchRune(r) {
			seeds = append(seeds, inst.Out)
		}
	}
	seeds = append(seeds, uint32(a.prog.Start)) // a match may begin anywhere
	to.behind = a.sees(r)
	to.at, matches = a.reach(seeds, to.behind, unknown)
	return to, matches
}

// keep returns the number of a state, a new one if there is none like it.
func (a *automaton) keep(s state, matches bool) uint16 {
	switch {
	case matches:
		return matched
	case len(s.at) == 0 && a.looks&syntax.EmptyBeginLine == 0:
		return dead
	}
	slices.Sort(s.at)
	key := binary.LittleEndian.AppendUint32(nil, uint32(s.behind))
	for _, pc := range s.at {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	number, ok := a.number[string(key)]
	if !ok {
		number = a.add(s)
		a.number[string(key)] = number
	}
	return number
}

// add makes room for a state.
func (a *automaton) add(s state) uint16 {
	_, ends := a.reach(s.at, s.behind, atEnd)
	a.states = append(a.states, s)
	a.draft.next = append(a.draft.next, make([]uint16, len(a.alphabet.some))...)
	a.draft.ends = append(a.draft.ends, ends)
	return uint16(len(a.states) - 1)
}

// forget drops all states but the first ones.
func (a *automaton) forget() {
	a.states, a.number, a.draft = nil, map[string]uint16{}, table{}
	for range matched + 1 {
		a.add(state{})
	}
	a.draft.ends[matched] = true
	at, matches := a.reach([]uint32{uint32(a.prog.Start)}, -1, unknown)
	a.draft.start = int(a.keep(state{at, -1}, matches))
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
