package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/agents"
	"github.com/bespoke-cv/bespoke/api"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/server"
	"github.com/bespoke-cv/bespoke/storage/disk"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/tools"
)

// The API calls the same tools as MCP clients do. Whoever mounts it puts the
// caller into the context; server.MountAPI does, with fence and login.
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
	blobs, err := disk.Open(filepath.Join(folder, "blobs"))
	if err != nil {
		fmt.Println(err)
		return
	}
	box := &tools.Toolbox{Store: store, Blobs: blobs, Engine: render.New(), Lexicon: lexicon.Default(), Now: time.Now}
	served := server.New(server.Config{Name: "bespoke", Version: "1", Tools: box.Tools()})
	client, err := agents.ServerRegistry{agents.ServerName: {InProcess: served.MCP()}}.Connect(ctx, agents.ServerName, "1")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	handler := api.New(api.Config{Tools: client, Documents: box, Declared: box.Tools(), Version: "1"})
	for _, path := range []string{"/applications", "/cvs/cv_1"} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody))
		fmt.Println(answer.Code, answer.Header().Get("Content-Type"))
	}
	fmt.Println(strings.Contains(string(handler.OpenAPI()), `"/applications/{id}"`))
	// Output:
	// 200 application/json
	// 404 application/problem+json
	// true
}
