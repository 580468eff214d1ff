package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/mark3labs/mcp-go/client"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/offer/file"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/tools"
	"github.com/bespoke-cv/bespoke/workflow"
)

// job is what the tailor command was asked to do.
type job struct {
	offer    string
	cv       string
	out      string
	report   string
	server   string
	accept   list
	reject   list
	facts    texts
	maxPages int
	theme    string
	language string
	notes    string
	review   bool
}

func (j *job) bind(flags *flag.FlagSet) {
	flags.StringVar(&j.offer, "job", "", "the offer: a file (text, HTML, PDF, DOCX or a saved mail), - for the standard input, or an https address")
	flags.StringVar(&j.cv, "cv", "", "the CV: a RenderCV YAML file")
	flags.StringVar(&j.out, "out", "out", "folder for the tailored YAML, PDF, pictures and application")
	flags.StringVar(&j.report, "report", "", "also write a page that shows what changed and why: an HTML file such as out/report.html")
	flags.StringVar(&j.server, "server", "", "use the tools of this bespoke server: http://HOST/mcp or http://HOST/sse (BESPOKE_SERVER)")
	flags.Var(&j.accept, "accept", "ids of edits to apply; default every edit that passes the guard")
	flags.Var(&j.reject, "reject", "ids of edits to leave out")
	flags.Var(&j.facts, "fact", "something true about you that the CV does not say; may be repeated")
	flags.IntVar(&j.maxPages, "max-pages", 0, "propose cuts until the PDF has at most this many pages")
	flags.StringVar(&j.theme, "theme", "", "RenderCV theme in place of the CV's own")
	flags.StringVar(&j.language, "language", "", "language of the tailored CV: an ISO 639-1 code, offer for the offer's, default the CV's own")
	flags.BoolVar(&j.review, "review", false, "print a link to a page on which to take or leave each edit, and wait for it")
	flags.StringVar(&j.notes, "notes", "", "notes to keep with the application")
}

// tailor does the whole job and writes its results into a folder.
func tailor(ctx context.Context, args []string, stdio stdio) (err error) {
	flags, config := newFlags("tailor", "--job OFFER --cv CV.yaml [flags]", stdio)
	var job job
	job.bind(flags)
	if err := config.parse(flags, args); err != nil {
		return err
	}
	fallback(&job.server, "BESPOKE_SERVER")
	if err := job.check(); err != nil {
		return usageError{err}
	}
	request, err := job.request(ctx, stdio)
	if err != nil {
		return err
	}
	made, err := makeFolder(job.out)
	if err != nil {
		return fmt.Errorf("--out: %w: choose another folder", err)
	}
	defer func() {
		if err != nil && made {
			_ = os.Remove(job.out) // only when nothing has come to stand in it
		}
	}()
	ctx = identity.With(ctx, identity.Local())
	screen := newScreen(stdio.out)
	var done results
	if job.server != "" {
		done, err = tailorThere(ctx, job, request, screen)
	} else {
		done, err = tailorHere(ctx, config, job, request, screen, config.logger(quiet(stdio)))
	}
	if err != nil {
		return err
	}
	screen.precedents(done.precedents)
	screen.bill(tools.Bill(done.calls))
	return nil
}

// results are what a job has made and what came to light.
type results struct {
	values     map[string]string // handles, by the names of package agents
	calls      []schema.ModelCall
	precedents []schema.Precedent
}

// check finds flags that are missing, or that do not go together.
func (j *job) check() error {
	switch {
	case j.offer == "" || j.cv == "":
		return errors.New("--job and --cv are needed")
	case j.review && (j.server != "" || j.theme != "" || len(j.accept)+len(j.reject) > 0):
		return errors.New("--review decides on this machine's own page: leave out --server, --accept, --reject and --theme (which the CV's YAML may name)")
	case j.maxPages < 0:
		return fmt.Errorf("--max-pages %d: give 1 or more", j.maxPages)
	}
	return nil
}

// tailorThere uses the tools of another machine.
func tailorThere(ctx context.Context, job job, request agents.Request, screen *screen) (done results, err error) {
	registry := agents.ServerRegistry{agents.ServerName: {URL: job.server, Token: os.Getenv("BESPOKE_TOKEN")}}
	connection, err := registry.Connect(ctx, agents.ServerName, version)
	if err != nil {
		return done, err
	}
	defer connection.Close()
	if done, err = runRemote(ctx, connection, request, screen); err != nil {
		return done, err
	}
	return done, deliver(ctx, connection, job, done.values, screen)
}

// tailorHere uses the tools of this process.
func tailorHere(ctx context.Context, config *config, job job, request agents.Request, screen *screen, log *slog.Logger) (done results, err error) {
	app, err := open(ctx, config, log, func(toolbox *tools.Toolbox) { toolbox.Foresee(ctx, request, filepath.Dir(job.cv)) })
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, app.close(ctx)) }()
	if job.review {
		done, err = tailorByHand(ctx, app, job, request, screen, log)
	} else {
		done, err = runLocal(ctx, app, job, request, screen)
	}
	if err != nil {
		return done, err
	}
	ended := app.endRuns(ctx) // what was made is read from the store
	delivered := deliver(ctx, app.client, job, done.values, screen)
	done.precedents, err = app.toolbox.Precedents(ctx, done.values[agents.ApplicationID])
	return done, errors.Join(delivered, err, <-ended)
}

// quiet keeps the log of a foreground command to itself unless it is asked for.
func quiet(stdio stdio) stdio {
	if os.Getenv("BESPOKE_LOG") == "" {
		stdio.err = io.Discard
	}
	return stdio
}

// request reads the CV and the offer. A path is the user's own, so it may lie
// anywhere.
func (j *job) request(ctx context.Context, stdio stdio) (agents.Request, error) {
	request := agents.Request{
		Accept: j.accept, Reject: j.reject, Facts: j.facts, MaxPages: j.maxPages,
		Theme: j.theme, Language: j.language, Notes: j.notes,
	}
	yaml, err := readUpTo(j.cv, maxFile)
	if err != nil {
		return request, fmt.Errorf("--cv: %w", err)
	}
	if !utf8.Valid(yaml) { // JSON would hide it on the way to another machine
		_, err := cv.Parse(yaml)
		return request, fmt.Errorf("--cv %s: %w", j.cv, err)
	}
	request.CVYAML = string(yaml)
	if scheme, _, ok := strings.Cut(j.offer, "://"); ok && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http")) {
		request.JobOfferURL = j.offer
		return request, nil
	}
	found, err := j.readOffer(ctx, stdio.in)
	if err != nil {
		return request, fmt.Errorf("--job %s: %w", j.offer, err)
	}
	for _, note := range found.Notes {
		fmt.Fprintf(stdio.err, "bespoke tailor: --job %s: %s\n", j.offer, note)
	}
	request.JobOfferText, request.JobOfferHTML = found.Text, found.HTML
	return request, nil
}

// makeFolder makes sure, before anything is done, that files can be written
// into a folder. made is true when it was not there.
func makeFolder(path string) (made bool, err error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		made = true
	}
	if err := os.MkdirAll(path, 0o755); err != nil {
		return false, err
	}
	probe, err := os.CreateTemp(path, ".bespoke-*")
	var cause *fs.PathError
	if errors.As(err, &cause) {
		return made, fmt.Errorf("%s: %w", path, cause.Err)
	}
	if err != nil {
		return made, err
	}
	return made, errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// readOffer finds the offer in a file or, for -, in the standard input.
func (j *job) readOffer(ctx context.Context, stdin io.Reader) (offer.Input, error) {
	data, err := readInput(j.offer, stdin, file.MaxBytes)
	if err != nil {
		return offer.Input{}, err
	}
	return file.Read(ctx, j.offer, data)
}

// runRemote lets the orchestrator call another machine's tools.
func runRemote(ctx context.Context, connection *client.Client, request agents.Request, screen *screen) (done results, err error) {
	orchestrator := agents.Orchestrator{Client: connection, Plan: agents.ApplicationPlan()}
	screen.total = len(orchestrator.Plan.Steps)
	key := schema.NewHandle(schema.KindRun)
	result, err := orchestrator.Run(ctx, key, request, func(step agents.StepResult) {
		screen.step(step.Step, step.Text)
		var told struct {
			Model      schema.ModelBill
			Precedents []schema.Precedent
		}
		if json.Unmarshal(step.Structured, &told) == nil {
			done.calls = append(done.calls, told.Model.Calls...)
			done.precedents = append(done.precedents, told.Precedents...)
		}
	})
	done.values = result.Values
	return done, err
}

// runLocal starts a durable run on this machine and follows it.
func runLocal(ctx context.Context, app *app, job job, request agents.Request, screen *screen) (done results, err error) {
	handle, err := keepCV(ctx, app, job, request.CVYAML)
	if err != nil {
		return done, err
	}
	request.CVID, request.CVYAML, request.Local = handle, "", true
	body, err := json.Marshal(request)
	if err != nil {
		return done, fmt.Errorf("writing down the request: %w", err)
	}
	key := schema.NewHandle(schema.KindRun)
	owner := identity.LocalUser
	runID, _, err := app.runs.Start(ctx, owner, key, body)
	if err != nil {
		return done, err
	}
	shown := map[string]workflow.Status{}
	run, err := app.runs.Follow(ctx, owner, runID, func(run workflow.Run) { show(run, shown, screen) })
	switch {
	case ctx.Err() != nil:
		return done, fmt.Errorf("interrupted: %s goes on at the next start of bespoke", runID)
	case err != nil:
		return done, fmt.Errorf("following the run: %w", err)
	case run.Status != workflow.Succeeded:
		return done, fmt.Errorf("%s %s: %s", runID, run.Status, run.Error)
	}
	done.values = run.Values
	if done.calls, err = app.store.ModelCalls(ctx, owner, runID); err != nil {
		return done, fmt.Errorf("reading what the model took: %w", err)
	}
	return done, nil
}

// show tells of the steps that have moved on since they were shown last.
func show(run workflow.Run, shown map[string]workflow.Status, screen *screen) {
	screen.total = len(run.Steps)
	for _, step := range run.Steps {
		if step.Status == workflow.Running {
			screen.running(strings.TrimSuffix(step.Name+": "+step.Doing, ": "))
		}
		if shown[step.Name] == step.Status {
			continue
		}
		shown[step.Name] = step.Status
		if step.Status == workflow.Succeeded {
			var result struct{ Summary string }
			_ = json.Unmarshal(step.Result, &result) // the summary is for show
			screen.step(step.Name, result.Summary)
		}
	}
}

// keepCV stores the CV with the folder it came from, where its photo and fonts
// lie.
func keepCV(ctx context.Context, app *app, job job, yaml string) (string, error) {
	row, err := app.toolbox.KeepCV(ctx, []byte(yaml), job.cv)
	if err != nil {
		return "", fmt.Errorf("--cv %s: %w", job.cv, err)
	}
	return row.ID, nil
}
