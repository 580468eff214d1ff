package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/bespoke-cv/bespoke/offer/file"
	"github.com/bespoke-cv/bespoke/storage/postgres/pgtest"
)

const (
	sampleCV    = "../../examples/cvs/software-engineer.yaml"
	sampleOffer = "../../examples/offers/platform-engineer.txt"
)

// TestMain lets the test binary stand in for bespoke, so that the tests drive
// real processes.
func TestMain(m *testing.M) {
	switch os.Getenv("BESPOKE_TEST_AS") {
	case "bespoke":
		main()
	case "victim":
		os.Exit(victim())
	}
	os.Exit(pgtest.Main(m, func(s *pgtest.Server) { database = s }))
}

var database *pgtest.Server // nil where PostgreSQL is not installed

// process is one run of bespoke in a folder of its own.
func process(t *testing.T, data string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), "BESPOKE_TEST_AS=bespoke", "BESPOKE_DATA="+data, "HOME="+t.TempDir(),
		"DATABASE_URL=", "SUPABASE_URL=", "OPENAI_API_KEY=", "OPENAI_BASE_URL=")
	return cmd
}

// must runs bespoke to its end and returns what it printed.
func must(t *testing.T, data string, args ...string) string {
	t.Helper()
	cmd := process(t, data, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(t, cmd.Run(), "%s%s", out.String(), errs.String())
	return out.String()
}

// wrong runs bespoke, which must fail, and returns what it complained of.
func wrong(t *testing.T, code int, args ...string) string {
	t.Helper()
	cmd := process(t, t.TempDir(), args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	err := cmd.Run()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	assert.Equal(t, code, exit.ExitCode(), errs.String())
	return errs.String()
}

func TestTailorDoesTheWholeJob(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	printed := must(t, t.TempDir(), "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", out)
	for _, want := range []string{"[1/5] parse_job_offer", "[5/5] save_application", "Plan:", "Coverage", "Kubernetes", "saved as"} {
		assert.Contains(t, printed, want)
	}
	assert.NotContains(t, printed, "\x1b", "no terminal, no escapes")
	pdf, err := os.ReadFile(filepath.Join(out, "software-engineer.pdf"))
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(pdf, []byte("%PDF-1.")))
	picture, err := os.ReadFile(filepath.Join(out, "software-engineer.png"))
	require.NoError(t, err)
	assert.True(t, bytes.HasPrefix(picture, []byte("\x89PNG")))
	base, err := os.ReadFile(sampleCV)
	require.NoError(t, err)
	tailored, err := os.ReadFile(filepath.Join(out, "software-engineer.tailored.yaml"))
	require.NoError(t, err)
	assert.NotEqual(t, base, tailored)
	var application map[string]any
	data, err := os.ReadFile(filepath.Join(out, "software-engineer.application.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &application))
	assert.Equal(t, "saved", application["status"])
}

func TestDoctorFindsEverythingInOrder(t *testing.T) {
	printed := must(t, t.TempDir(), "doctor")
	assert.NotContains(t, printed, "!!")
	for _, part := range []string{"engine", "store", "PDFs", "model", "rendercv"} {
		assert.Contains(t, printed, part)
	}
}

func TestMigrateAndVersion(t *testing.T) {
	data := t.TempDir()
	assert.Contains(t, must(t, data, "migrate"), "up to date")
	assert.Contains(t, must(t, data, "version"), "bespoke")
}

func TestFactsAreListedDatedAndTakenBack(t *testing.T) {
	data := t.TempDir()
	assert.Contains(t, must(t, data, "facts"), "Nothing is confirmed")
	printed := must(t, data, "facts", "--add", "I hold a forklift licence, class B.")
	assert.Regexp(t, `^confirmed \d{4}-\d{2}-\d{2}  fact_[0-9a-f]{32}  I hold a forklift licence, class B\.\n$`, printed)
	assert.Contains(t, must(t, data, "facts", "--revoke", strings.Fields(printed)[2]), "Nothing is confirmed")
}

func TestSettingsComeFromDotEnvUnlessTheEnvironmentHasThem(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, ".env"), []byte("BESPOKE_LOG=loud\n"), 0o600))
	doctor := func(environment ...string) (string, error) {
		cmd := process(t, t.TempDir(), "doctor")
		cmd.Dir, cmd.Env = folder, append(cmd.Env, environment...)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := doctor()
	require.Error(t, err)
	assert.Contains(t, out, "BESPOKE_LOG")
	out, err = doctor("BESPOKE_LOG=error")
	require.NoError(t, err, out)
}

func TestWrongUseSaysTheWayOut(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.txt")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	require.NoError(t, os.WriteFile(broken, []byte("cv:\n  name: \"Ada\n"), 0o600))
	film := filepath.Join(t.TempDir(), "film.mp4")
	require.NoError(t, os.WriteFile(film, nil, 0o600))
	require.NoError(t, os.Truncate(film, 1<<40)) // takes no room, but all of the memory that reads it
	latin := filepath.Join(t.TempDir(), "latin.yaml")
	require.NoError(t, os.WriteFile(latin, []byte("cv:\n  name: Andr\xe9\n"), 0o600))
	for _, test := range []struct {
		name string
		code int
		args []string
		want string
	}{
		{"unknown command", 2, []string{"tailer"}, "there is no command"},
		{"unknown flag", 2, []string{"tailor", "--jobb", "x"}, "flags"},
		{"word behind the flags", 2, []string{"doctor", "all"}, `what is "all" for?`},
		{"word of a command without flags", 2, []string{"version", "please"}, `what is "please" for?`},
		{"two CVs", 2, []string{"render", sampleCV, "--theme", "classic", "other.yaml"}, `what is "other.yaml" for?`},
		{"flag of install", 2, []string{"install", "claude", "--dry"}, "install --help lists the flags"},
		{"nothing to do", 2, []string{"tailor"}, "--job and --cv"},
		{"no such CV", 1, []string{"tailor", "--job", sampleOffer, "--cv", "none.yaml"}, "none.yaml"},
		{"empty offer", 1, []string{"tailor", "--job", empty, "--cv", sampleCV, "--out", t.TempDir()}, "empty"},
		{"a file in the place of the folder", 1, []string{"tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", empty}, "choose another folder"},
		{"fewer pages than one", 2, []string{"tailor", "--job", sampleOffer, "--cv", sampleCV, "--max-pages", "-1"}, "give 1 or more"},
		{"a film for a CV", 1, []string{"tailor", "--job", sampleOffer, "--cv", film, "--out", t.TempDir()}, "is it the right file?"},
		{"a film to print", 1, []string{"render", film}, "is it the right file?"},
		{"a film for an offer", 1, []string{"tailor", "--job", film, "--cv", sampleCV, "--out", t.TempDir()}, "is it the right file?"},
		{"a CV in another charset for another machine", 1, []string{"tailor", "--job", sampleOffer, "--cv", latin, "--server", "http://127.0.0.1:1/mcp"}, "is not UTF-8"},
		{"picture for an offer", 1, []string{"tailor", "--job", "../../tools/icon.png", "--cv", sampleCV, "--out", t.TempDir()}, "binary file"},
		{"broken YAML", 1, []string{"tailor", "--job", sampleOffer, "--cv", broken, "--out", t.TempDir()}, "line 2"},
		{"transport", 2, []string{"serve", "--transport", "carrier-pigeon"}, "stdio, sse or http"},
		{"open to the world", 2, []string{"serve", "--transport", "http", "--addr", "0.0.0.0:0"}, "127.0.0.1"},
		{"unknown fact", 1, []string{"facts", "--revoke", "fact_0"}, "bespoke facts lists the ids"},
		{"nothing refused", 1, []string{"facts", "--lift", "knows Rust"}, "bespoke facts lists what is refused"},
		{"no server there", 1, []string{"tailor", "--job", sampleOffer, "--cv", sampleCV, "--server", "http://127.0.0.1:1/mcp"}, "127.0.0.1:1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Contains(t, wrong(t, test.code, test.args...), test.want)
		})
	}
}

func TestHelpIsWhatWasAskedForAndWrongFlagsAreToldInOneLine(t *testing.T) {
	say := func(code int, args ...string) (out, errs string) {
		var printed, complained bytes.Buffer
		assert.Equal(t, code, run(t.Context(), args, stdio{nil, &printed, &complained}), args)
		return printed.String(), complained.String()
	}
	for name := range commands() {
		out, errs := say(0, name, "--help")
		assert.True(t, strings.HasPrefix(out, "Usage: bespoke "+name), out)
		assert.Empty(t, errs, name)
		other, _ := say(0, "help", name)
		assert.Equal(t, out, other)
		out, errs = say(2, name, "--no-such-flag")
		assert.Empty(t, out, name)
		assert.Equal(t, 2, strings.Count(errs, "\n"), errs)
		assert.Contains(t, errs, "-no-such-flag")
	}
}

// TestOffersComeInEveryKindOfFile reads one offer from the standard input, from
// text in another charset, and from the formats that people save.
func TestOffersComeInEveryKindOfFile(t *testing.T) {
	text, err := os.ReadFile(sampleOffer)
	require.NoError(t, err)
	latin, err := charmap.Windows1252.NewEncoder().Bytes(text)
	require.NoError(t, err)
	require.NotEqual(t, text, latin, "the sample has letters beyond ASCII")
	folder := t.TempDir()
	saved := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}
	mail := "From: hr@harborline.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
	for name, source := range map[string]string{
		"standard input": "-", "Windows-1252": saved("latin.txt", latin), "mail": saved("offer.eml", append([]byte(mail), text...)),
		"PDF": "../../offer/file/testdata/nurse.pdf", "Word": "../../offer/file/testdata/nurse.docx",
	} {
		var out, errs bytes.Buffer
		code := run(t.Context(), []string{"tailor", "--job", source, "--cv", sampleCV, "--out", t.TempDir(), "--data", t.TempDir()}, stdio{bytes.NewReader(text), &out, &errs})
		require.Zero(t, code, errs.String())
		title := "Senior Platform Engineer"
		if strings.HasPrefix(source, "..") {
			title = "Staff Nurse"
		}
		assert.Contains(t, out.String(), title, name)
		assert.NotContains(t, out.String(), "\ufffd", name)
		assert.Equal(t, name == "Windows-1252", strings.Contains(errs.String(), "read as Windows-1252"), errs.String())
	}
}

// A cut offer would be read as if it were whole.
func TestAnEndlessStandardInputIsNoOffer(t *testing.T) {
	var errs bytes.Buffer
	endless := strings.NewReader(strings.Repeat("x", file.MaxBytes+1))
	code := run(t.Context(), []string{"tailor", "--job", "-", "--cv", sampleCV, "--out", t.TempDir(), "--data", t.TempDir()}, stdio{endless, io.Discard, &errs})
	assert.NotZero(t, code)
	assert.Contains(t, errs.String(), "the standard input is larger than")
}

func TestFlagsMayStandOnBothSidesOfTheFile(t *testing.T) {
	flags, config := newFlags("render", "CV.yaml", stdio{})
	theme, out := flags.String("theme", "", ""), flags.String("out", "", "")
	file, err := config.parseNaming(flags, []string{"--theme", "classic", "cv.yaml", "--out", "x.pdf"})
	require.NoError(t, err)
	assert.Equal(t, []string{"cv.yaml", "classic", "x.pdf"}, []string{file, *theme, *out})
}

func TestTheRecordMakesTheSameCVAndPDFAgain(t *testing.T) {
	out := t.TempDir()
	must(t, t.TempDir(), "tailor", "--job", sampleOffer, "--cv", sampleCV, "--out", out, "--theme", "sb2nov")
	record := filepath.Join(out, "software-engineer.record.json")
	again := t.TempDir()
	assert.Contains(t, must(t, t.TempDir(), "reproduce", record, "--out", again), "as recorded")
	for from, to := range map[string]string{"software-engineer.tailored.yaml": ".yaml", "software-engineer.pdf": ".pdf"} {
		want, err := os.ReadFile(filepath.Join(out, from))
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(again, "software-engineer.record"+to))
		require.NoError(t, err)
		assert.True(t, bytes.Equal(want, got), from)
	}
	data, err := os.ReadFile(record)
	require.NoError(t, err)
	forged := filepath.Join(t.TempDir(), "forged.json")
	require.NoError(t, os.WriteFile(forged, bytes.ReplaceAll(data, []byte("Kubernetes"), []byte("Kubernetis")), 0o600))
	assert.Contains(t, wrong(t, 1, "reproduce", forged), "differs from the record")
}

// An offer that asks for nothing the CV could answer better changes nothing,
// and is still rendered and saved.
func TestAPlanWithoutEditsIsCarriedThrough(t *testing.T) {
	folder := t.TempDir()
	offer, cv := filepath.Join(folder, "offer.txt"), filepath.Join(folder, "cv.yaml")
	require.NoError(t, os.WriteFile(offer, []byte("Baker (m/f/d)\nBrightforge Bakery Ltd, Leeds\nYou must have: early rising.\n"), 0o600))
	require.NoError(t, os.WriteFile(cv, []byte(smallCV), 0o600))
	printed := must(t, t.TempDir(), "tailor", "--job", offer, "--cv", cv, "--out", folder)
	assert.Contains(t, printed, "Plan: 0 edits")
	tailored, err := os.ReadFile(filepath.Join(folder, "cv.tailored.yaml"))
	require.NoError(t, err)
	assert.Equal(t, smallCV, string(tailored))
}
