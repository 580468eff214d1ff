package llm

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTokenCounts(t *testing.T) {
	// Counted with o200k_base, the tokenizer of OpenAI's present models.
	for text, real := range map[string]int64{
		"hello world": 2,
		"The quick brown fox jumps over the lazy dog.": 10,
		"": 0,
	} {
		assert.LessOrEqual(t, leastTokens(text), real, text)
		assert.GreaterOrEqual(t, estimateTokens(text), real, text)
	}
	assert.Equal(t, int64(2), leastTokens("1234"), "three digits merge at most")
	assert.LessOrEqual(t, leastTokens(strings.Repeat("字", 80)), int64(10))
}
