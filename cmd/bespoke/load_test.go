package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
	"github.com/bespoke-cv/bespoke/workflow"
)

// TestLoad measures what one machine carries, and prints a table: make
// bench-load. Callers, server and database share the machine.
func TestLoad(t *testing.T) {
	if os.Getenv("BESPOKE_LOAD") == "" {
		t.Skip("make bench-load runs it")
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	defer table.Flush()
	fmt.Fprintln(table, "what\thome\tmeasured\ttarget")
	for _, home := range []string{"sqlite", "postgres"} {
		t.Run("runs on "+home, func(t *testing.T) { loadRuns(t, table, home) })
	}
	t.Run("clients", func(t *testing.T) { loadClients(t, table) })
	for _, home := range []string{"sqlite", "postgres"} {
		t.Run("store in "+home, func(t *testing.T) { loadStore(t, table, home) })
	}
}

const (
	callers  = 32
	loadTime = 10 * time.Second

	// warmTime is how long others come before: each connection prepares its
	// statements, patterns are looked through, the heap grows to its size.
	warmTime = 3 * time.Second
)

// wanted are people of several trades and languages and what they apply for.
var wanted = []struct{ cv, offer, as string }{
	{"software-engineer.yaml", "platform-engineer.txt", "job_offer_text"},
	{"staff-nurse.yaml", "staff-nurse.html", "job_offer_html"},
	{"chef-de-projet-evenementiel.yaml", "chef-de-projet-evenementiel.txt", "job_offer_text"},
	{"zerspanungsmechaniker.yaml", "zerspanungsmechaniker.txt", "job_offer_text"},
}

// An applicant is a user of one trade, whose CV has bullets that nobody else has.
type applicant struct {
	user      uuid.UUID
	cv, offer []byte
	as        string // the argument that offer is
}

func newApplicant(t *testing.T, number int) applicant {
	t.Helper()
	user, trade := uuid.New(), wanted[number%len(wanted)]
	yaml, err := os.ReadFile("../../examples/cvs/" + trade.cv)
	require.NoError(t, err)
	offer, err := os.ReadFile("../../examples/offers/" + trade.offer)
	require.NoError(t, err)
	yaml = bullet.ReplaceAll(yaml, fmt.Appendf(nil, "${1} – %s$2", town(user)))
	return applicant{user: user, cv: yaml, offer: offer, as: trade.as}
}

// applies gives the number-th CV and request: with a name and a reference that
// nobody had before.
func (a applicant) applies(number int) (yaml []byte, request map[string]string) {
	mark := fmt.Sprintf("%s-%d", a.user, number)
	yaml = bytes.Replace(a.cv, []byte("name: "), fmt.Appendf(nil, "name: N%.4s%d ", mark, number), 1)
	posting := []byte(`"description": "`) // what is read of a page that describes its posting
	text := bytes.Replace(a.offer, posting, fmt.Appendf(posting, "<p>Reference %s</p>", mark), 1)
	if a.as == "job_offer_text" {
		text = fmt.Appendf(text, "\nReference %s\n", mark)
	}
	return yaml, map[string]string{a.as: string(text)}
}

// bullet is a line of a CV that is text and nothing else.
var bullet = regexp.MustCompile(`(?m)^( +- "?[\p{L}\d][^":#\n]{40,})("?)$`)

// town is a name that only one user knows.
func town(user uuid.UUID) string {
	letters := make([]byte, 10)
	for i := range letters {
		letters[i] = 'a' + user[i]%26
	}
	letters[0] -= 'a' - 'A'
	return string(letters)
}

// loadRuns lets callers, each a user of their own, start whole runs one after
// another, each with an offer and a CV that have not been seen before.
func loadRuns(t *testing.T, table *tabwriter.Writer, home string) {
	places := runtime.GOMAXPROCS(0)
	t.Cleanup(func() { runtime.GOMAXPROCS(places) })
	host(home == "sqlite") // as serve does
	p := loadPlace(t, home)
	p.limits = workflow.Limits{}
	_, app := p.open(t, nil)
	loadFor(t, app, newApplicants(t), warmTime)
	p.settle(t)
	applicants := newApplicants(t)
	stored, before, theirs, began := p.size(t), cpu(), p.cpu(t), time.Now()
	took := loadFor(t, app, applicants, loadTime)
	elapsed, spent, theirs := time.Since(began), cpu()-before, p.cpu(t)-theirs
	var kept int64
	for _, applicant := range applicants { // a folder a run, which is not the runs' work
		all, err := app.blobs.List(context.Background(), applicant.user)
		require.NoError(t, err)
		for _, blob := range all {
			kept += blob.Size
		}
	}
	slices.Sort(took)
	runs := float64(len(took))
	fmt.Fprintf(table, "whole runs, %d callers\t%s\t%.0f /s\t≥ 100 /s\n", callers, home, runs/elapsed.Seconds())
	fmt.Fprintf(table, "  p50, p99\t%s\t%d ms, %d ms\tp99 ≤ 1000 ms\n", home, took[len(took)/2].Milliseconds(), took[len(took)*99/100].Milliseconds())
	fmt.Fprintf(table, "  processor time of bespoke a run\t%s\t%.1f ms\t20 ms for 100 /s on two cores\n", home, spent.Seconds()*1000/runs)
	if p.server != nil {
		fmt.Fprintf(table, "  processor time of PostgreSQL a run\t%s\t%.1f ms\t\n", home, theirs.Seconds()*1000/runs)
	}
	before, theirs = cpu(), p.cpu(t)
	asked := askFor(t, app, applicants)
	fmt.Fprintf(table, "  processor time of both an answer about one\t%s\t%.1f ms\t\n", home, (cpu()-before+p.cpu(t)-theirs).Seconds()*1000/float64(asked))
	fmt.Fprintf(table, "  rows, checkpoints and indexes a run\t%s\t%.0f KB\t\n", home, float64(p.size(t)-stored)/1024/runs)
	fmt.Fprintf(table, "  PDF and record a run\t%s\t%.0f KB\t\n", home, float64(kept)/1024/runs)
}

// newApplicants gives one applicant a caller, of the trades in turn.
func newApplicants(t *testing.T) []applicant {
	t.Helper()
	applicants := make([]applicant, callers)
	for i := range applicants {
		applicants[i] = newApplicant(t, i)
	}
	return applicants
}

// loadFor lets each applicant start runs until the time is over, and gives how
// long each took.
func loadFor(t *testing.T, app *app, applicants []applicant, lasts time.Duration) (took []time.Duration) {
	t.Helper()
	var mu sync.Mutex
	var group sync.WaitGroup
	began := time.Now()
	for _, applicant := range applicants {
		group.Go(func() {
			for number := 0; time.Since(began) < lasts; number++ {
				each := wholeRun(t, app, applicant, number)
				mu.Lock()
				took = append(took, each)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return took
}

// wholeRun keeps a CV, applies with it and waits for the end.
func wholeRun(t *testing.T, app *app, by applicant, number int) time.Duration {
	began := time.Now()
	ctx := identity.With(context.Background(), identity.Identity{User: by.user})
	yaml, asked := by.applies(number)
	row, err := app.toolbox.KeepCV(ctx, yaml, "")
	assert.NoError(t, err)
	asked["cv_id"] = row.ID
	request, err := json.Marshal(asked)
	assert.NoError(t, err)
	runID, _, err := app.runs.Start(ctx, by.user, runKey(number), request)
	assert.NoError(t, err)
	run, err := app.runs.Get(ctx, by.user, runID, time.Minute)
	assert.NoError(t, err)
	assert.Equal(t, workflow.Succeeded, run.Status, run.Error)
	return time.Since(began)
}

func runKey(number int) string { return fmt.Sprintf("load-%d", number) }

// askFor asks for the first runs of each applicant, as a caller does who did not
// wait: the answer compares with earlier applications and addresses the PDF.
func askFor(t *testing.T, app *app, applicants []applicant) (asked int) {
	t.Helper()
	for _, by := range applicants {
		ctx := identity.With(context.Background(), identity.Identity{User: by.user})
		for number := range 5 {
			request := mcp.CallToolRequest{}
			request.Params.Name, request.Params.Arguments = "get_run", map[string]any{"run_id": workflow.RunID(by.user, runKey(number))}
			result, err := app.server.CallTool(ctx, request)
			require.NoError(t, err)
			require.False(t, result.IsError, "%v", result.Content)
			asked++
		}
	}
	return asked
}

// loadStore shows what one more application, a comparison with the earlier
// ones and a list of them cost as they grow from 1 to 10⁵, all of one user.
func loadStore(t *testing.T, table *tabwriter.Writer, home string) {
	p := loadPlace(t, home)
	ctx, app := p.open(t, nil)
	require.NoError(t, startRun(ctx, app, crashKey))
	run := runOf(t, ctx, app)
	first, err := app.store.Application(ctx, identity.LocalUser, run.Values[agents.ApplicationID])
	require.NoError(t, err)
	stored := 1
	for _, rows := range []int{1, 1_000, 10_000, 100_000} {
		p.fill(t, first, stored, rows)
		stored = rows
		began := time.Now()
		for range rows / 250 { // each search enters a batch into the index
			_, err := app.store.ListApplications(ctx, identity.LocalUser, storage.ApplicationFilter{Text: "first"})
			require.NoError(t, err)
		}
		if rows > 1000 {
			fmt.Fprintf(table, "%d applications, entered into the index by searches\t%s\t%.1f s in all\t\n", rows, home, time.Since(began).Seconds())
		}
		if p.owner != "" {
			p.ask(t, "vacuum analyze") // as autovacuum does within a minute
		}
		var costs []string
		for _, list := range []storage.ApplicationFilter{
			{}, {Statuses: []schema.Status{schema.Interview}}, {Text: "company 7"}, {Text: "pany 77"}, {Text: strconv.Itoa(rows / 3)}, {Text: "nothing like it"},
		} {
			costs = append(costs, typical(t, 50, func() error {
				_, err := app.store.ListApplications(ctx, identity.LocalUser, list)
				return err
			}))
		}
		costs = append(costs, typical(t, 50, func() error {
			_, err := app.store.SimilarApplications(ctx, identity.LocalUser, storage.Posting{Company: "Nobody", Address: "example.com/none", TextSHA256: "5f"})
			return err
		}))
		saving := typical(t, 20, func() error {
			_, _, err := app.store.SaveApplication(ctx, identity.LocalUser, schema.Application{JobOfferID: first.JobOfferID, CVID: first.CVID, Company: "new"})
			return err
		})
		stored += 20
		fmt.Fprintf(table, "%d applications: newest, by status; by text of many, of some, of one, of none; similar; save\t%s\t%s, %s ms\tlists ≤ 5 ms\n", rows, home, strings.Join(costs, ", "), saving)
	}
}

// typical is the median time of a call in milliseconds.
func typical(t *testing.T, times int, call func() error) string {
	t.Helper()
	took := make([]time.Duration, times)
	for i := range took {
		began := time.Now()
		require.NoError(t, call())
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return fmt.Sprintf("%.1f", float64(took[times/2].Microseconds())/1000)
}

// fill adds copies of an application until there are as many as wanted, past
// the store, which would take a transaction for each.
func (p *place) fill(t *testing.T, first schema.Application, have, want int) {
	t.Helper()
	job, err := schema.ParseHandle(schema.KindJobOffer, first.JobOfferID)
	require.NoError(t, err)
	cv, err := schema.ParseHandle(schema.KindCV, first.CVID)
	require.NoError(t, err)
	var values []string
	flush := func() {
		if len(values) > 0 {
			p.run(t, `insert into applications (user_id, id, job_offer_id, cv_id, company, title, status, notes, bundle_sha256, search_text,
				version, created_at, updated_at) values `+strings.Join(values, ","))
		}
		values = values[:0]
	}
	for i := have; i < want; i++ {
		status := schema.Saved
		if i%10 == 0 {
			status = schema.Interview
		}
		values = append(values, fmt.Sprintf("('%s','%s','%s','%s','company %d','','%s','','','company %d',1,'2026-01-01T00:00:00Z','2026-01-01T00:00:00Z')",
			identity.LocalUser, uuid.Must(uuid.NewV7()), job, cv, i, status, i))
		if len(values) == 1000 {
			flush()
		}
	}
	flush()
	if p.owner != "" {
		p.ask(t, "analyze") // as autovacuum does in time
	}
}

// loadPlace is newPlace with a database server as it is shipped: the other tests'
// does not wait for the disk.
func loadPlace(t *testing.T, home string) *place {
	t.Helper()
	if home == "sqlite" {
		return newPlace(t, home)
	}
	server, err := pgtest.StartAsShipped(context.WithoutCancel(t.Context()))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, server.Stop()) })
	return hostedPlace(t, server)
}
