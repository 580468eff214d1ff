package agents_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
)

// rounds makes 0, 1, 2, … and rates each as ratings say.
func rounds(ratings ...agents.EvaluationResult) agents.EvaluatorOptimizer[int] {
	return agents.EvaluatorOptimizer[int]{
		Generate: func(_ context.Context, last *int, _ agents.EvaluationResult) (int, error) {
			if last == nil {
				return 0, nil
			}
			return *last + 1, nil
		},
		Evaluate:       func(_ context.Context, n int) (agents.EvaluationResult, error) { return ratings[n], nil },
		MinRating:      agents.Excellent,
		MaxRefinements: len(ratings) - 1,
	}
}

func TestTheBestResultOfAllRoundsIsKept(t *testing.T) {
	more := func(rating agents.QualityRating, score float64) agents.EvaluationResult {
		return agents.EvaluationResult{Rating: rating, Score: score, NeedsImprovement: true}
	}
	best, evaluation, n, err := rounds(more(agents.Fair, 1), more(agents.Good, 0.5), more(agents.Good, 0.4), more(agents.Poor, 9)).Run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, best)
	assert.Equal(t, agents.Good, evaluation.Rating)
	assert.Equal(t, 4, n)
}

func TestWhatIsGoodEnoughEndsTheRounds(t *testing.T) {
	best, _, n, err := rounds(agents.EvaluationResult{Rating: agents.Excellent}, agents.EvaluationResult{}).Run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 0, best)
	assert.Equal(t, 1, n)
}

func TestTheRatingThatIsGoodEnoughEndsTheRounds(t *testing.T) {
	again := agents.EvaluationResult{Rating: agents.Fair, NeedsImprovement: true}
	fine := agents.EvaluationResult{Rating: agents.Good, NeedsImprovement: true}
	optimizer := rounds(again, fine, fine)
	optimizer.MinRating = agents.Good
	best, _, n, err := optimizer.Run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, best)
	assert.Equal(t, 2, n)
}

func TestARefinementThatFailsLeavesWhatThereIs(t *testing.T) {
	optimizer := rounds(agents.EvaluationResult{Rating: agents.Fair, NeedsImprovement: true}, agents.EvaluationResult{})
	working := optimizer.Generate
	optimizer.Generate = func(ctx context.Context, last *int, evaluation agents.EvaluationResult) (int, error) {
		if last != nil {
			return 0, errors.New("down")
		}
		return working(ctx, last, evaluation)
	}
	best, evaluation, n, err := optimizer.Run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 0, best)
	assert.Equal(t, agents.Fair, evaluation.Rating)
	assert.Equal(t, 1, n)
}

func TestTheFirstRoundsFailureIsTheRuns(t *testing.T) {
	_, _, _, err := agents.EvaluatorOptimizer[int]{
		Generate: func(context.Context, *int, agents.EvaluationResult) (int, error) { return 0, errors.New("down") },
	}.Run(t.Context())
	assert.EqualError(t, err, "down")
}

func ExampleEvaluatorOptimizer() {
	optimizer := agents.EvaluatorOptimizer[string]{
		Generate: func(_ context.Context, last *string, evaluation agents.EvaluationResult) (string, error) {
			if last == nil {
				return "led the team", nil
			}
			return "helped the team", nil
		},
		Evaluate: func(_ context.Context, text string) (agents.EvaluationResult, error) {
			if text == "led the team" {
				return agents.EvaluationResult{Rating: agents.Poor, Feedback: "the CV says helped", NeedsImprovement: true}, nil
			}
			return agents.EvaluationResult{Rating: agents.Excellent}, nil
		},
		MinRating: agents.Excellent, MaxRefinements: 1,
	}
	best, evaluation, rounds, _ := optimizer.Run(context.Background())
	fmt.Println(best, evaluation.Rating, rounds)
	// Output: helped the team excellent 2
}
