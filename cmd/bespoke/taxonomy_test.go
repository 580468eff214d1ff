package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTaxonomyAddsTheUsersOwnSkills(t *testing.T) {
	file := filepath.Join(t.TempDir(), "skills.psv")
	require.NoError(t, os.WriteFile(file, []byte("WillowCAD|tool|WCAD\n"), 0o600))
	list, err := (&config{taxonomy: file}).lexicon()
	require.NoError(t, err)
	entry, ok := list.Lookup("WCAD")
	require.True(t, ok)
	assert.Equal(t, "WillowCAD", entry.Name)
	_, ok = list.Lookup("Kubernetes")
	assert.True(t, ok, "the built-in skills stay")
}

func TestTaxonomyErrorNamesFileAndLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "skills.psv")
	require.NoError(t, os.WriteFile(file, []byte("WillowCAD|tool\nHelm|boat\n"), 0o600))
	_, err := (&config{taxonomy: file}).lexicon()
	assert.ErrorContains(t, err, "--taxonomy "+file)
	assert.ErrorContains(t, err, `line 2: "Helm": kind "boat"`)
	_, err = (&config{taxonomy: file + ".missing"}).lexicon()
	assert.ErrorContains(t, err, "--taxonomy")
}
