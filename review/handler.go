package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/apps"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/problem"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/telemetry"
)

// routes: the page is for everybody, a session for who has a link, all else for
// who has a session.
func (r *Reviews) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /review/{plan}", r.page)
	mux.Handle("POST /review/{plan}/session", asJSON(http.HandlerFunc(r.open)))
	mux.Handle("POST /review/{plan}/tools/{tool}", asJSON(r.session(r.call)))
	mux.Handle("POST /review/{plan}/pdf", asJSON(r.session(r.pdf)))
	mux.Handle("/review/", problem.New(problem.NotFound, "there is nothing at this address"))
	return http.NewCrossOriginProtection().Handler(mux)
}

// ServeHTTP answers requests below /review/.
func (r *Reviews) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Robots-Tag", "noindex, nofollow")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	r.handler.ServeHTTP(w, request)
}

// page answers with the page, which is the same whether the plan exists or not.
func (r *Reviews) page(w http.ResponseWriter, request *http.Request) {
	if _, ok := planOf(request); !ok {
		problem.New(problem.NotFound, "there is nothing at this address").ServeHTTP(w, request)
		return
	}
	page := apps.Review()
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", page.Policy)
	header.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	_, _ = io.WriteString(w, page.Web) // a client that hung up needs no answer
}

// asJSON refuses bodies of a kind that a form could send.
func asJSON(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if kind, _, err := mime.ParseMediaType(request.Header.Get("Content-Type")); err != nil || kind != "application/json" {
			problem.New(problem.UnsupportedMedia, "send application/json").ServeHTTP(w, request)
			return
		}
		next.ServeHTTP(w, request)
	})
}

// open exchanges a link's secret for a session.
func (r *Reviews) open(w http.ResponseWriter, request *http.Request) {
	plan, _ := planOf(request)
	var body struct {
		Token string `json:"token"`
	}
	if !decode(w, request, &body) {
		return
	}
	caller, err := r.redeem(request.Context(), body.Token, plan, true)
	if err != nil {
		r.deny(w, request, err)
		return
	}
	secret, err := r.grant(request.Context(), caller, plan, false, SessionLifetime)
	if err != nil {
		r.refuse(w, request, err)
		return
	}
	http.SetCookie(w, r.cookie(plan, secret))
	w.WriteHeader(http.StatusNoContent)
}

// session lets next see the user whose review the cookie stands for.
func (r *Reviews) session(next func(w http.ResponseWriter, request *http.Request, plan string)) http.Handler {
	inner := r.config.Limit(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		plan, _ := planOf(request)
		next(w, request, plan)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		plan, _ := planOf(request)
		cookie, err := request.Cookie(cookieName)
		if err != nil {
			errNoGrant.ServeHTTP(w, request)
			return
		}
		caller, err := r.redeem(request.Context(), cookie.Value, plan, false)
		if err != nil {
			r.deny(w, request, err)
			return
		}
		inner.ServeHTTP(w, request.WithContext(identity.With(request.Context(), caller)))
	})
}

// offered are the tools that the page calls and the arguments that it passes.
var offered = map[string][]string{
	"review_plan":      {"plan_id", "accept", "page"},
	"apply_cv_edits":   {"plan_id", "accept", "reject"},
	"render_pdf":       {"cv_id", "preview"},
	"save_application": {"job_offer_id", "cv_id", "pdf_id", "plan_id", "idempotency_key"},
}

// call calls a tool for the plan and answers with its result as MCP has it.
func (r *Reviews) call(w http.ResponseWriter, request *http.Request, plan string) {
	tool := request.PathValue("tool")
	names, ok := offered[tool]
	if !ok {
		problem.New(problem.NotFound, fmt.Sprintf("a review has no tool %q: take one of %s", tool, strings.Join(slices.Sorted(maps.Keys(offered)), ", "))).ServeHTTP(w, request)
		return
	}
	var arguments map[string]any
	if !decode(w, request, &arguments) {
		return
	}
	if err := r.check(request, plan, names, arguments); err != nil {
		r.refuse(w, request, err)
		return
	}
	ask := mcp.CallToolRequest{}
	ask.Params.Name, ask.Params.Arguments = tool, arguments
	result, err := r.config.Tools.CallTool(request.Context(), ask)
	if err != nil {
		r.refuse(w, request, fmt.Errorf("calling %s: %w", tool, err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(result) // a client that hung up needs no answer
}

// invalid is an argument that a review does not pass on.
type invalid struct{ words string }

func (e invalid) Error() string { return e.words }

// check holds the arguments to the list and what they name to the plan.
func (r *Reviews) check(request *http.Request, plan string, names []string, arguments map[string]any) error {
	for name, value := range arguments {
		if !slices.Contains(names, name) {
			return invalid{fmt.Sprintf("a review does not pass %q: take %s", name, strings.Join(names, ", "))}
		}
		handle, text := value.(string)
		switch {
		case name == "plan_id" && value != plan:
			return invalid{"this review is of " + plan}
		case !strings.HasSuffix(name, "_id") || name == "plan_id":
		case !text:
			return invalid{name + " is a text"}
		default:
			if err := r.config.Documents.OfPlan(request.Context(), plan, handle); err != nil {
				return err
			}
		}
	}
	return nil
}

// pdf sends a PDF that was made for the plan.
func (r *Reviews) pdf(w http.ResponseWriter, request *http.Request, plan string) {
	var body struct {
		ID string `json:"pdf_id"`
	}
	if !decode(w, request, &body) {
		return
	}
	err := r.config.Documents.OfPlan(request.Context(), plan, body.ID)
	var content []byte
	if err == nil {
		_, content, err = r.config.Documents.Read(request.Context(), "pdf://"+body.ID)
	}
	if err != nil {
		r.refuse(w, request, err)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="cv.pdf"`)
	if _, err := w.Write(content); err == nil && r.config.Taken != nil {
		r.config.Taken(plan, body.ID)
	}
}

func decode(w http.ResponseWriter, request *http.Request, into any) bool {
	err := json.NewDecoder(request.Body).Decode(into)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		problem.New(problem.TooLarge, fmt.Sprintf("the body is larger than %d bytes", large.Limit)).ServeHTTP(w, request)
	case err != nil:
		problem.New(problem.BadRequest, "the body is no JSON object").ServeHTTP(w, request)
	}
	return err == nil
}

// deny is refuse for who has no right, or no longer.
func (r *Reviews) deny(w http.ResponseWriter, request *http.Request, err error) {
	if errors.Is(err, storage.ErrNotFound) {
		errNoGrant.ServeHTTP(w, request)
		return
	}
	r.refuse(w, request, err)
}

// refuse answers with the problem that err is. What is our fault is logged and
// told without details.
func (r *Reviews) refuse(w http.ResponseWriter, request *http.Request, err error) {
	var wrong invalid
	switch {
	case errors.As(err, &wrong):
		problem.New(problem.Invalid, wrong.words).ServeHTTP(w, request)
	case errors.Is(err, storage.ErrNotFound), errors.Is(err, schema.ErrHandle):
		problem.New(problem.NotFound, "this plan has no such document").ServeHTTP(w, request)
	case errors.Is(err, storage.ErrBusy), request.Context().Err() != nil:
		problem.New(problem.Unavailable, "busy: try again").ServeHTTP(w, request)
	default:
		r.config.Log.LogAttrs(request.Context(), slog.LevelError, "review failed",
			slog.String("operation", request.Pattern), slog.String("error", telemetry.Cause(err)))
		problem.New(problem.Internal, "the log of the server says more").ServeHTTP(w, request)
	}
}
