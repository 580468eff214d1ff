package tools

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/resume"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

type importCVIn struct {
	Text       string           `json:"text,omitempty" jsonschema:"maxLength=1048576,description=The CV as plain text or Markdown or JSON Resume or RenderCV YAML"`
	Base64     string           `json:"base64,omitempty" jsonschema:"maxLength=8388608,description=The bytes of a PDF or DOCX in Base64"`
	Path       string           `json:"path,omitempty" jsonschema:"maxLength=1000,description=Path of the file; local clients only"`
	Format     resume.Format    `json:"format,omitempty" jsonschema:"enum=rendercv,enum=json-resume,enum=markdown,enum=text,enum=pdf,enum=docx,description=Only if it is told wrongly from the file"`
	Readings   []schema.Reading `json:"readings,omitempty" jsonschema:"maxItems=200,description=Your own reading of what an earlier call listed as unread; checked against its quote"`
	OutputPath string           `json:"output_path,omitempty" jsonschema:"maxLength=1000,description=Where to write the YAML; local clients only"`
}

type importCVOut struct {
	CVID string `json:"cv_id" jsonschema:"description=Pass this id to plan_cv_changes and render_pdf"`
	Path string `json:"path,omitempty" jsonschema:"description=Where the YAML was written"`
	YAML string `json:"yaml"`
	schema.ImportReport
}

func (b *Toolbox) importCV() definition {
	return define(declaration[importCVIn, importCVOut]{
		name:  "import_cv",
		title: "Import a CV",
		description: "Turn a CV of another kind (PDF, DOCX, Markdown, plain text, JSON Resume, RenderCV of any age) into RenderCV YAML. " +
			"Use it when the user's CV is no current RenderCV file. Every value quotes its source; what was not understood is listed: " +
			"place it with readings in a second call, or ask the user. Next: plan_cv_changes or render_pdf.",
		hints: hints{idempotent: true},
		run:   b.runImport,
	})
}

func (b *Toolbox) runImport(ctx context.Context, owner uuid.UUID, in importCVIn) (answer[importCVOut], error) {
	var none answer[importCVOut]
	given, data, err := b.importBytes(ctx, in)
	if err != nil {
		return none, err
	}
	result, err := resume.Import(ctx, filepath.Base(in.Path), data, in.Format)
	if err != nil {
		return none, fmt.Errorf("%s: %w", given, err)
	}
	if err := result.Fill(in.Readings); err != nil {
		return none, fmt.Errorf("readings: %w", err)
	}
	document, err := cv.Parse(result.YAML)
	if err != nil {
		return none, fmt.Errorf("%s: %w", given, err)
	}
	row := storage.CV{YAML: result.YAML, Name: document.Name()}
	if in.Path != "" {
		absolute, err := filepath.Abs(in.Path)
		if err != nil {
			return none, fmt.Errorf("path: %w", err)
		}
		row.Dir = filepath.Dir(absolute) // of photo and fonts
	}
	out := importCVOut{YAML: string(result.YAML), ImportReport: result.ImportReport}
	if in.OutputPath != "" {
		paths, err := b.writeOut(ctx, owner, in.Path, output{in.OutputPath, result.YAML, yamlExtensions})
		if err != nil {
			return none, err
		}
		out.Path = paths[0]
		row.Dir, row.File = filepath.Dir(out.Path), filepath.Base(out.Path)
	}
	if row, err = b.Store.SaveCV(ctx, owner, row); err != nil {
		return none, fmt.Errorf("saving the CV: %w", err)
	}
	out.CVID = row.ID
	return answer[importCVOut]{result: out, text: importSummary(out)}, nil
}

// importBytes returns the file and the name of the argument that it came in.
func (b *Toolbox) importBytes(ctx context.Context, in importCVIn) (given string, data []byte, err error) {
	given, err = exactlyOne("the CV", map[string]string{"text": in.Text, "base64": in.Base64, "path": in.Path}, "text", "base64", "path")
	if err != nil {
		return "", nil, err
	}
	switch given {
	case "text":
		data = []byte(in.Text)
	case "base64":
		if data, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(in.Base64), "")); err != nil {
			return "", nil, errors.New("base64: this is no standard Base64 (A-Z a-z 0-9 + / =)")
		}
	case "path":
		data, err = b.readFile(ctx, given, in.Path, resume.MaxBytes)
	}
	return given, data, err
}

func importSummary(out importCVOut) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: read as %s.", out.CVID, out.Format)
	if len(out.Fields) > 0 {
		fmt.Fprintf(&text, " %d values, each with the words it was read from.", len(out.Fields))
	}
	if len(out.Changes) > 0 {
		fmt.Fprintf(&text, " %d changes bring it up to RenderCV 2.8.", len(out.Changes))
	}
	for i, unread := range out.Unread {
		if i == 8 {
			fmt.Fprintf(&text, " And %d more pieces that were not understood.", len(out.Unread)-i)
			break
		}
		fmt.Fprintf(&text, " Not taken (%s): %q, %s.", unread.Place, unread.Text, unread.Reason)
	}
	for _, refused := range out.Refused {
		fmt.Fprintf(&text, " Your reading of %s is refused: %s.", refused.Path, refused.Reason)
	}
	for _, problem := range out.Problems {
		fmt.Fprintf(&text, " To mend: line %d %s: %s.", problem.Line, problem.Path, strings.TrimSuffix(problem.Message, "."))
	}
	if out.Path != "" {
		fmt.Fprintf(&text, " Written to %s.", out.Path)
	}
	fmt.Fprintf(&text, " Next: plan_cv_changes or render_pdf with cv_id %s.", out.CVID)
	return text.String()
}
