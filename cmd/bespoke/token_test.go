package main

import (
	"encoding/base64"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/workflow"
)

// A caller's token is in the context when a run starts, and lives an hour;
// nothing of it may be kept with the run, which lives for weeks.
func TestNoTokenIsKeptWithARun(t *testing.T) {
	newDatabase(t) // or skips
	p := newPlace(t, "postgres")
	ctx, app := p.open(t, hook("after render_pdf", func() {})) // takes long enough for a checkpoint
	ctx = identity.With(ctx, identity.Identity{User: identity.LocalUser, Token: identity.NewToken("caller-token-7f3a")})
	require.NoError(t, startRun(ctx, app, crashKey))
	require.Equal(t, workflow.Succeeded, runOf(t, ctx, app).Status)
	for table, known := range map[string]string{
		"workflow_status": "create_application", "workflow_input": "job_offer_text",
		"workflow_output": "application_id", "operation_outputs": "summary",
	} {
		var text string
		p.ask(t, "select coalesce(string_agg(t::text, ' '), '') from dbos."+table+" t", &text)
		kept := text + decoded(text)
		assert.Contains(t, kept, known, "%s cannot be looked through like this", table)
		assert.NotContains(t, kept, "caller-token-7f3a", table)
	}
}

// decoded is what stands in a text in base64, as DBOS keeps values.
func decoded(text string) (all string) {
	for _, part := range regexp.MustCompile(`[A-Za-z0-9+/]{16,}={0,2}`).FindAllString(text, -1) {
		if data, err := base64.StdEncoding.DecodeString(part); err == nil {
			all += string(data) + "\n"
		}
	}
	return all
}
