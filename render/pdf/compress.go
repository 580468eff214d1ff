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

// deflate compresses data, behind what out has.
func deflate(out, data []byte) []byte {
	buffer := bytes.NewBuffer(out)
	w := compressors.Get().(*zlib.Writer)
	defer compressors.Put(w)
	w.Reset(buffer)
	w.Write(data) // a bytes.Buffer takes all
	w.Close()
	return buffer.Bytes()
}

// buffers keeps what streams were written in.
var buffers sync.Pool // of *[]byte

// What buffers hold: pages are smaller, pictures larger, and rare.
const (
	leastBuffer = 16 << 10
	mostBuffer  = 256 << 10
)

// newBuffer returns an empty buffer, which keepBuffer may get when nobody looks at it any more.
func newBuffer() []byte {
	if kept, _ := buffers.Get().(*[]byte); kept != nil {
		return (*kept)[:0]
	}
	return make([]byte, 0, leastBuffer)
}

// keepBuffer keeps a buffer, unless it would have to grow or is too large.
func keepBuffer(buffer []byte) {
	if size := cap(buffer); size >= leastBuffer && size <= mostBuffer {
		buffers.Put(&buffer)
	}
}

// compression compresses streams beside what else is done, as many at a time as there are processors.
type compression struct {
	working sync.WaitGroup
	slots   chan struct{}
}

func newCompression() *compression {
	return &compression{slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// add replaces what data holds, which nobody else may look at before wait returns, by its compressed form in a buffer
// of its own.
func (c *compression) add(data *[]byte) {
	c.working.Go(func() {
		c.slots <- struct{}{}
		raw := *data
		*data = deflate(newBuffer(), raw)
		keepBuffer(raw)
		<-c.slots
	})
}

// wait returns when all is compressed.
func (c *compression) wait() { c.working.Wait() }
