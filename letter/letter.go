// Package letter drafts what an applicant writes: a cover letter, a question
// what became of an application, thanks for an interview.
//
//	texts/xx.txt, CV, offer ─ Draft ─► text ─┐
//	a model's or a caller's own text ────────┴─ Check ─► Letter: what may stand, what was refused
//
// By rules a letter is courtesy around lines of the CV, quoted as they are, so
// it claims nothing that the CV does not say. Any other text goes sentence by
// sentence through package guard, as a line of the CV would: what the CV and
// the confirmed facts do not prove is taken out and told. The offer proves
// nothing. Courtesy (texts/, in seven languages) and the names of the position,
// the employer and the person written to are no claims where courtesy leads up
// to them.
package letter

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/schema"
)

// Kind is what a letter is for.
type Kind string

// The kinds.
const (
	Cover    Kind = "cover_letter"
	FollowUp Kind = "follow_up"
	ThankYou Kind = "thank_you"
)

// About is what a letter is about.
type About struct {
	Kind     Kind
	Language string // one of offer.Taught; empty for the offer's, else the CV's
	CV       *cv.Document
	Facts    []schema.Fact // confirmed by the user
	Offer    schema.ParsedOffer
	Title    string // of the position
	Company  string
	Applied  time.Time // when the application was sent; zero when it was not
	Lexicon  *lexicon.Lexicon
}

//go:embed texts/*.txt
var files embed.FS

// texts are a language's sentences by key, and the phrases that are courtesy.
type texts struct {
	of       map[string]string
	courtesy *offer.Book
}

var languages = func() map[string]func() texts {
	all := map[string]func() texts{}
	for _, lang := range offer.Taught() {
		all[lang] = sync.OnceValue(func() texts { return read(lang) })
	}
	return all
}()

func read(lang string) texts {
	raw, err := files.ReadFile("texts/" + lang + ".txt")
	if err != nil {
		panic(fmt.Sprintf("texts of letters: %v", err)) // embedded: a missing file is a build error
	}
	all := texts{of: map[string]string{}}
	var phrases strings.Builder
	phrases.WriteString("[courtesy]\n")
	key := ""
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			key = strings.TrimSuffix(name, "]")
			continue
		}
		if key != "courtesy" {
			all.of[key] = line
		}
		for _, part := range fragments(line) {
			if len(offer.Words(part)) > 1 || key == "courtesy" || !strings.Contains(line, "{") {
				phrases.WriteString(part + "\n")
			}
		}
	}
	all.courtesy = offer.NewBook([]byte(phrases.String()), nil, nil)
	return all
}

// fragments are the parts of a text between its fields, a sentence each.
func fragments(line string) []string {
	var all []string
	for _, part := range strings.FieldsFunc(line, func(r rune) bool { return r == '{' || r == '}' || r == '.' || r == '?' }) {
		if part = strings.TrimSpace(part); !slices.Contains([]string{"title", "company", "contact", "date"}, part) && len(offer.Words(part)) > 0 {
			all = append(all, part)
		}
	}
	return all
}

// language is the one a letter is written in.
func (a About) language() (string, error) {
	lang := a.Language
	if lang == "" {
		lang = a.Offer.JobOffer.Language
	}
	if lang == "" {
		lang, _ = match.OwnLanguage(a.CV)
	}
	if languages[lang] == nil {
		return "", fmt.Errorf("language: letters are written in %s, not in %q", strings.Join(offer.Taught(), ", "), lang)
	}
	return lang, nil
}

// Draft writes a letter by rules: courtesy around the lines of the CV that
// speak to the offer most.
func Draft(about About) (Letter, error) {
	lang, err := about.language()
	if err != nil {
		return Letter{}, err
	}
	lead, most := "lead", 3
	if about.Kind == ThankYou {
		lead, most = "lead.one", 1
	}
	var lines []string
	if about.Kind != FollowUp {
		lines = about.lines(most)
	}
	body := ""
	if len(lines) > 0 {
		body = languages[lang]().of[lead] + "\n- " + strings.Join(lines, "\n- ")
	}
	letter, err := Around(about, body)
	if err != nil {
		return Letter{}, err
	}
	if own, sure := match.OwnLanguage(about.CV); len(lines) > 0 && sure && own != lang {
		letter.Warnings = append(letter.Warnings, fmt.Sprintf("The lines of the CV are in %q and the letter in %q: rules do not translate. Pass the letter with them translated as text.", own, lang))
	}
	return letter, nil
}

// Around sets greeting, occasion and close around a body, and checks the whole.
func Around(about About, body string) (Letter, error) {
	lang, err := about.language()
	if err != nil {
		return Letter{}, err
	}
	if about.Kind == FollowUp && about.Applied.IsZero() {
		return Letter{}, errors.New("a follow-up needs an application that was sent: set its status to applied first")
	}
	say := languages[lang]().of
	fill := func(key string) string {
		if bare := key + ".no_company"; about.Company == "" && say[bare] != "" {
			key = bare
		}
		return strings.NewReplacer("{title}", about.Title, "{company}", about.Company, "{contact}", about.contact(), "{date}", about.date(lang)).Replace(say[key])
	}
	greeting := "greeting"
	if about.contact() == "" {
		greeting = "greeting.unknown"
	}
	parts := []string{fill(greeting), fill(string(about.Kind)), body, fill(string(about.Kind) + ".close"), fill("regards") + "\n" + about.CV.Name()}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	letter, err := Check(about, strings.Join(parts, "\n\n"))
	letter.Subject = fill("subject." + string(about.Kind))
	return letter, err
}

func (a About) contact() string {
	if a.Offer.JobOffer.Contact == nil {
		return ""
	}
	return a.Offer.JobOffer.Contact.Name
}

// date is the day of the application as digits that no reader turns round.
func (a About) date(lang string) string {
	switch {
	case a.Applied.IsZero():
		return ""
	case lang == "en":
		return a.Applied.Format("2 January 2006")
	case lang == "de":
		return a.Applied.Format("2.1.2006")
	case lang == "nl":
		return a.Applied.Format("2-1-2006")
	}
	return a.Applied.Format("2/1/2006")
}

// lines are the highlights of the CV that speak to the offer most, each adding
// skills that those before it do not have.
func (a About) lines(most int) []string {
	matcher := match.New(a.Offer, a.CV, a.Lexicon, "")
	var texts []string
	for _, section := range a.CV.Sections() {
		for _, entry := range section.Entries {
			for _, highlight := range entry.Highlights {
				if matcher.Score(highlight.Text) > 0 {
					texts = append(texts, strings.NewReplacer("**", "", "\n", " ").Replace(strings.TrimSpace(highlight.Text)))
				}
			}
		}
	}
	var chosen []string
	for _, i := range matcher.Cover(texts, nil) {
		if len(chosen) < most {
			chosen = append(chosen, texts[i])
		}
	}
	return chosen
}
