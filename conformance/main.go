// Command conformance puts bespoke's MCP stack before the official suite, npm's
// @modelcontextprotocol/conformance, once for each revision of the protocol.
// It is no part of the bespoke binary.
//
// As a server, the suite meets the tools, resources and prompts that it asks for
// by name (fixtures.go, asking.go), mounted on package server: the transports,
// fence, owners and middleware are the ones that bespoke's own tools stand
// behind. As a client it meets package agents: the command of a scenario is this
// program again, which works through the scenario with the orchestrator
// (client.go).
//
//	conformance ─► suite server ── MCP ──► server.Server of fixtures
//	            └► suite client ─► conformance client URL ─► agents.Orchestrator ── MCP ──► suite
//
// What is known to fail, and why, is in expected-failures.yml; anything else that
// fails, and anything listed that passes, is an error.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/server"
)

// revisions are the revisions of the protocol that bespoke speaks.
var revisions = []string{"2025-11-25", "2026-07-28"}

func main() {
	suite := flag.String("suite", os.Getenv("BESPOKE_CONFORMANCE"), "command line of the suite, such as \"node …/conformance/dist/index.js\"")
	failures := flag.String("expected-failures", "conformance/expected-failures.yml", "file of what is known to fail")
	only := flag.String("only", "", "server or client alone")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch {
	case flag.Arg(0) == "client" && flag.NArg() == 2:
		err = playClient(ctx, os.Getenv("MCP_CONFORMANCE_SCENARIO"), flag.Arg(1))
	case flag.Arg(0) == "serve":
		err = serve(ctx, "127.0.0.1:3901", nil)
	case *suite == "":
		err = errors.New("no suite is named: run it by make conformance")
	default:
		err = run(ctx, strings.Fields(*suite), *failures, *only)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

// run puts both sides before the suite, in each revision.
func run(ctx context.Context, suite []string, failures, only string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	address, served := make(chan net.Addr, 1), make(chan error, 1)
	go func() { served <- serve(ctx, "127.0.0.1:0", func(listening net.Addr) { address <- listening }) }()
	var url string
	select {
	case listening := <-address:
		url = fmt.Sprintf("http://%s/mcp", listening)
	case err := <-served:
		return err
	}
	var failed []string
	for _, revision := range revisions {
		for _, side := range [][]string{{"server", "--url", url}, {"client", "--command", self + " client"}} {
			if only != "" && only != side[0] {
				continue
			}
			start := time.Now()
			arguments := slices.Concat(suite[1:], side, []string{"--requirements", revision, "--expected-failures", failures})
			command := exec.CommandContext(ctx, suite[0], arguments...)
			told, err := command.CombinedOutput()
			if summary := bytes.Index(told, []byte("SUMMARY")); err == nil && summary > 0 {
				told = told[summary:]
			}
			fmt.Printf("=== %s as %s ===\n%s\n%s after %s\n\n", revision, side[0], told, outcome(err), time.Since(start).Round(time.Second/10))
			if err != nil {
				failed = append(failed, revision+" as "+side[0])
			}
		}
	}
	cancel()
	if err := <-served; err != nil {
		return err
	}
	if len(failed) > 0 {
		return fmt.Errorf("the suite is not content with %s", strings.Join(failed, ", "))
	}
	return nil
}

func outcome(err error) string {
	if err != nil {
		return err.Error()
	}
	return "conforms, but for what is expected"
}

func serve(ctx context.Context, address string, ready func(net.Addr)) error {
	return newFixtures().ListenAndServe(ctx, address, server.HTTP, ready)
}
