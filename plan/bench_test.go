package plan_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/match"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
)

// large makes a CV of about 12 KB and an offer of about 5 KB.
func large(b *testing.B) plan.Input {
	tools := strings.Split("Kubernetes,Go,PostgreSQL,Terraform,Docker,Python,Kafka,Redis,Grafana,Jenkins,React,GraphQL,Ansible,Linux,MySQL", ",")
	duties := strings.Split("payment settlement,order tracking,customer onboarding,invoice archiving,fleet telemetry,stock forecasting,ticket routing", ",")
	var text, offer strings.Builder
	text.WriteString("cv:\n  name: Ilse Varga\n  headline: Backend developer\n  sections:\n    experience:\n")
	n := 0
	for job := range 10 {
		fmt.Fprintf(&text, "      - company: Employer %c AB\n        position: Developer\n        start_date: %d-01\n        end_date: %d-12\n        highlights:\n", 'A'+job, 2023-job, 2023-job)
		for range 9 {
			n++
			mark := "- "
			if n%6 == 0 {
				mark = "# - "
			}
			fmt.Fprintf(&text, "          %sBuilt and ran the %s service in %s with %s, used by %d branch offices of the group\n", mark, duties[n%len(duties)], tools[n*7%len(tools)], tools[n*5%len(tools)], n+3)
		}
	}
	text.WriteString("    skills:\n")
	for i := range 5 {
		fmt.Fprintf(&text, "      - label: Group %d\n        details: %s\n", i, strings.Join(tools[i*3:i*3+3], ", "))
	}
	lines := []string{}
	for i := 0; offer.Len() < 5000; i++ {
		line := fmt.Sprintf("must: Solid practice with %s and %s in teams that care for %s", tools[i*4%len(tools)], tools[i*11%len(tools)], duties[i%len(duties)])
		if i%3 == 2 {
			line = fmt.Sprintf("Design, build and run services for %s together with our product people", duties[i%len(duties)])
		}
		lines = append(lines, line)
		offer.WriteString(line)
	}
	in := plan.Input{Offer: newOffer("en", lines...), Base: parse(b, text.String()), AsOf: today}
	b.Logf("CV %d bytes, offer %d bytes", text.Len(), offer.Len())
	return in
}

func BenchmarkMake(b *testing.B) {
	in := large(b)
	var out schema.PlannedChanges
	for b.Loop() {
		var err error
		if out, err = plan.Make(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(out.Edits)), "edits")
}

func BenchmarkApply(b *testing.B) {
	in := large(b)
	out, err := plan.Make(context.Background(), in)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := plan.Apply(context.Background(), plan.ApplyInput{Base: in.Base, Plan: out, AsOf: today}); err != nil {
			b.Fatal(err)
		}
	}
}

// Every cut and every step of spacing is rendered, so this is mostly rendering.
func BenchmarkMakeFitsPages(b *testing.B) {
	in := large(b)
	engine := render.New()
	in.Pages = func(ctx context.Context, doc *cv.Document) (schema.RenderReport, error) {
		result, err := engine.RenderDocument(ctx, doc, render.Options{Now: today})
		if err != nil {
			return schema.RenderReport{}, err
		}
		return result.Report, nil
	}
	in.MaxPages = 2
	var out schema.PlannedChanges
	for b.Loop() {
		var err error
		if out, err = plan.Make(context.Background(), in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.Pages.Before), "pages-before")
	b.ReportMetric(float64(out.Pages.After), "pages-after")
}

// BenchmarkMakeForARun plans as a run on request does: people of several trades
// apply again and again, each time with a CV that differs in a few words from
// their last, and for an offer that nobody saw before.
func BenchmarkMakeForARun(b *testing.B) {
	trades := []struct{ cv, offer string }{
		{"software-engineer", "platform-engineer.txt"},
		{"staff-nurse", "staff-nurse.html"},
		{"chef-de-projet-evenementiel", "chef-de-projet-evenementiel.txt"},
		{"zerspanungsmechaniker", "zerspanungsmechaniker.txt"},
	}
	engine, texts, lines, rendered := render.New(), guard.NewTexts(8<<20), match.NewTexts(8<<20), 0
	number := 0
	apply := func() plan.Input {
		number++
		trade := trades[number%len(trades)]
		yaml, err := os.ReadFile("../examples/cvs/" + trade.cv + ".yaml")
		if err != nil {
			b.Fatal(err)
		}
		text, err := os.ReadFile("../examples/offers/" + trade.offer)
		if err != nil {
			b.Fatal(err)
		}
		source := offer.Input{Text: fmt.Sprintf("%s\nReference %d\n", text, number), Today: today}
		if strings.HasSuffix(trade.offer, ".html") {
			source = offer.Input{HTML: strings.Replace(string(text), "</body>", fmt.Sprintf("<p>Reference %d</p></body>", number), 1), Today: today}
		}
		parsed, err := offer.Parse(source)
		if err != nil {
			b.Fatal(err)
		}
		base, err := cv.Parse([]byte(strings.Replace(string(yaml), "name: ", fmt.Sprintf("name: N%d ", number), 1)))
		if err != nil {
			b.Fatal(err)
		}
		return plan.Input{
			Offer: parsed, Base: base, AsOf: today, Texts: lines,
			Guard: func(evidence guard.Evidence) *guard.Guard {
				evidence.Texts = texts
				return guard.New(evidence)
			},
			Pages: func(ctx context.Context, doc *cv.Document) (schema.RenderReport, error) {
				rendered++
				result, err := engine.RenderDocument(ctx, doc, render.Options{Now: today, Count: true})
				if err != nil {
					return schema.RenderReport{}, err
				}
				return result.Report, nil
			},
		}
	}
	inputs := make([]plan.Input, 100)
	next := len(inputs)
	for b.Loop() {
		if next == len(inputs) {
			b.StopTimer()
			for i := range inputs {
				inputs[i] = apply()
			}
			next = 0
			b.StartTimer()
		}
		if _, err := plan.Make(context.Background(), inputs[next]); err != nil {
			b.Fatal(err)
		}
		next++
	}
	b.ReportMetric(float64(rendered)/float64(b.N), "renders/op")
}
