package agents_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/letter"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/plan"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

const (
	welder = "Welder\nRiverside Trailers Ltd, Leeds\n\nYou have:\n- TIG welding\n- Reading of technical drawings\n"
	welded = "cv:\n  name: Ada Sample\n  sections:\n    experience:\n      - company: Sample Ltd\n        position: Welder\n        highlights:\n          - Welded frames for 40 trailers with TIG\n"
	frames = "/cv/sections/experience/0/highlights/0"
)

// The static plan of a whole application: five tools, one after the other.
func ExampleApplicationPlan() {
	for _, step := range agents.ApplicationPlan().Steps {
		fmt.Println(step.Name, "by", step.Task.Agent.Name)
	}
	// Output:
	// parse_job_offer by job_offer_parser
	// plan_cv_changes by cv_customizer
	// apply_cv_edits by cv_editor
	// render_pdf by cv_editor
	// save_application by cv_editor
}

// The orchestrator reaches tools as every MCP client does, here in process.
func ExampleServerRegistry_Connect() {
	server := mcpserver.NewMCPServer("greeter", "1")
	server.AddTool(mcp.NewTool("greet"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultStructured(map[string]any{"greeting": "Hello"}, "Hello"), nil
	})
	ctx := context.Background()
	connection, err := agents.ServerRegistry{"greeter": {InProcess: server}}.Connect(ctx, "greeter", "1")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer connection.Close()
	orchestrator := &agents.Orchestrator{Client: connection, Plan: agents.Plan{Steps: []agents.Step{{Name: "say hello", Task: agents.AgentTask{
		Agent: agents.Agent{Name: "Greeter", ServerNames: []string{"greeter"}}, Tool: "greet",
		Arguments: func(agents.Request, string, map[string]string) map[string]any { return nil },
		Keep:      map[string]string{"said": "greeting"},
	}}}}}
	result, err := orchestrator.Run(ctx, "key", agents.Request{}, nil)
	fmt.Println(result.Values, err)
	// Output:
	// map[said:Hello] <nil>
}

// A model proposes, and is told once what the CV does not prove; what it insists
// on is refused when the plan is made.
func ExampleNewCVCustomizer() {
	model := proposing(func(request llm.Request) (any, error) {
		if !offers(request, frames) {
			return edits(), nil
		}
		return edits(edit{Op: "replace", Path: frames, Before: "Welded frames for 40 trailers with TIG", After: "TIG-welded frames for 40 trailers and led 6 welders"}), nil
	})
	base, err := cv.Parse([]byte(welded))
	if err != nil {
		fmt.Println(err)
		return
	}
	parsed, err := offer.Parse(offer.Input{Text: welder})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, in := context.Background(), plan.Input{Offer: parsed, Base: base}
	proposals, err := agents.NewCVCustomizer(model, nil).Propose(ctx, in, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	in.Edits = proposals.Edits
	made, err := plan.Make(ctx, in)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, edit := range made.Refused {
		fmt.Println(edit.PlannedBy, "is refused:", edit.After)
		for _, finding := range edit.Verdict.Findings {
			fmt.Println(finding.Kind, finding.Words)
		}
	}
	// Output:
	// model:scripted is refused: TIG-welded frames for 40 trailers and led 6 welders
	// new_number [6]
	// verb_strength [led]
}

// The user takes edits; the editor writes them and asks no model.
func ExampleNewCVEditor() {
	ctx := context.Background()
	base, err := cv.Parse([]byte(welded))
	if err != nil {
		fmt.Println(err)
		return
	}
	made, err := plan.Make(ctx, plan.Input{Base: base, Edits: []schema.Edit{{Op: schema.Replace, Path: frames, After: "TIG-welded frames for 40 trailers"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	tailored, changes, err := agents.NewCVEditor().Apply(ctx, plan.ApplyInput{Base: base, Plan: made})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(changes.Applied), "applied")
	fmt.Println(tailored.Scalar(frames))
	// Output:
	// 1 applied
	// TIG-welded frames for 40 trailers true
}

// What a model reads into an offer counts as far as the offer's words go.
func ExampleNewJobOfferParser() {
	model := &scriptedModel{answer: func(llm.Request, string) (any, error) {
		return map[string]any{"fields": []any{
			map[string]any{"field": "company", "value": "Riverside Trailers Ltd", "quote": "Riverside Trailers Ltd"},
			map[string]any{"field": "location", "value": "Bradford", "quote": "Bradford"},
		}, "requirements": []any{}, "responsibilities": []any{}, "skills": []any{}}, nil
	}}
	rules, err := offer.Parse(offer.Input{Text: welder})
	if err != nil {
		fmt.Println(err)
		return
	}
	read, err := agents.NewJobOfferParser(model, nil).Read(context.Background(), rules)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(read.ParsedBy, read.JobOffer.Company, read.JobOffer.Location)
	for _, warning := range read.Warnings {
		fmt.Println(warning)
	}
	// Output:
	// model:scripted Riverside Trailers Ltd Leeds
	// model:scripted: location: "Bradford" was left out: the offer's text does not say it
}

// A model writes the middle of a letter; what it makes up is taken out.
func ExampleNewLetterWriter() {
	model := &scriptedModel{answer: func(llm.Request, string) (any, error) {
		return map[string]any{"paragraphs": []string{"At Sample Ltd I welded frames for 40 trailers with TIG. I won a gold medal in Tokyo."}}, nil
	}}
	base, err := cv.Parse([]byte(welded))
	if err != nil {
		fmt.Println(err)
		return
	}
	draft, by, err := agents.NewLetterWriter(model, nil).Write(context.Background(),
		letter.About{Kind: letter.Cover, Language: "en", CV: base, Title: "Welder", Company: "Riverside Trailers Ltd"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(by)
	for _, sentence := range slices.Concat(draft.Claims, draft.Refused) {
		fmt.Println(sentence.Verdict.Outcome, sentence.Text)
	}
	// Output:
	// model:scripted
	// pass At Sample Ltd I welded frames for 40 trailers with TIG.
	// reject I won a gold medal in Tokyo.
}

// What an agent is told of an offer: what bears on a CV, and no more.
func ExampleBrief() {
	parsed, err := offer.Parse(offer.Input{Text: welder + "\nWe offer fruit on Fridays and a table football.\n"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(agents.Brief(parsed))
	// Output:
	// Title: Welder
	// [r1] must: TIG welding
	// [r2] must: Reading of technical drawings
}

// answers keeps what a model answered, as package storage does with rows.
type answers map[string]json.RawMessage

func (a answers) ModelAnswer(_ context.Context, user uuid.UUID, digest string) (json.RawMessage, error) {
	if answer, ok := a[user.String()+digest]; ok {
		return answer, nil
	}
	return nil, storage.ErrNotFound
}

func (a answers) SaveModelAnswer(_ context.Context, user uuid.UUID, digest string, answer json.RawMessage) error {
	a[user.String()+digest] = answer
	return nil
}

// Answers belong to the user in the context: nobody else's question finds them.
func ExampleStoreCache() {
	cache := agents.StoreCache{Store: answers{}}
	ada := identity.With(context.Background(), identity.Identity{User: uuid.New()})
	ben := identity.With(context.Background(), identity.Identity{User: uuid.New()})
	cache.Put(ada, "digest of the question", []byte(`{"city": "Porto"}`))
	answer, ok := cache.Get(ada, "digest of the question")
	fmt.Println(string(answer), ok)
	_, ok = cache.Get(ben, "digest of the question")
	fmt.Println(ok)
	// Output:
	// {"city": "Porto"} true
	// false
}
