// Package agents holds the agents that do a whole job by calling the MCP
// tools, after the design of lastmile-ai/mcp-agent: an Agent has a name, an
// instruction and the servers it may use; an Orchestrator works through a Plan
// of Steps, each an AgentTask; a ServerRegistry knows how to reach a server.
//
//	Request ─► Orchestrator ─► Step ─► AgentTask ─► tool call over MCP ─► StepResult ─► PlanResult
//
// Four agents stand behind the tools when a model is configured. Each is an
// AugmentedLLM, and none is trusted:
//
//	JobOfferParser  rules' reading ─► model ─► offer.Check ─► ParsedOffer
//	CVCustomizer    offer, CV, gaps ─► model, per section ─► guard and measures ─► edits
//	                                      ▲────── refine ──────┘  (EvaluatorOptimizer)
//	LetterWriter    offer, CV ─► model ─► guard, sentence by sentence ─► letter
//	CVEditor        accepted edits ─► plan.Apply ─► tailored CV; no model
//
// What the model says goes through the same checks as what a stranger says.
// When it fails, the rules' work stands and a warning says so. Its answers are
// kept by a Cache, so that none is paid for twice.
//
// The orchestrator is an MCP client like any other. It reaches the tools in
// process by default, or over SSE, Streamable HTTP or stdio, and does the same
// on each. Its plan is static: no model decides the order.
package agents

import (
	"context"
	"encoding/json"

	"github.com/mark3labs/mcp-go/mcp"
)

// Agent is a role: what it is for and which servers' tools it may call.
type Agent struct {
	Name        string
	Instruction string
	ServerNames []string
}

// ServerName is what bespoke's own tools are registered under.
const ServerName = "bespoke"

// The agents of an application. The names of those that a plan's steps are done
// by appear in a run; JobOfferParser, CVCustomizer, LetterWriter and CVEditor do
// their work.
var (
	jobOfferParser = Agent{
		Name:        "job_offer_parser",
		Instruction: "Read the offer into fields. Every field quotes the offer; what it does not say stays empty.",
		ServerNames: []string{ServerName},
	}
	cvCustomizer = Agent{
		Name:        "cv_customizer",
		Instruction: "Plan small edits that bring out what the offer asks for and the CV proves. Invent nothing.",
		ServerNames: []string{ServerName},
	}
	letterWriter = Agent{
		Name:        "letter_writer",
		Instruction: "Write what the applicant has done that bears on the offer. Invent nothing.",
		ServerNames: []string{ServerName},
	}
	cvEditor = Agent{
		Name:        "cv_editor",
		Instruction: "Apply the accepted edits, typeset the CV and keep the application. Change nothing else.",
		ServerNames: []string{ServerName},
	}
)

// ToolCaller is the part of an MCP client that the orchestrator needs;
// *client.Client of mcp-go is one, *server.Server another.
type ToolCaller interface {
	CallTool(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error)
}

// Request is what a run is asked to do. The offer is given by one of its four
// forms, the CV as one that is already stored.
type Request struct {
	JobOfferID   string `json:"job_offer_id,omitempty"`
	JobOfferText string `json:"job_offer_text,omitempty"`
	JobOfferHTML string `json:"job_offer_html,omitempty"`
	JobOfferURL  string `json:"job_offer_url,omitempty"`

	CVID   string `json:"cv_id,omitempty"`
	CVYAML string `json:"cv_yaml,omitempty"` // only where the tools are on another machine

	Accept   []string `json:"accept,omitempty"`
	Reject   []string `json:"reject,omitempty"`
	Facts    []string `json:"facts,omitempty"`
	MaxPages int      `json:"max_pages,omitempty"`
	Language string   `json:"language,omitempty"`
	Theme    string   `json:"theme,omitempty"`
	Notes    string   `json:"notes,omitempty"`
	Date     string   `json:"date,omitempty"` // the PDF's today, YYYY-MM-DD; a durable run takes the day it started

	// Local is set by who starts a durable run, for this machine's own user: the
	// run may read the photo and the fonts of the CV. See identity.Identity.
	Local bool `json:"local,omitempty"`
}

// The values that steps hand on, all of them handles.
const (
	JobOfferID    = "job_offer_id"
	BaseCVID      = "cv_id"
	PlanID        = "plan_id"
	TailoredCVID  = "tailored_cv_id"
	PDFID         = "pdf_id"
	ApplicationID = "application_id"
)

// StepResult is what one step gave: the tool's words for people, its typed
// result as it came over the wire (nil of tools in this process), and the
// handles it hands on.
type StepResult struct {
	Step       string
	Agent      string
	Text       string
	Structured json.RawMessage
	Values     map[string]string
}

// PlanResult is what a whole plan gave. Values holds every handle.
type PlanResult struct {
	Steps  []StepResult
	Values map[string]string
}
