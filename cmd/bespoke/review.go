package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/review"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/server"
)

// doorway is where browsers reach this process to review plans.
type doorway struct {
	opening sync.Mutex // held while it is opened, which is done once

	mu   sync.Mutex
	base string        // without a slash at its end; empty as long as nobody listens
	end  func()        // closes a listener of the doorway's own; may be nil
	done chan struct{} // closed when that listener has ended
}

func (d *doorway) address() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.base
}

// at says where the process listens. A public address goes first; who listens on
// every interface is reached on this machine.
func (d *doorway) at(public string, address net.Addr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.base = strings.TrimSuffix(public, "/"); d.base != "" {
		return
	}
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	d.base = "http://" + net.JoinHostPort(host, port)
}

// mountReview lets plans be reviewed in a browser. taken, when not nil, is told
// of each PDF that a page has fetched.
func (a *app) mountReview(log *slog.Logger, taken func(planID, pdfID string)) *review.Reviews {
	config := review.Config{
		Grants: a.store, Tools: a.client, Documents: a.toolbox, Base: a.door.address, Taken: taken, Now: time.Now, Log: log,
	}
	if a.requests != nil {
		config.Limit = a.requests.Handler
	}
	reviews := review.New(config)
	a.server.MountReview(reviews)
	a.toolbox.ReviewLink = reviews.Link
	return reviews
}

// reviewHere is mountReview for a process that speaks no HTTP otherwise: it
// listens on this machine, on a port of the kernel's choice, once a link is
// wanted.
func (a *app) reviewHere(log *slog.Logger, taken func(planID, pdfID string)) {
	reviews := a.mountReview(log, taken)
	a.toolbox.ReviewLink = func(call context.Context, planID string) (string, error) {
		if err := a.openDoor(); err != nil {
			return "", err
		}
		return reviews.Link(call, planID)
	}
}

// openDoor listens until the app is closed, unless that is done already. Nothing
// of the call that wanted it goes with it: whose request one is, its session says.
func (a *app) openDoor() error {
	a.door.opening.Lock()
	defer a.door.opening.Unlock()
	if a.door.address() != "" {
		return nil
	}
	ctx, end := context.WithCancel(context.Background())
	ready, failed, done := make(chan net.Addr, 1), make(chan error, 1), make(chan struct{})
	go func() {
		defer close(done)
		failed <- a.server.ListenAndServe(ctx, "127.0.0.1:0", server.Review, func(address net.Addr) { ready <- address })
	}()
	select {
	case err := <-failed:
		end()
		return fmt.Errorf("opening the review: %w", err)
	case address := <-ready:
		a.door.at("", address)
	}
	a.door.mu.Lock()
	a.door.end, a.door.done = end, done
	a.door.mu.Unlock()
	return nil
}

func (d *doorway) close() {
	d.mu.Lock()
	end, done := d.end, d.done
	d.mu.Unlock()
	if end != nil {
		end()
		<-done
	}
}

// tailorByHand plans, lets the user decide on the page, and saves what the page
// has made.
func tailorByHand(ctx context.Context, app *app, job job, request agents.Request, screen *screen, log *slog.Logger) (done results, err error) {
	handle, err := keepCV(ctx, app, job, request.CVYAML)
	if err != nil {
		return done, err
	}
	request.CVID, request.CVYAML, request.Local = handle, "", true
	steps := agents.ApplicationPlan().Steps
	planning, saving := steps[:2], steps[len(steps)-1]
	screen.total = len(planning) + 1

	made := make(chan string, 1)
	app.reviewHere(log, func(_, pdfID string) {
		select {
		case made <- pdfID:
		default: // the first is being saved
		}
	})
	key := schema.NewHandle(schema.KindRun)
	orchestrator := agents.Orchestrator{Client: app.client, Plan: agents.Plan{Steps: planning}}
	result, err := orchestrator.Run(ctx, key, request, func(step agents.StepResult) { screen.step(step.Step, step.Text) })
	if err != nil {
		return done, err
	}
	values := result.Values
	link, err := app.toolbox.ReviewLink(ctx, values[agents.PlanID])
	if err != nil {
		return done, err
	}
	screen.review(link, review.LinkLifetime)
	select {
	case <-ctx.Done():
		return done, errors.New("interrupted before anything was applied: the plan is kept; run the same command again")
	case values[agents.PDFID] = <-made:
	}
	pdf, err := app.store.PDF(ctx, identity.LocalUser, values[agents.PDFID])
	if err != nil {
		return done, fmt.Errorf("reading what was rendered: %w", err)
	}
	values[agents.TailoredCVID] = pdf.CVID
	// The page saves under this key too, so that there is one application.
	saved, err := orchestrator.RunStep(ctx, saving, review.SaveKey(values[agents.PlanID], pdf.CVID), request, values)
	if err != nil {
		return done, err
	}
	screen.step(saving.Name, saved.Text)
	values[agents.ApplicationID] = saved.Values[agents.ApplicationID]
	done.values = values
	done.calls, err = app.store.ModelCalls(ctx, identity.LocalUser, key)
	return done, err
}
