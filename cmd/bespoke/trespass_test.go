package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/workflow"
)

// tenant is one of many users, and the handles of what they have.
type tenant struct {
	id      uuid.UUID
	marker  string            // stands in every text of theirs and in nobody else's
	handles map[string]string // by kind
	blob    string
	before  string // their application as they left it
}

func TestUsersSeeNothingOfEachOther(t *testing.T) {
	for _, home := range []string{"sqlite", "postgres"} {
		t.Run(home, func(t *testing.T) {
			if home == "postgres" {
				newDatabase(t)
			}
			trespass(t, newPlace(t, home), 4, 150)
		})
	}
}

// trespass lets every user make requests of every kind, mostly with ids of
// others, of the wrong kind, forged or malformed, and looks for a trace of
// another user in every answer; afterwards everybody's things must stand as they
// were.
func trespass(t *testing.T, p *place, users, requests int) string {
	_, app := p.open(t, nil)
	rows := app.store
	rows.LookThrough(1) // searches turn to the index of words
	tenants := make([]*tenant, users)
	for i := range tenants {
		tenants[i] = settle(t, app, i)
		require.NoError(t, rows.IndexApplications(t.Context(), tenants[i].id, 1))
	}
	var asked, refused, leaks atomic.Int64
	var group sync.WaitGroup
	for i, who := range tenants {
		group.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 6)) //nolint:gosec // repeatable
			ctx := identity.With(context.Background(), identity.Identity{User: who.id})
			for range requests {
				owner := tenants[random.IntN(users)]
				answer, err := request(ctx, app, random, who, owner)
				asked.Add(1)
				if err != nil {
					refused.Add(1)
					answer += err.Error()
				}
				for _, other := range tenants {
					if other != who && strings.Contains(answer, other.marker) {
						leaks.Add(1)
						t.Errorf("%s sees %s: %.300s", who.marker, other.marker, answer)
					}
				}
			}
		})
	}
	group.Wait()
	for _, who := range tenants {
		assert.Equal(t, who.before, who.state(t, app), "changed by another user")
	}
	require.Zero(t, leaks.Load())
	require.Greater(t, refused.Load(), asked.Load()/4, "most requests are trespasses")
	return fmt.Sprintf("%d requests, %d refused, %d rows or bytes of another user", asked.Load(), refused.Load(), leaks.Load())
}

// settle gives a user an offer, CVs, a plan, a PDF, an application, a fact, a
// run and a blob.
func settle(t *testing.T, app *app, number int) *tenant {
	t.Helper()
	who := &tenant{id: uuid.New(), marker: fmt.Sprintf("Marker%02dQ%s", number, strings.ReplaceAll(uuid.NewString(), "-", "")[:12])}
	ctx := identity.With(context.Background(), identity.Identity{User: who.id})
	yaml, offer := samples(t)
	row, err := app.toolbox.KeepCV(ctx, []byte(yaml+"\n# "+who.marker+"\n"), "")
	require.NoError(t, err)
	body, err := json.Marshal(map[string]any{"cv_id": row.ID, "job_offer_text": offer + "\n" + who.marker, "notes": who.marker})
	require.NoError(t, err)
	runID, _, err := app.runs.Start(ctx, who.id, who.marker, body)
	require.NoError(t, err)
	run, err := app.runs.Get(ctx, who.id, runID, time.Minute)
	require.NoError(t, err)
	require.Equal(t, workflow.Succeeded, run.Status, run.Error)
	who.handles = run.Values
	who.handles["run_id"] = runID
	pdf, err := app.store.PDF(ctx, who.id, run.Values["pdf_id"])
	require.NoError(t, err)
	who.blob = pdf.BlobKey
	_, err = app.store.SaveFact(ctx, who.id, schema.Fact{Text: who.marker})
	require.NoError(t, err)
	who.before = who.state(t, app)
	return who
}

// state is what a user has that others might change.
func (who *tenant) state(t *testing.T, app *app) string {
	t.Helper()
	ctx := context.Background()
	application, err := app.store.Application(ctx, who.id, who.handles["application_id"])
	require.NoError(t, err)
	facts, err := app.store.Facts(ctx, who.id)
	require.NoError(t, err)
	data, err := app.blobs.Get(ctx, who.id, who.blob)
	require.NoError(t, err)
	run, err := app.runs.Get(ctx, who.id, who.handles["run_id"], 0)
	require.NoError(t, err)
	state, err := json.Marshal(map[string]any{"application": application, "facts": facts, "bytes": len(data), "run": run})
	require.NoError(t, err)
	return string(state)
}

// forge makes an id to try: the owner's, one of another kind, a random or a
// malformed one.
func forge(random *rand.Rand, owner *tenant, kind string) string {
	handle := owner.handles[kind]
	_, digits, _ := strings.Cut(handle, "_")
	switch random.IntN(8) {
	case 0:
		return schema.NewHandle(schema.KindCV)
	case 1:
		return "app_" + digits
	case 2:
		return owner.id.String() + ":" + digits
	case 3:
		return handle + "' or '1'='1"
	case 4:
		return "../" + owner.id.String() + "/" + handle
	}
	return handle
}

// request makes one request of a user for something of an owner's. It gives all
// that came back.
func request(ctx context.Context, app *app, random *rand.Rand, who, owner *tenant) (string, error) {
	id := func(kind string) string { return forge(random, owner, kind) }
	switch random.IntN(14) {
	case 0:
		return seen(app.store.JobOffer(ctx, who.id, id("job_offer_id")))
	case 1:
		return seen(app.store.CV(ctx, who.id, id("tailored_cv_id")))
	case 2:
		return seen(app.store.Plan(ctx, who.id, id("plan_id")))
	case 3:
		return seen(app.store.PDF(ctx, who.id, id("pdf_id")))
	case 4:
		return seen(app.store.Application(ctx, who.id, id("application_id")))
	case 5:
		return seen(app.store.ListApplications(ctx, who.id, storage.ApplicationFilter{Cursor: id("application_id"), Text: owner.marker[random.IntN(8):]}))
	case 6:
		return seen(app.runs.Get(ctx, who.id, id("run_id"), 0))
	case 7:
		if owner == who {
			return seen(app.store.Facts(ctx, who.id))
		}
		return "", app.runs.Cancel(ctx, who.id, id("run_id"))
	case 8:
		if owner == who {
			return seen(app.blobs.List(ctx, who.id))
		}
		return seen(app.store.UpdateApplication(ctx, who.id, id("application_id"), storage.ApplicationChange{Notes: &who.marker}, 0))
	case 9:
		name := []string{owner.blob, "../" + owner.id.String() + "/" + owner.blob, owner.id.String() + "/" + owner.blob}[random.IntN(3)]
		return seen(app.blobs.Get(ctx, who.id, name))
	case 10:
		if owner == who {
			facts, refused, err := app.store.Remembered(ctx, who.id)
			return seen([]any{facts, refused}, err)
		}
		return "", app.blobs.Delete(ctx, who.id, []string{owner.blob, "../" + owner.id.String() + "/" + owner.blob}[random.IntN(2)])
	case 11:
		return seen(app.store.Communications(ctx, who.id, id("application_id")))
	case 12:
		return tryTool(ctx, app, []string{"get_application", "get_run", "list_applications"}[random.IntN(3)], id)
	default:
		request := mcp.ReadResourceRequest{}
		uri := []string{"cv://" + id("tailored_cv_id"), "pdf://" + id("pdf_id"), "application://" + id("application_id"), "bundle://" + id("application_id")}
		request.Params.URI = uri[random.IntN(len(uri))]
		return seen(app.client.ReadResource(ctx, request))
	}
}

func tryTool(ctx context.Context, app *app, name string, id func(string) string) (string, error) {
	call := mcp.CallToolRequest{}
	call.Params.Name = name
	call.Params.Arguments = map[string]any{
		"get_application":   map[string]any{"application_id": id("application_id")},
		"get_run":           map[string]any{"run_id": id("run_id")},
		"list_applications": map[string]any{"cursor": id("application_id")},
	}[name]
	result, err := app.client.CallTool(ctx, call)
	if err == nil && result.IsError {
		answer, _ := seen(result, nil)
		return answer, fmt.Errorf("%s refused", name)
	}
	return seen(result, err)
}

// seen writes down an answer so that markers in it can be looked for; bytes as
// they are.
func seen[T any](value T, err error) (string, error) {
	switch value := any(value).(type) {
	case []byte:
		return string(value), err
	case storage.CV:
		return string(value.YAML), err
	}
	text, marshalErr := json.Marshal(value)
	if marshalErr != nil {
		slog.Debug("unseen", "error", marshalErr)
	}
	return string(text), err
}
