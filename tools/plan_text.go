package tools

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/report"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// A plan's text is all of it that many hosts show to their model, which is to
// show it to the user: every edit is in it, with its changed words and as little
// around them as tells where they stand.
const (
	spokenEdits = 40 // told one by one
	around      = 24 // characters kept on each side of changed words
	quotedText  = 120
)

func planSummary(row storage.Plan, base *cv.Document) string {
	changes := row.Changes
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s, %d refused.", row.ID, schema.CountEdits(len(changes.Edits)), len(changes.Refused))
	if changes.Match.Scored {
		fmt.Fprintf(&text, " Coverage %.0f %% to %.0f %% of a highest honest %.0f %%.",
			100*changes.Match.Before.Coverage, 100*changes.Match.After.Coverage, 100*changes.Match.After.Ceiling)
	}
	for i, card := range report.Cards(base, changes) {
		if i == spokenEdits {
			fmt.Fprintf(&text, "\nAnd %d more: read plan://%s.", len(changes.Edits)+len(changes.Refused)-i, row.ID)
			break
		}
		text.WriteString("\n" + cardLine(card, i >= len(changes.Edits)))
	}
	for _, term := range changes.Match.Gaps {
		if term.Importance == schema.Must && len(term.Paths) == 0 {
			fmt.Fprintf(&text, "\nGap: %s.", term.Name)
		}
	}
	for _, warning := range changes.Warnings {
		fmt.Fprintf(&text, "\nNote: %s", warning)
	}
	for _, question := range changes.Questions {
		fmt.Fprintf(&text, "\nAsk: %s", question.Text)
	}
	switch {
	case len(changes.Edits) == 0 && len(changes.Refused) == 0:
		text.WriteString("\nThere is nothing to change: render_pdf with the same CV, or pass edits or facts of your own.")
	case len(changes.Edits) == 0:
		text.WriteString("\nNothing passed: mend what the refusals name and plan again, ask the user for facts, or render_pdf with the same CV.")
	default:
		fmt.Fprintf(&text, "\nNext: show the edits to the user, then apply_cv_edits with plan_id %s.", row.ID)
	}
	return text.String()
}

// cardLine is one edit on one line.
func cardLine(card report.Card, refused bool) string {
	line := card.ID
	switch {
	case refused:
		line += " refused"
	case card.Review:
		line += " needs review"
	}
	line += fmt.Sprintf(", %s in %s", strings.ToLower(card.Done), card.Place.Words)
	if card.Detail != "" {
		line += " " + card.Detail
	}
	before, after := spoken(card.Before), spoken(card.After)
	switch {
	case before != "" && after != "":
		line += fmt.Sprintf(": “%s” → “%s”.", before, after)
	case before+after+card.Text != "":
		line += fmt.Sprintf(": “%s”.", before+after+clip(card.Text, quotedText))
	default:
		line += "."
	}
	if card.Reason != "" && !refused {
		line += " " + strings.TrimSuffix(card.Reason, ".") + "."
	}
	for _, finding := range card.Findings {
		line += " " + strings.TrimSuffix(finding.Message, ".") + "."
	}
	return line
}

// spoken is a text cut down to what changes in it and a little around that.
func spoken(spans []report.Span) string {
	var text strings.Builder
	for i, span := range spans {
		if span.Changed {
			text.WriteString(span.Text)
			continue
		}
		head, tail := span.Text, ""
		if utf8.RuneCountInString(span.Text) > 2*around {
			runes := []rune(span.Text)
			head, tail = string(runes[:around])+"…", string(runes[len(runes)-around:])
			if i == 0 {
				head = "…"
			}
			if i == len(spans)-1 {
				tail = ""
			}
		}
		text.WriteString(head + tail)
	}
	return text.String()
}

// clip cuts text to a number of characters.
func clip(text string, most int) string {
	if len(text) <= most { // in bytes, which are at least as many
		return text
	}
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
