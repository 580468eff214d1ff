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

// TestTextsWithoutLineBreaksAreReadStretchByStretch reads what takes minutes
// when rules look from each word to the ends of its line.
func TestTextsWithoutLineBreaksAreReadStretchByStretch(t *testing.T) {
	for name, text := range map[string]string{
		"names":    strings.Repeat("We run Go. ", 2_500),
		"list":     strings.Repeat("Python and Go, ", 3_000),
		"brackets": strings.Repeat("(", 60_000),
		"capitals": strings.Repeat("A", 60_000),
		"hyphens":  strings.Repeat("a-", 10_000),
		"letters":  strings.Repeat("ß", 20_000),
	} {
		_, err := offer.Parse(offer.Input{Text: text})
		require.NoError(t, err, name)
	}

	sentence := "Applicants must have three years of experience with Python in production. "
	parsed, err := offer.Parse(offer.Input{Text: "Data Engineer\n\nRequirements\n" + strings.Repeat(sentence, 40)})
	require.NoError(t, err)
	require.Greater(t, len(parsed.JobOffer.Requirements), 1)
	read := 0
	for _, requirement := range parsed.JobOffer.Requirements {
		require.True(t, strings.HasPrefix(requirement.Quote.Text, "Applicants"), "a stretch begins with a sentence: %q", requirement.Quote.Text)
		read += strings.Count(requirement.Quote.Text, "Applicants")
	}
	require.Equal(t, 40, read, "no sentence is lost")
}

// TestALongLineIsCutBeforeALegalForm reads lines that end between a name and
// its legal form.
func TestALongLineIsCutBeforeALegalForm(t *testing.T) {
	for size := range 40 {
		line := strings.Repeat("we join wood ", 73) + strings.Repeat("x", size) + " at Harbour Joinery Ltd in Leeds"
		_, err := offer.Parse(offer.Input{Text: "Bench joiner\n\n" + line})
		require.NoError(t, err)
	}
}
