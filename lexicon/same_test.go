package lexicon

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInterchangeable(t *testing.T) {
	tests := []struct {
		entry, a, b string
		want        bool
	}{
		{"Kubernetes", "K8s", "Kubernetes", true},
		{"AWS", "AWS", "Amazon Web Services", true},
		{"Microsoft Excel", "Excel", "MS Excel", true},
		{"Node.js", "NodeJS", "Node.js", true},
		{"PostgreSQL", "Postgres", "postgresql", true},
		{"Google Cloud", "GCP", "Google Cloud Platform", true},
		{"Test-Driven Development", "TDD", "test driven development", true},
		{"JUnit", "JUnit", "JUnit 5", false},
		{"HTML", "HTML", "HTML5", false},
		{"Docker", "Docker", "Docker Compose", false},
		{"WordPress", "WordPress", "WooCommerce", false},
		{"Kubernetes", "Kubernetes", "Docker", false},
	}
	for _, test := range tests {
		entry, ok := Default().Lookup(test.entry)
		require.True(t, ok, test.entry)
		assert.Equal(t, test.want, entry.Interchangeable(test.a, test.b), "%s, %s", test.a, test.b)
		assert.Equal(t, test.want, entry.Interchangeable(test.b, test.a), "%s, %s", test.b, test.a)
	}
}

func TestAbbreviates(t *testing.T) {
	assert.True(t, Abbreviates("K8s", "Kubernetes"))
	assert.True(t, Abbreviates("TDD", "test-driven development"))
	assert.False(t, Abbreviates("Kubernetes", "K8s"))
	assert.False(t, Abbreviates("Go", "Golang"))
}
