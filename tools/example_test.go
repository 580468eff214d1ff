package tools_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/disk"
	"github.com/bespoke-cv/bespoke/storage/sqlite"
	"github.com/bespoke-cv/bespoke/tools"
)

// A toolbox needs a home for rows and one for bytes; its tools go into any MCP
// server of mcp-go. Package server adds transports, logins and limits.
func ExampleToolbox() {
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

	served := mcpserver.NewMCPServer("bespoke", "1", tools.Extensions())
	served.AddTools(box.Tools()...)
	served.AddResources(tools.Apps()...)
	connection, err := client.NewInProcessClient(served)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer connection.Close()
	if _, err := connection.Initialize(ctx, mcp.InitializeRequest{}); err != nil {
		fmt.Println(err)
		return
	}
	request := mcp.CallToolRequest{}
	request.Params.Name = "parse_job_offer"
	request.Params.Arguments = map[string]any{"text": "Baker\n\nRequirements:\n- Early riser\n"}
	result, err := connection.CallTool(ctx, request)
	if err != nil {
		fmt.Println(err)
		return
	}
	fields, _ := result.StructuredContent.(map[string]any)
	fmt.Println(strings.HasPrefix(fmt.Sprint(fields["job_offer_id"]), "job_"), fields["parsed_by"])
	// Output:
	// true rules
}

// Clients list tools in fewer words than the tools check arguments by; a scope
// leaves out what a user does not want.
func ExampleScope() {
	all := (&tools.Toolbox{}).Tools()
	scope := tools.Scope{ReadOnly: true}
	offered, withheld := scope.Tools(all)
	fmt.Println(len(offered)+len(withheld) == len(all))
	for _, tool := range tools.Brief(offered) {
		fmt.Println(tool.Name)
	}
	// Output:
	// true
	// review_plan
	// get_run
	// list_applications
	// get_application
	// list_action_points
	// draft_message
}

// Programs tell errors apart by their kind, as the HTTP API does.
func ExampleKind() {
	fmt.Println(tools.Kind(fmt.Errorf("cv_1: %w", storage.ErrNotFound)), tools.Kind(fmt.Errorf("save: %w", storage.ErrFull)))
	// Output:
	// not_found full
}

// What the model took, as one line for people.
func ExampleBill() {
	bill := tools.Bill([]schema.ModelCall{
		{Purpose: "reading the offer", Model: "qwen3:8b", PromptTokens: 900, CompletionTokens: 100, Requests: 1},
		{Purpose: "proposing edits", Model: "qwen3:8b", PromptTokens: 2000, CompletionTokens: 500, Requests: 2},
	})
	fmt.Println(bill.Tokens, bill.Line)
	// Output:
	// 3500 Model qwen3:8b: 3 requests, 2900 in + 600 out tokens, price unknown.
}

// The picture that stands for bespoke in a client's list, light and dark.
func ExampleIcons() {
	for _, icon := range tools.Icons() {
		fmt.Println(icon.MIMEType, icon.Sizes, icon.Src[:22])
	}
	// Output:
	// image/svg+xml [any] data:image/svg+xml;bas
	// image/png [48x48] data:image/png;base64,
}
