package tools_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/agents/agentstest"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/llm/llmtest"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/tools"
)

const prose = "offers/platform-engineer.txt"

// withModel puts the agents on the model of server behind the tools, as the
// program does.
func withModel(t testing.TB, server *llmtest.Server, limits llm.Limits, change ...func(*llm.Config)) func(*tools.Toolbox) {
	t.Helper()
	config := llm.Config{BaseURL: server.URL, Model: "scripted", Backoff: time.Millisecond, Budget: llm.NewBudget(limits, nil)}
	for _, f := range change {
		f(&config)
	}
	model, err := llm.Open(config)
	require.NoError(t, err)
	return func(b *tools.Toolbox) {
		cache := agents.StoreCache{Store: b.Store}
		parser, customizer, writer := agents.NewJobOfferParser(model, cache), agents.NewCVCustomizer(model, cache), agents.NewLetterWriter(model, cache)
		parser.Patience, customizer.Patience, writer.Patience = config.Timeout, config.Timeout, config.Timeout
		b.OfferReader, b.Customizer, b.LetterWriter, b.Budget = parser, customizer, writer, config.Budget
	}
}

type parsed struct {
	JobOfferID string `json:"job_offer_id"`
	schema.ParsedOffer
	Model *schema.ModelBill `json:"model"`
}

// tailored is what came of an offer and the sample CV, everything accepted
// that can be.
type tailored struct {
	read parsed
	plan planned
	done applied
	yaml string
}

func (h *host) tailor(offer map[string]any) (result tailored) {
	h.t.Helper()
	h.call("parse_job_offer", offer, &result.read)
	h.call("plan_cv_changes", map[string]any{
		"job_offer_id": result.read.JobOfferID, "cv_yaml": example(h.t, "cvs/software-engineer.yaml"),
	}, &result.plan)
	h.call("apply_cv_edits", map[string]any{"plan_id": result.plan.PlanID}, &result.done)
	row, err := h.toolbox.Store.CV(h.ctx, identity.LocalUser, result.done.CVID)
	require.NoError(h.t, err)
	result.yaml = string(row.YAML)
	return result
}

// modelSuite is what holds whatever the model behind the tools does: the plan
// is whole, nothing that the guard refuses is in the CV, nobody's identity
// changes, and each call is on the bill. It runs against played models here,
// and against a real one with make test-live (see live_test.go).
func modelSuite(t *testing.T, withModel func(*tools.Toolbox), offer map[string]any) tailored {
	t.Helper()
	base := example(t, "cvs/software-engineer.yaml")
	result := newHost(t, withModel).tailor(offer)
	assert.True(t, result.plan.Match.Scored)
	assert.Contains(t, result.plan.PlannedBy, "rules")
	for _, line := range []string{"  name: ", "  headline: ", "  email: ", "company: ", "position: ", "start_date: ", "degree: "} {
		assert.Equal(t, linesWith(base, line), linesWith(result.yaml, line))
	}
	for _, quote := range result.read.JobOffer.Responsibilities {
		assert.NotEmpty(t, quote.Text)
	}
	for _, edit := range result.plan.Edits {
		require.NotNil(t, edit.Verdict, edit.ID)
		assert.NotEqual(t, schema.Reject, edit.Verdict.Outcome, edit.ID)
		if edit.Verdict.Outcome == schema.NeedsReview {
			assert.NotContains(t, result.done.Applied, edit.ID)
		}
	}
	for name, bill := range map[string]*schema.ModelBill{"reading": result.read.Model, "planning": result.plan.Model} {
		require.NotNil(t, bill, name)
		for _, call := range bill.Calls {
			assert.Positive(t, call.Requests)
			assert.NotEmpty(t, call.Line)
		}
	}
	return result
}

func TestAModelBehindTheToolsReadsAndRewords(t *testing.T) {
	for name, answer := range map[string]func(llmtest.Request) llmtest.Reply{"good": agentstest.Good, "sloppy": agentstest.Sloppy} {
		t.Run(name, func(t *testing.T) {
			server := llmtest.New(t)
			server.Answer = answer
			result := modelSuite(t, withModel(t, server, llm.Limits{}), map[string]any{"text": example(t, prose)})
			assert.Equal(t, "model:scripted", result.read.ParsedBy)
			assert.Contains(t, result.plan.PlannedBy, "model:scripted")
			assert.Contains(t, result.yaml, "batched queries in PostgreSQL")
			assert.Equal(t, "reading the offer", result.read.Model.Calls[0].Purpose)
			assert.Regexp(t, `^reading the offer: scripted, \d+ in \+ \d+ out tokens, price unknown, \d+\.\d s`, result.read.Model.Calls[0].Line)
			assert.Positive(t, result.plan.Model.Tokens)
			assert.Regexp(t, `^Model scripted: \d+ requests, \d+ in \+ \d+ out tokens, price unknown\.$`, result.plan.Model.Line)
		})
	}
}

// The same 23 orders as in the agents' test, on the whole way of an offer:
// through the tools, over the wire to a model that obeys, and back.
func TestOrdersInAnOfferChangeNothingOnTheWholeWay(t *testing.T) {
	if testing.Short() {
		t.Skip("plans 23 times")
	}
	require.GreaterOrEqual(t, len(agentstest.Injections), 20)
	for _, attack := range agentstest.Injections {
		t.Run(attack.Name, func(t *testing.T) {
			t.Parallel()
			server := llmtest.New(t)
			server.Answer = attack.Obedient
			result := modelSuite(t, withModel(t, server, llm.Limits{}), injected(t, attack))
			require.NotEmpty(t, server.Requests())
			assert.NotContains(t, result.yaml, attack.Lie)
			job, err := json.Marshal(result.read.JobOffer.Contact)
			require.NoError(t, err)
			assert.NotContains(t, string(job)+result.read.JobOffer.Title+result.read.JobOffer.Company, attack.Lie)
			for _, request := range server.Requests() {
				for _, message := range request.Messages {
					if message.Role == "user" {
						assert.NotContains(t, agentstest.OutsideFences(message.Content), attack.Order)
					}
				}
			}
		})
	}
}

// injected are the arguments of an offer with an order in it.
func injected(t *testing.T, attack agentstest.Injection) map[string]any {
	text, html := attack.Offer(example(t, prose))
	if html != "" {
		return map[string]any{"html": html}
	}
	return map[string]any{"text": text}
}

func linesWith(text, words string) (lines []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, words) {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestALyingModelIsRefusedOnTheWholeWay(t *testing.T) {
	server := llmtest.New(t)
	server.Answer = agentstest.Lying
	result := modelSuite(t, withModel(t, server, llm.Limits{}), map[string]any{"text": example(t, prose)})
	assert.NotContains(t, result.yaml, "Rust")
	assert.Equal(t, "Harborline Logistics Technology Ltd", result.read.JobOffer.Company)
	assert.NotEmpty(t, result.plan.Refused)
}
