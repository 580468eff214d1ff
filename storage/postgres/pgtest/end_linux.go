package pgtest

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// endWithUs has the kernel end a server when the thread that starts it ends,
// and keeps files from the server that this process was given: a lock on one
// would last as long as the server.
func endWithUs(command *exec.Cmd) {
	attributes := syscall.SysProcAttr{}
	if command.SysProcAttr != nil {
		attributes = *command.SysProcAttr
	}
	attributes.Pdeathsig = syscall.SIGQUIT // immediate shutdown
	command.SysProcAttr = &attributes
	open, _ := os.ReadDir("/proc/self/fd") // without it nothing is lost but this
	for _, entry := range open {
		if file, err := strconv.Atoi(entry.Name()); err == nil && file > syscall.Stderr {
			syscall.CloseOnExec(file)
		}
	}
}
