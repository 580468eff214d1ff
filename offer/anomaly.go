package offer

import (
	"strings"

	"github.com/bespoke-cv/bespoke/schema"
)

// anomaly notes a piece of the text that is no honest part of an offer.
func (d *document) anomaly(kind string, start, end int) {
	for _, a := range d.anomalies {
		if a.Kind == kind && a.Quote.Start <= start && end <= a.Quote.End {
			return
		}
	}
	d.anomalies = append(d.anomalies, schema.Anomaly{Kind: kind, Quote: d.quote(start, end)})
}

// readAnomalies reports sentences that address the reader's program, hidden
// text, and repaired characters.
func (d *document) readAnomalies() {
	for i := range d.lines {
		l := &d.lines[i]
		for _, h := range l.hits {
			if h.kind == "instruct" {
				start, end := d.sentenceAround(l, h)
				d.anomaly("instruction", start, end)
			}
		}
	}
	for _, q := range d.hidden {
		d.anomaly("hidden_text", q.Start, q.End)
	}
	from := 0
	for _, word := range d.mojibake {
		if at := strings.Index(d.text[from:], word); at >= 0 {
			d.anomaly("mojibake", from+at, from+at+len(word))
			from += at + len(word)
		}
	}
	if len(d.anomalies) > 0 {
		d.warnAnomalies()
	}
}

func (d *document) warnAnomalies() {
	counts := map[string]int{}
	for _, a := range d.anomalies {
		counts[a.Kind]++
	}
	if counts["instruction"] > 0 {
		d.warnings = append(d.warnings, "the offer holds text that addresses a program; it is quoted under anomalies and was not obeyed")
	}
	if counts["hidden_text"] > 0 {
		d.warnings = append(d.warnings, "the offer holds text that readers cannot see; it is quoted under anomalies and was not read as part of the offer")
	}
	if counts["masked_digits"] > 0 {
		d.warnings = append(d.warnings, "the offer masks digits of the pay, so the salary stays empty unless it is given elsewhere")
	}
}

// sentenceAround widens a hit to its sentence.
func (d *document) sentenceAround(l *line, h hit) (start, end int) {
	first, last := d.span(h)
	for _, s := range d.sentences(l) {
		if s.start <= first && last <= s.end {
			return s.start, s.end
		}
	}
	return l.start, l.end
}
