package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/storage/supabase"
)

// finding is one line of the doctor: what it looked at, whether it works, and
// what it is or how to mend it.
type finding struct {
	part  string
	works bool
	says  string
}

// sample is typeset to see that the engine and its fonts work.
const sample = "cv:\n  name: Ada Example\n  sections:\n    summary:\n      - Fonts, shaping and the PDF writer work.\n"

// doctor says what is configured and what works.
func doctor(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("doctor", "", stdio)
	if err := config.parse(flags, args); err != nil {
		return err
	}
	findings := []finding{
		{"version", true, version},
		checkEngine(ctx),
		checkStore(ctx, config),
		checkBlobs(ctx, config),
		checkLogin(ctx, config),
		{"paths", true, "arguments may name files in " + strings.Join(config.roots, ", ")},
		checkModel(ctx, config),
		checkRenderCV(ctx),
	}
	broken := 0
	for _, finding := range findings {
		mark := "ok"
		if !finding.works {
			mark = "!!"
			broken++
		}
		fmt.Fprintf(stdio.out, "%s  %-8s %s\n", mark, finding.part, finding.says)
	}
	if broken > 0 {
		return fmt.Errorf("%d part(s) do not work", broken)
	}
	return nil
}

func checkEngine(ctx context.Context) finding {
	start := time.Now()
	result, err := render.New().Render(ctx, []byte(sample), render.Options{Now: time.Now()})
	if err != nil {
		return finding{"engine", false, err.Error()}
	}
	if len(result.Report.Missing) > 0 {
		return finding{"engine", false, "the sample's text is not in its PDF"}
	}
	return finding{"engine", true, fmt.Sprintf("built in, nine themes, fonts embedded (sample page in %d ms)", time.Since(start).Milliseconds())}
}

func checkStore(ctx context.Context, config *config) finding {
	store, pool, err := config.openStore(ctx)
	if err == nil {
		err = errors.Join(store.Ping(ctx), store.Close())
	}
	switch {
	case err != nil:
		return finding{"store", false, err.Error()}
	case pool != nil:
		at := pool.Config().ConnConfig
		return finding{"store", true, fmt.Sprintf("PostgreSQL, database %s at %s as %s, row-level security holds", at.Database, at.Host, at.User)}
	}
	return finding{"store", true, "SQLite, " + config.file("bespoke.db")}
}

func checkBlobs(ctx context.Context, config *config) finding {
	blobs, err := config.openBlobs()
	if err == nil {
		err = blobs.Ping(ctx)
	}
	if err == nil && config.supabaseURL == "" {
		_, err = makeFolder(config.file("blobs"))
	}
	if err != nil {
		return finding{"PDFs", false, err.Error()}
	}
	if config.supabaseURL != "" {
		return finding{"PDFs", true, "Supabase Storage, bucket " + supabase.Bucket + " at " + config.supabaseURL}
	}
	return finding{"PDFs", true, "on disk, " + config.file("blobs")}
}

// checkLogin fetches the issuer's keys, as serve would.
func checkLogin(ctx context.Context, config *config) finding {
	verifier, err := config.verifier(ctx, slog.New(slog.DiscardHandler))
	if err == nil && verifier != nil {
		err = verifier.Ping(ctx)
	}
	switch {
	case err != nil:
		return finding{"login", false, err.Error()}
	case verifier == nil && config.login.required:
		return finding{"login", false, "BESPOKE_AUTH is on, but there is no issuer: set SUPABASE_URL or BESPOKE_ISSUER"}
	case verifier == nil:
		return finding{"login", true, "none over HTTP, which therefore serves this machine only"}
	}
	says := "over HTTP, at " + config.login.issuer
	if len(config.login.secret) > 0 {
		says += ", also by the legacy secret (HS256)"
	}
	if config.baseURL == "" {
		says += "; BESPOKE_BASE_URL is not set, so clients are told the Host they came by"
	}
	return finding{"login", true, says}
}

func checkRenderCV(ctx context.Context) finding {
	path, err := exec.LookPath("rendercv")
	if err != nil {
		return finding{"rendercv", true, "the CLI is not installed, and not needed"}
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, path, "--version")
	command.Dir = os.TempDir()
	output, err := command.CombinedOutput()
	if err != nil {
		return finding{"rendercv", true, path + " is installed but does not start: " + err.Error()}
	}
	lines := strings.Split(strings.TrimSpace(string(output)), "\n")
	return finding{"rendercv", true, path + ", " + lines[len(lines)-1]}
}
