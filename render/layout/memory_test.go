package layout_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/layout"
	"github.com/bespoke-cv/bespoke/render/page"
	"github.com/bespoke-cv/bespoke/render/paragraph"
)

// TestEntriesThatAreTheSameAreLaidOutOnce looks for them by the nodes of the
// structure tree, which documents share with the entries.
func TestEntriesThatAreTheSameAreLaidOutOnce(t *testing.T) {
	library, _ := font.NewLibrary("")
	texts, entries := document.NewMemory(1<<20), layout.NewMemory(1<<20)
	setter := paragraph.NewSetter(library, nil)
	sections := func(name, bullet, design string) []*page.Node {
		file, err := cv.Parse([]byte("cv:\n  name: " + name + "\n  sections:\n    summary: [Cooks., And bakes.]\n    work:\n" +
			"      - {company: A, position: Cook, highlights: [" + bullet + "]}\n      - {company: B, position: Baker}\n" + design))
		require.NoError(t, err)
		doc, _, err := texts.Build(file, document.Options{})
		require.NoError(t, err)
		next := func() *paragraph.Setter { return setter }
		return layout.Lay(doc, next, library, nil, entries).Finish(next).Document.Structure.Children[1:]
	}
	first := sections("Jo", "bread", "")
	second := sections("Jim", "cake", "")
	require.Len(t, second, 2)
	summary, work, newWork := first[0].Children, first[1].Children, second[1].Children
	assert.Same(t, summary[1], second[0].Children[1])
	assert.Same(t, summary[2], second[0].Children[2])
	assert.Same(t, work[0], newWork[0], "the title")
	assert.NotSame(t, work[1], newWork[1], "other words")
	assert.Same(t, work[2], newWork[2])
	assert.Equal(t, first, sections("Jo", "bread", ""))

	assert.NotSame(t, work[2], sections("Jo", "bread", "design: {entries: {side_space: 1cm}}\n")[1].Children[2], "another design")
	divisible := "design: {entries: {allow_page_break: true}}\n"
	assert.NotSame(t, sections("Jo", "bread", divisible)[1].Children[2], sections("Jo", "bread", divisible)[1].Children[2])
	entries.Forget()
	assert.NotSame(t, work[2], sections("Jo", "bread", "")[1].Children[2])
}
