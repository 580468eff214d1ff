// Package render turns a RenderCV YAML file into a PDF, PNG pictures and a
// report on what they look like, without Python, Typst or a network.
//
// Data flows through the packages below it in one direction:
//
//	cv.Parse ─► document.Build ─► layout.Run ─► pdf.Encode, png.Page
//	 bytes        typed, with       glyphs at       files
//	 to tree      the design        their places
//
// Compatibility: RenderCV v2.8 (Typst package rendercv 0.3.0, Typst 0.14.2).
package render

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/font"
	"github.com/bespoke-cv/bespoke/render/layout"
	"github.com/bespoke-cv/bespoke/render/paragraph"
	"github.com/bespoke-cv/bespoke/render/pdf"
	"github.com/bespoke-cv/bespoke/render/png"
	"github.com/bespoke-cv/bespoke/schema"
)

// Options are what a caller may choose beside the file. The zero value takes
// everything from the file.
type Options struct {
	Theme    string         // instead of the file's; its other design options stay
	Design   map[string]any // laid over the file's design, as a tree of maps
	Dir      string         // the folder of the file, for its photo and fonts/
	MaxPages int            // 0: no limit
	Now      time.Time      // today, unless the file names a day; zero: time.Now
	Keywords []string       // words that a line break should leave whole, for the report
	Draft    bool           // lay out and report only: Result.PDF stays nil
	Count    bool           // lay out only: the report tells the pages and how full the last one is

	// ReadPhoto reads the photo that the file names: by its path in the file
	// below Dir, its absolute one, or its address on the web (OnTheWeb). Its
	// error leaves the photo out, with a remark. nil reads any file, which suits
	// the author's own command line, and nothing from the web.
	ReadPhoto func(ctx context.Context, place string) ([]byte, error)
}

// Result is a rendered CV. It is safe for concurrent use.
type Result struct {
	PDF    []byte
	SHA256 string // hex, of PDF
	Pages  int
	Report schema.RenderReport

	laid  laid
	paint func(number int, dpi float64) ([]byte, error) // of another engine; nil: from what is laid out
}

// laid is a document laid out.
type laid struct {
	doc   *document.Document
	pages int
	fill  float64
	set   func() *layout.Result // paints the pages, the first time
	fonts *pdf.Memory
	lints []schema.Lint
}

// ErrPage is wrapped by the errors of PNG for a page that is not there.
var ErrPage = errors.New("no such page")

// PNG paints a page, counted from 1, at a resolution that CheckDPI allows.
func (r *Result) PNG(number int, dpi float64) ([]byte, error) {
	if number < 1 || number > r.Pages {
		return nil, fmt.Errorf("%w: page %d of %d", ErrPage, number, r.Pages)
	}
	if err := CheckDPI(dpi); err != nil {
		return nil, err
	}
	if r.paint != nil {
		return r.paint(number, dpi)
	}
	return png.Page(r.laid.set().Document, number-1, dpi)
}

// Engine renders CVs. It is safe for concurrent use, and what one rendering
// learns about fonts, words and paragraphs makes the next ones faster.
type Engine struct {
	library *font.Library
	setters sync.Pool // of *paragraph.Setter that belong to library
	said    *document.Memory
	entries *layout.Memory
	lines   *paragraph.Memory
	fonts   *pdf.Memory
}

// Room for the entries of some forty CVs, for the lines of those entries that
// are no more the same, and for the fonts of a hundred CVs.
const (
	rememberedText    = 2 << 20
	rememberedEntries = 8 << 20
	rememberedLines   = 4 << 20
	rememberedFonts   = 4 << 20
)

// Forget drops the paragraphs of all documents: what a user has erased must not
// stay. A nil engine has none.
func (e *Engine) Forget() {
	if e != nil {
		e.said.Forget()
		e.entries.Forget()
		e.lines.Forget()
		e.fonts.Forget()
	}
}

// New returns an engine. It loads nothing: fonts are read at their first use.
func New() *Engine {
	library, _ := font.NewLibrary("") // no folder, no problems
	engine := &Engine{
		library: library,
		said:    document.NewMemory(rememberedText), entries: layout.NewMemory(rememberedEntries),
		lines: paragraph.NewMemory(rememberedLines), fonts: pdf.NewMemory(rememberedFonts),
	}
	engine.setters.New = func() any { return paragraph.NewSetter(library, engine.lines) }
	return engine
}

// Render sets the CV and writes its PDF. An error says what in the file is
// broken, with line and column; whatever can be printed is, and the report
// names what may not look as its author meant. It wraps ctx.Err() when the
// context ends first.
func (e *Engine) Render(ctx context.Context, source []byte, options Options) (*Result, error) {
	file, err := cv.Parse(source)
	if err != nil {
		return nil, fmt.Errorf("reading the CV: %w", err)
	}
	return e.RenderDocument(ctx, file, options)
}

// RenderDocument is Render for a file that is parsed already.
func (e *Engine) RenderDocument(ctx context.Context, file *cv.Document, options Options) (*Result, error) {
	doc, lints, err := e.said.Build(file, document.Options{
		Theme: options.ThemeName(), Design: options.Design, Now: options.Now, Dir: options.Dir,
	})
	if err != nil {
		return nil, fmt.Errorf("reading the CV: %w", err)
	}
	return e.print(ctx, doc, lints, options)
}

// print lays a document out and writes its PDF.
func (e *Engine) print(ctx context.Context, doc *document.Document, lints []schema.Lint, options Options) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("laying the CV out: %w", err)
	}
	photo, problem := loadPhoto(ctx, doc.Photo, options)
	if problem != nil {
		lints = append(lints, *problem)
	}
	laid, problems := e.lay(doc, photo, options.Dir)
	laid.lints = slices.Clip(append(lints, problems...))
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("writing the PDF: %w", err)
	}
	return laid.result(options)
}

// Finish writes the PDF of a draft of the built-in engine. The options are those
// of the draft, but that Draft, Count, MaxPages and Keywords are looked at anew.
func (r *Result) Finish(options Options) (*Result, error) { return r.laid.result(options) }

// OwnFonts reports whether the user's own fonts had a say in what the built-in
// engine laid out.
func (r *Result) OwnFonts() bool { return r.laid.fonts == nil }

func (l laid) result(options Options) (*Result, error) {
	result := &Result{Pages: l.pages, laid: l}
	if options.Count {
		result.Report = measures(l.pages, l.fill, &options)
		return result, nil
	}
	set := l.set()
	if !options.Draft {
		file, sum, err := pdf.Encode(set.Document, l.fonts)
		if err != nil {
			return nil, err
		}
		result.PDF, result.SHA256 = file, hex.EncodeToString(sum[:])
	}
	result.Report = report(l.doc, set, l.lints, &options)
	return result, nil
}

// lay lays a document out with the built-in fonts, or with the user's own ones
// before them.
func (e *Engine) lay(doc *document.Document, photo *layout.Photo, dir string) (laid, []schema.Lint) {
	library, lend, entries, fonts, lints := e.library, e.lend, e.entries, e.fonts, []schema.Lint(nil)
	if HasFonts(dir) {
		own, problems := font.NewLibrary(dir)
		library, entries, fonts = own, nil, nil
		lend = func(use func(next func() *paragraph.Setter)) {
			use(func() *paragraph.Setter { return paragraph.NewSetter(own, nil) })
		}
		for _, problem := range problems {
			lints = append(lints, schema.Lint{Kind: "font_fallback", Path: "/design/typography/font_family", Message: problem})
		}
	}
	var set *layout.Laid
	lend(func(next func() *paragraph.Setter) { set = layout.Lay(doc, next, library, photo, entries) })
	finished := sync.OnceValue(func() (result *layout.Result) {
		lend(func(next func() *paragraph.Setter) { result = set.Finish(next) })
		return result
	})
	return laid{doc: doc, pages: set.Pages(), fill: set.Fill(), set: finished, fonts: fonts}, lints
}

// lend gives out setters while they are used.
func (e *Engine) lend(use func(next func() *paragraph.Setter)) {
	var lent []*paragraph.Setter
	use(func() *paragraph.Setter {
		setter := e.setters.Get().(*paragraph.Setter)
		lent = append(lent, setter)
		return setter
	})
	for _, setter := range lent {
		e.setters.Put(setter)
	}
}

// HasFonts reports whether a folder has fonts of its own, which renderings of
// the CVs in it use.
func HasFonts(dir string) bool {
	if dir == "" {
		return false
	}
	info, err := os.Stat(filepath.Join(dir, "fonts"))
	return err == nil && info.IsDir()
}
