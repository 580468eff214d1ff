package pdf

import (
	"bytes"
	"runtime"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// compressors keeps zlib writers, whose tables cost more to make than a small stream to compress.
var compressors = sync.Pool{New: func() any {
	const level = 6                         // a third of the time of compress/zlib for two per cent more bytes
	w, _ := zlib.NewWriterLevel(nil, level) // the level exists
	return w
}}

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

// compression compresses streams beside what else is done, as many at a time as there are processors.
type compression struct {
	working sync.WaitGroup
	slots   chan struct{}
}

func newCompression() *compression {
	return &compression{slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// add replaces what data holds, which nobody else may look at before wait returns, by its compressed form.
func (c *compression) add(data *[]byte) {
	c.working.Go(func() {
		c.slots <- struct{}{}
		*data = deflate(*data)
		<-c.slots
	})
}

// wait returns when all is compressed.
func (c *compression) wait() { c.working.Wait() }
