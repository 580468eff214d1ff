package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/schema"
)

// trackerOperations are what goes on around an application: messages, letters
// and what is to be done.
func (a *API) trackerOperations() []operation {
	ofApplication := parameter{
		in: "query", name: "application_id", description: "Only of this application",
		schema: map[string]any{"type": "string", "pattern": "^app_[0-9a-f]{32}$"},
	}
	point := answer{status: http.StatusOK, description: "The action point", schema: actionPointSchema}
	return []operation{
		{
			method: http.MethodGet, path: "/applications/{id}/messages", id: "listMessages", handle: a.listMessages,
			summary: "List the messages about an application, oldest first", parameters: []parameter{handle(schema.KindApplication)},
			answers: []answer{{status: http.StatusOK, description: "The messages", schema: messageList}},
		},
		{
			method: http.MethodPost, path: "/applications/{id}/messages", id: "recordMessage",
			handle:  a.forward("record_communication", newMessage, "application_id", ""),
			summary: "Read a message and, once confirmed, record it",
			description: "The first request writes nothing: it proposes the kind of message, the new status and dated action points. " +
				"The same text sent again with the proposal's confirm writes it, once.",
			parameters: []parameter{handle(schema.KindApplication)}, body: newMessage,
			answers: []answer{{status: http.StatusOK, description: "The proposal, or what was written", schema: messageSchema}},
		},
		{
			method: http.MethodPost, path: "/applications/{id}/drafts", id: "draftMessage",
			handle:  a.forward("draft_message", newDraft, "application_id", ""),
			summary: "Draft a cover letter, a follow-up or a thank-you from the CV that is sent", description: "Nothing is sent and nothing is kept.",
			parameters: []parameter{handle(schema.KindApplication)}, body: newDraft,
			answers: []answer{{status: http.StatusOK, description: "The draft", schema: draftSchema}},
		},
		{
			method: http.MethodGet, path: "/action-points", id: "listActionPoints", handle: a.listActionPoints,
			summary: "List what is to be done, the soonest first",
			parameters: []parameter{
				ofApplication,
				{in: "query", name: "state", description: "Default open; due includes overdue", schema: map[string]any{"type": "string", "enum": []string{"open", "due", "overdue", "waiting", "done"}}},
				{in: "query", name: "days", description: "Due within so many days; default 7", schema: whole(1, 366)},
			},
			answers: []answer{{status: http.StatusOK, description: "The action points", schema: actionPointList}},
		},
		{
			method: http.MethodPost, path: "/action-points", id: "createActionPoint",
			handle:  a.forward("save_action_point", newActionPoint, "", "action_point"),
			summary: "Make an action point", body: newActionPoint, answers: []answer{point},
		},
		{
			method: http.MethodPatch, path: "/action-points/{id}", id: "changeActionPoint",
			handle:  a.forward("save_action_point", actionPointChange, "action_point_id", "action_point"),
			summary: "Change or complete an action point", description: "Only what the body names changes.",
			parameters: []parameter{handle(schema.KindActionPoint)}, body: actionPointChange, answers: []answer{point},
		},
		{
			method: http.MethodGet, path: "/calendar.ics", id: "getCalendar", handle: a.calendar,
			summary: "What is open as iCalendar", parameters: []parameter{ofApplication, ifNoneMatch},
			answers: file("text/calendar", "The calendar", ""),
		},
	}
}

// forward hands the body to a tool, with the id in the path as the argument of
// that name, and answers with its result, or one member of it.
func (a *API) forward(tool, body, id, answered string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		arguments, err := a.decode(r, body)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		if id != "" {
			arguments[id] = r.PathValue("id")
		}
		result, err := a.call(r.Context(), tool, arguments)
		var refused *refusal
		if id == "" && errors.As(err, &refused) && refused.kind == problem.NotFound {
			refused.kind = problem.Invalid // it is about an id in the body, not about this address
		}
		if err == nil && answered != "" {
			result, err = member(result, answered)
		}
		if err != nil {
			a.fail(w, r, err)
			return
		}
		reply(w, http.StatusOK, result)
	}
}

func (a *API) listMessages(w http.ResponseWriter, r *http.Request) {
	result, err := a.call(r.Context(), "get_application", map[string]any{"application_id": r.PathValue("id")})
	var messages json.RawMessage
	if err == nil {
		messages, err = member(result, "communications")
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if messages == nil {
		messages = json.RawMessage("[]")
	}
	reply(w, http.StatusOK, messages)
}

func (a *API) listActionPoints(w http.ResponseWriter, r *http.Request) {
	arguments := given(r, "application_id", "state")
	if days := integer(r, "days", 0); days > 0 {
		arguments["days"] = days
	}
	result, err := a.call(r.Context(), "list_action_points", arguments)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, result)
}

func (a *API) calendar(w http.ResponseWriter, r *http.Request) {
	of := r.URL.Query().Get("application_id")
	if of == "" {
		of = "all"
	}
	a.send(w, r, "calendar://"+of)
}
