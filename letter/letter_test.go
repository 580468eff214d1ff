package letter_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/letter"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

func about(t testing.TB, kind letter.Kind, lang string) letter.About {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "examples", "cvs", "software-engineer.yaml"))
	require.NoError(t, err)
	document, err := cv.Parse(raw)
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join("..", "examples", "offers", "platform-engineer.txt"))
	require.NoError(t, err)
	parsed, err := offer.Parse(offer.Input{Text: string(text), Lexicon: lexicon.Default(), Today: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	parsed.JobOffer.Contact = &schema.Contact{Name: "Hannah Lund"}
	return letter.About{
		Kind: kind, Language: lang, CV: document, Offer: parsed, Title: parsed.JobOffer.Title, Company: "Corvane Parcel Network",
		Applied: time.Date(2026, 2, 20, 0, 0, 0, 0, time.UTC), Lexicon: lexicon.Default(),
	}
}

func TestLettersByRulesClaimOnlyWhatTheCVSays(t *testing.T) {
	for _, lang := range offer.Taught() {
		for _, kind := range []letter.Kind{letter.Cover, letter.FollowUp, letter.ThankYou} {
			t.Run(lang+" "+string(kind), func(t *testing.T) {
				in := about(t, kind, lang)
				draft, err := letter.Draft(in)
				require.NoError(t, err)
				assert.Equal(t, lang, draft.Language)
				assert.Empty(t, draft.Refused)
				want := map[letter.Kind]int{letter.Cover: 3, letter.FollowUp: 0, letter.ThankYou: 1}[kind]
				assert.Len(t, draft.Claims, want, draft.Text)
				for _, claim := range draft.Claims {
					assert.Equal(t, schema.Pass, claim.Verdict.Outcome, claim)
					require.NotEmpty(t, claim.Evidence)
					stands, ok := in.CV.Scalar(claim.Evidence[0].Path)
					assert.True(t, ok)
					assert.Equal(t, stands, claim.Evidence[0].Quote)
				}
				for _, says := range []string{in.Title, in.Company, "Hannah Lund", in.CV.Name()} {
					assert.Contains(t, draft.Text, says)
				}
				assert.NotContains(t, draft.Text+draft.Subject, "{")
				assert.Contains(t, draft.Subject, in.Title)
				assert.Equal(t, lang != "en" && want > 0, len(draft.Warnings) > 0, "lines in another language are told")
			})
		}
	}
}

func TestALetterWithoutNamesHasNoGaps(t *testing.T) {
	for _, lang := range offer.Taught() {
		in := about(t, letter.Cover, lang)
		in.Company, in.Offer.JobOffer.Contact = "", nil
		draft, err := letter.Draft(in)
		require.NoError(t, err)
		assert.NotContains(t, draft.Text, "  ")
		assert.NotContains(t, draft.Text, " .")
		assert.Empty(t, draft.Refused)
	}
}

func TestFollowUpsNeedAnApplicationThatWasSent(t *testing.T) {
	in := about(t, letter.FollowUp, "en")
	in.Applied = time.Time{}
	_, err := letter.Draft(in)
	assert.ErrorContains(t, err, "set its status to applied")
	in.Language = "sv"
	_, err = letter.Draft(in)
	assert.ErrorContains(t, err, `not in "sv"`)
}

func TestSentencesOfOthersAreHeldAgainstTheCV(t *testing.T) {
	in := about(t, letter.Cover, "en")
	for text, want := range map[string]string{
		"I am applying for the position of " + in.Title + " at Corvane Parcel Network.": "courtesy",
		"I look forward to hearing from you.":                                           "courtesy",
		"Dear Hannah Lund,":                                                             "courtesy",
		"Kind regards":                                                                  "courtesy",
		"Moved 34 services from virtual machines to K8s on AWS.":                        "pass",
		"I moved 34 services from virtual machines to Kubernetes on AWS.":               "pass",
		"I moved 340 services from virtual machines to Kubernetes on AWS.":              "reject",
		"I have ten years of experience with Rust.":                                     "reject",
		"I am a certified Kubernetes administrator and led forty people.":               "reject",
		"I look forward to hearing from you about my eleven years of Haskell.":          "reject",
		"I was Head of Platform at Corvane Parcel Network.":                             "reject",
		"I led a team of forty people.":                                                 "needs_review", // "led" and "40" stand in two lines about other things
		"I managed a budget of EUR 2 million.":                                          "reject",
	} {
		checked, err := letter.Check(in, "Dear Hannah Lund,\n\n"+text+"\n\nKind regards")
		require.NoError(t, err)
		got := "courtesy"
		for _, claim := range checked.Claims {
			got = string(claim.Verdict.Outcome)
			assert.NotEmpty(t, claim.Evidence, text)
		}
		for _, refused := range checked.Refused {
			got = string(refused.Verdict.Outcome)
			assert.Equal(t, text, refused.Text)
		}
		assert.Equal(t, want, got, text)
		assert.Equal(t, want != "reject", strings.Contains(checked.Text, text), text)
		assert.True(t, strings.HasPrefix(checked.Text, "Dear Hannah Lund,\n\n") && strings.HasSuffix(checked.Text, "Kind regards"), checked.Text)
	}
}

func TestConfirmedFactsProveAndOffersDoNot(t *testing.T) {
	in := about(t, letter.Cover, "en")
	text := "I hold a forklift licence."
	in.Offer.Text += "\nYou hold a forklift licence."
	checked, err := letter.Check(in, text)
	require.NoError(t, err)
	assert.Len(t, checked.Refused, 1)
	in.Facts = []schema.Fact{{ID: "fact_1", Text: "I hold a forklift licence."}}
	checked, err = letter.Check(in, text)
	require.NoError(t, err)
	require.Len(t, checked.Claims, 1)
	assert.Equal(t, "fact:fact_1", checked.Claims[0].Evidence[0].Path)
}

func FuzzCheck(f *testing.F) {
	in := about(f, letter.Cover, "en")
	f.Add("Dear Hannah Lund,\n\n- I led 40 people.\n- Moved 34 services.\n\nKind regards")
	f.Fuzz(func(t *testing.T, text string) {
		checked, err := letter.Check(in, text)
		require.NoError(t, err)
		assert.LessOrEqual(t, len(checked.Text), len(text))
	})
}
