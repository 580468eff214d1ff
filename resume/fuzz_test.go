package resume_test

import (
	"bytes"
	"compress/zlib"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/resume"
)

func deflated(t testing.TB, data []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

// FuzzImport: any bytes, read as any format, give an error or a CV that can be
// parsed, in a few seconds.
func FuzzImport(f *testing.F) {
	for _, file := range sources(f) {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		if len(data) > 4000 { // mutating large files finds little
			continue
		}
		for i := range resume.Formats {
			f.Add(data, uint8(i))
		}
	}
	for _, h := range hostileTexts {
		f.Add(h.of(2000), uint8(slices.Index(resume.Formats, formatOf(h.file))))
	}
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<</Pages 1 0 R/Kids[1 0 R]>>"), uint8(4))
	f.Fuzz(func(t *testing.T, data []byte, format uint8) {
		start := time.Now()
		result, err := resume.Import(t.Context(), "", data, resume.Formats[int(format)%len(resume.Formats)])
		if time.Since(start) > 10*time.Second {
			t.Fatal("takes too long")
		}
		if err != nil {
			return
		}
		if _, err := cv.Parse(result.YAML); err != nil {
			t.Fatalf("the YAML cannot be read: %v", err)
		}
	})
}
