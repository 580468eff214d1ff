package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/workflow"
)

// opening is an engine of runs that is being opened, beside the tools that its
// runs will call.
type opening struct {
	orchestrator *agents.Orchestrator
	ready        chan struct{} // closed when the orchestrator has its tools
	giveUp       context.CancelFunc
	done         sync.WaitGroup
	engine       *workflow.Engine
	err          error
}

func openRuns(ctx context.Context, config workflow.Config, steps func(*agents.Orchestrator) []workflow.Step) *opening {
	ctx, giveUp := context.WithCancel(ctx)
	o := &opening{orchestrator: &agents.Orchestrator{Plan: agents.ApplicationPlan()}, ready: make(chan struct{}), giveUp: giveUp}
	config.Ready = o.ready
	o.done.Go(func() { o.engine, o.err = workflow.Open(ctx, config, steps(o.orchestrator)) })
	return o
}

// with gives the runs their tools and returns the engine once it is open.
func (o *opening) with(tools agents.ToolCaller) (*workflow.Engine, error) {
	o.orchestrator.Client = tools
	close(o.ready)
	o.done.Wait()
	o.giveUp()
	if o.err != nil {
		return nil, fmt.Errorf("opening the runs: %w", o.err)
	}
	return o.engine, nil
}

// abandon stops opening, and returns the engine where it is open already.
func (o *opening) abandon() *workflow.Engine {
	o.giveUp()
	o.done.Wait()
	return o.engine
}
