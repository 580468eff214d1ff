package api

import (
	"net/http"

	"github.com/bespoke-cv/bespoke/schema"
)

// Names of schemas in the document.
const (
	newApplication    = "NewApplication"
	applicationChange = "ApplicationChange"
	applicationSchema = "Application"
	applicationList   = "ApplicationList"
	runSchema         = "Run"
	runEventSchema    = "RunEvent"
	offerSchema       = "ParsedOffer"
	planSchema        = "Plan"
	linkSchema        = "Link"
	healthSchema      = "Health"
	problemSchema     = "Problem"
	newMessage        = "NewMessage"
	messageSchema     = "Message"
	messageList       = "MessageList"
	newDraft          = "NewDraft"
	draftSchema       = "Draft"
	newActionPoint    = "NewActionPoint"
	actionPointChange = "ActionPointChange"
	actionPointSchema = "ActionPoint"
	actionPointList   = "ActionPointList"
)

// Parameters that more than one operation takes.
var (
	waitFor = parameter{
		in: "query", name: "wait", schema: whole(0, maxWait),
		description: "Wait up to this many seconds for the run to end; default 0",
	}
	lastEventID = parameter{
		in: "header", name: "Last-Event-ID", schema: map[string]any{"type": "string", "pattern": `^\d{0,4}$`},
		description: "The id of the last event that was received: only what came after it is sent",
	}
	ifNoneMatch = parameter{
		in: "header", name: "If-None-Match", schema: map[string]any{"type": "string"},
		description: "An ETag: 304 when nothing has changed",
	}
)

func whole(least, most int) map[string]any {
	return map[string]any{"type": "integer", "minimum": least, "maximum": most}
}

// handle is the parameter id of a path.
func handle(kind schema.Kind) parameter {
	return parameter{
		in: "path", name: "id", kind: kind, required: true,
		schema: map[string]any{"type": "string", "pattern": "^" + string(kind) + "_[0-9a-f]{32}$"},
	}
}

// file is the answer of an operation that sends a document.
func file(mediaType, description, schema string) []answer {
	return []answer{
		{status: http.StatusOK, description: description, mediaType: mediaType, schema: schema, headers: []string{"ETag"}},
		{status: http.StatusNotModified, description: "It has not changed since the ETag that was sent"},
	}
}

// operations are all there are, in the order of the document.
func (a *API) operations() []operation {
	all := a.applicationOperations()
	all = append(all, a.trackerOperations()...)
	all = append(all, a.runOperations()...)
	all = append(all, a.documentOperations()...)
	return append(all, a.otherOperations()...)
}

func (a *API) applicationOperations() []operation {
	application := answer{status: http.StatusOK, description: "The application", schema: applicationSchema, headers: []string{"ETag"}}
	return []operation{
		{
			method: http.MethodPost, path: "/applications", id: "createApplication", handle: a.createApplication,
			summary: "Tailor a CV to an offer and track the application",
			description: "Starts a durable run: read the offer, plan, apply what passes the guard, render the PDF, save the application. " +
				"Give the offer by one of job_offer_id, job_offer_text, job_offer_html and job_offer_url, and the CV by cv_id or cv_yaml. " +
				"The same Idempotency-Key starts one run only: sent again it attaches to the first, whatever became of it.",
			parameters: []parameter{waitFor, {
				in: "header", name: "Idempotency-Key", schema: map[string]any{"type": "string", "minLength": 1, "maxLength": maxKey, "pattern": "^[ -~]+$"},
				description: "A name for this request, such as a UUID, so that sending it again does nothing new",
			}},
			body: newApplication,
			answers: []answer{
				{status: http.StatusAccepted, description: "The run goes on; Location is the run", schema: runSchema, headers: []string{"Location", "Retry-After"}},
				{status: http.StatusCreated, description: "The run has made the application; Location is the application", schema: runSchema, headers: []string{"Location"}},
				{status: http.StatusOK, description: "The run under this key had made it before; Location is the application", schema: runSchema, headers: []string{"Location"}},
			},
		},
		{
			method: http.MethodGet, path: "/applications", id: "listApplications", handle: a.listApplications,
			summary: "List applications, newest first",
			parameters: []parameter{
				{in: "query", name: "status", many: true, description: "Only this status; may be repeated", schema: map[string]any{
					"type": "array", "items": map[string]any{"type": "string", "enum": statuses()}, "maxItems": len(statuses()),
				}},
				{in: "query", name: "text", description: "Words in company, title or notes", schema: map[string]any{"type": "string", "maxLength": 200}},
				{in: "query", name: "limit", description: "At most this many; default 20", schema: whole(1, 200)},
				{in: "query", name: "cursor", description: "next_cursor of the page before", schema: map[string]any{"type": "string", "maxLength": 200}},
			},
			answers: []answer{{
				status: http.StatusOK, description: "A page of applications without their history; Link leads to the next", schema: applicationList, headers: []string{"Link"},
			}},
		},
		{
			method: http.MethodGet, path: "/applications/{id}", id: "getApplication", handle: a.getApplication,
			summary:    "Show an application with its history",
			parameters: []parameter{handle(schema.KindApplication), ifNoneMatch},
			answers:    []answer{application, {status: http.StatusNotModified, description: "It has not changed since the ETag that was sent"}},
		},
		{
			method: http.MethodPatch, path: "/applications/{id}", id: "changeApplication", handle: a.changeApplication,
			summary: "Change an application's status, notes or documents",
			description: "Only what the body names changes. A status may only move forward (saved, applied, responded, screening, interview, offer, accepted); " +
				"rejected, withdrawn and closed end it with a reason.",
			parameters: []parameter{handle(schema.KindApplication), {
				in: "header", name: "If-Match", schema: map[string]any{"type": "string", "pattern": `^(\*|"[1-9]\d*")$`},
				description: "The ETag that was read: 412 when the application has changed since",
			}},
			body: applicationChange, answers: []answer{application},
		},
		{
			method: http.MethodGet, path: "/applications/{id}/pdf", id: "getApplicationPDF", handle: a.applicationPDF,
			summary:    "The PDF of an application",
			parameters: []parameter{handle(schema.KindApplication), ifNoneMatch}, answers: file("application/pdf", "The PDF", ""),
		},
		{
			method: http.MethodGet, path: "/applications/{id}/record", id: "getRecord", handle: a.resource("bundle"),
			summary:     "The record of an application",
			description: "Offer, base CV, plan, decisions and hashes, from which bespoke reproduce makes the same CV and PDF again.",
			parameters:  []parameter{handle(schema.KindApplication), ifNoneMatch}, answers: file("application/json", "The record", ""),
		},
	}
}

func (a *API) runOperations() []operation {
	run := answer{status: http.StatusOK, description: "Where the run stands", schema: runSchema, headers: []string{"Retry-After"}}
	return []operation{
		{
			method: http.MethodGet, path: "/runs/{id}", id: "getRun", handle: a.getRun,
			summary: "Show where a run stands", parameters: []parameter{handle(schema.KindRun), waitFor}, answers: []answer{run},
		},
		{
			method: http.MethodDelete, path: "/runs/{id}", id: "cancelRun", handle: a.cancelRun,
			summary: "Cancel a run", description: "What its finished steps made is kept. Cancelling a run that has ended changes nothing.",
			parameters: []parameter{handle(schema.KindRun)}, answers: []answer{run},
		},
		{
			method: http.MethodGet, path: "/runs/{id}/events", id: "getRunEvents", handle: a.runEvents,
			summary: "Follow a run as it goes",
			description: "Server-sent events: step when a step begins or ends, run when the run has ended, which is the last. Each holds a RunEvent. " +
				"The ids are the same in every telling, so a client that was cut off goes on with Last-Event-ID, at any server.",
			parameters: []parameter{handle(schema.KindRun), lastEventID},
			answers: []answer{
				{status: http.StatusOK, description: "The events", mediaType: "text/event-stream"},
				{status: http.StatusNoContent, description: "The run has ended, and Last-Event-ID was its end"},
			},
		},
	}
}

func (a *API) documentOperations() []operation {
	return []operation{
		{
			method: http.MethodGet, path: "/pdfs/{id}", id: "getPDF", handle: a.resource("pdf"), summary: "The bytes of a PDF",
			parameters: []parameter{handle(schema.KindPDF), ifNoneMatch}, answers: file("application/pdf", "The PDF", ""),
		},
		{
			method: http.MethodGet, path: "/pdfs/{id}/link", id: "linkPDF", handle: a.link, summary: "An address of a PDF to hand on",
			description: "Where PDFs lie in Supabase Storage, a signed address that works without a token until it expires; else the address here.",
			parameters: []parameter{handle(schema.KindPDF), {
				in: "query", name: "lifetime", description: "Seconds that a signed address works; default 900", schema: whole(minLifetime, maxLifetime),
			}},
			answers: []answer{{status: http.StatusOK, description: "The address", schema: linkSchema}},
		},
		{
			method: http.MethodGet, path: "/pdfs/{id}/pages/{page}", id: "getPage", handle: a.page, summary: "A picture of one page",
			parameters: []parameter{handle(schema.KindPDF), {in: "path", name: "page", required: true, schema: whole(1, 999)}, ifNoneMatch},
			answers:    file("image/png", "The page", ""),
		},
		{
			method: http.MethodGet, path: "/cvs/{id}", id: "getCV", handle: a.resource("cv"), summary: "A CV as RenderCV YAML",
			parameters: []parameter{handle(schema.KindCV), ifNoneMatch}, answers: file("application/yaml", "The YAML, to the byte", ""),
		},
		{
			method: http.MethodGet, path: "/job-offers/{id}", id: "getJobOffer", handle: a.resource("offer"), summary: "An offer as it was read",
			parameters: []parameter{handle(schema.KindJobOffer), ifNoneMatch}, answers: file("application/json", "The offer", offerSchema),
		},
		{
			method: http.MethodGet, path: "/plans/{id}", id: "getPlan", handle: a.resource("plan"), summary: "Planned changes with their verdicts",
			parameters: []parameter{handle(schema.KindPlan), ifNoneMatch}, answers: file("application/json", "The plan", planSchema),
		},
	}
}

func (a *API) otherOperations() []operation {
	return []operation{
		{
			method: http.MethodDelete, path: "/me", id: "eraseMyData", handle: a.erase, summary: "Erase everything kept about the caller, for good",
			parameters: []parameter{{
				in: "query", name: "confirm", required: true, description: "The words, so that nobody erases by mistake",
				schema: map[string]any{"type": "string", "enum": []string{"erase everything"}},
			}},
			answers: []answer{{status: http.StatusNoContent, description: "All is erased"}},
		},
		{
			method: http.MethodGet, path: "/health", id: "getHealth", summary: "Whether every part works", public: true, elsewhere: true,
			answers: []answer{
				{status: http.StatusOK, description: "All parts work", schema: healthSchema},
				{status: http.StatusServiceUnavailable, description: "A part fails, and is named", schema: healthSchema},
			},
		},
		{
			method: http.MethodGet, path: "/openapi.json", id: "getOpenAPI", summary: "This document", public: true, elsewhere: true,
			answers: []answer{{status: http.StatusOK, description: "OpenAPI 3.1", mediaType: "application/json"}},
		},
	}
}

func statuses() []string {
	var names []string
	for _, status := range schema.Statuses() {
		names = append(names, string(status))
	}
	return names
}
