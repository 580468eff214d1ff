package workflow_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/postgres"
	"github.com/bespoke-cv/bespoke/workflow"
)

// The Supabase CLI makes the tables of the store but not those of the runs.
func TestMissingTablesOfRunsAreTold(t *testing.T) {
	if server == nil {
		t.Skip("PostgreSQL is not installed")
	}
	for name, statement := range map[string]string{
		"missing": "drop schema dbos cascade",
		"too old": "update dbos.dbos_migrations set version = 1",
	} {
		owner, login, err := server.NewStore(t.Context())
		require.NoError(t, err)
		admin, err := pgx.Connect(t.Context(), owner)
		require.NoError(t, err)
		_, err = admin.Exec(t.Context(), statement)
		require.NoError(t, errors.Join(err, admin.Close(t.Context())))
		pool, err := postgres.Connect(t.Context(), login)
		require.NoError(t, err)
		defer pool.Close()
		_, err = workflow.Open(t.Context(), workflow.Config{Name: "test", Pool: pool}, []workflow.Step{sets("a")})
		assert.ErrorIs(t, err, storage.ErrVersion, name)
		assert.ErrorContains(t, err, "bespoke migrate", name)
	}
}
