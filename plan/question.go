package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/schema"
)

// maxQuestions is how many questions a user is asked at most; must-haves come
// first.
const maxQuestions = 15

// questions lists what only the user can say. Each can be answered with a
// fact, which then counts as evidence.
func (p *planner) questions() []schema.Question {
	var list []schema.Question
	list = append(list, p.askGaps(schema.Must)...)
	list = append(list, p.askDegrees()...)
	list = append(list, p.askYears()...)
	list = append(list, p.askDates()...)
	list = append(list, p.askTitle()...)
	list = append(list, p.askGaps(schema.Nice)...)
	list = list[:min(len(list), maxQuestions)]
	for i := range list {
		list[i].ID = fmt.Sprintf("q%d", i+1)
	}
	return list
}

// askGaps asks for skills that the offer wants and the CV does not support.
// Soft skills are left out: a "yes" to them is no fact.
func (p *planner) askGaps(importance schema.Importance) []schema.Question {
	var list []schema.Question
	for _, term := range p.matcher.Terms() {
		if term.Importance != importance || term.Supported() || term.Entry.Kind == lexicon.Soft || p.confirmed(term) {
			continue
		}
		question := schema.Question{Text: gapQuestion(term)}
		question.RequirementIDs, question.OfferQuote = p.origin(term)
		list = append(list, question)
	}
	return list
}

// confirmed reports whether a fact of the user names the term already.
func (p *planner) confirmed(term match.Term) bool {
	return slices.ContainsFunc(p.Facts, func(fact schema.Fact) bool {
		return slices.ContainsFunc(p.matcher.Mentions(fact.Text), func(m lexicon.Mention) bool {
			return p.matcher.Supports(m.Entry, term.Entry)
		})
	})
}

func gapQuestion(term match.Term) string {
	switch term.Entry.Kind {
	case lexicon.Spoken:
		return fmt.Sprintf("The offer asks for %s, which your CV does not mention. Do you speak it, and at which level (A1 to C2, native)?", term.Spelling)
	case lexicon.Certificate:
		return fmt.Sprintf("The offer asks for %s, which your CV does not mention. Do you hold it, since when, and until when is it valid?", term.Spelling)
	case lexicon.Tool, lexicon.Language, lexicon.Framework:
		return fmt.Sprintf("The offer asks for %s, which your CV does not mention. Have you used it? If so: where, when, and for what?", term.Spelling)
	}
	return fmt.Sprintf("The offer asks for %s, which your CV does not mention. Have you done it? If so: in which job, and what exactly?", term.Spelling)
}

// origin is the requirement that names a term.
func (p *planner) origin(term match.Term) (ids []string, quote string) {
	for _, requirement := range p.Offer.JobOffer.Requirements {
		if slices.Contains(requirement.Skills, term.Name) {
			ids = append(ids, requirement.ID)
			if quote == "" {
				quote = requirement.Quote.Text
			}
		}
	}
	if quote == "" && len(term.Quotes) > 0 {
		quote = term.Quotes[0].Text
	}
	return ids, quote
}

// askDegrees asks for degrees when the CV has no education at all, or none
// that shares a word with what the offer asks for.
func (p *planner) askDegrees() []schema.Question {
	degrees := p.Offer.JobOffer.Degrees
	if len(degrees) == 0 {
		return nil
	}
	var education []string
	for _, section := range p.sections {
		for _, entry := range section.Entries {
			if entry.Kind == cv.EducationEntry {
				education = append(education, entry.Get("degree")+" "+entry.Get("area"))
			}
		}
	}
	have := " " + normal(strings.Join(education, " ")) + " "
	for _, degree := range degrees {
		for word := range strings.FieldsSeq(normal(degree)) {
			if len(word) > 3 && strings.Contains(have, word) {
				return nil
			}
		}
	}
	return []schema.Question{{
		Text: fmt.Sprintf("The offer asks for %s. Which degree or training do you have that comes closest, from where, and in which year?",
			quoteList(degrees)),
		OfferQuote: degrees[0],
	}}
}

func quoteList(list []string) string {
	quoted := make([]string, len(list))
	for i, text := range list {
		quoted[i] = fmt.Sprintf("%q", text)
	}
	return strings.Join(quoted, " or ")
}

// askYears asks about experience when the CV's dates add up to less than the
// offer asks for.
func (p *planner) askYears() []schema.Question {
	want := p.Offer.JobOffer.MinYears
	months := p.employed()
	if want == 0 || months == 0 || months >= want*12 {
		return nil
	}
	quote := ""
	for _, source := range p.Offer.JobOffer.Sources {
		if source.Field == "min_years" {
			quote = source.Quote.Text
		}
	}
	return []schema.Question{{
		Text: fmt.Sprintf("The offer asks for %d years of experience; the dates in your CV add up to about %s. Is there work in this field that the CV leaves out, with its dates?",
			want, yearsText(months)),
		OfferQuote: quote,
	}}
}

func yearsText(months int) string {
	if months < 24 {
		return fmt.Sprintf("%d months", months)
	}
	return fmt.Sprintf("%d years", months/12)
}

// askDates asks for the dates of jobs that have none.
func (p *planner) askDates() []schema.Question {
	var list []schema.Question
	for _, entry := range p.jobs() {
		if entry.Get("start_date") == "" && entry.Get("end_date") == "" && entry.Get("date") == "" {
			list = append(list, schema.Question{
				Text: fmt.Sprintf("When did you work as %s at %s (month and year of start and end)? The CV gives no dates.",
					orUnnamed(entry.Get("position")), orUnnamed(entry.Get("company"))),
			})
		}
	}
	return list
}

func orUnnamed(text string) string {
	if text == "" {
		return "…"
	}
	return text
}

func (p *planner) jobs() []cv.Entry {
	var jobs []cv.Entry
	for _, section := range p.sections {
		for _, entry := range section.Entries {
			if entry.Kind == cv.ExperienceEntry {
				jobs = append(jobs, entry)
			}
		}
	}
	return jobs
}

// askTitle asks how the user's own title and the offer's belong together.
// Titles are never changed by rules.
func (p *planner) askTitle() []schema.Question {
	title := p.Offer.JobOffer.Title
	headline, _ := p.Base.Scalar("/cv/headline")
	if title == "" || headline == "" {
		return nil
	}
	for word := range strings.FieldsSeq(normal(title)) {
		if len(word) > 3 && strings.Contains(normal(headline), word) {
			return nil
		}
	}
	return []schema.Question{{
		Text:       fmt.Sprintf("The offer is for %q, your headline says %q. Does a headline closer to the offer describe you truthfully? If so, which one? Titles are changed by you only.", title, headline),
		OfferQuote: title,
	}}
}
