//go:build unix

package rendercv_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/rendercv"
)

// TestMain lets the test binary stand in for the rendercv command when it is
// called by that name.
func TestMain(m *testing.M) {
	if strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") == "rendercv" {
		os.Exit(pretend(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// install puts a rendercv command on PATH that behaves as told, and returns the
// folder that it stands in, where it leaves notes.
func install(t *testing.T, behaviour string) string {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, os.Symlink(self, filepath.Join(folder, "rendercv")))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "behaviour"), []byte(behaviour), 0o600))
	t.Setenv("PATH", folder)
	return folder
}

// pretend is the command: it takes the real one's arguments, and writes real
// files or misbehaves.
func pretend(args []string) int {
	home := filepath.Dir(os.Args[0])
	note := func(name, text string) { _ = os.WriteFile(filepath.Join(home, name), []byte(text), 0o600) }
	behaviour, err := os.ReadFile(filepath.Join(home, "behaviour"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	if len(args) == 1 && args[0] == "--version" {
		tellVersion(string(behaviour))
		return 0
	}
	here, _ := os.Getwd()
	note("folder", here)
	note("arguments", strings.Join(args, "\n"))
	note("environment", strings.Join(os.Environ(), "\n"))
	call, err := parseCall(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "Usage:", err)
		return 2
	}
	source, err := os.ReadFile(call.input)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	note("input", string(source))
	names, _ := filepath.Glob(filepath.Join(here, "*"))
	note("names", strings.Join(names, "\n"))
	return call.answer(string(behaviour), source, note)
}

func tellVersion(behaviour string) {
	if behaviour == "older" {
		fmt.Println("A new version of RenderCV is available! You are using v2.3, and the latest version is v9.9.")
		return
	}
	fmt.Println("A new version of RenderCV is available! You are using v" + rendercv.Version + ", and the latest version is v9.9.")
	fmt.Println("RenderCV v" + rendercv.Version)
}

// answer writes and prints what a behaviour is named after, and returns the
// program's status.
func (call call) answer(behaviour string, source []byte, note func(name, text string)) int {
	switch behaviour {
	case "invalid":
		fmt.Print(validationTable)
		return 1
	case "older":
		fmt.Print("┏━━━━━━━━━━┳━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n┃ Location ┃ Input Value ┃ Error Message ┃\n┡━━━━━━━━━━╇━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩\n" +
			"│ settings │             │ Unknown here. │\n└──────────┴─────────────┴───────────────┘\n")
		return 1
	case "error panel":
		fmt.Print("╭─ Error ──────────────╮\n│ OS Error: [Errno 28] │\n│ No space left        │\n╰──────────────────────╯\n")
		return 1
	case "traceback":
		fmt.Print("╭─ Rendering your CV... ─────────╮\n│ ✓ 34 ms    Generated Typst     │\n╰────────────────────────────────╯\n")
		fmt.Fprint(os.Stderr, "╭── Traceback (most recent call last) ──╮\n│ ❱ 42 │   compile(        │\n╰──╯\nTypstError: unclosed delimiter\nsee cv.typ\n")
		return 1
	case "silent failure":
		return 7
	case "flood":
		for range 100_000 {
			fmt.Println("│ noise and more noise, as much as fits on a line and then some more of it │")
		}
		return 1
	case "sleep":
		sleeper := exec.Command("/bin/sleep", "600") // a child that holds the outputs open
		sleeper.Stdout, sleeper.Stderr = os.Stdout, os.Stderr
		if err := sleeper.Start(); err != nil {
			return 3
		}
		note("child", fmt.Sprint(sleeper.Process.Pid))
		_ = sleeper.Wait()
	case "nothing":
	case "garbage":
		write(call.pdf, []byte("this is no PDF"))
		write(page(call.png, 1), []byte("this is no picture"))
	case "cut PDF":
		write(call.pdf, []byte("%PDF-1.7\n1 0 obj\n"))
		write(page(call.png, 1), nil)
	case "garbage pictures":
		_ = call.render(source, 18)
		write(page(call.png, 1), []byte("\x89PNG\r\n\x1a\nand then nothing"))
	case "no pictures":
		_ = call.render(source, 18)
		_ = os.Remove(page(call.png, 1))
	case "linked PDF":
		_ = os.Symlink("/etc/hostname", call.pdf)
	default:
		dpi := rendercv.PictureDPI
		if behaviour == "small pictures" {
			dpi = 18 // painting takes longer than the rest
		}
		if err := call.render(source, float64(dpi)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return 0
}

// call is what the arguments of `rendercv render` say.
type call struct{ input, typst, pdf, png string }

// parseCall reads the options that RenderCV v2.8 has, and no others.
func parseCall(args []string) (call, error) {
	var c call
	if len(args) < 2 || args[0] != "render" {
		return c, fmt.Errorf("rendercv render INPUT [OPTIONS]")
	}
	c.input = args[1]
	flags := flag.NewFlagSet("render", flag.ContinueOnError)
	flags.StringVar(&c.typst, "typst-path", "", "")
	flags.StringVar(&c.pdf, "pdf-path", "", "")
	flags.StringVar(&c.png, "png-path", "", "")
	for _, name := range []string{"markdown", "html", "typst", "pdf", "png"} {
		flags.Bool("dont-generate-"+name, false, "")
	}
	if err := flags.Parse(args[2:]); err != nil {
		return c, err
	}
	if flags.Lookup("dont-generate-typst").Value.String() == "true" {
		return c, fmt.Errorf("without a Typst file there is no PDF")
	}
	return c, nil
}

// render makes the files with the built-in engine.
func (c call) render(source []byte, dpi float64) error {
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	result, err := render.New().Render(context.Background(), source, render.Options{Dir: here})
	if err != nil {
		return err
	}
	write(c.typst, []byte("#let name = 1\n"))
	write(c.pdf, result.PDF)
	for number := 1; number <= result.Pages; number++ {
		picture, err := result.PNG(number, dpi)
		if err != nil {
			return err
		}
		write(page(c.png, number), picture)
	}
	return nil
}

func page(path string, number int) string {
	return fmt.Sprintf("%s_%d.png", strings.TrimSuffix(path, ".png"), number)
}

func write(path string, data []byte) {
	if err := os.WriteFile(path, data, 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(4)
	}
}

const validationTable = `╭─ There are validation errors! ─────────────────────────────────────────────────────╮
│ ╭──────────────────────┬─────────────┬───────────────────────────────────────────╮ │
│ │ Location             │ Input Value │ Explanation                               │ │
│ ├──────────────────────┼─────────────┼───────────────────────────────────────────┤ │
│ │ cv.phone             │ 123         │ This is not a valid phone number.         │ │
│ ├──────────────────────┼─────────────┼───────────────────────────────────────────┤ │
│ │ cv.sections.work.0   │ ...         │ ` + "`start_date` cannot be after" + `              │ │
│ │                      │             │ the end date.                             │ │
│ ├──────────────────────┼─────────────┼───────────────────────────────────────────┤ │
│ │ settings.nonsense    │ x           │ This field is unknown for this object.    │ │
│ ╰──────────────────────┴─────────────┴───────────────────────────────────────────╯ │
╰────────────────────────────────────────────────────────────────────────────────────╯
`

// note reads what the command left beside itself.
func note(t *testing.T, folder, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	require.NoError(t, err)
	return string(data)
}

// waitFor waits until the command has left a note.
func waitFor(t *testing.T, folder, name string) string {
	t.Helper()
	var data []byte
	require.Eventually(t, func() bool {
		var err error
		data, err = os.ReadFile(filepath.Join(folder, name))
		return err == nil && len(bytes.TrimSpace(data)) > 0
	}, 20*time.Second, 5*time.Millisecond)
	return string(data)
}
