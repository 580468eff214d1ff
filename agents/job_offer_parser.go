package agents

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/bespoke-cv/bespoke/agents/prompts"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

// Patience is how long an agent waits for its model when nobody says
// otherwise: several MCP clients give up on a tool after 60 s.
const Patience = 40 * time.Second

// JobOfferParser lets a model fill and correct what the rules read in an
// offer. A value that the offer's text does not say is dropped with a warning.
type JobOfferParser struct {
	AugmentedLLM
	Lexicon  *lexicon.Lexicon // nil: lexicon.Default()
	Patience time.Duration    // 0: Patience
}

// NewJobOfferParser returns a parser that asks model. cache may be nil.
func NewJobOfferParser(model llm.Model, cache Cache) *JobOfferParser {
	return &JobOfferParser{AugmentedLLM: AugmentedLLM{Agent: jobOfferParser, Model: model, Cache: cache}}
}

// Read gives the rules' reading as the model completes it. When the model
// fails, that is the rules' reading with a warning; the error is the context's
// alone.
func (p *JobOfferParser) Read(ctx context.Context, rules schema.ParsedOffer) (schema.ParsedOffer, error) {
	bounded, cancel := within(ctx, p.Patience)
	defer cancel()
	// Orders to a program are no part of the offer: the model does not see
	// them, and they prove nothing. The bytes' places stay as they are.
	masked := rules
	masked.Text = mask(rules)
	found, err := p.read(atMost(bounded, parallel), strings.TrimSpace(visible(masked)), 0)
	if ctx.Err() != nil {
		return schema.ParsedOffer{}, context.Cause(ctx)
	}
	if err == nil {
		own := found.jobOffer(p.lexicon())
		doubts := p.doubt(&own, rules.JobOffer, visible(masked))
		var checked schema.ParsedOffer
		if checked, err = offer.Check(masked, own); err == nil {
			checked = p.settle(rules, checked)
			checked.Warnings = append(checked.Warnings, doubts...)
			return checked, nil
		}
	}
	rules.Warnings = append(slices.Clone(rules.Warnings), fmt.Sprintf("%s did not read the offer, the rules did: %v", p.Signature(), err))
	return rules, nil
}

func (p *JobOfferParser) lexicon() *lexicon.Lexicon {
	if p.Lexicon == nil {
		return lexicon.Default()
	}
	return p.Lexicon
}

// An offer above partBytes is read in parts at once, and a part that is still
// too much is halved maxSplits times.
const (
	partBytes = 16 << 10
	maxSplits = 2
)

// read asks the model, in parts where the offer is long or the answer was cut.
func (p *JobOfferParser) read(ctx context.Context, text string, splits int) (reading, error) {
	if len(text) > partBytes && splits == 0 {
		return p.readParts(ctx, parts(text, partBytes), splits)
	}
	prompt := prompts.Get("read_offer")
	question, err := prompt.Ask(map[string]any{"Offer": prompts.Fence("offer", text)})
	if err != nil {
		return reading{}, err
	}
	var found reading
	_, err = p.GenerateStructured(ctx, []llm.Message{{Role: llm.User, Content: question}}, readingSchema(),
		RequestParams{Purpose: "reading the offer", SystemPrompt: prompt.System}, &found)
	if splittable(err) && splits < maxSplits && len(text) > 400 {
		return p.readParts(ctx, parts(text, len(text)/2+1), splits+1)
	}
	return found, err
}

func splittable(err error) bool {
	return errors.Is(err, llm.ErrTruncated) || errors.Is(err, llm.ErrTooLong) || errors.Is(err, llm.ErrPromptCut)
}

func (p *JobOfferParser) readParts(ctx context.Context, texts []string, splits int) (reading, error) {
	found := make([]reading, len(texts))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i, text := range texts {
		group.Go(func() (err error) {
			found[i], err = p.read(ctx, text, max(splits, 1))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return reading{}, err
	}
	var whole reading
	for _, part := range found {
		whole.add(part)
	}
	return whole, nil
}

// parts cuts a text at line ends into pieces of about size bytes.
func parts(text string, size int) []string {
	var pieces []string
	for len(text) > size {
		cut := strings.LastIndexByte(text[:size], '\n')
		if cut <= 0 {
			if cut = strings.LastIndexByte(text[:size], ' '); cut <= 0 {
				break
			}
		}
		pieces, text = append(pieces, text[:cut]), text[cut:]
	}
	return append(pieces, text)
}

// doubt takes back names that have little in common with what the rules read,
// unless the offer speaks of them more often, or sets the title on a line of
// its own near the top: a sentence that merely mentions another employer, or
// orders the reader to name one, proves nothing.
func (p *JobOfferParser) doubt(own *schema.JobOffer, rules schema.JobOffer, text string) (warnings []string) {
	text = lexicon.Fold(text)
	for _, field := range []struct {
		name string
		own  *string
		rule string
	}{{"title", &own.Title, rules.Title}, {"company", &own.Company, rules.Company}, {"agency", &own.Agency, rules.Agency}} {
		mine, theirs := plain(lexicon.Fold(*field.own)), plain(lexicon.Fold(field.rule))
		switch {
		case mine == "" || theirs == "" || akin(strings.Fields(mine), strings.Fields(theirs)):
		case strings.Count(text, mine) > strings.Count(text, theirs):
		case field.name == "title" && headline(text, mine):
		default:
			warnings = append(warnings, fmt.Sprintf("%s: %s: %q was left out: the offer speaks more of %q", p.Signature(), field.name, *field.own, field.rule))
			*field.own = ""
		}
	}
	return warnings
}

// akin tells whether at least half of the words of a name stand in another, or
// all of the other's in it.
func akin(mine, theirs []string) bool {
	shared := 0
	for _, word := range mine {
		if slices.Contains(theirs, word) {
			shared++
		}
	}
	return 2*shared >= len(mine) || shared == len(theirs)
}

// headline tells whether a title is a whole line among the first of an offer.
func headline(text, title string) bool {
	const first = 12
	for i, line := range strings.SplitN(strings.TrimSpace(text), "\n", first+1) {
		if i < first && plain(line) == title {
			return true
		}
	}
	return false
}

// fewest is the share of the rules' lines that a model's list must hold to
// replace it: a list that lost more was not read with care.
const fewest = 0.6

// settle takes the checked reading back to the offer's own text.
func (p *JobOfferParser) settle(rules, checked schema.ParsedOffer) schema.ParsedOffer {
	fresh := checked.Warnings[len(rules.Warnings):]
	checked.Text, checked.ParsedBy = rules.Text, p.Signature()
	checked.Warnings = slices.Clone(rules.Warnings)
	for _, warning := range fresh {
		checked.Warnings = append(checked.Warnings, p.Signature()+": "+warning)
	}
	lost := func(what string, have, had int) bool {
		if float64(have) >= fewest*float64(had) {
			return false
		}
		checked.Warnings = append(checked.Warnings, fmt.Sprintf("%s: %s: it gave %d lines where the rules found %d; theirs stand", p.Signature(), what, have, had))
		return true
	}
	if lost("requirements", len(checked.JobOffer.Requirements), len(rules.JobOffer.Requirements)) {
		checked.JobOffer.Requirements = rules.JobOffer.Requirements
	}
	if lost("responsibilities", len(checked.JobOffer.Responsibilities), len(rules.JobOffer.Responsibilities)) {
		checked.JobOffer.Responsibilities = rules.JobOffer.Responsibilities
	}
	checked.JobOffer.Requirements = nameSkills(checked.JobOffer)
	return checked
}

// nameSkills puts into each requirement the skills whose words stand in it, and
// drops lines given twice.
func nameSkills(job schema.JobOffer) []schema.Requirement {
	var lines []schema.Requirement
	for _, line := range job.Requirements {
		if slices.ContainsFunc(lines, func(have schema.Requirement) bool { return have.Quote.Start == line.Quote.Start }) {
			continue
		}
		line.ID = fmt.Sprintf("r%d", len(lines)+1)
		line.Skills = slices.Clone(line.Skills)
		for _, skill := range job.Skills {
			inside := slices.ContainsFunc(skill.Quotes, func(q schema.Quote) bool {
				return line.Quote.Start <= q.Start && q.End <= line.Quote.End
			})
			if inside && !slices.Contains(line.Skills, skill.Name) {
				line.Skills = append(line.Skills, skill.Name)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// mask is the offer's text with the sentences that address a program struck
// out by as many crosses.
func mask(parsed schema.ParsedOffer) string {
	text := []byte(parsed.Text)
	for _, anomaly := range parsed.Anomalies {
		if anomaly.Kind != "instruction" && anomaly.Kind != "hidden_text" {
			continue
		}
		for i := anomaly.Quote.Start; i < min(anomaly.Quote.End, len(text)); i++ {
			if text[i] != '\n' {
				text[i] = 'x'
			}
		}
	}
	return string(text)
}

// visible is the text that the offer's page shows, without the crosses.
func visible(masked schema.ParsedOffer) string {
	end := len(offer.Visible(masked))
	spans := slices.DeleteFunc(slices.Clone(masked.Anomalies), func(a schema.Anomaly) bool {
		return a.Kind != "instruction" || a.Quote.End > end
	})
	slices.SortFunc(spans, func(a, b schema.Anomaly) int { return cmp.Compare(a.Quote.Start, b.Quote.Start) })
	var text strings.Builder
	at := 0
	for _, span := range spans {
		if span.Quote.Start < at {
			continue
		}
		text.WriteString(masked.Text[at:span.Quote.Start] + "[…]")
		at = span.Quote.End
	}
	text.WriteString(masked.Text[at:end])
	return text.String()
}

// within bounds the time that a model may take: four fifths of what the
// caller has left, so that the rules' work still comes through in time, or the
// agent's own patience when the caller sets no limit.
func within(ctx context.Context, patience time.Duration) (context.Context, context.CancelFunc) {
	if patience <= 0 {
		patience = Patience
	}
	if deadline, ok := ctx.Deadline(); ok {
		patience = time.Until(deadline) * 4 / 5
	}
	return context.WithTimeout(ctx, patience)
}
