// Package rendercv renders a CV with the installed RenderCV command, for what
// the built-in engine cannot honour: themes of one's own, raw Typst and
// mathematics. It answers in the same shape as the built-in engine.
//
//	source + options ─ overlay ─► folder of its own ─ rendercv render ─► cv.pdf, cv_1.png … ─► render.Result
//	                              cv.yaml, photo,     process group,
//	                              fonts/, the theme   time limit
//
// The command runs without a shell, with an environment of the few variables
// it needs and below a temporary folder that goes with it. The file's own
// settings.render_command is left out, since it could send output anywhere.
//
// Written for RenderCV v2.8; the command is not part of bespoke:
//
//	pip install "rendercv[full]"
package rendercv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render"
)

// DefaultTimeout is generous: the command takes two seconds for two pages, and
// longer at its first start.
const DefaultTimeout = time.Minute

// Version is the RenderCV that the package was written for.
const Version = "2.8"

// How the command is installed, for messages.
const install = `pip install "rendercv[full]" installs it; or leave the engine out to render with the built-in one`

var (
	// ErrAbsent is wrapped when there is no rendercv command.
	ErrAbsent = errors.New("RenderCV is not installed")
	// ErrTimeout is wrapped when the command took longer than it may.
	ErrTimeout = errors.New("RenderCV took too long")
	// ErrOutput is wrapped when the command ended well but left no usable
	// files.
	ErrOutput = errors.New("RenderCV left no usable output")
)

// CLI is the command and how it may be run. The zero value runs the rendercv
// on PATH for the user's own CV.
type CLI struct {
	Path    string        // of the command; empty: rendercv on PATH
	Timeout time.Duration // zero: DefaultTimeout

	// Untrusted says that the CV is a stranger's. Nothing that it names is then
	// read from this machine or fetched for it: no photo, no theme of its own.
	Untrusted bool
}

// Installed returns the path of the command, or an error that wraps ErrAbsent
// and says how to install it.
func (c CLI) Installed() (string, error) {
	name := c.Path
	if name == "" {
		name = "rendercv"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("%w: %s", ErrAbsent, install)
	}
	return filepath.Abs(path)
}

// Render runs the command on the CV and returns what it printed. Options mean
// what they mean to the built-in engine, Keywords apart: it is unknown where
// the lines break. Result.PNG reduces the command's pictures, so it gives at
// most PictureDPI.
//
// The error wraps ErrAbsent, ErrTimeout, ErrOutput or ctx.Err(), or is a
// *Failure with the command's own messages.
func (c CLI) Render(ctx context.Context, source []byte, options render.Options) (*render.Result, error) {
	path, err := c.Installed()
	if err != nil {
		return nil, err
	}
	file, err := cv.Parse(source)
	if err != nil {
		return nil, fmt.Errorf("reading the CV: %w", err)
	}
	folder, err := os.MkdirTemp("", "bespoke-rendercv-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for RenderCV: %w", err)
	}
	defer os.RemoveAll(folder)
	lints, err := c.furnish(ctx, folder, file, options)
	if err != nil {
		return nil, err
	}
	if err := c.run(ctx, path, folder, file); err != nil {
		return nil, err
	}
	return collect(folder, file, options, lints)
}
