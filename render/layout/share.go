package layout

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// setters are as many as were needed at once.
type setters struct {
	next func() *paragraph.Setter
	all  []*paragraph.Setter
}

// first returns a number of setters, the same ones each time.
func (s *setters) first(n int) []*paragraph.Setter {
	for len(s.all) < n {
		s.all = append(s.all, s.next())
	}
	return s.all[:n]
}

// fewEntries are set as fast by one processor as by two.
const fewEntries = 16

// each calls do for every index below n, where there are many on several
// processors: each with a layouter that has a setter of its own.
func (l *layouter) each(n int, do func(l *layouter, i int)) {
	processors := runtime.GOMAXPROCS(0)
	if n < fewEntries || processors == 1 {
		for i := range n {
			do(l, i)
		}
		return
	}
	var next atomic.Int64
	var working sync.WaitGroup
	for _, setter := range l.setters.first(processors) {
		helper := *l
		helper.setter = setter
		working.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(&helper, i)
			}
		})
	}
	working.Wait()
}
