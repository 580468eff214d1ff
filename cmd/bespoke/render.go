package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/fetch"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/content"
	"github.com/bespoke-cv/bespoke/render/export"
	"github.com/bespoke-cv/bespoke/render/rendercv"
	"github.com/bespoke-cv/bespoke/schema"
)

// renderJob is what `bespoke render` was asked to do.
type renderJob struct {
	path    string // of the CV
	engine  string
	formats []string
	out     string // of the PDF; the others take its name with their own extension
	dpi     float64
	options render.Options
	source  []byte
	file    *cv.Document

	problems []schema.SchemaProblem // that validation finds in it
}

// renderFile typesets one YAML file, without a store.
func renderFile(ctx context.Context, args []string, stdio stdio) error {
	job, err := parseRender(args, stdio)
	if err != nil {
		return err
	}
	if job.source, err = readUpTo(job.path, maxFile); err != nil {
		return err
	}
	if job.file, err = cv.Parse(job.source); err != nil {
		return fmt.Errorf("%s: %w", job.path, err)
	}
	job.problems = cv.Validate(job.file)
	if err := job.print(ctx, stdio); err != nil {
		return err
	}
	if err := job.export(stdio); err != nil {
		return err
	}
	for _, problem := range job.problems {
		fmt.Fprintf(stdio.err, "%s:%d:%d: %s: %s\n", job.path, problem.Line, problem.Column, problem.Path, problem.Message)
	}
	return nil
}

func parseRender(args []string, stdio stdio) (*renderJob, error) {
	flags, config := newFlags("render", "CV.yaml [flags]", stdio)
	job := &renderJob{}
	flags.StringVar(&job.out, "out", "", "file to write; the formats take its name, each with its own extension; default beside the CV")
	flags.StringVar(&job.engine, "engine", "builtin", "builtin, or rendercv to run the installed RenderCV, for themes of your own and raw Typst")
	formats := flags.String("format", "pdf", "what to write, with commas between: pdf, png (one file a page), md, txt, typ, json (JSON Resume), docx (Word)")
	flags.Float64Var(&job.dpi, "dpi", 0, "resolution of the pictures, 1 to 600 (default 150; with --engine rendercv 144, which is also the most)")
	flags.StringVar(&job.options.Theme, "theme", "", "RenderCV theme in place of the CV's own")
	design := flags.String("design", "", "design values over the CV's own: a YAML file, or YAML such as 'page: {size: a5}'")
	flags.IntVar(&job.options.MaxPages, "max-pages", 0, "report whether the CV keeps to this many pages")
	path, err := config.parseNaming(flags, args)
	if err != nil {
		return nil, err
	}
	if job.path = path; job.path == "" {
		return nil, usageError{errors.New("which CV? Name a RenderCV YAML file")}
	}
	if job.options.MaxPages < 0 {
		return nil, usageError{fmt.Errorf("--max-pages %d: give 1 or more", job.options.MaxPages)}
	}
	job.options.Dir, job.options.Now, job.options.ReadPhoto = filepath.Dir(job.path), time.Now(), readPhoto
	return job, job.settle(*formats, *design)
}

// settle checks what the flags say and fills in what they leave open.
func (j *renderJob) settle(formats, design string) (err error) {
	if j.formats, err = parseFormats(formats); err != nil {
		return usageError{err}
	}
	if j.options.Design, err = readDesign(design); err != nil {
		return usageError{err}
	}
	strict := j.options
	switch j.engine {
	case "builtin":
		if j.dpi == 0 {
			j.dpi = 150
		}
	case "rendercv":
		if j.dpi == 0 {
			j.dpi = rendercv.PictureDPI
		}
		if j.dpi > rendercv.PictureDPI {
			return usageError{fmt.Errorf("--dpi %g: RenderCV paints %d dots per inch: ask for fewer, or leave --engine out", j.dpi, rendercv.PictureDPI)}
		}
		if slices.ContainsFunc(j.formats, export.Has) {
			return usageError{errors.New("--format: --engine rendercv gives pdf and png: leave --engine out for the others")}
		}
		// It knows more themes than the built-in ones.
		strict.Theme, strict.Design = "", maps.Clone(strict.Design)
		delete(strict.Design, "theme")
	default:
		return usageError{fmt.Errorf("--engine: there is no engine %q: take builtin or rendercv", j.engine)}
	}
	if err := render.CheckDPI(j.dpi); err != nil {
		return usageError{err}
	}
	if err := strict.Check(); err != nil {
		return usageError{err}
	}
	if j.out == "" {
		j.out = strings.TrimSuffix(j.path, filepath.Ext(j.path)) + ".pdf"
	}
	return nil
}

// readPhoto is render.Options.ReadPhoto on the author's own command line.
func readPhoto(ctx context.Context, place string) ([]byte, error) {
	if !render.OnTheWeb(place) {
		return render.ReadPhoto(ctx, place)
	}
	data, err := fetch.Photo(ctx, place)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", render.ErrPhotoOnTheWeb, err)
	}
	return data, nil
}

// formats are what `bespoke render` can write.
var renderFormats = []string{"pdf", "png", "md", "txt", "typ", "json", "docx"}

func parseFormats(list string) ([]string, error) {
	var formats []string
	for format := range strings.SplitSeq(list, ",") {
		format = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(format)), ".")
		switch {
		case format == "" || slices.Contains(formats, format):
		case slices.Contains(renderFormats, format):
			formats = append(formats, format)
		case longNames[format] != "":
			return nil, fmt.Errorf("--format: there is no format %q; did you mean %s?", format, longNames[format])
		default:
			return nil, fmt.Errorf("--format: there is no format %q; take %s, with commas between", format, strings.Join(renderFormats, ", "))
		}
	}
	if len(formats) == 0 {
		return nil, fmt.Errorf("--format is empty: take %s, with commas between", strings.Join(renderFormats, ", "))
	}
	return formats, nil
}

// longNames are what people call the formats.
var longNames = map[string]string{"markdown": "md", "text": "txt", "typst": "typ", "typs": "typ", "picture": "png", "image": "png", "pgn": "png", "word": "docx", "doc": "docx", "jsonresume": "json", "json-resume": "json"}

// readDesign reads design values from a file or from the argument itself. A
// file may hold them below the key design, as RenderCV's do.
func readDesign(argument string) (map[string]any, error) {
	if argument == "" {
		return nil, nil
	}
	data, where := []byte(argument), "--design"
	if !strings.ContainsAny(argument, ":{\n") || isFile(argument) {
		var err error
		if data, err = readUpTo(argument, maxFile); err != nil {
			return nil, fmt.Errorf("--design: %w; give a YAML file, or YAML such as 'page: {size: a5}'", err)
		}
		where = "--design " + argument
	}
	var design map[string]any
	if err := yaml.Unmarshal(data, &design); err != nil {
		return nil, fmt.Errorf("%s: %w; write design values such as 'page: {size: a5}'", where, err)
	}
	if inner, ok := design["design"].(map[string]any); ok {
		design = inner
	}
	return design, nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func (j *renderJob) wants(formats ...string) bool {
	return slices.ContainsFunc(formats, func(format string) bool { return slices.Contains(j.formats, format) })
}

// stem is the path of the output without an extension.
func (j *renderJob) stem() string {
	if extension := filepath.Ext(j.out); slices.Contains(renderFormats, strings.TrimPrefix(extension, ".")) {
		return strings.TrimSuffix(j.out, extension)
	}
	return j.out
}

// write writes one of the outputs and says so.
func (j *renderJob) write(stdio stdio, name string, data []byte, remark string) error {
	if same(name, j.path) {
		return fmt.Errorf("%s is the CV itself, which is never overwritten: choose another name with --out", name)
	}
	if err := atomicfile.Write(name, data, 0o644); err != nil {
		return err
	}
	fmt.Fprintln(stdio.out, name+remark)
	return nil
}

// print writes the PDF and the pictures, and what the report says about them.
func (j *renderJob) print(ctx context.Context, stdio stdio) error {
	if !j.wants("pdf", "png") {
		return nil
	}
	result, err := engineNamed(j.engine).Render(ctx, j.source, j.options)
	if err != nil {
		return fmt.Errorf("%s: %w", j.path, err)
	}
	if j.wants("pdf") {
		remark := fmt.Sprintf(": %d page(s), last page %.0f %% full", result.Pages, 100*result.Report.LastPageFill)
		if err := j.write(stdio, j.stem()+".pdf", result.PDF, remark); err != nil {
			return err
		}
	}
	if j.wants("png") {
		for number := 1; number <= result.Pages; number++ {
			picture, err := result.PNG(number, j.dpi)
			if err != nil {
				return err
			}
			if err := j.write(stdio, fmt.Sprintf("%s_%d.png", j.stem(), number), picture, ""); err != nil {
				return err
			}
		}
	}
	if !result.Report.Fits {
		fmt.Fprintf(stdio.out, "  %d page(s) are more than the %d of --max-pages; bespoke tailor --max-pages %[2]d proposes cuts\n", result.Pages, j.options.MaxPages)
	}
	j.printLints(stdio, result.Report.Lints)
	for _, path := range result.Report.Missing {
		fmt.Fprintf(stdio.out, "  missing %s: its text is not in the PDF\n", path)
	}
	return nil
}

// typesetter is what both engines do.
type typesetter interface {
	Render(ctx context.Context, source []byte, options render.Options) (*render.Result, error)
}

// engineNamed returns the engine that a flag or a record names.
func engineNamed(name string) typesetter {
	if name == "rendercv" {
		return rendercv.CLI{}
	}
	return render.New()
}

// export writes the CV in the formats that no engine gives.
func (j *renderJob) export(stdio stdio) error {
	if !slices.ContainsFunc(j.formats, export.Has) {
		return nil
	}
	said, lints, err := content.Build(j.file, content.Options{
		Theme: j.options.ThemeName(), Design: j.options.Design, Dir: j.options.Dir, Now: j.options.Now,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", j.path, err)
	}
	for _, format := range j.formats {
		if !export.Has(format) {
			continue
		}
		data, err := export.As(format, j.file, said)
		if err != nil {
			return fmt.Errorf("%s: %w", j.path, err)
		}
		if err := j.write(stdio, j.stem()+"."+format, data, ""); err != nil {
			return err
		}
	}
	if !j.wants("pdf", "png") { // which tell them as well
		j.printLints(stdio, lints)
	}
	return nil
}

// printLints says each remark with its place and the words it is about, where
// it has them. What validation speaks of as well is left to it.
func (j *renderJob) printLints(stdio stdio, lints []schema.Lint) {
	for _, lint := range lints {
		if lint.Kind == "invalid_value" && j.invalid(lint.Path) {
			continue
		}
		about := lint.Kind
		if line, column, found := j.file.Position(lint.Path); found && lint.Path != "" {
			about = fmt.Sprintf("%s:%d:%d: %s", j.path, line, column, about)
		}
		if lint.Path != "" {
			about += " " + lint.Path
		}
		if lint.Words != "" {
			about += fmt.Sprintf(" %q", lint.Words)
		}
		fmt.Fprintf(stdio.out, "  %s: %s\n", about, lint.Message)
	}
}

// invalid reports whether validation has something to say of a path, or of what
// stands around or below it.
func (j *renderJob) invalid(path string) bool {
	within := func(a, b string) bool { return a == b || strings.HasPrefix(a, b+"/") }
	return slices.ContainsFunc(j.problems, func(problem schema.SchemaProblem) bool {
		return within(problem.Path, path) || within(path, problem.Path)
	})
}
