package tools

import (
	"context"
	"sync"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/render"
)

// Foresee does ahead what a run on request will ask for first: it reads the
// offer, what proves the CV's claims, and lays out the CV, which came from folder
// dir. It needs no store, so that a command can open one meanwhile. What it made
// is remembered (recent) and changes no result; what is wrong with the request,
// the tools say.
func (b *Toolbox) Foresee(ctx context.Context, request agents.Request, dir string) {
	if len(request.CVYAML) > recentBytes || len(request.JobOfferText) > maxOffer {
		return
	}
	base, err := b.recent.parse([]byte(request.CVYAML))
	if err != nil {
		return
	}
	var beside sync.WaitGroup
	defer beside.Wait()
	beside.Go(func() { b.foreseePages(ctx, base, dir) })
	if request.JobOfferText == "" && request.JobOfferHTML == "" {
		return
	}
	offer, err := b.recent.foreseeOffer(b.offerInput(offerSource{text: request.JobOfferText, html: request.JobOfferHTML}))
	if err == nil {
		b.recent.guard(guard.Evidence{Base: base, Lexicon: b.Lexicon, AsOf: b.Now(), Offer: offer.Text})
	}
}

// foreseePages lays out a base CV as planning will. Where its photo or fonts are
// files that may change, planning does it itself.
func (b *Toolbox) foreseePages(ctx context.Context, base *cv.Document, dir string) {
	day, _ := b.day("") // of today: the error is another's
	if _, ok := b.recent.rendering(base, asItIs(day)); !ok || render.HasFonts(dir) {
		return
	}
	if laid, err := b.typeset(ctx, builtin, base, render.Options{Count: true, Dir: dir, Now: day}); err == nil {
		b.recent.keepPages(base, asItIs(day), laid)
	}
}
