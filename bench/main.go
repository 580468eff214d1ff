// Command bench runs the benchmarks that a user would notice and prints each
// figure beside its target. Figures are medians of several counts of go test
// -bench; what is compared with a bare mcp-go server is called by turns with it.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// line is one row of the table: a benchmark's unit against a target.
type line struct {
	what      string
	benchmark string
	unit      string
	target    float64 // in unit
}

var lines = []line{
	{what: "whole bespoke tailor process", benchmark: "TailorProcess", unit: "ns/op", target: 250e6},
	{what: "resident memory of it", benchmark: "TailorProcess", unit: "MB-resident", target: 64},
	{what: "warm durable run of the five tools", benchmark: "WarmRun", unit: "ns/op", target: 60e6},
	{what: "two-page CV, YAML to PDF, warm", benchmark: "Render/engineer", unit: "ns/op", target: 10e6},
	{what: "our side of a model call, ms", benchmark: "Call", unit: "ms-own", target: 5},
	{what: "run with a 2 s model, in latencies", benchmark: "ModelRun/good", unit: "latencies", target: 3},
	{what: "the same with a round of corrections", benchmark: "ModelRun/corrected", unit: "latencies", target: 3},
	{what: "echo tool on stdio, in calls of a bare mcp-go server", benchmark: "Overhead/stdio", unit: "×bare", target: 1.3},
	{what: "the same on SSE", benchmark: "Overhead/sse", unit: "×bare", target: 1.3},
	{what: "the same on Streamable HTTP", benchmark: "Overhead/http", unit: "×bare", target: 1.3},
}

// suites are the benchmarks to run: package and pattern.
var suites = [][2]string{
	{"./cmd/bespoke", "TailorProcess|WarmRun|ModelRun"},
	{"./llm", "^BenchmarkCall$"},
	{"./render", "^BenchmarkRender$"},
	{"./tools", "Overhead"},
}

func main() {
	count := flag.Int("count", 5, "runs of each benchmark; the median counts")
	flag.Parse()
	if err := run(*count); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(count int) error {
	figures := map[string][]float64{}
	for _, suite := range suites {
		cmd := exec.Command("go", "test", "-run", "^$", "-bench", suite[1], "-benchtime", "1s", "-count", strconv.Itoa(count), suite[0])
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("running the benchmarks of %s: %w\n%s", suite[0], err, out.String())
		}
		collect(out.String(), figures)
	}
	return show(figures)
}

var result = regexp.MustCompile(`(?m)^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

// collect reads "BenchmarkX-2 100 12 ns/op 3.4 MB-heap" into figures["X ns/op"].
func collect(output string, figures map[string][]float64) {
	for _, match := range result.FindAllStringSubmatch(output, -1) {
		fields := strings.Fields(match[2])
		for i := 0; i+1 < len(fields); i += 2 {
			if value, err := strconv.ParseFloat(fields[i], 64); err == nil {
				key := match[1] + " " + fields[i+1]
				figures[key] = append(figures[key], value)
			}
		}
	}
}

func show(figures map[string][]float64) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "what\tmeasured\ttarget\tratio")
	for _, l := range lines {
		value, ok := median(figures[l.benchmark+" "+l.unit])
		if !ok {
			return fmt.Errorf("there is no benchmark %s with %s", l.benchmark, l.unit)
		}
		fmt.Fprintf(table, "%s\t%s\t≤ %s\t%.2f\n", l.what, readable(value, l.unit), readable(l.target, l.unit), value/l.target)
	}
	return table.Flush()
}

func median(values []float64) (float64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	slices.Sort(values)
	return values[len(values)/2], true
}

func readable(value float64, unit string) string {
	if unit == "ns/op" {
		return fmt.Sprintf("%.2f ms", value/1e6)
	}
	if value < 10 {
		return fmt.Sprintf("%.2f %s", value, unit)
	}
	return fmt.Sprintf("%.0f %s", value, strings.TrimSuffix(unit, "-resident"))
}
