package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestServingOutlivesAClosedErrorOutput(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	command := exec.Command(self, "serve", "--root", t.TempDir())
	command.Env = append(os.Environ(), "BESPOKE_TEST_AS=bespoke", "BESPOKE_DATA="+t.TempDir())
	in, err := command.StdinPipe()
	require.NoError(t, err)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	errs, err := command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	require.NoError(t, errs.Close())
	answers := bufio.NewScanner(out)
	for _, message := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`,
		`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"parse_job_offer","arguments":{}}}`, // which is logged
	} {
		_, err := io.WriteString(in, message+"\n")
		require.NoError(t, err)
		assert.True(t, answers.Scan(), "no answer to %s", message)
	}
	require.NoError(t, in.Close())
	assert.NoError(t, command.Wait())
}
