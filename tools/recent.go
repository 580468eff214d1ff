package tools

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"hash/maphash"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/bespoke-cv/bespoke/cache"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
)

// recent is what the last calls have read, by the hash of what they read it
// from: planning, applying, typesetting and saving are steps of one run, and
// each of them starts from the same few texts. It changes no result.
type recent struct {
	once      sync.Once
	seed      maphash.Seed
	documents *cache.Cache[uint64, *cv.Document]
	guards    *cache.Cache[[sha256.Size]byte, *guard.Guard]
	results   *cache.Cache[rendering, *render.Result]
	offers    *lru.Cache[[sha256.Size]byte, schema.ParsedOffer] // read before they were asked for
	texts     *guard.Texts
	lines     *match.Texts
}

// What is kept, in bytes. Two documents, a guard and a result serve a run, and of
// usual CVs of 4 KB there is room for what some thirty runs at once need. More
// would be there for each collection of garbage to look through.
const (
	recentDocuments = 10 << 20
	recentGuards    = 4 << 20
	recentResults   = 4 << 20
	recentTexts     = 8 << 20 // of what guards have read: some forty CVs
	recentLines     = 4 << 20 // of what matchers have read: some sixty
	recentOffers    = 1       // offers
)

// recentBytes is the largest CV whose reading is kept: each would drive out many.
const recentBytes = 32 << 10

// How many times the bytes of its CV a thing keeps in use, as measured: a
// document with what is derived from it, a guard with its document, and a result.
const (
	documentWeight = 20
	guardWeight    = 20
	resultWeight   = 28
)

func (r *recent) open() {
	r.once.Do(func() {
		r.seed = maphash.MakeSeed()
		r.documents = cache.NewFor[uint64, *cv.Document](recentDocuments, documentWeight*recentBytes)
		r.guards = cache.NewFor[[sha256.Size]byte, *guard.Guard](recentGuards, guardWeight*recentBytes)
		r.results = cache.NewFor[rendering, *render.Result](recentResults, resultWeight*recentBytes)
		r.offers, _ = lru.New[[sha256.Size]byte, schema.ParsedOffer](recentOffers) // the error is a size below 1
		r.texts = guard.NewTexts(recentTexts)
		r.lines = match.NewTexts(recentLines)
	})
}

// parse is cv.Parse. Each step of a run asks for a document by its text, so that
// is looked up by a quick hash and compared.
func (r *recent) parse(yaml []byte) (*cv.Document, error) {
	if len(yaml) > recentBytes {
		return cv.Parse(yaml)
	}
	r.open()
	sum := maphash.Bytes(r.seed, yaml)
	if document, ok := r.documents.Get(sum); ok && bytes.Equal(document.Bytes(), yaml) {
		return document, nil
	}
	document, err := cv.Parse(yaml)
	if err == nil {
		r.documents.Add(sum, document, documentWeight*len(yaml))
	}
	return document, err
}

// keep remembers a document that was made here and will be asked for next.
func (r *recent) keep(document *cv.Document) {
	if yaml := document.Bytes(); len(yaml) <= recentBytes {
		r.open()
		r.documents.Add(maphash.Bytes(r.seed, yaml), document, documentWeight*len(yaml))
	}
}

// guard is guard.New. Of today, a guard looks at the month.
func (r *recent) guard(evidence guard.Evidence) *guard.Guard {
	read, err := json.Marshal([]any{evidence.Base.SHA256(), evidence.Facts, evidence.AsOf.Format("2006-01")})
	if err != nil || len(evidence.Base.Bytes()) > recentBytes {
		return guard.New(evidence)
	}
	r.open()
	sum := sha256.Sum256(append(read, evidence.Offer...))
	return r.guards.Recall(sum, func() ([sha256.Size]byte, *guard.Guard, int) {
		evidence.Texts = r.texts
		return sum, guard.New(evidence), guardWeight * len(evidence.Base.Bytes())
	})
}

// matching is what matchers have read.
func (r *recent) matching() *match.Texts {
	r.open()
	return r.lines
}

// foreseeOffer is offer.Parse of what will be asked for once.
func (r *recent) foreseeOffer(input offer.Input) (schema.ParsedOffer, error) {
	parsed, err := offer.Parse(input)
	if err == nil {
		r.open()
		r.offers.Add(reading(input), parsed)
	}
	return parsed, err
}

// offer is offer.Parse. An offer that was foreseen is handed out and forgotten:
// it belongs to who asked for it.
func (r *recent) offer(input offer.Input) (schema.ParsedOffer, error) {
	r.open()
	if r.offers.Len() > 0 {
		key := reading(input)
		if parsed, ok := r.offers.Peek(key); ok && r.offers.Remove(key) {
			return parsed, nil
		}
	}
	return offer.Parse(input)
}

// reading is the key of an offer. Of today, dates look at the day.
func reading(input offer.Input) [sha256.Size]byte {
	text, _ := json.Marshal(append([]string{input.Text, input.HTML, input.URL, input.Today.Format(time.DateOnly)}, input.Notes...)) // strings are JSON
	return sha256.Sum256(text)
}

// rendering is what a result was made of.
type rendering struct{ cv, theme, design, date string } // the CV's SHA-256, the design as JSON

// rendering is the key of a result, false where a photo has a say in it: that may
// have changed since, as may the fonts beside the CV.
func (r *recent) rendering(document *cv.Document, made schema.RenderOptions) (key rendering, ok bool) {
	key = rendering{cv: document.SHA256(), theme: made.Theme, date: made.Date}
	if len(made.Design) > 0 {
		design, err := json.Marshal(made.Design)
		if err != nil {
			return key, false
		}
		key.design = string(design)
	}
	r.open()
	photo, _ := document.Scalar("/cv/photo")
	return key, photo == ""
}

// keepPages remembers a rendering by the built-in engine, whose pages are
// looked at next.
func (r *recent) keepPages(document *cv.Document, made schema.RenderOptions, result *render.Result) {
	if key, ok := r.rendering(document, made); ok && len(document.Bytes()) <= recentBytes && !result.OwnFonts() {
		r.results.Add(key, result, resultWeight*len(document.Bytes()))
	}
}

// pages is that rendering, or nil.
func (r *recent) pages(document *cv.Document, dir string, made schema.RenderOptions) *render.Result {
	if key, ok := r.rendering(document, made); ok {
		if result, ok := r.results.Get(key); ok && !render.HasFonts(dir) {
			return result
		}
	}
	return nil
}

// asItIs are the options of a rendering that chooses none.
func asItIs(day time.Time) schema.RenderOptions {
	return schema.RenderOptions{Date: day.Format(time.DateOnly)}
}

// layOut lays a CV out, unless that was done before.
func (b *Toolbox) layOut(ctx context.Context, document *cv.Document, options render.Options) (*render.Result, error) {
	if laid := b.recent.pages(document, options.Dir, asItIs(options.Now)); laid != nil {
		return laid.Finish(options)
	}
	return b.typeset(ctx, builtin, document, options)
}

// forget drops everything, since what a user has erased must not stay.
func (r *recent) forget() {
	r.open()
	r.documents.Purge()
	r.guards.Purge()
	r.results.Purge()
	r.offers.Purge()
	r.texts.Forget()
	r.lines.Forget()
}
