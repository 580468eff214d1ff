package tools

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/workflow"
)

// maxWait is how long a call may wait for a run: several hosts cut a tool call
// at about 60 s.
const maxWait = 45 * time.Second

type createApplicationIn struct {
	offerArguments
	cvSource
	Accept         []string `json:"accept,omitempty" jsonschema:"maxItems=500,description=Ids of edits to apply; default is every edit that passes the guard"`
	Reject         []string `json:"reject,omitempty" jsonschema:"maxItems=500,description=Ids of edits to leave out; they are not proposed again"`
	Facts          []string `json:"facts,omitempty" jsonschema:"maxItems=50,description=True statements that the user has just confirmed; kept as evidence"`
	MaxPages       int      `json:"max_pages,omitempty" jsonschema:"minimum=1,maximum=20"`
	Language       string   `json:"language,omitempty" jsonschema:"maxLength=8,description=Of the tailored CV: an ISO 639-1 code or offer or cv (default)"`
	Theme          string   `json:"theme,omitempty" jsonschema:"maxLength=40"`
	Notes          string   `json:"notes,omitempty" jsonschema:"maxLength=10000"`
	IdempotencyKey string   `json:"idempotency_key,omitempty" jsonschema:"maxLength=200,description=The same key starts only one run"`
	WaitSeconds    *int     `json:"wait_seconds,omitempty" jsonschema:"minimum=0,maximum=45,description=Wait this long for the run to end; default 30"`
}

type runOut struct {
	RunID            string               `json:"run_id"`
	Status           workflow.Status      `json:"status" jsonschema:"enum=pending,enum=running,enum=succeeded,enum=failed,enum=cancelled"`
	Step             string               `json:"step,omitempty" jsonschema:"description=The step that runs or failed"`
	Error            string               `json:"error,omitempty"`
	Handles          map[string]string    `json:"handles,omitempty" jsonschema:"description=Ids of what the run has made so far"`
	Steps            []workflow.StepState `json:"steps"`
	Model            *schema.ModelBill    `json:"model,omitempty" jsonschema:"description=What the run took of the server's model so far; absent when it was not asked"`
	Attached         bool                 `json:"attached,omitempty" jsonschema:"description=True when a run under this key was there before"`
	Precedents       []schema.Precedent   `json:"precedents,omitempty" jsonschema:"description=As save_application tells them"`
	PollAfterSeconds int                  `json:"poll_after_seconds,omitempty" jsonschema:"description=Call get_run after this many seconds"`
}

func (b *Toolbox) createApplication() definition {
	return define(declaration[createApplicationIn, runOut]{
		name:  "create_application",
		title: "Create an application in one go",
		description: "Do the whole job in one durable run: read the offer, plan, apply what passes the guard, render the PDF, save the application. " +
			"Use it when the user wants the result without reviewing each edit. Next: get_run when it still runs.",
		hints: hints{idempotent: true, openWorld: true},
		run:   b.runCreate,
	})
}

func (b *Toolbox) runCreate(ctx context.Context, owner uuid.UUID, in createApplicationIn) (answer[runOut], error) {
	var none answer[runOut]
	if b.Runs == nil {
		return none, errors.New("durable runs are not available here: call the five tools one by one")
	}
	// The CV is checked and kept before the run starts, so that bad input is
	// told at once.
	row, _, err := b.openCV(ctx, owner, in.cvSource)
	if err != nil {
		return none, err
	}
	caller, _ := identity.From(ctx)
	wanted := agents.Request{
		Local: caller.Local,
		CVID:  row.ID, Accept: in.Accept, Reject: in.Reject, Facts: in.Facts,
		MaxPages: in.MaxPages, Language: in.Language, Theme: in.Theme, Notes: in.Notes,
	}
	if err := b.nameOffer(ctx, owner, in.offerArguments, &wanted); err != nil {
		return none, err
	}
	request, err := json.Marshal(wanted)
	if err != nil {
		return none, fmt.Errorf("writing down the request: %w", err)
	}
	runID, created, err := b.Runs.Start(ctx, owner, in.IdempotencyKey, request)
	if err != nil {
		return none, fmt.Errorf("starting the run: %w", err)
	}
	wait := 30 * time.Second
	if in.WaitSeconds != nil {
		wait = min(time.Duration(*in.WaitSeconds)*time.Second, maxWait)
	}
	run, err := b.Runs.Get(ctx, owner, runID, wait)
	if err != nil {
		return none, fmt.Errorf("following the run: %w", err)
	}
	return b.runAnswer(ctx, owner, run, !created)
}

// nameOffer puts the offer into a request: by id where it is already read,
// else as the text that the run's first step reads.
func (b *Toolbox) nameOffer(ctx context.Context, owner uuid.UUID, in offerArguments, request *agents.Request) error {
	if in.JobOfferID != "" || in.JobOfferPath != "" || len(in.JobOffer) > 0 {
		row, err := b.openOffer(ctx, owner, in.source())
		request.JobOfferID = row.ID
		return err
	}
	_, err := exactlyOne("the offer", map[string]string{
		"job_offer_text": in.JobOfferText, "job_offer_html": in.JobOfferHTML, "job_offer_url": in.JobOfferURL,
	}, "job_offer_text", "job_offer_html", "job_offer_url")
	if err == nil && len(in.JobOfferText) > maxOffer {
		err = tooLong("job_offer_text", len(in.JobOfferText), maxOffer)
	}
	request.JobOfferText, request.JobOfferHTML, request.JobOfferURL = in.JobOfferText, in.JobOfferHTML, in.JobOfferURL
	return err
}

type getRunIn struct {
	RunID       string `json:"run_id" jsonschema:"maxLength=60"`
	WaitSeconds int    `json:"wait_seconds,omitempty" jsonschema:"minimum=0,maximum=45,description=Wait this long for the run to end"`
}

func (b *Toolbox) getRun() definition {
	return define(declaration[getRunIn, runOut]{
		name:        "get_run",
		title:       "Follow a run",
		description: "Show where a run of create_application stands and what it has made. Use it with the run_id until the status is succeeded, failed or cancelled.",
		hints:       hints{readOnly: true, idempotent: true},
		run: func(ctx context.Context, owner uuid.UUID, in getRunIn) (answer[runOut], error) {
			return b.follow(ctx, owner, in.RunID, func() (workflow.Run, error) {
				return b.Runs.Get(ctx, owner, in.RunID, min(time.Duration(in.WaitSeconds)*time.Second, maxWait))
			})
		},
	})
}

type cancelRunIn struct {
	RunID string `json:"run_id" jsonschema:"maxLength=60"`
}

func (b *Toolbox) cancelRun() definition {
	return define(declaration[cancelRunIn, runOut]{
		name:        "cancel_run",
		title:       "Cancel a run",
		description: "Cancel a run of create_application. What its finished steps made is kept. Use it when the user changes their mind.",
		hints:       hints{destructive: true, idempotent: true},
		run: func(ctx context.Context, owner uuid.UUID, in cancelRunIn) (answer[runOut], error) {
			return b.follow(ctx, owner, in.RunID, func() (workflow.Run, error) {
				if err := b.Runs.Cancel(ctx, owner, in.RunID); err != nil {
					return workflow.Run{}, err
				}
				return b.Runs.Get(ctx, owner, in.RunID, maxWait)
			})
		},
	})
}

func (b *Toolbox) follow(ctx context.Context, owner uuid.UUID, runID string, look func() (workflow.Run, error)) (answer[runOut], error) {
	if b.Runs == nil {
		return answer[runOut]{}, errors.New("durable runs are not available here: call the five tools one by one")
	}
	if _, err := schema.ParseHandle(schema.KindRun, runID); err != nil {
		return answer[runOut]{}, fmt.Errorf("run_id: %w", err)
	}
	run, err := look()
	if err != nil {
		return answer[runOut]{}, fmt.Errorf("run_id: %w", err)
	}
	return b.runAnswer(ctx, owner, run, false)
}

func (b *Toolbox) runAnswer(ctx context.Context, owner uuid.UUID, run workflow.Run, attached bool) (answer[runOut], error) {
	calls, err := b.Store.ModelCalls(ctx, owner, run.RunID)
	if err != nil {
		return answer[runOut]{}, fmt.Errorf("reading what the model took: %w", err)
	}
	out := runOut{
		RunID: run.RunID, Status: run.Status, Step: run.Step, Error: run.Error,
		Handles: run.Values, Steps: run.Steps, Model: Bill(calls), Attached: attached,
	}
	if out.Steps == nil {
		out.Steps = []workflow.StepState{}
	}
	text := fmt.Sprintf("%s: %s", run.RunID, run.Status)
	switch {
	case !run.Status.Final():
		out.PollAfterSeconds = 2
		text += fmt.Sprintf(", at %s. Next: get_run with run_id %s.", run.Step, run.RunID)
	case run.Status == workflow.Failed:
		text += fmt.Sprintf(" at %s: %s", run.Step, run.Error)
	case run.Values["application_id"] != "":
		text += fmt.Sprintf(". Application %s, CV %s, PDF %s.", run.Values["application_id"], run.Values["tailored_cv_id"], run.Values["pdf_id"])
	}
	text += costLine(out.Model)
	if run.Status.Final() {
		var told string
		out.Precedents, told = b.tellOf(ctx, owner, run.Values)
		text += told
	}
	return answer[runOut]{result: out, text: text}, nil
}

// tellOf tells where the PDF of a run can be fetched, and what earlier
// applications have to do with its own: both as of now, for a run keeps no copy.
func (b *Toolbox) tellOf(ctx context.Context, owner uuid.UUID, values map[string]string) (precedents []schema.Precedent, text string) {
	if address := b.addressOf(ctx, owner, values["pdf_id"]); address != "" {
		text = " The PDF is at " + address + "."
	}
	if id := values["application_id"]; id != "" {
		var err error
		precedents, err = b.Precedents(ctx, id)
		if !errors.Is(err, storage.ErrNotFound) { // it may be gone since
			text += precedentLines(precedents, err)
		}
	}
	return precedents, text
}
