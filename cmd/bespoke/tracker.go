package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/identity"
)

// withTools opens the program and gives work a function that calls a tool as
// this machine's own user and returns its words and its result.
func withTools(ctx context.Context, config *config, work func(ctx context.Context, a *app, call toolCall) error) error {
	return withApp(ctx, config, slog.New(slog.DiscardHandler), func(app *app) error {
		ctx := identity.With(ctx, identity.Local())
		return work(ctx, app, func(tool string, arguments map[string]any, into any) (string, error) {
			return app.call(ctx, tool, arguments, into)
		})
	})
}

type toolCall func(tool string, arguments map[string]any, into any) (words string, err error)

func (a *app) call(ctx context.Context, tool string, arguments map[string]any, into any) (words string, err error) {
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = tool, arguments
	result, err := a.client.CallTool(ctx, request)
	if err != nil {
		return "", err
	}
	for _, content := range result.Content {
		if text, ok := content.(mcp.TextContent); ok {
			words += text.Text
		}
	}
	if result.IsError {
		return "", errors.New(words)
	}
	if into == nil {
		return words, nil
	}
	raw, err := json.Marshal(result.StructuredContent)
	if err != nil {
		return "", err
	}
	return words, json.Unmarshal(raw, into)
}

// listApplications shows the tracked applications, or one with all that belongs
// to it.
func listApplications(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("applications", "[APP_ID] [--status STATUS] [--text WORDS]", stdio)
	var statuses texts
	flags.Var(&statuses, "status", "only this status; may be repeated")
	text := flags.String("text", "", "words in company, title or notes")
	id, err := config.parseNaming(flags, args)
	if err != nil {
		return err
	}
	return withTools(ctx, config, func(_ context.Context, _ *app, call toolCall) error {
		tool, arguments := "list_applications", map[string]any{"text": *text, "limit": 200}
		if len(statuses) > 0 {
			arguments["statuses"] = []string(statuses)
		}
		if id != "" {
			tool, arguments = "get_application", map[string]any{"application_id": id}
		}
		words, err := call(tool, arguments, nil)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(stdio.out, words)
		return err
	})
}

// listActions shows what is to be done, completes it, or writes it as a
// calendar.
func listActions(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("actions", "[--state open|due|overdue|waiting|done] [--done ACT_ID] [--ics FILE]", stdio)
	state := flags.String("state", "open", "which to list; due includes overdue")
	ics := flags.String("ics", "", "write what is open as iCalendar into this file; - is the standard output")
	var done texts
	flags.Var(&done, "done", "id of what has been done; may be repeated")
	if err := config.parse(flags, args); err != nil {
		return err
	}
	return withTools(ctx, config, func(ctx context.Context, a *app, call toolCall) error {
		for _, id := range done {
			if _, err := call("save_action_point", map[string]any{"action_point_id": id, "done": true}, nil); err != nil {
				return fmt.Errorf("--done %s: %w", id, err)
			}
		}
		if *ics != "" {
			return writeCalendar(ctx, a, *ics, stdio)
		}
		words, err := call("list_action_points", map[string]any{"state": *state}, nil)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(stdio.out, words)
		return err
	})
}

func writeCalendar(ctx context.Context, a *app, file string, stdio stdio) error {
	_, calendar, err := a.toolbox.Read(ctx, "calendar://all")
	if err != nil {
		return err
	}
	if file == "-" {
		_, err := stdio.out.Write(calendar)
		return err
	}
	if err := atomicfile.Write(file, calendar, 0o600); err != nil {
		return fmt.Errorf("--ics: %w", err)
	}
	_, err = fmt.Fprintf(stdio.out, "Wrote %s\n", file)
	return err
}

// recordMessage reads a message from a file or the standard input, shows what
// it says, and records it with --yes.
func recordMessage(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("message", "[FILE] [--application APP_ID] [--sent] [--at DATE] [--yes]", stdio)
	application := flags.String("application", "", "id of the application; default the one whose employer the message names")
	sent := flags.Bool("sent", false, "you wrote it")
	at := flags.String("at", "", "when it was written, as YYYY-MM-DD; default now")
	yes := flags.Bool("yes", false, "record it; without it nothing is written")
	file, err := config.parseNaming(flags, args)
	if err != nil {
		return err
	}
	text, err := readMessage(file, stdio)
	if err != nil {
		return err
	}
	arguments := map[string]any{"text": text, "application_id": *application, "at": *at}
	if *sent {
		arguments["direction"] = "outbound"
	}
	return withTools(ctx, config, func(_ context.Context, _ *app, call toolCall) error {
		var proposal struct {
			Confirm string `json:"confirm"`
			Written bool   `json:"written"`
		}
		words, err := call("record_communication", arguments, &proposal)
		if err == nil && *yes && !proposal.Written {
			arguments["confirm"] = proposal.Confirm
			words, err = call("record_communication", arguments, nil)
		}
		if err != nil {
			return err
		}
		// The last words are for a model that called the tool.
		if said, _, ask := strings.Cut(words, "If the user agrees"); ask {
			words = said + "To record it, run the same with --yes."
		}
		_, err = fmt.Fprintln(stdio.out, words)
		return err
	})
}

// maxMessage is the longest message in bytes; the tool counts characters.
const maxMessage = 200 << 10

func readMessage(file string, stdio stdio) (string, error) {
	data, err := readInput(cmp.Or(file, "-"), stdio.in, maxMessage)
	return string(data), err
}
