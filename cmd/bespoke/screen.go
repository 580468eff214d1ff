package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/bespoke-cv/bespoke/report"
	"github.com/bespoke-cv/bespoke/schema"
)

// screen shows a run: progress that redraws itself on a terminal, plain lines
// anywhere else.
type screen struct {
	out      io.Writer
	terminal bool
	width    int
	total    int
	done     int
}

func newScreen(out io.Writer) *screen {
	s := &screen{out: out, width: 100}
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) && os.Getenv("TERM") != "dumb" {
		s.terminal = true
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width >= 40 {
			s.width = min(width, 140)
		}
	}
	return s
}

// running shows the step that has begun; without a terminal it says nothing.
func (s *screen) running(step string) {
	if s.terminal {
		fmt.Fprintf(s.out, "\r\x1b[K[%d/%d] %s", s.done+1, s.total, s.cut(step+"…", s.width-10))
	}
}

// step shows a step that has ended. The handle in front and the advice on what
// to call next, which models need, are left out.
func (s *screen) step(name, summary string) {
	s.done++
	if s.terminal {
		fmt.Fprint(s.out, "\r\x1b[K")
	}
	if _, rest, found := strings.Cut(summary, ": "); found {
		summary = rest
	}
	for _, later := range []string{" Next: ", " Refused ", " Ask: ", " At ", " Written to ", " Note: ", "\nNote: "} {
		summary, _, _ = strings.Cut(summary, later) // shown below in full
	}
	fmt.Fprintf(s.out, "[%d/%d] %-16s %s\n", s.done, s.total, name, s.cut(summary, s.width-24))
}

// review shows where the user decides.
func (s *screen) review(link string, lifetime time.Duration) {
	fmt.Fprintf(s.out, "\nReview the plan at this address. It works once, and for %d minutes:\n\n  %s\n\nWaiting for “Apply and render” there…\n\n", int(lifetime.Minutes()), link)
}

// plan shows the edits with their reasons, coverage, refusals and questions.
func (s *screen) plan(offer schema.ParsedOffer, planned schema.PlannedChanges) {
	for _, anomaly := range offer.Anomalies {
		s.block("Not obeyed", fmt.Sprintf("%s in the offer: %q", strings.ReplaceAll(anomaly.Kind, "_", " "), anomaly.Quote.Text))
	}
	s.heading("Plan: " + schema.CountEdits(len(planned.Edits)))
	for _, edit := range planned.Edits {
		s.edit(edit)
	}
	if len(planned.Refused) == 0 {
		s.heading("Refused: none")
	} else {
		s.heading(fmt.Sprintf("Refused: %d", len(planned.Refused)))
	}
	for _, edit := range planned.Refused {
		s.edit(edit)
	}
	s.match(planned.Match)
	if len(planned.Questions) > 0 {
		s.heading("Questions only you can answer (answer with --fact \"…\")")
		for _, question := range planned.Questions {
			s.block("?", question.Text)
		}
	}
	for _, warning := range planned.Warnings {
		s.block("Note", warning)
	}
}

func (s *screen) edit(edit schema.Edit) {
	fmt.Fprintf(s.out, "\n%-4s %-8s %s\n", edit.ID, edit.Op, edit.Path)
	if edit.Op == schema.Move {
		s.block("from", edit.From)
	}
	s.value("-", edit.Before)
	s.value("+", edit.After)
	s.block("why", edit.Reason)
	if len(edit.OfferQuotes) > 0 {
		s.block("offer", quoted(edit.OfferQuotes))
	}
	var proofs []string
	for _, evidence := range edit.Evidence {
		if evidence.Quote != edit.Before {
			proofs = append(proofs, evidence.Quote)
		}
	}
	switch {
	case len(proofs) > 0:
		s.block("CV", quoted(proofs))
	case len(edit.Evidence) > 0:
		s.block("CV", "the text above")
	}
	if edit.Verdict == nil {
		return
	}
	for _, finding := range edit.Verdict.Findings {
		s.block(strings.ReplaceAll(string(finding.Outcome), "_", " "), fmt.Sprintf("%s (%s): %s", finding.Kind, strings.Join(finding.Words, ", "), finding.Message))
	}
}

// quoted shows at most three quotes, which is enough to see the point.
func quoted(quotes []string) string {
	more := ""
	if len(quotes) > 3 {
		quotes, more = quotes[:3], " …"
	}
	shown := make([]string, len(quotes))
	for i, quote := range quotes {
		shown[i] = fmt.Sprintf("“%s”", quote)
	}
	return strings.Join(shown, " ") + more
}

func (s *screen) value(sign string, value any) {
	if value != nil {
		s.block(sign, report.OneLine(value))
	}
}

func (s *screen) match(match schema.MatchReport) {
	if !match.Scored {
		s.heading("Coverage: not scored, the offer has too little text")
		return
	}
	s.heading(fmt.Sprintf("Coverage %.0f %% → %.0f %% (the CV can honestly reach %.0f %%)",
		100*match.Before.Coverage, 100*match.After.Coverage, 100*match.After.Ceiling))
	s.row("in the offer's own spelling", match.Before.Literal, match.After.Literal)
	s.row("prominence of what is asked for", match.Before.Prominence, match.After.Prominence)
	s.row("order of highlights", match.Before.Order, match.After.Order)
	s.block("covered", names(match.Covered))
	s.block("surfaced", names(match.Surfaced))
	s.block("gaps", names(match.Gaps))
}

// pages tells what the PDF looks like and what in it prints otherwise than
// meant.
func (s *screen) pages(report schema.RenderReport) {
	s.heading(fmt.Sprintf("PDF: %d page(s), the last %.0f %% full", report.Pages, 100*report.LastPageFill))
	if !report.Fits {
		s.block("too long", fmt.Sprintf("%d page(s) were asked for", report.MaxPages))
	}
	for _, lint := range report.Lints {
		where := ""
		if lint.Path != "" {
			where = " (" + lint.Path + ")"
		}
		s.block("remark", lint.Message+where)
	}
	if len(report.Missing) > 0 {
		s.block("not in text", strings.Join(report.Missing, ", "))
	}
}

func (s *screen) row(what string, before, after float64) {
	fmt.Fprintf(s.out, "  %-32s %3.0f %% → %3.0f %%\n", what, 100*before, 100*after)
}

func names(terms []schema.Term) string {
	var all []string
	for _, term := range terms {
		all = append(all, term.Name)
	}
	return strings.Join(all, ", ")
}

func (s *screen) heading(text string) { fmt.Fprintf(s.out, "\n%s\n", text) }

func (s *screen) file(what, path string) { fmt.Fprintf(s.out, "  %-14s %s\n", what, path) }

func (s *screen) end(application string) { fmt.Fprintf(s.out, "  %-14s %s\n", "saved as", application) }

// precedents tells what earlier applications have to do with this one.
func (s *screen) precedents(all []schema.Precedent) {
	if len(all) == 0 {
		return
	}
	s.heading("Earlier applications")
	for _, precedent := range all {
		s.block(string(precedent.Status), precedent.Line())
	}
}

// bill shows what the model took, call by call; nothing when it was not asked.
func (s *screen) bill(bill *schema.ModelBill) {
	if bill == nil {
		return
	}
	s.heading(bill.Line)
	for _, call := range bill.Calls {
		s.block("", call.Line)
	}
}

// block prints a labelled text, wrapped under its label.
func (s *screen) block(label, text string) {
	if text == "" {
		return
	}
	for i, line := range wrap(text, s.width-18) {
		if i > 0 {
			label = ""
		}
		fmt.Fprintf(s.out, "     %-12s %s\n", label, line)
	}
}

// wrap breaks text at spaces into lines of at most width characters, where
// words allow it.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

func (s *screen) cut(text string, width int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= width {
		return string(runes)
	}
	return string(runes[:width-1]) + "…"
}
