// Command bespoke tailors a RenderCV CV to a job offer, renders the PDF and
// tracks the application: as an MCP server or from the command line.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a bare image has no table of time zones, and calendars need one

	"github.com/bespoke-cv/bespoke/heap"
)

// version is set by the linker.
var version = "dev"

const usage = `bespoke tailors a RenderCV CV to a job offer without inventing anything.

Usage:
    bespoke tailor --job OFFER --cv CV.yaml [--out DIR] [--max-pages N] [--server URL]
    bespoke render CV.yaml [--out FILE] [--format pdf,png,md,txt,typ,json,docx] [--theme NAME] [--engine builtin|rendercv]
    bespoke import FILE [--out CV.yaml] [--report FILE.json]
    bespoke serve [--transport stdio|sse|http] [--addr 127.0.0.1:8080] [--role all|serve|worker]
    bespoke install claude|claude-code|cursor|vscode [--root DIR] [--dry-run]
    bespoke reproduce RECORD.json [--out DIR]
    bespoke applications [APP_ID] [--status STATUS] [--text WORDS]
    bespoke message [FILE] [--application APP_ID] [--sent] [--yes]
    bespoke actions [--state due|overdue|waiting|done] [--done ACT_ID] [--ics FILE]
    bespoke facts [--add TEXT] [--revoke ID] [--lift CLAIM]
    bespoke doctor
    bespoke health [URL]
    bespoke migrate
    bespoke supabase init
    bespoke sweep
    bespoke backup FILE.tar.gz
    bespoke restore FILE.tar.gz
    bespoke erase --yes [--user UUID]
    bespoke version

Flags of a command: bespoke COMMAND --help
Settings come from flags, then the environment (BESPOKE_…), then a .env file.
No key and no server are needed: bespoke tailor works as it is.

Example:
    $ bespoke tailor --job offer.txt --cv me.yaml --out out/
`

// command is one subcommand. Its error is printed as it is.
type command func(ctx context.Context, args []string, stdio stdio) error

// stdio is where a command reads and writes, so that tests can stand in.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

func commands() map[string]command {
	return map[string]command{
		"tailor": tailor, "render": renderFile, "import": importFile, "serve": serve, "install": installInto, "reproduce": reproduce,
		"applications": listApplications, "message": recordMessage, "actions": listActions, "facts": listFacts,
		"doctor": doctor, "health": health, "migrate": migrate, "supabase": supabaseInit, "sweep": sweep,
		"backup": backUp, "restore": restore, "erase": erase, "version": printVersion,
	}
}

func main() {
	if len(os.Args) < 2 || os.Args[1] != "render" { // which is over before collecting pays
		heap.Settle()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run returns the exit code: 0 done, 1 failed, 2 called wrongly.
func run(ctx context.Context, args []string, stdio stdio) int {
	if len(args) > 1 && args[0] == "help" {
		args = []string{args[1], "--help"}
	}
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		fmt.Fprint(stdio.out, usage)
		return 0
	}
	if args[0] == "--version" {
		args[0] = "version"
	}
	do, ok := commands()[args[0]]
	if !ok {
		fmt.Fprintf(stdio.err, "bespoke: there is no command %q\nbespoke help lists the commands\n", args[0])
		return 2
	}
	err := do(ctx, args[1:], stdio)
	var wrong usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.As(err, &wrong):
		fmt.Fprintf(stdio.err, "bespoke %s: %v\nbespoke %s --help lists the flags\n", args[0], err, args[0])
		return 2
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintf(stdio.err, "bespoke %s: interrupted\n", args[0])
		return 1
	}
	fmt.Fprintf(stdio.err, "bespoke %s: %v\n", args[0], err)
	return 1
}

// usageError is a mistake in how a command was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func printVersion(_ context.Context, args []string, stdio stdio) error {
	if _, err := readArguments(newFlagSet("version", "", stdio), args, 0); err != nil {
		return err
	}
	_, err := fmt.Fprintln(stdio.out, "bespoke", version)
	return err
}
