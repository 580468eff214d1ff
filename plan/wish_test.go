package plan_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
)

// oneJob is a CV with one job of these bullets, and skills.
func oneJob(bullets ...string) string {
	return "cv:\n  name: Ilse Varga\n  sections:\n    experience:\n      - company: Nordhamn Pay AB\n        position: Software engineer\n" +
		"        start_date: 2019-03\n        end_date: present\n        highlights:\n          " + strings.Join(bullets, "\n          ") +
		"\n    skills:\n      - label: Tools\n        details: Docker, Redis, Git\n"
}

func TestNoWeakLinePassesAStrongOne(t *testing.T) {
	offer := newOffer("en", "must: Kubernetes", "must: PostgreSQL", "nice: mentoring", "nice: Kafka", "Take part in the on-call rota")
	in := input(t, oneJob(
		"- Cut the latency of the quote service from 820 ms to 190 ms",
		"- Took part in the on-call rota for eleven services",
		"- Evaluated Kafka for the reporting team",
	), offer)
	assert.Empty(t, makePlan(t, in).Edits, "one nice-to-have without figures is no reason to move")

	in = input(t, oneJob(
		"- Organised the summer party for 40 colleagues",
		"- Moved the ledger from one large PostgreSQL server to Kubernetes",
	), offer)
	move := find(makePlan(t, in).Edits, schema.Move, "/cv/sections/experience/0/highlights/1")
	require.NotNil(t, move, "two must-haves are")
	assert.Equal(t, "/cv/sections/experience/0/highlights/0", move.Path)
}

func TestMarkdownStaysAroundATermThatIsSpeltAnew(t *testing.T) {
	in := input(t, oneJob("- Moved 34 services to **K8s** on bare metal", "- Ran *K8s* upgrades"), newOffer("en", "must: Kubernetes"))
	tailored := apply(t, in, makePlan(t, in))
	assert.Contains(t, tailored, "**Kubernetes (K8s)** on bare metal")
	assert.Contains(t, tailored, "Ran *Kubernetes* upgrades")
}

func TestNumbersFollowTheOffer(t *testing.T) {
	tests := []struct{ name, lang, offer, bullet, want string }{
		{"hard spaces", "en", "You serve 250,000 readers a day", "Served 12\u00a0000 readers of the Kubernetes handbook every day", "12,000 readers"},
		{"two groups", "en", "You serve 250,000 readers a day", "Served 1.200.000 readers of the Kubernetes handbook every day", "1,200,000 readers"},
		{"one point may be a decimal", "en", "You serve 250,000 readers a day", "Served 1.200 readers of the Kubernetes handbook every day", "1.200 readers"},
		{"the offer shows no format", "en", "You serve many readers a day", "Served 12\u00a0000 readers of the Kubernetes handbook every day", "12\u00a0000 readers"},
		{"another language", "de", "Sie betreuen 250.000 Leserinnen und Leser", "Served 12\u00a0000 readers of the Kubernetes handbook every day", "12\u00a0000 readers"},
		{"versions stay", "en", "You serve 250,000 readers a day", "Moved the handbook readers to release 1.200.000.4 of the engine", "1.200.000.4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := input(t, oneJob(`- "`+test.bullet+`"`), newOffer(test.lang, "must: Docker", test.offer))
			out := makePlan(t, in)
			assert.Empty(t, out.Refused)
			assert.Contains(t, apply(t, in, out), test.want)
		})
	}
}

func TestAConfirmedFactGoesIntoTheListOfSkills(t *testing.T) {
	in := input(t, oneJob("- Kept the build green"), newOffer("en", "must: Terraform", "must: Docker"))
	in.Facts = []schema.Fact{{ID: "f1", Text: "I have used Terraform at Nordhamn Pay AB since 2022"}}
	out := makePlan(t, in)
	assert.Empty(t, out.Refused)
	edit := find(out.Edits, schema.Replace, "/cv/sections/skills/0/details")
	require.NotNil(t, edit)
	assert.Contains(t, edit.After, "Terraform")
	assert.Contains(t, edit.Evidence, schema.Evidence{Path: "fact:f1", Quote: in.Facts[0].Text})
	assert.InDelta(t, 1, out.Match.After.Coverage, 1e-9)

	in.Facts[0].Text = "I have no experience with Terraform"
	out = makePlan(t, in)
	for _, edit := range out.Edits {
		assert.NotContains(t, edit.After, "Terraform")
	}
	in.Facts[0].Text, in.Refused = "I have used Terraform at Nordhamn Pay AB since 2022", []string{"Terraform"}
	for _, edit := range makePlan(t, in).Edits {
		assert.NotContains(t, edit.After, "Terraform")
	}
}

func TestAWholeEntryThatIsCommentedOutComesBack(t *testing.T) {
	in := input(t, strings.Replace(oneJob("- Kept the build green"), "    skills:", `    projects:
      - name: pocket-logger
        highlights:
          - Logs what a small board says
      # - name: hil-lite
      #   date: 2023
      #   summary: A test runner for boards on the desk
      #   highlights:
      #     - Runs in Kubernetes, used by two universities
      # - name: garden-clock
      #   summary: A clock for the allotment
    skills:`, 1), newOffer("en", "must: Kubernetes"))
	out := makePlan(t, in)
	assert.Empty(t, out.Refused)
	edit := find(out.Edits, schema.Insert, "/cv/sections/projects/1")
	require.NotNil(t, edit, "%+v", out.Edits)
	tailored := apply(t, in, out)
	assert.Contains(t, tailored, "      - name: hil-lite\n")
	assert.NotContains(t, tailored, "      - name: garden-clock\n")
	assert.Equal(t, 2, strings.Count(tailored, "Runs in Kubernetes"), "in its own entry, and in the comment")

	edit.After.(map[string]any)["summary"] = "A test runner for 400 boards in seven data centres"
	assert.NotEqual(t, schema.Pass, makePlan(t, plan.Input{Offer: in.Offer, Base: in.Base, AsOf: today, Edits: []schema.Edit{*edit}}).Refused[0].Verdict.Outcome,
		"what the author did not write has to be proved")
}

func TestQuestionsSpeakTheLanguageOfTheCV(t *testing.T) {
	bullets := map[string]string{
		"en": "- Looked after the building and the people who live in it, and answered their letters every day of the week",
		"de": "- Betreuung der Gebäude und der Menschen, die darin wohnen, und Beantwortung ihrer Briefe an jedem Tag der Woche",
		"fr": "- Entretien des bâtiments et accompagnement des personnes qui y habitent, avec une réponse à leurs lettres chaque jour de la semaine",
		"es": "- Cuidado de los edificios y de las personas que viven en ellos, con respuesta a sus cartas todos los días de la semana",
		"it": "- Cura degli edifici e delle persone che ci abitano, con una risposta alle loro lettere ogni giorno della settimana",
		"pt": "- Manutenção dos edifícios e apoio às pessoas que neles vivem, com resposta às suas cartas todos os dias da semana",
		"nl": "- Onderhoud van de gebouwen en zorg voor de mensen die er wonen, met een antwoord op hun brieven op elke dag van de week",
	}
	words := map[string]string{
		"en": "The offer asks for", "de": "Die Stelle verlangt", "fr": "L'offre demande", "es": "La oferta pide",
		"it": "L'offerta chiede", "pt": "A oferta pede", "nl": "De vacature vraagt",
	}
	for lang, bullet := range bullets {
		out := makePlan(t, input(t, oneJob(bullet), newOffer("en", "must: Terraform")))
		require.NotEmpty(t, out.Questions, lang)
		assert.True(t, strings.HasPrefix(out.Questions[0].Text, words[lang]), "%s: %s", lang, out.Questions[0].Text)
		assert.NotContains(t, out.Questions[0].Text, "%!", lang)
	}
}

func TestQuestionsAreFewAndLeaveOutWhatIsAnswered(t *testing.T) {
	in := input(t, oneJob("- Set up Jenkins for the team"), newOffer("en",
		"must: Terraform, Ansible, Puppet", "must: continuous integration", "must: Jenkins or GitLab CI", "must: German", "must: PMP",
		"nice: Kafka", "nice: French", "nice: ISTQB", "nice: Scrum"))
	out := makePlan(t, in)
	require.LessOrEqual(t, len(out.Questions), 6)
	first := out.Questions[0]
	assert.Contains(t, first.Text, "Terraform, Ansible and Puppet", "one question for one sort")
	assert.Equal(t, []string{"r1"}, first.RequirementIDs)
	for _, question := range out.Questions {
		assert.NotContains(t, question.Text, "continuous integration", "Jenkins is that")
		assert.NotContains(t, question.Text, "GitLab CI", "Jenkins was asked for as well as it")
	}
}

func TestWishForAnotherLanguageIsWarnedOf(t *testing.T) {
	in := input(t, oneJob("- Looked after the building and the people who live in it, and answered their letters every day of the week",
		"- Wrote a guide for new tenants that explains the heating, the waste and the quiet hours of the house"), newOffer("en", "must: Docker"))
	in.Language = "de"
	out := makePlan(t, in)
	require.NotEmpty(t, out.Warnings)
	assert.Contains(t, out.Warnings[0], "do not translate")
	assert.Equal(t, "en", out.Language)
}

// lengths renders by counting bytes of content and tightness of the page.
func lengths(fill func(doc *cv.Document) float64) func(context.Context, *cv.Document) (schema.RenderReport, error) {
	return func(_ context.Context, doc *cv.Document) (schema.RenderReport, error) {
		pages := fill(doc)
		whole := int(pages)
		return schema.RenderReport{Pages: whole + 1, LastPageFill: pages - float64(whole)}, nil
	}
}

func TestThePageIsSetTighterBeforeAnythingGoes(t *testing.T) {
	in := input(t, oneJob("- Kept the build green", "- Watered the plants"), newOffer("en", "must: Docker"))
	in.MaxPages = 1
	in.Pages = lengths(func(doc *cv.Document) float64 {
		if _, tight := doc.Value("/design/section_titles/space_above"); tight {
			return 0.98
		}
		return 1.05
	})
	out := makePlan(t, in)
	assert.Equal(t, 1, out.Pages.After)
	require.Len(t, out.Edits, 1)
	assert.Equal(t, "/design", out.Edits[0].Path)
	assert.Equal(t, schema.Pass, out.Edits[0].Verdict.Outcome)
	tailored := apply(t, in, out)
	assert.Contains(t, tailored, "top_margin: 1.4cm")
	assert.NotContains(t, tailored, "line_spacing", "no more than it takes")
	assert.Empty(t, cv.Validate(parse(t, tailored)))
}

func TestSpacingIsNoWayAroundTheGuard(t *testing.T) {
	in := input(t, oneJob("- Kept the build green"), newOffer("en", "must: Docker"))
	for path, after := range map[string]any{
		"/design": map[string]any{"theme": "classic", "templates": map[string]any{"footer": "Certified Kubernetes Administrator"}},
		"/cv/x":   "1.4cm",
	} {
		in.Edits = []schema.Edit{{Op: schema.Insert, Path: path, After: after}}
		out := makePlan(t, in)
		for _, edit := range out.Edits {
			assert.NotEqual(t, schema.Pass, edit.Verdict.Outcome, "%s", path)
		}
	}
}

func TestANearlyEmptyLastPageIsAskedAbout(t *testing.T) {
	in := input(t, oneJob("- Kept the build green"), newOffer("en", "must: Docker"))
	in.Pages = lengths(func(*cv.Document) float64 { return 1.12 })
	out := makePlan(t, in)
	assert.Empty(t, out.Edits, "nothing is cut in silence")
	require.Len(t, out.Questions, 1)
	assert.Contains(t, out.Questions[0].Text, "12 % full")
	assert.Contains(t, out.Questions[0].Text, "max_pages 1")

	in.MaxPages = 2
	assert.Empty(t, makePlan(t, in).Questions, "the user has decided")
}
