package pgtest

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asChild has a run of the test start a server, tell of it and wait to be
// killed.
const asChild = "BESPOKE_PGTEST_CHILD"

type started struct {
	PID, Port int
	Dir       string
}

func TestAServerEndsWithAKilledTest(t *testing.T) {
	if os.Getenv(asChild) != "" {
		server, err := Start(t.Context())
		require.NoError(t, err)
		require.NoError(t, server.Restart(t.Context(), 0))
		require.NoError(t, json.NewEncoder(os.Stdout).Encode(started{server.PID(), server.port, server.dir}))
		time.Sleep(time.Hour)
	}
	if _, err := binaries(); errors.Is(err, ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	lock, err := os.Create(filepath.Join(t.TempDir(), "lock"))
	require.NoError(t, err)
	defer lock.Close()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env, child.Stderr, child.ExtraFiles = append(os.Environ(), asChild+"=1"), os.Stderr, []*os.File{lock}
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	var server started
	require.NoError(t, json.NewDecoder(out).Decode(&server))
	defer os.RemoveAll(server.Dir)

	assert.Contains(t, filesOf(t, child.Process.Pid), lock.Name())
	assert.NotContains(t, filesOf(t, server.PID), lock.Name(), "the server has nothing that the test was given")

	require.NoError(t, child.Process.Kill())
	require.Error(t, child.Wait())
	assert.Eventually(t, func() bool {
		connection, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(server.Port)))
		if err == nil {
			_ = connection.Close()
		}
		return err != nil
	}, 30*time.Second, 50*time.Millisecond, "nobody listens any more")
}

// filesOf lists the files that a process has open.
func filesOf(t *testing.T, process int) (names []string) {
	folder := filepath.Join("/proc", strconv.Itoa(process), "fd")
	open, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range open {
		if name, err := os.Readlink(filepath.Join(folder, entry.Name())); err == nil {
			names = append(names, name)
		}
	}
	return names
}
