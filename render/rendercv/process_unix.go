//go:build unix

package rendercv

import (
	"os/exec"
	"syscall"
)

// group makes the command the leader of a process group of its own, all of
// which is killed when its context ends.
func group(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error {
		return syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	}
}
