//go:build live

package tools_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A real model reads the list of the tools as a client's does, and chooses.
func TestChoiceOfToolsLive(t *testing.T) {
	model, _ := liveModel(t)
	tool, arguments := score(t, model)
	assert.GreaterOrEqual(t, tool, 0.9)
	assert.GreaterOrEqual(t, arguments, 0.85)
}
