package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/mark3labs/mcp-go/client"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/fetch"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/server"
	"github.com/bespoke-cv/bespoke/storage/disk"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/sqlstore"
	"github.com/bespoke-cv/bespoke/tools"
	"github.com/bespoke-cv/bespoke/workflow"
)

// app is bespoke wired together: the store, the tools on top of it, the server
// that offers them, and the durable runs that call them as an MCP client.
type app struct {
	config  *config
	store   *sqlstore.Store
	blobs   *disk.Blobs
	server  *server.Server
	client  *client.Client
	runs    *workflow.Engine
	toolbox *tools.Toolbox
}

// open wires an app. Runs that a killed process left are taken over at once.
func open(ctx context.Context, config *config, log *slog.Logger) (*app, error) {
	return wire(ctx, config, log, (*agents.Orchestrator).Durable)
}

// wire is open with the durable steps made by steps.
func wire(ctx context.Context, config *config, log *slog.Logger, steps func(*agents.Orchestrator) []workflow.Step) (_ *app, err error) {
	a := &app{config: config}
	defer func() {
		if err != nil {
			_ = a.close(ctx)
		}
	}()
	if err := config.unsupported(); err != nil {
		return nil, err
	}
	skills, err := config.lexicon()
	if err != nil {
		return nil, err
	}
	if a.store, err = sqlite.Open(ctx, filepath.Join(config.data, "bespoke.db")); err != nil {
		return nil, fmt.Errorf("opening the store: %w", err)
	}
	if a.blobs, err = disk.Open(filepath.Join(config.data, "blobs")); err != nil {
		return nil, fmt.Errorf("opening the folder of PDFs: %w", err)
	}
	a.toolbox = &tools.Toolbox{
		Store: a.store, Blobs: a.blobs, Engine: render.New(), Lexicon: skills,
		Roots: config.roots, Fetch: fetch.Get, Now: time.Now, RenderCV: config.renderCV,
	}
	if err := config.addModel(a.toolbox); err != nil {
		return nil, err
	}
	a.server = server.New(server.Config{
		Name: "bespoke", Title: "bespoke", Version: version, Instructions: tools.Instructions,
		Tools: a.toolbox.Tools(), Templates: a.toolbox.Resources(), Prompts: a.toolbox.Prompts(), Log: log,
		Hosts: config.hosts, Origins: config.origins, BaseURL: config.baseURL,
		Checks: []server.Check{{Name: "store", Run: a.store.Ping}, {Name: "blobs", Run: a.blobs.Ping}},
	})
	registry := agents.ServerRegistry{agents.ServerName: {InProcess: a.server.MCP()}}
	if a.client, err = registry.Connect(ctx, agents.ServerName, version); err != nil {
		return nil, err
	}
	orchestrator := &agents.Orchestrator{Client: a.client, Plan: agents.ApplicationPlan()}
	a.runs, err = workflow.Open(ctx, workflow.Config{
		Name: "create_application", Path: filepath.Join(config.data, "runs.db"), Logger: log,
	}, steps(orchestrator))
	if err != nil {
		return nil, fmt.Errorf("opening the runs: %w", err)
	}
	a.toolbox.Runs = a.runs
	return a, nil
}

// unsupported refuses settings that this version would otherwise pass over in
// silence.
func (c *config) unsupported() error {
	if c.databaseURL != "" || c.supabaseURL != "" {
		return errors.New("DATABASE_URL and SUPABASE_URL are set, but this version keeps its data on this machine only: unset them, or name the folder with --data")
	}
	return nil
}

// drainRuns is how long running steps may go on when the process ends; what
// is left continues at the next start.
const drainRuns = 5 * time.Second

func (a *app) close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainRuns)
	defer cancel()
	var errs []error
	if a.runs != nil {
		errs = append(errs, a.runs.Close(ctx))
	}
	if a.client != nil {
		errs = append(errs, a.client.Close())
	}
	if a.store != nil {
		errs = append(errs, a.store.Close())
	}
	return errors.Join(errs...)
}
