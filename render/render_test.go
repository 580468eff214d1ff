package render_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
)

// march is the day on which the references were printed.
var march = time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC)

func BenchmarkRender(b *testing.B) {
	source, err := os.ReadFile(filepath.Join("..", "..", "shared", "render", "reference", "classic.yaml"))
	if err != nil {
		b.Skip(err)
	}
	engine := render.New()
	b.ReportAllocs()
	for b.Loop() {
		result, err := engine.Render(context.Background(), source, render.Options{Now: march})
		require.NoError(b, err)
		require.Equal(b, 2, result.Pages)
	}
}
