package cv_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

// samples reads our own CVs, and others where they are there.
func samples(t testing.TB, others ...string) map[string]*cv.Document {
	t.Helper()
	names, err := filepath.Glob("../examples/cvs/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, pattern := range others {
		more, err := filepath.Glob(pattern)
		require.NoError(t, err)
		names = append(names, more...)
	}
	docs := map[string]*cv.Document{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		docs[filepath.Base(name)], err = cv.Parse(raw)
		require.NoError(t, err)
	}
	return docs
}

func TestSampleCVsAreValidAndRich(t *testing.T) {
	for name, doc := range samples(t) {
		t.Run(name, func(t *testing.T) {
			assert.Empty(t, cv.Validate(doc))
			assert.NotEmpty(t, doc.Pool())
			kinds := map[cv.EntryKind]bool{}
			for _, section := range doc.Sections() {
				kinds[section.Kind] = true
				for _, entry := range section.Entries {
					assert.Equal(t, section.Kind, entry.Kind)
				}
			}
			assert.Greater(t, len(kinds), 3)
		})
	}
}

// TestSampleCVsTakeManyEditsAtOnce rewords every bullet, turns every list of
// bullets round and brings the whole pool in: nothing else may change.
func TestSampleCVsTakeManyEditsAtOnce(t *testing.T) {
	for name, doc := range samples(t, "../../shared/render/reference/*.yaml") {
		t.Run(name, func(t *testing.T) {
			edits := allEdits(doc)
			after, err := doc.Apply(edits)
			require.NoError(t, err)
			assert.Empty(t, cv.NewProblems(cv.Validate(doc), cv.Validate(after)))
			assert.Empty(t, after.Pool())
			assert.Equal(t, len(doc.Leaves())+len(doc.Pool()), len(after.Leaves()))
			back := bytes.ReplaceAll(after.Bytes(), []byte(" (reworded)"), nil)
			assert.ElementsMatch(t, words(withoutSigns(doc.Bytes())), words(withoutSigns(back)))
		})
	}
}

func allEdits(doc *cv.Document) []schema.Edit {
	var edits []schema.Edit
	for _, section := range doc.Sections() {
		for _, entry := range section.Entries {
			for i, bullet := range entry.Highlights {
				edits = append(edits, replace(bullet.Path, bullet.Text+" (reworded)"))
				if i > 0 {
					edits = append(edits, move(bullet.Path, entry.Path+"/highlights/0"))
				}
			}
		}
	}
	for _, comment := range doc.Pool() {
		edits = append(edits, uncomment(fmt.Sprintf("%s/%d", comment.List, comment.Index), fmt.Sprintf("line:%d", comment.Line)))
	}
	return edits
}

// withoutSigns drops the number signs, and the quotes that a bullet with a
// colon may gain.
func withoutSigns(src []byte) string {
	return strings.NewReplacer("#", "", `"`, "", "'", "").Replace(string(src))
}

func words(text string) []string { return strings.Fields(text) }

func BenchmarkParse(b *testing.B) {
	src := longCV(b)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := cv.Parse(src); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkApply does 30 edits of a CV of 12 KB.
func BenchmarkApply(b *testing.B) {
	doc, err := cv.Parse(longCV(b))
	require.NoError(b, err)
	edits := allEdits(doc)[:30]
	b.SetBytes(int64(len(doc.Bytes())))
	for b.Loop() {
		if _, err := doc.Apply(edits); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	doc, err := cv.Parse(longCV(b))
	require.NoError(b, err)
	for b.Loop() {
		cv.Validate(doc)
	}
}

func BenchmarkDiff(b *testing.B) {
	doc, err := cv.Parse(longCV(b))
	require.NoError(b, err)
	after, err := doc.Apply(allEdits(doc)[:30])
	require.NoError(b, err)
	for b.Loop() {
		cv.Diff(doc.Bytes(), after.Bytes())
	}
}

// longCV is a sample with its jobs written twice, 12 KB.
func longCV(b *testing.B) []byte {
	raw, err := os.ReadFile("../examples/cvs/software-engineer.yaml")
	require.NoError(b, err)
	text := string(raw)
	from := strings.Index(text, "    experience:\n")
	to := strings.Index(text, "    projects:\n")
	more := strings.Replace(text[from:to], "experience:", "earlier:", 1)
	text = text[:to] + more + strings.Replace(more, "earlier:", "before:", 1) + text[to:]
	require.InDelta(b, 12_000, len(text), 2_500)
	return []byte(text)
}
