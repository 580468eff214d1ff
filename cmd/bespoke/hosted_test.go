package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// newDatabase gives the addresses of an empty, migrated database for its owner
// and for the program.
func newDatabase(t testing.TB) (owner, login string) {
	t.Helper()
	if database == nil {
		t.Skip("PostgreSQL is not installed")
	}
	owner, login, err := database.NewStore(t.Context())
	require.NoError(t, err)
	return owner, login
}

// in runs bespoke with settings of its own and returns its exit code and all
// that it printed.
func in(t *testing.T, environment []string, args ...string) (int, string) {
	t.Helper()
	cmd := process(t, t.TempDir(), args...)
	cmd.Env = append(cmd.Env, environment...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // the exit code says it
	return cmd.ProcessState.ExitCode(), out.String()
}

func TestTheWholeJobOnPostgres(t *testing.T) {
	_, login := newDatabase(t)
	settings := []string{"DATABASE_URL=" + login}
	out := filepath.Join(t.TempDir(), "out")
	code, printed := in(t, settings, "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", out)
	require.Zero(t, code, printed)
	for _, want := range []string{"[1/5] parse_job_offer", "[5/5] save_application", "saved as"} {
		assert.Contains(t, printed, want)
	}
	assert.FileExists(t, filepath.Join(out, "software-engineer.pdf"))

	code, printed = in(t, settings, "doctor")
	assert.Zero(t, code, printed)
	assert.Contains(t, printed, "PostgreSQL, database ")
	assert.Contains(t, printed, "as bespoke_login")
}

func TestMigratingPostgres(t *testing.T) {
	if database == nil {
		t.Skip("PostgreSQL is not installed")
	}
	owner, err := database.CreateDatabase(t.Context(), "migrating")
	require.NoError(t, err)
	login := database.URL("bespoke_login", "migrating")
	newDatabase(t) // lets the role log in

	code, printed := in(t, []string{"DATABASE_URL=" + login}, "doctor")
	assert.Equal(t, 1, code)
	assert.Contains(t, printed, "run bespoke migrate")
	code, printed = in(t, []string{"DATABASE_URL=" + login}, "migrate")
	assert.Equal(t, 1, code)
	assert.Contains(t, printed, "BESPOKE_MIGRATE_URL")
	code, printed = in(t, []string{"DATABASE_URL=" + login, "BESPOKE_MIGRATE_URL=" + owner}, "migrate")
	assert.Zero(t, code, printed)
	assert.Contains(t, printed, "they were at 0")
	code, printed = in(t, []string{"DATABASE_URL=" + login}, "doctor")
	assert.Zero(t, code, printed)
}

func TestUnsafeDatabasesAreRefusedAtTheStart(t *testing.T) {
	owner, login := newDatabase(t)
	for name, test := range map[string]struct{ address, want string }{
		"a role that passes by row-level security": {owner, "log in as bespoke_login"},
		"simple protocol":                          {login + "&default_query_exec_mode=simple_protocol", "cache_describe"},
		"nobody there":                             {"postgres://bespoke_login@127.0.0.1:1/x?sslmode=disable", "DATABASE_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			code, printed := in(t, []string{"DATABASE_URL=" + test.address}, "serve")
			assert.Equal(t, 1, code)
			assert.Contains(t, printed, test.want)
		})
	}
	code, printed := in(t, nil, "serve", "--role", "worker")
	assert.Equal(t, 2, code)
	assert.Contains(t, printed, "needs DATABASE_URL")
	code, printed = in(t, []string{"BESPOKE_QUEUE=many"}, "serve")
	assert.Equal(t, 1, code)
	assert.Contains(t, printed, "BESPOKE_QUEUE")
}
