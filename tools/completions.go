package tools

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// Completions make clients complete what stands for a handle: by title,
// employer, person or file, in a prompt's arguments and in the templates of
// resources. A prompt's argument gets the name with its handle behind it, which
// the prompt takes as it is; a template gets the handle alone.
func (b *Toolbox) Completions() []mcpserver.ServerOption {
	completer := completer{b}
	return []mcpserver.ServerOption{
		mcpserver.WithCompletions(),
		mcpserver.WithPromptCompletionProvider(completer),
		mcpserver.WithResourceCompletionProvider(completer),
	}
}

type completer struct{ toolbox *Toolbox }

// mostCompletions is the protocol's limit.
const mostCompletions = 100

// languages are those that the rules know, and where to take one from.
var languages = []string{"cv", "offer", "de", "en", "es", "fr", "it", "nl", "pt"}

// CompletePromptArgument implements the server's PromptCompletionProvider.
func (c completer) CompletePromptArgument(ctx context.Context, _ string, argument mcp.CompleteArgument, _ mcp.CompleteContext) (*mcp.Completion, error) {
	named := func(n storage.Named) string { return fmt.Sprintf("%s (%s)", n, n.ID) }
	switch argument.Name {
	case "job_offer":
		return c.names(ctx, schema.KindJobOffer, argument.Value, named)
	case "cv":
		return c.names(ctx, schema.KindCV, argument.Value, named)
	case "plan_id":
		return c.names(ctx, schema.KindPlan, argument.Value, named)
	case "application_id":
		return c.names(ctx, schema.KindApplication, argument.Value, named)
	case "language":
		return beginning(languages, argument.Value), nil
	case "max_pages":
		return beginning([]string{"1", "2", "3"}, argument.Value), nil
	}
	return &mcp.Completion{}, nil
}

// handleKinds are the kinds of handles behind the resources' schemes.
var handleKinds = map[string]schema.Kind{
	"offer": schema.KindJobOffer, "cv": schema.KindCV, "plan": schema.KindPlan, "pdf": schema.KindPDF,
	"application": schema.KindApplication, "bundle": schema.KindApplication, "calendar": schema.KindApplication,
}

// CompleteResourceArgument implements the server's ResourceCompletionProvider.
func (c completer) CompleteResourceArgument(ctx context.Context, uri string, argument mcp.CompleteArgument, given mcp.CompleteContext) (*mcp.Completion, error) {
	scheme, _, _ := strings.Cut(uri, "://")
	kind, known := handleKinds[scheme]
	switch {
	case known && argument.Name == "id":
		found, err := c.names(ctx, kind, argument.Value, func(n storage.Named) string { return n.ID })
		if err == nil && scheme == "calendar" && strings.HasPrefix("all", argument.Value) {
			found.Values = append([]string{"all"}, found.Values[:min(len(found.Values), mostCompletions-1)]...)
		}
		return found, err
	case scheme == "pdf" && argument.Name == "page":
		return c.pages(ctx, given.Arguments["id"], argument.Value)
	}
	return &mcp.Completion{}, nil
}

func (c completer) names(ctx context.Context, kind schema.Kind, words string, write func(storage.Named) string) (*mcp.Completion, error) {
	owner, err := user(ctx)
	if err != nil {
		return nil, err
	}
	found, err := c.toolbox.Store.Names(ctx, owner, kind, words, mostCompletions+1)
	if err != nil {
		return nil, err
	}
	completion := &mcp.Completion{HasMore: len(found) > mostCompletions}
	for _, n := range found[:min(len(found), mostCompletions)] {
		completion.Values = append(completion.Values, write(n))
	}
	return completion, nil
}

// pages are the numbers of a PDF's pages; none where the PDF is not known.
func (c completer) pages(ctx context.Context, id, typed string) (*mcp.Completion, error) {
	owner, err := user(ctx)
	if err != nil {
		return nil, err
	}
	row, err := c.toolbox.Store.PDF(ctx, owner, id)
	if err != nil {
		return &mcp.Completion{}, nil
	}
	var numbers []string
	for page := 1; page <= row.Pages; page++ {
		numbers = append(numbers, strconv.Itoa(page))
	}
	return beginning(numbers, typed), nil
}

// beginning are the choices that begin with what was typed.
func beginning(choices []string, typed string) *mcp.Completion {
	kept := slices.DeleteFunc(slices.Clone(choices), func(choice string) bool {
		return !strings.HasPrefix(choice, strings.ToLower(strings.TrimSpace(typed)))
	})
	return &mcp.Completion{Values: kept[:min(len(kept), mostCompletions)], Total: len(kept), HasMore: len(kept) > mostCompletions}
}

// handleIn is the handle that a completed argument ends with, or the argument
// itself.
func handleIn(argument string, kind schema.Kind) string {
	argument = strings.TrimSpace(argument)
	if at := strings.LastIndex(argument, "("+string(kind)+"_"); at >= 0 && strings.HasSuffix(argument, ")") && !strings.Contains(argument, "\n") {
		if inner := argument[at+1 : len(argument)-1]; isHandle(inner, kind) {
			return inner
		}
	}
	return argument
}

func isHandle(text string, kind schema.Kind) bool {
	_, err := schema.ParseHandle(kind, text)
	return err == nil
}
