package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/workflow"
)

// A step does its work and leaves handles for the steps behind it.
func Example() {
	dir, err := os.MkdirTemp("", "bespoke")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	ctx := context.Background()
	engine, err := workflow.Open(ctx, workflow.Config{Name: "greet", Path: filepath.Join(dir, "runs.db")}, []workflow.Step{
		{Name: "write", Timeout: time.Second, Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
			var request struct{ Name string }
			if err := json.Unmarshal(state.Request, &request); err != nil {
				return state, err
			}
			state.Values["greeting"] = "Hello " + request.Name
			return state, nil
		}},
		{Name: "sign", Run: func(_ context.Context, state workflow.State) (workflow.State, error) {
			state.Values["letter"] = state.Values["greeting"] + ", yours truly"
			return state, nil
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close(ctx)

	runID, created, err := engine.Start(ctx, storage.LocalUser, "letter-1", json.RawMessage(`{"name": "Ada"}`))
	if err != nil {
		log.Fatal(err)
	}
	run, err := engine.Get(ctx, storage.LocalUser, runID, time.Minute)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created, run.Status, run.Status.Final(), run.Values["letter"])
	_, created, err = engine.Start(ctx, storage.LocalUser, "letter-1", json.RawMessage(`{"name": "Ada"}`))
	fmt.Println(created, err)
	// Output:
	// true succeeded true Hello Ada, yours truly
	// false <nil>
}

// A run's handle is known before it starts, and each user's keys are their own.
func ExampleRunID() {
	ben := uuid.MustParse("1f6f3b0a-2d0e-4d0b-8a55-7f2f3f6f9a10")
	first := workflow.RunID(storage.LocalUser, "letter-1")
	fmt.Println(first == workflow.RunID(storage.LocalUser, "letter-1"), first == workflow.RunID(ben, "letter-1"))
	// Output:
	// true false
}
