package tools_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/pkoukk/tiktoken-go"
	loader "github.com/pkoukk/tiktoken-go-loader"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/tools"
)

// tokens counts what a value costs a model as JSON, by the tokenizer of OpenAI's
// present models, whose vocabulary the test carries along.
func tokens(t *testing.T) func(any) int {
	t.Helper()
	tiktoken.SetBpeLoader(loader.NewOfflineLoader())
	encoding, err := tiktoken.GetEncoding(tiktoken.MODEL_O200K_BASE)
	require.NoError(t, err)
	return func(value any) int {
		text, isText := value.(string)
		if !isText {
			raw, err := json.Marshal(value)
			require.NoError(t, err)
			text = string(raw)
		}
		return len(encoding.EncodeOrdinary(text))
	}
}

// Every conversation pays for the list of the tools, whatever it is about.
func TestTheListOfToolsCostsAtMostSixThousandTokens(t *testing.T) {
	count := tokens(t)
	list := tools.Brief((&tools.Toolbox{}).Tools())
	for _, tool := range list {
		t.Logf("%5d %s", count(tool), tool.Name)
	}
	sum := count(mcp.ListToolsResult{Tools: list})
	t.Logf("%5d tools/list, %d the instructions", sum, count(tools.Instructions))
	assert.LessOrEqual(t, sum, 6000)
}

// A run costs what the model writes, the arguments, and what it reads: the
// texts, or in hosts that show the structured result to the model, that.
func TestAWholeRunCostsAtMostFourThousandTokens(t *testing.T) {
	count := tokens(t)
	h := newHost(t, nil)
	path := func(name string) string {
		absolute, err := filepath.Abs(filepath.Join("../examples", name))
		require.NoError(t, err)
		return absolute
	}
	var written, read, structured int
	call := func(tool string, arguments map[string]any) map[string]any {
		t.Helper()
		result := h.try(tool, arguments)
		require.False(t, result.IsError, said(result))
		w, r, s := count(arguments)+count(tool), count(said(result)), count(result.StructuredContent)
		t.Logf("%-20s %5d written %5d read %5d structured", tool, w, r, s)
		written, read, structured = written+w, read+r, structured+s
		return result.StructuredContent.(map[string]any)
	}
	offer := call("parse_job_offer", map[string]any{"path": path("offers/platform-engineer.txt")})["job_offer_id"]
	plan := call("plan_cv_changes", map[string]any{"job_offer_id": offer, "cv_path": path("cvs/software-engineer.yaml")})["plan_id"]
	tailored := call("apply_cv_edits", map[string]any{"plan_id": plan})["cv_id"]
	pdf := call("render_pdf", map[string]any{"cv_id": tailored})["pdf_id"]
	call("save_application", map[string]any{"job_offer_id": offer, "cv_id": tailored, "pdf_id": pdf, "plan_id": plan})
	t.Logf("%-20s %5d written %5d read %5d structured", "sum", written, read, structured)
	assert.LessOrEqual(t, written+read, 4000)
	assert.LessOrEqual(t, structured, 9000) // with every quote and its place
}
