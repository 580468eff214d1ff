package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render/internal/specimen"
)

// reader reads the objects of a written file.
type reader struct {
	t       *testing.T
	context *model.Context
}

func read(t *testing.T, data []byte) reader {
	t.Helper()
	model.ConfigPath = "disable"
	context, err := api.ReadContext(bytes.NewReader(data), model.NewDefaultConfiguration())
	require.NoError(t, err)
	require.NoError(t, api.ValidateContext(context))
	return reader{t, context}
}

func (r reader) dict(o types.Object) types.Dict {
	r.t.Helper()
	d, err := r.context.DereferenceDict(o)
	require.NoError(r.t, err)
	return d
}

func (r reader) array(o types.Object) types.Array {
	r.t.Helper()
	a, err := r.context.DereferenceArray(o)
	require.NoError(r.t, err)
	return a
}

func (r reader) text(o types.Object) string {
	r.t.Helper()
	s, err := r.context.DereferenceText(o)
	require.NoError(r.t, err)
	return s
}

func (r reader) catalog() types.Dict {
	r.t.Helper()
	root, err := r.context.Catalog()
	require.NoError(r.t, err)
	return root
}

// page returns a page's dictionary, its object number and its content stream.
func (r reader) page(number int) (types.Dict, int, string) {
	r.t.Helper()
	d, ref, _, err := r.context.PageDict(number+1, false)
	require.NoError(r.t, err)
	content, err := r.context.PageContent(d, number+1)
	if !errors.Is(err, model.ErrNoContent) {
		require.NoError(r.t, err)
	}
	return d, ref.ObjectNumber.Value(), string(content)
}

// tree is the structure tree as it was read, with where its content is.
type tree struct {
	sequences map[[2]int]int // element of each page object and sequence number
	objects   map[int]int    // element of each annotation
	outline   strings.Builder
}

// walk reads an element and those below, and prints them.
func (r reader) walk(tr *tree, o types.Object, parent int, depth int) {
	element := r.dict(o)
	number := o.(types.IndirectRef).ObjectNumber.Value()
	assert.Equal(r.t, parent, element.IndirectRefEntry("P").ObjectNumber.Value(), "P of element %d", number)
	fmt.Fprintf(&tr.outline, "%s%s", strings.Repeat("  ", depth), *element.NameEntry("S"))
	for _, key := range []string{"ActualText", "Alt"} {
		if value, ok := element.Find(key); ok {
			fmt.Fprintf(&tr.outline, " %s=%q", key, r.text(value))
		}
	}
	if attributes, ok := element.Find("A"); ok {
		if numbering := r.dict(attributes).NameEntry("ListNumbering"); numbering != nil {
			fmt.Fprintf(&tr.outline, " ListNumbering=%s", *numbering)
		}
	}
	home := 0
	if p := element.IndirectRefEntry("Pg"); p != nil {
		home = p.ObjectNumber.Value()
	}
	kids, _ := element.Find("K")
	var children []types.Object
	for _, kid := range r.array(kids) {
		switch kid := kid.(type) {
		case types.Integer:
			tr.add(r.t, home, kid.Value(), number)
		case types.Dict:
			if *kid.Type() == "OBJR" {
				tr.objects[kid.IndirectRefEntry("Obj").ObjectNumber.Value()] = number
				tr.outline.WriteString(" link")
			} else {
				tr.add(r.t, kid.IndirectRefEntry("Pg").ObjectNumber.Value(), *kid.IntEntry("MCID"), number)
			}
		default:
			children = append(children, kid)
		}
	}
	tr.outline.WriteString("\n")
	for _, child := range children {
		r.walk(tr, child, number, depth+1)
	}
}

func (tr *tree) add(t *testing.T, page, sequence, element int) {
	fmt.Fprintf(&tr.outline, " %d", sequence)
	_, twice := tr.sequences[[2]int{page, sequence}]
	assert.False(t, twice, "sequence %d of page object %d is in two elements", sequence, page)
	tr.sequences[[2]int{page, sequence}] = element
}

// structure reads the whole tree.
func (r reader) structure() *tree {
	r.t.Helper()
	tr := &tree{sequences: map[[2]int]int{}, objects: map[int]int{}}
	root := r.catalog().IndirectRefEntry("StructTreeRoot")
	kid, _ := r.dict(*root).Find("K")
	r.walk(tr, kid, root.ObjectNumber.Value(), 0)
	return tr
}

// parents reads the parent tree.
func (r reader) parents() map[int]types.Object {
	r.t.Helper()
	root, _ := r.catalog().Find("StructTreeRoot")
	parents, _ := r.dict(root).Find("ParentTree")
	numbers, _ := r.dict(parents).Find("Nums")
	list := r.array(numbers)
	found := map[int]types.Object{}
	for i := 0; i < len(list); i += 2 {
		found[list[i].(types.Integer).Value()] = list[i+1]
	}
	return found
}

// The numbers are those of the sequences in the pages' content, in reading order on each page.
func TestStructureTreeIsTheLayoutsTree(t *testing.T) {
	want := `Document
  H1 0
  Figure Alt="Photo of Ada Mørk" 1
  Figure Alt="Emblem" 2
  P
    Span ActualText="Email" 3
    Link 4 link
    Link 5 link
  H2 6
  P 7
  P 8
  L ListNumbering=Disc
    LI
      Lbl 9
      LBody 10
    LI
      Lbl 11
      LBody 12
  P 13 16
    Span ActualText="constructions" 14 15
  P 17 0
  P 1
`
	got := read(t, written(t, specimen.Document("Source Sans 3"))).structure().outline.String()
	assert.Equal(t, want, got)
}

// TestFilesMeetPDFUA checks what PDF/UA-1 (ISO 14289-1) asks of a file and a program can check: all content is marked,
// either as artifact or as content of exactly one element; both trees agree; links, figures and fonts have their
// descriptions.
func TestFilesMeetPDFUA(t *testing.T) {
	for name, doc := range documents() {
		t.Run(name, func(t *testing.T) {
			data := written(t, doc)
			r := read(t, data)
			catalog := r.catalog()
			marked, _ := catalog.Find("MarkInfo")
			assert.True(t, *r.dict(marked).BooleanEntry("Marked"))
			viewer, _ := catalog.Find("ViewerPreferences")
			assert.True(t, *r.dict(viewer).BooleanEntry("DisplayDocTitle"))
			assert.Contains(t, string(data), "<pdfuaid:part>1</pdfuaid:part>")
			if doc.Title != "" {
				assert.Contains(t, string(data), "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">"+doc.Title+"</rdf:li>")
			}
			if doc.Language != "" {
				lang, _ := catalog.Find("Lang")
				assert.Equal(t, doc.Language, r.text(lang))
			}

			tree, parents := r.structure(), r.parents()
			sequences := 0
			for number := range doc.Pages {
				d, object, content := r.page(number)
				assert.Equal(t, "S", *d.NameEntry("Tabs"))
				marks := markedContent(t, content)
				elements := r.array(parents[*d.IntEntry("StructParents")])
				require.Len(t, elements, len(marks))
				for sequence, tag := range marks {
					element := tree.sequences[[2]int{object, sequence}]
					assert.Equal(t, element, elements[sequence].(types.IndirectRef).ObjectNumber.Value())
					assert.Equal(t, tag, *r.dict(elements[sequence]).NameEntry("S"))
				}
				sequences += len(marks)
				annotations, _ := d.Find("Annots")
				if annotations == nil {
					continue
				}
				for _, annotation := range r.array(annotations) {
					link := r.dict(annotation)
					element := parents[*link.IntEntry("StructParent")]
					assert.Equal(t, "Link", *r.dict(element).NameEntry("S"))
					assert.Equal(t, tree.objects[annotation.(types.IndirectRef).ObjectNumber.Value()], element.(types.IndirectRef).ObjectNumber.Value())
					contents, _ := link.Find("Contents")
					assert.NotEmpty(t, r.text(contents))
				}
			}
			assert.Len(t, tree.sequences, sequences)
		})
	}
}

// markedContent checks a content stream: marks and text objects nest, and nothing is painted outside of marks. It
// returns the tag of each numbered sequence.
func markedContent(t *testing.T, content string) []string {
	t.Helper()
	var tags, open []string
	inText := false
	for _, o := range operators(t, content) {
		switch o.name {
		case "BDC", "BMC":
			state := "outside"
			if inText {
				state = "inside"
			}
			open = append(open, state)
			if number, ok := o.property("MCID"); ok {
				require.Len(t, open, 1, "numbered sequences do not nest")
				require.Equal(t, fmt.Sprint(len(tags)), number)
				tags = append(tags, strings.TrimPrefix(o.operands[0], "/"))
			}
		case "EMC":
			require.NotEmpty(t, open)
			require.Equal(t, open[len(open)-1] == "inside", inText, "a sequence straddles a text object")
			open = open[:len(open)-1]
		case "BT", "ET":
			require.Equal(t, o.name == "ET", inText)
			inText = o.name == "BT"
		case "TJ":
			require.True(t, inText)
			require.NotEmpty(t, open, "unmarked text")
		case "f", "Do", "re", "m", "cm":
			require.False(t, inText)
			require.NotEmpty(t, open, "unmarked %s", o.name)
		}
	}
	require.Empty(t, open)
	require.False(t, inText)
	return tags
}
