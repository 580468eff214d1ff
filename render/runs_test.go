package render_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render"
)

// BenchmarkRuns is what a run asks for: how long the CV is, how long it is with a
// few bullets reworded, and then that one's PDF. Many users run by turns, each
// with bullets of their own and a name that is new each time.
func BenchmarkRuns(b *testing.B) {
	const users, runs = 32, 6
	files, err := filepath.Glob("../examples/cvs/*.yaml")
	require.NoError(b, err)
	var bases, drafts []*cv.Document
	for run := range runs {
		for user := range users {
			yaml, err := os.ReadFile(files[user%len(files)])
			require.NoError(b, err)
			yaml = bytes.Replace(yaml, []byte("name: "), fmt.Appendf(nil, "name: N%d%c ", user, 'a'+run), 1)
			yaml = aBullet.ReplaceAll(yaml, fmt.Appendf(nil, "${1} – Town%c%cville$2", 'a'+user%6, 'a'+user/6))
			base, err := cv.Parse(yaml)
			require.NoError(b, err)
			draft, err := cv.Parse(reworded(yaml, 5))
			require.NoError(b, err)
			bases, drafts = append(bases, base), append(drafts, draft)
		}
	}
	engine := render.New()
	options := render.Options{Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	count := options
	count.Count = true
	one := func(i int) {
		_, err := engine.RenderDocument(context.Background(), bases[i%len(bases)], count)
		require.NoError(b, err)
		draft, err := engine.RenderDocument(context.Background(), drafts[i%len(bases)], count)
		require.NoError(b, err)
		_, err = draft.Finish(options)
		require.NoError(b, err)
	}
	for i := range users {
		one(i)
	}
	b.ReportAllocs()
	i := users
	for b.Loop() {
		one(i)
		i++
	}
}
