package heap

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mapped is how many kilobytes of files are in this process's memory.
func mapped(t *testing.T) (kilobytes int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(status), "RssFile:")
	require.True(t, found)
	_, err = fmt.Sscan(rest, &kilobytes)
	require.NoError(t, err)
	return kilobytes
}

func TestPagesOfTheProgramAreGivenBackAndReadAgain(t *testing.T) {
	before := mapped(t)
	unmap()
	assert.Less(t, mapped(t), before)
	assert.Equal(t, "read again", fmt.Sprint("read", " ", "again"))
}
