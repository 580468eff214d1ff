//go:build live

package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestTailorLive is a whole process with the model that the environment names.
func TestTailorLive(t *testing.T) {
	var env []string
	for _, name := range []string{"OPENAI_BASE_URL", "OPENAI_API_KEY", "BESPOKE_MODEL"} {
		env = append(env, name+"="+os.Getenv(name))
	}
	if os.Getenv("OPENAI_BASE_URL") == "" && os.Getenv("OPENAI_API_KEY") == "" {
		t.Skip("neither OPENAI_BASE_URL nor OPENAI_API_KEY is set")
	}
	printed, yaml := tailored(t, t.TempDir(), env)
	t.Log(printed)
	assert.Contains(t, printed, "[5/5] save_application")
	assert.Contains(t, printed, "reading the offer: "+os.Getenv("BESPOKE_MODEL"))
	assert.NotEmpty(t, yaml)
}
