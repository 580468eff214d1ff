package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/tools"
)

// addModel puts the agents behind the tools when a model is named. A key alone
// is not enough: many have one in their environment, and a CV is not sent
// anywhere without being asked.
func (c *config) addModel(toolbox *tools.Toolbox) error {
	if c.model == "" {
		return nil
	}
	model, settings, err := c.openModel()
	if err != nil {
		return fmt.Errorf("BESPOKE_MODEL: %w", err)
	}
	cache := agents.StoreCache{Store: toolbox.Store}
	parser, customizer, writer := agents.NewJobOfferParser(model, cache), agents.NewCVCustomizer(model, cache), agents.NewLetterWriter(model, cache)
	parser.Lexicon = toolbox.Lexicon
	// Who names a time-out knows how slow the model is.
	parser.Patience, customizer.Patience, writer.Patience = settings.Timeout, settings.Timeout, settings.Timeout
	toolbox.OfferReader, toolbox.Customizer, toolbox.LetterWriter, toolbox.Budget = parser, customizer, writer, settings.Budget
	return nil
}

func (c *config) openModel() (llm.Model, llm.Config, error) {
	settings, err := llm.ConfigFromEnv(os.Getenv)
	if err != nil {
		return nil, settings, err
	}
	settings.BaseURL, settings.Key, settings.Model = c.openAIURL, c.openAIKey, c.model
	settings.Memory = llm.OpenMemory(filepath.Join(c.data, "model-servers.json"))
	model, err := llm.Open(settings)
	return model, settings, err
}

// modelPatience is how long the doctor waits for a word from the model; a
// local server may be loading it.
const modelPatience = 30 * time.Second

func checkModel(ctx context.Context, config *config) finding {
	switch {
	case config.model == "" && config.openAIKey == "" && config.openAIURL == "":
		return finding{"model", true, "none: rules plan the edits, and the calling client may propose its own"}
	case config.model == "":
		return finding{"model", true, "none is asked: OPENAI_API_KEY or OPENAI_BASE_URL is set, name the model with BESPOKE_MODEL to use it"}
	}
	model, settings, err := config.openModel()
	if err != nil {
		return finding{"model", false, err.Error()}
	}
	ctx, cancel := context.WithTimeout(ctx, modelPatience)
	defer cancel()
	response, err := model.Generate(ctx, llm.Ask("Answer with the word ready.", llm.RequestParams{Purpose: "trying the model", MaxTokens: 512}))
	if err != nil {
		return finding{"model", false, err.Error()}
	}
	where := settings.BaseURL
	if where == "" {
		where = llm.OpenAI
	}
	return finding{"model", true, fmt.Sprintf("%s at %s answers in %d ms", model.Name(), where, response.Elapsed.Milliseconds())}
}
