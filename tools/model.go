package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/letter"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

// OfferReader completes what the rules read in an offer. What it gives has
// been checked against the offer's text; *agents.JobOfferParser is one.
type OfferReader interface {
	Read(ctx context.Context, rules schema.ParsedOffer) (schema.ParsedOffer, error)
}

// Customizer proposes edits for a plan, with texts in the language lang ("" for
// the CV's own). What it gives is judged by the guard; *agents.CVCustomizer is
// one.
type Customizer interface {
	Propose(ctx context.Context, in plan.Input, lang string) (agents.Proposals, error)
}

// LetterWriter writes a letter and says who wrote it in the end, the model or
// the rules. What it claims has been judged by the guard; *agents.LetterWriter
// is one.
type LetterWriter interface {
	Write(ctx context.Context, about letter.About) (draft letter.Letter, by string, err error)
}

type runKey struct{}

// inRun returns a context whose model calls are billed to the run that the
// request names in its _meta. Anybody may name a run of their own; the day's
// budget holds all the same.
func inRun(ctx context.Context, request mcp.CallToolRequest) context.Context {
	if request.Params.Meta == nil {
		return ctx
	}
	id, _ := request.Params.Meta.AdditionalFields[agents.RunMeta].(string)
	if _, err := schema.ParseHandle(schema.KindRun, id); err != nil {
		return ctx
	}
	return context.WithValue(ctx, runKey{}, id)
}

// metered returns a context whose model calls are held to the user's budget,
// and the counter that bills them; nil without a budget. Each call is written
// down as it ends, so that a run that is killed goes on with what it has left.
func (b *Toolbox) metered(ctx context.Context, owner uuid.UUID) (context.Context, *llm.TokenCounter, error) {
	if b.Budget == nil {
		return ctx, nil, nil
	}
	run, _ := ctx.Value(runKey{}).(string)
	var spent llm.Spent
	var err error
	if spent.Day, spent.Run, err = b.Store.ModelTokens(ctx, owner, b.Budget.DayStart(), run); err != nil {
		return ctx, nil, fmt.Errorf("reading what the model took so far: %w", err)
	}
	counter := b.Budget.Run(owner.String(), spent, func(line llm.Line) {
		kept, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		// A store that is full sinks no answer that is paid for.
		_ = b.Store.SaveModelCall(kept, owner, run, modelCall(line))
	})
	return llm.WithTokenCounter(ctx, counter), counter, nil
}

func modelCall(line llm.Line) schema.ModelCall {
	return schema.ModelCall{
		Purpose: line.Purpose, Model: line.Model,
		PromptTokens: line.Usage.Prompt, CachedTokens: line.Usage.Cached,
		CompletionTokens: line.Usage.Completion, ReasoningTokens: line.Usage.Reasoning, Estimated: line.Usage.Estimated,
		USD: line.Cost.USD, Priced: line.Cost.Known,
		Requests: line.Calls, Milliseconds: line.Elapsed.Milliseconds(), Failed: line.Failed, Line: line.String(),
	}
}

// billOf is what one tool call took of the model; nil when it was not asked.
func billOf(counter *llm.TokenCounter) *schema.ModelBill {
	if counter == nil {
		return nil
	}
	var calls []schema.ModelCall
	for _, line := range counter.Lines() {
		calls = append(calls, modelCall(line))
	}
	return Bill(calls)
}

// Bill makes a bill of calls; nil of none.
func Bill(calls []schema.ModelCall) *schema.ModelBill {
	if len(calls) == 0 {
		return nil
	}
	bill := &schema.ModelBill{Calls: calls}
	usage, cost, requests := llm.Usage{}, llm.Cost{Known: true}, 0
	var models []string
	for _, call := range calls {
		usage = usage.Add(llm.Usage{
			Prompt: call.PromptTokens, Cached: call.CachedTokens,
			Completion: call.CompletionTokens, Reasoning: call.ReasoningTokens, Estimated: call.Estimated,
		})
		cost = cost.Add(llm.Cost{USD: call.USD, Known: call.Priced})
		requests += call.Requests
		if !slices.Contains(models, call.Model) {
			models = append(models, call.Model)
		}
	}
	bill.Tokens, bill.USD = usage.Total(), cost.USD
	bill.Line = fmt.Sprintf("Model %s: %d requests, %s, %s.", strings.Join(models, ", "), requests, usage, cost)
	return bill
}

// costLine is the bill as the last words of a tool's text.
func costLine(bill *schema.ModelBill) string {
	if bill == nil {
		return ""
	}
	return " " + bill.Line
}

// resultLanguage reads the argument language: a code, "offer" for the offer's
// language, "cv" or "" for the CV's own.
func resultLanguage(asked string, offer schema.JobOffer, own string) (string, error) {
	switch asked = strings.ToLower(strings.TrimSpace(asked)); asked {
	case "", "cv":
		return own, nil
	case "offer":
		if offer.Language == "" {
			return "", fmt.Errorf("language: the offer's language is not known: give a code such as en")
		}
		return offer.Language, nil
	}
	code, _, _ := strings.Cut(asked, "-")
	if len(code) != 2 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "", fmt.Errorf("language: %q is no ISO 639-1 code: give one such as en, or cv, or offer", asked)
	}
	return code, nil
}

// languageOf tells the language of a CV from its running text.
func languageOf(document *cv.Document) string {
	code, _ := match.OwnLanguage(document)
	return code
}

// checkLanguage tells the language that the CV has once the edits are applied,
// and warns when it is not the one asked for.
func (b *Toolbox) checkLanguage(changes *schema.PlannedChanges, base *cv.Document, want string) {
	tailored, err := base.Apply(changes.Edits)
	if err != nil {
		return // no edit of a plan contradicts another
	}
	changes.Language = languageOf(tailored)
	if changes.Language != want {
		changes.Warnings = append(changes.Warnings, fmt.Sprintf(
			"The CV is asked for in %q, but with these edits its text is in %q: rules do not translate. Give a CV in %q, or propose translated edits; each needs the user's review.",
			want, changes.Language, want))
	}
}
