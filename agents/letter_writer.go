package agents

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/bespoke-cv/bespoke/agents/prompts"
	"github.com/bespoke-cv/bespoke/letter"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/schema"
)

// LetterWriter has a model write the middle of a letter, and keeps what the
// guard lets stand.
type LetterWriter struct {
	AugmentedLLM
	Patience time.Duration // 0: Patience
}

// NewLetterWriter returns a writer that asks model. cache may be nil.
func NewLetterWriter(model llm.Model, cache Cache) *LetterWriter {
	return &LetterWriter{AugmentedLLM: AugmentedLLM{Agent: letterWriter, Model: model, Cache: cache}}
}

type letterBody struct {
	Paragraphs []string `json:"paragraphs" jsonschema:"maxItems=4"`
}

var letterSchema = sync.OnceValue(func() *llm.Schema { return llm.MustSchema("letter", schema.For[letterBody]()) })

// Write writes a letter in lang and says who wrote it: the model, or the rules
// where the model failed, nothing of its stood, or nothing is to be claimed.
// The error is the context's, or that of package letter.
func (w *LetterWriter) Write(ctx context.Context, about letter.About) (draft letter.Letter, by string, err error) {
	rules, err := letter.Draft(about)
	if err != nil || about.Kind == letter.FollowUp {
		return rules, "rules", err
	}
	about.Language = rules.Language
	bounded, cancel := within(ctx, w.Patience)
	defer cancel()
	body, err := w.body(bounded, about)
	if ctx.Err() != nil {
		return letter.Letter{}, "", context.Cause(ctx)
	}
	if err != nil {
		rules.Warnings = append(rules.Warnings, fmt.Sprintf("%s wrote nothing, the rules did: %v", w.Signature(), err))
		return rules, "rules", nil
	}
	draft, err = letter.Around(about, body)
	if err != nil {
		return letter.Letter{}, "", err
	}
	if len(draft.Claims) == 0 {
		rules.Refused = draft.Refused
		rules.Warnings = append(rules.Warnings, fmt.Sprintf("nothing that %s wrote is proved by the CV, so the rules wrote the letter", w.Signature()))
		return rules, "rules", nil
	}
	return draft, w.Signature(), nil
}

func (w *LetterWriter) body(ctx context.Context, about letter.About) (string, error) {
	prompt := prompts.Get("write_letter")
	question, err := prompt.Ask(map[string]any{
		"Offer": prompts.Fence("offer", Brief(about.Offer)), "CV": prompts.Fence("cv", listing(about.CV.Content())),
		"Facts": fenceLines("facts", facts(about.Facts)), "Language": languageName(about.Language), "Short": about.Kind == letter.ThankYou,
	})
	if err != nil {
		return "", err
	}
	var body letterBody
	talk := []llm.Message{{Role: llm.User, Content: question}}
	if _, err := w.GenerateStructured(ctx, talk, letterSchema(), RequestParams{Purpose: "writing a letter", SystemPrompt: prompt.System}, &body); err != nil {
		return "", err
	}
	return strings.TrimSpace(strings.Join(body.Paragraphs, "\n\n")), nil
}
