package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aymanbagabas/go-udiff"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/install"
)

// enter is what installing changes: the bytes of one file.
type enter struct {
	client        install.Client
	file          string // with links followed, so that a link stays one
	mode          fs.FileMode
	before, after []byte
}

// installInto enters bespoke into the configuration of an MCP client.
func installInto(_ context.Context, args []string, stdio stdio) error {
	flags := newFlagSet("install", strings.Join(install.Names(), "|")+" [--root DIR] [--dry-run]", stdio)
	var roots list
	flags.Var(&roots, "root", "folder with your CVs and offers; may be repeated (default the working folder)")
	file := flags.String("config", "", "the client's configuration file, where it is another than usual")
	name := flags.String("name", "bespoke", "what the client calls the server")
	dry := flags.Bool("dry-run", false, "show what would change and change nothing")
	named, err := readArguments(flags, args, 1)
	if err != nil {
		return err
	}
	client, err := install.Find(strings.Join(named, ""))
	if err != nil {
		return usageError{err}
	}
	entry, err := startOf(roots)
	if err != nil {
		return err
	}
	change, err := prepare(client, *file, *name, entry)
	if err != nil {
		return err
	}
	return change.carryOut(*dry, stdio)
}

// startOf says how a client starts this very program.
func startOf(roots []string) (install.Entry, error) {
	program, err := os.Executable()
	if err != nil {
		return install.Entry{}, fmt.Errorf("finding this program's own path: %w", err)
	}
	if len(roots) == 0 {
		roots = []string{"."}
	}
	args := []string{"serve"}
	for _, root := range roots {
		folder, err := filepath.Abs(root)
		if err != nil {
			return install.Entry{}, fmt.Errorf("--root %s: %w", root, err)
		}
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return install.Entry{}, fmt.Errorf("--root %s: there is no such folder", root)
		}
		args = append(args, "--root", folder)
	}
	return install.Entry{Command: program, Args: args}, nil
}

func prepare(client install.Client, file, name string, entry install.Entry) (enter, error) {
	if file == "" {
		places, err := places()
		if err != nil {
			return enter{}, err
		}
		file = client.File(places)
		if _, err := os.Stat(filepath.Dir(file)); errors.Is(err, fs.ErrNotExist) {
			return enter{}, fmt.Errorf("the folder %s does not exist: start %s once, or name its file with --config", filepath.Dir(file), client.Title)
		}
	}
	change := enter{client: client, file: file, mode: 0o600}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		change.file = real
	}
	info, err := os.Stat(change.file)
	switch {
	case err == nil:
		change.mode = info.Mode().Perm()
		change.before, err = os.ReadFile(change.file)
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	}
	if err != nil {
		return enter{}, fmt.Errorf("reading the configuration of %s: %w", client.Title, err)
	}
	change.after, err = client.Enter(change.before, name, entry)
	if err != nil {
		return enter{}, fmt.Errorf("%s: %w", change.file, err)
	}
	return change, nil
}

func places() (install.Places, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return install.Places{}, err
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return install.Places{}, err
	}
	working, err := os.Getwd()
	return install.Places{Home: home, Config: config, Working: working}, err
}

func (e enter) carryOut(dry bool, stdio stdio) error {
	if bytes.Equal(e.before, e.after) {
		fmt.Fprintf(stdio.out, "%s has bespoke already: %s stays as it is.\n", e.client.Title, e.file)
		return nil
	}
	// Without lines around the change: they may hold keys of other servers.
	edits := udiff.Lines(string(e.before), string(e.after))
	difference, err := udiff.ToUnified(e.file, e.file, string(e.before), edits, 0)
	if err != nil {
		return fmt.Errorf("showing what changes in %s: %w", e.file, err)
	}
	fmt.Fprint(stdio.out, difference)
	if dry {
		fmt.Fprintln(stdio.out, "Nothing was written: leave out --dry-run to do it.")
		return nil
	}
	if e.before != nil {
		kept := e.file + time.Now().Format(".20060102-150405.bak")
		if err := atomicfile.Write(kept, e.before, e.mode); err != nil {
			return fmt.Errorf("keeping the old file: %w", err)
		}
		fmt.Fprintf(stdio.out, "The old file is kept as %s.\n", kept)
	}
	if err := atomicfile.Write(e.file, e.after, e.mode); err != nil {
		return err
	}
	fmt.Fprintf(stdio.out, "%s has bespoke now. %s\n", e.client.Title, e.client.After)
	return nil
}
