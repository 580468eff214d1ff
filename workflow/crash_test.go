//go:build unix

package workflow_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/disk"
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/storage/sqlstore"
	"github.com/bespoke-cv/bespoke/storage/storetest"
	"github.com/bespoke-cv/bespoke/workflow"
)

// These tests kill real processes. The test binary starts itself again as a
// helper that runs five steps on a real store and stops where it is told to;
// the parent kills it there.

const (
	helperDir  = "BESPOKE_WORKFLOW_TEST_DIR"
	helperStop = "BESPOKE_WORKFLOW_TEST_STOP" // such as "before render" or "after render"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		if err := helper(dir, os.Getenv(helperStop)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(pgtest.Main(m, func(s *pgtest.Server) { server = s }))
}

// helper starts one run, says "stopped" where it stops, and "done" at the end.
func helper(dir, stop string) error {
	ctx := context.Background()
	work, err := openWork(ctx, dir)
	if err != nil {
		return err
	}
	work.pause = func(at string) {
		if at == stop {
			fmt.Println("stopped")
			if _, err := io.Copy(io.Discard, os.Stdin); err != nil { // until the parent closes it
				panic(err)
			}
		}
	}
	engine, err := work.engine(ctx)
	if err != nil {
		return err
	}
	runID, _, err := engine.Start(ctx, user, "k", json.RawMessage(`{"offer":"Wir suchen"}`))
	if err != nil {
		return err
	}
	run, err := engine.Get(ctx, user, runID, deadline)
	if err != nil {
		return err
	}
	fmt.Println("done", run.Status)
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return engine.Close(ctx)
}

// work is five steps as bespoke's: they store things and leave handles.
type work struct {
	dir   string
	store *sqlstore.Store
	blobs *disk.Blobs
	pause func(at string)
	ran   map[string]*atomic.Int32
}

var stepNames = []string{"parse", "plan", "apply", "render", "save"}

func openWork(ctx context.Context, dir string) (*work, error) {
	store, err := sqlite.Open(ctx, filepath.Join(dir, "bespoke.db"))
	if err != nil {
		return nil, err
	}
	blobs, err := disk.Open(filepath.Join(dir, "blobs"))
	w := &work{dir: dir, store: store, blobs: blobs, pause: func(string) {}, ran: map[string]*atomic.Int32{}}
	for _, name := range stepNames {
		w.ran[name] = &atomic.Int32{}
	}
	return w, err
}

func (w *work) engine(ctx context.Context) (*workflow.Engine, error) {
	does := map[string]func(context.Context, workflow.State) error{
		"parse": w.parse, "plan": w.plan, "apply": w.apply, "render": w.render, "save": w.save,
	}
	var steps []workflow.Step
	for _, name := range stepNames {
		steps = append(steps, workflow.Step{Name: name, Run: func(ctx context.Context, state workflow.State) (workflow.State, error) {
			w.ran[name].Add(1)
			w.pause("before " + name)
			err := does[name](ctx, state)
			w.pause("after " + name) // the work is done, the checkpoint is not
			return state, err
		}})
	}
	return workflow.Open(ctx, workflow.Config{Name: "test", Path: filepath.Join(w.dir, "runs.db")}, steps)
}

func (w *work) parse(ctx context.Context, state workflow.State) error {
	var request struct{ Offer string }
	if err := json.Unmarshal(state.Request, &request); err != nil {
		return err
	}
	offer, err := w.store.SaveJobOffer(ctx, state.User, storage.JobOffer{ParsedOffer: storetest.Offer(request.Offer)})
	state.Values["job_offer_id"] = offer.ID
	return err
}

func (w *work) plan(ctx context.Context, state workflow.State) error {
	base, err := w.store.SaveCV(ctx, state.User, storage.CV{YAML: []byte("cv:\n  name: Ada\n")})
	if err != nil {
		return err
	}
	plan, err := w.store.SavePlan(ctx, state.User, storage.Plan{BaseID: base.ID, JobOfferID: state.Values["job_offer_id"]})
	state.Values["base_id"], state.Values["plan_id"] = base.ID, plan.ID
	return err
}

func (w *work) apply(ctx context.Context, state workflow.State) error {
	tailored, err := w.store.SaveCV(ctx, state.User, storage.CV{
		Kind: storage.TailoredCV, YAML: []byte("cv:\n  name: Ada L.\n"), BaseID: state.Values["base_id"], PlanID: state.Values["plan_id"],
	})
	state.Values["cv_id"] = tailored.ID
	return err
}

func (w *work) render(ctx context.Context, state workflow.State) error {
	sum := strings.Repeat("ab", 32)
	if err := w.blobs.Put(ctx, state.User, sum+".pdf", []byte("%PDF")); err != nil {
		return err
	}
	pdf, err := w.store.SavePDF(ctx, state.User, storage.PDF{CVID: state.Values["cv_id"], SHA256: sum, Size: 4, Pages: 1, BlobKey: sum + ".pdf"})
	state.Values["pdf_id"] = pdf.ID
	return err
}

func (w *work) save(ctx context.Context, state workflow.State) error {
	application, _, err := w.store.SaveApplication(ctx, state.User, schema.Application{
		JobOfferID: state.Values["job_offer_id"], CVID: state.Values["cv_id"], PDFID: state.Values["pdf_id"],
		PlanID: state.Values["plan_id"], IdempotencyKey: state.Key,
	})
	state.Values["application_id"] = application.ID
	return err
}

// process is a running helper.
type process struct {
	*exec.Cmd
	stdin io.Closer
	lines *bufio.Scanner
}

func startHelper(t *testing.T, dir, stop string) *process {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	command := exec.Command(self)
	command.Env = append(os.Environ(), helperDir+"="+dir, helperStop+"="+stop)
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	require.NoError(t, err)
	stdout, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	p := &process{command, stdin, bufio.NewScanner(stdout)}
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
	return p
}

func (p *process) says(t *testing.T) string {
	t.Helper()
	require.True(t, p.lines.Scan(), "the helper ended too soon")
	return p.lines.Text()
}

func (p *process) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, p.Process.Kill()) // SIGKILL
	_ = p.Wait()
}

// finish opens the files as the next start of the program does and waits for
// the run's end.
func finish(t *testing.T, dir string) (*work, workflow.Run) {
	t.Helper()
	work, err := openWork(t.Context(), dir)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, work.store.Close()) })
	engine, err := work.engine(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, engine.Close(context.Background())) })
	return work, await(t, engine, workflow.RunID(user, "k"))
}

// nothing checks that nothing is lost and nothing doubled.
func nothingLostNothingDoubled(t *testing.T, work *work, run workflow.Run) {
	t.Helper()
	assert.Equal(t, workflow.Succeeded, run.Status, run.Error)
	page, err := work.store.ListApplications(t.Context(), user, storage.ApplicationFilter{})
	require.NoError(t, err)
	require.Len(t, page.Applications, 1)
	application := page.Applications[0]
	assert.Equal(t, map[string]string{
		"job_offer_id": application.JobOfferID, "base_id": run.Values["base_id"], "plan_id": application.PlanID,
		"cv_id": application.CVID, "pdf_id": application.PDFID, "application_id": application.ID,
	}, run.Values)
	pdf, err := work.store.PDF(t.Context(), user, application.PDFID)
	require.NoError(t, err)
	data, err := work.blobs.Get(t.Context(), user, pdf.BlobKey)
	require.NoError(t, err)
	assert.Equal(t, "%PDF", string(data))
	db, err := sqlite.OpenFile(t.Context(), filepath.Join(work.dir, "bespoke.db"))
	require.NoError(t, err)
	defer db.Close()
	for table, want := range map[string]int{"job_offers": 1, "cvs": 2, "plans": 1, "pdfs": 1, "applications": 1, "application_history": 1} {
		var got int
		require.NoError(t, db.QueryRow("select count(*) from "+table).Scan(&got))
		assert.Equal(t, want, got, table)
	}
	files, err := filepath.Glob(filepath.Join(work.dir, "blobs", "*", "*"))
	require.NoError(t, err)
	assert.Len(t, files, 1)
}

func TestKilledRunIsFinishedByTheNextStart(t *testing.T) {
	for i, name := range stepNames {
		for _, at := range []string{"before ", "after "} {
			t.Run(at+name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				helper := startHelper(t, dir, at+name)
				require.Equal(t, "stopped", helper.says(t))
				helper.kill(t)

				work, run := finish(t, dir)
				nothingLostNothingDoubled(t, work, run)
				for j, name := range stepNames {
					want := 0 // checkpointed before the kill
					if j >= i {
						want = 1
					}
					assert.EqualValues(t, want, work.ran[name].Load(), name)
				}
			})
		}
	}
	t.Run("when all is done", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		helper := startHelper(t, dir, "")
		require.Equal(t, "done succeeded", helper.says(t))
		helper.kill(t)
		work, run := finish(t, dir)
		nothingLostNothingDoubled(t, work, run)
		for _, name := range stepNames {
			assert.Zero(t, work.ran[name].Load(), name)
		}
	})
}

func TestKilledTwice(t *testing.T) {
	dir := t.TempDir()
	for _, stop := range []string{"after plan", "before render"} {
		helper := startHelper(t, dir, stop)
		require.Equal(t, "stopped", helper.says(t))
		helper.kill(t)
	}
	work, run := finish(t, dir)
	nothingLostNothingDoubled(t, work, run)
	assert.Zero(t, work.ran["apply"].Load())
}

func TestLivingProcessTakesOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	helper := startHelper(t, dir, "before apply")
	require.Equal(t, "stopped", helper.says(t))
	work, err := openWork(t.Context(), dir)
	require.NoError(t, err)
	defer work.store.Close()
	engine, err := work.engine(t.Context())
	require.NoError(t, err)
	defer engine.Close(context.Background())
	run, err := engine.Get(t.Context(), user, workflow.RunID(user, "k"), 0)
	require.NoError(t, err)
	require.Equal(t, workflow.Running, run.Status)
	require.Equal(t, "apply", run.Step)

	helper.kill(t)
	nothingLostNothingDoubled(t, work, await(t, engine, run.RunID))
}

func TestManyStartsTakeOverOnce(t *testing.T) {
	dir := t.TempDir()
	helper := startHelper(t, dir, "before apply")
	require.Equal(t, "stopped", helper.says(t))
	helper.kill(t)
	const starts = 4
	works, engines := make([]*work, starts), make([]*workflow.Engine, starts)
	var group sync.WaitGroup
	for i := range starts {
		group.Go(func() {
			var err error
			works[i], err = openWork(context.Background(), dir)
			if !assert.NoError(t, err) {
				return
			}
			engines[i], err = works[i].engine(context.Background())
			assert.NoError(t, err)
		})
	}
	group.Wait()
	require.False(t, t.Failed())
	nothingLostNothingDoubled(t, works[0], await(t, engines[0], workflow.RunID(user, "k")))
	var ran int32
	for i := range starts {
		ran += works[i].ran["apply"].Load()
		assert.NoError(t, engines[i].Close(context.Background()))
		assert.NoError(t, works[i].store.Close())
	}
	assert.EqualValues(t, 1, ran)
}

func TestStoppedProcessKeepsItsRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	helper := startHelper(t, dir, "before apply")
	require.Equal(t, "stopped", helper.says(t))
	require.NoError(t, helper.Process.Signal(syscall.SIGSTOP)) // as a laptop's lid does
	work, err := openWork(t.Context(), dir)
	require.NoError(t, err)
	defer work.store.Close()
	engine, err := work.engine(t.Context())
	require.NoError(t, err)
	defer engine.Close(context.Background())
	time.Sleep(1500 * time.Millisecond) // more than one look into the queue
	assert.Zero(t, work.ran["apply"].Load())

	require.NoError(t, helper.Process.Signal(syscall.SIGCONT))
	require.NoError(t, helper.stdin.Close()) // goes on, and ends
	require.Equal(t, "done succeeded", helper.says(t))
	nothingLostNothingDoubled(t, work, await(t, engine, workflow.RunID(user, "k")))
	for _, name := range stepNames {
		assert.Zero(t, work.ran[name].Load(), name)
	}
}

func TestRunThatKillsEveryProcessEnds(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills many processes")
	}
	dir := t.TempDir()
	kills := 0
	for ; kills < 30; kills++ {
		helper := startHelper(t, dir, "before render")
		if says := helper.says(t); says != "stopped" {
			assert.Equal(t, "done cancelled", says)
			break
		}
		helper.kill(t)
	}
	assert.Equal(t, 11, kills, "the first run and ten takeovers")
}
