package tools

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/problem"
)

// Toolset is a named part of the tools, for people who want fewer of them.
type Toolset struct {
	Name string
	Does string
	// Tools and Prompts are the names of what belongs to it. A tool may belong
	// to several.
	Tools, Prompts []string
}

// Toolsets are all there are, in the order of a job's steps.
var Toolsets = []Toolset{
	{
		Name: "tailor", Does: "read an offer, plan and apply edits one by one, render, save",
		Tools:   []string{"parse_job_offer", "plan_cv_changes", "review_plan", "apply_cv_edits", "render_pdf", "save_application"},
		Prompts: []string{"tailor_cv", "review_plan"},
	},
	{Name: "import", Does: "bring a CV of another kind", Tools: []string{"import_cv"}},
	{Name: "runs", Does: "the whole job in one durable run", Tools: []string{"create_application", "get_run", "cancel_run"}},
	{
		Name: "tracker", Does: "applications, where they stand and what is due",
		Tools: []string{"save_application", "list_applications", "get_application", "update_application", "record_communication", "save_action_point", "list_action_points", "draft_message"},
	},
	{Name: "privacy", Does: "erase what is kept", Tools: []string{"erase_my_data"}},
}

// Scope is how much of the tools a server offers. The zero value is all.
type Scope struct {
	// ReadOnly offers only what changes nothing.
	ReadOnly bool
	// Sets are names of Toolsets; none means all.
	Sets []string
}

// Check refuses the name of a toolset that does not exist.
func (s Scope) Check() error {
	var names []string
	for _, set := range Toolsets {
		names = append(names, set.Name)
	}
	for _, name := range s.Sets {
		if !slices.Contains(names, name) {
			return fmt.Errorf("there is no toolset %q: take some of %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

// All tells whether nothing is left out.
func (s Scope) All() bool { return !s.ReadOnly && len(s.Sets) == 0 }

// Tools parts tools into those that are offered and those that are withheld:
// these are not to be listed, and called all the same, they say why.
func (s Scope) Tools(all []mcpserver.ServerTool) (offered, withheld []mcpserver.ServerTool) {
	for _, tool := range all {
		why := s.withholds(tool.Tool.Name, *tool.Tool.Annotations.ReadOnlyHint, func(set Toolset) []string { return set.Tools })
		if why == "" {
			offered = append(offered, tool)
			continue
		}
		tool.Handler = func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			result := mcp.NewToolResultError(why)
			result.Meta = mcp.NewMetaFromMap(map[string]any{problem.KindMeta: string(problem.Forbidden)})
			return result, nil
		}
		withheld = append(withheld, tool)
	}
	return offered, withheld
}

// Prompts are those of all that are offered. Each keeps what it is given or
// leads to tools that do, so there are none where nothing may change.
func (s Scope) Prompts(all []mcpserver.ServerPrompt) (offered []mcpserver.ServerPrompt) {
	for _, prompt := range all {
		if s.withholds(prompt.Prompt.Name, false, func(set Toolset) []string { return set.Prompts }) == "" {
			offered = append(offered, prompt)
		}
	}
	return offered
}

// withholds says why name is not offered, and nothing where it is.
func (s Scope) withholds(name string, readOnly bool, members func(Toolset) []string) string {
	if s.ReadOnly && !readOnly {
		return name + " is not offered: this server only reads (--read-only). Whoever runs it can start it without."
	}
	var others []string
	for _, set := range Toolsets {
		if !slices.Contains(members(set), name) {
			continue
		}
		if len(s.Sets) == 0 || slices.Contains(s.Sets, set.Name) {
			return ""
		}
		others = append(others, set.Name)
	}
	return fmt.Sprintf("%s is not offered: this server was started with --toolsets %s. Whoever runs it can add %s.",
		name, strings.Join(s.Sets, ","), strings.Join(others, " or "))
}

// Instructions tell a client's model how the tools that are offered go together.
func (s Scope) Instructions(offered []mcpserver.ServerTool) string {
	if s.All() {
		return Instructions
	}
	names := make([]string, len(offered))
	for i, tool := range offered {
		names[i] = tool.Tool.Name
	}
	text := Instructions + "\nOf the tools this server offers only " + strings.Join(names, ", ") + "."
	if s.ReadOnly {
		text += " It changes nothing."
	}
	return text
}
