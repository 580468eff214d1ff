package tools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/agents/prompts"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/schema"
)

// Prompts returns what a user may ask a client's model to do with the tools.
// They make that model the brain: it reads the offer and the CV, proposes
// edits through plan_cv_changes and decides, and the server needs no key.
func (b *Toolbox) Prompts() []mcpserver.ServerPrompt {
	return []mcpserver.ServerPrompt{b.tailorCVPrompt(), b.reviewPlanPrompt()}
}

func (b *Toolbox) tailorCVPrompt() mcpserver.ServerPrompt {
	prompt := mcp.NewPrompt("tailor_cv",
		mcp.WithPromptDescription("Tailor a CV to a job offer with your own model: read both, propose truthful edits, show them, apply what the user takes."),
		mcp.WithArgument("job_offer", mcp.RequiredArgument(), mcp.ArgumentDescription("The offer's text, or a job_… id that parse_job_offer returned")),
		mcp.WithArgument("cv", mcp.RequiredArgument(), mcp.ArgumentDescription("The RenderCV YAML, its path (local clients only), or a cv_… id")),
		mcp.WithArgument("language", mcp.ArgumentDescription("Language of the tailored CV: an ISO 639-1 code, offer or cv; default cv")),
		mcp.WithArgument("max_pages", mcp.ArgumentDescription("Most pages that the PDF may have")),
	)
	return mcpserver.ServerPrompt{Prompt: prompt, Handler: func(ctx context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		owner, err := user(ctx)
		if err != nil {
			return nil, err
		}
		arguments := request.Params.Arguments
		if strings.TrimSpace(arguments["job_offer"]) == "" || strings.TrimSpace(arguments["cv"]) == "" {
			return nil, errors.New("tailor_cv: pass job_offer and cv")
		}
		// An offer in a prompt is kept by the rules' reading: the client's
		// model is about to read it itself.
		source := promptOffer(arguments["job_offer"])
		source.byRules = true
		offer, err := b.openOffer(ctx, owner, source)
		if err != nil {
			return nil, fmt.Errorf("tailor_cv: %w", err)
		}
		row, document, err := b.openCV(ctx, owner, promptCV(arguments["cv"]))
		if err != nil {
			return nil, fmt.Errorf("tailor_cv: %w", err)
		}
		text, err := prompts.Get("tailor_cv").Ask(map[string]any{
			"JobOfferID": offer.ID, "CVID": row.ID,
			"Language": word(arguments["language"]), "MaxPages": word(arguments["max_pages"]),
			"Offer": prompts.Fence("offer", agents.Brief(offer.ParsedOffer)), "CV": prompts.Fence("cv", cvLines(document)),
		})
		return userPrompt("Tailor a CV to a job offer", text, err)
	}}
}

func (b *Toolbox) reviewPlanPrompt() mcpserver.ServerPrompt {
	prompt := mcp.NewPrompt("review_plan",
		mcp.WithPromptDescription("Go through a plan's edits with the user, one by one, and apply what is taken."),
		mcp.WithArgument("plan_id", mcp.RequiredArgument(), mcp.ArgumentDescription("The plan_… id that plan_cv_changes returned")),
	)
	return mcpserver.ServerPrompt{Prompt: prompt, Handler: func(ctx context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		owner, err := user(ctx)
		if err != nil {
			return nil, err
		}
		row, err := b.Store.Plan(ctx, owner, handleIn(request.Params.Arguments["plan_id"], schema.KindPlan))
		if err != nil {
			return nil, fmt.Errorf("review_plan: plan_id: %w", err)
		}
		text, err := prompts.Get("review_plan").Ask(map[string]any{
			"PlanID": row.ID, "Edits": prompts.Fence("edits", editLines(row.Changes.Edits)),
			"Refused": fenced("refused", editLines(row.Changes.Refused)), "Questions": fenced("questions", questionLines(row.Changes.Questions)),
		})
		return userPrompt("Review a plan", text, err)
	}}
}

func userPrompt(description, text string, err error) (*mcp.GetPromptResult, error) {
	if err != nil {
		return nil, err
	}
	return mcp.NewGetPromptResult(description, []mcp.PromptMessage{
		mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent(text)),
	}), nil
}

func promptOffer(given string) offerSource {
	if id := handleIn(given, schema.KindJobOffer); isHandle(id, schema.KindJobOffer) {
		return offerSource{prefix: "job_offer_", id: id}
	}
	return offerSource{text: given}
}

func promptCV(given string) cvSource {
	trimmed := handleIn(given, schema.KindCV)
	switch {
	case isHandle(trimmed, schema.KindCV):
		return cvSource{CVID: trimmed}
	case strings.ContainsAny(trimmed, "\n{"):
		return cvSource{CVYAML: given}
	}
	return cvSource{CVPath: trimmed}
}

// word keeps an argument that belongs into a sentence to letters and digits.
func word(text string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, text[:min(len(text), 16)])
}

func fenced(label, text string) string {
	if text == "" {
		return ""
	}
	return prompts.Fence(label, text)
}

// cvLines are the CV's texts with their places, and the commented-out ones.
func cvLines(document *cv.Document) string {
	var text strings.Builder
	for _, leaf := range document.Leaves() {
		if leaf.Section != "" || leaf.Key == "headline" {
			fmt.Fprintf(&text, "%s %s\n", leaf.Path, jsonText(leaf.Text))
		}
	}
	for _, comment := range document.Pool() {
		fmt.Fprintf(&text, "line:%d of %s %s\n", comment.Line, comment.List, jsonText(comment.Text))
	}
	return text.String()
}

func editLines(edits []schema.Edit) string {
	var text strings.Builder
	for _, edit := range edits {
		fmt.Fprintf(&text, "%s %s %s (by %s)\n", edit.ID, edit.Op, edit.Path, edit.PlannedBy)
		if edit.Before != nil {
			fmt.Fprintf(&text, "  before: %s\n", jsonText(edit.Before))
		}
		if edit.After != nil {
			fmt.Fprintf(&text, "  after: %s\n", jsonText(edit.After))
		}
		if edit.Reason != "" {
			fmt.Fprintf(&text, "  reason: %s\n", jsonText(edit.Reason))
		}
		if edit.Verdict == nil {
			continue
		}
		fmt.Fprintf(&text, "  guard: %s\n", edit.Verdict.Outcome)
		for _, finding := range edit.Verdict.Findings {
			fmt.Fprintf(&text, "    %s: %s %s\n", finding.Kind, jsonText(finding.Message), jsonText(finding.Words))
		}
	}
	return text.String()
}

func questionLines(questions []schema.Question) string {
	var text strings.Builder
	for _, question := range questions {
		fmt.Fprintf(&text, "%s: %s\n", question.ID, jsonText(question.Text))
	}
	return text.String()
}

// jsonText writes a value on one line, so that texts can be copied exactly.
func jsonText(value any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSpace(text.String())
}
