package tools

import (
	"context"
	"crypto/sha256"
	"strings"
	"sync"

	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/bespoke-cv/bespoke/schema"
)

const (
	mostAsked = 5 // fields of one form
	// fewestWords make an answer a statement: a bare yes proves nothing.
	fewestWords = 3
	// longestFact is a fact's limit, in bytes, as in schema.Fact.
	longestFact = 1000
)

// asked remembers which questions were put to whom, that nobody is asked the
// same thing at every plan.
type asked struct {
	once  sync.Once
	known *lru.Cache[[sha256.Size]byte, struct{}]
}

func (a *asked) before(owner uuid.UUID, question schema.Question) bool {
	a.once.Do(func() {
		a.known, _ = lru.New[[sha256.Size]byte, struct{}](4096) // the error is a size below 1
	})
	known, _ := a.known.ContainsOrAdd(sha256.Sum256([]byte(owner.String()+question.Text)), struct{}{})
	return known
}

// runPlan plans, asks the user what the plan asks where the client has forms,
// and plans again with the answers.
func (b *Toolbox) runPlan(ctx context.Context, owner uuid.UUID, in planCVChangesIn) (answer[planCVChangesOut], error) {
	planned, err := b.makeAndKeepPlan(ctx, owner, in)
	if err != nil {
		return planned, err
	}
	facts, err := b.askQuestions(ctx, owner, planned.result.Questions)
	if err != nil || len(facts) == 0 {
		return planned, err
	}
	in.Facts = append(in.Facts, facts...)
	return b.makeAndKeepPlan(ctx, owner, in)
}

// askQuestions gives the user's answers, which are facts they have confirmed.
func (b *Toolbox) askQuestions(ctx context.Context, owner uuid.UUID, questions []schema.Question) (facts []string, err error) {
	fields := map[string]any{}
	var ids []string
	again := answered(ctx, questionsForm)
	for _, question := range questions {
		if len(ids) == mostAsked {
			break
		}
		if !again && (!canAsk(ctx) || b.asked.before(owner, question)) {
			continue
		}
		ids = append(ids, question.ID)
		fields[question.ID] = map[string]any{
			"type": "string", "title": question.Text, "maxLength": longestFact,
			"description": "In one true sentence. Leave it empty if there is nothing.",
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	content, became, err := ask(ctx, form{
		id: questionsForm, fields: fields, required: []string{},
		message: "The job offer asks for things that your CV does not say. What you write counts as true and is kept as a fact.",
	})
	if err != nil || became != accepted {
		return nil, err
	}
	for _, id := range ids {
		text, _ := content[id].(string)
		if text = strings.TrimSpace(text); len(strings.Fields(text)) >= fewestWords && len(text) <= longestFact {
			facts = append(facts, text)
		}
	}
	return facts, nil
}

// questionsForm is the id of the form with a plan's questions.
const questionsForm = "questions"
