package rendercv

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
)

// maxMessages is how much of what the command says is kept, in bytes of each
// of its two outputs.
const maxMessages = 256 << 10

// arguments never forbid the Typst file: without it the command makes neither
// PDF nor pictures.
var arguments = []string{
	"render", inputFile,
	"--typst-path", filepath.Join(outputDir, outputName+".typ"),
	"--pdf-path", filepath.Join(outputDir, outputName+".pdf"),
	"--png-path", filepath.Join(outputDir, outputName+".png"),
	"--dont-generate-markdown", "--dont-generate-html",
}

// run runs the command in the folder to its end, or ends it and everything
// that it started.
func (c CLI) run(ctx context.Context, path, folder string, file *cv.Document) error {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	limited, cancel := context.WithTimeoutCause(ctx, timeout, ErrTimeout)
	defer cancel()
	command := exec.CommandContext(limited, path, arguments...)
	command.Dir = folder
	command.Env = environment(folder)
	out, errs := &head{limit: maxMessages}, &head{limit: maxMessages}
	command.Stdout, command.Stderr = out, errs
	group(command)
	command.WaitDelay = time.Second
	err := command.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("running RenderCV: %w", ctx.Err())
	case limited.Err() != nil:
		return fmt.Errorf("%w: it was stopped after %s", ErrTimeout, timeout)
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("running RenderCV: %w", err)
	}
	failed := failure(exit, file, out.String(), errs.String())
	failed.Version = version(limited, path, folder)
	return failed
}

var versionLine = regexp.MustCompile(`(?:RenderCV|You are using) v(\d+(?:\.\d+)+)\b`)

// version asks the command for its version. Empty: it did not say.
func version(ctx context.Context, path, folder string) string {
	command := exec.CommandContext(ctx, path, "--version")
	command.Dir = folder
	command.Env = environment(folder)
	out := &head{limit: maxMessages}
	command.Stdout = out
	group(command)
	command.WaitDelay = time.Second
	if err := command.Run(); err != nil {
		return ""
	}
	// A hint at a newer version may stand before it.
	said := versionLine.FindAllStringSubmatch(out.String(), -1)
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1][1]
}

// passed are the variables that the command gets from the environment: to find
// its interpreter, Typst's packages and the way to the network. Keys and
// database addresses are not among them.
var passed = []string{
	"PATH", "HOME", "USER", "XDG_CACHE_HOME", "XDG_DATA_HOME",
	"TYPST_PACKAGE_PATH", "TYPST_PACKAGE_CACHE_PATH",
	"PYENV_ROOT", "PYENV_VERSION", "VIRTUAL_ENV",
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
	"SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
	"SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
}

// environment also asks for messages that can be read: UTF-8, no colours, and
// lines too wide to wrap.
func environment(folder string) []string {
	temp := filepath.Join(folder, tempDir)
	env := []string{
		"TMPDIR=" + temp, "TEMP=" + temp, "TMP=" + temp,
		"LANG=C.UTF-8", "PYTHONUTF8=1", "PYTHONIOENCODING=utf-8",
		"NO_COLOR=1", "TERM=dumb", "COLUMNS=1000",
	}
	for _, name := range passed {
		if value, set := os.LookupEnv(name); set {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// head is a writer that keeps the first bytes and drops the rest.
type head struct {
	bytes.Buffer
	limit int
}

func (h *head) Write(p []byte) (int, error) {
	if room := h.limit - h.Len(); room > 0 {
		h.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}
