package match

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// enoughRequirements is from how many requirements on an offer is taken to
// have said what it asks for, so that other words are background.
const enoughRequirements = 3

// asked reports whether the offer asks for a skill that it names. A word of an
// employer's name ("Harborline Logistics") asks for nothing, nor does a field
// of work that stands only in the story around the requirements and duties
// ("one in five containers"). A tool that stands there is used there.
func asked(offer schema.ParsedOffer, skill schema.OfferSkill) bool {
	if len(skill.Quotes) == 0 {
		return true // a caller's own reading
	}
	quotes := slices.DeleteFunc(slices.Clone(skill.Quotes), func(q schema.Quote) bool { return inEmployersName(offer, q) })
	if len(quotes) == 0 {
		return false
	}
	switch lexicon.Kind(skill.Kind) {
	case lexicon.Domain, lexicon.Method, lexicon.Soft:
	default:
		return true
	}
	return len(offer.JobOffer.Requirements) < enoughRequirements ||
		slices.ContainsFunc(quotes, func(q schema.Quote) bool { return inDemand(offer.JobOffer, q) })
}

// inDemand reports whether a quote stands in the title, a requirement or a
// duty.
func inDemand(offer schema.JobOffer, quote schema.Quote) bool {
	holds := func(line schema.Quote) bool { return line.Start <= quote.Start && quote.End <= line.End }
	return strings.Contains(lexicon.Fold(offer.Title), lexicon.Fold(quote.Text)) ||
		slices.ContainsFunc(offer.Responsibilities, holds) ||
		slices.ContainsFunc(offer.Requirements, func(r schema.Requirement) bool { return holds(r.Quote) })
}

// inEmployersName reports whether a quote is a word of the employer's or the
// agency's name, told by the word beside it.
func inEmployersName(offer schema.ParsedOffer, quote schema.Quote) bool {
	if quote.Start < 0 || quote.End > len(offer.Text) || quote.Start > quote.End {
		return false
	}
	for _, name := range []string{offer.JobOffer.Company, offer.JobOffer.Agency} {
		if !strings.Contains(name, quote.Text) {
			continue
		}
		before := strings.Fields(offer.Text[max(0, quote.Start-40):quote.Start])
		behind := strings.Fields(offer.Text[quote.End:min(len(offer.Text), quote.End+40)])
		if name == quote.Text && !inDemand(offer.JobOffer, quote) ||
			len(before) > 0 && strings.Contains(name, before[len(before)-1]+" "+quote.Text) ||
			len(behind) > 0 && strings.Contains(name, quote.Text+" "+strings.TrimRight(behind[0], ".,;:")) {
			return true
		}
	}
	return false
}
