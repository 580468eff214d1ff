package agents

import "time"

// Plan is a sequence of steps.
type Plan struct {
	Steps []Step
}

// Step is one task with the patience it deserves.
type Step struct {
	Name    string
	Task    AgentTask
	Timeout time.Duration // of one attempt; 0 is no bound
	Retries int           // further attempts after a failure that may pass
}

// AgentTask is one tool call by one agent. Arguments builds the call from the
// request and the values so far; Keep names the result fields to hand on, as
// value name ← field.
type AgentTask struct {
	Agent     Agent
	Tool      string
	Arguments func(request Request, key string, values map[string]string) map[string]any
	Keep      map[string]string
}

// retries is how often a step is tried again while the store or the connection
// to the tools is away: with the pauses between them about twelve seconds, which
// outlasts the restart of a database.
const retries = 6

// ApplicationPlan is the static plan of create_application: the five tools in
// sequence. Step names are durable: a run that was interrupted is continued by
// them.
func ApplicationPlan() Plan {
	return Plan{Steps: []Step{
		{Name: "parse_job_offer", Timeout: 3 * time.Minute, Retries: retries, Task: AgentTask{
			Agent: jobOfferParser, Tool: "parse_job_offer",
			Arguments: func(r Request, _ string, _ map[string]string) map[string]any {
				return some("text", r.JobOfferText, "html", r.JobOfferHTML, "url", r.JobOfferURL)
			},
			Keep: map[string]string{JobOfferID: "job_offer_id"},
		}},
		{Name: "plan_cv_changes", Timeout: 5 * time.Minute, Retries: retries, Task: AgentTask{
			Agent: cvCustomizer, Tool: "plan_cv_changes",
			Arguments: func(r Request, _ string, v map[string]string) map[string]any {
				return some("job_offer_id", v[JobOfferID], "cv_id", r.CVID, "cv_yaml", r.CVYAML,
					"facts", r.Facts, "max_pages", r.MaxPages, "language", r.Language)
			},
			Keep: map[string]string{PlanID: "plan_id", BaseCVID: "cv_id"},
		}},
		{Name: "apply_cv_edits", Timeout: time.Minute, Retries: retries, Task: AgentTask{
			Agent: cvEditor, Tool: "apply_cv_edits",
			Arguments: func(r Request, _ string, v map[string]string) map[string]any {
				return some("plan_id", v[PlanID], "accept", r.Accept, "reject", r.Reject)
			},
			Keep: map[string]string{TailoredCVID: "cv_id"},
		}},
		{Name: "render_pdf", Timeout: 2 * time.Minute, Retries: retries, Task: AgentTask{
			Agent: cvEditor, Tool: "render_pdf",
			Arguments: func(r Request, _ string, v map[string]string) map[string]any {
				arguments := some("cv_id", v[TailoredCVID], "theme", r.Theme, "max_pages", r.MaxPages, "date", r.Date)
				arguments["preview"] = false
				return arguments
			},
			Keep: map[string]string{PDFID: "pdf_id"},
		}},
		{Name: "save_application", Timeout: time.Minute, Retries: retries, Task: AgentTask{
			Agent: cvEditor, Tool: "save_application",
			Arguments: func(r Request, key string, v map[string]string) map[string]any {
				return some("job_offer_id", v[JobOfferID], "cv_id", v[TailoredCVID], "pdf_id", v[PDFID],
					"plan_id", v[PlanID], "notes", r.Notes, "idempotency_key", key)
			},
			Keep: map[string]string{ApplicationID: "application_id"},
		}},
	}}
}

// some builds arguments from name, value pairs, leaving empty values out.
func some(pairs ...any) map[string]any {
	arguments := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		switch value := pairs[i+1].(type) {
		case string:
			if value == "" {
				continue
			}
		case int:
			if value == 0 {
				continue
			}
		case []string:
			if len(value) == 0 {
				continue
			}
		}
		arguments[pairs[i].(string)] = pairs[i+1]
	}
	return arguments
}
