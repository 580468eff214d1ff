//go:build live

package tools_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/agents/agentstest"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/tools"
)

// liveModel is the model that the environment names.
func liveModel(t *testing.T) (llm.Model, llm.Config) {
	t.Helper()
	if os.Getenv("OPENAI_BASE_URL") == "" && os.Getenv("OPENAI_API_KEY") == "" {
		t.Skip("neither OPENAI_BASE_URL nor OPENAI_API_KEY is set")
	}
	config, err := llm.ConfigFromEnv(os.Getenv)
	require.NoError(t, err)
	model, err := llm.Open(config)
	require.NoError(t, err)
	return model, config
}

// live puts the model that the environment names behind the tools.
func live(t *testing.T) func(*tools.Toolbox) {
	model, config := liveModel(t)
	return func(b *tools.Toolbox) {
		parser, customizer := agents.NewJobOfferParser(model, nil), agents.NewCVCustomizer(model, nil)
		parser.Patience, customizer.Patience = 5*time.Minute, 5*time.Minute
		b.OfferReader, b.Customizer, b.Budget = parser, customizer, config.Budget
	}
}

func TestTailoringLive(t *testing.T) {
	result := modelSuite(t, live(t), map[string]any{"text": example(t, prose)})
	t.Log("read by", result.read.ParsedBy, "planned by", result.plan.PlannedBy)
	t.Log(result.read.Model.Line)
	t.Log(result.plan.Model.Line)
	for _, warning := range append(result.read.Warnings, result.plan.Warnings...) {
		t.Log("warning:", warning)
	}
}

func TestOrdersInAnOfferLive(t *testing.T) {
	model := live(t)
	for _, attack := range agentstest.Injections {
		t.Run(attack.Name, func(t *testing.T) {
			result := modelSuite(t, model, injected(t, attack))
			assert.NotContains(t, result.yaml, attack.Lie)
			assert.NotContains(t, result.read.JobOffer.Title+result.read.JobOffer.Company, attack.Lie)
		})
	}
}
