package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/fetch"
	"github.com/bespoke-cv/bespoke/limit"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/server"
	"github.com/bespoke-cv/bespoke/storage/recall"
	"github.com/bespoke-cv/bespoke/telemetry"
	"github.com/bespoke-cv/bespoke/tools"
	"github.com/bespoke-cv/bespoke/workflow"
)

// app is bespoke wired together: the store, the tools on top of it, the server
// that offers them, and the durable runs that call them as an MCP client.
type app struct {
	config *config
	*home
	server  *server.Server
	client  *client.Client // of server
	runs    *workflow.Engine
	toolbox *tools.Toolbox

	telemetry *telemetry.Telemetry // nil where nothing takes the figures

	requests *limit.Users // each user's share over HTTP; nil where nobody logs in
	door     doorway
}

// open wires an app. Runs that a killed process left are taken over at once.
// ahead is work with the tools that needs no store, done while that is opened.
func open(ctx context.Context, config *config, log *slog.Logger, ahead ...func(*tools.Toolbox)) (*app, error) {
	return wire(ctx, config, log, (*agents.Orchestrator).Durable, ahead...)
}

// wire is open with the durable steps made by steps.
func wire(ctx context.Context, config *config, log *slog.Logger, steps func(*agents.Orchestrator) []workflow.Step, ahead ...func(*tools.Toolbox)) (_ *app, err error) {
	a := &app{config: config}
	var runs *opening
	defer func() {
		if err == nil {
			return
		}
		if runs != nil {
			a.runs = runs.abandon()
		}
		_ = a.close(ctx)
	}()
	if a.telemetry, err = config.openTelemetry(ctx, log); err != nil {
		return nil, err
	}
	a.toolbox = &tools.Toolbox{
		Engine: render.New(), Roots: config.roots, Fetch: fetch.Get, FetchPhoto: fetch.Photo, Now: time.Now, RenderCV: config.renderCV,
	}
	var lexiconErr error
	var lexicon, beside sync.WaitGroup
	defer beside.Wait()
	lexicon.Go(func() { a.toolbox.Lexicon, lexiconErr = config.lexicon() })
	for _, work := range ahead {
		beside.Go(func() {
			if lexicon.Wait(); lexiconErr == nil {
				work(a.toolbox)
			}
		})
	}
	if config.databaseURL == "" { // a file beside that of the store
		runs = openRuns(ctx, config.runs(nil, a.telemetry, log), steps)
	}
	a.home, err = config.openHome(ctx)
	lexicon.Wait()
	if err = errors.Join(lexiconErr, err); err != nil {
		return nil, err
	}
	a.toolbox.Store, a.toolbox.Blobs = recall.New(a.store), a.blobs
	if err := config.addModel(a.toolbox); err != nil {
		return nil, err
	}
	requests, starts, eraseShares := config.shares(a.pool)
	a.requests, a.toolbox.EraseShares = requests, eraseShares
	a.server = a.newServer(log)
	if a.client, err = connect(ctx, a.server); err != nil {
		return nil, err
	}
	every := a.server
	if !config.scope.All() {
		// Runs that were begun elsewhere need every tool, whatever is offered here.
		every = server.New(server.Config{Name: "bespoke", Version: version, Tools: a.toolbox.Callable(), Log: log, Telemetry: a.telemetry})
	}
	if runs == nil {
		runs = openRuns(ctx, config.runs(a.pool, a.telemetry, log), steps)
	}
	if a.runs, err = runs.with(every); err != nil {
		return nil, err
	}
	if a.toolbox.Runs = a.runs; starts != nil {
		a.toolbox.Runs = starts.Starts(a.runs)
	}
	return a, nil
}

// newServer offers the tools that the configuration wants offered.
func (a *app) newServer(log *slog.Logger) *server.Server {
	checks := []server.Check{{Name: "store", Run: a.store.Ping}, {Name: "blobs", Run: a.blobs.Ping}}
	if a.config.verify != nil {
		checks = append(checks, server.Check{Name: "auth", Run: a.config.verify.Ping})
	}
	offered, withheld := a.config.scope.Tools(a.toolbox.Callable())
	return server.New(server.Config{
		Name: "bespoke", Title: "bespoke", Version: version, Icons: tools.Icons(),
		Instructions: a.config.scope.Instructions(offered),
		Tools:        offered, Listed: a.listed, Withheld: withheld,
		Resources: tools.Apps(), Templates: a.toolbox.Resources(),
		Prompts: a.config.scope.Prompts(a.toolbox.Prompts()),
		Options: append(a.toolbox.Completions(), tools.Extensions()),
		Hosts:   a.config.hosts, Origins: a.config.origins, BaseURL: a.config.baseURL,
		Checks: checks, Auth: a.config.verify, Limit: a.requests,
		Log: log, Telemetry: a.telemetry,
	})
}

// withApp opens an app for the time that do takes.
func withApp(ctx context.Context, config *config, log *slog.Logger, do func(*app) error) (err error) {
	app, err := open(ctx, config, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.close(ctx)) }()
	return do(app)
}

// listed are the tools as clients see them.
func (a *app) listed() []mcp.Tool {
	offered, _ := a.config.scope.Tools(a.toolbox.Tools())
	return tools.Brief(offered)
}

// connect gives an MCP client of a server in this process.
func connect(ctx context.Context, to *server.Server) (*client.Client, error) {
	registry := agents.ServerRegistry{agents.ServerName: {InProcess: to.MCP()}}
	return registry.Connect(ctx, agents.ServerName, version)
}

// checkpointEvery is as long as a run without a model takes on a busy machine:
// it has one checkpoint then, and a crash costs no more than to do it again. A
// step that calls a model takes longer and has a checkpoint of its own.
const checkpointEvery = 500 * time.Millisecond

// runs says where and how runs are carried out.
func (c *config) runs(pool *pgxpool.Pool, measured *telemetry.Telemetry, log *slog.Logger) workflow.Config {
	runs := workflow.Config{
		Name: "create_application", Pool: pool, Role: c.role, Limits: c.limits, KeepRuns: c.keepRuns, CheckpointEvery: checkpointEvery,
		Telemetry: measured, Logger: log,
	}
	if pool == nil {
		runs.Path = c.file("runs.db")
	}
	return runs
}

// drainRuns is how long running steps may go on when the process ends; what
// is left continues at the next start.
const drainRuns = 5 * time.Second

// endRuns begins to close what carries runs out, for those who want no more of
// them, and tells how that went. The tools go on.
func (a *app) endRuns(ctx context.Context) <-chan error {
	ended := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainRuns)
		defer cancel()
		ended <- a.runs.Close(ctx)
	}()
	return ended
}

func (a *app) close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainRuns)
	defer cancel()
	var errs []error
	a.door.close()
	if a.runs != nil {
		errs = append(errs, a.runs.Close(ctx))
	}
	if a.client != nil {
		errs = append(errs, a.client.Close())
	}
	if a.home != nil {
		errs = append(errs, a.store.Close())
	}
	return errors.Join(append(errs, a.telemetry.Close(ctx))...)
}
