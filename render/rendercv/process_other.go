//go:build !unix

package rendercv

import "os/exec"

// group leaves the command as it is: the system has no process groups, and the
// command alone is killed when its context ends.
func group(*exec.Cmd) {}
