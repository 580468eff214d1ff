package rendercv

import (
	"fmt"
	"os/exec"
	"regexp"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// Failure is a command that ended with an error.
type Failure struct {
	Code     int      // its exit code; -1: ended by a signal
	Version  string   // of the command, such as "2.8"; empty: unknown
	Messages []string // what it said is wrong, with the place in the CV where that is known
}

// maxShown is how much of a failure an error shows, in messages and in
// characters of each.
const (
	maxShown  = 12
	maxLength = 400
)

func (f *Failure) Error() string {
	shown := f.Messages
	more := ""
	if len(shown) > maxShown {
		more = fmt.Sprintf("; and %d more", len(shown)-maxShown)
		shown = shown[:maxShown]
	}
	if f.Version != "" && f.Version != Version {
		more += fmt.Sprintf("; this is RenderCV v%s, bespoke follows v%s: pip install \"rendercv[full]==%[2]s\" installs that", f.Version, Version)
	}
	if len(shown) == 0 {
		return fmt.Sprintf("RenderCV failed with exit code %d and without a word%s", f.Code, more)
	}
	return "RenderCV refused the CV: " + strings.Join(shown, "; ") + more
}

func failure(exit *exec.ExitError, file *cv.Document, out, errs string) *Failure {
	f := &Failure{Code: exit.ExitCode()}
	for _, row := range validationRows(out) {
		f.Messages = append(f.Messages, clip(row.message(file)))
	}
	if len(f.Messages) == 0 {
		for _, line := range []string{panelText(out), lastError(errs)} {
			if line != "" {
				f.Messages = append(f.Messages, clip(line))
			}
		}
	}
	return f
}

func clip(text string) string {
	if runes := []rune(text); len(runes) > maxLength {
		return string(runes[:maxLength]) + "…"
	}
	return text
}

// row is a line of the command's table of validation errors.
type row struct{ location, input, explanation string }

// message puts the line and column before the command's own words.
func (r row) message(file *cv.Document) string {
	text := r.location + ": " + r.explanation
	if r.input != "" && r.input != "..." {
		text += fmt.Sprintf(" (%s)", r.input)
	}
	line, column, ok := file.Position(yamltree.Join(strings.Split(r.location, ".")...))
	if !ok {
		return text
	}
	return fmt.Sprintf("line %d, column %d: %s", line, column, text)
}

// validationRows reads the table "Location │ Input Value │ Explanation", which
// stands in a frame since v2.4.
func validationRows(out string) []row {
	var rows []row
	for line := range strings.Lines(out) {
		cells := strings.Split(strings.TrimSpace(line), "│")
		if len(cells) == 7 {
			cells = cells[1:6]
		}
		if len(cells) != 5 { // the outside, three cells, the outside
			continue
		}
		r := row{strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2]), strings.TrimSpace(cells[3])}
		switch {
		case r.location == "Location":
		case r.location == "" && len(rows) > 0: // a wrapped line
			last := &rows[len(rows)-1]
			last.explanation += " " + r.explanation
		default:
			rows = append(rows, r)
		}
	}
	return rows
}

// panelText is what stands in the command's other frames, without the steps
// that went well.
func panelText(out string) string {
	var text []string
	for line := range strings.Lines(out) {
		cells := strings.Split(line, "│")
		if len(cells) != 3 {
			continue
		}
		if words := strings.TrimSpace(cells[1]); words != "" && !strings.HasPrefix(words, "✓") {
			text = append(text, words)
		}
	}
	return strings.Join(text, " ")
}

// errorLine is the end of a Python traceback.
var errorLine = regexp.MustCompile(`^(?:\w+\.)*\w*(?:Error|Exception|Interrupt)\b`)

// lastError is the last line that looks like a Python error, with what follows
// it, or the last line of all.
func lastError(errs string) string {
	lines := strings.Split(strings.TrimSpace(errs), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if errorLine.MatchString(lines[i]) {
			return strings.Join(strings.Fields(strings.Join(lines[i:], " ")), " ")
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}
