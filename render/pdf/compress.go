package pdf

import (
	"bytes"
	"compress/zlib"
	"runtime"
	"sync"
)

// compressors keeps zlib writers, whose tables cost more to make than a small stream to compress.
var compressors = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

// deflate compresses data.
func deflate(data []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(data)/3 + 64)
	w := compressors.Get().(*zlib.Writer)
	defer compressors.Put(w)
	w.Reset(&out)
	w.Write(data) // a bytes.Buffer takes all
	w.Close()
	return out.Bytes()
}

// compression compresses pieces of data beside what else is done, on as many processors as there are.
type compression struct {
	results [][]byte
	working sync.WaitGroup
	slots   chan struct{}
}

func newCompression(pieces int) *compression {
	return &compression{results: make([][]byte, pieces), slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// add compresses a piece, which may not change any more.
func (c *compression) add(index int, data []byte) {
	c.working.Go(func() {
		c.slots <- struct{}{}
		c.results[index] = deflate(data)
		<-c.slots
	})
}

// wait returns the compressed pieces when all are done.
func (c *compression) wait() [][]byte {
	c.working.Wait()
	return c.results
}
