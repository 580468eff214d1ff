package match

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/abadojack/whatlanggo"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// newOffer makes an offer of lines: "must: …", "nice: …" or a duty.
func newOffer(lang string, lines ...string) schema.ParsedOffer {
	parsed := schema.ParsedOffer{Text: strings.Join(lines, "\n"), Completeness: schema.CompleteOffer}
	parsed.JobOffer.Language = lang
	start := 0
	for _, line := range lines {
		kind, text, asks := strings.Cut(line, ": ")
		at := start + len(kind) + 2
		start += len(line) + 1
		if !asks {
			parsed.JobOffer.Responsibilities = append(parsed.JobOffer.Responsibilities, schema.Quote{Text: line, Start: start - len(line) - 1, End: start - 1})
			continue
		}
		requirement := schema.Requirement{
			ID: fmt.Sprintf("r%d", len(parsed.JobOffer.Requirements)+1), Importance: schema.Importance(kind),
			Quote: schema.Quote{Text: text, Start: at, End: at + len(text)},
		}
		for _, m := range lexicon.Default().Find(text, lang) {
			requirement.Skills = append(requirement.Skills, m.Entry.Name)
			parsed.JobOffer.Skills = append(parsed.JobOffer.Skills, schema.OfferSkill{
				Name: m.Entry.Name, Kind: string(m.Entry.Kind), Importance: requirement.Importance, Spelling: m.Form,
				Quotes: []schema.Quote{{Text: m.Form, Start: at + m.Start, End: at + m.End}},
			})
		}
		parsed.JobOffer.Requirements = append(parsed.JobOffer.Requirements, requirement)
	}
	return parsed
}

func newCV(t testing.TB, text string) *cv.Document {
	t.Helper()
	doc, err := cv.Parse([]byte(text))
	require.NoError(t, err)
	return doc
}

const backend = `cv:
  name: Ilse Varga
  headline: Backend developer
  sections:
    experience:
      - company: Oracle Bakery Ltd
        position: Software engineer
        start_date: 2021-03
        end_date: present
        highlights:
          - Wrote the monthly newsletter of the team
          - Moved 14 services to K8s on EKS
          - Built REST APIs in Go for card settlement
          # - Tuned PostgreSQL queries for the ledger
      - company: Fraktlink
        position: Junior developer
        start_date: 2018-08
        end_date: 2021-02
        highlights:
          - Maintained a Django application for haulage companies
          - Currently learning Rust in a study group
    skills:
      - label: Languages
        details: Go, Python, SQL
`

var backendOffer = newOffer(
	"en",
	"must: Kubernetes and Go in production",
	"must: Several years with PostgreSQL",
	"must: Rust",
	"nice: Oracle Database",
	"nice: Terraform",
	"Design REST APIs for card settlement",
)

func termNames(terms []schema.Term) []string {
	names := []string{}
	for _, term := range terms {
		names = append(names, term.Name)
	}
	return names
}

func TestReportOfTheBaseItself(t *testing.T) {
	base := newCV(t, backend)
	report := New(backendOffer, base, nil, "").Report(base)

	require.True(t, report.Scored)
	assert.Equal(t, []string{"Kubernetes", "Go"}, termNames(report.Covered))
	assert.Empty(t, report.Surfaced)
	assert.Equal(t, []string{"PostgreSQL", "Rust", "Oracle Database", "Terraform"}, termNames(report.Gaps))
	assert.Equal(t, []string{"line:14"}, report.Gaps[0].Paths, "the pool supports it")
	assert.Empty(t, report.Gaps[1].Paths, "somebody who learns Rust does not have it yet")
	assert.Empty(t, report.Gaps[2].Paths, "an employer is not a database")
	assert.Equal(t, "Kubernetes and Go in production", report.Covered[0].OfferQuote)

	// Two musts of four and a half musts and two nices: 2/5; with the pool 3/5.
	assert.InDelta(t, 2.0/5, report.Before.Coverage, 1e-9)
	assert.InDelta(t, 3.0/5, report.Before.Ceiling, 1e-9)
	assert.InDelta(t, 1.0/3, report.Before.Literal, 1e-9, "Go yes, K8s is not spelled Kubernetes, PostgreSQL not shown")
	assert.Less(t, report.Before.Order, 1.0)
	assert.Zero(t, report.After.Gain)
	assert.Zero(t, report.After.Churn)
	assert.InDelta(t, 1, report.After.Preservation, 1e-9)
	assert.Equal(t, report.Before.Order, report.After.Order)
}

func TestReportOfTailoring(t *testing.T) {
	base := newCV(t, backend)
	const list = "/cv/sections/experience/0/highlights/"
	tailored, err := base.Apply([]schema.Edit{
		{Op: schema.Insert, Path: list + "-", From: "line:14", After: "Tuned PostgreSQL queries for the ledger"},
		{Op: schema.Replace, Path: list + "1", After: "Moved 14 services to Kubernetes (K8s) on EKS"},
		{Op: schema.Move, From: list + "0", Path: list + "3"},
	})
	require.NoError(t, err)
	report := New(backendOffer, base, nil, "").Report(tailored)

	assert.ElementsMatch(t, []string{"Kubernetes", "PostgreSQL"}, termNames(report.Surfaced))
	assert.InDelta(t, 1, report.After.Gain, 1e-9)
	assert.InDelta(t, 1, report.After.Literal, 1e-9)
	assert.Greater(t, report.After.Order, report.Before.Order)
	assert.Greater(t, report.After.Prominence, report.Before.Prominence)
	assert.InDelta(t, 2.0/4, report.After.Churn, 1e-9, "one of three lines passed two others; one pair elsewhere")
	assert.InDelta(t, 1, report.After.Preservation, 1e-9, "a reworded line is kept")
	assert.Zero(t, report.After.LostTerms)
	assert.Zero(t, report.After.Stuffing)
}

func TestRemovedLinesAreCounted(t *testing.T) {
	base := newCV(t, backend)
	tailored, err := base.Apply([]schema.Edit{
		{Op: schema.Remove, Path: "/cv/sections/experience/0/highlights/2"},
		{Op: schema.Remove, Path: "/cv/sections/experience/0/highlights/0"},
	})
	require.NoError(t, err)
	report := New(backendOffer, base, nil, "").Report(tailored)
	assert.Equal(t, 1, report.After.LostTerms, "the newsletter names no skill")
	assert.Less(t, report.After.Preservation, 1.0)
}

func TestStuffingCountsOnlyWhatTheTailoringAdded(t *testing.T) {
	base := newCV(t, strings.Replace(backend, "details: Go, Python, SQL", "details: Go, Python, Go, Go, Go", 1))
	assert.Equal(t, 1, New(backendOffer, base, nil, "").Report(base).Before.Stuffing)
	assert.Zero(t, New(backendOffer, base, nil, "").Report(base).After.Stuffing)

	stuffed, err := base.Apply([]schema.Edit{{
		Op: schema.Replace, Path: "/cv/sections/skills/0/details", After: "Kubernetes, Kubernetes, K8s, Kubernetes, Go, Python, Go, Go, Go",
	}})
	require.NoError(t, err)
	assert.Equal(t, 1, New(backendOffer, base, nil, "").Report(stuffed).After.Stuffing)
}

func TestTitleOnlyOffersAreNotScored(t *testing.T) {
	offer := backendOffer
	offer.Completeness = schema.TitleOnly
	base := newCV(t, backend)
	assert.Equal(t, schema.MatchReport{}, New(offer, base, nil, "").Report(base))
}

// A term that the base does not support raises no figure, wherever and however
// often it is written.
func TestFabricationNeverPays(t *testing.T) {
	base := newCV(t, backend)
	honest := New(backendOffer, base, nil, "").Report(base)
	random := rand.New(rand.NewPCG(1, 2))
	fabricated := []string{"Terraform", "Rust", "Oracle Database", "PostgreSQL and Terraform"}
	var leaves []cv.Leaf
	for _, leaf := range base.Leaves() {
		if leaf.Section != "" && speaks(leaf) {
			leaves = append(leaves, leaf)
		}
	}
	for range 200 {
		leaf := leaves[random.IntN(len(leaves))]
		claim := fabricated[random.IntN(3)]
		text := leaf.Text + " with " + claim
		if random.IntN(2) == 0 {
			text = claim + ": " + leaf.Text
		}
		lie, err := base.Apply([]schema.Edit{{Op: schema.Replace, Path: leaf.Path, After: text}})
		require.NoError(t, err)
		got := New(backendOffer, base, nil, "").Report(lie)
		assert.LessOrEqual(t, got.After.Coverage, honest.After.Coverage, text)
		assert.LessOrEqual(t, got.After.Gain, honest.After.Gain, text)
		assert.LessOrEqual(t, got.After.Literal, honest.After.Literal, text)
		assert.LessOrEqual(t, got.After.Prominence, honest.After.Prominence+1e-9, text)
		assert.Equal(t, honest.After.Ceiling, got.After.Ceiling, text)
	}
}

func TestSkillsTheLexiconDoesNotKnow(t *testing.T) {
	offer := newOffer("en", "must: Go")
	offer.JobOffer.Skills = append(offer.JobOffer.Skills,
		schema.OfferSkill{Name: "Haulage companies", Kind: "domain", Importance: schema.Must, Spelling: "haulage companies"},
		schema.OfferSkill{Name: "Quantum basketry", Kind: "domain", Importance: schema.Must, Spelling: "Quantum basketry"})
	base := newCV(t, backend)
	report := New(offer, base, nil, "").Report(base)
	assert.Equal(t, []string{"Go", "Haulage companies"}, termNames(report.Covered))
	assert.Equal(t, []string{"Quantum basketry"}, termNames(report.Gaps))
}

func TestLanguagesMeetInTheLexicon(t *testing.T) {
	base := newCV(t, `cv:
  name: Mia Brandt
  sections:
    berufserfahrung:
      - company: Haus Lindenhof
        position: Pflegefachkraft
        highlights:
          - Wundversorgung und Verbandswechsel bei 20 Bewohnern auf der Station
          - Medikamentengabe nach ärztlicher Anordnung im Nachtdienst
`)
	report := New(newOffer("en", "must: wound care", "must: medication administration", "nice: dialysis"), base, nil, "").Report(base)
	assert.Equal(t, []string{"Wound Care", "Medication Administration"}, termNames(report.Covered))
}

func TestCoverGoesBeforeScore(t *testing.T) {
	base := newCV(t, backend)
	m := New(backendOffer, base, nil, "en")
	lines := []string{
		"Moved services to Kubernetes, wrote Go",
		"Ran Kubernetes, wrote Go code for card settlement and designed REST APIs",
		"Tuned PostgreSQL",
		"Wrote the newsletter",
	}
	assert.Equal(t, []int{1, 2, 0, 3}, m.Cover(lines, nil))
	kubernetesAndGo := m.In("Kubernetes and Go in Kubernetes")
	assert.Equal(t, 2, m.Cover(lines, kubernetesAndGo)[0])
}

func TestAnswersNameRequirementsAndDuties(t *testing.T) {
	m := New(backendOffer, newCV(t, backend), nil, "en")
	answers := m.Answers("Built REST APIs in Go for card settlement")
	require.Len(t, answers, 2)
	assert.Equal(t, Answer{"r1", "Kubernetes and Go in production"}, answers[0])
	assert.Equal(t, Answer{"", "Design REST APIs for card settlement"}, answers[1])
	assert.Empty(t, m.Answers("Watered the plants"))
}

func TestLanguage(t *testing.T) {
	assert.Equal(t, "de", language("Aufbau und Betrieb der Lagerverwaltung mit zwölf Mitarbeitern im Schichtdienst"))
	assert.Equal(t, "fr", language("Gestion des stocks et préparation des commandes pour quarante magasins de la région"))
	assert.Equal(t, "en", language("Go, SQL"))
}

func TestStopWordsTellWhatTrigramsTell(t *testing.T) {
	files, err := filepath.Glob("../offer/testdata/offers/*.txt")
	require.NoError(t, err)
	told := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if code := plainly(sample(string(text))); code != "" {
			told++
			assert.Equal(t, whatlanggo.DetectWithOptions(sample(string(text)), languages).Lang.Iso6391(), code, file)
		}
	}
	assert.Greater(t, told, len(files)/2)
	assert.Empty(t, plainly("Vedligeholdt de anlæg, som en kunde havde bestilt, og skrev om dem i den daglige rapport til driften"), "Danish shares words with Dutch")
}

func BenchmarkReport(b *testing.B) {
	base := newCV(b, backend)
	for b.Loop() {
		New(backendOffer, base, nil, "").Report(base)
	}
}

func TestTheLanguageOfALongCVIsToldFromAllItsParts(t *testing.T) {
	german := "        - Leitete die Wartung der Anlagen und schulte die neuen Kollegen in der Werkstatt\n"
	english := "        - Led the maintenance of the plant and trained new colleagues in the workshop\n"
	head := "cv:\n  name: Ada\n  sections:\n    experience:\n      - company: A\n        position: B\n        highlights:\n"
	for _, c := range []struct{ bullets, want string }{
		{strings.Repeat(english, 3) + strings.Repeat(german, 60), "de"}, // the beginning alone would mislead
		{strings.Repeat(german, 60) + strings.Repeat(english, 3), "de"},
		{strings.Repeat(strings.TrimSuffix(english, "\n"), 40) + "\n", "en"}, // one long line
	} {
		doc, err := cv.Parse([]byte(head + c.bullets))
		require.NoError(t, err)
		code, sure := OwnLanguage(doc)
		assert.Equal(t, c.want, code)
		assert.True(t, sure)
	}
}

func TestWhatIsForgottenIsGone(t *testing.T) {
	texts := NewTexts(1 << 20)
	texts.New(backendOffer, newCV(t, backend), nil, "")
	assert.Positive(t, texts.read.Bytes())
	texts.Forget()
	assert.Zero(t, texts.read.Bytes())
}
