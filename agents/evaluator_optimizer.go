package agents

import (
	"context"
	"fmt"
)

// QualityRating is how good a result is, in rising order.
type QualityRating int

// The ratings.
const (
	Poor QualityRating = iota
	Fair
	Good
	Excellent
)

// String is the rating in words.
func (r QualityRating) String() string {
	if r < Poor || r > Excellent {
		return fmt.Sprintf("QualityRating(%d)", int(r))
	}
	return [...]string{"poor", "fair", "good", "excellent"}[r]
}

// EvaluationResult is what an evaluator says of a result. Of two results the
// one with the higher rating is better, with the same rating the one with the
// higher score.
type EvaluationResult struct {
	Rating           QualityRating
	Score            float64
	Feedback         string // for the next round
	NeedsImprovement bool
	FocusAreas       []string // the parts that the feedback is about
}

func (e EvaluationResult) better(than EvaluationResult) bool {
	if e.Rating != than.Rating {
		return e.Rating > than.Rating
	}
	return e.Score > than.Score
}

// EvaluatorOptimizer makes a T, has it evaluated, and has it made again with
// the evaluation until nothing needs improvement, the rating is MinRating, or
// the refinements are used up. The best T of all rounds is kept, not the last.
type EvaluatorOptimizer[T any] struct {
	// Generate makes the first T when last is nil, and a better one after it.
	Generate       func(ctx context.Context, last *T, evaluation EvaluationResult) (T, error)
	Evaluate       func(ctx context.Context, result T) (EvaluationResult, error)
	MinRating      QualityRating // good enough to stop at; Excellent to go on while anything needs improvement
	MaxRefinements int           // rounds after the first
}

// Run gives the best result, its evaluation, and the number of rounds. A round
// that fails after the first ends the run with what there is; the error is the
// first round's or the evaluator's.
func (o EvaluatorOptimizer[T]) Run(ctx context.Context) (best T, evaluation EvaluationResult, rounds int, err error) {
	var last *T
	var lastEvaluation EvaluationResult
	for rounds = 0; rounds <= o.MaxRefinements; rounds++ {
		result, err := o.Generate(ctx, last, lastEvaluation)
		if err != nil {
			if last == nil {
				return best, evaluation, rounds, err
			}
			break
		}
		found, err := o.Evaluate(ctx, result)
		if err != nil {
			return best, evaluation, rounds, err
		}
		if last == nil || found.better(evaluation) {
			best, evaluation = result, found
		}
		last, lastEvaluation = &result, found
		if !found.NeedsImprovement || found.Rating >= o.MinRating {
			return best, evaluation, rounds + 1, nil
		}
	}
	return best, evaluation, rounds, nil
}
