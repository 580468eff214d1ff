// Command bench measures the built-in engine beside the installed RenderCV and
// its Typst, in one run on one machine, and prints the ratios.
//
//	go run ./render/bench -bespoke bin/bespoke -cv examples/cvs/software-engineer.yaml
//
// Each figure is the median of -runs runs. RenderCV says itself how long its
// steps "Generated PDF" and "Generated PNGs" take; Typst is measured once more
// by itself, through the Python that RenderCV is installed for, with what
// RenderCV wrote for it: the first compilation and a later one. On a busy
// machine the processor time of a process says more than how long it took.
// Without RenderCV only bespoke is measured.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/rendercv"
)

func main() {
	b := bench{out: os.Stdout}
	flag.StringVar(&b.bespoke, "bespoke", "bin/bespoke", "the `binary` to run as a process")
	flag.StringVar(&b.rendercv, "rendercv", "", "the rendercv `command`; default the one on PATH")
	flag.StringVar(&b.cv, "cv", "examples/cvs/software-engineer.yaml", "the RenderCV `file` of two pages")
	flag.IntVar(&b.runs, "runs", 9, "how often each is measured")
	flag.IntVar(&b.copies, "copies", 44, "how often the sections stand in the long document")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type bench struct {
	bespoke, rendercv, cv string
	runs, copies          int
	out                   io.Writer
	folder                string
}

// run measures the short and the long document with both.
func (b *bench) run(ctx context.Context) error {
	if b.runs < 1 {
		return errors.New("-runs: give 1 or more")
	}
	if err := b.prepare(); err != nil {
		return err
	}
	defer os.RemoveAll(b.folder)
	command, err := rendercv.CLI{Path: b.rendercv}.Installed()
	if err == nil {
		said := version(ctx, command)
		fmt.Fprintf(b.out, "%s, %s\n\n", command, said)
		if !strings.HasSuffix(said, "v"+rendercv.Version) {
			err = fmt.Errorf("not RenderCV v%s, so nothing to compare with; name another with -rendercv", rendercv.Version)
		}
	}
	if err != nil {
		command = ""
		fmt.Fprintf(b.out, "%v\n\n", err)
	}
	fmt.Fprintln(b.out, "| what, median | bespoke | RenderCV, Typst | ratio |\n|---|---|---|---|")
	source, err := os.ReadFile(b.cv)
	if err != nil {
		return err
	}
	long := lengthen(source, b.copies)
	for _, document := range []struct {
		name   string
		source []byte
		runs   int
	}{{"short", source, b.runs}, {"long", long, max(1, b.runs/3)}} {
		if err := b.document(ctx, document.name, document.source, document.runs, command); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) prepare() (err error) {
	if b.bespoke, err = filepath.Abs(b.bespoke); err != nil {
		return err
	}
	if _, err := os.Stat(b.bespoke); err != nil {
		return fmt.Errorf("%w: make build makes it", err)
	}
	b.folder, err = os.MkdirTemp("", "bespoke-bench-")
	return err
}

// document measures one document and prints its rows.
func (b *bench) document(ctx context.Context, name string, source []byte, runs int, command string) error {
	path := filepath.Join(b.folder, name+".yaml")
	if err := os.WriteFile(path, source, 0o600); err != nil {
		return err
	}
	ours, err := b.measure(ctx, path, source, runs)
	if err != nil {
		return fmt.Errorf("bespoke, %s document: %w", name, err)
	}
	theirs := figures{}
	if command != "" {
		if theirs, err = b.measureRenderCV(ctx, command, path, runs); err != nil {
			return fmt.Errorf("RenderCV, %s document: %w", name, err)
		}
		if theirs.pages != ours.pages {
			return fmt.Errorf("the %s document has %d pages with bespoke and %d with RenderCV: nothing to compare", name, ours.pages, theirs.pages)
		}
	}
	for _, row := range []struct {
		what        string
		ours, other time.Duration
	}{
		{"whole process, PDF", ours.process, theirs.process},
		{"whole process, processor time", ours.processor, theirs.processor},
		{"PDF alone, new engine (RenderCV: its PDF step)", ours.cold, theirs.pdf},
		{"PDF alone, new engine (Typst: first compilation)", ours.cold, theirs.typstCold},
		{"PDF alone, warm (Typst: later compilation)", ours.pdf, theirs.typstWarm},
		{"PNG of a page, 144 dpi", ours.png, theirs.png},
	} {
		fmt.Fprintf(b.out, "| %d pages: %s | %s | %s | %s |\n", ours.pages, row.what, show(row.ours), show(row.other), ratio(row.ours, row.other))
	}
	return nil
}

// figures are medians; zero: not measured.
type figures struct {
	pages                int
	process              time.Duration // a process that reads the YAML and writes the PDF
	processor            time.Duration // what it took of all processors
	cold                 time.Duration // the first PDF of an engine, from YAML to bytes
	pdf                  time.Duration // a later one
	png                  time.Duration // a page
	typstCold, typstWarm time.Duration // Typst alone
}

func (b *bench) measure(ctx context.Context, path string, source []byte, runs int) (f figures, err error) {
	var processor []time.Duration
	if f.process, err = median(runs, func() error {
		process := exec.CommandContext(ctx, b.bespoke, "render", path, "--out", filepath.Join(b.folder, "ours.pdf"))
		out, err := process.CombinedOutput()
		processor = append(processor, processorTime(process))
		return explain(err, out)
	}); err != nil {
		return f, err
	}
	f.processor = middle(processor)
	options := render.Options{Now: time.Now()}
	if f.cold, err = median(runs, func() error { // an engine that has learnt nothing
		_, err := render.New().Render(ctx, source, options)
		return err
	}); err != nil {
		return f, err
	}
	engine := render.New()
	result, err := engine.Render(ctx, source, options)
	if err != nil {
		return f, err
	}
	f.pages = result.Pages
	if f.pdf, err = median(runs, func() error {
		_, err := engine.Render(ctx, source, options)
		return err
	}); err != nil {
		return f, err
	}
	page := 0
	f.png, err = median(max(runs, 2*result.Pages), func() error {
		page = page%result.Pages + 1
		_, err := result.PNG(page, rendercv.PictureDPI)
		return err
	})
	return f, err
}

// step is a line in which RenderCV says how long something took.
var step = regexp.MustCompile(`✓ (\d+) ms\s+Generated (PDF|PNGs?):`)

func (b *bench) measureRenderCV(ctx context.Context, command, path string, runs int) (f figures, err error) {
	out := filepath.Join(b.folder, "theirs")
	var processor []time.Duration
	run := func(extra ...string) ([]byte, error) {
		args := append([]string{
			"render", path, "--dont-generate-markdown", "--dont-generate-html",
			"--typst-path", out + ".typ", "--pdf-path", out + ".pdf", "--png-path", out + ".png",
		}, extra...)
		process := exec.CommandContext(ctx, command, args...)
		process.Dir, process.Env = b.folder, append(os.Environ(), "COLUMNS=500", "NO_COLOR=1")
		said, err := process.CombinedOutput()
		processor = append(processor, processorTime(process))
		return said, explain(err, said)
	}
	var pdf, png []time.Duration
	if f.process, err = median(runs, func() error {
		said, err := run("--dont-generate-png")
		if match := step.FindSubmatch(said); match != nil {
			pdf = append(pdf, milliseconds(match[1]))
		}
		return err
	}); err != nil {
		return f, err
	}
	f.processor = middle(processor)
	if f.typstCold, f.typstWarm, err = measureTypst(ctx, command, out+".typ", runs); err != nil {
		return f, fmt.Errorf("compiling with Typst: %w", err)
	}
	for range max(1, runs/3) {
		said, err := run()
		if err != nil {
			return f, err
		}
		for _, match := range step.FindAllSubmatch(said, -1) {
			if !bytes.Equal(match[2], []byte("PDF")) {
				png = append(png, milliseconds(match[1]))
			}
		}
	}
	pictures, err := filepath.Glob(out + "_*.png")
	if err != nil || len(pictures) == 0 || len(pdf) == 0 || len(png) == 0 {
		return f, errors.New("it left no pictures or did not say how long they took")
	}
	f.pages, f.pdf, f.png = len(pictures), middle(pdf), middle(png)/time.Duration(len(pictures))
	return f, nil
}

// compile compiles a Typst file several times and prints the microseconds.
const compile = `
import pathlib, sys, time
import rendercv_fonts, typst
from rendercv.renderer.pdf_png import get_package_path
path = pathlib.Path(sys.argv[1])
compiler = typst.Compiler(root=path.parent, font_paths=rendercv_fonts.paths_to_font_folders, package_path=get_package_path())
for _ in range(int(sys.argv[2]) + 1):
    start = time.perf_counter()
    compiler.compile(input=path, format="pdf")
    print(round((time.perf_counter() - start) * 1e6))
`

// measureTypst measures Typst with the Python beside RenderCV's command.
func measureTypst(ctx context.Context, command, path string, runs int) (cold, warm time.Duration, err error) {
	resolved, err := filepath.EvalSymlinks(command)
	if err != nil {
		return 0, 0, err
	}
	python := filepath.Join(filepath.Dir(resolved), "python")
	said, err := exec.CommandContext(ctx, python, "-c", compile, path, strconv.Itoa(runs)).CombinedOutput()
	if err != nil {
		return 0, 0, explain(err, said)
	}
	var times []time.Duration
	for field := range strings.FieldsSeq(string(said)) {
		micros, err := strconv.Atoi(field)
		if err != nil {
			return 0, 0, fmt.Errorf("it says %q", said)
		}
		times = append(times, time.Duration(micros)*time.Microsecond)
	}
	return times[0], middle(times[1:]), nil
}

// processorTime is what a process that ended took of all processors.
func processorTime(process *exec.Cmd) time.Duration {
	if process.ProcessState == nil {
		return 0
	}
	return process.ProcessState.UserTime() + process.ProcessState.SystemTime()
}

func milliseconds(digits []byte) time.Duration {
	number, _ := strconv.Atoi(string(digits)) // which match as a number
	return time.Duration(number) * time.Millisecond
}

func version(ctx context.Context, command string) string {
	said, err := exec.CommandContext(ctx, command, "--version").Output()
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return lines[len(lines)-1]
}

var (
	topKey     = regexp.MustCompile(`(?m)^[a-z]`)
	sectionKey = regexp.MustCompile(`(?m)^    ([a-z_]+):`)
)

// lengthen repeats a CV's sections under new titles.
func lengthen(source []byte, copies int) []byte {
	head, body, _ := strings.Cut(string(source), "\n  sections:\n")
	tail := ""
	if next := topKey.FindStringIndex(body); next != nil {
		body, tail = body[:next[0]], body[next[0]:]
	}
	var long strings.Builder
	long.WriteString(head + "\n  sections:\n")
	for i := range copies {
		long.WriteString(sectionKey.ReplaceAllString(body, fmt.Sprintf("    ${1}_%d:", i+1)))
	}
	return []byte(long.String() + tail)
}

func median(runs int, do func() error) (time.Duration, error) {
	var times []time.Duration
	for range runs {
		start := time.Now()
		if err := do(); err != nil {
			return 0, err
		}
		times = append(times, time.Since(start))
	}
	return middle(times), nil
}

func middle(times []time.Duration) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[len(times)/2]
}

func explain(err error, said []byte) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %s", err, said[max(0, len(said)-2000):])
}

func show(d time.Duration) string {
	switch {
	case d == 0:
		return "–"
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}

func ratio(ours, theirs time.Duration) string {
	if ours == 0 || theirs == 0 {
		return "–"
	}
	times, digits := float64(theirs)/float64(ours), 0
	if times < 10 {
		digits = 1
	}
	return fmt.Sprintf("%.*f×", digits, times)
}
