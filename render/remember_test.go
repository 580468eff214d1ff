package render_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/theme"
)

// aBullet is a line of a CV that is text and nothing else.
var aBullet = regexp.MustCompile(`(?m)^( +- "?[\p{L}\d][^":#\n]{40,})("?)$`)

// reworded is a CV with every n-th of its bullets, counted from one, in other
// words.
func reworded(yaml []byte, n int) []byte {
	bullets := 0
	return aBullet.ReplaceAllFunc(yaml, func(line []byte) []byte {
		if bullets++; (bullets-1)%n != 0 {
			return line
		}
		return aBullet.ReplaceAll(line, []byte("${1}, as asked for$2"))
	})
}

// TestWhatIsRememberedChangesNothing prints CVs, and versions of them that
// differ in a few places, by engines that remember others and the ones before,
// several at a time, and by one that remembers nothing but its fonts.
func TestWhatIsRememberedChangesNothing(t *testing.T) {
	examples, err := filepath.Glob("../examples/cvs/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, examples)
	special, err := filepath.Glob("testdata/cvs/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, special)
	type job struct {
		name    string
		yaml    []byte
		options render.Options
	}
	var jobs []job
	add := func(file string, options render.Options) {
		yaml, err := os.ReadFile(file)
		require.NoError(t, err)
		options.Now = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		renamed := bytes.Replace(yaml, []byte("name: "), []byte("name: Zoë "), 1)
		for i, version := range [][]byte{yaml, reworded(yaml, 3), reworded(renamed, 5), yaml} {
			jobs = append(jobs, job{fmt.Sprintf("%s %s %v %d", file, options.Theme, options.Design, i), version, options})
		}
	}
	for _, file := range examples {
		for _, name := range theme.Names {
			add(file, render.Options{Theme: name})
		}
		add(file, render.Options{Design: map[string]any{"entries": map[string]any{"allow_page_break": true}}})
		add(file, render.Options{Design: map[string]any{"page": map[string]any{"size": "a5"}, "sections": map[string]any{"allow_page_break": false}}})
	}
	for _, file := range special {
		add(file, render.Options{})
	}
	warm, cold := render.New(), render.New()
	var working sync.WaitGroup
	var mu sync.Mutex // of cold
	for worker := range 2 {
		working.Go(func() {
			for i := worker * len(jobs) / 2; i < (worker+1)*len(jobs)/2; i++ {
				job := &jobs[i]
				counting := job.options
				counting.Count = true
				counted, err := warm.Render(context.Background(), job.yaml, counting)
				if !assert.NoError(t, err, job.name) {
					return
				}
				got, err := counted.Finish(job.options)
				assert.NoError(t, err, job.name)
				mu.Lock()
				cold.Forget()
				want, err := cold.Render(context.Background(), job.yaml, job.options)
				mu.Unlock()
				assert.NoError(t, err, job.name)
				assert.True(t, bytes.Equal(want.PDF, got.PDF), job.name)
				assert.Equal(t, want.Report, got.Report, job.name)
				assert.Equal(t, want.Places("/cv/sections"), got.Places("/cv/sections"), job.name)
			}
		})
	}
	working.Wait()
}
