package migrate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/goldentest"
	"github.com/bespoke-cv/bespoke/resume/migrate"
)

// TestOldFilesBecomeVersion28 migrates a file of each age with every key that
// was renamed, moved or dropped since. The golden files were rendered by
// RenderCV 2.8.
func TestOldFilesBecomeVersion28(t *testing.T) {
	files, err := filepath.Glob("testdata/v*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			require.NoError(t, err)
			result, err := migrate.Migrate(src)
			require.NoError(t, err)
			goldentest.Equal(t, "testdata/migrated-"+filepath.Base(file), string(result.YAML))
			document, err := cv.Parse(result.YAML)
			require.NoError(t, err)
			assert.Empty(t, cv.Validate(document))
			lines := strings.Count(string(src), "\n")
			for _, change := range result.Changes {
				assert.True(t, change.Line > 0 && change.Line <= lines && change.Column > 0, "%+v", change)
				assert.NotEmpty(t, change.Message)
			}
			again, err := migrate.Migrate(result.YAML)
			require.NoError(t, err)
			assert.Empty(t, again.Changes, "nothing is left to change")
		})
	}
}

func TestFilesOfTodayStayByteForByte(t *testing.T) {
	files, err := filepath.Glob("../../examples/cvs/*.yaml")
	require.NoError(t, err)
	more, err := filepath.Glob("../../render/testdata/cvs/*.yaml")
	require.NoError(t, err)
	for _, file := range append(files, more...) {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		result, err := migrate.Migrate(src)
		require.NoError(t, err, file)
		assert.Equal(t, string(src), string(result.YAML), file)
		assert.Empty(t, result.Changes)
	}
}

func TestWhatTheMigrationDoesNotConcernStaysByteForByte(t *testing.T) {
	src := "# mine\ncv:\n  label:   'Welder'  # short\n\n  name: \"A  B\"\n  sections:\n    x: [a,   b]\nrendercv_settings:\n  # bold\n  bold_keywords: [a]\n"
	result, err := migrate.Migrate([]byte(src))
	require.NoError(t, err)
	assert.Equal(t, strings.NewReplacer("label:", "headline:", "rendercv_settings:", "settings:").Replace(src), string(result.YAML))
	require.Len(t, result.Changes, 2)
	assert.Equal(t, "/cv/label", result.Changes[0].Path)
	assert.Equal(t, 3, result.Changes[0].Line)
	assert.Equal(t, 3, result.Changes[0].Column)
}

func TestWhatCannotBeMigratedIsTold(t *testing.T) {
	result, err := migrate.Migrate([]byte("cv:\n  name: A\n  sections:\n    x: !include more.yaml\ndesign:\n  theme: classic\n  show_only_years: true  # years are enough\n"))
	require.NoError(t, err)
	require.Len(t, result.Unread, 2)
	assert.Contains(t, result.Unread[0].Reason, "paste the text of more.yaml")
	assert.Equal(t, "line 4, column 8", result.Unread[0].Place)
	assert.Equal(t, "# years are enough", result.Unread[1].Text)
}

func TestFilesWithoutACVAreRefused(t *testing.T) {
	for src, want := range map[string]string{
		"design:\n  theme: classic\n": "the key cv is missing",
		"- a\n":                       "no keys such as cv",
		"cv: [\n":                     "line",
		"cv: Ada\n":                   "holds no keys such as name",
	} {
		_, err := migrate.Migrate([]byte(src))
		assert.ErrorContains(t, err, want)
	}
}

func FuzzMigrate(f *testing.F) {
	files, err := filepath.Glob("testdata/v*.yaml")
	require.NoError(f, err)
	for _, file := range files {
		src, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		result, err := migrate.Migrate(src)
		if err != nil {
			return
		}
		if _, err := cv.Parse(result.YAML); err != nil {
			t.Fatalf("the migrated file cannot be read: %v", err)
		}
	})
}

// The rows that templates had are joined in one order, whatever order a map has.
func TestTemplatesAreJoinedInOneOrder(t *testing.T) {
	src := []byte("cv:\n  name: A B\ndesign:\n  theme: classic\n  entry_types:\n" +
		"    publication_entry:\n      main_column_first_row_template: TITLE\n" +
		"    experience_entry:\n      main_column_second_row_template: SUMMARY\n" +
		"    normal_entry:\n      main_column_first_row_template: NAME\n" +
		"    education_entry:\n      main_column_first_row_template: INSTITUTION\n")
	first, err := migrate.Migrate(src)
	require.NoError(t, err)
	for range 20 {
		again, err := migrate.Migrate(src)
		require.NoError(t, err)
		require.Equal(t, string(first.YAML), string(again.YAML))
	}
	assert.Less(t, strings.Index(string(first.YAML), "education_entry"), strings.Index(string(first.YAML), "publication_entry"))
}
