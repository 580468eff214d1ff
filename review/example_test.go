package review_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/review"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
)

// nothing has no tools and no documents.
type nothing struct{}

func (nothing) CallTool(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	return nil, errors.New("no such tool")
}
func (nothing) OfPlan(context.Context, string, string) error { return nil }
func (nothing) Read(context.Context, string) (string, []byte, error) {
	return "", nil, storage.ErrNotFound
}

// The link's secret stands behind the #, where no server and no log sees it.
func ExampleNew() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	ctx := identity.With(context.Background(), identity.Local())
	store, err := sqlite.Open(ctx, filepath.Join(folder, "bespoke.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer store.Close()
	reviews := review.New(review.Config{
		Grants: store, Tools: nothing{}, Documents: nothing{}, Now: time.Now,
		Base: func() string { return "http://127.0.0.1:8080" },
	}) // an http.Handler for /review/
	plan := schema.NewHandle(schema.KindPlan)
	link, err := reviews.Link(ctx, plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	address, secret, _ := strings.Cut(link, "#t=")
	fmt.Println(strings.Replace(address, plan, "plan_…", 1), len(secret) > 32)
	// Output:
	// http://127.0.0.1:8080/review/plan_… true
}

// However often a page saves, there is one application.
func ExampleSaveKey() {
	key := review.SaveKey("plan_1", "cv_1")
	fmt.Println(key == review.SaveKey("plan_1", "cv_1"))
	fmt.Println(key == review.SaveKey("plan_1", "cv_2"))
	// Output:
	// true
	// false
}
