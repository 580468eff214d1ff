package letter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/message"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

// Letter is a draft.
type Letter struct {
	Subject  string // empty when only a text was checked
	Text     string // without what was refused
	Language string
	// Claims are the sentences that say something about the applicant and stay,
	// each with the lines that prove it. What needs the user's review says so.
	Claims   []Sentence
	Refused  []Sentence
	Warnings []string
}

// Sentence is one sentence and what the guard says to it.
type Sentence struct {
	Text     string            `json:"text"`
	Evidence []schema.Evidence `json:"evidence,omitempty"`
	Verdict  schema.Verdict    `json:"verdict"`
}

// place is the section that a letter's sentences are judged in: like a summary
// it may speak of the whole CV.
const place = "/cv/sections/bespoke letter"

// Check holds a text against the CV, sentence by sentence.
func Check(about About, text string) (Letter, error) {
	lang, err := about.language()
	if err != nil {
		return Letter{}, err
	}
	base, err := about.CV.Apply([]schema.Edit{{Op: schema.Insert, Path: place, After: []any{"Letter"}}})
	if err != nil {
		return Letter{}, fmt.Errorf("preparing the CV: %w", err)
	}
	c := checker{
		About: about, texts: languages[lang](), lang: lang,
		guard: guard.New(guard.Evidence{Base: base, Facts: about.Facts, Lexicon: about.Lexicon, Offer: about.Offer.Text}),
	}
	letter := Letter{Language: lang}
	var kept strings.Builder
	from := 0
	for _, bounds := range message.Sentences(text) {
		sentence, claims := c.judge(text[bounds[0]:bounds[1]])
		switch {
		case !claims:
		case sentence.Verdict.Outcome == schema.Reject:
			letter.Refused = append(letter.Refused, sentence)
			kept.WriteString(strings.TrimRight(text[from:bounds[0]], " -•*"))
			from = bounds[1]
			continue
		default:
			letter.Claims = append(letter.Claims, sentence)
		}
		kept.WriteString(text[from:bounds[1]])
		from = bounds[1]
	}
	kept.WriteString(text[from:])
	letter.Text = squeeze(kept.String())
	return letter, nil
}

// squeeze takes out the empty lines that refused sentences leave.
func squeeze(text string) string {
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	return strings.TrimSpace(text)
}

type checker struct {
	About
	texts texts
	lang  string
	guard *guard.Guard
}

// judge tells what a sentence claims and whether that is proved; claims is
// false for mere courtesy.
func (c *checker) judge(text string) (sentence Sentence, claims bool) {
	sentence.Text = strings.TrimLeft(text, "-•* ")
	rest, named := c.uncovered(sentence.Text)
	content := contentWords(rest)
	if len(content) == 0 {
		return sentence, false
	}
	sentence.Verdict = earned(c.guard.Check(schema.Edit{Op: schema.Insert, Path: place + "/-", After: rest}, guard.Open))
	sentence.Evidence = c.evidence(content)
	if sentence.Verdict.Outcome != schema.Pass {
		return sentence, true
	}
	switch {
	case len(sentence.Evidence) == 0:
		sentence.Verdict = review("no_evidence", content, "no line of the CV speaks of this: keep it only if it is true")
	case !c.provedBy(sentence.Evidence[0], rest):
		sentence.Verdict = review("joins_lines", nil, fmt.Sprintf("no single line of the CV says all of this; the nearest is “%s”", sentence.Evidence[0].Quote))
	case named:
		sentence.Verdict = review("names_the_position", nil, "it speaks of the position and of you at once: read it once more")
	}
	return sentence, true
}

// earned refuses degrees and certificates that the CV does not state. In a text
// that sums up a CV the guard asks about them, since its author may round; a
// letter is read by who will ask for the paper.
func earned(verdict schema.Verdict) schema.Verdict {
	findings := slices.Clone(verdict.Findings)
	for i, finding := range findings {
		if finding.Kind == "degree" || finding.Kind == "certificate" {
			findings[i].Outcome = schema.Reject
		}
	}
	return schema.Judge(findings)
}

// provedBy reports whether a sentence could stand in the place of the line that
// is nearest to it. What only several lines prove together, a person is to
// read: words of two jobs can add up to a third that never was.
func (c *checker) provedBy(nearest schema.Evidence, text string) bool {
	if strings.HasPrefix(nearest.Path, "fact:") {
		return true // a fact stands alone, and the guard has held the sentence against it
	}
	return c.guard.Check(schema.Edit{Op: schema.Replace, Path: nearest.Path, After: text}, guard.Open).Outcome != schema.Reject
}

func review(kind string, words []string, message string) schema.Verdict {
	if words == nil {
		words = []string{}
	}
	return schema.Judge([]schema.Finding{{Kind: kind, Outcome: schema.NeedsReview, Words: words, Message: message}})
}

// uncovered is a sentence without its courtesy and without the names that
// courtesy leads up to; named reports whether there were any.
func (c *checker) uncovered(text string) (rest string, named bool) {
	covered := make([]bool, len(text))
	cover := func(start, end int) {
		for i := start; i < end; i++ {
			covered[i] = true
		}
	}
	for _, cue := range c.texts.courtesy.Find(text) {
		cover(cue.Start, cue.End)
	}
	if day := c.date(c.lang); day != "" && slices.Contains(covered, true) {
		if at := strings.Index(text, day); at >= 0 {
			cover(at, at+len(day)) // of the application, in a sentence about it
		}
	}
	for _, name := range []string{c.Title, c.Company, c.contact(), c.CV.Name()} {
		if name == "" {
			continue
		}
		at := strings.Index(text, name)
		if at < 0 {
			continue
		}
		if alone := strings.TrimSpace(text) == name; alone || ledUpTo(text, covered, at) {
			cover(at, at+len(name))
			named = true
		}
	}
	var left strings.Builder
	for i := range len(text) {
		if covered[i] {
			if i == 0 || !covered[i-1] {
				left.WriteByte(' ')
			}
			continue
		}
		left.WriteByte(text[i])
	}
	return strings.TrimSpace(left.String()), named
}

// ledUpTo reports whether at most one short word stands between text[at] and
// the courtesy before it: "… the position of X at Y".
func ledUpTo(text string, covered []bool, at int) bool {
	i := at - 1
	for i >= 0 && !covered[i] {
		i--
	}
	if i < 0 {
		return false
	}
	words := offer.Words(text[i+1 : at])
	return len(words) == 0 || len(words) == 1 && len(words[0]) <= 7 && !strings.ContainsAny(text[i+1:at], ".;!?")
}

// connectives claim nothing: short words of all the languages are left out by
// their length, these by name.
var connectives = func() map[string]bool {
	all := map[string]bool{}
	for word := range strings.FieldsSeq("with from that this your their have been will would also and the for bewerbe habe eine einer einem einen beworben chez presso about very would much") {
		all[word] = true
	}
	return all
}()

// contentWords are the words of a text that may say something, each once.
func contentWords(text string) []string {
	var all []string
	seen := map[string]bool{}
	for _, word := range offer.Words(text) {
		if (len(word) > 3 || strings.ContainsAny(word, "0123456789")) && !connectives[word] && !seen[word] {
			seen[word] = true
			all = append(all, word)
		}
	}
	return all
}

// evidence is the lines of the CV, and the facts, that share most with a
// sentence: the best, and others that hold words which it lacks.
func (c *checker) evidence(content []string) []schema.Evidence {
	open := map[string]bool{}
	for _, word := range content {
		open[word] = true
	}
	var all []schema.Evidence
	for range 3 {
		var best schema.Evidence
		var shared []string
		consider := func(path, quote string) {
			var common []string
			for _, word := range contentWords(quote) {
				if open[word] {
					common = append(common, word)
				}
			}
			if len(common) > len(shared) {
				best, shared = schema.Evidence{Path: path, Quote: quote}, common
			}
		}
		for _, leaf := range c.CV.Leaves() {
			if leaf.Section != "" || leaf.Key == "headline" {
				consider(leaf.Path, leaf.Text)
			}
		}
		for _, fact := range c.Facts {
			consider("fact:"+fact.ID, fact.Text)
		}
		if len(shared) == 0 {
			break
		}
		all = append(all, best)
		for _, word := range shared {
			delete(open, word)
		}
	}
	return all
}
