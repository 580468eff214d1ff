package tools

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"
	"github.com/mark3labs/mcp-go/mcp"
	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/bespoke-cv/bespoke/schema"
)

// hints are the four behaviour hints of a tool; mcp-go's defaults are the
// most alarming ones, so every tool states all four.
type hints struct {
	readOnly, destructive, idempotent, openWorld bool
}

// answer is what a tool gives back: the typed result, one or a few sentences
// for clients that show only text, and extra content such as an image.
type answer[Out any] struct {
	result Out
	text   string
	extra  []mcp.Content
}

// declaration is one tool: what a model reads to choose it, and what it does.
type declaration[In, Out any] struct {
	name        string
	title       string
	description string
	hints       hints
	ui          string // address of the page that shows its results (package apps); may be empty
	// run does it for the caller, owner of all that it reads and makes.
	run func(ctx context.Context, owner uuid.UUID, in In) (answer[Out], error)
}

// definition is a tool as it is served. Its schemas take longer to write than
// most calls take, and only who lists tools or describes them needs them all.
type definition struct {
	tool    mcp.Tool // without its schemas
	schemas func() (input, output json.RawMessage)
	handle  mcpserver.ToolHandlerFunc
}

// whole is the tool with its schemas.
func (d definition) whole() mcpserver.ServerTool {
	tool := d.tool
	tool.RawInputSchema, tool.RawOutputSchema = d.schemas()
	return mcpserver.ServerTool{Tool: tool, Handler: d.handle}
}

// define turns a declaration into a tool to be served. Arguments are checked
// against the input schema before run sees them; every error of run is a tool
// error, which the calling model can read and act on.
func define[In, Out any](d declaration[In, Out]) definition {
	tool := mcp.NewTool(d.name,
		mcp.WithDescription(d.description),
		mcp.WithTitleAnnotation(d.title),
		mcp.WithReadOnlyHintAnnotation(d.hints.readOnly),
		mcp.WithDestructiveHintAnnotation(d.hints.destructive),
		mcp.WithIdempotentHintAnnotation(d.hints.idempotent),
		mcp.WithOpenWorldHintAnnotation(d.hints.openWorld),
	)
	tool.Title, tool.InputSchema = d.title, mcp.ToolInputSchema{}
	if d.ui != "" {
		tool.Meta = mcp.NewMetaFromMap(map[string]any{"ui": map[string]any{"resourceUri": d.ui}})
	}
	arguments := newArguments(d.name, schema.For[In])
	schemas := func() (input, output json.RawMessage) { return schema.For[In](), schema.For[Out]() }
	return definition{tool, schemas, func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		var in In
		if err := arguments.decode(request, &in); err != nil {
			return toolError(err), nil
		}
		owner, err := user(ctx)
		if err != nil {
			return toolError(err), nil
		}
		out, err := d.run(withResponses(inRun(ctx, request), request), owner, in)
		if result, ok := asInputRequired(err); ok {
			return result, nil
		}
		if err != nil {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			return toolError(err), nil
		}
		result := mcp.NewToolResultStructured(out.result, out.text)
		result.Content = append(result.Content, out.extra...)
		return result, nil
	}}
}

// arguments checks and decodes the arguments of one tool.
type arguments struct {
	tool    string
	compile func() (*jsonschema.Schema, error)
}

// newArguments puts compiling off to a tool's first call: it takes longer.
func newArguments(tool string, raw func() json.RawMessage) *arguments {
	return &arguments{tool, sync.OnceValues(func() (*jsonschema.Schema, error) {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw()))
		if err != nil {
			return nil, err
		}
		compiler := jsonschema.NewCompiler()
		if err := compiler.AddResource(tool, document); err != nil {
			return nil, err
		}
		return compiler.Compile(tool)
	})}
}

func (a *arguments) decode(request mcp.CallToolRequest, into any) error {
	raw, value := request.Params.RawArguments, any(nil)
	if len(raw) == 0 {
		var err error
		if raw, err = json.Marshal(request.GetRawArguments()); err != nil {
			return fmt.Errorf("reading the arguments of %s: %w", a.tool, err)
		}
		value = asDecoded(request.GetRawArguments())
	}
	if bytes.Equal(raw, []byte("null")) {
		raw = []byte("{}")
	}
	if value == nil {
		var err error
		if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(raw)); err != nil {
			return fmt.Errorf("the arguments of %s are not JSON: %w", a.tool, err)
		}
	}
	compiled, err := a.compile()
	if err != nil {
		return fmt.Errorf("compiling the input schema of %s: %w", a.tool, err)
	}
	if object, ok := value.(map[string]any); ok {
		// Several clients write null for an argument they leave out.
		maps.DeleteFunc(object, func(name string, value any) bool { return value == nil && compiled.Properties[name] != nil })
	}
	if err := compiled.Validate(value); err != nil {
		return a.describe(err, slices.Sorted(maps.Keys(compiled.Properties)))
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("reading the arguments of %s: %w", a.tool, err)
	}
	return nil
}

// asDecoded gives arguments that were made in this process as their JSON reads, or
// nil where only reading it tells how.
func asDecoded(arguments any) any {
	given, ok := arguments.(map[string]any)
	if !ok || given == nil {
		return nil
	}
	for _, value := range given {
		switch value.(type) {
		case string, bool, int:
		default:
			return nil
		}
	}
	return maps.Clone(given)
}

// bulk is the limit, in characters, from which an argument is a text rather
// than a value: one that is over it is too large rather than wrong.
const bulk = 100_000

// describe says which argument is wrong, why, and which names there are.
func (a *arguments) describe(err error, names []string) error {
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return err
	}
	printer := message.NewPrinter(language.English)
	var problems []string
	long := true // nothing is wrong but the length of texts
	for _, leaf := range leaves(invalid) {
		place := "/" + strings.Join(leaf.InstanceLocation, "/")
		if problem, ok := leaf.ErrorKind.(*kind.MaxLength); !ok || problem.Want < bulk {
			long = false
		}
		switch problem := leaf.ErrorKind.(type) {
		case *kind.AdditionalProperties:
			if len(leaf.InstanceLocation) == 0 {
				problems = append(problems, fmt.Sprintf("unknown argument %s: %s takes %s",
					quoteAll(problem.Properties), a.tool, strings.Join(names, ", ")))
				continue
			}
			problems = append(problems, fmt.Sprintf("%s: unknown field %s", place, quoteAll(problem.Properties)))
		case *kind.Required:
			problems = append(problems, fmt.Sprintf("missing %s in %s", quoteAll(problem.Missing), place))
		case *kind.MaxLength:
			problems = append(problems, fmt.Sprintf("%s has %d characters, at most %d are taken: shorten it", place, problem.Got, problem.Want))
		default:
			problems = append(problems, fmt.Sprintf("%s: %s", place, leaf.ErrorKind.LocalizedString(printer)))
		}
	}
	slices.Sort(problems)
	words := strings.Join(slices.Compact(problems), "; ")
	if long {
		return fmt.Errorf("%s: %w: %s", a.tool, errTooLong, words)
	}
	return fmt.Errorf("%s: %s", a.tool, words)
}

func leaves(err *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(err.Causes) == 0 {
		return []*jsonschema.ValidationError{err}
	}
	var all []*jsonschema.ValidationError
	for _, cause := range err.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return strings.Join(quoted, ", ")
}
