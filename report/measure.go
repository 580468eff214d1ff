package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// bar is one bar of the coverage chart. Lengths are parts of the chart's
// width, heights are pixels, so that the chart can be as wide as the screen
// while its letters keep their size.
type bar struct {
	Label, Value, Width, Class string
	LabelY, BarY               int
	LineTop, LineFoot          int // of the mark of the ceiling
}

// chart is coverage before, after, and as high as it can honestly be.
type chart struct {
	Bars    []bar
	Height  int
	Ceiling string // as a part of the width
	Text    string // the same for those who do not see it
}

const (
	rowHeight = 52
	barHeight = 18
	overhang  = 3
)

func newChart(match schema.MatchReport) chart {
	c := chart{Ceiling: width(match.After.Ceiling)}
	rows := []struct {
		label, class string
		value        float64
	}{
		{"Before", "before", match.Before.Coverage},
		{"After", "after", match.After.Coverage},
		{"Honest ceiling", "ceiling", match.After.Ceiling},
	}
	for i, row := range rows {
		c.Bars = append(c.Bars, bar{
			Label: row.label, Class: row.class, Value: percent(row.value), Width: width(row.value),
			LabelY: i*rowHeight + 16, BarY: i*rowHeight + 25,
			LineTop: i*rowHeight + 25 - overhang, LineFoot: i*rowHeight + 25 + barHeight + overhang,
		})
	}
	c.Height = len(rows)*rowHeight - 4
	c.Text = fmt.Sprintf("The CV shows %s of what the offer asks for before tailoring and %s after. It can honestly reach %s.",
		percent(match.Before.Coverage), percent(match.After.Coverage), percent(match.After.Ceiling))
	return c
}

// percent writes a share in words; width writes it as a length.
func percent(share float64) string {
	return strconv.Itoa(int(math.Round(100*clamp(share)))) + "\u00a0%"
}

func width(share float64) string { return strconv.FormatFloat(100*clamp(share), 'f', 2, 64) + "%" }

func clamp(share float64) float64 {
	if math.IsNaN(share) {
		return 0
	}
	return min(max(share, 0), 1)
}

// measure is one part of the match.
type measure struct {
	Name, Meaning, Before, After string
	Worse                        bool // than before, or a loss
}

// measures lists the parts besides coverage. What only a change can have has
// no value before.
func measures(match schema.MatchReport) []measure {
	before, after := match.Before, match.After
	share := func(name, meaning string, before, after float64) measure {
		return measure{
			Name: name, Meaning: meaning, Before: percent(before), After: percent(after),
			Worse: math.Round(100*after) < math.Round(100*before),
		}
	}
	return []measure{
		{Name: "Gain", Meaning: "how far coverage went from where it was to the honest ceiling", After: percent(after.Gain)},
		share("Offer’s own spelling", "of the skills the CV proves, how many it writes as the offer does", before.Literal, after.Literal),
		share("Prominence", "how early those skills stand; 100 % is the best order possible", before.Prominence, after.Prominence),
		share("Order of highlights", "whether what the offer asks for comes first within each entry", before.Order, after.Order),
		{Name: "Reordering", Meaning: "pairs of highlights that changed places", After: percent(after.Churn)},
		share("Facts kept", "of your CV, how much is still there", 1, after.Preservation),
		{Name: "Relevant highlights lost", Meaning: "taken out although the offer asks for them", After: strconv.Itoa(after.LostTerms), Worse: after.LostTerms > 0},
		{
			Name: "Words that stand too often", Meaning: "skills named more than a reader wants", Before: strconv.Itoa(before.Stuffing),
			After: strconv.Itoa(after.Stuffing), Worse: after.Stuffing > before.Stuffing,
		},
	}
}

// terms is one part of the table of skills.
type terms struct {
	Class, Title, Note string
	Rows               []term
}

type term struct {
	Name, Importance, Spelling, Quote string
	Places                            []stand
	None                              string // in place of places
}

// stand is an entry of the CV that shows a skill, once or more often.
type stand struct {
	Words, Paths, Times string
}

func (v viewer) terms(match schema.MatchReport) []terms {
	parts := []terms{
		{Class: "surfaced", Title: "Brought out", Note: "The CV proved it; the edits make it visible."},
		{Class: "covered", Title: "Covered", Note: "Visible before and after."},
		{Class: "gap", Title: "Gaps", Note: "The tailored CV does not show it. Nothing was made up to fill it."},
	}
	for i, list := range [][]schema.Term{match.Surfaced, match.Covered, match.Gaps} {
		for _, t := range list {
			row := term{Name: t.Name, Importance: "nice to have", Places: v.stands(t.Paths)}
			if t.Importance == schema.Must {
				row.Importance = "must"
			}
			if !strings.EqualFold(t.Spelling, t.Name) {
				row.Spelling = t.Spelling
			}
			if !strings.EqualFold(t.OfferQuote, t.Name) && t.OfferQuote != t.Spelling {
				row.Quote = t.OfferQuote
			}
			if len(row.Places) == 0 {
				row.None = "not in your CV"
			}
			parts[i].Rows = append(parts[i].Rows, row)
		}
	}
	shown := parts[:0]
	for _, part := range parts {
		if len(part.Rows) > 0 {
			shown = append(shown, part)
		}
	}
	return shown
}

// stands joins the paths that lie in one entry.
func (v viewer) stands(paths []string) []stand {
	var all []stand
	at, times := map[string]int{}, map[string]int{}
	for _, path := range paths {
		words := v.places.group(path)
		times[words]++
		i, seen := at[words]
		if !seen {
			at[words] = len(all)
			all = append(all, stand{Words: words, Paths: path})
			continue
		}
		all[i].Paths += "\n" + path
		all[i].Times = fmt.Sprintf("×%d", times[words])
	}
	return all
}
