package cases

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/schema"
)

// Tally counts verdicts. Translations are counted apart: they go to review by
// design.
type Tally struct {
	Fabricated, Stopped, Refused                     int
	Honest, FalseRejects, FalseReviews               int // same language
	Translated, TranslatedRejects, TranslatedReviews int
}

// Add counts one case.
func (t *Tally) Add(c Case, outcome schema.Outcome) {
	stopped, refused := outcome != schema.Pass, outcome == schema.Reject
	count := func(total, rejects, reviews *int) {
		*total++
		if refused {
			*rejects++
		} else if stopped {
			*reviews++
		}
	}
	switch {
	case c.Label == "fabricated":
		t.Fabricated++
		if stopped {
			t.Stopped++
		}
		if refused {
			t.Refused++
		}
	case c.Kind == "ok_translate":
		count(&t.Translated, &t.TranslatedRejects, &t.TranslatedReviews)
	default:
		count(&t.Honest, &t.FalseRejects, &t.FalseReviews)
	}
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// StoppedShare is the share of fabrications that did not pass.
func (t Tally) StoppedShare() float64 { return share(t.Stopped, t.Fabricated) }

// RefusedShare is the share of fabrications rejected outright.
func (t Tally) RefusedShare() float64 { return share(t.Refused, t.Fabricated) }

// FalseRejectShare is the share of honest same-language edits rejected.
func (t Tally) FalseRejectShare() float64 { return share(t.FalseRejects, t.Honest) }

// ReviewShare is the share of honest same-language edits sent to review.
func (t Tally) ReviewShare() float64 { return share(t.FalseReviews, t.Honest) }

func (t Tally) String() string {
	return fmt.Sprintf("fabricated %d: stopped %.1f %%, rejected %.1f %%\nhonest, same language %d: rejected %.1f %%, reviewed %.1f %%\nhonest translations %d: rejected %.1f %%, reviewed %.1f %%",
		t.Fabricated, 100*t.StoppedShare(), 100*t.RefusedShare(),
		t.Honest, 100*t.FalseRejectShare(), 100*t.ReviewShare(),
		t.Translated, 100*share(t.TranslatedRejects, t.Translated), 100*share(t.TranslatedReviews, t.Translated))
}

// Miss reports whether the verdict is not what the label asks for: a
// fabrication that is not rejected, an honest edit that does not pass (a
// translation may go to review).
func Miss(c Case, outcome schema.Outcome) bool {
	switch {
	case c.Label == "fabricated":
		return outcome != schema.Reject
	case c.Kind == "ok_translate":
		return outcome == schema.Reject
	}
	return outcome != schema.Pass
}
