package plan

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// judge gives the verdict on an edit: the guard's, and the user's own earlier
// refusals.
type judge struct {
	guard   *guard.Guard
	dormant []dormant
	refused []refusal
}

// refusal is a claim that the user refused, as written and as spoken.
type refusal struct{ claim, spoken string }

func newJudge(read NewGuard, evidence guard.Evidence, refused []string) judge {
	if read == nil {
		read = guard.New
	}
	j := judge{guard: read(evidence), dormant: findDormant(evidence.Base)}
	if len(refused) == 0 {
		return j
	}
	var said strings.Builder
	for _, leaf := range evidence.Base.Leaves() {
		said.WriteString(spoken(leaf.Text) + "\n")
	}
	for _, claim := range refused {
		// What the CV says by now is no longer refused.
		if words := spoken(claim); strings.TrimSpace(words) != "" && !strings.Contains(said.String(), words) {
			j.refused = append(j.refused, refusal{claim, words})
		}
	}
	return j
}

// judge returns edit with its verdict. An edit by rules is held to the CV's own
// words; any other to what the evidence proves.
func (j judge) judge(edit schema.Edit) schema.Edit {
	verdict := j.remembered(edit)
	if verdict.Outcome == schema.Pass && !isSpacing(edit) && !authored(j.dormant, edit) {
		verdict = j.guard.Check(edit, modeFor(edit))
	}
	edit.Verdict = &verdict
	return edit
}

// modeFor is how much freedom an edit's writer has.
func modeFor(edit schema.Edit) guard.Mode {
	if edit.PlannedBy == Rules {
		return guard.Strict
	}
	return guard.Open
}

// remembered rejects what the user has refused before.
func (j judge) remembered(edit schema.Edit) schema.Verdict {
	if len(j.refused) == 0 {
		return schema.Verdict{Outcome: schema.Pass}
	}
	for _, text := range texts(edit.After) {
		words := spoken(text)
		for _, refused := range j.refused {
			if strings.Contains(words, refused.spoken) {
				return rejection("refused_before", edit.Path, refused.claim,
					"You refused this claim before. To have it proposed again, lift the refusal: lift_refusals of plan_cv_changes, or bespoke facts --lift.")
			}
		}
	}
	return schema.Verdict{Outcome: schema.Pass}
}

func rejection(kind, path, words, message string) schema.Verdict {
	return schema.Judge([]schema.Finding{{
		Kind: kind, Outcome: schema.Reject, Path: path, Words: []string{words}, Message: message,
	}})
}

// spoken is a text as words with a blank on either side, so that one can be
// looked for in another.
func spoken(text string) string {
	words := strings.FieldsFunc(lexicon.Fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+' && r != '#'
	})
	return " " + strings.Join(words, " ") + " "
}

// normal is a text for comparison: folded, and words parted by one blank.
func normal(text string) string { return strings.Join(strings.Fields(lexicon.Fold(text)), " ") }

// texts lists the strings in a value.
func texts(value any) []string {
	switch value := value.(type) {
	case nil:
		return nil
	case string:
		return []string{value}
	case []any:
		var list []string
		for _, item := range value {
			list = append(list, texts(item)...)
		}
		return list
	case map[string]any:
		var list []string
		for _, item := range value {
			list = append(list, texts(item)...)
		}
		return list
	}
	return []string{fmt.Sprint(value)}
}
