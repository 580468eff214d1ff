package agents_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

const (
	sqlLine   = "/cv/sections/experience/0/highlights/1"
	sqlBefore = "Cut the p95 latency of the quote API from 820 ms to 190 ms by replacing row-by-row pricing with batched queries in Postgres"
	sqlAfter  = "Replaced row-by-row pricing with batched queries in PostgreSQL, which cut the p95 latency of the quote API from 820 ms to 190 ms"
)

// good is a true edit, signed with everything a careful model gives.
func good() edit {
	return edit{
		Op: "replace", Path: sqlLine, Before: sqlBefore, After: sqlAfter,
		Reason: "Puts the database work first.", RequirementIDs: []string{"r4", "r99"},
		Evidence: []evidenceItem{{Path: sqlLine, Quote: "batched queries in Postgres"}, {Path: sqlLine, Quote: "ten databases"}, {Path: "/cv/nowhere", Quote: "x"}},
	}
}

func proposing(propose func(request llm.Request) (any, error)) *scriptedModel {
	return &scriptedModel{answer: func(request llm.Request, _ string) (any, error) { return propose(request) }}
}

func isRefinement(request llm.Request) bool { return len(request.Messages) > 1 }

func propose(t *testing.T, customizer *agents.CVCustomizer, in plan.Input, lang string) ([]schema.Edit, []string) {
	t.Helper()
	proposals, err := customizer.Propose(t.Context(), in, lang)
	require.NoError(t, err)
	return proposals.Edits, proposals.Warnings
}

func TestTrueEditsComeThroughSignedAndWithCheckedEvidence(t *testing.T) {
	in := sampleInput(t)
	model := proposing(func(request llm.Request) (any, error) {
		if offers(request, sqlLine) {
			return edits(good()), nil
		}
		return edits(), nil
	})
	proposed, warnings := propose(t, agents.NewCVCustomizer(model, nil), in, "")
	require.Len(t, proposed, 1)
	assert.Empty(t, warnings)
	assert.Equal(t, "m1", proposed[0].ID)
	assert.Equal(t, "model:scripted", proposed[0].PlannedBy)
	assert.Equal(t, sqlBefore, proposed[0].Before)
	assert.Equal(t, []string{"r4"}, proposed[0].RequirementIDs, "an id that the offer has not is dropped")
	assert.Equal(t, []schema.Evidence{{Path: sqlLine, Quote: "batched queries in Postgres"}}, proposed[0].Evidence)
	assert.LessOrEqual(t, len(model.asked()), 6, "a CV of seven sections is asked in at most six calls")

	in.Edits = proposed
	changes, err := plan.Make(t.Context(), in)
	require.NoError(t, err)
	assert.Equal(t, []string{"model:scripted", "rules"}, changes.PlannedBy)
	assert.Equal(t, schema.Pass, changes.Edits[0].Verdict.Outcome)
}

func TestTheModelIsNotToldWhoTheCVIsAbout(t *testing.T) {
	model := proposing(func(llm.Request) (any, error) { return edits(), nil })
	propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "")
	for _, request := range model.asked() {
		for _, personal := range []string{"Raman-Holt", "priya", "7946 0812", "priya.example.org"} {
			assert.NotContains(t, request.Messages[0].Content, personal)
		}
	}
}

func TestCallsShareTheirBeginningForTheServersCache(t *testing.T) {
	model := proposing(func(llm.Request) (any, error) { return edits(), nil })
	propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "")
	heads := map[string]bool{}
	for _, request := range model.asked() {
		head, _, found := strings.Cut(request.Messages[0].Content, "Propose edits for these places")
		require.True(t, found)
		heads[head] = true
		assert.Zero(t, request.Params.Temperature)
		assert.Zero(t, request.Params.Seed)
	}
	assert.Len(t, heads, 1)
}

func TestWhatTheGuardRefusesIsCorrectedOnce(t *testing.T) {
	lie := good()
	lie.After = "Replaced row-by-row pricing with batched queries in PostgreSQL and Oracle, which cut the p95 latency of the quote API from 820 ms to 90 ms"
	model := proposing(func(request llm.Request) (any, error) {
		switch {
		case isRefinement(request):
			assert.Contains(t, last(request), "<data findings")
			return edits(good()), nil
		case offers(request, sqlLine):
			return edits(lie), nil
		}
		return edits(), nil
	})
	proposed, warnings := propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "")
	require.Len(t, proposed, 1)
	assert.Equal(t, sqlAfter, proposed[0].After)
	assert.Empty(t, warnings)
	refinements := 0
	for _, request := range model.asked() {
		if isRefinement(request) {
			refinements++
		}
	}
	assert.Equal(t, 1, refinements, "only the place that was objected to is asked again")
}

func TestTheBestRoundIsKept(t *testing.T) {
	lie := replaced(onCall, "Led the on-call rota for eleven services")
	model := proposing(func(request llm.Request) (any, error) {
		switch {
		case isRefinement(request):
			return edits(replaced(sqlLine, "Ran 900 databases in Oracle"), lie), nil
		case offers(request, sqlLine):
			return edits(good(), lie), nil
		}
		return edits(), nil
	})
	proposed, _ := propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "")
	require.NotEmpty(t, proposed)
	assert.Equal(t, sqlAfter, proposed[0].After)
}

func TestASectionWhoseCallFailsIsLeftToTheRules(t *testing.T) {
	in := sampleInput(t)
	model := proposing(func(request llm.Request) (any, error) {
		if offers(request, sqlLine) {
			return edits(good()), nil
		}
		return nil, &llm.Error{Kind: llm.ErrServer, Model: "scripted", Hint: "try again later"}
	})
	proposals, err := agents.NewCVCustomizer(model, nil).Propose(t.Context(), in, "")
	require.NoError(t, err)
	require.Len(t, proposals.Edits, 1)
	require.Len(t, proposals.Warnings, 1, "one failure, one warning")
	assert.Contains(t, proposals.Warnings[0], "model:scripted failed on profile")
	assert.Contains(t, proposals.Warnings[0], "the rules planned there")
	assert.NotContains(t, proposals.Warnings[0], "experience")
	require.NotEmpty(t, proposals.Sections)
	for _, section := range proposals.Sections {
		if section.Section == "experience" {
			assert.Equal(t, schema.SectionBy{Section: "experience", PlannedBy: "model:scripted"}, section)
			continue
		}
		assert.Equal(t, "rules", section.PlannedBy, section.Section)
		assert.Contains(t, section.Reason, "the server failed")
	}
}

func TestAModelThatIsDownNeverSinksTheRun(t *testing.T) {
	for _, kind := range []error{
		llm.ErrKey, llm.ErrModel, llm.ErrQuota, llm.ErrEndpoint, llm.ErrBusy, llm.ErrServer, llm.ErrStalled, llm.ErrSlow, llm.ErrRejected,
		llm.ErrRefused, llm.ErrEmpty, llm.ErrTruncated, llm.ErrInvalid, llm.ErrTooLong, llm.ErrPromptCut, llm.ErrBudget,
	} {
		t.Run(kind.Error(), func(t *testing.T) {
			model := proposing(func(llm.Request) (any, error) { return nil, &llm.Error{Kind: kind, Model: "scripted"} })
			in := sampleInput(t)
			read, err := agents.NewJobOfferParser(model, nil).Read(t.Context(), in.Offer)
			require.NoError(t, err)
			assert.Equal(t, "rules", read.ParsedBy)
			assert.Equal(t, in.Offer.JobOffer, read.JobOffer)
			require.NotEmpty(t, read.Warnings)
			assert.Contains(t, read.Warnings[len(read.Warnings)-1], kind.Error())

			proposed, warnings := propose(t, agents.NewCVCustomizer(model, nil), in, "")
			assert.Empty(t, proposed)
			require.NotEmpty(t, warnings)
			assert.Contains(t, warnings[0], kind.Error())
			changes, err := plan.Make(t.Context(), in)
			require.NoError(t, err)
			assert.Equal(t, []string{"rules"}, changes.PlannedBy)
		})
	}
}

func TestCutOffAnswersAreAskedForInHalves(t *testing.T) {
	model := proposing(func(request llm.Request) (any, error) {
		if offers(request, firstLine) && offers(request, support) {
			return nil, &llm.Error{Kind: llm.ErrTruncated, Model: "scripted"}
		}
		if offers(request, sqlLine) {
			return edits(good()), nil
		}
		return edits(), nil
	})
	proposed, warnings := propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "")
	assert.Empty(t, warnings)
	require.Len(t, proposed, 1)
}

func TestNoMoreThanSixQuestionsAreAskedAtOnce(t *testing.T) {
	var now, most atomic.Int64
	model := proposing(func(request llm.Request) (any, error) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		time.Sleep(20 * time.Millisecond)
		return nil, &llm.Error{Kind: llm.ErrTruncated, Model: "scripted"} // halves upon halves
	})
	proposed, _ := propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "")
	assert.Empty(t, proposed)
	assert.Greater(t, len(model.asked()), 12)
	assert.LessOrEqual(t, most.Load(), int64(6))
}

func TestWhatIsPlainlyWrongDoesNotReachTheGuard(t *testing.T) {
	stale := good()
	stale.Before = "Cut the latency of the quote API"
	shorter := good()
	shorter.After = "Replaced row-by-row pricing with batched queries, which cut the latency of the quote API"
	for name, test := range map[string]struct {
		edits []edit
		kind  string
	}{
		"a place of nobody":    {[]edit{replaced("/cv/sections/experience/9/highlights/0", "x y z")}, "wrong_place"},
		"another's place":      {[]edit{replaced("/cv/email", "me@example.com")}, "wrong_place"},
		"stale before":         {[]edit{stale}, "stale_before"},
		"twice the same place": {[]edit{good(), good()}, "duplicate"},
		"lost figures":         {[]edit{shorter}, "820"},
		"nothing":              {[]edit{replaced(sqlLine, "")}, "empty"},
		"no such comment":      {[]edit{{Op: "insert", Path: "/cv/sections/experience/0/highlights/-", From: "line:3", After: "x"}}, "wrong_place"},
		"a new line from air":  {[]edit{{Op: "insert", Path: "/cv/sections/experience/0/highlights/-", After: "Ran Kubernetes for 140 haulage firms"}}, "nothing_new"},
	} {
		t.Run(name, func(t *testing.T) {
			model := proposing(func(request llm.Request) (any, error) {
				if offers(request, sqlLine) {
					return edits(test.edits...), nil
				}
				return edits(), nil
			})
			_, warnings := propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "")
			require.NotEmpty(t, warnings)
			assert.Contains(t, warnings[0], test.kind)
		})
	}
}

func TestCommentedOutLinesComeBackAtTheirPlace(t *testing.T) {
	in := sampleInput(t)
	var feed cv.Comment
	for _, comment := range in.Base.Pool() {
		if strings.Contains(comment.Text, "gRPC feed") {
			feed = comment
		}
	}
	require.NotZero(t, feed.Line)
	model := proposing(func(request llm.Request) (any, error) {
		if offers(request, sqlLine) {
			return edits(edit{Op: "insert", Path: feed.List + "/-", From: "line:" + itoa(feed.Line), After: feed.Text}), nil
		}
		return edits(), nil
	})
	proposed, warnings := propose(t, agents.NewCVCustomizer(model, nil), in, "")
	assert.Empty(t, warnings)
	require.Len(t, proposed, 1)
	in.Edits = proposed
	changes, err := plan.Make(t.Context(), in)
	require.NoError(t, err)
	assert.Empty(t, changes.Refused)
	tailored, _, err := agents.NewCVEditor().Apply(t.Context(), plan.ApplyInput{Base: in.Base, Plan: changes, AsOf: today})
	require.NoError(t, err)
	assert.Contains(t, string(tailored.Bytes()), "          - "+feed.Text)
}

func TestATranslationIsAskedForInWords(t *testing.T) {
	model := proposing(func(llm.Request) (any, error) { return edits(), nil })
	propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "de")
	assert.Contains(t, model.asked()[0].Messages[0].Content, "Write every new text in German. The CV is in another language")
}

func TestAnEditInAnotherLanguageIsSentBack(t *testing.T) {
	german := good()
	german.After = "Ersetzte die zeilenweise Preisberechnung durch gebündelte Abfragen in Postgres und senkte damit die Latenz der Angebots-API deutlich, von 820 ms auf 190 ms, für zehn Datenbanken"
	model := proposing(func(request llm.Request) (any, error) {
		switch {
		case !offers(request, sqlLine):
			return edits(), nil
		case isRefinement(request):
			return edits(good()), nil
		}
		return edits(german), nil
	})
	proposed, _ := propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "")
	require.Len(t, proposed, 1)
	assert.Equal(t, sqlAfter, proposed[0].After)
	asked := model.asked()
	assert.Contains(t, last(asked[len(asked)-1]), "(wrong_language): the new text is in German; write it in English")

	// A list of names is in no language, and the 8 of K8s is no figure.
	names := replaced("/cv/sections/skills/1/details", "Kubernetes, Docker, Helm, Argo CD, Terraform, AWS (EKS, RDS, S3, SQS)")
	model = proposing(func(request llm.Request) (any, error) {
		if offers(request, names.Path) {
			return edits(names), nil
		}
		return edits(), nil
	})
	_, warnings := propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "")
	assert.NotContains(t, strings.Join(warnings, "\n"), "was left out")

	// Where German is asked for, English comes back.
	model = proposing(func(request llm.Request) (any, error) {
		if offers(request, sqlLine) {
			return edits(good()), nil
		}
		return edits(), nil
	})
	proposed, warnings = propose(t, agents.NewCVCustomizer(model, nil), sampleInput(t), "de")
	assert.Empty(t, proposed)
	assert.Contains(t, strings.Join(warnings, "\n"), "the new text is in English; write it in German")
}

func TestTheSameWorkIsPaidOnce(t *testing.T) {
	model := proposing(func(request llm.Request) (any, error) {
		if offers(request, sqlLine) {
			return edits(good()), nil
		}
		return edits(), nil
	})
	cache := &memoryCache{}
	first, _ := propose(t, agents.NewCVCustomizer(model, cache), sampleInput(t), "")
	paid := len(model.asked())
	second, _ := propose(t, agents.NewCVCustomizer(model, cache), sampleInput(t), "")
	assert.Equal(t, first, second)
	assert.Len(t, model.asked(), paid)

	changed := sampleInput(t)
	changed.Offer.JobOffer.Title += " II"
	propose(t, agents.NewCVCustomizer(model, cache), changed, "")
	assert.Greater(t, len(model.asked()), paid, "another offer is other work")
}

func TestASectionThatFailedIsAskedAgainAndTheOthersAreNot(t *testing.T) {
	down := true
	model := proposing(func(request llm.Request) (any, error) {
		if down && offers(request, sqlLine) {
			return nil, &llm.Error{Kind: llm.ErrServer}
		}
		return edits(), nil
	})
	cache := &memoryCache{}
	propose(t, agents.NewCVCustomizer(model, cache), sampleInput(t), "")
	down = false
	before := len(model.asked())
	_, warnings := propose(t, agents.NewCVCustomizer(model, cache), sampleInput(t), "")
	assert.Empty(t, warnings)
	assert.Equal(t, 1, len(model.asked())-before)
}

// waiting answers when its context ends.
type waiting struct{ *scriptedModel }

func (waiting) GenerateStructured(ctx context.Context, _ llm.Request, _ *llm.Schema) (llm.Response, error) {
	<-ctx.Done()
	return llm.Response{}, &llm.Error{Kind: llm.ErrSlow, Model: "scripted"}
}

func TestPatienceEndsAndTheRulesWorkStands(t *testing.T) {
	model := waiting{&scriptedModel{}}
	parser, customizer := agents.NewJobOfferParser(model, nil), agents.NewCVCustomizer(model, nil)
	parser.Patience, customizer.Patience = 20*time.Millisecond, 20*time.Millisecond
	in := sampleInput(t)
	read, err := parser.Read(t.Context(), in.Offer)
	require.NoError(t, err)
	assert.Equal(t, "rules", read.ParsedBy)
	proposed, warnings := propose(t, customizer, in, "")
	assert.Empty(t, proposed)
	assert.NotEmpty(t, warnings)
}

func TestCancelEndsAtOnceAndIsAnError(t *testing.T) {
	model := waiting{&scriptedModel{}}
	stop := errors.New("the user went away")
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(20*time.Millisecond, func() { cancel(stop) })
	_, err := agents.NewCVCustomizer(model, nil).Propose(ctx, sampleInput(t), "")
	require.ErrorIs(t, err, stop)
	_, err = agents.NewJobOfferParser(model, nil).Read(ctx, sampleInput(t).Offer)
	require.ErrorIs(t, err, stop)
}
