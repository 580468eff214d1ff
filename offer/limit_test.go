package offer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/offer"
)

func TestPageMayBeLargerThanItsText(t *testing.T) {
	shown := "<h1>Baker</h1><p>Requirements</p><ul><li>Two years in a bakery</li></ul>"
	parsed, err := offer.Parse(offer.Input{HTML: "<html><script>" + strings.Repeat("var a=1;", 100<<10) + "</script><body>" + shown + "</body></html>"})
	require.NoError(t, err)
	require.Len(t, parsed.JobOffer.Requirements, 1)

	_, err = offer.Parse(offer.Input{HTML: "<p>" + strings.Repeat("bread ", 50<<10) + "</p>"})
	require.ErrorIs(t, err, offer.ErrTooLarge, "the text that a page shows has the limit of a text")

	_, err = offer.Parse(offer.Input{HTML: strings.Repeat("<b></b>", 200<<10)})
	require.ErrorIs(t, err, offer.ErrTooLarge)
}
