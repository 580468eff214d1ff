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

// A user is asked at most maxQuestions, must-haves first, and for at most
// maxNames skills in one of them.
const (
	maxQuestions = 6
	maxNames     = 5
)

// questions lists what only the user can say, in the language of the CV. Each
// can be answered with facts, which then count as evidence.
func (p *planner) questions() []schema.Question {
	list := p.askGaps(schema.Must)
	list = append(list, p.askDegrees()...)
	list = append(list, p.askYears()...)
	list = append(list, p.askDates()...)
	list = append(list, p.askTitle()...)
	list = append(list, p.askPage()...)
	list = append(list, p.askGaps(schema.Nice)...)
	list = list[:min(len(list), maxQuestions)]
	for i := range list {
		list[i].ID = fmt.Sprintf("q%d", i+1)
	}
	return list
}

// askGaps asks for skills that the offer wants and the CV does not support,
// those of one sort together. Soft skills are left out: a "yes" to them is no
// fact. So are those to which the CV has the alternative ("GitHub Actions or
// GitLab CI").
func (p *planner) askGaps(importance schema.Importance) []schema.Question {
	groups := map[string][]match.Term{}
	var order []string
	for _, term := range p.matcher.Terms() {
		if term.Importance != importance || term.Supported() || term.Entry.Kind == lexicon.Soft || p.alternative(term) {
			continue
		}
		text := p.gapText(term.Entry.Kind)
		if groups[text] == nil {
			order = append(order, text)
		}
		groups[text] = append(groups[text], term)
	}
	var list []schema.Question
	for _, text := range order {
		for terms := range slices.Chunk(groups[text], maxNames) {
			list = append(list, p.askTerms(text, terms))
		}
	}
	return list
}

// gapText is how to ask for skills of one kind.
func (p *planner) gapText(kind lexicon.Kind) string {
	switch kind {
	case lexicon.Spoken:
		return p.wording().spoken
	case lexicon.Certificate:
		return p.wording().certificates
	case lexicon.Tool, lexicon.Language, lexicon.Framework:
		return p.wording().tools
	}
	return p.wording().practices
}

func (p *planner) askTerms(text string, terms []match.Term) schema.Question {
	var question schema.Question
	var names []string
	for _, term := range terms {
		names = append(names, p.wording().open+p.name(term)+p.wording().close)
		ids, quote := p.origin(term)
		for _, id := range ids {
			if !slices.Contains(question.RequirementIDs, id) {
				question.RequirementIDs = append(question.RequirementIDs, id)
			}
		}
		if question.OfferQuote == "" {
			question.OfferQuote = quote
		}
	}
	question.Text = fmt.Sprintf(text, joined(names, p.wording().and))
	return question
}

// name is the offer's spelling of a skill, or where that is inflected or half of
// a compound, how the CV's language calls it.
func (p *planner) name(term match.Term) string {
	lang := p.matcher.Language()
	listed := func(s string) bool { return lexicon.Fold(s) == lexicon.Fold(term.Spelling) }
	if slices.ContainsFunc(term.Entry.Spellings(""), listed) {
		return term.Spelling
	}
	if forms := term.Entry.Forms[lang]; len(forms) > 0 {
		return forms[0]
	}
	if lang == "en" && term.Entry.Kind != lexicon.Soft {
		return term.Entry.Name
	}
	return term.Spelling
}

// joined lists names with a word before the last.
func joined(names []string, word string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + word + " " + names[last]
}

// alternative reports whether the offer asks for a term or another one, and the
// CV supports the other.
func (p *planner) alternative(term match.Term) bool {
	for _, other := range p.matcher.Terms() {
		if !other.Supported() {
			continue
		}
		for _, a := range term.Quotes {
			for _, b := range other.Quotes {
				if p.parted(a, b) {
					return true
				}
			}
		}
	}
	return false
}

// orReach is how far apart, in bytes, alternatives may stand.
const orReach = 60

// parted reports whether "or" stands between two quotes of one line.
func (p *planner) parted(a, b schema.Quote) bool {
	if b.Start < a.Start {
		a, b = b, a
	}
	if a.End > b.Start || b.Start-a.End > orReach || b.Start > len(p.Offer.Text) {
		return false
	}
	gap := p.Offer.Text[a.End:b.Start]
	if strings.ContainsAny(gap, "\n;:") {
		return false
	}
	words := strings.Fields(strings.ToLower(gap))
	return slices.ContainsFunc(words, func(word string) bool { return slices.Contains(orWords, word) }) &&
		!slices.ContainsFunc(words, func(word string) bool { return slices.Contains(andWords, word) })
}

var (
	orWords  = []string{"or", "oder", "ou", "o", "of", "and/or", "und/oder", "/"}
	andWords = []string{"and", "und", "et", "y", "e", "en", "sowie", "plus"}
)

// confirmed is the fact that names a term already, nil for none.
func (p *planner) confirmed(term match.Term) *schema.Fact {
	for i, fact := range p.Facts {
		if slices.ContainsFunc(p.matcher.Mentions(fact.Text), func(m lexicon.Mention) bool { return m.Entry.Name == term.Entry.Name }) {
			return &p.Facts[i]
		}
	}
	return nil
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
				education = append(education, section.Title, entry.Get("degree"), entry.Get("area"))
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
		Text:       fmt.Sprintf(p.wording().degrees, quoteList(degrees, p.wording().or)),
		OfferQuote: degrees[0],
	}}
}

func quoteList(list []string, or string) string {
	quoted := make([]string, len(list))
	for i, text := range list {
		quoted[i] = fmt.Sprintf("%q", text)
	}
	return joined(quoted, or)
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
		Text:       fmt.Sprintf(p.wording().years, want, p.yearsText(months)),
		OfferQuote: quote,
	}}
}

func (p *planner) yearsText(months int) string {
	if months < 24 {
		return fmt.Sprintf(p.wording().someMonths, months)
	}
	return fmt.Sprintf(p.wording().someYears, months/12)
}

// askDates asks for the dates of jobs that have none.
func (p *planner) askDates() []schema.Question {
	var list []schema.Question
	for _, entry := range p.jobs() {
		if entry.Get("start_date") == "" && entry.Get("end_date") == "" && entry.Get("date") == "" {
			list = append(list, schema.Question{
				Text: fmt.Sprintf(p.wording().dates,
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
		Text:       fmt.Sprintf(p.wording().title, title, headline),
		OfferQuote: title,
	}}
}

// stub is the share of a page below which the last one is called unfinished.
const stub = 0.25

// askPage asks what to do about a last page that is nearly empty, when the
// user has set no limit that decides it.
func (p *planner) askPage() []schema.Question {
	if p.MaxPages > 0 || p.last.Pages < 2 || p.last.LastPageFill >= stub {
		return nil
	}
	return []schema.Question{{
		Text: fmt.Sprintf(p.wording().page, int(100*p.last.LastPageFill+0.5), p.last.Pages-1),
	}}
}
